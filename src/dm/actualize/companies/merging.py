"""Companies that turned out to be one, and companies taken apart again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select, union, update

from dm.actualize.query import rows_where
from dm.db import chunks, insert_many
from dm.db import tables as t

_AT_ONCE = 10_000


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


def forget_batch(connection: Connection, batch_id: str) -> None:
    """Take away the companies that only this batch named and for whom nobody works any more."""
    company, spelling, member, alias, pair = (
        t.company,
        t.company_spelling,
        t.company_member,
        t.company_alias,
        t.company_pair,
    )
    named = select(spelling.c.company_id).where(spelling.c.batch_id == batch_id).distinct()
    kept = union(
        select(member.c.company_id),
        select(alias.c.company_id),
        select(spelling.c.company_id).where(spelling.c.batch_id != batch_id),
    )
    gone = connection.execute(named.where(spelling.c.company_id.not_in(kept))).scalars().all()
    for some in chunks(gone, _AT_ONCE):
        spelled = select(spelling.c.id).where(spelling.c.company_id.in_(some))
        connection.execute(delete(t.company_key).where(t.company_key.c.spelling_id.in_(spelled)))
        connection.execute(delete(spelling).where(spelling.c.company_id.in_(some)))
        connection.execute(delete(pair).where(pair.c.left_company_id.in_(some) | pair.c.right_company_id.in_(some)))
        connection.execute(delete(company).where(company.c.id.in_(some)))
