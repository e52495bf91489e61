"""Pieces come into being here, once: an id, a serial number and a response code each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, select

from dm.db import tables as t
from dm.db.bulk import chunks, insert_many
from dm.db.engine import lock_chain
from dm.ledger.values import PlannedPiece
from dm.model import PieceState, piece_id, response_code

_LOOK_UP = 500


def plan_pieces(connection: Connection, rows: Iterable[PlannedPiece], *, key: bytes, now: datetime) -> int:
    """Write the pieces of a plan; a piece that exists already, in any state, stays as it is.

    Serial numbers follow the order of `rows`, so give them in a stable order. Returns how many are new.
    """
    lock_chain(connection, "piece.serial")
    serial = connection.execute(select(func.coalesce(func.max(t.piece.c.serial), 0))).scalar_one()
    written = 0
    for some in chunks(rows, 5_000):
        new = list(_new_rows(connection, some, key=key, now=now, serial=serial))
        if new:
            written += insert_many(connection, t.piece, new)
            serial += len(new)
    return written


def clear_planned(connection: Connection, campaign: str) -> int:
    """Take away the pieces of an older plan that nothing has happened to; returns how many."""
    untouched = delete(t.piece).where(
        t.piece.c.campaign_id == campaign,
        t.piece.c.state == PieceState.PLANNED.value,
        ~select(t.attempt.c.id).where(t.attempt.c.piece_id == t.piece.c.id).exists(),
        ~select(t.response.c.id).where(t.response.c.piece_id == t.piece.c.id).exists(),
    )
    return connection.execute(untouched).rowcount


def _new_rows(
    connection: Connection, rows: list[PlannedPiece], *, key: bytes, now: datetime, serial: int
) -> Iterator[dict[str, Any]]:
    ids = {piece_id(row.campaign_id, row.wave, row.unit_id): row for row in rows}
    for known in _existing(connection, t.piece.c.id, list(ids)):
        del ids[known]
    codes = _free_codes(connection, list(ids), key)
    for number, (identity, row) in enumerate(ids.items(), start=serial + 1):
        yield {
            "id": identity,
            "serial": number,
            "campaign_id": row.campaign_id,
            "wave": row.wave,
            "unit_id": row.unit_id,
            "person_id": row.person_id,
            "channel": row.channel.value,
            "point_id": row.point_id,
            "cell": row.cell,
            "state": PieceState.PLANNED.value,
            "reason": "",
            "response_code": codes[identity],
            "language": row.language,
            "seed": row.seed,
            "score": row.score,
            "due_at": row.due_at,
            "snapshot": dict(row.snapshot) if row.snapshot else None,
            "planned_at": now,
        }


def _free_codes(connection: Connection, ids: list[str], key: bytes) -> dict[str, str]:
    """A code for each piece that no other piece has; 35 bits collide now and then, then the next draw is taken."""
    codes: dict[str, str] = {}
    taken: set[str] = set()
    waiting = ids
    draw = 0
    while waiting:
        drawn = {identity: response_code(key, identity, draw) for identity in waiting}
        taken |= _existing(connection, t.piece.c.response_code, list(drawn.values()))
        waiting = []
        for identity, code in drawn.items():
            if code in taken:
                waiting.append(identity)
            else:
                codes[identity] = code
                taken.add(code)
        draw += 1
    return codes


def _existing(connection: Connection, column: Any, values: list[str]) -> set[str]:
    found: set[str] = set()
    for some in chunks(values, _LOOK_UP):
        found.update(connection.execute(select(column).where(column.in_(some))).scalars())
    return found
