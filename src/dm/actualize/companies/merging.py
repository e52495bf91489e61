"""Companies that turned out to be one, and companies taken apart again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select, update

from dm.actualize.query import rows_where
from dm.db import insert_many
from dm.db import tables as t


def join_companies(connection: Connection, lost: Mapping[str, str], *, reason: str, now: datetime) -> Mapping[str, str]:
    """Turn companies into aliases; `lost` leads from each to the one who stays. Objections hold under both ids."""
    if not lost:
        return lost
    pairs = [{"lost": one, "kept": other} for one, other in sorted(lost.items())]
    spelling, alias = t.company_spelling, t.company_alias
    for table in (spelling, alias):
        moved = update(table).where(table.c.company_id == bindparam("lost")).values(company_id=bindparam("kept"))
        connection.execute(moved, pairs)
    rows = ({"old_id": one, "company_id": other, "reason": reason, "at": now} for one, other in sorted(lost.items()))
    insert_many(connection, alias, rows)
    _move_members(connection, lost)
    return lost


def _move_members(connection: Connection, lost: Mapping[str, str]) -> None:
    """Whoever worked for the one works for the other; who worked for both keeps the membership that is there."""
    member = t.company_member
    there = {
        (row["person_id"], row["company_id"])
        for row in rows_where(connection, select(member), member.c.company_id, lost.values())
    }
    moved, doubled = [], []
    for row in rows_where(connection, select(member), member.c.company_id, lost):
        place = (row["person_id"], lost[row["company_id"]])
        if place in there:
            doubled.append({"at": row["id"]})
        else:
            there.add(place)
            moved.append({"at": row["id"], "kept": place[1]})
    if moved:
        connection.execute(
            update(member).where(member.c.id == bindparam("at")).values(company_id=bindparam("kept")), moved
        )
    if doubled:
        connection.execute(delete(member).where(member.c.id == bindparam("at")), doubled)
