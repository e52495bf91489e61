"""A letter wave becomes a print batch: claim, print, verify, seal, release; a crash goes on with what it left."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from dm import ledger
from dm.channels.letter import store
from dm.channels.letter.delivery import deliver_waiting
from dm.channels.letter.index import batch_items
from dm.channels.letter.packet import Ticket
from dm.channels.letter.printing import PrintJob
from dm.channels.letter.production import Made, archive_of, print_job, produce
from dm.db import alone, reading, writing
from dm.errors import Refused, StateError
from dm.ledger import Batch, Claimed, Dispatched, Office, Run
from dm.model import Channel, PieceState

_CLAIM = 1_000
# Spoilage and returns come back within weeks; after that nobody needs names and addresses in a PDF.
KEPT = timedelta(days=90)
# Between printing and sealing somebody may object; then the batch is printed again without them.
_TRIES = 5


def dispatch(
    office: Office,
    *,
    campaign: str,
    wave: str,
    now: datetime,
    say: Callable[[str], None],
    workers: int | None = None,
    dry_run: bool = False,
) -> Dispatched:
    """Make a print batch of everything due; safe to run again at any time."""
    with reading(office.engine) as connection:
        run = ledger.load_run(connection, campaign, wave)
        before = store.gone(connection, campaign, wave)
    job = print_job(office, run)
    if dry_run:
        return _rehearse(office, run, before, now)
    work = _Work(office, run, job, now, say, workers, is_first=not before)
    batch = work.take()
    made = work.make(batch) if batch else None
    if office.settings.vendors:
        deliver_waiting(office, now=now, say=say, campaign=campaign)
    done = [batch.id] if batch and made and made.lines else []
    return Dispatched(len(made.lines) if made else 0, before, work.refused, 0, done)


def brief_wave(run: Run) -> Mapping[str, Any]:
    """The wave as the brief says it, with the keys that have no column."""
    waves: list[Mapping[str, Any]] = run.brief.get("wave", [])
    return next((wave for wave in waves if wave.get("name") == run.wave["name"]), {})


class _Work:
    """One dispatch of one wave."""

    def __init__(
        self,
        office: Office,
        run: Run,
        job: PrintJob,
        now: datetime,
        say: Callable[[str], None],
        workers: int | None,
        *,
        is_first: bool,
    ) -> None:
        self._office, self._run, self._job, self._now, self._say, self._workers = office, run, job, now, say, workers
        self._is_first = is_first
        self._names = {"campaign": run.campaign["id"], "wave": run.wave["name"]}
        self.refused: Counter[str] = Counter()

    def take(self) -> Batch | None:
        """The unfinished batch filled up with all that is due; None when there is nothing to print."""
        while True:
            with writing(self._office.engine) as connection:
                batch = ledger.open_batch(
                    connection, **self._names, channel=Channel.LETTER, vendor=self._job.profile.name, now=self._now
                )
                result = ledger.claim(
                    connection, self._office, **self._names, batch_id=batch.id, now=self._now, limit=_CLAIM
                )
                self.refused.update(result.refused)
                if result.claimed or result.refused or result.later:
                    continue
                if ledger.claimed_attempts(connection, **self._names):
                    return batch
                ledger.discard_batch(connection, batch.id)
                return None

    def make(self, batch: Batch) -> Made:
        """Print and seal; what cannot be printed fails with its reason in the transaction that seals the rest."""
        with alone(self._office.engine, f"letters {batch.campaign_id}"):
            for _ in range(_TRIES):
                with reading(self._office.engine) as connection:
                    pieces = ledger.claimed_attempts(connection, **self._names)
                    ticket = self._ticket(connection, batch)
                made = produce(self._office, ticket, pieces, workers=self._workers, say=self._say)
                self._refuse_nothing(made)
                if self._seal(ticket, made, pieces):
                    self._report(batch, made)
                    return made
        raise StateError(f"Batch {batch.id} changes faster than it is printed.", hint="Run it again in a minute.")

    def _refuse_nothing(self, made: Made) -> None:
        """Where not one of a wave's letters can be printed, it is no single letter's fault; a later rest may be."""
        if made.lines or len(made.faults) < 2 or not self._is_first:
            return
        reasons = Counter(reason for _, reason, _ in made.faults)
        told = ", ".join(f"{count} {reason}" for reason, count in reasons.most_common())
        raise Refused(
            f"None of {len(made.faults)} letters can be printed ({told}): {made.faults[0][2]}",
            hint="Mend the template, its fonts or the profile; nothing is sealed, and the next launch prints them.",
        )

    def _ticket(self, connection: Any, batch: Batch) -> Ticket:
        approvals = store.approval_of(connection, batch.campaign_id)
        return Ticket(
            batch=batch,
            job=self._job,
            now=self._now,
            destroy_on=(self._now + KEPT).date(),
            drop_on=self._run.wave["drop_on"],
            approvals=approvals,
            proofs=store.proof_files(connection, batch.campaign_id, approvals),
        )

    def _seal(self, ticket: Ticket, made: Made, pieces: list[Claimed]) -> bool:
        """False when a piece was cancelled since it was printed."""
        batch, now = ticket.batch, self._now
        with writing(self._office.engine) as connection:
            wanted = {piece.piece_id for piece in pieces}
            if store.in_state(connection, wanted, PieceState.CLAIMED) != wanted:
                return False
            for piece, reason, _ in made.faults:
                ledger.mark_failed(connection, piece.attempt_id, reason, now=now)
            if not made.lines:
                if ledger.discard_batch(connection, batch.id):
                    shutil.rmtree(made.folder, ignore_errors=True)
                    archive_of(self._office, batch).unlink(missing_ok=True)
                return True
            seal(connection, self._office, ticket, made)
            if brief_wave(self._run).get("release", "auto") == "auto":
                ledger.release_batch(connection, batch.id, by="dm", now=now)
        return True

    def _report(self, batch: Batch, made: Made) -> None:
        self.refused.update(reason for _, reason, _ in made.faults)
        for _, _, message in made.faults:
            self._say(message)
        if not made.lines:
            return
        pages = sum(line.place.pages for line in made.lines)
        self._say(f"{batch.campaign_id}/{batch.wave}: print batch {batch.id}, {len(made.lines)} letters, {pages} pages")


def seal(connection: Any, office: Office, ticket: Ticket, made: Made) -> None:
    """Close the batch with its hash, and remember its files."""
    batch, profile = ticket.batch, ticket.job.profile
    items = batch_items(made.lines, profile)
    ledger.seal_batch(
        connection,
        batch.id,
        items=items,
        pages=sum(line.place.pages for line in made.lines),
        sheets=sum(item.sheets for item in items),
        folder=made.folder.relative_to(office.settings.workspace).as_posix(),
        sha256=made.sha256,
        now=ticket.now,
    )
    kept = archive_of(office, batch)
    store.note_files(
        connection,
        [*made.folder.rglob("*"), *([kept] if kept.is_file() else [])],
        settings=office.settings,
        batch=batch,
        destroy_on=ticket.destroy_on,
        now=ticket.now,
    )


class _Rehearsed(Exception):
    """Ends a transaction that must leave nothing behind."""


def _rehearse(office: Office, run: Run, gone: int, now: datetime) -> Dispatched:
    """Ask the law for everything that is due, and take it all back."""
    names = {"campaign": run.campaign["id"], "wave": run.wave["name"]}
    count, refused = 0, Counter[str]()
    try:
        with writing(office.engine) as connection:
            result = ledger.claim(connection, office, **names, batch_id=None, now=now)
            count, refused = len(ledger.claimed_attempts(connection, **names)), result.refused
            raise _Rehearsed
    except _Rehearsed:
        return Dispatched(count, gone, refused)
