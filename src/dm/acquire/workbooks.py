"""Rows of XLSX, XLS, XLSB and ODS sheets, as text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, WorksheetNotFound

from dm.errors import InputError

_MAX_CELLS = 60_000_000  # a million rows of sixty columns


def open_sheet(path: Path, sheet: str = "") -> CalamineSheet:
    """The sheet named, or the first that holds anything."""
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        names = workbook.sheet_names
        if sheet:
            return _sized(path, workbook.get_sheet_by_name(sheet))
        for name in names:
            found = workbook.get_sheet_by_name(name)
            if found.height:
                return _sized(path, found)
    except WorksheetNotFound:
        raise InputError(f'{path.name} has no sheet "{sheet}".', hint=f"It has: {', '.join(names)}.") from None
    except PasswordError:
        raise InputError(f"{path.name} is protected by a password.", hint="Save it without and acquire that.") from None
    except (CalamineError, OSError, ValueError) as error:
        raise InputError(f"{path.name} is no workbook that can be read.", hint="Save it as XLSX or CSV.") from error
    raise InputError(f"{path.name} holds no rows in any sheet.", hint="Ask the supplier for the list again.")


def _sized(path: Path, sheet: CalamineSheet) -> CalamineSheet:
    if sheet.total_height * sheet.total_width > _MAX_CELLS:
        raise InputError(f'Sheet "{sheet.name}" of {path.name} is too large.', hint="Save it as CSV and acquire that.")
    return sheet


def sheet_rows(sheet: CalamineSheet) -> Iterator[tuple[int, list[str], str]]:
    """Every row with its number in the sheet; numbers as typed (1067, not 1067.0), dates in ISO form."""
    first = (sheet.start or (0, 0))[0] + 1
    for number, cells in enumerate(sheet.iter_rows(), start=first):
        yield number, [cell if isinstance(cell, str) else cell_text(cell) for cell in cells], ""


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
