"""The vendor's side of a print batch: what is spoiled, printed again, pulled out, and what was mailed in the end."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from dm import ledger
from dm.channels.letter import store
from dm.channels.letter.dispatch import KEPT, seal
from dm.channels.letter.packet import Ticket
from dm.channels.letter.piece_lists import read_bytes, states_in
from dm.channels.letter.production import Made, folder_of, print_job, produce
from dm.channels.letter.sameness import unlike
from dm.db import alone, reading, writing
from dm.errors import StateError
from dm.ledger import Batch, Office
from dm.model import BatchState, Channel, PieceState
from dm.press.profiles import Profile
from dm.press.tables import Column, write_csv


@dataclass(frozen=True)
class Spoiled:
    """What a spoilage file added: nothing when it was read before."""

    batch: str
    pieces: list[str]


def list_batches(office: Office, campaign: str = "") -> list[Mapping[str, Any]]:
    """Print batches and courier manifests as rows, the newest first."""
    with reading(office.engine) as connection:
        return store.vendor_batches(connection, campaign)


def release(office: Office, batch_id: str, *, by: str, now: datetime) -> list[str]:
    """Release a sealed batch. Who objected since it was sealed is returned and listed in BATCH_pull.csv beside it."""
    with writing(office.engine) as connection:
        batch = ledger.find_batch(connection, batch_id)
        items = store.items_of(connection, batch_id)
        wanted = {item["piece_id"] for item in items}
        still = store.in_state(connection, wanted, PieceState.PRODUCED) if batch.reprint_of is None else wanted
        if batch.channel == Channel.LETTER and wanted - still:
            _write_pull_list(office, batch, [item for item in items if item["piece_id"] not in still])
        ledger.release_batch(connection, batch_id, by=by, now=now)
    return sorted(wanted - still)


def spoil(office: Office, batch_id: str, path: Path, *, now: datetime) -> Spoiled:
    """Mark what the vendor reports as spoiled; the same file twice changes nothing.

    The file is a CSV with the column piece_id or sequence, or lines of piece ids, numbers and ranges (12-15); with a
    column state, only what it calls spoiled.
    """
    content = read_bytes(path)
    with writing(office.engine) as connection:
        ledger.find_batch(connection, batch_id)
        items = store.items_of(connection, batch_id)
        pieces = states_in(content, items, path, "spoiled").get("spoiled", [])
        digest = hashlib.sha256(content).hexdigest()
        return Spoiled(batch_id, ledger.spoil(connection, batch_id, pieces, file_sha256=digest, now=now))


def confirm(office: Office, batch_id: str, state: BatchState, path: Path | None, *, by: str, now: datetime) -> int:
    """Note what the vendor says of the whole batch, or of the pieces in a file; returns how many went forward.

    A file with a column `state` says it of each piece by itself: received, printed, posted, spoiled.
    """
    with writing(office.engine) as connection:
        if path is None:
            before = ledger.confirmed(connection, batch_id)[state.value]
            ledger.ack_batch(connection, batch_id, state, by=by, now=now)
            return ledger.confirmed(connection, batch_id)[state.value] - before
        ledger.find_batch(connection, batch_id)
        content = read_bytes(path)
        moved = 0
        for said, pieces in states_in(content, store.items_of(connection, batch_id), path, state.value).items():
            if said == "spoiled":
                digest = hashlib.sha256(content).hexdigest()
                moved += len(ledger.spoil(connection, batch_id, pieces, file_sha256=digest, now=now))
            else:
                moved += ledger.confirm_items(connection, batch_id, BatchState(said), pieces, by=by, now=now)
        return moved


def reprint(
    office: Office,
    batch_id: str,
    *,
    now: datetime,
    say: Callable[[str], None],
    workers: int | None = None,
    by: str = "dm",
) -> Batch | None:
    """Print what is spoiled again, from the frozen contents: same pieces, same codes, new marks.

    None when nothing is spoiled that was not printed again. Raises StateError when the template has changed since.
    """
    with writing(office.engine) as connection:
        ledger.withdraw_suppressed(connection, office, ledger.to_reprint(connection, batch_id), now=now)
        batch = ledger.open_reprint(connection, batch_id, now=now)
        if batch is None:
            return None
        run = ledger.load_run(connection, batch.campaign_id, batch.wave)
        again = set(ledger.to_reprint(connection, batch_id))
        first = _first_batch(connection, batch_id)
        pieces = [piece for piece in ledger.claimed_of(connection, first) if piece.piece_id in again]
        items = {item["piece_id"]: item for item in store.items_of(connection, batch_id)}
        approvals = store.approval_of(connection, batch.campaign_id)
        proofs = store.proof_files(connection, batch.campaign_id, approvals)
    ticket = Ticket(
        batch=batch,
        job=print_job(office, run),
        now=now,
        destroy_on=(now + KEPT).date(),
        drop_on=run.wave["drop_on"],
        approvals=approvals,
        proofs=proofs,
    )
    with alone(office.engine, f"letters {batch.campaign_id}"):
        made = produce(office, ticket, pieces, workers=workers, say=say)
        _check_same(made, items, folder_of(office, batch).with_name(batch_id), ticket.job.profile)
        with writing(office.engine) as connection:
            seal(connection, office, ticket, made)
            ledger.release_batch(connection, batch.id, by=by, now=now)
    say(f"{batch.id} prints {len(made.lines)} pieces of {batch_id} again")
    return batch


def reconcile(office: Office, batch_id: str) -> dict[str, int]:
    """printed - spoiled + reprinted = mailed, and what is still open."""
    with reading(office.engine) as connection:
        ledger.find_batch(connection, batch_id)
        return ledger.reconcile(connection, batch_id)


def _first_batch(connection: Any, batch_id: str) -> str:
    """The batch that the attempts belong to: the first of a chain of reprints."""
    batch = ledger.find_batch(connection, batch_id)
    return batch_id if batch.reprint_of is None else _first_batch(connection, batch.reprint_of)


def _check_same(made: Made, items: Mapping[str, Mapping[str, Any]], first: Path, profile: Profile) -> None:
    hint = "Put the template of the approved campaign back (job.json names its SHA-256), then reprint."
    changed = [line for line in made.lines if line.text_sha256 != items[line.piece.piece_id]["text_sha256"]]
    if changed or made.faults:
        raise StateError(
            f"{len(changed) + len(made.faults)} letters would not read as they did in {first.name}: "
            "the template has changed since.",
            hint=hint,
        )
    if other := next(unlike(made.lines, made.folder, items, first, profile), None):
        raise StateError(
            f"piece {other[0]}, page {other[1]} would not look as it did in {first.name}: "
            "styles, pictures, fonts or the profile have changed since.",
            hint=hint,
        )


def _write_pull_list(office: Office, batch: Batch, items: Sequence[Mapping[str, Any]]) -> None:
    folder = folder_of(office, batch)
    columns = [Column("batch_id"), Column("sequence", "int"), Column("piece_id"), Column("mark_payload")]
    rows = [(batch.id, item["sequence"], item["piece_id"], item["mark_payload"]) for item in items]
    write_csv(folder.with_name(f"{batch.id}_pull.csv"), columns, rows)
