"""Outcomes back from a team's sheet or a dialler: each row once, each under the permit that held when it rang."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, select, update

from dm import ledger
from dm.channels.call.numbers import Number, numbers_of, still_good
from dm.channels.call.outcomes import follow, load_ended, suppress_for
from dm.channels.call.permission import Verdict, verdicts
from dm.channels.call.rules import agree_callback, read_disposition
from dm.db import insert_many, writing
from dm.db import tables as t
from dm.errors import DmError, InputError
from dm.ledger import Office
from dm.model import Disposition, PieceState, TaskState
from dm.press.reading import read_flat

Row = Mapping[Any, Any]
COLUMNS = ("task_id", "disposition", "at", "agent", "phone", "callback_at", "note")
_ALSO_CALLED = {"vendor_lead_code": "task_id", "status": "disposition", "call_date": "at", "user": "agent",
                "comments": "note"}  # fmt: skip


@dataclass
class ResultsReport:
    """What a file of outcomes did: `faults` and `without_permit` name row and reason, never a person."""

    rows: int = 0
    recorded: int = 0
    repeated: int = 0
    faults: list[dict[str, Any]] = field(default_factory=list)
    without_permit: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Result:
    """One row of the file."""

    task_id: str
    disposition: Disposition
    at: datetime
    agent: str
    phone: str
    callback_at: datetime | None
    note: str

    @property
    def token(self) -> str:
        """The same row twice has the same token, whatever the file."""
        said = f"{self.task_id}\x1f{self.disposition}\x1f{self.at.isoformat()}"
        return "import:" + hashlib.sha256(said.encode()).hexdigest()[:48]


def import_results(engine: Engine, office: Office, path: Path, *, now: datetime) -> ResultsReport:
    """Record a file of outcomes: columns `task_id disposition at` and, as known, `agent phone callback_at note`.

    The whole file is one transaction; rows that cannot be used are reported. Raises InputError for a wrong file.
    """
    table = read_flat(path)
    names = [_ALSO_CALLED.get(name.lower(), name.lower()) for name in table.header]
    if missing := [name for name in COLUMNS[:3] if name not in names]:
        raise InputError(f"{path.name} has no column {missing[0]!r}.", hint=f"Needed: {', '.join(COLUMNS[:3])}.")
    report = ResultsReport()
    with writing(engine) as connection:
        for number, record in table.records():
            values = dict(zip(names, record.values(), strict=True))
            if not any(values.values()):
                continue
            report.rows += 1
            try:
                _record(connection, office, _read(values), now, report, number)
            except DmError as problem:
                report.faults.append({"row": number, "reason": problem.message})
    return report


def _read(values: Mapping[str, str]) -> _Result:
    return _Result(
        task_id=values["task_id"].lstrip("'"),
        disposition=read_disposition(values["disposition"]),
        at=_moment("at", values["at"]),
        agent=values.get("agent", "") or "dialler",
        phone="".join(char for char in values.get("phone", "") if char.isdigit()),
        callback_at=_wall("callback_at", values["callback_at"]) if values.get("callback_at") else None,
        note=values.get("note", ""),
    )


def _moment(name: str, text: str) -> datetime:
    moment = _wall(name, text)
    if moment.tzinfo is None:
        raise InputError(f"{name} {text!r} has no offset.", hint="Write 2027-03-09T15:30:00+01:00, or end with Z.")
    return moment.astimezone(UTC)


def _wall(name: str, text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as problem:
        raise InputError(f"{name} {text!r} is no time.", hint="Write 2027-03-09T15:30:00+01:00.") from problem


def _record(
    connection: Connection, office: Office, result: _Result, now: datetime, report: ResultsReport, row: int
) -> None:
    lease = t.call_lease
    if connection.execute(select(lease.c.id).where(lease.c.token == result.token)).scalar() is not None:
        report.repeated += 1
        return
    piece = _piece_of(connection, result, now)
    verdict = _verdict(connection, office, piece, result)
    if verdict.number is None:
        report.without_permit.append({"row": row, "task_id": result.task_id, "reason": verdict.reason})
        _heed(connection, office, piece, result)
        attempt_id = ""
    else:
        attempt_id = _attempt(connection, piece, verdict, result)
        ended = load_ended(connection, result.task_id, attempt_id, result.disposition, result.agent, result.at)
        callback = agree_callback(
            result.disposition, result.callback_at, zone=ended.zone, agent=result.agent, now=result.at
        )
        follow(connection, office, ended, callback)
        report.recorded += 1
    connection.execute(
        insert(lease).values(
            task_id=result.task_id,
            token=result.token,
            agent=result.agent,
            opened_at=result.at,
            until=result.at,
            closed_at=now,
            closed_why="imported",
            attempt_id=attempt_id,
            disposition=result.disposition.value,
            note=result.note,
        )
    )


def _piece_of(connection: Connection, result: _Result, now: datetime) -> Row:
    task = t.call_task
    query = select(t.piece, task.c.state.label("task_state"), task.c.list_id, task.c.dead_points)
    query = query.join(task, task.c.piece_id == t.piece.c.id).where(task.c.id == result.task_id)
    row = connection.execute(query.with_for_update(of=[t.piece, task])).mappings().first()
    if row is None:
        raise InputError(f"There is no call task {result.task_id!r}.", hint="Use the task_id column of the list.")
    if result.at > now:
        raise InputError(f"at {result.at.isoformat()} lies in the future.")
    if row["task_state"] != TaskState.OPEN.value:
        raise InputError(f"Task {result.task_id} is {row['task_state']} already.")
    if row["state"] != PieceState.PLANNED.value:
        raise InputError(f"Task {result.task_id} is on an agent's screen now.", hint="Import the row again later.")
    if result.callback_at is None and result.disposition.rule.needs_time:
        raise InputError(f"{result.disposition} needs callback_at, the time that was agreed.")
    return row


def _verdict(connection: Connection, office: Office, piece: Row, result: _Result) -> Verdict:
    """Whether the number that rang might be called at that moment."""
    run = ledger.load_run(connection, piece["campaign_id"], piece["wave"])
    numbers = still_good(numbers_of(connection, [piece["person_id"]])[piece["person_id"]], piece["dead_points"])
    rung = [number for number in numbers if not result.phone or _same(number, result.phone)]
    return verdicts(connection, office, run, [(piece, rung)], now=result.at)[piece["id"]]


def _same(number: Number, digits: str) -> bool:
    """Diallers give numbers back without country code or plus; seven digits at the end tell them apart."""
    return number.value.removeprefix("+").endswith(digits.lstrip("0")) and len(digits) >= 7


def _attempt(connection: Connection, piece: Row, verdict: Verdict, result: _Result) -> str:
    assert verdict.number is not None
    attempt = t.attempt
    last = connection.execute(
        select(func.coalesce(func.max(attempt.c.number), 0)).where(attempt.c.piece_id == piece["id"])
    ).scalar_one()
    row = ledger.attempt_row(
        {**piece, "point_id": verdict.number.point_id},
        last + 1,
        verdict.permit,
        batch_id=piece["list_id"],
        point_hmac=verdict.number.hmac,
        now=result.at,
    )
    insert_many(connection, attempt, [{**row, "agent": result.agent}])
    ledger.move(connection, [piece["id"]], PieceState.CLAIMED, now=result.at, claimed_at=result.at)
    return str(row["id"])


def _heed(connection: Connection, office: Office, piece: Row, result: _Result) -> None:
    """A call without a permit is no try of ours; what the person said in it counts all the same."""
    if not result.disposition.rule.final:
        return
    ledger.move(connection, [piece["id"]], PieceState.DROPPED, now=result.at, reason="CALLED_WITHOUT_PERMIT")
    connection.execute(
        update(t.call_task)
        .where(t.call_task.c.id == result.task_id)
        .values(state=TaskState.CANCELLED.value, closed_at=result.at, last_disposition=result.disposition.value)
    )
    if result.disposition.rule.suppress:
        suppress_for(
            connection, office, result.disposition, piece["person_id"], None, agent=result.agent, now=result.at
        )
