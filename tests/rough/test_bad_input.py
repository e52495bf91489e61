"""Whatever is wrong: one sentence and a way out, the right exit code, no traceback, nothing half-written."""

from __future__ import annotations

import shutil
import socket
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text

from dm import db
from dm.errors import DatabaseError
from tests.rough.walk import (
    APPROVED,
    BRIEF,
    DROP,
    EMAIL,
    HEADER,
    LETTER,
    LISTS_READ,
    PLANNED,
    SOURCE,
    Said,
    Walk,
    consents,
    customer,
    new_walk,
    with_customers,
    write_brief,
    write_rows,
)

PEOPLE = range(6)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory) -> Path:
    """A workspace with six customers who agreed to e-mails, copied for every test."""
    walk = new_walk(tmp_path_factory.mktemp("prepared") / "shop")
    with_customers(walk, [customer(number) for number in PEOPLE])
    agreed = [",".join(row) for row in consents(PEOPLE, "email")]
    walk.do("consent", "import", walk.write("agreed.csv", "\n".join(agreed)), now="2026-11-02T10:00Z")
    write_brief(walk, LETTER)
    return walk.root


@pytest.fixture
def walk(prepared, tmp_path) -> Walk:
    shutil.copytree(prepared, tmp_path / "shop")
    return Walk(tmp_path / "shop")


def held(walk: Walk) -> dict[str, object]:
    """How many rows each table has, and every file outside the tests' own."""
    engine = create_engine(f"sqlite:///{walk.root}/dm.sqlite")
    with engine.connect() as connection:
        names = inspect(connection).get_table_names()
        rows = {name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar() for name in names}
    engine.dispose()
    there = {
        str(path) for folder in ("out", "quarantine") for path in (walk.root / folder).rglob("*") if path.is_file()
    }
    return {**rows, "files": there}


def one_sentence(said: Said) -> None:
    lines = said.err.strip().splitlines()
    told = [
        line for line in lines if not line.startswith(("spring:", "spring/")) and not line.endswith("printed proofs")
    ]
    assert 1 <= len(told) <= 2, said.err
    assert "Traceback" not in said.err
    assert "unexpected" not in said.err, said.err
    assert said.out == ""


def refused(walk: Walk, code: int, words: str, *line: str | Path, now: str | None = PLANNED, kept: tuple = ()) -> Said:
    """Run it, expect the code and the words, and see that nothing else has changed."""
    before = held(walk)
    said = walk.say(*line, "--json", now=now)
    assert said.code == code, said
    one_sentence(said)
    assert words in said.err, said.err
    after = held(walk)
    assert {key: after[key] for key in after if key not in kept} == {
        key: before[key] for key in before if key not in kept
    }
    return said


FILES = {
    "no such file": (None, "missing.csv", "no file"),
    "a folder": (None, "campaigns", "folder"),
    "empty": (b"", "empty.csv", "empty"),
    "blank": (b"\r\n\r\n \r\n", "blank.csv", ""),
    "a header alone": (b"Name,Email\r\n", "header.csv", "row"),
    "a PDF": (b"%PDF-1.7\n\xe2\xe3\xcf\xd3\n1 0 obj", "list.csv", "PDF"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00", "list.csv", ""),
    "a broken workbook": (b"PK\x03\x04 and nothing behind it", "list.xlsx", ""),
    "a broken old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and nothing", "list.xls", ""),
    "no column of a contact": (b"colour,size\r\nred,3\r\nblue,4\r\n", "list.csv", "column"),
    "zeros": (b"\x00" * 400, "list.csv", ""),
    "an unknown kind": (b"whatever", "list.docx", ""),
}


@pytest.mark.parametrize("case", FILES)
def test_a_list_that_cannot_be_read(walk, case) -> None:
    content, name, words = FILES[case]
    path = walk.root / name
    if content is not None:
        path.write_bytes(content)
    refused(walk, 1, words, "acquire", path, "--source", "shop")


@pytest.mark.parametrize(
    "verb", [["consent", "import"], ["suppress", "import"], ["respond", "import"], ["calls", "import"]]
)
@pytest.mark.parametrize("case", ["no such file", "empty", "a PDF", "no column of a contact", "a folder", "zeros"])
def test_other_files_that_cannot_be_read(walk, verb, case) -> None:
    content, name, _ = FILES[case]
    if content is not None:
        (walk.root / name).write_bytes(content)
    refused(walk, 1, "", *verb, walk.root / name)


def test_the_same_list_twice(walk) -> None:
    refused(walk, 3, "already", "acquire", walk.root / "shop.csv", "--source", "shop")


def test_an_unknown_source(walk) -> None:
    refused(walk, 1, "nowhere", "acquire", walk.root / "shop.csv", "--source", "nowhere")


def test_options_that_do_not_fit(walk) -> None:
    path = write_rows(walk.root / "more.csv", [HEADER, customer(50)])
    refused(walk, 2, "colour", "acquire", path, "--source", "shop", "--map", "colour=Email")
    refused(walk, 2, "Telephone", "acquire", path, "--source", "shop", "--map", "phone=Telephone")
    refused(walk, 1, "klingon", "acquire", path, "--source", "shop", "--encoding", "klingon")
    refused(walk, 2, "--source", "acquire", path)


@pytest.mark.parametrize(
    "origin", ["leak", "insider", "breach", "stolen", "scraped_restricted", "unknown", "undocumented"]
)
def test_an_unlawful_source(walk, origin) -> None:
    path = walk.write("bad.toml", SOURCE.replace("own_customers", origin).replace('"shop"', '"bad"'))
    refused(walk, 3, origin, "source", "add", path, kept=("refused_source", "audit", "audit_head"))
    refused(walk, 1, "bad", "acquire", walk.root / "shop.csv", "--source", "bad")


BROKEN = {
    "no TOML": ("[campaign", "line"),
    "not UTF-8": (b"\xff\xfe\x00", ""),
    "another file's": ("[other]\nid = 1\n", ""),
    "empty": ("", ""),
}


@pytest.mark.parametrize("case", BROKEN)
@pytest.mark.parametrize("what", ["source", "segment", "brief"])
def test_a_broken_toml(walk, what, case) -> None:
    content, words = BROKEN[case]
    path = walk.root / f"{what}.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    verb = {"source": ["source", "add"], "segment": ["segment", "count"], "brief": ["plan"]}[what]
    said = refused(walk, 1, words, *verb, path)
    assert f"{what}.toml" in said.err


@pytest.mark.parametrize("verb", [["source", "add"], ["segment", "count"], ["plan"]])
def test_a_toml_that_is_not_there(walk, verb) -> None:
    refused(walk, 1, "missing.toml", *verb, walk.root / "missing.toml")
    refused(walk, 1, "", *verb, walk.root / "out") if verb == ["source", "add"] else None


@pytest.mark.parametrize("name", ["dm.toml", "consent/jurisdictions/DE.toml"])
@pytest.mark.parametrize("content", ["[database", "clock = 5\n"])
def test_broken_settings_and_policies(walk, name, content) -> None:
    walk.write(name, content)
    said = walk.say("plan", walk.root / "campaigns/spring.toml", now=PLANNED)
    assert said.code == 1
    one_sentence(said)
    assert Path(name).name in said.err


BRIEFS = {
    "an unknown key": ("goal =", "gaol =", "goal"),
    "no holdout": ("holdout = 0.0\n", "", "holdout"),
    "a holdout of 120 %": ("holdout = 0.0\n", "holdout = 1.2\n", "holdout"),
    "an unknown channel": ('channel = "letter"', 'channel = "pigeon"', "pigeon"),
    "an unknown template": ("letter/spring", "letter/sprung", "letter/spring"),
    "an unknown vendor's profile": ("din5008-b", "din5008-z", "din5008-z"),
    "a segment that is not there": ("segments/all.toml", "segments/none.toml", "none.toml"),
    "money without a currency": ('"4000 EUR"', '"4000"', "cap"),
    "a date that is none": ("2027-03-03", '"in March"', "drop_on"),
    "shares that do not add up": ("share = 1.0", "share = 0.4", "share"),
    "an unknown time zone": ("Europe/Berlin", "Europe/Bonn", "Bonn"),
    "two waves of one name": ("[budget]", LETTER + "[budget]", "letter"),
    "a path out of the workspace": ("segments/all.toml", "../../etc/passwd", ""),
}


@pytest.mark.parametrize("case", BRIEFS)
def test_a_brief_that_cannot_be(walk, case) -> None:
    path = walk.root / "campaigns/spring.toml"
    old, new, words = BRIEFS[case]
    brief = path.read_text(encoding="utf-8")
    assert old in brief
    path.write_text(brief.replace(old, new), encoding="utf-8")
    said = refused(walk, 1, words, "plan", path)
    assert "spring.toml" in said.err or "none.toml" in said.err or "letter/sprung" in said.err


def test_over_budget_and_too_few(walk) -> None:
    refused(walk, 3, "5.10", "plan", write_brief(walk, LETTER, cap="3 EUR"))
    brief = write_brief(walk, LETTER)
    text_ = brief.read_text(encoding="utf-8").replace("min = 1\n", "min = 100\n")
    brief.write_text(text_, encoding="utf-8")
    assert "holds 6 people" in refused(walk, 3, "at least 100", "plan", brief).err


def test_names_that_nobody_has(walk) -> None:
    for line in (["proof", "summer"], ["launch", "summer"], ["report", "summer"], ["campaign", "status", "summer"],
                 ["campaign", "stop", "summer"], ["approve", "summer", "--by", "marie"]):  # fmt: skip
        refused(walk, 1, "summer", *line, now=DROP)
    for line in (["batch", "release", "L0000009"], ["batch", "ack", "L0000009", "printed"],
                 ["batch", "spoil", "L0000009", walk.root / "shop.csv"], ["batch", "reprint", "L0000009"]):  # fmt: skip
        refused(walk, 1, "L0000009", *line, now=DROP)
    refused(walk, 1, "K0", "settle", "K0", "sent", now=DROP)
    refused(walk, 1, "B0", "acquire", "undo", "B0", now=DROP)
    refused(walk, 1, "nobody@example.com", "why", "nobody@example.com", now=DROP)
    refused(walk, 1, "T0", "calls", "export", "T0", "--out", walk.root / "x.csv", now=DROP)


def planned(walk: Walk, *waves: str, **more) -> None:
    walk.do("plan", write_brief(walk, *waves, **more), now=PLANNED)


def with_users(walk: Walk) -> None:
    for name, role in (("marie", "marketer"), ("boris", "supervisor"), ("agata", "agent")):
        walk.do("user", "add", name, "--role", role, now=PLANNED)


def test_approvals_that_do_not_count(walk) -> None:
    planned(walk, LETTER, two="1 EUR")
    with_users(walk)
    refused(walk, 3, "proof", "approve", "spring", "--by", "marie", now=APPROVED)
    walk.do("proof", "spring", now=PLANNED)
    refused(walk, 3, "nemo", "approve", "spring", "--by", "nemo", now=APPROVED)
    refused(walk, 3, "agata", "approve", "spring", "--by", "agata", now=APPROVED)
    refused(walk, 3, "approv", "launch", "spring", now=DROP)
    walk.do("approve", "spring", "--by", "marie", now=APPROVED)
    refused(walk, 3, "marie", "approve", "spring", "--by", "marie", now=APPROVED)
    refused(walk, 3, "approv", "launch", "spring", now=DROP)


def test_an_approval_of_something_else(walk) -> None:
    planned(walk, EMAIL)
    with_users(walk)
    walk.do("proof", "spring", now=PLANNED)
    walk.do("approve", "spring", "--by", "marie", now=APPROVED)
    refused(walk, 1, "summer", "launch", "spring", "--wave", "summer", now=DROP)
    refused(walk, 3, "not due", "launch", "spring", "--wave", "mail", now=APPROVED)
    words = walk.root / "templates/email/spring/body.txt"
    words.write_text(words.read_text(encoding="utf-8") + "P.S. One more thing.\n", encoding="utf-8")
    refused(walk, 3, "", "launch", "spring", now=DROP)


@pytest.mark.parametrize("where", ["letter/spring/body.html", "email/spring/body.txt", "email/spring/subject.txt"])
def test_a_template_with_an_unknown_variable(walk, where) -> None:
    path = walk.root / "templates" / where
    for variant in path.parent.glob(f"{path.stem}*{path.suffix}"):
        words = variant.read_text(encoding="utf-8")
        place = words.rindex("{% endblock" if path.suffix == ".html" else "\n")
        variant.write_text(f"{words[:place]}{{{{ person.shoe_size }}}}{words[place:]}", encoding="utf-8")
    planned(walk, LETTER if "letter" in where else EMAIL)
    refused(walk, 1, "shoe_size", "proof", "spring")


def test_a_template_that_is_no_template(walk) -> None:
    for path in (walk.root / "templates/letter/spring").glob("body*.html"):
        path.write_text(path.read_text(encoding="utf-8") + "{% if %}", encoding="utf-8")
    planned(walk, LETTER)
    refused(walk, 1, "body", "proof", "spring")


def test_fonts_that_are_not_there(walk) -> None:
    planned(walk, LETTER)
    fonts = walk.root / "templates/fonts"
    (fonts / "NotoSans-Regular.ttf").rename(fonts / "away.ttf")
    refused(walk, 1, "NotoSans-Regular.ttf is missing", "proof", "spring")
    shutil.copy(fonts / "NotoSans-Bold.ttf", fonts / "NotoSans-Regular.ttf")
    refused(walk, 1, "not the pinned one", "proof", "spring")
    shutil.rmtree(fonts)
    refused(walk, 1, "fonts.toml is missing", "proof", "spring")


def test_the_mail_server_is_down(walk) -> None:
    planned(walk, EMAIL)
    with_users(walk)
    walk.do("proof", "spring", now=PLANNED)
    walk.do("approve", "spring", "--by", "marie", now=APPROVED)
    with socket.socket() as taken:  # bound, so that nobody else listens there
        taken.bind(("127.0.0.1", 0))
        walk.set(transport=f'"smtp://127.0.0.1:{taken.getsockname()[1]}"')
        before = held(walk)
        said = walk.say("launch", "spring", now=DROP)
    assert said.code == 1
    one_sentence(said)
    assert "does not answer" in said.err
    after = held(walk)
    assert (after["attempt"], after["piece_batch"]) == (before["attempt"], before["piece_batch"]) == (0, 0)


DATABASES = {
    "nobody listens": ("postgresql://nobody@127.0.0.1:1/nothing", 1, "does not answer"),
    "no such folder": ("sqlite:////nowhere/at/all/dm.sqlite", 1, ""),
    "another kind": ("mysql://root@localhost/dm", 1, "mysql"),
    "no address": ("dm.sqlite", 1, "dm.sqlite"),
    "no database": ("sqlite:///{root}/dm.toml", 1, "no SQLite database"),
    "an empty one": ("sqlite:///{root}/fresh.sqlite", 1, "dm db upgrade"),
}


@pytest.mark.parametrize("case", DATABASES)
@pytest.mark.parametrize("line", [["campaign", "list"], ["plan", "{root}/campaigns/spring.toml"], ["user", "list"]])
def test_the_database_does_not_answer(walk, case, line) -> None:
    url, code, words = DATABASES[case]
    walk.url = url.format(root=walk.root)
    said = walk.say(*(word.format(root=walk.root) for word in line), now=PLANNED)
    assert said.code == code, said
    one_sentence(said)
    assert words in said.err
    assert "password" not in said.err


def test_a_read_only_database(walk) -> None:
    engine = db.connect(f"sqlite:///file:{walk.root}/dm.sqlite?mode=ro&uri=true")
    with pytest.raises(DatabaseError, match="can only be read"), db.writing(engine) as connection:
        connection.execute(text("DELETE FROM segment"))
    engine.dispose()


def test_no_workspace(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DM_WORKSPACE", raising=False)
    for walk in (Walk(tmp_path), Walk(tmp_path / "nowhere")):
        said = walk.say("campaign", "list")
        assert said.code == 1
        one_sentence(said)
        assert "dm init" in said.err
    assert list(tmp_path.iterdir()) == []


def test_a_real_clock_is_not_moved(walk) -> None:
    walk.set(clock='"real"')
    refused(walk, 2, "--now", "campaign", "list", now=PLANNED)


def test_wrong_usage(walk) -> None:
    refused_words = [["plam", "x"], ["plan"], ["batch", "ack", "L1", "eaten"], ["user", "add", "x", "--role", "king"]]
    for line in refused_words:
        said = walk.say(*line, now=PLANNED)
        assert (said.code, said.out) == (2, "")
        assert "Traceback" not in said.err
    refused(walk, 2, "tomorrow", "campaign", "list", now="tomorrow")


def test_a_folder_that_is_not_empty_becomes_no_workspace(walk) -> None:
    before = held(walk)
    said = walk.say("init", walk.root, where=False)
    assert said.code == 1
    one_sentence(said)
    assert held(walk) == before


def test_every_brief_of_these_tests_is_else_good(walk) -> None:
    assert BRIEF
    made = walk.do("plan", walk.root / "campaigns/spring.toml", now=PLANNED)
    assert made["people"] == len(PEOPLE)
    assert walk.do("source", "list", now=LISTS_READ)["sources"]
