"""Records in normal form, kept outside memory while a run compares them."""

from __future__ import annotations

import marshal
import os
import tempfile
from array import array
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, Self

from dm.actualize.entries import BatchFacts, Entry
from dm.normal.addresses import PostalAddress
from dm.normal.companies import Company
from dm.normal.emails import Email
from dm.normal.names import Name
from dm.normal.phones import Phone

_BUFFERED = 1 << 20


class Shelf:
    """Entries by their place; `rows`, `records` and `persons` hold row, record id and person of each.

    The file has no name, so that nothing of anybody is left behind even after a crash.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._file = tempfile.TemporaryFile(dir=folder, buffering=_BUFFERED)  # noqa: SIM115 - closed by __exit__
        self._starts = array("q", [0])
        self._batches: dict[str, BatchFacts] = {}
        self.rows = array("q")
        self.records = array("q")
        self.batch_ids: list[str] = []
        self.persons: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __len__(self) -> int:
        return len(self.rows)

    def put(self, entries: Iterable[Entry]) -> None:
        """Keep entries; the place of each is how many were there before it."""
        end = self._starts[-1]
        for entry in entries:
            data = _packed(entry)
            self._file.write(data)
            end += len(data)
            self._starts.append(end)
            self.rows.append(entry.row)
            self.records.append(entry.record_id)
            self.batch_ids.append(entry.batch.id)
            self.persons.append(entry.person_id)
            self._batches.setdefault(entry.batch.id, entry.batch)

    def batch(self, place: int) -> BatchFacts:
        """The batch of the entry at a place."""
        return self._batches[self.batch_ids[place]]

    def take(self, places: Iterable[int]) -> list[Entry]:
        """The entries of these places."""
        self._file.flush()
        number, starts = self._file.fileno(), self._starts
        return [
            self._unpacked(os.pread(number, starts[place + 1] - starts[place], starts[place]), place)
            for place in places
        ]

    def _unpacked(self, data: bytes, place: int) -> Entry:
        values: list[Any] = marshal.loads(data)  # noqa: S302 - our own file, which nobody else can open
        values[_PLACE] = place
        values[_BATCH] = self._batches[values[_BATCH]]
        values[_NAME] = Name._make(values[_NAME])
        values[_BIRTH] = date.fromordinal(values[_BIRTH]) if values[_BIRTH] else None
        values[_EMAILS] = tuple(map(Email._make, values[_EMAILS]))
        values[_PHONES] = tuple(map(Phone._make, values[_PHONES]))
        values[_ADDRESS] = PostalAddress._make(values[_ADDRESS])
        values[_COMPANY] = Company._make(values[_COMPANY]) if values[_COMPANY] else None
        return Entry._make(values)


_PLACE, _BATCH, _NAME, _BIRTH, _EMAILS, _PHONES, _ADDRESS, _COMPANY = (
    Entry._fields.index(name) for name in ("place", "batch", "name", "birth", "emails", "phones", "address", "company")
)


def _packed(entry: Entry) -> bytes:
    values: list[Any] = list(entry)
    values[_BATCH] = entry.batch.id
    values[_NAME] = tuple(entry.name)
    values[_BIRTH] = entry.birth.toordinal() if entry.birth else 0
    values[_EMAILS] = tuple(map(tuple, entry.emails))
    values[_PHONES] = tuple(map(tuple, entry.phones))
    values[_ADDRESS] = tuple(entry.address)
    values[_COMPANY] = tuple(entry.company) if entry.company else None
    return marshal.dumps(values)
