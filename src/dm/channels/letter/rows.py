"""Rows of any CSV as variables of a template."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from dm.errors import InputError

_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}


def read_rows(path: Path) -> list[dict[str, str]]:
    """Each row by variable: letters, digits and _ of a header stay, all else becomes _. Blank lines are skipped."""
    text = _text(path)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    lines = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    if len(lines) < 2:
        raise InputError(
            f"{path} has no rows.", hint="The first line names the variables, each further line is a letter."
        )
    names = _names(lines[0][1], path)
    return [_row(names, row, path, line) for line, row in lines[1:]]


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from error
    encoding = next((name for mark, name in _MARKS.items() if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not {encoding.upper()} (byte {error.start}).", hint="Save it as UTF-8.") from error
    if "\0" in text:
        raise InputError(f"{path} is not a CSV file.", hint="Export the table as CSV in UTF-8.")
    return text


def _delimiter(text: str) -> str:
    head = text.lstrip("\ufeff").split("\n", 1)[0]
    return max(";,\t|", key=head.count)


def _names(headers: list[str], path: Path) -> list[str]:
    names = [_name(header) for header in headers]
    for place, name in enumerate(names):
        if name in names[:place]:
            raise InputError(f"{path} has two columns that become {name!r}.", hint="Rename one of them.")
    return names


def _name(header: str) -> str:
    name = "".join(char if char.isalnum() or char == "_" else "_" for char in header.strip().lstrip("\ufeff"))
    return f"_{name}" if not name or name[0].isdigit() else name


def _row(names: list[str], row: list[str], path: Path, line: int) -> dict[str, str]:
    if len(row) > len(names):
        raise InputError(
            f"{path}, line {line}: {len(row)} cells under {len(names)} headers.",
            hint="Quote cells that hold the separator.",
        )
    return dict(zip(names, [*row, *[""] * (len(names) - len(row))], strict=True))
