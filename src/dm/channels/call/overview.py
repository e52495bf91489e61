"""Call lists as a supervisor and a dialler's operator see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, case, func, select

from dm import ledger
from dm.channels.call.entries import entries_of
from dm.channels.call.listing import write_generic, write_vicidial
from dm.channels.call.lists import explain
from dm.db import reading
from dm.db import tables as t
from dm.ledger import Office
from dm.model import TaskState


@dataclass(frozen=True, slots=True)
class Exported:
    """A written list; `left_out` says which rows the layout could not hold."""

    rows: int
    left_out: list[str]


def list_overview(connection: Connection, *, now: datetime, campaign: str | None = None) -> list[dict[str, Any]]:
    """Rows (list, campaign, wave, people, open, due_now, done, exhausted, cancelled), newest list first."""
    task, batch = t.call_task, t.piece_batch
    query = (
        select(
            batch.c.id.label("list"),
            batch.c.campaign_id.label("campaign"),
            batch.c.wave,
            func.count().label("people"),
            _count(task.c.state == TaskState.OPEN.value, "open"),
            _count((task.c.state == TaskState.OPEN.value) & (task.c.due_at <= now), "due_now"),
            _count(task.c.state == TaskState.DONE.value, "done"),
            _count(task.c.state == TaskState.EXHAUSTED.value, "exhausted"),
            _count(task.c.state == TaskState.CANCELLED.value, "cancelled"),
        )
        .join(batch, batch.c.id == task.c.list_id)
        .group_by(batch.c.id, batch.c.campaign_id, batch.c.wave, batch.c.number)
        .order_by(batch.c.number.desc())
    )
    if campaign is not None:
        query = query.where(batch.c.campaign_id == campaign)
    return [dict(row) for row in connection.execute(query).mappings()]


def export_list(
    office: Office,
    path: Path,
    *,
    kind: str,
    now: datetime,
    ahead: timedelta,
    list_id: str | None = None,
    campaign: str | None = None,
) -> Exported:
    """Write who may still be called within `ahead`; `kind` is generic or vicidial. InputError: no such list."""
    with reading(office.engine) as connection:
        if list_id is not None:
            ledger.find_batch(connection, list_id)
        entries = entries_of(connection, office, now=now, ahead=ahead, list_id=list_id, campaign=campaign)
    if kind == "generic":
        return Exported(write_generic(path, entries), [])
    left_out = write_vicidial(path, entries)
    return Exported(len(entries) - len({fault.task_id for fault in left_out}), explain(left_out))


def _count(condition: Any, name: str) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0).label(name)
