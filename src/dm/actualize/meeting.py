"""Keys by which a new record meets those of the base that it must be compared with."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, delete, func, select, update

from dm.actualize import query
from dm.actualize.entries import Entry
from dm.actualize.link import KEYS_VERSION, MOST_OF_A_KEY, OWN, Keyed, features_of, keys_of
from dm.db import chunks, hold, insert_longs, loading
from dm.db import tables as t

_AT_ONCE = 10_000
# A birthday, a door or a name alone makes nobody worth a look where more than so many have it: of pairs that were one
# person, two in a thousand had nothing rarer in common.
_FEW_BEARERS = 10


Longs = NDArray[np.int64]


class Keys:
    """The keys of many records, in memory as numbers."""

    def __init__(self) -> None:
        self._keys: list[Longs] = []
        self._records: list[Longs] = []
        self._kinds: list[NDArray[np.uint8]] = []

    def add(self, entries: Sequence[Entry], keyed: Keyed) -> None:
        """Note the keys of these records."""
        self._keys.append(keyed.keys)
        self._records.append(np.repeat(np.array([entry.record_id for entry in entries], np.int64), keyed.counts))
        self._kinds.append(keyed.kinds)

    def whole(self) -> tuple[Longs, Longs, NDArray[np.uint8]]:
        """(keys, their records, their kinds)."""
        nothing = np.zeros(0, np.int64)
        kinds = np.concatenate([nothing.astype(np.uint8), *self._kinds])
        return np.concatenate([nothing, *self._keys]), np.concatenate([nothing, *self._records]), kinds

    def store(self, connection: Connection, *, first: bool = False) -> None:
        """Keep them for later batches and forget them; in order, so that the table grows at few places.

        With `first` nobody is in the base yet.
        """
        keys, records, _ = self.whole()
        self._keys, self._records, self._kinds = [], [], []
        order = np.lexsort((records, keys))
        if first:
            hold(connection, (t.link_key,), len(keys))
        with loading(connection, (t.link_key,), len(keys), sorted_in=(t.link_key,)):
            insert_longs(connection, t.link_key, ("key", "record_id"), (keys[order], records[order]))


def is_first(connection: Connection) -> bool:
    """Whether nobody is in the base yet."""
    return connection.execute(select(t.person.c.id).limit(1)).scalar() is None


def people_meeting(connection: Connection, keys: Keys) -> set[str]:
    """Ids of people in the base who may be one with somebody whose keys these are.

    They share what one person has for himself, or two of birthday, door and name, or one of these that few others
    have; so what a batch costs depends on the batch and hardly on the base.
    """
    mine, records, kinds = keys.whole()
    key, record_id = _bearers(connection, np.unique(mine))
    seen = np.unique(record_id[_worth_a_look(mine, records, kinds, key, record_id)])
    record = t.record
    theirs = select(record.c.person_id).where(record.c.person_id.is_not(None))
    found = {row["person_id"] for row in query.rows_where(connection, theirs, record.c.id, seen.tolist())}
    return query.active_people(connection, found | _crowds(connection, np.unique(mine[kinds == OWN]), np.unique(key)))


def _bearers(connection: Connection, keys: Longs) -> tuple[Longs, Longs]:
    """(key, record) of those in the base who have one of these keys, as long as not too many have it."""
    key = t.link_key
    found = array("q")
    for some in chunks(keys.tolist(), _AT_ONCE):
        few = select(key.c.key).where(key.c.key.in_(some)).group_by(key.c.key).having(func.count() <= MOST_OF_A_KEY)
        asked = select(key.c.key, key.c.record_id).where(key.c.key.in_(few))
        found.extend(chain.from_iterable(connection.execute(asked)))
    both = np.frombuffer(found, np.int64).reshape(-1, 2) if found else np.zeros((0, 2), np.int64)
    order = np.argsort(both[:, 0], kind="stable")
    return both[order, 0], both[order, 1]


def _worth_a_look(mine: Longs, records: Longs, kinds: NDArray[np.uint8], key: Longs, record_id: Longs) -> Longs:
    """Which of the bearers share enough with one of these records."""
    first, last = np.searchsorted(key, mine, "left"), np.searchsorted(key, mine, "right")
    counts = last - first
    rows = np.repeat(first - np.r_[0, np.cumsum(counts)[:-1]], counts) + np.arange(counts.sum())
    ours, kind = np.repeat(records, counts), np.repeat(kinds, counts)
    enough = (kind == OWN) | (np.repeat(counts, counts) <= _FEW_BEARERS)
    order = np.lexsort((record_id[rows], ours))
    starts = np.flatnonzero(
        np.r_[True, (np.diff(ours[order]) != 0) | (np.diff(record_id[rows][order]) != 0)][: len(order)]
    )
    if not len(starts):
        return starts
    shared = np.bitwise_or.reduceat(kind[order], starts)
    good = np.logical_or.reduceat(enough[order], starts) | (shared & (shared - 1) != 0)
    return np.asarray(rows[order[starts[good]]], np.int64)


def _crowds(connection: Connection, own: Longs, known: Longs) -> set[str]:
    """Whose many records share what one person has for himself: a customer's hundred orders."""
    key, record = t.link_key, t.record
    people = func.count(func.distinct(record.c.person_id))
    found: set[str] = set()
    for some in chunks(np.setdiff1d(own, known).tolist(), _AT_ONCE):
        asked = select(func.min(record.c.person_id)).join(key, key.c.record_id == record.c.id)
        asked = asked.where(key.c.key.in_(some), record.c.person_id.is_not(None)).group_by(key.c.key)
        found.update(connection.execute(asked.having(people == 1)).scalars())
    return found


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
