"""What a manifest reads and writes beside the ledger: phones, and the files that must be destroyed one day."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection, func, select

from dm.db import chunks, insert_new
from dm.db import tables as t
from dm.ledger import Claimed
from dm.model import PieceState, PointKind, PointStatus
from dm.settings import Settings

_REACHABLE = (PointStatus.VALID.value, PointStatus.RISKY.value)


def phones_of(connection: Connection, pieces: Sequence[Claimed], settings: Settings) -> dict[str, str]:
    """A reachable number by piece id, the person's best one; control recipients without one get the sender's own."""
    best: dict[str, str] = {}
    point = t.contact_point
    for some in chunks(sorted({piece.person_id for piece in pieces if not piece.seed}), 500):
        query = (
            select(point.c.person_id, point.c.value)
            .where(
                point.c.person_id.in_(some),
                point.c.kind == PointKind.PHONE.value,
                point.c.status.in_(_REACHABLE),
                point.c.value.like("+%"),
            )
            .order_by(point.c.person_id, point.c.rank, point.c.id)
        )
        for person, value in connection.execute(query):
            best.setdefault(person, value)
    own = "".join(char for char in settings.email.phone if char.isdigit() or char == "+")
    return {
        piece.piece_id: (piece.address.get("phone") or own) if piece.seed else best.get(piece.person_id, "")
        for piece in pieces
    }


def gone(connection: Connection, campaign: str, wave: str) -> int:
    """How many pieces of the wave have left."""
    states = [state.value for state in (PieceState.SENT, PieceState.DELIVERED, PieceState.RETURNED)]
    piece = t.piece
    query = select(func.count()).where(piece.c.campaign_id == campaign, piece.c.wave == wave, piece.c.state.in_(states))
    return connection.execute(query).scalar_one()


def all_claimed(connection: Connection, piece_ids: Collection[str]) -> bool:
    """Whether nobody has objected or stopped since these were claimed."""
    found = 0
    for some in chunks(sorted(piece_ids), 500):
        query = select(func.count()).where(t.piece.c.id.in_(some), t.piece.c.state == PieceState.CLAIMED.value)
        found += connection.execute(query).scalar_one()
    return found == len(piece_ids)


def note_files(
    connection: Connection, folder: Path, *, settings: Settings, campaign: str, batch_id: str, destroy_on: date,
    now: datetime,
) -> None:  # fmt: skip
    """Remember every file of a packet with its hash and the day it must be destroyed on."""
    rows = []
    for path in sorted(folder.iterdir()):
        content = path.read_bytes()
        rows.append(
            {
                "campaign_id": campaign,
                "batch_id": batch_id,
                "kind": "manifest",
                "path": path.relative_to(settings.workspace).as_posix(),
                "sha256": hashlib.sha256(content).hexdigest(),
                "size": len(content),
                "destroy_on": destroy_on,
                "made_at": now,
            }
        )
    insert_new(connection, t.artefact, rows)
