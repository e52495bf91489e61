"""Files in which a vendor names pieces of a batch: by id, scanned mark, sequence number or range."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dm.errors import InputError

STATES = ("received", "printed", "posted", "spoiled")
_KEYS = ("piece_id", "sequence", "mark_payload", "mark")
_RANGE = re.compile(r"(\d+)(?:\s*[-–]\s*(\d+))?")


def read_bytes(path: Path) -> bytes:
    """The file's content; InputError when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from error


def _pieces_in(content: bytes, items: Sequence[Mapping[str, Any]], path: Path) -> list[str]:
    text = _text(content, path)
    named = _by_header(text) or [line.strip().strip(";,") for line in text.splitlines()]
    book = _Book(items, path)
    pieces = list(dict.fromkeys(piece for value in filter(None, named) for piece in book.found(value)))
    if not pieces:
        raise InputError(f"{path} names no piece.", hint="Send the column piece_id or sequence of the batch's index.")
    return pieces


def states_in(content: bytes, items: Sequence[Mapping[str, Any]], path: Path, otherwise: str) -> dict[str, list[str]]:
    """The pieces that a file names by what it says of them; without a column `state` all are `otherwise`.

    InputError for a stranger among them, or when it names none.
    """
    text = _text(content, path)
    rows = _rows(text)
    names = {(name or "").strip().lower(): name for name in rows.fieldnames or []}
    if "state" not in names:
        return {otherwise: _pieces_in(content, items, path)}
    key = next((names[name] for name in _KEYS if name in names), None)
    if key is None:
        raise InputError(f"{path} has no column piece_id or sequence.", hint="Use those of the batch's own index.")
    book, found = _Book(items, path), dict[str, list[str]]()
    for row in rows:
        said = (row[names["state"]] or "").strip().lower()
        if said not in STATES:
            raise InputError(f"{path}: the state {said[:40]!r} is unknown.", hint=f"Known: {', '.join(STATES)}.")
        found.setdefault(said, []).extend(book.found((row[key] or "").strip()))
    return {state: found[state] for state in STATES if state in found}


def _text(content: bytes, path: Path) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 text.", hint="Save it as CSV in UTF-8.") from error


def _rows(text: str) -> csv.DictReader[str]:
    head = text.split("\n", 1)[0]
    return csv.DictReader(io.StringIO(text), delimiter=max(";,\t", key=head.count))


def _by_header(text: str) -> list[str]:
    rows = _rows(text)
    names = [(name or "").strip().lower() for name in rows.fieldnames or []]
    for wanted in _KEYS:
        if wanted in names:
            key = (rows.fieldnames or [])[names.index(wanted)]
            return [(row[key] or "").strip() for row in rows]
    return []


class _Book:
    """The pieces of a batch by id, mark and sequence."""

    def __init__(self, items: Sequence[Mapping[str, Any]], path: Path) -> None:
        self._path = path
        self._known = {str(item["piece_id"]) for item in items}
        self._by_mark = {_piece_part(item["mark_payload"]): str(item["piece_id"]) for item in items}
        self._by_sequence = {int(item["sequence"]): str(item["piece_id"]) for item in items}

    def found(self, value: str) -> list[str]:
        """The piece of an id or a scanned mark, or those of a sequence number or range."""
        if value in self._known:
            return [value]
        if (scanned := self._by_mark.get(_piece_part(value))) and _piece_part(value):
            return [scanned]
        found = _RANGE.fullmatch(value)
        numbers = range(int(found[1]), int(found[2] or found[1]) + 1) if found else range(0)
        if not numbers or numbers[0] not in self._by_sequence or numbers[-1] not in self._by_sequence:
            raise InputError(
                f"{self._path}: {value[:60]!r} is neither a piece nor a sequence number of this batch.",
                hint="Use the piece_id or sequence column of the batch's own index.",
            )
        return [self._by_sequence[number] for number in numbers]


def _piece_part(mark: object) -> str:
    """Batch and piece of a mark: every sheet of a piece names it."""
    return ".".join(str(mark or "").upper().split(".")[:2]) if str(mark or "").count(".") == 3 else ""
