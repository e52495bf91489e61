"""The whole base judged anew: data age without anybody touching them, so somebody must look again from time to time."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from dm import ledger
from dm.actualize.freshness import fresh_fields
from dm.actualize.query import rows_where
from dm.actualize.verification import Known, is_callable, judge
from dm.db import tables as t
from dm.db import writing
from dm.ledger import Office, Verification
from dm.normal.folding import fold

Row = Mapping[Any, Any]
_CHUNK = 2_000


@dataclass(slots=True)
class Choice:
    """What a look at the base found: people judged, whom the rules want called, new calls, and why, by field."""

    judged: int = 0
    wanted: int = 0
    new: int = 0
    fields: Counter[str] = field(default_factory=Counter)

    def document(self) -> dict[str, Any]:
        """As JSON."""
        fields = dict(sorted(self.fields.items()))
        return {"judged": self.judged, "wanted": self.wanted, "new": self.new, "fields": fields}


def choose_calls(office: Office, *, now: datetime, say: Callable[[str], None], dry: bool = False) -> Choice:
    """Judge everybody who can be called and put those whom the rules want into the verification queue.

    One transaction a chunk: stopped half-way, the next run goes on. With `dry` only tell.
    """
    found = Choice()
    last = ""
    with writing(office.engine) as connection:
        values = sorted(connection.execute(select(t.score.c.value).where(t.score.c.kind == "clv")).scalars())
    while True:
        with writing(office.engine) as connection:
            ids = _next_people(connection, last)
            if not ids:
                return found
            wanted = list(_judged(connection, office, ids, values, now))
            found.judged += len(ids)
            found.wanted += len(wanted)
            found.fields.update(name for one in wanted for name in one.fields)
            if not dry:
                found.new += ledger.add_verification(connection, office, wanted, now=now)
        last = ids[-1]
        say(f"{found.judged:,} judged, {found.wanted:,} to be called")


def _next_people(connection: Connection, after: str) -> list[str]:
    point, person = t.contact_point, t.person
    has_phone = select(point.c.id).where(
        point.c.person_id == person.c.id, point.c.kind == "phone", point.c.status == "valid"
    )
    query = select(person.c.id).where(person.c.state == "active", person.c.id > after, has_phone.exists())
    return list(connection.execute(query.order_by(person.c.id).limit(_CHUNK)).scalars())


def _judged(
    connection: Connection, office: Office, ids: Sequence[str], values: Sequence[float], now: datetime
) -> Iterator[Verification]:
    points = _points(connection, ids)
    conflicts = _conflicts(connection, ids, points)
    consents = _consenting(connection, ids, points)
    scores = _scores(connection, ids)
    ages = fresh_fields(connection, ids, office.settings.half_lives, now)
    for one in ids:
        if not any(map(is_callable, points[one])):
            continue
        known = Known(
            person_id=one,
            best_points=[point for point in points[one] if point["rank"] == 0],
            seen={each.field: each.as_of for each in ages[one]},
            conflicts=conflicts[one],
            has_consent=one in consents,
            value=bisect_right(values, scores[one]) / len(values) if one in scores else 0.0,
        )
        if wanted := judge(known, office.settings, now):
            yield wanted


def _points(connection: Connection, ids: Sequence[str]) -> dict[str, list[Row]]:
    point = t.contact_point
    names = ("person_id", "kind", "status", "reason", "line_type", "rank", "hmac", "record_id", "valid_to")
    found: dict[str, list[Row]] = {one: [] for one in ids}
    for row in rows_where(connection, select(*(point.c[name] for name in names)), point.c.person_id, ids):
        found[row["person_id"]].append(row)
    return found


def _conflicts(connection: Connection, ids: Sequence[str], points: Mapping[str, Sequence[Row]]) -> dict[str, set[str]]:
    """Where lists disagree about a person and nobody has asked: what a call has settled is no conflict any more."""
    value, heard = t.person_value, t.correction
    said: dict[tuple[str, str], set[str]] = defaultdict(set)
    listed = select(value.c.person_id, value.c.field, value.c.value).where(value.c.field.in_(("company", "job_title")))
    for row in rows_where(connection, listed.where(value.c.record_id.is_not(None)), value.c.person_id, ids):
        said[(row["person_id"], row["field"])].add(fold(row["value"]))
    for one, rows in points.items():
        usable = (row for row in rows if row["kind"] == "post" and row["status"] != "dead" and row["valid_to"] is None)
        said[(one, "address")] = {row["hmac"] for row in usable if row["record_id"] is not None}
    settled = select(heard.c.person_id, heard.c.field).where(heard.c.state.in_(("accepted", "confirmed")))
    asked = {(row["person_id"], row["field"]) for row in rows_where(connection, settled, heard.c.person_id, ids)}
    found: dict[str, set[str]] = {one: set() for one in ids}
    for (one, name), several in said.items():
        if len(several) > 1 and (one, name) not in asked:
            found[one].add(name)
    return found


def _consenting(connection: Connection, ids: Sequence[str], points: Mapping[str, Sequence[Row]]) -> set[str]:
    event = t.consent_event
    given = select(event.c.person_id, event.c.point_hmac).where(event.c.action.in_(("given", "confirmed")))
    by_person = {row["person_id"] for row in rows_where(connection, given, event.c.person_id, ids)}
    owners = {row["hmac"]: one for one, rows in points.items() for row in rows}
    by_point = {owners[row["point_hmac"]] for row in rows_where(connection, given, event.c.point_hmac, owners)}
    return by_person | by_point


def _scores(connection: Connection, ids: Sequence[str]) -> dict[str, float]:
    score = t.score
    query = select(score.c.person_id, score.c.value).where(score.c.kind == "clv", score.c.value.is_not(None))
    return {row["person_id"]: row["value"] for row in rows_where(connection, query, score.c.person_id, ids)}
