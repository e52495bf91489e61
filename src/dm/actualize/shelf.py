"""Records in normal form, kept outside memory while a run compares them."""

from __future__ import annotations

import marshal
import os
import tempfile
from array import array
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import accumulate, islice
from pathlib import Path
from typing import Any, Self

from dm.actualize.entries import BatchFacts, Entry
from dm.normal.addresses import PostalAddress
from dm.normal.companies import Company
from dm.normal.emails import Email
from dm.normal.names import Name
from dm.normal.phones import Phone

_BUFFERED = 1 << 20
# `_make` would count again what we packed ourselves, in twice the time.
_new = tuple.__new__


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

    def put(self, entries: Sequence[Entry]) -> None:
        """Keep entries; the place of each is how many were there before it."""
        data = list(map(_packed, entries))
        self._file.write(b"".join(data))
        self._file.flush()
        self._starts.extend(islice(accumulate(map(len, data), initial=self._starts[-1]), 1, None))
        self.rows.extend([entry.row for entry in entries])
        self.records.extend([entry.record_id for entry in entries])
        self.persons.extend([entry.person_id for entry in entries])
        self.batch_ids.extend([entry.batch.id for entry in entries])
        self._batches.update({entry.batch.id: entry.batch for entry in entries})

    def batch(self, place: int) -> BatchFacts:
        """The batch of the entry at a place."""
        return self._batches[self.batch_ids[place]]

    def take(self, places: Iterable[int]) -> list[Entry]:
        """The entries of these places."""
        number, starts = self._file.fileno(), self._starts
        return [
            self._unpacked(os.pread(number, starts[place + 1] - starts[place], starts[place]), place)
            for place in places
        ]

    def _unpacked(self, data: bytes, place: int) -> Entry:
        # Our own file, which nobody else can open. Record by record: what was just unpacked is still near the
        # processor, which whole columns are not.
        values: tuple[Any, ...] = marshal.loads(data)  # noqa: S302
        number, name, raw_name, given, middle, family, birth, raw_birth, language, emails, phones = values[:_ADDRESS]
        address, raw_address, address_key, company, *others = values[_ADDRESS:]
        known = place, self.records[place], self.rows[place], self._batches[self.batch_ids[place]], self.persons[place]
        read = (
            number,
            _new(Name, name),
            raw_name,
            given,
            middle,
            family,
            date.fromordinal(birth) if birth else None,
            raw_birth,
            language,
            tuple([_new(Email, one) for one in emails]),
            tuple([_new(Phone, one) for one in phones]),
            _new(PostalAddress, address),
            raw_address,
            address_key,
            _new(Company, company) if company else None,
            *others,
        )
        return _new(Entry, known + read)


_NUMBER = Entry._fields.index("external_id")
_ADDRESS = Entry._fields.index("address") - _NUMBER
# The newer formats look for what comes twice, in a third more time.
_FORMAT = 2


def _packed(entry: Entry) -> bytes:
    """What the shelf does not know by the place."""
    # Plain tuples, which `[:]` makes of ours in a third of the time that `tuple` takes.
    said: tuple[Any, ...] = entry[_NUMBER:]
    number, name, raw_name, given, middle, family, birth, raw_birth, language, emails, phones = said[:_ADDRESS]
    address, raw_address, address_key, company, *others = said[_ADDRESS:]
    values: tuple[Any, ...] = (
        number,
        name[:],
        raw_name,
        given,
        middle,
        family,
        birth.toordinal() if birth else 0,
        raw_birth,
        language,
        [email[:] for email in emails],
        [phone[:] for phone in phones],
        address[:],
        raw_address,
        address_key,
        company[:] if company else None,
        *others,
    )
    return marshal.dumps(values, _FORMAT)
