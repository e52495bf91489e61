"""Households that the base holds already, as far as people of a run live or lived in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from dm.actualize.households.families import read_family
from dm.actualize.households.grouping import Resident
from dm.actualize.query import Row, rows_where
from dm.db import tables as t


@dataclass(slots=True)
class Base:
    """`open` is everybody's household of today; `rows` are memberships by (household, person), the ended ones too.

    `founders` are people of the run whose first household is there already: their list was taken back and comes again.
    """

    households: dict[str, Row] = field(default_factory=dict)
    members: dict[str, set[str]] = field(default_factory=dict)
    open: dict[str, str] = field(default_factory=dict)
    rows: dict[tuple[str, str], Row] = field(default_factory=dict)
    crowded: set[int] = field(default_factory=set)
    here: set[str] = field(default_factory=set)
    founders: set[str] = field(default_factory=set)
    near: dict[int, list[Resident]] = field(default_factory=dict)

    def is_empty_at(self, building: int) -> bool:
        """Whether the base knows nobody in this building, nor that it is crowded."""
        return building not in self.near and building not in self.crowded

    def neighbours(self, building: int) -> list[Resident]:
        """People of the base who live there and are not part of this run."""
        return self.near.get(building, [])

    def household_at(self, person_id: str, building: int) -> str:
        """The household that the person belongs to today, if it is in this building."""
        identity = self.open.get(person_id, "")
        return identity if identity and self.households[identity]["building"] == building else ""

    def households_of(self, person_ids: Iterable[str], building: int) -> list[str]:
        """Households of this building that these people belong to today, the oldest first."""
        found = {self.household_at(one, building) for one in person_ids} - {""}
        return sorted(found, key=lambda one: (self.households[one]["created_at"], one))

    def moved_together(self, person_ids: Sequence[str]) -> str:
        """The household that came here with everybody who belonged to it, "" where some of them stayed behind."""
        found = {self.open.get(one, "") for one in person_ids}
        if len(found) != 1:
            return ""
        identity = found.pop()
        return identity if identity and self.members[identity] <= set(person_ids) else ""


def founded_by(person_id: str) -> str:
    """The id of the first household that a person founds: it begins a household's life as his id does his."""
    return f"H{person_id[1:]}"


def read_base(
    connection: Connection, buildings: Collection[int], known: Collection[str], here: Collection[str]
) -> Base:
    """What the base knows of these buildings, and of the people in `known`; `here` are all people of the run."""
    base = Base()
    home, member, crowd = t.household, t.household_member, t.crowded_building
    base.crowded = {row["building"] for row in rows_where(connection, select(crowd), crowd.c.building, buildings)}
    if connection.execute(select(home.c.id).limit(1)).scalar() is None:
        return base
    base.here = set(here)
    first = {founded_by(one): one for one in here}
    base.founders = {first[row["id"]] for row in rows_where(connection, select(home.c.id), home.c.id, first)}
    mine = list(rows_where(connection, select(member), member.c.person_id, known))
    base.rows = {(row["household_id"], row["person_id"]): row for row in mine}
    near = list(rows_where(connection, select(home), home.c.building, buildings))
    lived = {row["household_id"] for row in mine if row["to_on"] is None} - {row["id"] for row in near}
    near += rows_where(connection, select(home), home.c.id, lived)
    base.households = {row["id"]: row for row in near}
    base.members = {identity: set() for identity in base.households}
    living = select(member).where(member.c.to_on.is_(None))
    for row in rows_where(connection, living, member.c.household_id, base.households):
        base.members[row["household_id"]].add(row["person_id"])
        base.open[row["person_id"]] = row["household_id"]
        base.rows[row["household_id"], row["person_id"]] = row
    _add_neighbours(connection, base, set(buildings))
    return base


def _add_neighbours(connection: Connection, base: Base, buildings: Collection[int]) -> None:
    person, point = t.person, t.contact_point
    there = {
        who: identity
        for who, identity in base.open.items()
        if who not in base.here and base.households[identity]["building"] in buildings
    }
    signs: dict[str, list[int]] = defaultdict(list)
    reached = select(point.c.person_id, point.c.hmac).where(
        point.c.kind != "post", point.c.status != "invalid", point.c.line_type != "role"
    )
    for row in rows_where(connection, reached, point.c.person_id, there):
        signs[row["person_id"]].append(int(row["hmac"][:15], 16))
    people = select(person.c.id, person.c.family_name)
    for row in rows_where(connection, people, person.c.id, there):
        household = base.households[there[row["id"]]]
        flat = household["address_key"]
        resident = Resident(
            row["id"], flat, read_family(row["family_name"]), tuple(sorted(signs[row["id"]])), household["id"]
        )
        base.near.setdefault(household["building"], []).append(resident)
