"""A call wave becomes a list: a task for each person, files for team and dialler. The permit is asked at each call."""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from dm import ledger
from dm.channels.call.entries import entries_of
from dm.channels.call.listing import TooLong, write_generic, write_vicidial
from dm.channels.call.numbers import numbers_of
from dm.channels.call.permission import verdicts
from dm.db import insert_new, reading, writing
from dm.db import tables as t
from dm.errors import Refused
from dm.ledger import Batch, BatchItem, Dispatched, Office, Run
from dm.model import CampaignState, Channel, PieceState, TaskState, base32_id

Row = Mapping[Any, Any]
_CHUNK = 500
# A refusal that ends within these days only waits; a list is worked off in days.
_LISTED_AHEAD = timedelta(days=7)
_RUNNING = (CampaignState.APPROVED.value, CampaignState.RUNNING.value)


@dataclass
class _Made:
    """What a run has put on the list."""

    listed: int = 0
    refused: Counter[str] = field(default_factory=Counter)


def dispatch(
    office: Office,
    *,
    campaign: str,
    wave: str,
    now: datetime,
    say: Callable[[str], None],
    workers: int | None = None,  # noqa: ARG001 -- every channel is asked alike; a list is quick
    dry_run: bool = False,
) -> Dispatched:
    """Open call tasks for everything due and write the list; safe to run again at any time.

    Nobody is called by this: the binding permit is asked when an agent takes the contact.
    """
    with reading(office.engine) as connection:
        run = ledger.load_run(connection, campaign, wave)
        before = _listed(connection, campaign, wave)
    if run.campaign["state"] not in _RUNNING:
        raise Refused(f"Campaign {campaign} is {run.campaign['state']}: nothing leaves.", hint="`dm approve` lets it.")
    made = _Made()
    if dry_run:
        return _rehearse(office, run, made, now, before)
    with writing(office.engine) as connection:
        batch = ledger.open_batch(
            connection, campaign=campaign, wave=wave, channel=Channel.CALL, vendor=run.wave["vendor"], now=now
        )
    while _open_tasks(office, run, batch.id, made, now):
        say(f"{campaign}/{wave}: {made.listed} people on call list {batch.id}")
    sealed = _seal(office, run, batch, now, say)
    return Dispatched(made.listed, before, made.refused, 0, [batch.id] if sealed else [])


def _listed(connection: Connection, campaign: str, wave: str) -> int:
    query = select(func.count()).select_from(t.call_task).join(t.piece, t.piece.c.id == t.call_task.c.piece_id)
    return connection.execute(query.where(t.piece.c.campaign_id == campaign, t.piece.c.wave == wave)).scalar_one()


def _open_tasks(office: Office, run: Run, batch_id: str, made: _Made, now: datetime) -> bool:
    """One chunk in one transaction; False when nothing is left."""
    with writing(office.engine) as connection:
        return _open_chunk(connection, office, run, batch_id, made, now)


def _open_chunk(connection: Connection, office: Office, run: Run, batch_id: str, made: _Made, now: datetime) -> bool:
    pieces = _due(connection, run, now)
    if not pieces:
        return False
    gone = ledger.unneeded(connection, run, [row["person_id"] for row in pieces], now=now)
    for reason in sorted(set(gone.values())):
        unwanted = [row["id"] for row in pieces if gone.get(row["person_id"]) == reason]
        made.refused[reason] += ledger.cancel(connection, unwanted, reason, now=now)
    left = _without_seeds(connection, [row for row in pieces if row["person_id"] not in gone], made, now)
    numbers = numbers_of(connection, {row["person_id"] for row in left})
    answers = verdicts(connection, office, run, [(row, numbers[row["person_id"]]) for row in left], now=now)
    tasks = []
    for row in left:
        verdict = answers[row["id"]]
        if verdict.number is None and verdict.retry_at is None:
            made.refused[verdict.reason] += ledger.move(
                connection, [row["id"]], PieceState.DROPPED, now=now, reason=verdict.reason
            )
        else:
            tasks.append(_task(row, batch_id, verdict.retry_at or now, now))
    made.listed += insert_new(connection, t.call_task, tasks) if tasks else 0
    made.refused = +made.refused
    return True


def _due(connection: Connection, run: Run, now: datetime) -> Sequence[Row]:
    piece = t.piece
    has_task = select(t.call_task.c.id).where(t.call_task.c.piece_id == piece.c.id).exists()
    return (
        connection.execute(
            select(piece)
            .where(
                piece.c.campaign_id == run.campaign["id"],
                piece.c.wave == run.wave["name"],
                piece.c.state == PieceState.PLANNED.value,
                piece.c.due_at <= now,
                ~has_task,
            )
            .order_by(func.coalesce(piece.c.score, 0.0).desc(), piece.c.serial)
            .limit(_CHUNK)
        )
        .mappings()
        .all()
    )


def _without_seeds(connection: Connection, pieces: Sequence[Row], made: _Made, now: datetime) -> list[Row]:
    """A control recipient is not rung up: agents' calls are listened to instead."""
    seeds = [row["id"] for row in pieces if row["seed"]]
    made.refused["SEED"] += ledger.move(connection, seeds, PieceState.DROPPED, now=now, reason="SEED")
    return [row for row in pieces if not row["seed"]]


def _task(piece: Row, batch_id: str, due_at: datetime, now: datetime) -> dict[str, Any]:
    return {
        "id": "T" + base32_id("task", piece["id"]),
        "piece_id": piece["id"],
        "person_id": piece["person_id"],
        "campaign_id": piece["campaign_id"],
        "list_id": batch_id,
        "state": TaskState.OPEN.value,
        "priority": _priority(piece["score"]),
        "why": "",
        "fields": [],
        "due_at": due_at,
        "language": piece["language"],
        "dead_points": [],
        "created_at": now,
    }


def _priority(score: float | None) -> int:
    """Scores are fractions or points; dialler and queue want whole numbers from -99 to 99."""
    value = (score or 0.0) * (100 if abs(score or 0.0) <= 1 else 1)
    return max(-99, min(99, round(value)))


def _seal(office: Office, run: Run, batch: Batch, now: datetime, say: Callable[[str], None]) -> bool:
    """Write the files and seal the list; a list without anybody disappears."""
    with reading(office.engine) as connection:
        entries = entries_of(connection, office, list_id=batch.id, now=now, ahead=_LISTED_AHEAD)
    with writing(office.engine) as connection:
        if not entries:
            ledger.discard_batch(connection, batch.id)
            return False
    folder = office.settings.out / run.campaign["id"] / "calls" / batch.id
    part = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    write_generic(part / "list.csv", entries)
    for line in explain(write_vicidial(part / "list_vicidial.tsv", entries)):
        say(line)
    shutil.rmtree(folder, ignore_errors=True)
    part.rename(folder)
    with writing(office.engine) as connection:
        ledger.seal_batch(
            connection,
            batch.id,
            items=_items(connection, batch.id),
            pages=0,
            sheets=0,
            folder=folder.relative_to(office.settings.workspace).as_posix(),
            sha256=_digest(folder),
            now=now,
        )
        ledger.release_batch(connection, batch.id, by="dm", now=now)
    return True


def explain(faults: Sequence[TooLong]) -> list[str]:
    """Rows that a dialler's layout cannot hold, in words."""
    return [
        f"Task {fault.task_id} is left out: {fault.field} has {fault.length} characters, VICIdial takes {fault.limit}."
        for fault in faults
    ]


def _items(connection: Connection, batch_id: str) -> list[BatchItem]:
    query = select(t.call_task.c.piece_id).where(t.call_task.c.list_id == batch_id).order_by(t.call_task.c.id)
    return [BatchItem(piece, number) for number, piece in enumerate(connection.execute(query).scalars(), start=1)]


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        digest.update(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n".encode())
    return digest.hexdigest()


class _Rehearsed(Exception):
    """Ends a transaction that must leave nothing behind."""


def _rehearse(office: Office, run: Run, made: _Made, now: datetime, before: int) -> Dispatched:
    """Ask for everything that is due, and take it all back."""
    try:
        with writing(office.engine) as connection:
            while _open_chunk(connection, office, run, "", made, now):
                pass
            raise _Rehearsed
    except _Rehearsed:
        return Dispatched(made.listed, before, made.refused)
