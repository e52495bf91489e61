"""Rows of a text file as a stream, whatever its quotes do."""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TextIO

from dm.acquire.dialects import Dialect
from dm.errors import InputError

# A quoted field may hold line breaks; one that runs on for longer was never closed.
_MAX_LINES = 60
# So many lines of a text may have as many commas as a row by chance.
_CHANCE = 3
_MENDED = 20_000  # letters; longer lines are not looked at closely
# Letters in a line. A whole file without line ends must not be taken into memory.
_MAX_LINE = 1 << 22
_AT_ONCE = 1 << 15  # letters read at once
_END_OF_DOS = "\x1a"  # old programs end a file with it

Row = tuple[int, list[str], str]  # number in the file from 1, cells, fault ("" if none)


def opened(path: Path, encoding: str) -> TextIO:
    """The file as text; bytes that do not fit become lone surrogates, or in wide encodings U+FFFD."""
    wide = encoding.replace("_", "-").startswith(("utf-16", "utf-32", "utf-7"))
    return path.open(encoding=encoding, errors="replace" if wide else "surrogateescape", newline="")


class _Runaway(Exception):
    """A quote was opened and not closed."""


class _Lines:
    """Lines of a file that can be handed back; remembers those of the record being read."""

    def __init__(self, file: TextIO, name: str) -> None:
        self._file = file
        self._name = name
        self._fresh: deque[str] = deque()
        self._again: deque[str] = deque()
        self.record: list[str] = []
        self.is_again = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        record = self.record
        if len(record) >= _MAX_LINES:
            raise _Runaway
        if self._again:
            self.is_again = True
            line = self._again.popleft()
        else:
            self._fresh = self._fresh or deque(self._more())
            line = self._fresh.popleft() if self._fresh else _END_OF_DOS
            if line == _END_OF_DOS:
                raise StopIteration
        record.append(line)
        return line

    def plain_records(self, options: Mapping[str, Any]) -> list[list[str]]:
        """The next records where each is a line of its own; else none, and their lines are to be read one by one."""
        if self._fresh or self._again:
            return []
        some = self._more()
        if _END_OF_DOS not in some:
            try:
                found = list(csv.reader(some, **options))
            except csv.Error:
                found = []
            if len(found) == len(some):
                return found
        self._fresh.extend(some)
        return []

    def _more(self) -> list[str]:
        """The next lines with their ends, as the file has them: `splitlines` knows more ends than that."""
        try:
            text = self._file.read(_AT_ONCE)
        except UnicodeError:
            raise _unreadable(self._file, self._name) from None
        text += _bounded(self._file, self._name) if text else ""
        lines = io.StringIO(text, newline="").readlines()
        if len(text) >= _MAX_LINE and max(map(len, lines)) >= _MAX_LINE:
            raise _endless(self._name)
        return lines

    def next_record(self) -> None:
        self.record.clear()
        self.is_again = False

    def keep_first_only(self) -> str:
        """The first line of the record; the others will be read again."""
        first, *others = self.record
        self._again.extendleft(reversed(others))
        self.record.clear()
        return first


def _bounded(file: TextIO, name: str) -> str:
    """The next line, or the rest of the one begun."""
    try:
        line = file.readline(_MAX_LINE)
    except UnicodeError:
        raise _unreadable(file, name) from None
    if len(line) == _MAX_LINE:
        raise _endless(name)
    return line


def _endless(name: str) -> InputError:
    return InputError(
        f"{name} has a line of more than {_MAX_LINE >> 20} million letters.",
        hint="This is no list of contacts, or its line ends are lost. Ask for the file again.",
    )


def _unreadable(file: TextIO, name: str) -> InputError:
    return InputError(
        f"{name} cannot be read as {file.encoding} to its end.", hint="Name its encoding with --encoding."
    )


def text_lines(path: Path, encoding: str) -> Iterator[str]:
    """The lines of the file with their ends, as a stream."""
    with opened(path, encoding) as file:
        while (line := _bounded(file, path.name)) and line != _END_OF_DOS:
            yield line


def text_rows(path: Path, encoding: str, dialect: Dialect) -> Iterator[Row]:
    """Every row of the file, blank ones too, with its number as a spreadsheet would count.

    A row of broken quoting comes alone, as one cell, with a fault; what it would have swallowed is read again.
    """
    csv.field_size_limit(_MAX_LINE * _MAX_LINES)
    options = dialect.reader_options()
    with opened(path, encoding) as file:
        lines = _Lines(file, path.name)
        careful = _records(lines, options, dialect)
        width = 0
        number = 0
        while True:
            plain = lines.plain_records(options)
            for cells in plain:
                number += 1
                if number > dialect.preamble:
                    yield number, cells, ""
            if plain:
                width = len(plain[-1]) if number > dialect.preamble else 0
                continue
            found = next(careful, None)
            if found is None:
                return
            number += 1
            if number > dialect.preamble:
                cells, fault = _checked(lines, found, width, dialect)
                width = width if fault else len(cells)
                yield number, cells, fault
            lines.next_record()


def _checked(lines: _Lines, found: tuple[list[str], str], width: int, dialect: Dialect) -> tuple[list[str], str]:
    """The record, or the line alone that opened a quote for others to close."""
    if found[1]:
        return found
    if len(lines.record) > 2 and _swallowed(lines.record, len(found[0]), width, dialect):
        return [lines.keep_first_only().rstrip("\r\n")], "quote_not_closed"
    if lines.is_again and _is_odd(lines.record, dialect):
        return ["".join(lines.record).rstrip("\r\n")], "quote_not_closed"
    return found


def _records(lines: _Lines, options: Mapping[str, Any], dialect: Dialect) -> Iterator[tuple[list[str], str]]:
    reader = csv.reader(lines, **options)
    while True:
        try:
            yield next(reader), ""
        except StopIteration:
            return
        except (_Runaway, csv.Error):
            first = lines.keep_first_only()
            mended = _mended(first, dialect)
            lines.record.append(first)
            yield (mended, "") if mended else ([first.rstrip("\r\n")], "quote_not_closed")
            reader = csv.reader(lines, **options)


def _mended(line: str, dialect: Dialect) -> list[str]:
    """The cells of a line whose only fault are spaces between a closing quote and the delimiter, else none."""
    quote, delimiter = re.escape(dialect.quote or '"'), re.escape(dialect.delimiter)
    if len(line) > _MENDED:
        return []
    closer = re.sub(rf"{quote}[ \t]+(?={delimiter}|[\r\n]*$)", dialect.quote, line)
    if closer == line:
        return []
    try:
        return next(csv.reader([closer], **dialect.reader_options()), [])
    except csv.Error:
        return []


def _swallowed(record: list[str], cells: int, width: int, dialect: Dialect) -> bool:
    """Whether lines within a quoted field look like rows of their own: two strays, far apart, close each other."""
    inner = record[1:-1]
    if width < 3 or (cells == width and len(inner) < _CHANCE):
        return False
    return all(line.count(dialect.delimiter) == width - 1 for line in inner)


def _is_odd(record: list[str], dialect: Dialect) -> bool:
    """A line that is read again with a quote too many is the rest of a broken row."""
    return bool(dialect.quote) and sum(line.count(dialect.quote) for line in record) % 2 == 1


def first_lines(path: Path, encoding: str, limit: int = 400) -> list[str]:
    """The first lines with their ends, for judging the dialect."""
    lines: list[str] = []
    size = 0
    with opened(path, encoding) as file:
        while line := file.readline(1 << 18):
            lines.append(line)
            size += len(line)
            if len(lines) >= limit or size > 1 << 18:
                break
    return lines
