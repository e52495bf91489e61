"""Which contact an agent has open, and what the screen shows of its campaign."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from dm.db.tables import attempt, call_lease, call_task, campaign, piece, wave
from dm.ledger import NOT_YET_SENT


def open_lease(connection: Connection, agent: str, now: datetime) -> Row[Any] | None:
    """The agent's own open lease with the number to dial, campaign and what the person has been or will be sent."""
    query: Select[Any] = (
        select(
            call_lease.c.task_id,
            call_lease.c.token,
            call_lease.c.until,
            attempt.c.point_id,
            call_task.c.person_id,
            call_task.c.language,
            call_task.c.why,
            call_task.c.callback_wall,
            call_task.c.callback_zone,
            campaign.c.title,
            campaign.c.controller,
            campaign.c.system,
        )
        .join(call_task, call_task.c.id == call_lease.c.task_id)
        .join(campaign, campaign.c.id == call_task.c.campaign_id)
        .join(attempt, attempt.c.id == call_lease.c.attempt_id)
        .where(call_lease.c.agent == agent, call_lease.c.closed_at.is_(None), call_lease.c.until > now)
        .order_by(call_lease.c.id.desc())
        .limit(1)
    )
    return connection.execute(query).first()


def other_pieces(connection: Connection, person_id: str, task_id: str) -> list[Row[Any]]:
    """What else is on its way to this person, this call left out."""
    query: Select[Any] = (
        select(piece.c.channel, piece.c.state, piece.c.sent_at, piece.c.due_at, wave.c.drop_on, campaign.c.title)
        .join(campaign, campaign.c.id == piece.c.campaign_id)
        .outerjoin(wave, (wave.c.campaign_id == piece.c.campaign_id) & (wave.c.name == piece.c.wave))
        .where(
            piece.c.person_id == person_id,
            piece.c.id.not_in(select(call_task.c.piece_id).where(call_task.c.id == task_id)),
            piece.c.state.in_([state.value for state in NOT_YET_SENT]),
        )
        .order_by(piece.c.planned_at.desc(), piece.c.id)
        .limit(5)
    )
    return list(connection.execute(query).all())
