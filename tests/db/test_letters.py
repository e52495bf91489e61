"""Print batches as a vendor would check them."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from dm import ledger
from dm.channels import letter
from dm.channels.letter import production, store
from dm.db import connect, reading, writing
from dm.db import tables as t
from dm.errors import DmError, InputError, Refused, StateError
from dm.ledger import Office
from dm.model import BatchState, Channel
from dm.press.archive import archive_faults
from dm.press.marks import read_marks
from dm.press.preflight import ink_in_keep_outs
from dm.press.profiles import load_profile
from tests.db.letter_world import NOW, PEOPLE, STRANGER, make_campaign, office_for, plan_letters
from tests.ledger_world import real_office, seed_letters


@pytest.fixture
def office(engine, tmp_path: Path) -> Office:
    make_campaign(engine)
    plan_letters(engine)
    return office_for(engine, tmp_path)


def _printed(url: str, folder: Path) -> None:
    engine = connect(url)
    make_campaign(engine)
    plan_letters(engine)
    launch(office_for(engine, folder))
    engine.dispose()


@pytest.fixture
def printed(begun, tmp_path: Path) -> Iterator[Office]:
    """An office whose one batch has been launched."""
    engine = connect(begun(_printed))
    yield office_for(engine, tmp_path)
    engine.dispose()


def batch_of(office: Office) -> Path:
    (folder,) = (office.settings.out / "spring/letters").iterdir()
    return folder


def launch(office: Office, **more: Any) -> ledger.Dispatched:
    return letter.dispatch(office, campaign="spring", wave="letter", now=NOW, say=lambda line: None, workers=1, **more)


def launched(office: Office) -> Path:
    return folder_of(office, launch(office).batches[0])


def folder_of(office: Office, batch: str) -> Path:
    return office.settings.out / "spring" / "letters" / batch


def index_of(folder: Path) -> list[dict[str, str]]:
    with (folder / f"{folder.name}_index.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def states(office: Office) -> set[str]:
    with reading(office.engine) as connection:
        return set(connection.execute(select(t.piece.c.state)).scalars())


def test_every_file_is_named_and_its_hash_agrees(printed: Office) -> None:
    folder = batch_of(printed)
    job = json.loads((folder / "job.json").read_text())
    sums = dict(line.split("  ")[::-1] for line in (folder / "SHA256SUMS").read_text().splitlines())
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert there == {*job["files"], "job.json", "SHA256SUMS"}
    assert set(sums) == there - {"SHA256SUMS"}
    assert all(hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest for name, digest in sums.items())
    assert (job["batch_id"], job["pieces"], job["pages"], job["sheets"]) == (folder.name, 5, 5, 5)


def test_the_index_counts_every_page_once(printed: Office) -> None:
    folder = batch_of(printed)
    rows = index_of(folder)
    assert [int(row["sequence"]) for row in rows] == [1, 2, 3, 4, 5]
    assert [(int(row["first_page"]), int(row["last_page"])) for row in rows] == [(n, n) for n in range(1, 6)]
    assert len({row["piece_id"] for row in rows}) == 5
    with pikepdf.open(folder / rows[0]["file"]) as document:
        assert len(document.pages) == sum(int(row["pages"]) for row in rows)


def test_print_order_is_the_order_of_the_post(printed: Office) -> None:
    assert [row["postal_code"] for row in index_of(batch_of(printed))] == ["01067", "04109", "10115", "20095", "20095"]


def test_every_page_is_the_profiles_page(printed: Office) -> None:
    folder = batch_of(printed)
    with pikepdf.open(folder / f"{folder.name}_001of001.pdf") as document:
        for page in document.pages:
            assert [float(number) for number in page.mediabox] == pytest.approx([0, 0, 595.28, 841.89], abs=0.05)
            assert [float(number) for number in page.trimbox] == pytest.approx([0, 0, 595.28, 841.89], abs=0.05)
            assert page.obj.get("/Rotate", 0) == 0


def test_every_mark_reads_as_indexed(printed: Office) -> None:
    folder = batch_of(printed)
    profile = load_profile(printed.settings.templates / "profiles", "din5008-b")
    rows = index_of(folder)
    read = read_marks((folder / rows[0]["file"]).read_bytes(), profile.mark, range(5))
    assert read == [row["mark_payload"] for row in rows]
    assert all(mark.startswith(folder.name[1:] + ".") for mark in read)


def test_the_window_shows_the_address_of_the_index_and_nothing_else(printed: Office) -> None:
    folder = batch_of(printed)
    document = pypdfium2.PdfDocument(folder / f"{folder.name}_001of001.pdf")
    for page, row in zip(document, index_of(folder), strict=True):
        height, mm = page.get_height(), 72 / 25.4
        text = page.get_textpage().get_text_bounded(20 * mm, height - 90 * mm, 105 * mm, height - 62.7 * mm)
        lines = [row["company_line"].lstrip("'"), row["name_line"], *(row[f"address_{n}"] for n in range(1, 6))]
        wanted = [line for line in (*lines, row["country_line"]) if line]
        assert [unicodedata.normalize("NFC", line) for line in text.splitlines()] == wanted


def test_no_ink_lies_in_a_reserved_zone(printed: Office) -> None:
    folder = batch_of(printed)
    profile = load_profile(printed.settings.templates / "profiles", "din5008-b")
    pdf = (folder / f"{folder.name}_001of001.pdf").read_bytes()
    assert ink_in_keep_outs(pdf, profile, set(range(5))) == []


def test_nothing_is_left_open_in_any_letter(printed: Office) -> None:
    folder = batch_of(printed)
    document = pypdfium2.PdfDocument(folder / f"{folder.name}_001of001.pdf")
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    assert not {"None", "{{", "Dear ,", "\ufffe"} & set(text.split())
    assert text.count("10 % off") == 5


def test_no_cell_begins_as_a_formula_and_codes_stay_text(printed: Office) -> None:
    folder = batch_of(printed)
    rows = index_of(folder)
    assert {row["company_line"] for row in rows} == {"", "'=Adler & Söhne"}
    sheet = load_workbook(folder / f"{folder.name}_index.xlsx")["index"]
    header = [cell.value for cell in sheet[1]]
    assert sheet.cell(2, header.index("postal_code") + 1).value == "01067"


def test_bundles_follow_the_sorted_codes_without_gaps(printed: Office) -> None:
    job = json.loads((batch_of(printed) / "job.json").read_text())
    tied = [(one["first_sequence"], one["last_sequence"], one["country"], one["prefix"]) for one in job["bundles"]]
    assert tied == [(1, 1, "DE", "01"), (2, 2, "DE", "04"), (3, 3, "DE", "10"), (4, 5, "DE", "20")]
    assert sum(one["weight_g"] for one in job["bundles"]) == job["weight_g"]


def test_the_house_keeps_a_copy_as_pdf_a_that_is_found_and_destroyed(printed: Office) -> None:
    folder = batch_of(printed)
    kept = printed.settings.out / "spring/archive" / f"{folder.name}.pdf"
    assert list(archive_faults(kept)) == []
    with reading(printed.engine) as connection:
        found = connection.execute(
            select(t.artefact.c.destroy_on).where(t.artefact.c.path == f"out/spring/archive/{folder.name}.pdf")
        ).scalar_one()
    assert found is not None


def test_seeds_are_not_marked_in_the_vendors_index(printed: Office) -> None:
    folder = batch_of(printed)
    assert "seed" not in (folder / f"{folder.name}_index.csv").read_text("utf-8-sig").lower()


def test_a_second_launch_does_nothing(office: Office) -> None:
    first = launch(office)
    again = launch(office)
    assert (first.dispatched, again.dispatched, again.already_done, again.batches) == (5, 0, 5, [])
    assert states(office) == {"sent"}


def test_a_rehearsal_leaves_nothing(office: Office) -> None:
    assert launch(office, dry_run=True).dispatched == 5
    assert states(office) == {"planned"}
    assert not (office.settings.out / "spring").exists()


def test_a_crash_before_the_seal_goes_on_with_the_same_batch(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*args: Any, **kwargs: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(production, "publish", killed)
        with pytest.raises(KeyboardInterrupt):
            launch(office)
    assert states(office) == {"claimed"}
    done = launch(office)
    assert (done.dispatched, len(done.batches)) == (5, 1)
    assert [path.name for path in (office.settings.out / "spring/letters").iterdir()] == done.batches


def test_a_crash_between_folder_and_seal_is_mended(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*args: Any, **kwargs: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(store, "note_files", killed)
        with pytest.raises(KeyboardInterrupt):
            launch(office)
    assert states(office) == {"claimed"}
    done = launch(office)
    assert (done.dispatched, states(office)) == (5, {"sent"})
    assert [path.name for path in (office.settings.out / "spring/letters").iterdir()] == done.batches


def test_two_launches_at_once_print_one_batch(office: Office) -> None:
    with ThreadPoolExecutor(2) as pool:
        done = [task.result() for task in [pool.submit(launch, office) for _ in range(2)]]
    assert sum(one.dispatched for one in done) == 5
    assert len(list((office.settings.out / "spring/letters").iterdir())) == 1


def test_a_piece_that_cannot_be_printed_fails_alone(engine, tmp_path: Path) -> None:
    make_campaign(engine)
    plan_letters(engine, [*PEOPLE, STRANGER])
    office = office_for(engine, tmp_path)
    said: list[str] = []
    done = letter.dispatch(office, campaign="spring", wave="letter", now=NOW, say=said.append, workers=1)
    assert (done.dispatched, dict(done.refused)) == (5, {"MISSING_GLYPH": 1})
    assert "渡 (U+6E21)" in " ".join(said)
    assert states(office) == {"sent", "failed"}


def test_a_wave_of_which_nothing_can_be_printed_leaves_no_batch(engine, tmp_path: Path) -> None:
    make_campaign(engine)
    plan_letters(engine, [STRANGER])
    office = office_for(engine, tmp_path)
    done = launch(office)
    assert (done.dispatched, done.batches, states(office)) == (0, [], {"failed"})
    assert letter.list_batches(office) == []
    assert not list((office.settings.out / "spring/letters").iterdir())


def test_where_no_letter_of_a_wave_can_be_printed_it_stops_and_nothing_is_lost(engine, tmp_path: Path) -> None:
    make_campaign(engine)
    plan_letters(engine, PEOPLE)
    office = office_for(engine, tmp_path)
    body = office.settings.templates / "letter/spring/_layout.html"
    before = body.read_text("utf-8")
    body.write_text(before.replace("<main>", "<main><p>{{ '\u6e21' if person }}</p>"), encoding="utf-8")
    with pytest.raises(Refused, match=r"None of 5 letters can be printed \(5 .*: piece .* have no "):
        letter.dispatch(office, campaign="spring", wave="letter", now=NOW, say=print, workers=1)
    body.write_text(before, encoding="utf-8")
    done = letter.dispatch(office, campaign="spring", wave="letter", now=NOW, say=print, workers=1)
    assert (done.dispatched, done.batches, dict(done.refused)) == (5, ["L0000001"], {})


def test_a_batch_stuck_by_an_older_run_goes_at_the_next(engine, tmp_path: Path) -> None:
    make_campaign(engine)
    plan_letters(engine, [STRANGER])
    office = office_for(engine, tmp_path)
    with writing(engine) as connection:
        batch = ledger.open_batch(
            connection, campaign="spring", wave="letter", channel=Channel.LETTER, vendor="din5008-b", now=NOW
        )
        claimed = ledger.claim(connection, office, campaign="spring", wave="letter", batch_id=batch.id, now=NOW)
        ledger.mark_failed(connection, claimed.claimed[0].attempt_id, "MISSING_GLYPH", now=NOW)
    launch(office)
    assert letter.list_batches(office) == []


def test_who_objects_while_letters_are_printed_is_not_in_the_batch(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = production.publish
    objected: list[str] = []

    def publish(part: Path, folder: Path) -> None:
        whole(part, folder)
        if not objected:
            with writing(office.engine) as connection:
                objected.append(connection.execute(select(t.piece.c.id).limit(1)).scalar_one())
                ledger.cancel(connection, objected, reason="OBJECTED", now=NOW)

    monkeypatch.setattr(production, "publish", publish)
    rows = index_of(launched(office))
    assert len(rows) == 4
    assert objected[0] not in {row["piece_id"] for row in rows}


def test_the_ticket_pins_what_the_bytes_depend_on(printed: Office) -> None:
    job = json.loads((batch_of(printed) / "job.json").read_text())
    assert set(job["engine"]) == {"weasyprint", "pango", "harfbuzz", "fonts", "replay"}
    assert len(job["data_sha256"]) == len(job["template_sha256"]) == 64


def test_only_who_may_be_written_to_is_printed(engine, tmp_path: Path, repo: Path) -> None:
    seed_letters(engine, 3)
    office = real_office(engine, tmp_path, repo)
    with writing(engine) as connection:
        ledger.object_and_stop(connection, office, person_id="P1", reason="said so", origin="call", now=NOW, by="t")
    rows = index_of(launched(office))
    assert [row["name_line"] for row in rows] == ["Anna Weiß0", "Anna Weiß2"]


def test_a_manual_release_waits_and_names_whom_to_pull(engine, tmp_path: Path) -> None:
    make_campaign(engine, release="manual")
    plan_letters(engine)
    office = office_for(engine, tmp_path)
    folder = launched(office)
    assert states(office) == {"produced"}
    with writing(engine) as connection:
        gone = connection.execute(select(t.piece.c.id).limit(1)).scalar_one()
        ledger.cancel(connection, [gone], reason="OBJECTED", now=NOW)
    assert letter.release(office, folder.name, by="paul", now=NOW) == [gone]
    assert gone in folder.with_name(f"{folder.name}_pull.csv").read_text("utf-8-sig")
    assert states(office) == {"sent", "cancelled"}


def spoil_file(folder: Path, content: str) -> Path:
    path = folder / "spoiled.csv"
    path.write_text(content, encoding="utf-8")
    return path


@pytest.mark.parametrize("content", ["sequence\n2\n4\n", "2\n4\n", "piece_id;why\n{1};wet\n{3};torn\n"])
def test_spoiled_pieces_are_printed_again_just_the_same(printed: Office, tmp_path: Path, content: str) -> None:
    folder = batch_of(printed)
    rows = index_of(folder)
    file = spoil_file(tmp_path, content.format(*(row["piece_id"] for row in rows)))
    assert len(letter.spoil(printed, folder.name, file, now=NOW).pieces) == 2
    assert letter.spoil(printed, folder.name, file, now=NOW).pieces == []
    again = letter.reprint(printed, folder.name, now=NOW, say=lambda line: None, workers=1)
    assert again is not None
    reprinted = index_of(folder_of(printed, again.id))
    same = ("piece_id", "response_code", "sha256_text", "name_line", "recipient_ref")
    assert [[row[key] for key in same] for row in reprinted] == [[rows[n][key] for key in same] for n in (1, 3)]
    assert reprinted[0]["mark_payload"] != rows[1]["mark_payload"]
    assert json.loads((folder_of(printed, again.id) / "job.json").read_text())["reprint_of"] == folder.name
    assert letter.reconcile(printed, folder.name) == {
        "printed": 5, "spoiled": 2, "reprinted": 2, "pulled": 0, "mailed": 5, "withdrawn": 0, "open": 0
    }  # fmt: skip
    assert letter.reprint(printed, folder.name, now=NOW, say=lambda line: None) is None


def test_a_file_that_tells_states_spoils_only_what_it_calls_spoiled(printed: Office, tmp_path: Path) -> None:
    folder = batch_of(printed)
    rows = index_of(folder)
    file = spoil_file(tmp_path, f"sequence;state\n1-3;printed\n4;spoiled\n{rows[4]['mark_payload']};posted\n")
    assert letter.spoil(printed, folder.name, file, now=NOW).pieces == [rows[3]["piece_id"]]
    moved = letter.confirm(printed, folder.name, BatchState.RECEIVED, file, by="paul", now=NOW)
    assert moved == 4
    with reading(printed.engine) as connection:
        assert ledger.confirmed(connection, folder.name) == {"received": 4, "printed": 4, "posted": 1}


def test_a_range_of_sequence_numbers_is_understood(printed: Office, tmp_path: Path) -> None:
    folder = batch_of(printed)
    assert len(letter.spoil(printed, folder.name, spoil_file(tmp_path, "2-4\n"), now=NOW).pieces) == 3


@pytest.mark.parametrize("content", ["", "99\n", "K-unknown\n", "5-9\n"])
def test_a_spoilage_file_that_names_strangers_is_refused(printed: Office, tmp_path: Path, content: str) -> None:
    folder = batch_of(printed)
    with pytest.raises(InputError):
        letter.spoil(printed, folder.name, spoil_file(tmp_path, content), now=NOW)


def test_a_changed_template_is_never_a_reprint(printed: Office, tmp_path: Path) -> None:
    folder = batch_of(printed)
    letter.spoil(printed, folder.name, spoil_file(tmp_path, "1\n"), now=NOW)
    body = printed.settings.templates / "letter/spring/_layout.html"
    body.write_text(body.read_text("utf-8").replace("<main>", "<main><p>Changed</p>"), encoding="utf-8")
    with pytest.raises(StateError, match="template has changed"):
        letter.reprint(printed, folder.name, now=NOW, say=lambda line: None, workers=1)


@pytest.mark.parametrize(
    ("file", "change"),
    [
        ("letter/spring/print.css", lambda text: text + "\nmain p { color: #c00 }"),
        ("profiles/din5008-b.toml", lambda text: re.sub(r"fold = .*", "fold = [99]", text)),
    ],
)
def test_styles_or_a_profile_that_changed_since_are_never_a_reprint(printed: Office, tmp_path, file, change) -> None:
    folder = batch_of(printed)
    letter.spoil(printed, folder.name, spoil_file(tmp_path, "2\n"), now=NOW)
    path = printed.settings.templates / file
    before = path.read_text("utf-8")
    path.write_text(change(before), encoding="utf-8")
    assert path.read_text("utf-8") != before
    with pytest.raises(StateError, match="would not look as it did"):
        letter.reprint(printed, folder.name, now=NOW, say=lambda line: None, workers=1)
    path.write_text(before, encoding="utf-8")
    assert letter.reprint(printed, folder.name, now=NOW, say=lambda line: None, workers=1) is not None


def test_the_vendor_confirms_only_forward(printed: Office) -> None:
    folder = batch_of(printed)
    with writing(printed.engine) as connection:
        ledger.ack_batch(connection, folder.name, BatchState.PRINTED, by="v", now=NOW)
        with pytest.raises(StateError):
            ledger.ack_batch(connection, folder.name, BatchState.RECEIVED, by="v", now=NOW)


def test_proofs_show_the_extremes_and_go_into_the_batch(office: Office) -> None:
    for body in (office.settings.templates / "letter/spring").glob("*.html"):
        more = '{% if person.company %}<p style="break-before: page">For companies</p>{% endif %}</main>'
        body.write_text(body.read_text("utf-8").replace("</main>", more), "utf-8")
    made = letter.make_proofs(office, "spring", NOW)
    assert [Path(one.path).name for one in made] == ["letter_letter_proof.pdf", "letter_letter_proof.csv"]
    text = (office.settings.workspace / made[1].path).read_text("utf-8-sig")
    assert all(why in text for why in ("first", "last", "longest name", "longest company", "language ru", "cell A"))
    assert all(why in text for why in ("no company", "control recipient"))
    assert [line.split(";")[2] for line in text.splitlines() if "most pages: 2" in line] == ["Eva Adler"]
    with writing(office.engine) as connection:
        files = [one.document() for one in made]
        connection.execute(
            t.proof.insert().values(id="P", campaign_id="spring", plan_hash="p", files=files, hash="h", made_at=NOW)
        )
        connection.execute(
            t.approval.insert().values(
                campaign_id="spring", plan_hash="p", proof_hash="h", approved_by="anna", approved_at=NOW
            )
        )
    folder = launched(office)
    assert {path.name for path in (folder / "proofs").iterdir()} == {Path(one.path).name for one in made}
    assert json.loads((folder / "job.json").read_text())["approved"][0]["by"] == "anna"


def test_a_template_fault_stops_before_anything_is_claimed(office: Office) -> None:
    (office.settings.templates / "letter/spring/template.toml").write_text('fonts = ["House Sanz"]\ncarries = []')
    with pytest.raises(DmError):
        launch(office)
    assert states(office) <= {"planned", "claimed"}


def test_the_batch_in_the_ledger_agrees_with_the_folder(printed: Office) -> None:
    folder = batch_of(printed)
    with reading(printed.engine) as connection:
        row = connection.execute(select(t.piece_batch)).mappings().one()
        files = connection.execute(select(t.artefact.c.path)).scalars().all()
    assert row["sha256"] == hashlib.sha256((folder / "SHA256SUMS").read_bytes()).hexdigest()
    assert (row["state"], row["pieces"], row["folder"]) == ("released", 5, f"out/spring/letters/{folder.name}")
    assert f"out/spring/letters/{folder.name}/job.json" in files
