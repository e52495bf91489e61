"""One batch for each vendor's profile, checked as its operator would, by the files alone."""

from __future__ import annotations

import csv
import hashlib
import itertools
import json
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from sqlalchemy import update

import dm.db
from dm.channels import letter
from dm.db import tables as t
from dm.db import writing
from dm.ledger import Dispatched, Office
from dm.press.profiles import Profile, load_profile, profile_names
from tests.db.letter_world import NOW, PEOPLE, REPO, make_campaign, office_for, plan_letters

MM = 72 / 25.4
NOT_FOR_LETTERS = {"label-a6", "a4-landscape", "plain"}
VENDORS = sorted(set(profile_names(REPO / "templates/profiles")) - NOT_FOR_LETTERS)
# Who is kept from a vendor whose systems take less.
REFUSED = {"api-lob": {"CHARACTER_SET": 3}, "fr-right": {"ADDRESS_TOO_LONG": 1}}


@dataclass(frozen=True)
class Produced:
    """A batch as it lies there."""

    office: Office
    profile: Profile
    folder: Path
    done: Dispatched
    job: dict[str, Any]
    index: list[dict[str, str]]

    def pages(self) -> list[tuple[dict[str, str], int, pypdfium2.PdfPage]]:
        """Every page in the order of the index: its row, its number within the piece from 0, itself."""
        found = []
        for row in self.index:
            document = pypdfium2.PdfDocument(self.folder / row["file"])
            first = int(row["first_page"]) - 1
            found += [(row, number, document[first + number]) for number in range(int(row["pages"]))]
        return found


@pytest.fixture(scope="module", params=VENDORS)
def batch(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Produced:
    """Two pages for five people with difficult names."""
    folder = tmp_path_factory.mktemp(request.param)
    engine = dm.db.connect(f"sqlite:///{folder}/dm.sqlite")
    dm.db.upgrade(engine)
    make_campaign(engine, template="letter/business")
    plan_letters(engine, PEOPLE)
    with writing(engine) as connection:
        connection.execute(update(t.wave).values(vendor=request.param))
    office = office_for(engine, folder)
    done = letter.dispatch(office, campaign="spring", wave="letter", now=NOW, say=lambda _: None, workers=1)
    made = office.settings.out / "spring/letters" / done.batches[0]
    with (made / f"{made.name}_index.csv").open(encoding="utf-8-sig", newline="") as file:
        index = list(csv.DictReader(file, delimiter=";"))
    profile = load_profile(office.settings.templates / "profiles", request.param)
    return Produced(office, profile, made, done, json.loads((made / "job.json").read_text()), index)


def test_files_are_all_named_and_their_hashes_agree(batch: Produced) -> None:
    sums = dict(line.split("  ")[::-1] for line in (batch.folder / "SHA256SUMS").read_text().splitlines())
    there = {path.relative_to(batch.folder).as_posix() for path in batch.folder.rglob("*") if path.is_file()}
    assert there == {*sums, "SHA256SUMS"} == {*batch.job["files"], "job.json", "SHA256SUMS"}
    assert all(hashlib.sha256((batch.folder / name).read_bytes()).hexdigest() == sums[name] for name in sums)


def test_the_index_is_gapless_and_no_piece_crosses_a_file(batch: Produced) -> None:
    counted: dict[str, int] = {}
    for number, row in enumerate(batch.index, start=1):
        assert int(row["sequence"]) == number
        assert int(row["first_page"]) == counted.get(row["file"], 0) + 1
        counted[row["file"]] = int(row["last_page"])
        assert int(row["last_page"]) - int(row["first_page"]) + 1 == int(row["pages"])
    for name, pages in counted.items():
        with pikepdf.open(batch.folder / name) as document:
            assert len(document.pages) == pages
    assert len({row["piece_id"] for row in batch.index}) == len(batch.index) == batch.job["pieces"]
    assert dict(batch.done.refused) == REFUSED.get(batch.profile.name, {})
    assert len(batch.index) == len(PEOPLE) - sum(batch.done.refused.values())
    if batch.profile.per_piece:
        assert len(counted) == len(batch.index)


def test_pages_have_the_profiles_boxes_and_begin_at_zero(batch: Produced) -> None:
    for name in {row["file"] for row in batch.index}:
        with pikepdf.open(batch.folder / name) as document:
            for page in document.pages:
                wanted = [0, 0, batch.profile.page_width * MM, batch.profile.page_height * MM]
                assert [float(number) for number in page.trimbox] == pytest.approx(wanted, abs=0.1 * MM)
                assert [float(number) for number in page.mediabox] == pytest.approx(wanted, abs=0.1 * MM)
                assert "/Rotate" not in page.obj


def test_nothing_lies_where_nothing_may_and_the_window_shows_the_index(batch: Produced) -> None:
    for row, number, page in batch.pages():
        pixels = page.render(scale=200 / 72, grayscale=True).to_numpy().squeeze()
        for zone in batch.profile.keep_out:
            if zone.pages == "all" or (zone.pages == "first") == (number == 0):
                box, dot = zone.rectangle, 200 / 25.4
                rows = slice(int(box.y * dot) + 2, int((box.y + box.height) * dot) - 2)
                crop = pixels[rows, int(box.x * dot) + 2 : int((box.x + box.width) * dot) - 2]
                assert crop.min() > 200, zone.reason
        if number == 0:
            assert shown_address(batch.profile, page) == indexed_address(batch.profile, row)


def shown_address(profile: Profile, page: pypdfium2.PdfPage) -> str:
    window, height = profile.address, page.get_height()
    assert window is not None
    left, foot = window.x * MM, height - (window.y + window.height + 0.5) * MM
    text = page.get_textpage().get_text_bounded(left, foot, left + window.width * MM, height - window.y * MM)
    return "".join(unicodedata.normalize("NFC", text).split())


def indexed_address(profile: Profile, row: dict[str, str]) -> str:
    if profile.address_by == "vendor":
        return ""
    names = ("company_line", "name_line", *(f"address_{number}" for number in range(1, 6)), "country_line")
    return "".join("".join(row[name].removeprefix("'") for name in names).split())


def test_fonts_are_embedded_subsets_and_every_character_is_there(batch: Produced) -> None:
    for name in {row["file"] for row in batch.index}:
        with pikepdf.open(batch.folder / name) as document:
            for page in document.pages:
                for font in page.obj.Resources.get("/Font", pikepdf.Dictionary()).values():
                    assert "+House-" in str(font.BaseFont)
                    assert "/FontFile2" in font.DescendantFonts[0].FontDescriptor
    text = " ".join(page.get_textpage().get_text_range() for _, _, page in batch.pages())
    assert "\ufffd" not in text
    assert "\ufffe" not in text


def test_a_cmyk_vendor_gets_no_rgb_and_is_told_the_printing_condition(batch: Produced) -> None:
    if batch.profile.colour != "cmyk":
        assert batch.job["colour"] == "rgb"
        return
    for name in {row["file"] for row in batch.index}:
        with pikepdf.open(batch.folder / name) as document:
            assert str(document.Root.OutputIntents[0].OutputConditionIdentifier) == "CGATS TR 001"
            assert "/GTS_PDFXVersion" not in document.docinfo
            for page in document.pages:
                used = {str(one.operator) for one in pikepdf.parse_content_stream(page)}
                assert used & {"rg", "RG"} == set()
                assert "k" in used or not used & {"f", "TJ"}


def test_every_sheets_mark_reads_as_indexed_at_the_same_place(batch: Produced) -> None:
    places, expected = [], []
    for row, number, page in batch.pages():
        if batch.profile.duplex and number % 2:
            continue
        sheet = number // (2 if batch.profile.duplex else 1) + 1
        expected.append(f"{row['mark_payload'][:15]}.{sheet:02d}.{int(row['sheets']):02d}")
        mark = batch.profile.mark
        assert mark is not None
        box = mark.grown(3)
        pixels = page.render(scale=200 / 72, grayscale=True).to_numpy().squeeze()
        dot = 200 / 25.4
        crop = pixels[
            int(box.y * dot) : int((box.y + box.height) * dot), int(box.x * dot) : int((box.x + box.width) * dot)
        ]
        found = zxingcpp.read_barcode(crop, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.DataMatrix))
        assert found is not None
        assert found.text == expected[-1]
        places.append((found.position.top_left.x / dot, found.position.top_left.y / dot))
    for axis in (0, 1):
        assert max(place[axis] for place in places) - min(place[axis] for place in places) <= 0.5


def test_sheets_envelope_and_weight_follow_from_the_pages(batch: Produced) -> None:
    profile, total = batch.profile, 0.0
    inserts = [("FOLDER", 21, 2)]
    for row in batch.index:
        pages = int(row["pages"])
        assert not profile.duplex or (pages % 2 == 0 and int(row["first_page"]) % 2 == 1)
        sheets = pages // 2 if profile.duplex else pages
        thick = sheets + sum(sheets_of for _, _, sheets_of in inserts)
        envelope = next(one for one in profile.envelopes if one.max_sheets >= thick)
        paper = sheets * profile.page_width * profile.page_height * profile.paper_gsm / 1e6
        weight = round(paper + envelope.weight_g + sum(weight for _, weight, _ in inserts), 1)
        assert (int(row["sheets"]), row["envelope"], row["inserts"]) == (sheets, envelope.name, "FOLDER")
        assert float(row["weight_g"]) == pytest.approx(weight, abs=0.06)
        total += float(row["weight_g"])
    assert batch.job["weight_g"] == pytest.approx(total, abs=0.11)
    assert batch.job["inserts"][0]["pieces"] == len(batch.index)


def test_bundles_cover_the_batch_once(batch: Produced) -> None:
    ends = [(one["first_sequence"], one["last_sequence"]) for one in batch.job["bundles"]]
    if batch.profile.bundles is None:
        assert ends == []
        return
    assert ends[0][0] == 1
    assert ends[-1][1] == len(batch.index)
    assert all(one[1] + 1 == other[0] for one, other in itertools.pairwise(ends))


def words_of(folder: Path, row: dict[str, str]) -> list[str]:
    """The lines of a piece's first page without its mark, which names the batch."""
    page = pypdfium2.PdfDocument(folder / row["file"])[int(row["first_page"]) - 1]
    lines = page.get_textpage().get_text_range().splitlines()
    return [line for line in lines if not re.fullmatch(r"[0-9A-Z]{7}|\d\d/\d\d|", line)]


def test_spoiled_pieces_come_again_with_the_same_words_and_codes(batch: Produced, tmp_path: Path) -> None:
    piece = batch.index[0]
    (tmp_path / "spoiled.csv").write_text(f"mark_payload\n{piece['mark_payload']}\n")
    assert letter.spoil(batch.office, batch.folder.name, tmp_path / "spoiled.csv", now=NOW).pieces == [
        piece["piece_id"]
    ]
    assert letter.spoil(batch.office, batch.folder.name, tmp_path / "spoiled.csv", now=NOW).pieces == []
    again = letter.reprint(batch.office, batch.folder.name, now=NOW, say=lambda _: None, workers=1)
    assert again is not None
    folder = batch.folder.with_name(again.id)
    with (folder / f"{again.id}_index.csv").open(encoding="utf-8-sig", newline="") as file:
        row = next(csv.DictReader(file, delimiter=";"))
    assert [row[key] for key in ("piece_id", "response_code", "sha256_text")] == [
        piece[key] for key in ("piece_id", "response_code", "sha256_text")
    ]
    assert words_of(batch.folder, piece) == words_of(folder, row)
    counts = letter.reconcile(batch.office, batch.folder.name)
    assert (counts["mailed"], counts["open"]) == (len(batch.index), 0)
