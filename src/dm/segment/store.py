"""Counting and sampling segments, and keeping their definitions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, delete, func, insert, select

from dm.conditions import Segment
from dm.db import reading, writing
from dm.db import tables as t
from dm.model.ids import base32_id
from dm.segment.query import people_of


@dataclass(frozen=True)
class Counts:
    """How many people a segment chooses, of how many active ones, and in which countries ("" unknown)."""

    people: int
    base: int
    countries: dict[str, int]


@dataclass(frozen=True)
class Sample:
    """One person of a segment, for looking at; the ids stay, names are not printed."""

    person_id: str
    country: str
    city: str
    language: str
    gender: str
    party: str
    source: str


def count(engine: Engine, segment: Segment, *, now: datetime) -> Counts:
    """Count the people of a segment and keep its definition."""
    chosen = people_of(segment, now=now).subquery()
    by_country = (
        select(t.person.c.country, func.count())
        .join(chosen, chosen.c.id == t.person.c.id)
        .group_by(t.person.c.country)
        .order_by(t.person.c.country)
    )
    base = select(func.count()).where(t.person.c.state == "active")
    with writing(engine) as connection:
        store_segment(connection, segment, now=now)
        countries = {row[0]: row[1] for row in connection.execute(by_country)}
        return Counts(sum(countries.values()), connection.execute(base).scalar_one(), countries)


def sample(engine: Engine, segment: Segment, *, now: datetime, size: int = 10) -> list[Sample]:
    """Some people of a segment, always the same ones: those whose hashed id comes first."""
    with reading(engine) as connection:
        ids = connection.execute(people_of(segment, now=now)).scalars().all()
        chosen = sorted(ids, key=lambda identity: base32_id("sample", identity))[:size]
        rows = connection.execute(select(t.person).where(t.person.c.id.in_(chosen))).mappings()
        found = {row["id"]: row for row in rows}
    return [
        Sample(
            person_id=identity,
            country=found[identity]["country"],
            city=found[identity]["city"],
            language=found[identity]["language"],
            gender=found[identity]["gender"] or "",
            party=found[identity]["party"],
            source=found[identity]["source_id"],
        )
        for identity in chosen
    ]


def store_segment(connection: Connection, segment: Segment, *, now: datetime) -> None:
    """Keep the definition under the segment's id; the newest counts."""
    kept = connection.execute(select(t.segment.c.sha256).where(t.segment.c.id == segment.id)).scalar()
    if kept == segment.sha256:
        return
    connection.execute(delete(t.segment).where(t.segment.c.id == segment.id))
    connection.execute(
        insert(t.segment).values(
            id=segment.id, title=segment.title, definition=segment.definition, sha256=segment.sha256, stored_at=now
        )
    )
