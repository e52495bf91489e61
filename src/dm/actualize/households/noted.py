"""What is kept of everybody of a run until all houses are known."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from sys import intern
from typing import Any

import numpy as np

from dm.actualize.households.addresses import Dwelling
from dm.actualize.households.families import read_family
from dm.actualize.households.grouping import Resident

_GROWN_UP = 18
_MOST_SIGNS = 6
# Spreads buildings over all numbers, so that a sign and its building make one number.
_ODD = np.int64(0x1E3779B97F4A7C15)


class Noted:
    """Dwellings, person by person, in columns; memory is some hundred bytes a person."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.flats: list[str] = []
        self.buildings = array("q")
        self._families: list[str] = []
        self._numbered = array("b")
        self._signs = array("q")
        self._ends = array("q", [0])
        self._since = array("i")
        self._births = array("i")

    def keep(self, person_id: str, row: Mapping[str, Any], dwelling: Dwelling, signs: Sequence[str]) -> None:
        """One person more; `row` has table person's columns, `signs` are HMACs of telephones and mail addresses."""
        self.ids.append(person_id)
        self.flats.append(intern(dwelling.flat))
        self.buildings.append(dwelling.building)
        self._families.append(row["family_name"])
        self._numbered.append(dwelling.house)
        self._signs.extend([int(hmac[:15], 16) for hmac in signs[:_MOST_SIGNS]])
        self._ends.append(len(self._signs))
        self._since.append(row["observed_at"].toordinal())
        born = row["birth_date"]
        self._births.append(born.toordinal() if born else 0)

    def by_building(self) -> list[list[int]]:
        """The places of everybody, building by building."""
        if not self.ids:
            return []
        buildings = np.frombuffer(self.buildings, dtype=np.int64)
        order = np.argsort(buildings, kind="stable")
        ordered = buildings[order]
        breaks = (np.flatnonzero(ordered[1:] != ordered[:-1]) + 1).tolist()
        places: list[int] = order.tolist()
        return [places[start:end] for start, end in zip([0, *breaks], [*breaks, len(places)], strict=True)]

    def by_id(self, places: Sequence[int]) -> list[int]:
        """The same places in the order of the ids of who stands there."""
        return sorted(places, key=self.ids.__getitem__)

    def are_numbered(self, places: Sequence[int]) -> bool:
        """Whether a house is named in each of these addresses."""
        return all(map(self._numbered.__getitem__, places))

    def sharing(self) -> bytearray:
        """By place, whether somebody else in the building may have a telephone or mail address of his: seldom."""
        ends = np.frombuffer(self._ends, dtype=np.int64)
        owners = np.repeat(np.arange(len(self.ids)), ends[1:] - ends[:-1])
        found = np.zeros(len(self.ids), dtype=np.uint8)
        if len(owners):
            buildings = np.frombuffer(self.buildings, dtype=np.int64)[owners]
            both = np.frombuffer(self._signs, dtype=np.int64) ^ (buildings * _ODD)
            order = np.argsort(both)
            again = np.flatnonzero(both[order[1:]] == both[order[:-1]])
            found[owners[order[again]]] = 1
            found[owners[order[again + 1]]] = 1
        return bytearray(found.tobytes())

    def resident(self, place: int, together: str = "", *, with_signs: bool = True) -> Resident:
        signs = tuple(self._signs[self._ends[place] : self._ends[place + 1]]) if with_signs else ()
        return Resident(self.ids[place], self.flats[place], read_family(self._families[place]), signs, together)

    def since(self, place: int) -> date:
        return _day(self._since[place])

    def role(self, place: int, today: date) -> str:
        """adult or minor where the day of birth is known."""
        born = self._births[place]
        return "" if not born else "adult" if born <= _born_at_latest(today) else "minor"


@lru_cache(maxsize=1 << 12)
def _day(ordinal: int) -> date:
    return date.fromordinal(ordinal)


@lru_cache(maxsize=8)
def _born_at_latest(today: date) -> int:
    """The last birthday of who is grown up; who was born on 1 March is not yet so on 29 February."""
    day = 28 if (today.month, today.day) == (2, 29) else today.day
    return today.replace(year=today.year - _GROWN_UP, day=day).toordinal()
