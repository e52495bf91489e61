"""Names that are formulas, scripts, templates or headers are names everywhere: from the list to the packet."""

from __future__ import annotations

import html
import re
from email import message_from_bytes, policy

import openpyxl
import pypdfium2
import pytest

from tests.rough.walk import (
    CALLS,
    DROP,
    EMAIL,
    LETTER,
    Walk,
    approved,
    consents,
    customer,
    new_walk,
    read_rows,
    with_customers,
    write_brief,
)

CALL = """\
[[wave]]
name = "call"
channel = "call"
template = "call/spring"
drop_on = 2027-03-03
agents = 1
"""
LONG = "Wolfeschlegelsteinhausenbergerdorffmeier"
NAMES = {
    "a formula": ('=HYPERLINK("http://evil.example","Anna")', "Formel"),
    "another formula": ("@SUM(1+1)*cmd|' /C calc'!A0", "Rechner"),
    "a minus": ("-2+3", "Minus"),
    "a script": ("<script>alert(1)</script>", "Skript"),
    "an image": ('"><img src=x onerror=alert(1)>', "Bild"),
    "an expression": ("{{ 7*7 }}", "Vorlage"),
    "a statement": ("{% for x in range(9) %}A{% endfor %}", "Schleife"),
    "a header": ("Anna\r\nBcc: victim@example.com", "Kopf"),
    "turned round": ("Anna\u202eannA", "Umkehr"),
    "a bell": ("Anna\x07\x1b[2J", "Glocke"),
    "a long surname": ("Anna", LONG),
    "SQL": ("Robert'); DROP TABLE person;--", "Tabelle"),
    "a comma": ("Anna, Berta", "Komma"),
    "other letters": ("Łucja", "Őry-Ёлкина"),
    "entities": ("&lt;b&gt;Anna&amp;", "Zeichen"),
}
SURNAMES = {surname for _, surname in NAMES.values()}
LEFT_OVERS = {"Vorlage", "Schleife"}
NUMBERS = range(len(NAMES))


@pytest.fixture(scope="module")
def walk(tmp_path_factory) -> Walk:
    walk = new_walk(tmp_path_factory.mktemp("hostile") / "shop")
    people = [
        customer(number, **{"First name": given, "Last name": family})
        for number, (given, family) in enumerate(NAMES.values())
    ]
    with_customers(walk, people)
    agreed = [",".join(row) for row in consents(NUMBERS, "email", "phone")]
    walk.documents["agreed"] = walk.do(
        "consent", "import", walk.write("agreed.csv", "\n".join(agreed)), now="2026-11-02T10:00Z"
    )
    walk.documents["plan"] = approved(walk, write_brief(walk, LETTER, EMAIL, CALL))
    walk.documents["launch"] = walk.do("launch", "spring", now=DROP)
    out = walk.root / "to_call.csv"
    walk.documents["calls"] = walk.do("calls", "export", "--campaign", "spring", "--out", out, now=DROP)
    return walk


def letters(walk: Walk):
    (folder,) = (walk.root / "out/spring/letters").iterdir()
    return folder, read_rows(folder / f"{folder.name}_index.csv")


def mails(walk: Walk):
    return [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in (walk.root / "out/spring/email/new").iterdir()
    ]


def test_everybody_walks_the_whole_way_or_is_named(walk) -> None:
    said = walk.documents["launch"]
    assert walk.documents["plan"]["people"] == len(NAMES)
    assert (said["dispatched"]["letter"], said["dispatched"]["email"]) == (len(NAMES), len(NAMES) - len(LEFT_OVERS))
    # an e-mail with {{ in it looks like a template's fault, so nobody gets it; each is listed with its reason
    assert said["refused"] == [{"reason": "TEXT", "count": len(LEFT_OVERS)}]


def test_a_letter_prints_the_name_as_it_is(walk) -> None:
    folder, rows = letters(walk)
    document = pypdfium2.PdfDocument(folder / rows[0]["file"])
    for row in rows:
        words = document[int(row["first_page"]) - 1].get_textpage().get_text_range()
        plain = re.sub(r"\s+", "", words)
        assert re.sub(r"\s+", "", row["name_line"].removeprefix("'")) in plain, row["name_line"]
        assert "Bcc: victim" not in words or "\nBcc" not in words
        assert not re.search("[\u202a-\u202e\u2066-\u2069\x07\x1b]", words)
    whole = "".join(page.get_textpage().get_text_range() for page in document)
    for part in ("{{ 7*7 }}", "<script>alert(1)</script>", LONG, "&lt;b&gt;"):
        assert part.replace(" ", "") in whole.replace(" ", "").replace("\u00a0", ""), part
    assert not re.search(r"\b49\b(?! )Vorlage", whole)
    document.close()


def test_no_table_holds_a_formula(walk) -> None:
    paths = [*walk.root.joinpath("out").rglob("*.csv"), walk.root / "to_call.csv"]
    for path in paths:
        for row in read_rows(path):
            for head, cell in row.items():
                numeric = head.startswith("phone") or cell.lstrip("+-").replace(".", "").isdigit()
                assert numeric or not cell.startswith(("=", "+", "-", "@", "\t", "\r")), (path.name, head, cell)
                assert "\n" not in cell and "\r" not in cell
    for path in walk.root.joinpath("out").rglob("*.xlsx"):
        for sheet in openpyxl.load_workbook(path):
            kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
            assert "f" not in kinds, path.name


def test_no_name_becomes_a_header(walk) -> None:
    for mail in mails(walk):
        assert set(mail.keys()) <= {
            "From", "To", "Subject", "Date", "Message-ID", "List-Unsubscribe", "List-Unsubscribe-Post",
            "MIME-Version", "Content-Type", "Auto-Submitted", "Precedence", "Feedback-ID", "List-Id", "Reply-To",
        }  # fmt: skip
        assert mail["Bcc"] is None
        (to,) = mail["To"].addresses
        assert to.addr_spec.startswith("anna")
        assert not re.search("[\x00-\x1f\u202a-\u202e\u2066-\u2069]", to.display_name + mail["Subject"])


def test_no_name_becomes_markup_or_template(walk) -> None:
    for mail in mails(walk):
        page = mail.get_body(("html",)).get_content()
        assert "<script" not in page
        assert "<img src=x" not in page
        assert "AAAAAAAAA" not in page
    words = "".join(mail.get_body(("plain",)).get_content() for mail in mails(walk))
    pages = html.unescape("".join(mail.get_body(("html",)).get_content() for mail in mails(walk)))
    assert "<b>Anna" not in words
    for surname in SURNAMES - LEFT_OVERS:
        assert surname in words + pages


def test_the_whole_base_is_still_there(walk) -> None:
    story = walk.do("why", "anna11@example.com", now=CALLS)
    assert {decision["outcome"] for decision in story["decisions"]} == {"piece"}
    said = walk.say("why", "anna9@example.com", now=CALLS)
    assert "\x1b" not in said.out + said.err
    assert "\u202e" not in walk.say("why", "anna8@example.com", now=CALLS).out
    assert walk.do("audit", "verify", now=CALLS)["holds"]


def test_the_report_takes_them_too(walk) -> None:
    walk.do("report", "spring", now=CALLS)
    assert "<script>alert(1)" not in (walk.root / "out/spring/report/report.html").read_text(encoding="utf-8")
