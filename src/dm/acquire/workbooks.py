"""Rows of XLSX, XLS, XLSB and ODS sheets, as text."""

from __future__ import annotations

import datetime as dt
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetVisibleEnum,
    WorksheetNotFound,
)

from dm.acquire.headers import recognised
from dm.acquire.look import looks_like_email
from dm.acquire.unpacking import MOST_CELLS, check_unpacking
from dm.errors import InputError

_HEAD = 15
_SAVE_AS = "Save the list as XLSX or CSV and acquire that."
# Opened in a process of its own first: a damaged file of the old formats can take all memory, and the process with it.
_PROBE = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
from python_calamine import CalamineWorkbook
workbook = CalamineWorkbook.from_path(sys.argv[1])
for name in workbook.sheet_names:
    workbook.get_sheet_by_name(name)
"""
_PROBE_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet that is read, and how it is told: "sheet Kunden (not read: Info, Alt (hidden))"."""

    content: CalamineSheet
    said: str


def open_sheet(path: Path, sheet: str = "") -> Sheet:
    """The sheet named; else the first visible one that looks like a list of contacts, else the first with rows."""
    told = _without_results(_check(path))
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        found = _sized(path, workbook.get_sheet_by_name(sheet)) if sheet else _chosen(path, workbook)
        return Sheet(found, f"sheet {found.name}{_others(workbook, found.name)}{told}")
    except WorksheetNotFound:
        raise InputError(
            f'{path.name} has no sheet "{sheet}".', hint=f"It has: {', '.join(workbook.sheet_names)}."
        ) from None
    except PasswordError:
        raise InputError(f"{path.name} is protected by a password.", hint="Save it without and acquire that.") from None
    except (CalamineError, OSError, ValueError) as error:
        raise _unreadable(path) from error
    except BaseException as error:
        # What the reader, written in Rust, did not expect; its class cannot be imported.
        if type(error).__name__ == "PanicException":
            raise _unreadable(path) from error
        raise


def _without_results(cells: int) -> str:
    if not cells:
        return ""
    return f"; formulas without results, which read as empty, in {cells:,} cells: open and save it in a spreadsheet"


def _check(path: Path) -> int:
    """Refuses what cannot be read; returns how many cells hold formulas without results."""
    try:
        if zipfile.is_zipfile(path):
            without_results = check_unpacking(path)
            if not _is_binary(path):
                return without_results
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, NotImplementedError, struct.error) as error:
        raise _unreadable(path) from error
    _probe(path)
    return 0


def _is_binary(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        return "xl/workbook.bin" in archive.namelist()


def _probe(path: Path) -> None:
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-I", "-c", _PROBE, str(path)], capture_output=True, timeout=_PROBE_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise _unreadable(path) from None
    if done.returncode < 0 or b"PanicException" in done.stderr:
        raise _unreadable(path)


def _unreadable(path: Path) -> InputError:
    return InputError(f"{path.name} is no workbook that can be read, or is damaged.", hint=_SAVE_AS)


def _chosen(path: Path, workbook: CalamineWorkbook) -> CalamineSheet:
    hidden = {one.name for one in workbook.sheets_metadata if one.visible != SheetVisibleEnum.Visible}
    first: CalamineSheet | None = None
    for name in sorted(workbook.sheet_names, key=lambda name: name in hidden):
        found = workbook.get_sheet_by_name(name)
        if not found.height:
            continue
        if _looks_like_contacts(_sized(path, found)):
            return found
        first = first or found
    if first is None:
        raise InputError(f"{path.name} holds no rows in any sheet.", hint="Ask the supplier for the list again.")
    return first


def _looks_like_contacts(sheet: CalamineSheet) -> bool:
    head = [cells for _, cells, _ in islice(sheet_rows(sheet), _HEAD)]
    return any(sum(map(recognised, cells)) >= 2 or any(map(looks_like_email, cells)) for cells in head)


def _others(workbook: CalamineWorkbook, read: str) -> str:
    hidden = {one.name for one in workbook.sheets_metadata if one.visible != SheetVisibleEnum.Visible}
    names = [f"{name} (hidden)" if name in hidden else name for name in workbook.sheet_names if name != read]
    return f" (not read: {', '.join(names)})" if names else ""


def _sized(path: Path, sheet: CalamineSheet) -> CalamineSheet:
    if sheet.total_height * sheet.total_width > MOST_CELLS:
        raise InputError(f'Sheet "{sheet.name}" of {path.name} is too large.', hint="Save it as CSV and acquire that.")
    return sheet


def sheet_rows(sheet: CalamineSheet) -> Iterator[tuple[int, list[str], str]]:
    """Every row with its number in the sheet; numbers as typed (1067, not 1067.0), dates in ISO form.

    A cell that is merged downwards counts for each row of a list that it spans.
    """
    merged = _merged_down(sheet)
    spans: dict[int, tuple[int, str]] = {}  # column: last row, text
    # Rows are told from the sheet's first on, columns from the first that is filled.
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        texts = [cell if isinstance(cell, str) else cell_text(cell) for cell in cells]
        if spans:
            spans = {column: span for column, span in spans.items() if span[0] >= number}
            _fill(texts, spans)
        for column, last in merged.get(number, ()):
            if column < len(texts) and texts[column] and not recognised(texts[column]):
                spans[column] = last, texts[column]
        yield number, texts, ""


def _merged_down(sheet: CalamineSheet) -> dict[int, list[tuple[int, int]]]:
    """{row: [(column, last row)]} of cells that are merged over several rows."""
    left = (sheet.start or (0, 0))[1]
    found: dict[int, list[tuple[int, int]]] = {}
    for (top, first), (bottom, _) in sheet.merged_cell_ranges or ():
        if bottom > top and first >= left:
            found.setdefault(top + 1, []).append((first - left, bottom + 1))
    return found


def _fill(texts: list[str], spans: dict[int, tuple[int, str]]) -> None:
    """A row that holds nothing of its own is a title's second line, or none."""
    if any(texts):
        for column, (_, text) in spans.items():
            texts[column] = texts[column] or text


def cell_text(cell: object) -> str:
    """A cell's value as somebody would type it."""
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case float():
            return str(int(cell)) if cell.is_integer() else repr(cell)
        case dt.datetime():
            return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ")
        case _:
            return str(cell)
