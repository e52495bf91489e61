"""Companies that turned out to be one, and companies taken apart again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, union, update

from dm.db import chunks, insert_new
from dm.db import tables as t

_AT_ONCE = 10_000
Outcome = dict[str, Any]


def join_companies(connection: Connection, lost: Mapping[str, str], *, reason: str, now: datetime) -> list[Outcome]:
    """Turn companies into aliases; `lost` leads from each to the one who stays. Objections hold under both ids.

    Returns what was moved, company by company, so that it can be moved back.
    """
    return [_join(connection, one, other, reason, now) for one, other in sorted(lost.items())]


def _join(connection: Connection, lost: str, kept: str, reason: str, now: datetime) -> Outcome:
    outcome: Outcome = {"kept": kept, "lost": lost}
    for name, table in (("spellings", t.company_spelling), ("aliases", t.company_alias)):
        (key,) = table.primary_key.columns
        outcome[name] = list(connection.execute(select(key).where(table.c.company_id == lost)).scalars())
        connection.execute(update(table).where(table.c.company_id == lost).values(company_id=kept))
    connection.execute(insert(t.company_alias).values(old_id=lost, company_id=kept, reason=reason, at=now))
    return outcome | _move_members(connection, lost, kept)


def _move_members(connection: Connection, lost: str, kept: str) -> Outcome:
    """Whoever worked for the one works for the other; who worked for both keeps the membership that is there."""
    member = t.company_member
    there = set(connection.execute(select(member.c.person_id).where(member.c.company_id == kept)).scalars())
    moved: list[Outcome] = []
    doubled: list[Outcome] = []
    for row in connection.execute(select(member).where(member.c.company_id == lost).order_by(member.c.id)).mappings():
        (doubled if row["person_id"] in there else moved).append(dict(row))
        there.add(row["person_id"])
    ids = [row["id"] for row in moved]
    connection.execute(update(member).where(member.c.id.in_(ids)).values(company_id=kept))
    connection.execute(delete(member).where(member.c.id.in_([row["id"] for row in doubled])))
    return {"moved": ids, "doubled": [_as_json(row) for row in doubled]}


def part_companies(connection: Connection, outcome: Mapping[str, Any]) -> None:
    """Move back what a merge moved, as far as it still belongs to the company that stayed."""
    kept, lost, member = outcome["kept"], outcome["lost"], t.company_member
    connection.execute(delete(t.company_alias).where(t.company_alias.c.old_id == lost))
    for name, table in (("spellings", t.company_spelling), ("aliases", t.company_alias), ("moved", member)):
        (key,) = table.primary_key.columns
        back = key.in_(outcome[name]) & (table.c.company_id == kept)
        connection.execute(update(table).where(back).values(company_id=lost))
    alive = select(t.person.c.id).where(t.person.c.id.in_([row["person_id"] for row in outcome["doubled"]]))
    there = set(connection.execute(alive).scalars())
    insert_new(connection, member, (_from_json(row) for row in outcome["doubled"] if row["person_id"] in there))


def _as_json(row: Mapping[str, Any]) -> Outcome:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}


def _from_json(row: Mapping[str, Any]) -> Outcome:
    days = {name: date.fromisoformat(row[name]) if row[name] else None for name in ("from_on", "to_on")}
    return {**{name: value for name, value in row.items() if name != "id"}, **days}


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
