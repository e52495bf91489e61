"""Batches of pieces: built, sealed with their hash, released to the vendor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from dm.db import tables as t
from dm.db.bulk import insert_many
from dm.db.engine import lock_chain
from dm.errors import InputError, StateError
from dm.ledger.moves import move
from dm.ledger.values import Batch, BatchItem
from dm.model import BatchState, Channel, PieceState, base36

_LETTER = {Channel.LETTER: "L", Channel.COURIER: "C", Channel.EMAIL: "E", Channel.CALL: "T"}


def open_batch(
    connection: Connection, *, campaign: str, wave: str, channel: Channel, vendor: str, now: datetime
) -> Batch:
    """The wave's unfinished batch, or a new one: a crash never leaves two half batches."""
    lock_chain(connection, "piece_batch.number")
    building = select(t.piece_batch).where(
        t.piece_batch.c.campaign_id == campaign,
        t.piece_batch.c.wave == wave,
        t.piece_batch.c.state == BatchState.BUILDING.value,
        t.piece_batch.c.reprint_of.is_(None),
    )
    found = connection.execute(building).mappings().first()
    return batch_of(found) if found else new_batch(connection, campaign, wave, channel, vendor, None, now)


def find_batch(connection: Connection, batch_id: str) -> Batch:
    """One batch; raises InputError when there is none of that id."""
    row = connection.execute(select(t.piece_batch).where(t.piece_batch.c.id == batch_id)).mappings().first()
    if row is None:
        raise InputError(f"There is no batch {batch_id}.", hint="`dm batch list` shows all.")
    return batch_of(row)


def seal_batch(
    connection: Connection,
    batch_id: str,
    *,
    items: Sequence[BatchItem],
    pages: int,
    sheets: int,
    folder: str,
    sha256: str,
    now: datetime,
) -> None:
    """Close a batch for ever: its items, its folder (relative to the workspace) and the hash of its SHA256SUMS."""
    batch = find_batch(connection, batch_id)
    _must_be(batch, BatchState.BUILDING, "sealed")
    insert_many(connection, t.batch_item, (_item_row(batch_id, item) for item in items))
    connection.execute(
        update(t.piece_batch)
        .where(t.piece_batch.c.id == batch_id)
        .values(
            state=BatchState.SEALED.value,
            pieces=len(items),
            pages=pages,
            sheets=sheets,
            folder=folder,
            sha256=sha256,
            sealed_at=now,
        )
    )
    if batch.reprint_of is None:
        move(connection, [item.piece_id for item in items], PieceState.PRODUCED, now=now)


def discard_batch(connection: Connection, batch_id: str) -> bool:
    """Take away an unsealed batch in which nothing is left to make; False when it holds open attempts.

    Attempts that failed, and those of pieces cancelled since, stay with their pieces, without a batch.
    """
    mine = t.attempt.c.batch_id == batch_id
    alive = (
        select(t.attempt.c.id)
        .join(t.piece, t.piece.c.id == t.attempt.c.piece_id)
        .where(mine, t.attempt.c.state != "failed", t.piece.c.state != PieceState.CANCELLED.value)
    )
    building = t.piece_batch.c.state == BatchState.BUILDING.value
    doomed = select(t.piece_batch.c.id).where(t.piece_batch.c.id == batch_id, building, ~alive.exists())
    if connection.execute(doomed).first() is None:
        return False
    connection.execute(update(t.attempt).where(mine).values(batch_id=None))
    connection.execute(t.piece_batch.delete().where(t.piece_batch.c.id == batch_id))
    return True


def release_batch(connection: Connection, batch_id: str, *, by: str, now: datetime) -> None:
    """Hand a sealed batch over: from here on its pieces count as sent."""
    batch = find_batch(connection, batch_id)
    _must_be(batch, BatchState.SEALED, "released")
    connection.execute(
        update(t.piece_batch)
        .where(t.piece_batch.c.id == batch_id)
        .values(state=BatchState.RELEASED.value, released_at=now, released_by=by)
    )
    if batch.channel == Channel.CALL:
        return  # a call is sent when it is made, not when its list is
    connection.execute(
        update(t.attempt)
        .where(t.attempt.c.batch_id == batch_id, t.attempt.c.state == "claimed")
        .values(state="done", outcome="handed_over", done_at=now)
    )
    if batch.reprint_of is None:
        move(connection, pieces_of(connection, batch_id), PieceState.SENT, now=now)


def new_batch(
    connection: Connection,
    campaign: str,
    wave: str,
    channel: Channel,
    vendor: str,
    reprint_of: str | None,
    now: datetime,
) -> Batch:
    """A batch with the next number, under the lock that the caller holds."""
    number = connection.execute(select(func.coalesce(func.max(t.piece_batch.c.number), 0))).scalar_one() + 1
    identity = _LETTER[channel] + base36(number, 7)
    connection.execute(
        insert(t.piece_batch).values(
            id=identity,
            number=number,
            campaign_id=campaign,
            wave=wave,
            channel=channel.value,
            vendor=vendor,
            state=BatchState.BUILDING.value,
            reprint_of=reprint_of,
            created_at=now,
        )
    )
    return Batch(identity, number, campaign, wave, channel, vendor, BatchState.BUILDING, "", reprint_of)


def batch_of(row: Mapping[Any, Any]) -> Batch:
    """A row as a value."""
    return Batch(
        id=row["id"],
        number=row["number"],
        campaign_id=row["campaign_id"],
        wave=row["wave"],
        channel=Channel(row["channel"]),
        vendor=row["vendor"],
        state=BatchState(row["state"]),
        folder=row["folder"],
        reprint_of=row["reprint_of"],
    )


def _item_row(batch_id: str, item: BatchItem) -> dict[str, Any]:
    return {
        "batch_id": batch_id,
        "piece_id": item.piece_id,
        "sequence": item.sequence,
        "file": item.file,
        "first_page": item.first_page,
        "last_page": item.last_page,
        "sheets": item.sheets,
        "mark_payload": item.mark_payload,
        "text_sha256": item.text_sha256,
        "state": "ok",
    }


def pieces_of(connection: Connection, batch_id: str) -> list[str]:
    """The pieces of a sealed batch."""
    query = select(t.batch_item.c.piece_id).where(t.batch_item.c.batch_id == batch_id)
    return list(connection.execute(query).scalars())


def _must_be(batch: Batch, state: BatchState, wish: str) -> None:
    if batch.state != state:
        raise StateError(f"Batch {batch.id} is {batch.state}; it cannot be {wish}.")
