"""Taking pieces for dispatch: permit, attempt and snapshot are written in one transaction, before anything happens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select, update

from dm.consent import Permit, Refusal
from dm.db import tables as t
from dm.db.bulk import chunks, insert_many
from dm.errors import Refused
from dm.ledger.contents import claimed_piece, contents, frozen
from dm.ledger.moves import move
from dm.ledger.needs import unneeded
from dm.ledger.permits import ask, attempt_row, record_decisions
from dm.ledger.runs import load_run
from dm.ledger.values import Claimed, ClaimResult, Office, Run
from dm.model import CampaignState, PieceState, PointStatus

Row = Mapping[Any, Any]
_RUNNING = {CampaignState.APPROVED.value, CampaignState.RUNNING.value}
_USELESS = {PointStatus.INVALID.value, PointStatus.DEAD.value}


def claim(
    connection: Connection,
    office: Office,
    *,
    campaign: str,
    wave: str,
    batch_id: str | None,
    now: datetime,
    limit: int | None = None,
) -> ClaimResult:
    """Take pieces of a wave that are due, each under a permit asked for in this very transaction.

    A refusal for good ends the piece as dropped with its reason; "later" leaves it planned and due at `retry_at`.
    Raises Refused when the campaign is not approved, paused or stopped.
    """
    run = load_run(connection, campaign, wave)
    if run.campaign["state"] not in _RUNNING:
        raise Refused(
            f"Campaign {campaign} is {run.campaign['state']}: nothing leaves.",
            hint="`dm approve` or `dm campaign resume` lets it.",
        )
    due = connection.execute(_due(connection, run, now, limit)).mappings().all()
    refused: Counter[str] = Counter()
    wanted = _drop_unneeded(connection, run, due, refused, now)
    decisions = ask(connection, office, run, wanted, now=now)
    permitted = _apply(connection, wanted, decisions, refused, now)
    later = len(wanted) - len(permitted) - sum(_is_final(decisions[row["id"]]) for row in wanted)
    claimed = _write(connection, office, run, permitted, decisions, batch_id, now)
    if due:
        record_decisions(connection, run, decisions, now)
    return ClaimResult(claimed, refused, later)


def preview(
    connection: Connection,
    office: Office,
    *,
    campaign: str,
    wave: str,
    now: datetime,
    piece_ids: Sequence[str] | None = None,
) -> list[Claimed]:
    """What the pieces of a wave would say, for proofs; nothing is written. `piece_ids` None: all of the wave."""
    run = load_run(connection, campaign, wave)
    query = select(t.piece).where(t.piece.c.campaign_id == campaign, t.piece.c.wave == wave)
    query = query.where(t.piece.c.state != PieceState.CANCELLED.value).order_by(t.piece.c.serial)
    if piece_ids is not None:
        query = query.where(t.piece.c.id.in_(list(piece_ids)))
    made: list[Claimed] = []
    for some in chunks(connection.execute(query).mappings().all(), 1_000):
        filled = contents(connection, office.settings, run, some, now=now)
        made.extend(claimed_piece(row, "", *filled[row["id"]]) for row in some)
    return made


def claimed_of(connection: Connection, batch_id: str) -> list[Claimed]:
    """What a batch holds so far, as frozen at its claim, in the post's order: country, postal code, serial."""
    pieces = _frozen(connection, t.attempt.c.batch_id == batch_id)
    return sorted(pieces, key=lambda c: (c.address.get("country", ""), c.address.get("postal_code", ""), c.serial))


def claimed_attempts(connection: Connection, *, campaign: str, wave: str) -> list[Claimed]:
    """Pieces of a wave that an earlier run claimed and never marked: nobody knows yet what became of them."""
    return _frozen(
        connection,
        (t.piece.c.campaign_id == campaign)
        & (t.piece.c.wave == wave)
        & (t.piece.c.state == PieceState.CLAIMED.value)
        & (t.attempt.c.state == "claimed"),
    )


def _due(connection: Connection, run: Run, now: datetime, limit: int | None) -> Select[Any]:
    piece = t.piece
    query = (
        select(piece)
        .where(
            piece.c.campaign_id == run.campaign["id"],
            piece.c.wave == run.wave["name"],
            piece.c.state == PieceState.PLANNED.value,
            piece.c.due_at <= now,
        )
        .order_by(func.coalesce(piece.c.score, 0.0).desc(), piece.c.serial)
    )
    if limit is not None:
        query = query.limit(limit)
    return query.with_for_update(skip_locked=True) if connection.dialect.name == "postgresql" else query


def _drop_unneeded(
    connection: Connection, run: Run, due: Sequence[Row], refused: Counter[str], now: datetime
) -> list[Row]:
    """Take out who need not be contacted any more, and whose point has died since planning."""
    excluded = unneeded(connection, run, [row["person_id"] for row in due], now=now)
    dead = _dead_points(connection, due)
    left = []
    gone: dict[str, list[str]] = {}
    for row in due:
        if row["person_id"] in excluded:
            gone.setdefault(excluded[row["person_id"]], []).append(row["id"])
        elif row["point_id"] in dead:
            gone.setdefault("POINT_DEAD", []).append(row["id"])
        else:
            left.append(row)
    for reason, ids in gone.items():
        state = PieceState.DROPPED if reason == "POINT_DEAD" else PieceState.CANCELLED
        refused[reason] += move(connection, ids, state, now=now, reason=reason)
    return left


def _dead_points(connection: Connection, due: Sequence[Row]) -> set[str]:
    found: set[str] = set()
    point = t.contact_point
    for some in chunks((row["point_id"] for row in due if row["point_id"]), 500):
        query = select(point.c.id).where(point.c.id.in_(some), point.c.status.in_(_USELESS))
        found.update(connection.execute(query).scalars())
    return found


def _apply(
    connection: Connection,
    wanted: Sequence[Row],
    decisions: Mapping[str, Permit | Refusal | None],
    refused: Counter[str],
    now: datetime,
) -> list[Row]:
    permitted = []
    for row in wanted:
        decision = decisions[row["id"]]
        if not isinstance(decision, Refusal):
            permitted.append(row)
        elif _is_final(decision):
            reason = str(decision.reason)
            refused[reason] += move(connection, [row["id"]], PieceState.DROPPED, now=now, reason=reason)
        else:
            again = update(t.piece).where(t.piece.c.id == row["id"])
            connection.execute(again.values(due_at=decision.retry_at, reason=str(decision.reason)))
    return permitted


def _is_final(decision: Permit | Refusal | None) -> bool:
    return isinstance(decision, Refusal) and decision.retry_at is None


def _write(
    connection: Connection,
    office: Office,
    run: Run,
    permitted: Sequence[Row],
    decisions: Mapping[str, Permit | Refusal | None],
    batch_id: str | None,
    now: datetime,
) -> list[Claimed]:
    filled = contents(connection, office.settings, run, permitted, now=now)
    numbers = _tries(connection, [row["id"] for row in permitted])
    hashes = _point_hashes(connection, permitted)
    attempts = []
    claimed = []
    for row in permitted:
        number = numbers.get(row["id"], 0) + 1
        decision = decisions[row["id"]]
        permit = decision if isinstance(decision, Permit) else None
        attempt = attempt_row(row, number, permit, batch_id=batch_id, point_hmac=hashes.get(row["point_id"]), now=now)
        context, address = filled[row["id"]]
        attempts.append(attempt)
        claimed.append(claimed_piece(row, attempt["id"], context, address, permit.valid_until if permit else None))
        _freeze(connection, row["id"], {**(row["snapshot"] or {}), "context": context, "address": address}, now)
    if attempts:
        insert_many(connection, t.attempt, attempts)
    return claimed


def _freeze(connection: Connection, piece_id: str, snapshot: dict[str, Any], now: datetime) -> None:
    move(connection, [piece_id], PieceState.CLAIMED, now=now, claimed_at=now, snapshot=snapshot)


def _tries(connection: Connection, piece_ids: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in chunks(piece_ids, 500):
        query = select(t.attempt.c.piece_id, func.max(t.attempt.c.number)).where(t.attempt.c.piece_id.in_(some))
        found.update(connection.execute(query.group_by(t.attempt.c.piece_id)).all())
    return found


def _point_hashes(connection: Connection, pieces: Sequence[Row]) -> dict[str | None, str]:
    found: dict[str | None, str] = {}
    point = t.contact_point
    for some in chunks((row["point_id"] for row in pieces if row["point_id"]), 500):
        found.update(connection.execute(select(point.c.id, point.c.hmac).where(point.c.id.in_(some))).all())
    return found


def _frozen(connection: Connection, where: Any) -> list[Claimed]:
    query = (
        select(t.piece, t.attempt.c.id.label("attempt_id"), t.attempt.c.permit_until)
        .join(t.attempt, t.attempt.c.piece_id == t.piece.c.id)
        .where(where)
        .order_by(t.piece.c.serial)
    )
    return [frozen(row, row["attempt_id"], row["permit_until"]) for row in connection.execute(query).mappings()]
