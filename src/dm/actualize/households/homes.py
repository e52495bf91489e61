"""Who lives with whom: noted person by person, settled building by building."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection

from dm.actualize.households.addresses import dwelling_of, is_no_home
from dm.actualize.households.base import Base, founded_by, read_base
from dm.actualize.households.grouping import households_of
from dm.actualize.households.moving import Home, Settled, write
from dm.actualize.households.noted import Noted
from dm.actualize.households.strangers import Strangers
from dm.actualize.survive import Person
from dm.model import Party, base32_id


class Homes:
    """Everybody's dwelling as the records say."""

    def __init__(self) -> None:
        self._noted = Noted()
        self._away: dict[str, None] = {}
        self._known: set[str] = set()

    def note(self, people: Iterable[Person], known: Collection[str] = ()) -> None:
        """Keep what these people's records say; those of `known` may live somewhere in the base."""
        for person in people:
            if known and person.id in known:
                self._known.add(person.id)
            key, signs = _home_and_signs(person)
            if key:
                self._noted.keep(person.id, person.row, dwelling_of(key), signs)
            else:
                self._away[person.id] = None

    def settle(self, connection: Connection, *, now: datetime) -> None:
        """Write who lives with whom; a household keeps its id when people join it, leave it or move together."""
        noted = self._noted
        if not noted.ids and not self._known:
            return
        houses = noted.by_building()
        base = read_base(connection, [noted.buildings[places[0]] for places in houses], self._known, noted.ids)
        settled = Settled(now=now, away=set(self._away) & self._known, strangers=Strangers(noted))
        for places in houses:
            building = noted.buildings[places[0]]
            if not base.is_empty_at(building) or self._are_known(places, base.founders):
                settled.strangers.leave(places)
                self._settle_building(building, places, base, settled)
            elif len(places) > 1 and (families := settled.strangers.settle(places)):
                settled.crowded[building] = families
        write(connection, settled, base)

    def _are_known(self, places: Sequence[int], founders: Collection[str]) -> bool:
        """Whether the base knows somebody among them, or a household that he would found."""
        ids, known = self._noted.ids, self._known
        if not known and not founders:
            return False
        return any(ids[place] in known or ids[place] in founders for place in places)

    def _settle_building(self, building: int, places: Sequence[int], base: Base, settled: Settled) -> None:
        noted = self._noted
        mine = {noted.ids[place]: place for place in places}
        own = [noted.resident(place, base.household_at(noted.ids[place], building)) for place in places]
        residents = [*own, *base.neighbours(building)]
        numbered = noted.are_numbered(places)
        house = households_of(residents, crowded=building in base.crowded, numbered=numbered)
        if house.crowded and building not in base.crowded:
            settled.crowded[building] = house.families
        housed: set[str] = set()
        for household in house.households:
            housed.update(household.members)
            self._settle_household(building, household.members, household.flat, mine, base, settled)
        settled.away.update(self._known.intersection(one.person_id for one in residents) - housed)

    def _settle_household(
        self, building: int, members: Iterable[str], flat: str, mine: dict[str, int], base: Base, settled: Settled
    ) -> None:
        ids, today = sorted(members), settled.now.date()
        own, *others = (base.households_of(ids, building) if base.open else ()) or [""]
        identity = own or base.moved_together(ids) or _new_id(ids[0], building, base)
        if others:
            settled.former.update(dict.fromkeys(others, identity))
        parted = "" if own or not base.open else min((base.open[one] for one in ids if one in base.open), default="")
        settled.households[identity] = Home(flat, building, parted)
        for one in ids:
            if one in mine:
                place = mine[one]
                settled.members[one] = (identity, self._noted.role(place, today), self._noted.since(place))
            elif others:
                settled.members[one] = (identity, None, today)


def _new_id(person_id: str, building: int, base: Base) -> str:
    first = founded_by(person_id)
    is_taken = (first, person_id) in base.rows or first in base.households
    return "H" + base32_id("household", person_id, building) if is_taken else first


def _home_and_signs(person: Person) -> tuple[str, list[str]]:
    """The address that a consumer lives at, as far as anybody may live there, and what he is reached by besides."""
    home, signs = None, []
    for point in person.points:
        if point.kind == "post":
            home = home or point
        elif point.status != "invalid" and point.line_type != "role":
            signs.append(point.hmac)
    if home is None or home.status == "invalid" or home.party != Party.CONSUMER or not person.row["family_name"]:
        return "", []
    key = home.entry.address_key
    return ("", []) if is_no_home(key) else (key, signs)
