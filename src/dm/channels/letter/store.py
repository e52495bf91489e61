"""What letters read and write beside the ledger: approvals, proofs, the files that must be destroyed one day."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select, update

from dm.db import chunks, insert_new
from dm.db import tables as t
from dm.ledger import Batch
from dm.model import Channel, PieceState
from dm.settings import Settings


def gone(connection: Connection, campaign: str, wave: str) -> int:
    """How many pieces of the wave are with the vendor or beyond."""
    states = [s.value for s in (PieceState.PRODUCED, PieceState.SENT, PieceState.DELIVERED, PieceState.RETURNED)]
    piece = t.piece
    query = select(func.count()).where(piece.c.campaign_id == campaign, piece.c.wave == wave, piece.c.state.in_(states))
    return connection.execute(query).scalar_one()


def in_state(connection: Connection, piece_ids: Collection[str], state: PieceState) -> set[str]:
    """Those of the pieces that are in this state."""
    found: set[str] = set()
    for some in chunks(sorted(piece_ids), 500):
        query = select(t.piece.c.id).where(t.piece.c.id.in_(some), t.piece.c.state == state.value)
        found.update(connection.execute(query).scalars())
    return found


def approval_of(connection: Connection, campaign: str) -> list[dict[str, Any]]:
    """Who approved what, and when: the approvals of the campaign that nothing has voided."""
    table = t.approval
    query = select(table).where(table.c.campaign_id == campaign, table.c.voided_at.is_(None)).order_by(table.c.id)
    return [
        {
            "by": row["approved_by"],
            "at": row["approved_at"].isoformat(timespec="seconds"),
            "plan_hash": row["plan_hash"],
            "proof_hash": row["proof_hash"],
        }
        for row in connection.execute(query).mappings()
    ]


def proof_files(connection: Connection, campaign: str, approvals: list[dict[str, Any]]) -> list[Mapping[str, str]]:
    """The files of the approved proof: rows of path, sha256, why."""
    hashes = [approval["proof_hash"] for approval in approvals]
    query = select(t.proof.c.files).where(t.proof.c.campaign_id == campaign, t.proof.c.hash.in_(hashes))
    found = connection.execute(query.order_by(t.proof.c.made_at.desc()).limit(1)).scalar()
    return list(found or [])


def items_of(connection: Connection, batch_id: str) -> list[Mapping[str, Any]]:
    """The items of a batch in their sequence."""
    query = select(t.batch_item).where(t.batch_item.c.batch_id == batch_id).order_by(t.batch_item.c.sequence)
    return [dict(row) for row in connection.execute(query).mappings()]


def vendor_batches(connection: Connection, campaign: str) -> list[Mapping[str, Any]]:
    """Print batches and manifests, of one campaign or ("") of all, the newest first."""
    batch = t.piece_batch
    query = select(batch).where(batch.c.channel.in_([Channel.LETTER.value, Channel.COURIER.value]))
    if campaign:
        query = query.where(batch.c.campaign_id == campaign)
    return [dict(row) for row in connection.execute(query.order_by(batch.c.number.desc())).mappings()]


def waves_of(connection: Connection, campaign: str) -> list[str]:
    """The campaign's waves in the brief's order."""
    query = select(t.wave.c.name).where(t.wave.c.campaign_id == campaign).order_by(t.wave.c.position)
    return list(connection.execute(query).scalars())


def undelivered(connection: Connection, vendors: Collection[str], campaign: str) -> list[str]:
    """Released print batches of these vendors that no server has whole, of one campaign or ("") of all."""
    batch, way = t.piece_batch, t.delivery
    done = select(way.c.batch_id).where(way.c.batch_id == batch.c.id, way.c.state == "done")
    query = select(batch.c.id).where(
        batch.c.channel == Channel.LETTER.value,
        batch.c.vendor.in_(list(vendors)),
        batch.c.state.in_(["released", "received", "printed", "posted"]),
        ~done.exists(),
    )
    if campaign:
        query = query.where(batch.c.campaign_id == campaign)
    return list(connection.execute(query.order_by(batch.c.number)).scalars())


def delivered(connection: Connection, batch_id: str) -> bool:
    """Whether the batch's delivery is done."""
    query = select(t.delivery.c.state).where(t.delivery.c.batch_id == batch_id)
    return connection.execute(query).scalar() == "done"


def begin_delivery(connection: Connection, batch_id: str, target: str, now: datetime) -> None:
    """Written before the first byte leaves; a second try keeps the first one's row."""
    insert_new(connection, t.delivery, [{"batch_id": batch_id, "state": "begun", "target": target, "begun_at": now}])


def sealed_with(connection: Connection, batch_id: str) -> str:
    """The hash of SHA256SUMS that the batch was sealed with."""
    query = select(t.piece_batch.c.sha256).where(t.piece_batch.c.id == batch_id)
    return str(connection.execute(query).scalar_one())


def arrived(connection: Connection, batch_id: str) -> bool:
    """Whether all of the batch was seen at the vendor's, by this run or an earlier one."""
    query = select(t.delivery.c.files).where(t.delivery.c.batch_id == batch_id)
    return bool(connection.execute(query).scalar())


def note_arrival(connection: Connection, batch_id: str, *, files: int, size: int) -> None:
    """The server has everything; its vendor is told next."""
    way = t.delivery
    connection.execute(update(way).where(way.c.batch_id == batch_id).values(files=files, bytes=size))


def end_delivery(connection: Connection, batch_id: str, now: datetime) -> None:
    """The vendor is told."""
    way = t.delivery
    connection.execute(update(way).where(way.c.batch_id == batch_id).values(state="done", done_at=now))


def note_files(
    connection: Connection, paths: Iterable[Path], *, settings: Settings, batch: Batch, destroy_on: date, now: datetime
) -> None:
    """Remember the files of a packet and its archive copy with their hashes and the day they must be destroyed on."""
    rows = []
    for path in sorted(path for path in paths if path.is_file()):
        content = path.read_bytes()
        rows.append(
            {
                "campaign_id": batch.campaign_id,
                "batch_id": batch.id,
                "kind": "print batch",
                "path": path.relative_to(settings.workspace).as_posix(),
                "sha256": hashlib.sha256(content).hexdigest(),
                "size": len(content),
                "destroy_on": destroy_on,
                "made_at": now,
            }
        )
    insert_new(connection, t.artefact, rows)
