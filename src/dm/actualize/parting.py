"""A merge taken back: the two are two again under their own ids, and what belonged to each goes back to each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select, update

from dm.actualize import store
from dm.actualize.rebuild import rebuild
from dm.db import tables as t
from dm.errors import StateError


def part_again(
    connection: Connection, outcome: Mapping[str, Any], *, merged_at: datetime, key: bytes, now: datetime
) -> None:
    """Undo the merge that `outcome` {kept, lost, records} tells of.

    Contacts, answers, consents and orders never left the id they were made under, so they come back with it; what was
    cancelled by the merge stays cancelled. Raises StateError where one of the two is no longer what the merge made.
    """
    kept, lost, records = outcome["kept"], outcome["lost"], outcome["records"]
    _check(connection, kept, lost, records)
    person, alias = t.person, t.person_alias
    connection.execute(
        update(person).where(person.c.id == lost).values(state="active", merged_into=None, updated_at=now)
    )
    connection.execute(delete(alias).where(alias.c.old_id == lost))
    former = select(person.c.id).where(person.c.merged_into == lost)
    connection.execute(update(alias).where(alias.c.old_id.in_(former)).values(person_id=lost))
    for member in (t.company_member, t.household_member):
        ended = update(member).where(member.c.person_id == lost, member.c.to_on == merged_at.date())
        connection.execute(ended.values(to_on=None))
    store.assign_records(connection, [(record, lost, "split") for record in records])
    _take_heard_points(connection, kept, lost)
    jobs = _jobs(connection, kept)
    rebuild(connection, [kept, lost], key=key, now=now)
    _forget_jobs(connection, jobs - _jobs(connection, kept))


def _check(connection: Connection, kept: str, lost: str, records: list[int]) -> None:
    person, record = t.person, t.record
    states = dict(
        connection.execute(select(person.c.id, person.c.merged_into).where(person.c.id.in_((kept, lost)))).all()
    )
    owners = set(connection.execute(select(record.c.person_id).where(record.c.id.in_(records))).scalars())
    if states != {kept: None, lost: kept} or owners != {kept}:
        raise StateError(
            f"{kept} has changed since {lost} was merged into it.",
            hint=f"`dm actualize split {kept}` takes the person apart by records.",
        )


def _take_heard_points(connection: Connection, kept: str, lost: str) -> None:
    """What a call had given the one who left was copied to the one who stayed; points that were used stay."""
    point = t.contact_point
    heard = select(point.c.hmac).where(point.c.person_id == lost, point.c.record_id.is_(None))
    copied = select(point.c.id).where(point.c.person_id == kept, point.c.record_id.is_(None), point.c.hmac.in_(heard))
    used = select(t.piece.c.point_id).where(t.piece.c.point_id.is_not(None))
    ids = list(connection.execute(copied.where(point.c.id.not_in(used))).scalars())
    connection.execute(delete(t.point_zone).where(t.point_zone.c.point_id.in_(ids)))
    connection.execute(delete(point).where(point.c.id.in_(ids)))


def _jobs(connection: Connection, person_id: str) -> set[int]:
    member = t.company_member
    query = select(member.c.id).where(member.c.person_id == person_id, member.c.to_on.is_(None))
    return set(connection.execute(query).scalars())


def _forget_jobs(connection: Connection, jobs: set[int]) -> None:
    """Companies that only the other one's records named were never this one's: nothing ended, it never was."""
    connection.execute(delete(t.company_member).where(t.company_member.c.id.in_(jobs)))
