"""Console, terminal and flows talk through rows: what somebody wants run, and what lies ahead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from dm import db
from dm.db import tables as t
from dm.errors import InputError, StateError
from dm.ledger import Office
from dm.model import CampaignState

Start = Callable[[str, dict[str, object]], str]


@dataclass(frozen=True)
class Upcoming:
    """A wave that lies ahead."""

    campaign: str
    name: str
    due_at: datetime


def wish(office: Office, flow: str, parameters: dict[str, Any], *, by: str, now: datetime) -> None:
    """Ask the worker for a flow; parameters are ids only."""
    with db.writing(office.engine) as connection:
        connection.execute(
            insert(t.flow_wish).values(flow=flow, parameters=parameters, state="asked", asked_by=by, asked_at=now)
        )


def answer_late(office: Office, wish_id: int, *, send: bool, by: str, now: datetime) -> None:
    """A person's word on a run that came too late: send now, or leave it. Raises when there is no such question."""
    state = {"state": "asked" if send else "declined", "asked_by": by, "asked_at": now}
    with db.writing(office.engine) as connection:
        found = connection.execute(select(t.flow_wish.c.state).where(t.flow_wish.c.id == wish_id)).scalar()
        if found is None:
            raise InputError(f"There is no question {wish_id}.")
        changed = connection.execute(
            update(t.flow_wish).where(t.flow_wish.c.id == wish_id, t.flow_wish.c.state == "late").values(**state)
        ).rowcount
        if not changed:
            raise StateError(f"Question {wish_id} is {found} already.")


def upcoming_waves(office: Office, *, now: datetime) -> list[Upcoming]:
    """Waves of approved or running campaigns that have not begun and have a day, soonest first."""
    query = (
        select(t.wave.c.campaign_id, t.wave.c.name, t.wave.c.due_at)
        .join(t.campaign, t.campaign.c.id == t.wave.c.campaign_id)
        .where(
            t.campaign.c.state.in_([CampaignState.APPROVED.value, CampaignState.RUNNING.value]),
            t.campaign.c.system == 0,
            t.wave.c.launched_at.is_(None),
            t.wave.c.due_at > now,
        )
        .order_by(t.wave.c.due_at)
    )
    with db.reading(office.engine) as connection:
        return [Upcoming(row.campaign_id, row.name, row.due_at) for row in connection.execute(query)]


def take_wishes(office: Office, start: Start, *, now: datetime) -> int:
    """Start what was asked for, each once: marked as running before it is started. Returns how many."""
    wishes = t.flow_wish
    with db.reading(office.engine) as connection:
        asked = (
            connection.execute(select(wishes).where(wishes.c.state == "asked").order_by(wishes.c.id)).mappings().all()
        )
    taken = 0
    for row in asked:
        if not _mark(office, row["id"], "asked", state="running", asked_at=now):
            continue
        run_id = start(row["flow"], {"workspace": str(office.settings.workspace), **row["parameters"]})
        _mark(office, row["id"], "running", state="done", run_id=run_id, ended_at=now)
        taken += 1
    return taken


def _mark(office: Office, wish_id: int, before: str, **values: Any) -> bool:
    with db.writing(office.engine) as connection:
        statement = update(t.flow_wish).where(t.flow_wish.c.id == wish_id, t.flow_wish.c.state == before)
        return connection.execute(statement.values(**values)).rowcount == 1
