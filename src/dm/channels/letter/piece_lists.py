"""Files in which a vendor names pieces of a batch: by id, scanned mark, sequence number or range."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dm.errors import InputError

STATES = ("received", "printed", "posted", "spoiled")
_KEYS = ("piece_id", "mark_payload", "mark", "sequence")
_SAYS = ("state", "status")
_BATCH = ("batch_id", "batch")
_RANGE = re.compile(r"(\d{1,9})(?:\s*[-\u2013]\s*(\d{1,9}))?")
_DELIMITERS = ";,\t|"


def read_bytes(path: Path) -> bytes:
    """The file's content; InputError when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from error


def states_in(content: bytes, items: Sequence[Mapping[str, Any]], path: Path, otherwise: str) -> dict[str, list[str]]:
    """The pieces that a file names by what it says of them; without a column `state` all are `otherwise`.

    A CSV, a workbook, or lines without a header. InputError for a stranger among them, a row of another batch, or when
    it names none.
    """
    lines = [(number, row) for number, row in enumerate(_lines(content, path), start=1) if any(row)]
    book, columns = _Book(items, path), _Columns.of(lines[0][1]) if lines else None
    named = _rows(lines[1:], columns, book, otherwise) if columns else _bare(lines, book, otherwise)
    found: dict[str, dict[str, None]] = {}
    for said, pieces in named:
        found.setdefault(said, {}).update(dict.fromkeys(pieces))
    if not found:
        raise InputError(
            f"{path.name} names no piece.", hint="Send the column piece_id or sequence of the batch's index."
        )
    return {state: list(found[state]) for state in STATES if state in found}


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where a header names pieces, what is said of them, and the batch."""

    keys: tuple[int, ...]
    says: int | None
    batch: int | None

    @classmethod
    def of(cls, header: Sequence[str]) -> _Columns | None:
        """None for a line that names no column: then the file has no header."""
        names = [re.sub(r"[\s-]+", "_", cell.lower()) for cell in header]
        keys = tuple(names.index(name) for name in _KEYS if name in names)
        says, batch = (next((names.index(name) for name in some if name in names), None) for some in (_SAYS, _BATCH))
        return cls(keys, says, batch) if keys or says is not None or batch is not None else None


def _rows(
    lines: Sequence[tuple[int, list[str]]], columns: _Columns, book: _Book, otherwise: str
) -> Iterator[tuple[str, list[str]]]:
    if not columns.keys:
        raise InputError(f"{book.file} has no column piece_id or sequence.", hint="Use those of the batch's own index.")
    for number, row in lines:
        cells = [*row, *[""] * (max(columns.keys) + 1)]
        if columns.batch is not None:
            book.check_batch(number, row[columns.batch] if columns.batch < len(row) else "")
        named = [book.found(number, cells[key]) for key in columns.keys if cells[key]]
        if not named:
            raise InputError(f"{book.file}, line {number} names no piece.", hint="Fill its piece_id or sequence.")
        if any(set(other) != set(named[0]) for other in named):
            raise InputError(
                f"{book.file}, line {number} names two pieces: {named[0][0]} and another.",
                hint="Were columns sorted apart? Send piece_id alone.",
            )
        yield _said(row, columns, number, book, otherwise), named[0]


def _said(row: Sequence[str], columns: _Columns, number: int, book: _Book, otherwise: str) -> str:
    if columns.says is None:
        return otherwise
    said = row[columns.says].lower() if columns.says < len(row) else ""
    if said not in STATES:
        raise InputError(
            f"{book.file}, line {number}: the state {said[:40]!r} is unknown.", hint=f"Known: {', '.join(STATES)}."
        )
    return said


def _bare(lines: Sequence[tuple[int, list[str]]], book: _Book, otherwise: str) -> Iterator[tuple[str, list[str]]]:
    for number, row in lines:
        for value in filter(None, row):
            yield otherwise, book.found(number, value)


def _lines(content: bytes, path: Path) -> Iterator[list[str]]:
    """Each line's cells without blanks around them."""
    if content.startswith(b"PK\x03\x04"):
        yield from _workbook(content, path)
        return
    text = _text(content, path)
    delimiter = max(_DELIMITERS, key=text.partition("\n")[0].count)
    if text[:4].lower() == "sep=":
        delimiter, text = text[4:5], "\n" + text.partition("\n")[2]
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield [cell.strip() for cell in row]
    except (csv.Error, TypeError) as error:
        raise InputError(f"{path.name} is no CSV: {error}.", hint="Save it again as CSV in UTF-8.") from error


def _workbook(content: bytes, path: Path) -> Iterator[list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    except (CalamineError, OSError) as error:
        raise InputError(f"{path.name} is no workbook that can be read: {error}.", hint="Save it as CSV.") from error
    for row in rows:
        yield [str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell).strip() for cell in row]


def _text(content: bytes, path: Path) -> str:
    """What names pieces is ASCII: notes beside it may be in any character set of eight bits."""
    encodings = ["utf-16"] if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "latin-1"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text.replace("\r\n", "\n").replace("\r", "\n")
    raise InputError(f"{path.name} is not text.", hint="Save it as CSV in UTF-8.")


class _Book:
    """The pieces of a batch by id, mark and sequence."""

    def __init__(self, items: Sequence[Mapping[str, Any]], path: Path) -> None:
        self.file = path.name
        self._batch = str(items[0]["batch_id"]) if items else ""
        self._known = {str(item["piece_id"]).upper(): str(item["piece_id"]) for item in items}
        self._by_mark = {_piece_part(item["mark_payload"]): str(item["piece_id"]) for item in items}
        self._by_sequence = {int(item["sequence"]): str(item["piece_id"]) for item in items}

    def check_batch(self, number: int, value: str) -> None:
        """Raises InputError for a line of another batch: its sequence numbers are other letters."""
        if value and value.upper() != self._batch.upper():
            raise InputError(
                f"{self.file}, line {number} is of batch {value[:40]!r}, not of {self._batch}.",
                hint="Hand in each batch's lines with that batch.",
            )

    def found(self, number: int, value: str) -> list[str]:
        """The piece of an id or a scanned mark, or those of a sequence number or range."""
        if known := self._known.get(value.upper()):
            return [known]
        if (scanned := self._by_mark.get(_piece_part(value))) and _piece_part(value):
            return [scanned]
        found = _RANGE.fullmatch(value)
        numbers = range(int(found[1]), int(found[2] or found[1]) + 1) if found else range(0)
        if not numbers or numbers[0] not in self._by_sequence or numbers[-1] not in self._by_sequence:
            raise InputError(
                f"{self.file}, line {number}: {value[:60]!r} is neither a piece nor a sequence number of this batch.",
                hint="Use the piece_id or sequence column of the batch's own index.",
            )
        return [self._by_sequence[one] for one in numbers]


def _piece_part(mark: object) -> str:
    """Batch and piece of a mark: every sheet of a piece names it."""
    return ".".join(str(mark or "").upper().split(".")[:2]) if str(mark or "").count(".") == 3 else ""
