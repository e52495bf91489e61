"""Rows of the plain CSV files that consents, objections and registers come in."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from dm.errors import InputError

DELIMITERS = ";,\t|"
NO_ALIASES: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class RowFault:
    """A row that cannot be used; `row` counts the lines of the table, the header being 1."""

    row: int
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class FileRow:
    number: int
    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        return self.cells.get(column, "")

    def day(self, column: str) -> date | None:
        """The day in a cell; ValueError with words where there is something else."""
        moment = self.moment(column)
        return moment.date() if moment else None

    def moment(self, column: str, *, at_day_end: bool = False) -> datetime | None:
        """The moment in a cell, UTC where no offset stands there; a bare day is its beginning or its end."""
        text = self.text(column)
        if not text:
            return None
        try:
            if len(text) == len("2026-11-22"):
                clock = time(23, 59, 59) if at_day_end else time()
                return datetime.combine(date.fromisoformat(text), clock, UTC)
            found = datetime.fromisoformat(text)
        except ValueError:
            raise ValueError(f"{text!r} is no day or time such as 2026-11-22 or 2026-11-22T10:00+01:00") from None
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def read_rows(
    content: bytes,
    name: str,
    *,
    known: Sequence[str],
    headless: str = "",
    strict: bool = False,
    aliases: Mapping[str, str] = NO_ALIASES,
) -> Iterator[FileRow]:
    """The rows of a CSV in UTF-8, whatever its delimiter.

    `headless` names the one column of a file without a header; `strict` refuses columns that nobody knows; `aliases`
    are other words for known columns.
    """
    text = _decoded(content, name)
    first = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    header = [aliases.get(cell.strip().lower(), cell.strip().lower()) for cell in next(reader, [])]
    if not any(header):
        raise InputError(f"{name} is empty.")
    if not set(header) & set(known):
        if not headless or len(header) > 1:
            raise InputError(
                f"{name} has none of the columns {', '.join(known)}.", hint="Its first row must name them."
            )
        header, reader = [headless], csv.reader(io.StringIO(text), delimiter=delimiter)
    unknown = [cell for cell in header if cell not in known]
    if strict and unknown:
        near = difflib.get_close_matches(unknown[0], known, 1)
        hint = f"Did you mean {near[0]}?" if near else f"Known: {', '.join(known)}."
        raise InputError(f"{name} has an unknown column {unknown[0]!r}.", hint=hint)
    yield from _rows(reader, header, name, start=1 if header == [headless] else 2)


def _rows(reader: Iterator[list[str]], header: list[str], name: str, *, start: int) -> Iterator[FileRow]:
    try:
        for number, cells in enumerate(reader, start):
            if any(cell.strip() for cell in cells):
                yield FileRow(number, {column: cell.strip() for column, cell in zip(header, cells, strict=False)})
    except csv.Error as problem:
        raise InputError(f"{name} is not readable as CSV: {problem}.") from problem


def _decoded(content: bytes, name: str) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise InputError(f"{name} is not in UTF-8: {problem}.", hint="Save it as CSV UTF-8.") from problem
    if "\x00" in text:
        raise InputError(f"{name} is no text file.", hint="Give a CSV in UTF-8.")
    return text
