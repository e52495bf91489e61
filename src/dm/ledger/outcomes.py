"""What became of attempts and pieces: marked after it happened, settled where nobody knows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from dm.consent import audit
from dm.db import tables as t
from dm.db.bulk import chunks
from dm.errors import StateError
from dm.ledger.moves import move, must_move
from dm.model import PieceState

Row = Mapping[Any, Any]


def mark_sent(
    connection: Connection,
    attempt_ids: Collection[str],
    *,
    now: datetime,
    outside_ids: Mapping[str, str] | None = None,
    outcome: str = "sent",
) -> None:
    """Attempts that succeeded; `outside_ids` names each attempt's Message-ID or consignment number."""
    for attempt_id, outside in (outside_ids or {}).items():
        connection.execute(update(t.attempt).where(t.attempt.c.id == attempt_id).values(outside_id=outside))
    _close(connection, attempt_ids, "done", outcome, now)
    move(connection, _pieces(connection, attempt_ids), PieceState.SENT, now=now)


def mark_failed(connection: Connection, attempt_id: str, reason: str, *, now: datetime) -> None:
    """An attempt that failed for good, and its piece with it."""
    _close(connection, [attempt_id], "failed", reason, now)
    move(connection, _pieces(connection, [attempt_id]), PieceState.FAILED, now=now, reason=reason)


def mark_retry(connection: Connection, attempt_id: str, reason: str, *, due_at: datetime, now: datetime) -> None:
    """An attempt that the outside refused for now: nothing left the house, the piece is planned again for `due_at`."""
    _close(connection, [attempt_id], "failed", reason, now)
    move(connection, _pieces(connection, [attempt_id]), PieceState.PLANNED, now=now, reason=reason, due_at=due_at)


def mark_unsettled(connection: Connection, attempt_ids: Collection[str], reason: str, *, now: datetime) -> None:
    """Attempts of which nobody can tell whether they reached somebody: a person decides with `dm settle`."""
    _close(connection, attempt_ids, "unsettled", reason, now)
    move(connection, _pieces(connection, attempt_ids), PieceState.UNSETTLED, now=now, reason=reason)


def outcome(connection: Connection, piece_id: str, state: PieceState, reason: str, *, now: datetime) -> bool:
    """Late news of a piece: delivered, returned, failed. False when it was known or cannot be any more."""
    return move(connection, [piece_id], state, now=now, reason=reason) > 0


def unsettled(connection: Connection) -> Sequence[Row]:
    """Rows (piece_id, campaign_id, wave, channel, person_id, reason, at) that wait for a person's word."""
    query = (
        select(
            t.piece.c.id.label("piece_id"),
            t.piece.c.campaign_id,
            t.piece.c.wave,
            t.piece.c.channel,
            t.piece.c.person_id,
            t.piece.c.reason,
            t.piece.c.claimed_at.label("at"),
        )
        .where(t.piece.c.state == PieceState.UNSETTLED.value)
        .order_by(t.piece.c.campaign_id, t.piece.c.serial)
    )
    return connection.execute(query).mappings().all()


def settle(connection: Connection, piece_id: str, *, sent: bool, by: str, now: datetime) -> None:
    """A person's word on an unsettled piece: it was sent, or it was not and may be tried again."""
    state = connection.execute(select(t.piece.c.state).where(t.piece.c.id == piece_id)).scalar()
    if state is not None and state != PieceState.UNSETTLED.value:
        raise StateError(
            f"Piece {piece_id} is {state}; there is nothing to settle.", hint="`dm settle` lists the rest."
        )
    must_move(connection, piece_id, PieceState.SENT if sent else PieceState.PLANNED, now=now)
    connection.execute(
        update(t.attempt)
        .where(t.attempt.c.piece_id == piece_id, t.attempt.c.state == "unsettled")
        .values(state="done" if sent else "failed", outcome="settled", agent=by, done_at=now)
    )
    audit.append(
        connection,
        actor=by,
        action="settle",
        object=piece_id,
        payload={"sent": sent},
        now=now,
    )


def _close(connection: Connection, attempt_ids: Collection[str], state: str, outcome: str, now: datetime) -> None:
    for some in chunks(sorted(attempt_ids), 500):
        connection.execute(
            update(t.attempt)
            .where(t.attempt.c.id.in_(some), t.attempt.c.state == "claimed")
            .values(state=state, outcome=outcome, done_at=now)
        )


def _pieces(connection: Connection, attempt_ids: Collection[str]) -> list[str]:
    found: list[str] = []
    for some in chunks(sorted(attempt_ids), 500):
        found.extend(connection.execute(select(t.attempt.c.piece_id).where(t.attempt.c.id.in_(some))).scalars())
    return found
