"""Printed chunks become the vendor's files: within its megabytes, each with a name of its own."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from dm.channels.letter.binding import Place, bind
from dm.channels.letter.printing import Chunk
from dm.errors import Refused
from dm.press.profiles import Profile, load_profile

PLAIN = load_profile(Path(__file__).parents[3] / "templates/profiles", "plain")
MARKS = tuple(f"M{number}" for number in range(6))


@pytest.fixture
def chunk(tmp_path: Path) -> Chunk:
    """Four letters of 1, 2, 1 and 2 pages, each page of 20 KB."""
    path, dice = tmp_path / "000000.pdf", random.Random(3)
    with pikepdf.new() as pdf:
        for _ in MARKS:
            page = pdf.add_blank_page(page_size=(595, 842))
            page.Contents = pdf.make_stream(b"%" + dice.randbytes(20_000).replace(b"\n", b"").replace(b"\r", b""))
        pdf.save(path)
    return Chunk(path, (1, 2, 0, 1, 2), MARKS, (), (), 0, False, 0, 0.0, 0.0)


def bound(chunk: Chunk, folder: Path, profile: Profile) -> list[Place]:
    folder.mkdir()
    return bind([chunk], folder, profile=profile, batch="L1", names=["a", "b", "c", "d"])


def test_a_chunk_larger_than_a_file_may_be_is_cut_between_letters(chunk: Chunk, tmp_path: Path) -> None:
    places = bound(chunk, tmp_path / "out", replace(PLAIN, max_mb=0.07))
    assert [(place.file, place.first_page, place.last_page, place.mark) for place in places] == [
        ("L1_001of002.pdf", 1, 1, "M0"),
        ("L1_001of002.pdf", 2, 3, "M1"),
        ("L1_002of002.pdf", 1, 1, "M3"),
        ("L1_002of002.pdf", 2, 3, "M4"),
    ]
    assert max(path.stat().st_size for path in (tmp_path / "out").iterdir()) <= 70_000


def test_a_letter_larger_than_a_file_may_be_is_refused(chunk: Chunk, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"002of00\d\.pdf, which ends with the letter b, has 0\.04\d+ MB"):
        bound(chunk, tmp_path / "out", replace(PLAIN, max_mb=0.03))


def test_files_of_one_name_are_refused_instead_of_written_over_each_other(chunk: Chunk, tmp_path: Path) -> None:
    profile = replace(PLAIN, max_mb=0.07, file_name="{batch}.pdf")
    with pytest.raises(Refused, match=r"needs 2 files, and plain calls them all L1\.pdf"):
        bound(chunk, tmp_path / "out", profile)
    assert {place.file for place in bound(chunk, tmp_path / "one", replace(profile, max_mb=1))} == {"L1.pdf"}
