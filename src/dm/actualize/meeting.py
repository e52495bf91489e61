"""Keys by which a new record meets those of the base that it must be compared with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, delete, func, select, update

from dm.actualize import query
from dm.actualize.entries import Entry
from dm.actualize.link import KEYS_VERSION, MOST_OF_A_KEY, Keyed, features_of, keys_of
from dm.db import chunks, insert_tuples
from dm.db import tables as t

_AT_ONCE = 10_000


class Keys:
    """The keys of many records, in memory as numbers."""

    def __init__(self) -> None:
        self._keys: list[NDArray[np.int64]] = []
        self._records: list[NDArray[np.int64]] = []

    def add(self, entries: Sequence[Entry], keyed: Keyed) -> None:
        """Note the keys of these records."""
        self._keys.append(keyed.keys)
        self._records.append(np.repeat(np.array([entry.record_id for entry in entries], np.int64), keyed.counts))

    def distinct(self) -> Sequence[int]:
        """Every key once."""
        return np.unique(np.concatenate(self._keys)).tolist() if self._keys else []

    def store(self, connection: Connection) -> None:
        """Keep them for later batches and forget them; in order, so that the table grows at few places."""
        if not self._keys:
            return
        keys, records = np.concatenate(self._keys), np.concatenate(self._records)
        self._keys, self._records = [], []
        order = np.lexsort((records, keys))
        insert_tuples(connection, t.link_key, ("key", "record_id"), _pairs(keys[order], records[order]))


def _pairs(keys: NDArray[np.int64], records: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    for start in range(0, len(keys), _AT_ONCE):
        yield from zip(keys[start : start + _AT_ONCE].tolist(), records[start : start + _AT_ONCE].tolist(), strict=True)


def is_first(connection: Connection) -> bool:
    """Whether nobody is in the base yet."""
    return connection.execute(select(t.person.c.id).limit(1)).scalar() is None


def people_meeting(connection: Connection, keys: Sequence[int]) -> set[str]:
    """Ids of people in the base of whose records one has one of these keys; keys that very many have count for none."""
    key, record = t.link_key, t.record
    found: set[str] = set()
    for some in chunks(keys, _AT_ONCE):
        few = select(key.c.key).where(key.c.key.in_(some)).group_by(key.c.key).having(func.count() <= MOST_OF_A_KEY)
        theirs = select(record.c.person_id).join(key, key.c.record_id == record.c.id)
        theirs = theirs.where(key.c.key.in_(few), record.c.person_id.is_not(None)).distinct()
        found.update(connection.execute(theirs).scalars())
    return query.active_people(connection, found)


def bring_up_to_date(connection: Connection, at_once: int) -> None:
    """Give keys to the records of batches that were actualized before keys were kept in this version."""
    batch = t.batch
    behind = select(batch.c.id).where(batch.c.state == "actualized", batch.c.keys_version != KEYS_VERSION)
    ids = list(connection.execute(behind).scalars())
    for batch_id in ids:
        forget(connection, batch_id)
        keys = Keys()
        for entries in query.known_entries(connection, batch_id, at_once):
            keys.add(entries, keys_of(features_of(entries)))
        keys.store(connection)
    note_version(connection, ids)


def note_version(connection: Connection, batch_ids: Sequence[str]) -> None:
    """These batches' records have their keys."""
    batch = t.batch
    connection.execute(update(batch).where(batch.c.id.in_(batch_ids)).values(keys_version=KEYS_VERSION))


def forget(connection: Connection, batch_id: str) -> None:
    """Take the keys of a batch's records away."""
    records = select(t.record.c.id).where(t.record.c.batch_id == batch_id)
    connection.execute(delete(t.link_key).where(t.link_key.c.record_id.in_(records)))
