"""Everything that stops pieces which have not left: an objection, the emergency stop, a merge."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select, update

from dm import consent
from dm.db import tables as t
from dm.db.bulk import chunks
from dm.ledger.moves import NOT_YET_SENT, move
from dm.ledger.values import Office
from dm.model import LAW_CHANNEL, Channel, PieceState, TaskState

_OPEN_STATES = [state.value for state in NOT_YET_SENT]


def object_and_stop(
    connection: Connection,
    office: Office,
    *,
    person_id: str | None = None,
    point_id: str | None = None,
    scope: str = "person",
    channel: str = "*",
    purpose: str = "*",
    reason: str,
    origin: str,
    now: datetime,
    by: str,
) -> int:
    """Store an objection and cancel, in this transaction, every piece of the person or point not yet sent.

    `channel` is law's (post, courier, email, phone, sms) or "*" for all, `purpose` a campaign's or "*".
    Returns how many pieces were cancelled.
    """
    if person_id is None and point_id is not None:
        person_id = connection.execute(
            select(t.contact_point.c.person_id).where(t.contact_point.c.id == point_id)
        ).scalar()
    consent.suppress(
        connection,
        person_id=person_id,
        point_id=point_id,
        scope=scope,
        channel=channel,
        purpose=purpose,
        reason=reason,
        origin=origin,
        by=by,
        now=now,
        key=office.settings.suppression_key,
    )
    piece = t.piece
    concerned = select(piece.c.id).where(piece.c.state.in_(_OPEN_STATES), piece.c.seed.is_(False))
    if scope == "contact_point" and point_id is not None:
        concerned = concerned.where(piece.c.point_id == point_id)
    else:
        concerned = concerned.where(piece.c.person_id == person_id)
    if channel != "*":
        concerned = concerned.where(piece.c.channel.in_(_our_channels(channel)))
    if purpose != "*":
        alike = select(t.campaign.c.id).where(t.campaign.c.purpose == purpose)
        concerned = concerned.where(piece.c.campaign_id.in_(alike))
    return cancel(connection, list(connection.execute(concerned).scalars()), reason.upper(), now=now)


def stop_suppressed(connection: Connection, office: Office, *, now: datetime) -> int:
    """Cancel, in this transaction, every piece not yet sent that a stored objection concerns; returns how many.

    For objections that come in bulk, and may name people by a number or address alone.
    """
    stopped = _suppressed(connection, office, t.piece.c.state.in_(_OPEN_STATES), now)
    return cancel(connection, stopped, "OBJECTION", now=now)


def withdraw_suppressed(
    connection: Connection, office: Office, piece_ids: Collection[str], *, now: datetime
) -> list[str]:
    """Of pieces that were spoiled before they reached anybody, end those that an objection concerns by now."""
    gone = _suppressed(connection, office, t.piece.c.id.in_(list(piece_ids)), now) if piece_ids else []
    move(connection, gone, PieceState.FAILED, now=now, reason="OBJECTION")
    return gone


def _suppressed(connection: Connection, office: Office, which: ColumnElement[bool], now: datetime) -> list[str]:
    piece, campaign = t.piece, t.campaign
    query = (
        select(
            piece.c.id, piece.c.person_id, piece.c.point_id, piece.c.channel, campaign.c.controller, campaign.c.purpose
        )
        .join(campaign, campaign.c.id == piece.c.campaign_id)
        .where(which, piece.c.seed.is_(False))
    )
    groups: dict[tuple[str, str, str], dict[str, consent.Target]] = {}
    for row in connection.execute(query):
        group = groups.setdefault((row.channel, row.controller, row.purpose), {})
        group[row.id] = consent.Target(row.person_id, row.point_id)
    found: list[str] = []
    for (channel, controller, purpose), targets in groups.items():
        facts = consent.facts_for(
            connection,
            list(targets.values()),
            channel=Channel(channel),
            context=consent.ContactContext(controller, purpose),
            at=now,
            key=office.settings.suppression_key,
            policies=office.policies,
        )
        found += [piece_id for piece_id, target in targets.items() if facts[target].suppressions]
    return found


def cancel(connection: Connection, piece_ids: Collection[str], reason: str, *, now: datetime) -> int:
    """Cancel pieces that have not left and close their call tasks; pieces that have left stay as they are."""
    cancelled = move(connection, piece_ids, PieceState.CANCELLED, now=now, reason=reason)
    for some in chunks(sorted(piece_ids), 500):
        connection.execute(
            update(t.call_task)
            .where(t.call_task.c.piece_id.in_(some), t.call_task.c.state == TaskState.OPEN.value)
            .values(state=TaskState.CANCELLED.value, closed_at=now)
        )
    return cancelled


def stop_campaign(connection: Connection, campaign: str, *, by: str, now: datetime) -> int:
    """The emergency stop: nothing of the campaign leaves any more. Returns how many pieces were cancelled."""
    connection.execute(
        update(t.campaign).where(t.campaign.c.id == campaign).values(state="stopped", stopped_at=now, stopped_by=by)
    )
    open_pieces = select(t.piece.c.id).where(t.piece.c.campaign_id == campaign, t.piece.c.state.in_(_OPEN_STATES))
    stopped = cancel(connection, list(connection.execute(open_pieces).scalars()), "CAMPAIGN_STOPPED", now=now)
    payload: dict[str, Any] = {"cancelled": stopped}
    consent.audit.append(connection, actor=by, action="stop", object=campaign, payload=payload, now=now)
    return stopped


def _our_channels(channel: str) -> list[str]:
    return [ours.value for ours in Channel if LAW_CHANNEL[ours].value == channel]
