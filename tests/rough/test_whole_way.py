"""The whole way through the terminal's verbs alone: from dirty lists to a report; on both databases."""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter

import duckdb
import openpyxl
import pikepdf
import pypdfium2
import pytest
import zxingcpp
from statsmodels.stats.proportion import proportion_confint

from dm.verbs.demo.lists import write_lists
from dm.verbs.demo.people import people
from tests.rough.walk import (
    LAST,
    Walk,
    read_rows,
)
from tests.rough.whole_way import (
    CALL_LIST,
    INDEX,
    MANIFEST,
    ORDERS,
    folders,
    letter_rows,
    mails,
    one_of_us,
    parcel_rows,
    query,
    told_way,
)

KEYS = {
    "acquire": "batch rows accepted quarantined encoding dialect mapping quarantine_file",
    "actualize": "batch records persons companies merged review invalid_phones invalid_emails seconds peak_rss_mb",
    "plan": "campaign hash universe waterfall pieces holdout cells cost currency detectable_lift calendar",
    "drop": "campaign dispatched already_done refused to_settle batches",
    "marie": "user role password",
}


@pytest.fixture(scope="module")
def told(shared_database, tmp_path_factory) -> Walk:
    """The walk; `documents` holds what each verb said."""
    return told_way(tmp_path_factory.mktemp("whole") / "shop", shared_database)


@pytest.mark.parametrize("verb", KEYS)
def test_the_documents_have_the_keys_of_the_contract(told, verb) -> None:
    said = told.documents[verb]
    for document in said if isinstance(said, list) else [said]:
        assert set(KEYS[verb].split()) <= set(document)


def test_the_lists_are_read_whole(told) -> None:
    for document in told.documents["acquire"]:
        assert document["rows"] == document["accepted"] + document["quarantined"]
    assert [one["encoding"] for one in told.documents["acquire"]] == ["cp1252", "", "cp1251", "utf-8"]
    done = told.documents["actualize"]
    assert done["records"] == sum(one["accepted"] for one in told.documents["acquire"])
    assert done["persons"] + done["merged"] == done["records"]
    assert told.documents["orders again"]["matched"] == 0


def test_the_same_seed_makes_the_same_lists(told, tmp_path) -> None:
    write_lists(tmp_path, people(70, 1), 1)
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (told.root / "lists" / path.name).read_bytes(), path.name


def test_the_waterfall_adds_up(told) -> None:
    plan = told.documents["plan"]
    (with_piece,) = query(told, "SELECT count(DISTINCT person_id) FROM piece WHERE campaign_id = 'spring' AND seed = " +
                          ("0" if told.url.startswith("sqlite") else "false"))[0]  # fmt: skip
    assert plan["universe"] == sum(line["count"] for line in plan["waterfall"]) + with_piece + plan["holdout"]
    assert plan["universe"] == told.documents["actualize"]["persons"]
    assert min(plan["pieces"].values()) > 0, plan["pieces"]


def test_two_people_must_approve(told) -> None:
    refused = told.documents["too early"]
    assert refused.code == 3
    assert refused.out == ""
    assert (told.documents["half"]["complete"], told.documents["approve"]["complete"]) == (False, True)


def test_a_rehearsal_foretells_and_a_second_launch_does_nothing(told) -> None:
    drop, again = told.documents["drop"], told.documents["again"]
    assert told.documents["rehearsal"]["dispatched"] == drop["dispatched"]
    assert told.documents["rehearsal"]["batches"] == []
    assert set(again["dispatched"].values()) == {0}
    assert again["already_done"] == sum(drop["dispatched"].values())
    assert drop["to_settle"] == 0


def test_every_channel_sent_something(told) -> None:
    sent = Counter()
    for launch in ("drop", "mail", "calls"):
        sent.update(told.documents[launch]["dispatched"])
    assert set(+sent) == {"letter", "courier", "email", "call"}, sent


def test_nobody_is_in_two_places(told) -> None:
    """Check 25: suppressed, opted-out, control and left-out people are in no channel's file."""
    alone = {row[0] for row in query(told, "SELECT person_id FROM assignment WHERE arm = 'holdout'")}
    kept_out = {row[0] for row in query(told, "SELECT person_id FROM audience_member WHERE outcome <> 'piece'")}
    pieces = dict(map(tuple, query(told, "SELECT id, person_id FROM piece WHERE campaign_id = 'spring'")))
    printed = {row["piece_id"] for row in letter_rows(told)} | {row["piece_id"] for row in parcel_rows(told)}
    mailed = {path.name.partition("@")[0] for path in folders(told, "email/new")}
    called = {row["person_id"] for row in read_rows(told.root / "to_call.csv")}
    reached = {pieces[one] for one in printed | mailed} | called
    assert len(alone) == told.documents["plan"]["holdout"]
    assert not reached & (alone | kept_out)
    objected = {row["email"] for row in read_rows(told.root / "lists/objections.csv", ",")} - {""}
    assert not objected & {mail["To"].addresses[0].addr_spec for mail in mails(told)}


def test_no_attempt_is_without_its_permit(told) -> None:
    rows = query(told, "SELECT permit_reason, permit_policies FROM attempt a JOIN piece p ON p.id = a.piece_id")
    assert rows
    assert all(reason == "SEED" or (reason.startswith("ALLOW") and policies) for reason, policies in rows)


@pytest.mark.parametrize("kind", ["letters", "courier"])
def test_packets_are_whole(told, kind) -> None:
    for folder in folders(told, kind):
        job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
        sums = dict(line.split("  ")[::-1] for line in (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines())
        there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        assert set(sums) | {"SHA256SUMS"} == there
        assert set(job["files"]) | {"job.json", "SHA256SUMS"} == there
        for name, digest in sums.items():
            assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest


def test_the_index_tells_where_each_letter_lies(told) -> None:
    folder, rows = folders(told, "letters")[0], letter_rows(told)
    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    assert list(rows[0]) == INDEX
    assert [int(row["sequence"]) for row in rows] == list(range(1, len(rows) + 1))
    assert len({row["piece_id"] for row in rows}) == job["pieces"] == told.documents["drop"]["dispatched"]["letter"]
    page = 0
    for row in rows:
        assert (int(row["first_page"]), int(row["last_page"])) == (page + 1, page + int(row["pages"]))
        page += int(row["pages"])
    with pikepdf.open(folder / rows[0]["file"]) as pdf:
        assert len(pdf.pages) == page == job["pages"]


def test_a_letter_says_what_its_row_says(told) -> None:
    folder = folders(told, "letters")[0]
    document = pypdfium2.PdfDocument(folder / letter_rows(told)[0]["file"])
    for row in letter_rows(told):
        page = document[int(row["first_page"]) - 1]
        words = page.get_textpage().get_text_range()
        assert row["response_code"] in words
        for name in ("name_line", "address_1", "city"):
            assert row[name] in words or row[name].upper() in words, row[name]
        assert not {"{{", "None", "Dear ,"} & {part for part in ("{{", "None", "Dear ,") if part in words}
    document.close()


def test_the_reprint_says_the_same(told) -> None:
    first, second = folders(told, "letters")
    job = json.loads((second / "job.json").read_text(encoding="utf-8"))
    rows = {row["piece_id"]: row for row in read_rows(first / f"{first.name}_index.csv")}
    again = read_rows(second / f"{second.name}_index.csv")
    assert (job["reprint_of"], len(again)) == (first.name, 2)
    for row in again:
        same = ("response_code", "name_line", "sha256_text")
        assert [row[key] for key in same] == [rows[row["piece_id"]][key] for key in same]
    said = told.documents
    assert (len(said["spoil"]["spoiled"]), said["spoil again"]["spoiled"], said["reprint again"]["reprint"]) == (
        2,
        [],
        None,
    )
    counts = said["posted"]["reconciled"]
    assert (counts["spoiled"], counts["reprinted"], counts["open"]) == (2, 2, 0)
    assert counts["mailed"] == counts["printed"]


def test_a_label_is_a6_and_its_code_is_the_manifest_s(told) -> None:
    """Check 13."""
    rows = parcel_rows(told)
    assert list(rows[0]) == MANIFEST
    document = pypdfium2.PdfDocument(folders(told, "courier")[0] / "labels.pdf")
    assert len(document) == len(rows)
    for row, page in zip(rows, document, strict=True):
        width, height = (round(points / 72 * 25.4, 1) for points in page.get_size())
        assert (width, height) == (105.0, 148.0)
        codes = {code.text for code in zxingcpp.read_barcodes(page.render(scale=200 / 72).to_pil())}
        assert row["consignment_no"] in codes
        words = page.get_textpage().get_text_range()
        for part in (
            row["person"],
            row["address_1"],
            row["postal_code"],
            row["window_from"][-5:],
            row["phone_e164"][-2:],
        ):
            assert part in words, (part, words)
    document.close()


def test_e_mails_can_be_answered_with_no(told) -> None:
    assert mails(told)
    for mail in mails(told):
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert mail["List-Unsubscribe"].startswith("<http")
        assert {part.get_content_type() for part in mail.walk()} >= {"text/plain", "text/html"}
        assert "{{" not in mail.get_body(("plain",)).get_content()


def test_calls_count_once(told) -> None:
    said = told.documents
    assert list(read_rows(told.root / "to_call.csv")[0]) == CALL_LIST
    assert said["called"]["recorded"] == said["export"]["rows"] > 2
    assert (said["called again"]["recorded"], said["called again"]["repeated"]) == (0, said["export"]["rows"])
    after = told.do("calls", "export", "--campaign", "spring", "--out", told.root / "later.csv", now=LAST)
    assert after["rows"] < said["export"]["rows"]


def test_what_comes_back_belongs_to_somebody_or_is_listed(told) -> None:
    returns, answers = told.documents["returns"], told.documents["answers"]
    assert (returns["matched"], returns["unmatched"]) == (2, 1)
    assert answers["unmatched"] == 0
    assert answers["kinds"] == {"order": ORDERS + 1, "unsubscribe": 1}
    assert answers["arms"]["holdout"] >= 1


def test_why_tells_the_story(told) -> None:
    story = told.do("why", one_of_us(told), now=LAST)
    assert {"person", "points", "decisions", "events"} <= set(story)
    for decision in story["decisions"]:
        assert set("campaign wave channel at outcome reason rule source".split()) <= set(decision)
    assert told.say("why", story["person"], now=LAST).code == 0


def test_the_audit_chain_holds(told) -> None:
    assert told.documents["audit"]["holds"] is True
    assert told.documents["audit"]["broken"] == []


def test_the_report_s_numbers_are_the_raw_events(told) -> None:
    """Check 28: net of returns and seeds, Wilson's interval, cells without an answer have one too."""
    files = {path.rpartition("/")[2] for path in told.documents["report"]["files"]}
    assert {"report.html", "report.pdf", "report.xlsx"} <= files
    letters = [row for row in parquet(told, "funnel") if row["channel"] == "letter"]
    seeds, returned = 1, 1
    assert sum(row["net"] for row in letters) == len(letter_rows(told)) - seeds - returned
    assert sum(row["orders"] for row in letters) == ORDERS
    for row in (one for one in parquet(told, "funnel") if one["net"]):
        low, high = proportion_confint(row["responded"], row["net"], method="wilson")
        assert (float(row["response_rate_low"]), float(row["response_rate_high"])) == pytest.approx(
            (low, high), abs=1e-4
        )
        assert high > 0


def test_the_lift_is_as_by_hand(told) -> None:
    """Check 28."""
    (row,) = [one for one in parquet(told, "lift") if (one["cell"], one["metric"]) == ("all cells", "order")]
    units = dict(map(tuple, query(told, "SELECT arm, count(*) FROM assignment GROUP BY arm")))
    assert (row["treated_units"], row["control_units"]) == (units["treated"], units["holdout"])
    by_hand = ORDERS / units["treated"] - 1 / units["holdout"]
    assert float(row["difference"]) == pytest.approx(by_hand, abs=1e-4)
    assert float(row["incremental"]) == pytest.approx(by_hand * units["treated"], abs=1e-3)


def test_the_same_report_again_has_the_same_numbers(told) -> None:
    """Check 30: the same snapshot, the same bytes."""
    folder = told.root / "out/spring/report"
    before = {path.name: path.read_bytes() for path in folder.glob("*.parquet")}
    told.do("report", "spring", now=LAST)
    assert {path.name: path.read_bytes() for path in folder.glob("*.parquet")} == before


def parquet(walk: Walk, name: str):
    table = duckdb.sql(f"SELECT * FROM '{walk.root}/out/spring/report/{name}.parquet'")
    return [dict(zip(table.columns, row, strict=True)) for row in table.fetchall()]


def test_the_workbook_keeps_post_codes_and_is_inert(told) -> None:
    """Check 30."""
    paths = [*folders(told, "letters")[0].glob("*.xlsx"), *folders(told, "courier")[0].glob("*.xlsx")]
    for path in [*paths, told.root / "out/spring/report/report.xlsx"]:
        book = openpyxl.load_workbook(path)
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert not [cell.value for cell in cells if cell.data_type == "f"]
        for sheet in book:
            heads = [cell.value for cell in sheet[1]]
            for at in [at for at, head in enumerate(heads) if head in ("postal_code", "phone_e164")]:
                assert {type(row[at]) for row in sheet.iter_rows(min_row=2, values_only=True)} <= {str, type(None)}
    for path in told.root.joinpath("out").rglob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.reader(file, delimiter=";"):
                assert not [cell for cell in row if cell.startswith(("=", "@", "\t", "\r"))], path
