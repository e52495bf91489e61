"""Batches of pieces: built, sealed with their hash, released to the vendor, acknowledged, reprinted."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from dm.consent import audit
from dm.db import tables as t
from dm.db.bulk import chunks, insert_many
from dm.db.engine import lock_chain
from dm.errors import InputError, StateError
from dm.ledger.moves import move
from dm.ledger.values import Batch, BatchItem
from dm.model import BatchState, Channel, PieceState, base36

_LETTER = {Channel.LETTER: "L", Channel.COURIER: "C", Channel.EMAIL: "E", Channel.CALL: "T"}
_FORWARD = [BatchState.SEALED, BatchState.RELEASED, BatchState.RECEIVED, BatchState.PRINTED, BatchState.POSTED]


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
    return _batch(found) if found else _new_batch(connection, campaign, wave, channel, vendor, None, now)


def find_batch(connection: Connection, batch_id: str) -> Batch:
    """One batch; raises InputError when there is none of that id."""
    row = connection.execute(select(t.piece_batch).where(t.piece_batch.c.id == batch_id)).mappings().first()
    if row is None:
        raise InputError(f"There is no batch {batch_id}.", hint="`dm batch list` shows all.")
    return _batch(row)


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
        move(connection, _pieces_of(connection, batch_id), PieceState.SENT, now=now)


def ack_batch(connection: Connection, batch_id: str, state: BatchState, *, by: str, now: datetime) -> None:
    """Note what the vendor says: received, printed, posted; only forward, and saying it twice changes nothing."""
    batch = find_batch(connection, batch_id)
    if batch.state not in _FORWARD[1:]:
        raise StateError(
            f"Batch {batch_id} is {batch.state}: it was not released.", hint=f"dm batch release {batch_id}"
        )
    if _FORWARD.index(state) <= _FORWARD.index(batch.state):
        if _FORWARD.index(state) < _FORWARD.index(batch.state):
            raise StateError(f"Batch {batch_id} is {batch.state} already; it cannot go back to {state}.")
        return
    connection.execute(
        update(t.piece_batch)
        .where(t.piece_batch.c.id == batch_id)
        .values({"state": state.value, f"{state.value}_at": now, "released_by": by or t.piece_batch.c.released_by})
    )


def spoil(
    connection: Connection, batch_id: str, piece_ids: Collection[str], *, file_sha256: str, now: datetime
) -> list[str]:
    """Mark items of a released batch as spoiled; returns those newly marked, [] when the file was read before."""
    batch = find_batch(connection, batch_id)
    if batch.state in (BatchState.BUILDING, BatchState.SEALED):
        raise StateError(f"Batch {batch_id} is {batch.state}: nobody has printed it yet.")
    known = _pieces_of(connection, batch_id)
    strangers = sorted(set(piece_ids) - set(known))
    if strangers:
        raise InputError(
            f"{len(strangers)} of the pieces are not in batch {batch_id}, the first is {strangers[0]}.",
            hint="Use the piece_id column of the batch's own index.",
        )
    item = t.batch_item
    fresh = [
        one
        for some in chunks(sorted(piece_ids), 500)
        for one in connection.execute(
            select(item.c.piece_id).where(item.c.batch_id == batch_id, item.c.piece_id.in_(some), item.c.state == "ok")
        ).scalars()
    ]
    for some in chunks(fresh, 500):
        connection.execute(
            update(item).where(item.c.batch_id == batch_id, item.c.piece_id.in_(some)).values(state="spoiled")
        )
    if fresh:
        connection.execute(
            update(t.piece_batch).where(t.piece_batch.c.id == batch_id).values(spoil_file_sha256=file_sha256)
        )
        payload = {"pieces": len(fresh), "file_sha256": file_sha256}
        audit.append(connection, actor=batch.vendor, action="spoil", object=batch_id, payload=payload, now=now)
    return fresh


def to_reprint(connection: Connection, batch_id: str) -> list[str]:
    """Spoiled pieces of a batch that no reprint of it holds yet, in its order."""
    item, other = t.batch_item, t.batch_item.alias()
    again = (
        select(other.c.piece_id)
        .join(t.piece_batch, t.piece_batch.c.id == other.c.batch_id)
        .where(t.piece_batch.c.reprint_of == batch_id, other.c.piece_id == item.c.piece_id)
    )
    query = select(item.c.piece_id).where(item.c.batch_id == batch_id, item.c.state == "spoiled", ~again.exists())
    return list(connection.execute(query.order_by(item.c.sequence)).scalars())


def open_reprint(connection: Connection, batch_id: str, *, now: datetime) -> Batch | None:
    """A batch to print the spoiled pieces again, or the one begun before a crash; None when nothing is spoiled."""
    batch = find_batch(connection, batch_id)
    if not to_reprint(connection, batch_id):
        return None
    lock_chain(connection, "piece_batch.number")
    begun = select(t.piece_batch).where(
        t.piece_batch.c.reprint_of == batch_id, t.piece_batch.c.state == BatchState.BUILDING.value
    )
    found = connection.execute(begun).mappings().first()
    if found:
        return _batch(found)
    return _new_batch(connection, batch.campaign_id, batch.wave, batch.channel, batch.vendor, batch_id, now)


def reconcile(connection: Connection, batch_id: str) -> dict[str, int]:
    """`printed - spoiled + reprinted = mailed`, and what is still open (0 when all is well)."""
    item = t.batch_item
    count = select(func.count()).select_from(item)
    printed = connection.execute(count.where(item.c.batch_id == batch_id)).scalar_one()
    spoiled = connection.execute(count.where(item.c.batch_id == batch_id, item.c.state == "spoiled")).scalar_one()
    reprints = select(t.piece_batch.c.id).where(
        t.piece_batch.c.reprint_of == batch_id, t.piece_batch.c.state != BatchState.BUILDING.value
    )
    reprinted = connection.execute(count.where(item.c.batch_id.in_(reprints), item.c.state == "ok")).scalar_one()
    mailed = printed - spoiled + reprinted
    return {
        "printed": printed,
        "spoiled": spoiled,
        "reprinted": reprinted,
        "mailed": mailed,
        "open": printed - mailed,
    }


def _new_batch(
    connection: Connection,
    campaign: str,
    wave: str,
    channel: Channel,
    vendor: str,
    reprint_of: str | None,
    now: datetime,
) -> Batch:
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


def _batch(row: Mapping[Any, Any]) -> Batch:
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


def _pieces_of(connection: Connection, batch_id: str) -> list[str]:
    query = select(t.batch_item.c.piece_id).where(t.batch_item.c.batch_id == batch_id)
    return list(connection.execute(query).scalars())


def _must_be(batch: Batch, state: BatchState, wish: str) -> None:
    if batch.state != state:
        raise StateError(f"Batch {batch.id} is {batch.state}; it cannot be {wish}.")
