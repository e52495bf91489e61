"""How fresh each field of a person still is: every field ages by halves, at its own pace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, select

from dm.actualize.query import rows_where
from dm.db import reading
from dm.db import tables as t

Row = Mapping[str, Any]
FRESH, STALE = 0.8, 0.5
FIELDS = ("name", "phone", "email", "address", "company", "job")
_OF_POINT = {"phone": "phone", "email": "email", "post": "address"}
_OF_VALUE = {"full_name": "name", "company": "company", "job_title": "job"}
# A correction speaks of the same things under the names of the agent's form.
_OF_CORRECTION = {**_OF_VALUE, "phone": "phone", "email": "email", "address": "address"}


def freshness(half_life: timedelta, as_of: datetime, now: datetime) -> float:
    """The chance that a value seen at `as_of` is still true: 1 on that day, 0.5 after one half-life."""
    return float(0.5 ** (max(now - as_of, timedelta()) / half_life))


def band(share: float) -> str:
    """fresh, ageing or stale."""
    return "fresh" if share >= FRESH else "ageing" if share >= STALE else "stale"


@dataclass(frozen=True, slots=True)
class Freshness:
    """One field of one person: seen last when and by what (list or call), and the chance that it is still true."""

    field: str
    as_of: datetime
    by: str
    share: float

    @property
    def band(self) -> str:
        return band(self.share)

    def document(self) -> dict[str, Any]:
        """As JSON."""
        share = round(self.share, 3)
        return {"field": self.field, "as_of": self.as_of.isoformat(), "by": self.by, "share": share, "band": self.band}


def fresh_fields(
    connection: Connection, person_ids: Iterable[str], half_lives: Mapping[str, timedelta], now: datetime
) -> dict[str, list[Freshness]]:
    """{person: the fields he has, in the order of FIELDS}; the best point of a kind stands for it."""
    ids = set(person_ids)
    seen: dict[str, dict[str, tuple[datetime, str]]] = {one: {} for one in ids}
    for person_id, field, as_of, by in (*_of_points(connection, ids), *_of_values(connection, ids)):
        known = seen[person_id].get(field)
        if known is None or as_of > known[0]:
            seen[person_id][field] = (as_of, by)
    for person_id, field, as_of, by in _confirmed(connection, ids):
        if field in seen[person_id] and as_of > seen[person_id][field][0]:
            seen[person_id][field] = (as_of, by)
    return {person_id: _aged(fields, half_lives, now) for person_id, fields in seen.items()}


def _aged(
    fields: Mapping[str, tuple[datetime, str]], half_lives: Mapping[str, timedelta], now: datetime
) -> list[Freshness]:
    return [
        Freshness(name, *fields[name], share=freshness(half_lives[name], fields[name][0], now))
        for name in FIELDS
        if name in fields
    ]


Seen = tuple[str, str, datetime, str]


def _of_points(connection: Connection, ids: set[str]) -> list[Seen]:
    point = t.contact_point
    query = select(point.c.person_id, point.c.kind, point.c.observed_at, point.c.verified_at)
    query = query.where(point.c.rank == 0, point.c.status != "dead")
    return [
        (row["person_id"], _OF_POINT[row["kind"]], *last_seen(row))
        for row in rows_where(connection, query, point.c.person_id, ids)
    ]


def last_seen(point: Row) -> tuple[datetime, str]:
    """When a point was last known to be right, and by what."""
    verified, observed = point["verified_at"], point["observed_at"]
    return (verified, "call") if verified is not None and verified >= observed else (observed, "list")


def _of_values(connection: Connection, ids: set[str]) -> list[Seen]:
    value = t.person_value
    query = select(value.c.person_id, value.c.field, value.c.as_of, value.c.correction_id)
    query = query.where(value.c.field.in_(_OF_VALUE), value.c.chosen == 1)
    kept = list(rows_where(connection, query, value.c.person_id, ids))
    found = [
        (row["person_id"], _OF_VALUE[row["field"]], row["as_of"], "call" if row["correction_id"] else "list")
        for row in kept
    ]
    return [*found, *_of_single_records(connection, ids - {row["person_id"] for row in kept})]


def _of_single_records(connection: Connection, ids: set[str]) -> list[Seen]:
    """Of people who rest on one record, whose values are not kept one by one: all are as old as that record."""
    person, member = t.person, t.company_member
    query = select(person.c.id, person.c.full_name, person.c.job_title, person.c.observed_at)
    employed = select(member.c.person_id).where(member.c.to_on.is_(None))
    staff = {row["person_id"] for row in rows_where(connection, employed, member.c.person_id, ids)}
    found: list[Seen] = []
    for row in rows_where(connection, query, person.c.id, ids):
        there = {"name": row["full_name"], "job": row["job_title"], "company": row["id"] in staff}
        found += [(row["id"], field, row["observed_at"], "list") for field, is_there in there.items() if is_there]
    return found


def _confirmed(connection: Connection, ids: set[str]) -> list[Seen]:
    """What the person said of it himself, whether it was right or was put right."""
    heard = t.correction
    query = select(heard.c.person_id, heard.c.field, heard.c.at)
    query = query.where(heard.c.field.in_(_OF_CORRECTION), heard.c.state.in_(("accepted", "confirmed")))
    return [
        (row["person_id"], _OF_CORRECTION[row["field"]], row["at"], "call")
        for row in rows_where(connection, query, heard.c.person_id, ids)
    ]


def freshness_of(engine: Engine, person_id: str, half_lives: Mapping[str, timedelta], now: datetime) -> list[Freshness]:
    """The fields of one person with their age; nobody has none."""
    with reading(engine) as connection:
        return fresh_fields(connection, [person_id], half_lives, now)[person_id]
