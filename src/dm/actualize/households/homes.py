"""Who lives with whom: noted person by person, settled building by building."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import NamedTuple

import numpy as np
from sqlalchemy import Connection

from dm.actualize.households.addresses import dwelling_of, is_no_home
from dm.actualize.households.base import Base, read_base
from dm.actualize.households.families import read_family
from dm.actualize.households.grouping import Resident, households_of
from dm.actualize.households.moving import Home, Lodger, Settled, write
from dm.actualize.points import Point
from dm.actualize.survive import Person
from dm.model import Party, base32_id

_GROWN_UP = 18
_MOST_SIGNS = 6


class _Notes(NamedTuple):
    """What is kept of each person besides numbers; the texts are shared with whoever made them."""

    ids: list[str]
    families: list[str]
    flats: list[str]


class Homes:
    """Everybody's dwelling as the records say; memory is some hundred bytes a person."""

    def __init__(self) -> None:
        self._notes = _Notes([], [], [])
        self._buildings = array("q")
        self._numbered = array("b")
        self._signs = array("q")
        self._ends = array("q", [0])
        self._since = array("q")
        self._births = array("q")
        self._away: dict[str, None] = {}
        self._known: set[str] = set()

    def note(self, people: Iterable[Person], known: Collection[str] = ()) -> None:
        """Keep what these people's records say; those of `known` may live somewhere in the base."""
        for person in people:
            if person.id in known:
                self._known.add(person.id)
            home = _home(person)
            if home is None:
                self._away[person.id] = None
            else:
                self._keep(person, home)

    def settle(self, connection: Connection, *, now: datetime) -> None:
        """Write who lives with whom; a household keeps its id when people join it, leave it or move together."""
        if not self._notes.ids and not self._known:
            return
        order, starts, ends = self._by_building()
        buildings = [self._buildings[order[start]] for start in starts]
        base = read_base(connection, buildings, self._known, self._notes.ids)
        settled = Settled(now=now, away=set(self._away) & self._known)
        for building, start, end in zip(buildings, starts, ends, strict=True):
            if end - start == 1 and base.is_empty_at(building) and self._notes.ids[order[start]] not in self._known:
                settled.alone.append(self._lodger(order[start], now.date()))
            else:
                self._settle_building(building, order[start:end], base, settled)
        write(connection, settled, base)

    def _lodger(self, place: int, today: date) -> Lodger:
        identity = self._notes.ids[place]
        since = date.fromordinal(self._since[place])
        where = self._notes.flats[place], self._buildings[place]
        return Lodger(_founded_by(identity), identity, *where, self._role(place, today), since)

    def _keep(self, person: Person, home: Point) -> None:
        dwelling = dwelling_of(home.entry.address_key)
        self._notes.ids.append(person.id)
        self._notes.families.append(person.row["family_name"])
        self._notes.flats.append(dwelling.flat)
        self._buildings.append(dwelling.building)
        self._numbered.append(dwelling.house)
        signs = [one.hmac for one in person.points if _is_sign(one)]
        self._signs.extend([int(hmac[:15], 16) for hmac in signs[:_MOST_SIGNS]])
        self._ends.append(len(self._signs))
        self._since.append(person.row["observed_at"].date().toordinal())
        born = person.row["birth_date"]
        self._births.append(born.toordinal() if born else 0)

    def _by_building(self) -> tuple[list[int], list[int], list[int]]:
        buildings = np.frombuffer(self._buildings, dtype=np.int64) if self._buildings else np.zeros(0, np.int64)
        order = np.argsort(buildings, kind="stable")
        ordered = buildings[order]
        breaks = (np.flatnonzero(ordered[1:] != ordered[:-1]) + 1).tolist()
        starts = [0, *breaks] if len(order) else []
        return order.tolist(), starts, [*breaks, len(order)] if len(order) else []

    def _settle_building(self, building: int, places: list[int], base: Base, settled: Settled) -> None:
        neighbours = base.neighbours(building)
        residents = [*(self._resident(place, building, base) for place in places), *neighbours]
        house = households_of(
            residents, crowded=building in base.crowded, numbered=all(self._numbered[place] for place in places)
        )
        if house.crowded and building not in base.crowded:
            settled.crowded[building] = house.families
        housed: set[str] = set()
        mine = {self._notes.ids[place]: place for place in places}
        for household in house.households:
            housed.update(household.members)
            self._settle_household(building, household.members, household.flat, mine, base, settled)
        settled.away.update(self._known.intersection(one.person_id for one in residents) - housed)

    def _resident(self, place: int, building: int, base: Base) -> Resident:
        identity = self._notes.ids[place]
        signs = tuple(self._signs[self._ends[place] : self._ends[place + 1]])
        family = read_family(self._notes.families[place])
        return Resident(identity, self._notes.flats[place], family, signs, base.household_at(identity, building))

    def _settle_household(
        self, building: int, members: Iterable[str], flat: str, mine: dict[str, int], base: Base, settled: Settled
    ) -> None:
        ids = sorted(members)
        own, *others = (base.households_of(ids, building) if base.open else ()) or [""]
        identity = own or base.moved_together(ids) or _new_id(ids[0], building, base)
        if others:
            settled.former.update(dict.fromkeys(others, identity))
        parted = "" if own or not base.open else min((base.open[one] for one in ids if one in base.open), default="")
        settled.households[identity] = Home(flat, building, parted)
        for one in ids:
            if one in mine:
                place = mine[one]
                since = date.fromordinal(self._since[place])
                settled.members[one] = (identity, self._role(place, settled.now.date()), since)
            elif others:
                settled.members[one] = (identity, None, settled.now.date())

    def _role(self, place: int, today: date) -> str:
        """adult or minor where the day of birth is known."""
        if not self._births[place]:
            return ""
        born = date.fromordinal(self._births[place])
        years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
        return "adult" if years >= _GROWN_UP else "minor"


def _founded_by(person_id: str) -> str:
    """The id of the first household that a person founds: it begins a household's life as his id does his."""
    return f"H{person_id[1:]}"


def _new_id(person_id: str, building: int, base: Base) -> str:
    first = _founded_by(person_id)
    is_taken = (first, person_id) in base.rows or first in base.households
    return "H" + base32_id("household", person_id, building) if is_taken else first


def _home(person: Person) -> Point | None:
    """The address a consumer lives at, as far as anybody may live there."""
    home = next((point for point in person.points if point.kind == "post"), None)
    if home is None or home.status == "invalid" or home.party != Party.CONSUMER:
        return None
    key = home.entry.address_key
    return home if key and person.row["family_name"] and not is_no_home(key) else None


def _is_sign(point: Point) -> bool:
    return point.kind != "post" and point.status != "invalid" and point.line_type != "role"
