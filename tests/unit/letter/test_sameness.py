"""Three letters printed again, beside the batch of thousands: other roundings are the same look, changes are not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from dm.channels.letter.sameness import unlike
from dm.press.pdf import Printed
from dm.press.profiles import load_profile
from tests.strangers.people import people
from tests.strangers.templates import TEMPLATES, Stranger

LETTERS = 9


def compared(tmp_path: Path, first: Printed, again: Printed) -> list[tuple[str, int]]:
    lines, items = [], {}
    for number in range(LETTERS):
        before, after = sum(first.pages[:number]), sum(again.pages[:number])
        items[str(number)] = {"file": "first.pdf", "first_page": before + 1, "last_page": before + first.pages[number]}
        place = SimpleNamespace(file="again.pdf", first_page=after + 1, pages=again.pages[number])
        lines.append(SimpleNamespace(piece=SimpleNamespace(piece_id=str(number)), place=place))
    (tmp_path / "first.pdf").write_bytes(first.pdf)
    (tmp_path / "again.pdf").write_bytes(again.pdf)
    found: Any = unlike(lines, tmp_path, items, tmp_path, load_profile(TEMPLATES / "profiles", "plain"))  # type: ignore[arg-type]
    return list(found)


@pytest.mark.parametrize("name", ["badges", "wine_mailing", "usual_russian", "two_page_duplex", "usual_invoice"])
def test_replayed_and_laid_out_letters_look_the_same(tmp_path: Path, name: str) -> None:
    mine = Stranger(name)
    sheets = mine.sheets(people(LETTERS))
    first, again = mine.replay.print_printable(sheets), mine.layout.print_printable(sheets)
    assert first.replayed
    assert compared(tmp_path, first, again) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("</body>", "<p style='position:absolute;left:20mm;bottom:0;margin:0;font-size:5pt'>x</p></body>"),
        (
            "</body>",
            "<div style='position:absolute;left:0;top:60mm;width:4mm;height:4mm;background:#e0e0e0'></div></body>",
        ),
        (
            "</body>",
            "<div style='position:absolute;left:0;top:60mm;width:5mm;border-top:.25pt solid #777'></div></body>",
        ),
        ("<body", "<body style='color:#333'"),
        ("<body", "<body style='padding-left:.3mm'"),
    ],
)
def test_a_small_change_is_seen(tmp_path: Path, old: str, new: str) -> None:
    mine = Stranger("usual_russian")
    sheets = mine.sheets(people(LETTERS))
    changed = [replace(sheet, html=sheet.html.replace(old, new)) for sheet in sheets]
    first, again = mine.replay.print_printable(sheets), mine.layout.print_printable(changed)
    assert [piece for piece, _ in compared(tmp_path, first, again)] == [str(number) for number in range(LETTERS)]
