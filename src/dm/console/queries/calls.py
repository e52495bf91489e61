"""What the call pages show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from dm.db.tables import attempt, call_lease, call_task, campaign, correction, person
from dm.ledger.verification import CAMPAIGN as VERIFY
from dm.model import Channel, TaskState


@dataclass(frozen=True)
class Board:
    """The queue by campaign, who talks now, what was heard, how calls ended today, and whom to verify next."""

    queues: Sequence[Row[Any]]
    leases: Sequence[Row[Any]]
    corrections: Sequence[Row[Any]]
    endings: Sequence[Row[Any]]
    verify: Sequence[Row[Any]]


def board(connection: Connection, now: datetime, midnight: datetime) -> Board:
    """The supervisor's board at this moment; `midnight` is when today began."""
    return Board(
        queues=_queues(connection, now),
        leases=_leases(connection),
        corrections=_corrections(connection),
        endings=_endings(connection, midnight),
        verify=_verify(connection),
    )


def queue_sizes(connection: Connection, now: datetime) -> tuple[int, datetime | None]:
    """How many tasks are due now, and when the next of the others is."""
    is_open = call_task.c.state == TaskState.OPEN.value
    due = connection.execute(select(func.count()).where(is_open, call_task.c.due_at <= now)).scalar_one()
    later = select(func.min(call_task.c.due_at)).where(is_open, call_task.c.due_at > now)
    return due, connection.execute(later).scalar_one_or_none()


def _queues(connection: Connection, now: datetime) -> Sequence[Row[Any]]:
    is_open = call_task.c.state == TaskState.OPEN.value
    query = (
        select(
            call_task.c.campaign_id,
            campaign.c.title,
            func.count().filter(is_open, call_task.c.due_at <= now).label("due"),
            func.count().filter(is_open, call_task.c.due_at > now).label("later"),
            func.count()
            .filter(is_open, call_task.c.last_disposition == "CALLBACK_AGREED", call_task.c.due_at <= now)
            .label("callbacks"),
            func.count().filter(call_task.c.state == TaskState.DONE.value).label("done"),
            func.count().filter(call_task.c.state == TaskState.EXHAUSTED.value).label("exhausted"),
        )
        .join(campaign, campaign.c.id == call_task.c.campaign_id)
        .group_by(call_task.c.campaign_id, campaign.c.title)
        .order_by(call_task.c.campaign_id)
    )
    return connection.execute(query).all()


def _leases(connection: Connection) -> Sequence[Row[Any]]:
    query = (
        select(call_lease, person.c.full_name, call_task.c.campaign_id)
        .join(call_task, call_task.c.id == call_lease.c.task_id)
        .outerjoin(person, person.c.id == call_task.c.person_id)
        .where(call_lease.c.closed_at.is_(None))
        .order_by(call_lease.c.opened_at)
    )
    return connection.execute(query).all()


def _corrections(connection: Connection) -> Sequence[Row[Any]]:
    query = (
        select(correction, person.c.full_name)
        .outerjoin(person, person.c.id == correction.c.person_id)
        .where(correction.c.state == "proposed")
        .order_by(correction.c.at, correction.c.id)
        .limit(100)
    )
    return connection.execute(query).all()


def _verify(connection: Connection) -> Sequence[Row[Any]]:
    """Whom the rules want verified first, and why."""
    columns = (call_task.c.priority, call_task.c.person_id, call_task.c.fields, call_task.c.why, call_task.c.attempts)
    query: Select[Any] = (
        select(*columns, call_task.c.due_at, person.c.full_name)
        .outerjoin(person, person.c.id == call_task.c.person_id)
        .where(call_task.c.campaign_id == VERIFY, call_task.c.state == TaskState.OPEN.value)
        .order_by(call_task.c.priority.desc(), call_task.c.due_at, call_task.c.id)
        .limit(20)
    )
    return connection.execute(query).all()


def _endings(connection: Connection, midnight: datetime) -> Sequence[Row[Any]]:
    query = (
        select(attempt.c.outcome, func.count().label("number"))
        .where(attempt.c.channel == Channel.CALL.value, attempt.c.done_at >= midnight, attempt.c.outcome != "")
        .group_by(attempt.c.outcome)
        .order_by(func.count().desc(), attempt.c.outcome)
    )
    return connection.execute(query).all()
