"""Who lives with a person, as far as the base knows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, func, select

from dm.db import reading
from dm.db import tables as t


def household_of(engine: Engine, person_id: str) -> dict[str, Any] | None:
    """{id, since, members} of the household of today, the person himself included; None where none is known.

    Each member is {id, full_name, role, from_on}.
    """
    member, person = t.household_member, t.person
    mine = select(member.c.household_id).where(member.c.person_id == person_id, member.c.to_on.is_(None))
    with reading(engine) as connection:
        identity = connection.execute(mine.limit(1)).scalar()
        if identity is None:
            return None
        columns = (person.c.id, person.c.full_name, member.c.role, member.c.from_on)
        living = (member.c.household_id == identity) & member.c.to_on.is_(None) & (person.c.state == "active")
        query = select(*columns).join(person, person.c.id == member.c.person_id).where(living)
        members = [
            dict(row)
            for row in connection.execute(query.order_by(func.lower(person.c.full_name), person.c.id)).mappings()
        ]
    since = min((one["from_on"] for one in members if one["from_on"]), default=None)
    return {"id": identity, "since": since, "members": members}
