"""Workbooks that would take all memory are refused before they are opened; odd files get one sentence."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from dm.acquire import unpacking
from dm.acquire.reading import read_contacts
from dm.errors import InputError

Write = Callable[..., Path]


def _sheet(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


_LIST = _sheet(["Name", "E-Mail"], ["Anna", "a@x.de"])


def _changed(content: bytes, member: str, old: bytes, new: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            assert name != member or old in data
            target.writestr(name, data.replace(old, new, 1) if name == member else data)
    return buffer.getvalue()


def _refusal(path: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        list(read_contacts(path).rows)
    assert caught.value.hint
    assert "\n" not in caught.value.message
    return caught.value


SHEET = "xl/worksheets/sheet1.xml"


def test_a_cell_at_the_end_of_the_world_is_refused(write: Write) -> None:
    far = _changed(_changed(_LIST, SHEET, b'<row r="2"', b'<row r="1048576"'), SHEET, b'r="B2"', b'r="XFD1048576"')
    assert "spans 1,048,576 rows and 16,384 columns" in _refusal(write(far)).message


def test_a_stated_size_without_content_does_no_harm(write: Write) -> None:
    wide = _changed(_LIST, SHEET, b'ref="A1:B2"', b'ref="A1:XFD1048576"')
    assert len(list(read_contacts(write(wide)).rows)) == 1


def test_a_bomb_that_lies_about_its_size_is_found(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "_BOMB_FROM", 1 << 20)
    bomb = bytearray(_changed(_LIST, SHEET, b"<sheetData>", b"<sheetData>" + b" " * (8 << 20)))
    with zipfile.ZipFile(io.BytesIO(bytes(bomb))) as archive:
        size = archive.getinfo(SHEET).file_size
    lying = bytes(bomb).replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert lying != bytes(bomb)
    assert "no honest workbook" in _refusal(write(lying)).message


def test_entities_that_multiply_are_not_expanded(write: Write) -> None:
    lol = b'<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + depth, b"&%c;" % (97 + depth) * 10) for depth in range(9)
    )
    laughing = _changed(_LIST, "xl/sharedStrings.xml", b"<sst", lol + b"]><sst")
    laughing = _changed(laughing, "xl/sharedStrings.xml", b"<t>Anna", b"<t>&j;")
    try:
        cells = [row.raw for row in read_contacts(write(laughing)).rows]
    except InputError:
        return
    assert all(len(cell) < 100 for row in cells for cell in row)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_workbook_cut_short_is_refused(write: Write, share: float) -> None:
    _refusal(write(_LIST[: int(len(_LIST) * share)]))


def test_deep_nesting_is_read_past_or_refused(write: Write) -> None:
    deep = _changed(_LIST, SHEET, b"<sheetData>", b"<a>" * 20_000 + b"<sheetData>")
    try:
        read = [row.row for row in read_contacts(write(deep)).rows]
    except InputError:
        return
    assert read == [2]


@pytest.mark.parametrize(
    ("member", "said"),
    [("word/document.xml", "a Word document"), ("ppt/presentation.xml", "a presentation"), ("readme", "an archive")],
)
def test_other_documents_are_named(write: Write, member: str, said: str) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(member, "x")
    assert said in _refusal(write(buffer.getvalue())).message


def test_pipes_and_circles_of_links_are_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "circle.csv").symlink_to("circle.csv")
    assert "a pipe or a device" in _refusal(tmp_path / "pipe.csv").message
    assert "cannot be read" in _refusal(tmp_path / "circle.csv").message


def test_formulas_without_results_are_told(tmp_path: Path) -> None:
    path = tmp_path / "made.xlsx"
    path.write_bytes(_sheet(["Name", "E-Mail"], ["Anna", '=LOWER("A@X.DE")'], ["Bo", "b@x.de"]))
    assert "formulas without results, which read as empty, in 1 cells" in read_contacts(path).table.dialect
    stored = _changed(path.read_bytes(), "xl/worksheets/sheet1.xml", b"</f><v></v>", b"</f><v>a@x.de</v>")
    path.write_bytes(stored)
    assert "formulas" not in read_contacts(path).table.dialect
