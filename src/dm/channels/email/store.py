"""What e-mail reads and writes beside the ledger: who may still be sent to, dead addresses, the batch's log."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select, update

from dm.db import tables as t
from dm.ledger import BatchItem
from dm.model import CampaignState, PieceState, PointStatus
from dm.press.tables import Column, write_csv

_LOG = [
    Column("at", "datetime", "when it was handed over or refused"),
    Column("batch_id"),
    Column("wave"),
    Column("piece_id"),
    Column("attempt", "int", "which try of the piece"),
    Column("recipient_ref", definition="the person's id"),
    Column("message_id"),
    Column("state", definition="done, failed, unsettled or still claimed"),
    Column("outcome", definition="sent, or the server's code and reason"),
    Column("cell"),
    Column("language"),
    Column("seed", "int"),
]
_GONE = (PieceState.SENT, PieceState.DELIVERED, PieceState.RETURNED)


@dataclass(frozen=True)
class Standing:
    """How a wave's pieces stand."""

    gone: int
    unsettled: int


def standing(connection: Connection, campaign: str, wave: str) -> Standing:
    """How many pieces of a wave have left, and how many wait for a person's word."""
    rows = connection.execute(
        select(t.piece.c.state, func.count())
        .where(t.piece.c.campaign_id == campaign, t.piece.c.wave == wave)
        .group_by(t.piece.c.state)
    )
    counts: Mapping[str, int] = dict(rows.all())
    return Standing(sum(counts.get(state.value, 0) for state in _GONE), counts.get(PieceState.UNSETTLED.value, 0))


def still_claimed(connection: Connection, campaign: str, piece_ids: Collection[str]) -> set[str]:
    """Which of these may leave at this very moment: nobody objected, nobody stopped or paused the campaign."""
    running = (CampaignState.APPROVED.value, CampaignState.RUNNING.value)
    query = (
        select(t.piece.c.id)
        .join(t.campaign, t.campaign.c.id == t.piece.c.campaign_id)
        .where(
            t.piece.c.id.in_(list(piece_ids)),
            t.piece.c.state == PieceState.CLAIMED.value,
            t.campaign.c.id == campaign,
            t.campaign.c.state.in_(running),
        )
    )
    return set(connection.execute(query).scalars())


def bury_address(connection: Connection, point_id: str | None, reason: str, *, now: datetime) -> None:
    """The address does not exist: nobody writes to it again."""
    if point_id is None:
        return
    connection.execute(
        update(t.contact_point)
        .where(t.contact_point.c.id == point_id)
        .values(status=PointStatus.DEAD.value, reason=reason, observed_at=now)
    )


def items_of(connection: Connection, batch_id: str) -> list[BatchItem]:
    """What a batch has sent, in the order of serial numbers."""
    query = (
        select(t.piece.c.id, t.attempt.c.outside_id)
        .join(t.attempt, t.attempt.c.piece_id == t.piece.c.id)
        .where(t.attempt.c.batch_id == batch_id, t.attempt.c.state == "done")
        .order_by(t.piece.c.serial)
    )
    rows = connection.execute(query).all()
    return [BatchItem(piece, number, mark_payload=outside) for number, (piece, outside) in enumerate(rows, start=1)]


def write_log(connection: Connection, campaign: str, path: Path) -> int:
    """Every try of the campaign's e-mails as a file, made anew from the rows, so that no run repeats a line."""
    attempt, piece = t.attempt, t.piece
    query = (
        select(
            func.coalesce(attempt.c.done_at, attempt.c.at).label("at"),
            attempt.c.batch_id,
            piece.c.wave,
            piece.c.id,
            attempt.c.number,
            piece.c.person_id,
            attempt.c.outside_id,
            attempt.c.state,
            attempt.c.outcome,
            piece.c.cell,
            piece.c.language,
            piece.c.seed,
        )
        .join(piece, piece.c.id == attempt.c.piece_id)
        .where(piece.c.campaign_id == campaign, piece.c.channel == "email")
        .order_by(attempt.c.batch_id, piece.c.serial, attempt.c.number)
    )
    return write_csv(path, _LOG, (_log_row(row) for row in connection.execute(query)))


def _log_row(row: Any) -> list[object]:
    return [*row[:-1], int(row[-1])]
