"""Open call tasks as entries of a list, with the hours in which each may be called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from dm import ledger
from dm.channels.call.listing import Entry
from dm.channels.call.numbers import Number, numbers_of, still_good
from dm.channels.call.permission import Verdict, verdicts
from dm.db import chunks
from dm.db import tables as t
from dm.ledger import Office, Run
from dm.model import TaskState

Row = Mapping[Any, Any]


def entries_of(
    connection: Connection,
    office: Office,
    *,
    now: datetime,
    ahead: timedelta,
    list_id: str | None = None,
    campaign: str | None = None,
) -> list[Entry]:
    """Those of a list or a campaign who may be called now or within `ahead`; the highest priority first.

    The hours are a forecast for planning: the law is asked again at every call.
    """
    found: list[Entry] = []
    for some in chunks(_tasks(connection, list_id, campaign), 500):
        waves: dict[tuple[str, str], list[Row]] = {}
        for row in some:
            waves.setdefault((row["campaign_id"], row["wave"]), []).append(row)
        for (of_campaign, wave), rows in waves.items():
            run = ledger.load_run(connection, of_campaign, wave)
            found += _entries(connection, office, run, rows, now, ahead)
    return sorted(found, key=lambda entry: (-entry.priority, entry.task_id))


def _tasks(connection: Connection, list_id: str | None, campaign: str | None) -> Sequence[Row]:
    task = t.call_task
    query = (
        select(t.piece, task.c.id.label("task_id"), *(task.c[name] for name in _OF_TASK))
        .join(t.piece, t.piece.c.id == task.c.piece_id)
        .where(task.c.state == TaskState.OPEN.value)
        .order_by(task.c.id)
    )
    if list_id is not None:
        query = query.where(task.c.list_id == list_id)
    if campaign is not None:
        query = query.where(task.c.campaign_id == campaign)
    return connection.execute(query).mappings().all()


_OF_TASK = ("list_id", "priority", "attempts", "last_disposition", "callback_wall", "dead_points")


def _entries(
    connection: Connection, office: Office, run: Run, rows: Sequence[Row], now: datetime, ahead: timedelta
) -> list[Entry]:
    people = _by_id(connection, {row["person_id"] for row in rows})
    companies = _companies(connection, list(people))
    numbers = numbers_of(connection, people)
    good = {row["task_id"]: still_good(numbers[row["person_id"]], row["dead_points"], row["point_id"]) for row in rows}
    hours = _hours(connection, office, run, rows, good, now, ahead)
    posts = _best(connection, people, "post")
    emails = _best(connection, people, "email")
    return [
        _entry(
            run,
            row,
            people[row["person_id"]],
            company=companies.get(row["person_id"]),
            numbers=good[row["task_id"]],
            hours=hours[row["task_id"]],
            post=posts.get(row["person_id"]),
            email=emails.get(row["person_id"]),
        )
        for row in rows
        if row["task_id"] in hours
    ]


def _hours(
    connection: Connection,
    office: Office,
    run: Run,
    rows: Sequence[Row],
    good: Mapping[str, list[Number]],
    now: datetime,
    ahead: timedelta,
) -> dict[str, tuple[datetime, datetime | None, Number]]:
    """From when until when each may be called, and the number; those who may not within `ahead` are left out."""
    waiting = [(row, now) for row in rows]
    hours: dict[str, tuple[datetime, datetime | None, Number]] = {}
    # a first look, and one more at the hour that the first one named
    for _ in range(2):
        moments: dict[datetime, list[Row]] = {}
        for row, moment in waiting:
            moments.setdefault(moment, []).append(row)
        waiting = []
        for moment, some in sorted(moments.items()):
            wanted = [(row, good[row["task_id"]]) for row in some]
            answers = verdicts(connection, office, run, wanted, now=moment)
            for row in some:
                _sort_in(row, answers[row["id"]], moment, now + ahead, hours, waiting)
    return hours


def _sort_in(
    row: Row,
    verdict: Verdict,
    moment: datetime,
    horizon: datetime,
    hours: dict[str, tuple[datetime, datetime | None, Number]],
    waiting: list[tuple[Row, datetime]],
) -> None:
    if verdict.number is not None and verdict.permit is not None:
        hours[row["task_id"]] = (moment, verdict.permit.valid_until, verdict.number)
    elif verdict.retry_at is not None and verdict.retry_at <= horizon:
        waiting.append((row, verdict.retry_at))


def _entry(
    run: Run,
    row: Row,
    person: Row,
    *,
    company: Row | None,
    numbers: Sequence[Number],
    hours: tuple[datetime, datetime | None, Number],
    post: Row | None,
    email: Row | None,
) -> Entry:
    call_from, call_until, number = hours
    second = next((other.value for other in numbers if other.point_id != number.point_id), "")
    return Entry(
        list_id=row["list_id"] or "",
        task_id=row["task_id"],
        person_id=row["person_id"],
        priority=row["priority"],
        full_name=person["full_name"],
        company=company["name"] if company else "",
        role=(company["role"] if company else "") or person["job_title"],
        phone=number.value,
        phone_2=second,
        time_zone=number.zones[0] if len(number.zones) == 1 else " ".join(number.zones),
        call_from=call_from,
        call_until=call_until,
        attempts=row["attempts"],
        last_disposition=row["last_disposition"],
        callback_at=row["callback_wall"],
        language=row["language"],
        script=run.wave["template"],
        title=person["title"],
        given_name=person["given_name"],
        middle_name=person["middle_name"],
        family_name=person["family_name"],
        address_lines=tuple(post["lines"]) if post else (),
        city=post["city"] if post else person["city"],
        region=post["region"] if post else person["region"],
        postal_code=post["postal_code"] if post else person["postal_code"],
        country=post["country"] if post else person["country"],
        gender=person["gender"] or "",
        birth_date=person["birth_date"].isoformat() if person["birth_date"] else "",
        email=email["value"] if email else "",
    )


def _by_id(connection: Connection, people: set[str]) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for some in chunks(sorted(people), 500):
        rows = connection.execute(select(t.person).where(t.person.c.id.in_(some))).mappings()
        found.update((row["id"], row) for row in rows)
    return found


def _companies(connection: Connection, people: Sequence[str]) -> dict[str, Row]:
    member = t.company_member
    found: dict[str, Row] = {}
    for some in chunks(people, 500):
        rows = connection.execute(
            select(member.c.person_id, t.company.c.name, member.c.role)
            .join(t.company, t.company.c.id == member.c.company_id)
            .where(member.c.person_id.in_(some), member.c.to_on.is_(None))
            .order_by(member.c.person_id, member.c.id)
        ).mappings()
        found.update((row["person_id"], row) for row in rows)
    return found


def _best(connection: Connection, people: Mapping[str, Row], kind: str) -> dict[str, Row]:
    point = t.contact_point
    found: dict[str, Row] = {}
    for some in chunks(sorted(people), 500):
        rows = connection.execute(
            select(point)
            .where(point.c.person_id.in_(some), point.c.kind == kind)
            .order_by(point.c.person_id, point.c.rank.desc(), point.c.id.desc())
        ).mappings()
        found.update((row["person_id"], row) for row in rows)
    return found
