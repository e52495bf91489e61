"""Which records make which person, after linking: numbers in arrays, people by chunks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dm.actualize.entries import Entry
from dm.actualize.link import Links
from dm.actualize.shelf import Shelf
from dm.actualize.survive import person_id_at
from dm.db import chunks

Places = list[int]
_Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Kin:
    """A person to be: the records in the order in which they came; `lost` are people of the base who are this one."""

    identity: str
    entries: list[Entry]
    lost: tuple[str, ...] = ()


@dataclass(slots=True)
class Gathering:
    """All groups of a run; places below `new` are new records, the others those of people in the base.

    Groups come in the order of their ids, in which the tables' keys stand, too.
    """

    shelf: Shelf
    links: Links
    new: int
    _order: _Numbers = field(init=False)
    _starts: _Numbers = field(init=False)
    _ends: _Numbers = field(init=False)

    def __post_init__(self) -> None:
        self._order = np.argsort(self.links.group, kind="stable")
        ordered = self.links.group[self._order]
        breaks = np.flatnonzero(ordered[1:] != ordered[:-1]) + 1
        self._starts = np.concatenate(([0], breaks))[: len(ordered)]
        self._ends = np.concatenate((breaks, [len(ordered)]))[: len(self._starts)]

    def strangers(self, at_once: int) -> Iterator[list[tuple[str, Places]]]:
        """Groups of new records alone: (id, places)."""
        if not len(self.links.group):
            return
        alone = np.flatnonzero(self._latest() < self.new)
        ids = np.array([self._identity(place) for place in self._order[self._starts[alone]].tolist()], dtype="S")
        by_id = np.argsort(ids, kind="stable")
        for start in range(0, len(by_id), at_once):
            some = by_id[start : start + at_once]
            yield list(zip(ids[some].astype("U").tolist(), self._places_of(alone[some]), strict=True))

    def acquainted(self, at_once: int) -> Iterator[list[Kin]]:
        """Groups that join somebody in the base, with what was known of them; those that stay as they are left out."""
        if self.new == len(self.links.group):
            return
        meeting = np.flatnonzero(self._latest() >= self.new)
        changed = (places for one in meeting.tolist() if self._changes(places := self._places(one)))
        for some in chunks(changed, at_once):
            yield [_kin(self.shelf.take(places)) for places in some]

    def _changes(self, places: Places) -> bool:
        """Whether somebody new joins these, or two of them have become one."""
        return places[0] < self.new or len({self.shelf.persons[place] for place in places}) > 1

    def _latest(self) -> _Numbers:
        return np.maximum.reduceat(self._order, self._starts)

    def _places_of(self, groups: _Numbers) -> Iterator[Places]:
        """The places of many groups; most have but one."""
        starts, ends = self._starts[groups], self._ends[groups]
        for first, start, end in zip(self._order[starts].tolist(), starts.tolist(), ends.tolist(), strict=True):
            yield [first] if end - start == 1 else self._order[start:end].tolist()

    def _places(self, group: int) -> Places:
        places: Places = self._order[self._starts[group] : self._ends[group]].tolist()
        return places

    def _identity(self, place: int) -> str:
        return person_id_at(self.shelf.batch(place), self.shelf.rows[place])


def _kin(members: Sequence[Entry]) -> Kin:
    entries = sorted(members, key=lambda entry: entry.earliness)
    there = list(dict.fromkeys(entry.person_id for entry in entries if entry.person_id))
    return Kin(there[0], entries, tuple(there[1:]))
