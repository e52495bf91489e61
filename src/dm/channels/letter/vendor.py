"""The vendor's side of a print batch: what is spoiled, printed again, pulled out, and what was mailed in the end."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from dm import ledger
from dm.channels.letter import store
from dm.channels.letter.dispatch import KEPT, seal
from dm.channels.letter.packet import Ticket
from dm.channels.letter.production import Made, folder_of, print_job, produce
from dm.db import alone, reading, writing
from dm.errors import InputError, StateError
from dm.ledger import Batch, Office
from dm.model import Channel, PieceState
from dm.press.tables import Column, write_csv

_RANGE = re.compile(r"(\d+)(?:\s*[-–]\s*(\d+))?")


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

    The file is a CSV with the column piece_id or sequence, or lines of piece ids, numbers and ranges (12-15).
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from error
    with writing(office.engine) as connection:
        ledger.find_batch(connection, batch_id)
        items = store.items_of(connection, batch_id)
        pieces = _pieces_in(content, items, path)
        digest = hashlib.sha256(content).hexdigest()
        return Spoiled(batch_id, ledger.spoil(connection, batch_id, pieces, file_sha256=digest, now=now))


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
        batch = ledger.open_reprint(connection, batch_id, now=now)
        if batch is None:
            return None
        run = ledger.load_run(connection, batch.campaign_id, batch.wave)
        again = set(ledger.to_reprint(connection, batch_id))
        first = _first_batch(connection, batch_id)
        pieces = [piece for piece in ledger.claimed_of(connection, first) if piece.piece_id in again]
        texts = {item["piece_id"]: item["text_sha256"] for item in store.items_of(connection, batch_id)}
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
        _check_same(made, texts, batch_id)
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


def _check_same(made: Made, texts: Mapping[str, str], batch_id: str) -> None:
    changed = [line for line in made.lines if line.text_sha256 != texts[line.piece.piece_id]]
    if changed or made.faults:
        raise StateError(
            f"{len(changed) + len(made.faults)} letters would not read as they did in {batch_id}: "
            "the template has changed since.",
            hint="Put the template of the approved campaign back (job.json names its SHA-256), then reprint.",
        )


def _pieces_in(content: bytes, items: Sequence[Mapping[str, Any]], path: Path) -> list[str]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 text.", hint="Save it as CSV in UTF-8.") from error
    named = _by_header(text) or [line.strip().strip(";,") for line in text.splitlines()]
    known = {item["piece_id"] for item in items}
    by_sequence = {int(item["sequence"]): str(item["piece_id"]) for item in items}
    pieces: dict[str, None] = {}
    for value in filter(None, named):
        if value in known:
            pieces[value] = None
        else:
            pieces.update(dict.fromkeys(_numbered(value, by_sequence, path)))
    if not pieces:
        raise InputError(f"{path} names no piece.", hint="Send the column piece_id or sequence of the batch's index.")
    return list(pieces)


def _by_header(text: str) -> list[str]:
    head = text.split("\n", 1)[0]
    rows = csv.DictReader(io.StringIO(text), delimiter=max(";,\t", key=head.count))
    names = [name.strip().lower() for name in rows.fieldnames or []]
    for wanted in ("piece_id", "sequence"):
        if wanted in names:
            key = (rows.fieldnames or [])[names.index(wanted)]
            return [(row[key] or "").strip() for row in rows]
    return []


def _numbered(value: str, by_sequence: Mapping[int, str], path: Path) -> list[str]:
    found = _RANGE.fullmatch(value)
    numbers = range(int(found[1]), int(found[2] or found[1]) + 1) if found else range(0)
    if not numbers or numbers[0] not in by_sequence or numbers[-1] not in by_sequence:
        raise InputError(
            f"{path}: {value[:60]!r} is neither a piece nor a sequence number of this batch.",
            hint="Use the piece_id or sequence column of the batch's own index.",
        )
    return [by_sequence[number] for number in numbers]


def _write_pull_list(office: Office, batch: Batch, items: Sequence[Mapping[str, Any]]) -> None:
    folder = folder_of(office, batch)
    columns = [Column("batch_id"), Column("sequence", "int"), Column("piece_id"), Column("mark_payload")]
    rows = [(batch.id, item["sequence"], item["piece_id"], item["mark_payload"]) for item in items]
    write_csv(folder.with_name(f"{batch.id}_pull.csv"), columns, rows)
