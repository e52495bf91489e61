"""What a vendor says of a batch: how far it is, what is spoiled and printed again, what was mailed in the end."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from dm.consent import audit
from dm.db import tables as t
from dm.db.bulk import chunks
from dm.db.engine import lock_chain
from dm.errors import InputError, StateError
from dm.ledger.batches import batch_of, find_batch, new_batch, pieces_of
from dm.ledger.values import Batch
from dm.model import BatchState, PieceState

_FORWARD = [BatchState.SEALED, BatchState.RELEASED, BatchState.RECEIVED, BatchState.PRINTED, BatchState.POSTED]
_SAID = [state.value for state in _FORWARD[2:]]
# Who objected after the release is not printed a second time.
_WITHDRAWN = [PieceState.CANCELLED.value, PieceState.DROPPED.value, PieceState.FAILED.value]


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
    item = t.batch_item
    behind = item.c.confirmed.in_(_before(state))
    these = update(item).where(item.c.batch_id == batch_id, item.c.state == "ok", behind)
    connection.execute(these.values(confirmed=state.value, confirmed_at=now))


def confirm_items(
    connection: Connection, batch_id: str, state: BatchState, piece_ids: Collection[str], *, by: str, now: datetime
) -> int:
    """Note what the vendor says of single pieces; only forward. Returns how many are further than before.

    When every piece that is not spoiled has come so far, the batch has, too.
    """
    batch = find_batch(connection, batch_id)
    if batch.state not in _FORWARD[1:]:
        raise StateError(f"Batch {batch_id} is {batch.state}: nobody can say anything of its pieces yet.")
    _refuse_strangers(connection, batch_id, piece_ids)
    item, moved = t.batch_item, 0
    for some in chunks(sorted(piece_ids), 500):
        these = update(item).where(
            item.c.batch_id == batch_id,
            item.c.piece_id.in_(some),
            item.c.state == "ok",
            item.c.confirmed.in_(_before(state)),
        )
        moved += connection.execute(these.values(confirmed=state.value, confirmed_at=now)).rowcount
    left = select(func.count()).where(
        item.c.batch_id == batch_id, item.c.state == "ok", item.c.confirmed.in_(_before(state))
    )
    if not connection.execute(left).scalar_one() and _FORWARD.index(state) > _FORWARD.index(batch.state):
        ack_batch(connection, batch_id, state, by=by, now=now)
    return moved


def confirmed(connection: Connection, batch_id: str) -> dict[str, int]:
    """How many pieces the vendor has confirmed as received, printed, posted; one further on counts for the earlier."""
    item = t.batch_item
    rows = connection.execute(
        select(item.c.confirmed, func.count()).where(item.c.batch_id == batch_id).group_by(item.c.confirmed)
    ).all()
    count: dict[str, int] = dict(rows)
    later = list(_SAID)
    return {state: sum(count.get(one, 0) for one in later[number:]) for number, state in enumerate(later)}


def spoil(
    connection: Connection, batch_id: str, piece_ids: Collection[str], *, file_sha256: str, now: datetime
) -> list[str]:
    """Mark items of a released batch as spoiled; returns those newly marked, [] when the file was read before."""
    batch = find_batch(connection, batch_id)
    if batch.state in (BatchState.BUILDING, BatchState.SEALED):
        raise StateError(f"Batch {batch_id} is {batch.state}: nobody has printed it yet.")
    _refuse_strangers(connection, batch_id, piece_ids)
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
    """Spoiled pieces of a batch that no reprint of it holds yet and nobody has objected to since, in its order."""
    item, other = t.batch_item, t.batch_item.alias()
    again = (
        select(other.c.piece_id)
        .join(t.piece_batch, t.piece_batch.c.id == other.c.batch_id)
        .where(t.piece_batch.c.reprint_of == batch_id, other.c.piece_id == item.c.piece_id)
    )
    query = (
        select(item.c.piece_id)
        .join(t.piece, t.piece.c.id == item.c.piece_id)
        .where(item.c.batch_id == batch_id, item.c.state == "spoiled", ~again.exists())
        .where(t.piece.c.state.not_in(_WITHDRAWN))
    )
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
        return batch_of(found)
    return new_batch(connection, batch.campaign_id, batch.wave, batch.channel, batch.vendor, batch_id, now)


def reconcile(connection: Connection, batch_id: str) -> dict[str, int]:
    """`printed - spoiled + reprinted = mailed`, over the batch and all reprints that follow from it.

    What had to be taken out before posting (`pulled`) does not count as printed; `withdrawn` are spoiled and not to be
    printed again; `open` is what still is: 0 when all is well.
    """
    item, piece = t.batch_item, t.piece
    chain = [batch_id, *_reprints_after(connection, batch_id)]
    rows = connection.execute(
        select(item.c.batch_id, item.c.piece_id, item.c.state, piece.c.state.label("piece"))
        .join(piece, piece.c.id == item.c.piece_id)
        .where(item.c.batch_id.in_(chain))
    ).all()
    good = {row.piece_id for row in rows if row.state == "ok"}
    pulled = {row.piece_id for row in rows if row.state == "ok" and row.piece == PieceState.CANCELLED.value}
    withdrawn = {row.piece_id for row in rows if row.piece in _WITHDRAWN} - good
    printed = sum(row.batch_id == batch_id for row in rows) - len(pulled)
    reprinted = sum(row.batch_id != batch_id for row in rows)
    spoiled = sum(row.state == "spoiled" for row in rows)
    mailed = printed - spoiled + reprinted
    return {
        "printed": printed,
        "spoiled": spoiled,
        "reprinted": reprinted,
        "pulled": len(pulled),
        "mailed": mailed,
        "withdrawn": len(withdrawn),
        "open": printed - mailed - len(withdrawn),
    }


def _reprints_after(connection: Connection, batch_id: str) -> list[str]:
    batch = t.piece_batch
    query = select(batch.c.id).where(batch.c.reprint_of == batch_id, batch.c.state != BatchState.BUILDING.value)
    direct = list(connection.execute(query.order_by(batch.c.number)).scalars())
    return [*direct, *(later for one in direct for later in _reprints_after(connection, one))]


def _before(state: BatchState) -> list[str]:
    return ["", *_SAID[: _SAID.index(state.value)]]


def _refuse_strangers(connection: Connection, batch_id: str, piece_ids: Collection[str]) -> None:
    strangers = sorted(set(piece_ids) - set(pieces_of(connection, batch_id)))
    if strangers:
        raise InputError(
            f"{len(strangers)} of the pieces are not in batch {batch_id}, the first is {strangers[0]}.",
            hint="Use the piece_id column of the batch's own index.",
        )
