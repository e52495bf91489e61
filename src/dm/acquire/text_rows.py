"""Rows of a text file as a stream, whatever its quotes do."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from dm.acquire.dialects import Dialect

# A quoted field may hold line breaks; one that runs on for longer was never closed.
_MAX_LINES = 60
_FIELD_LIMIT = 1 << 24

Row = tuple[int, list[str], str]  # number in the file from 1, cells, fault ("" if none)


class _Runaway(Exception):
    """A quote was opened and not closed."""


class _Lines:
    """Lines of a file that can be handed back; remembers those of the record being read."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._again: deque[str] = deque()
        self.record: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.record) >= _MAX_LINES:
            raise _Runaway
        line = self._again.popleft() if self._again else next(self._file)
        self.record.append(line)
        return line

    def keep_first_only(self) -> str:
        """The first line of the record; the others will be read again."""
        first, *others = self.record
        self._again.extendleft(reversed(others))
        self.record = []
        return first


def text_rows(path: Path, encoding: str, dialect: Dialect) -> Iterator[Row]:
    """Every row of the file, blank ones too, with its number as a spreadsheet would count."""
    csv.field_size_limit(_FIELD_LIMIT)
    with path.open(encoding=encoding, errors="surrogateescape", newline="") as file:
        lines = _Lines(file)
        reader = csv.reader(lines, **dialect.reader_options())
        number = 0
        while True:
            fault = ""
            try:
                cells = next(reader)
            except StopIteration:
                return
            except (_Runaway, csv.Error):
                cells, fault = [lines.keep_first_only().rstrip("\r\n")], "quote_not_closed"
                reader = csv.reader(lines, **dialect.reader_options())
            number += 1
            lines.record.clear()
            if number > dialect.preamble:
                yield number, cells, fault


def first_lines(path: Path, encoding: str, limit: int = 400) -> list[str]:
    """The first lines with their ends, for judging the dialect."""
    lines: list[str] = []
    size = 0
    with path.open(encoding=encoding, errors="surrogateescape", newline="") as file:
        for line in file:
            lines.append(line)
            size += len(line)
            if len(lines) >= limit or size > 1 << 18:
                break
    return lines
