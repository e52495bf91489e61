"""Which fields a person gained by a list, and which of them changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from dm.actualize.query import rows_where
from dm.actualize.survive import Person
from dm.db import tables as t

_FIELDS = (
    "title", "given_name", "middle_name", "family_name", "gender", "birth_date", "language", "country", "region",
    "city", "postal_code", "job_title", "department", "notes",
)  # fmt: skip


@dataclass(slots=True)
class Before:
    """What the base said of some people: their rows, points and companies."""

    rows: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    points: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    employed: set[str] = field(default_factory=set)

    def compare(self, person: Person) -> tuple[list[str], list[str]]:
        """The fields that were empty and are not, and those that say something else now."""
        old, new = self.rows.get(person.id, {}), person.row
        added = [name for name in _FIELDS if new[name] and not old.get(name)]
        changed = [name for name in _FIELDS if new[name] and old.get(name) and new[name] != old[name]]
        custom = old.get("custom") or {}
        added += [f"custom.{name}" for name, value in new["custom"].items() if value and not custom.get(name)]
        changed += [f"custom.{name}" for name, value in new["custom"].items() if custom.get(name, value) != value]
        points = self.points.get(person.id, set())
        kinds = {point.kind for point in person.points if (point.kind, point.hmac) not in points}
        added += sorted({"post": "address"}.get(kind, kind) for kind in kinds)
        if person.memberships and person.id not in self.employed:
            added.append("company")
        return added, changed


def read_before(connection: Connection, person_ids: Collection[str]) -> Before:
    """What is true of these people now."""
    person, point, member = t.person, t.contact_point, t.company_member
    columns = select(person.c.id, person.c.custom, *(person.c[name] for name in _FIELDS))
    found = Before({row["id"]: row for row in rows_where(connection, columns, person.c.id, person_ids)})
    for row in rows_where(
        connection, select(point.c.person_id, point.c.kind, point.c.hmac), point.c.person_id, person_ids
    ):
        found.points.setdefault(row["person_id"], set()).add((row["kind"], row["hmac"]))
    employed = select(member.c.person_id).where(member.c.to_on.is_(None))
    found.employed = {row["person_id"] for row in rows_where(connection, employed, member.c.person_id, person_ids)}
    return found
