"""People of a run whom the base knows nothing of, in houses that it knows nothing of: most of a first list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from dm.actualize.households.base import founded_by
from dm.actualize.households.grouping import doors_of
from dm.actualize.households.noted import Noted

HouseholdRow = tuple[str, str, int]  # id, flat, building
MemberRow = tuple[str, str, str, date]  # household, person, role, since


class Strangers:
    """By place, who founds a household; everybody is one of his own until his house is settled."""

    def __init__(self, noted: Noted) -> None:
        self._noted = noted
        self._founds = bytearray(b"\x01") * len(noted.ids)
        self._together: dict[int, list[int]] = {}
        self._sharing = noted.sharing()

    def leave(self, places: Sequence[int]) -> None:
        """These are no strangers."""
        for place in places:
            self._founds[place] = 0

    def settle(self, places: Sequence[int]) -> int:
        """Part the people of one building; returns how many families are in it if it is crowded, else 0."""
        noted = self._noted
        places = noted.by_id(places)
        residents = [noted.resident(place, with_signs=bool(self._sharing[place])) for place in places]
        doors = doors_of(residents, numbered=noted.are_numbered(places))
        if doors.crowded:
            self.leave(places)
        for part in doors.parts:
            if len(part) > 1:
                self._join([places[at] for at in part])
        return doors.families if doors.crowded else 0

    def _join(self, together: list[int]) -> None:
        self.leave(together)
        self._founds[together[0]] = 1
        self._together[together[0]] = together

    def __len__(self) -> int:
        others = sum(map(len, self._together.values())) - len(self._together)
        return self._founds.count(1) + others

    def households(self) -> Iterator[HouseholdRow]:
        """In the order of their ids, so that the table grows at its end."""
        noted = self._noted
        for place in self._founders():
            flat = noted.flats[place]
            if not flat and place in self._together:
                flat = next((noted.flats[one] for one in self._together[place] if noted.flats[one]), "")
            yield founded_by(noted.ids[place]), flat, noted.buildings[place]

    def members(self, today: date) -> Iterator[MemberRow]:
        """In the same order."""
        noted, alone = self._noted, self._together.get
        for first in self._founders():
            household = founded_by(noted.ids[first])
            for place in alone(first, (first,)):
                yield household, noted.ids[place], noted.role(place, today), noted.since(place)

    def _founders(self) -> list[int]:
        return self._noted.by_id([place for place, founds in enumerate(self._founds) if founds])
