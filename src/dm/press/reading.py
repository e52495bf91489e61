"""Flat files that others hand in: CSV in any usual encoding and delimiter, XLSX; rows as plain text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from dm.errors import InputError

_DELIMITERS = ",;\t|"
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_WORKBOOKS = {".xlsx", ".xlsm", ".xls", ".ods"}


@dataclass(frozen=True, slots=True)
class FlatFile:
    """A header and its rows. `first` is the number of the first row as a person counts lines: the header is 1."""

    header: tuple[str, ...]
    rows: list[tuple[str, ...]]
    first: int = 2

    def records(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Each row's number and its cells by header."""
        for number, row in enumerate(self.rows, start=self.first):
            yield number, dict(zip(self.header, row, strict=True))


def read_flat(path: Path) -> FlatFile:
    """The whole file; short rows are filled with empty cells, wholly empty ones stay so that numbers hold.

    Raises InputError when it is no such file, is empty, or has a row longer than its header.
    """
    if not path.is_file():
        raise InputError(f"There is no file {path}.", hint="Check the path.")
    lines = _workbook(path) if path.suffix.lower() in _WORKBOOKS else _delimited(path)
    header = next(lines, None)
    if header is None or not any(cell.strip() for cell in header):
        raise InputError(f"{path.name} is empty: its first line names no column.", hint="Write the names there.")
    names = _names(path, header)
    return FlatFile(names, [_even(path, number, row, len(names)) for number, row in enumerate(lines, start=2)])


def _names(path: Path, header: list[str]) -> tuple[str, ...]:
    names = [cell.strip() for cell in header]
    while names and not names[-1]:
        names.pop()
    if twice := {name for name in names if names.count(name) > 1}:
        raise InputError(f"{path.name} has the column {min(twice)!r} twice.", hint="Rename one of them.")
    return tuple(names)


def _even(path: Path, number: int, row: list[str], width: int) -> tuple[str, ...]:
    cells = [cell.strip() for cell in row]
    while len(cells) > width and not cells[-1]:
        cells.pop()
    if len(cells) > width:
        raise InputError(
            f"{path.name}, line {number} has {len(cells)} cells under {width} columns.",
            hint="A delimiter inside a value needs quotation marks around the value.",
        )
    return (*cells, *[""] * (width - len(cells)))


def _delimited(path: Path) -> Iterator[list[str]]:
    text = _decoded(path)
    delimiter = _delimiter(text.partition("\n")[0])
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    except csv.Error as problem:
        raise InputError(f"{path.name} is no CSV: {problem}.", hint="Save it again as CSV in UTF-8.") from problem


def _decoded(path: Path) -> str:
    data = path.read_bytes()
    encodings = [name for mark, name in _BOMS if data.startswith(mark)] or ["utf-8", "cp1251"]
    if b"\0" in data and encodings[0] != "utf-16":
        raise InputError(f"{path.name} is no text file.", hint="Hand in CSV in UTF-8, or an XLSX workbook.")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(f"{path.name} is neither UTF-8 nor Windows-1251.", hint="Save it again in UTF-8.")


def _delimiter(line: str) -> str:
    return max(_DELIMITERS, key=line.count)


def _workbook(path: Path) -> Iterator[list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    except (CalamineError, OSError) as problem:
        raise InputError(
            f"{path.name} is no workbook that can be read: {problem}.", hint="Save it again as XLSX or CSV."
        ) from problem
    for row in sheet.iter_rows():
        yield [_cell(value) for value in row]


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
