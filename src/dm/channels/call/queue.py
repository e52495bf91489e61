"""Who is called next, by whom: a lease for one agent on one person and every one of the person's numbers."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Select, case, func, insert, select, update

from dm import ledger
from dm.channels.call.numbers import Number, numbers_of, still_good
from dm.channels.call.permission import Verdict, verdicts
from dm.channels.call.rules import GRACE, HOT
from dm.channels.call.screen import Leased, show
from dm.db import insert_many, insert_new, writing
from dm.db import tables as t
from dm.errors import DmError, StateError
from dm.ledger import Office, Run
from dm.model import CampaignState, Disposition, PieceState, ResponseKind, TaskState

Row = Mapping[Any, Any]
# The first candidate nearly always fits. Where hours are closed, more are asked about at once.
_LOOKS = (1, 5, 20, 50, 50)
_RUNNING = (CampaignState.APPROVED.value, CampaignState.RUNNING.value)
_WARM = (ResponseKind.INTEREST.value, ResponseKind.QUESTION.value)
_EXPIRED_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Taken:
    """A lease as it stands in the rows."""

    task_id: str
    token: str
    until: datetime
    person_id: str
    piece_id: str
    point_id: str
    attempt_id: str


def lease(engine: Engine, office: Office, agent: str, *, now: datetime) -> Leased | None:
    """The next contact for an agent with everything the screen shows; None when nobody may be called now.

    Permit, attempt and lease are written in one transaction. Raises TemplateError when the script cannot be spoken;
    the contact is free again then.
    """
    taken = take(engine, office, agent, now=now)
    if taken is None:
        return None
    try:
        return show(engine, office, taken.task_id, taken.token, taken.until, taken.point_id, now=now)
    except DmError:
        release(engine, taken.task_id, taken.token, now=now)
        raise


def take(engine: Engine, office: Office, agent: str, *, now: datetime) -> Taken | None:
    """Lease the next contact in the agreed order; see `lease`."""
    with writing(engine) as connection:
        expire(connection, now=now)
        passed: list[str] = []
        for size in _LOOKS:
            rows = connection.execute(_candidates(agent, passed, now, size)).mappings().all()
            if not rows:
                return None
            permitted = _permitted(connection, office, rows, now=now)
            for row in rows:
                verdict, numbers = permitted.get(row["task_id"], (None, []))
                if verdict and (taken := _lease_one(connection, office, agent, row, verdict, numbers, now)):
                    return taken
            passed += [row["task_id"] for row in rows]
    return None


def heartbeat(engine: Engine, office: Office, task_id: str, token: str, *, now: datetime) -> datetime:
    """The agent is still at it: the lease runs anew from now. Raises StateError for a stale token."""
    with writing(engine) as connection:
        row = open_lease(connection, task_id, token, now=now)
        until = now + office.settings.call_lease
        connection.execute(update(t.call_lease).where(t.call_lease.c.id == row["id"]).values(until=until))
    return until


def release(engine: Engine, task_id: str, token: str, *, now: datetime) -> None:
    """Give a contact back without having tried. Raises StateError for a stale token."""
    with writing(engine) as connection:
        row = open_lease(connection, task_id, token, now=now)
        _abandon(connection, row, why="released", now=now)


def open_lease(connection: Connection, task_id: str, token: str, *, now: datetime) -> Row:
    """The open lease of this token, locked; raises StateError when it ended or belongs to somebody else by now."""
    piece_id = connection.execute(select(t.call_task.c.piece_id).where(t.call_task.c.id == task_id)).scalar()
    # piece before lease, everywhere: an objection takes its locks in the same order
    connection.execute(select(t.piece.c.id).where(t.piece.c.id == piece_id).with_for_update())
    query = select(t.call_lease).where(t.call_lease.c.task_id == task_id, t.call_lease.c.token == token)
    row = connection.execute(query.with_for_update()).mappings().first()
    if row is None or row["closed_at"] is not None or row["until"] <= now:
        raise StateError(
            f"The lease of task {task_id} has ended: nothing was saved.",
            hint="Take the next contact; note this call there.",
        )
    return row


def close_lease(connection: Connection, lease_id: int, *, why: str, now: datetime, **also: Any) -> None:
    """End a lease and free the person and the numbers."""
    connection.execute(
        update(t.call_lease).where(t.call_lease.c.id == lease_id).values(closed_at=now, closed_why=why, **also)
    )
    connection.execute(update(t.call_lease_key).where(t.call_lease_key.c.lease_id == lease_id).values(open=False))


def expire(connection: Connection, *, now: datetime) -> int:
    """End leases whose time is over: their contacts return to the queue, and no try is counted."""
    late = (
        select(t.call_lease)
        .join(t.call_task, t.call_task.c.id == t.call_lease.c.task_id)
        .join(t.piece, t.piece.c.id == t.call_task.c.piece_id)
        .where(t.call_lease.c.closed_at.is_(None), t.call_lease.c.until <= now)
        .order_by(t.call_lease.c.id)
        .limit(_EXPIRED_AT_ONCE)
        .with_for_update(of=[t.piece, t.call_lease], skip_locked=True)
    )
    rows = connection.execute(late).mappings().all()
    for row in rows:
        _abandon(connection, row, why="expired", now=now)
    return len(rows)


def _abandon(connection: Connection, lease_row: Row, *, why: str, now: datetime) -> None:
    code = Disposition.AGENT_ABANDON.value
    close_lease(connection, lease_row["id"], why=why, now=now, disposition=code)
    ledger.mark_retry(connection, lease_row["attempt_id"], code, due_at=now, now=now)


def _candidates(agent: str, passed: Sequence[str], now: datetime, limit: int) -> Select[Any]:
    task, piece, campaign = t.call_task, t.piece, t.campaign
    promised = task.c.callback_wall != ""
    other = task.alias()
    promised_elsewhere = (
        select(other.c.id)
        .where(
            other.c.person_id == task.c.person_id,
            other.c.id != task.c.id,
            other.c.state == TaskState.OPEN.value,
            other.c.callback_wall != "",
        )
        .exists()
    )
    hot = (
        select(t.response.c.id)
        .where(
            t.response.c.person_id == task.c.person_id,
            t.response.c.kind.in_(_WARM),
            t.response.c.at.between(now - HOT, now),
        )
        .exists()
    )
    urgency = case((promised & (task.c.callback_owner == agent), 0), (promised, 1), (hot, 2), else_=3)
    return (
        select(task.c.id.label("task_id"), task.c.list_id, task.c.dead_points, piece)
        .join(piece, piece.c.id == task.c.piece_id)
        .join(campaign, campaign.c.id == piece.c.campaign_id)
        .where(
            task.c.state == TaskState.OPEN.value,
            task.c.due_at <= now,
            task.c.callback_owner.in_(["", agent]) | (task.c.due_at <= now - GRACE),
            piece.c.state == PieceState.PLANNED.value,
            campaign.c.state.in_(_RUNNING),
            ~promised_elsewhere,
            task.c.id.not_in(passed),
        )
        .order_by(
            urgency,
            case((promised, task.c.due_at)),
            task.c.priority.desc(),
            func.coalesce(task.c.last_tried_at, task.c.created_at),
            task.c.id,
        )
        .limit(limit)
        .with_for_update(of=[task, piece], skip_locked=True)
    )


def _permitted(
    connection: Connection, office: Office, rows: Sequence[Row], *, now: datetime
) -> dict[str, tuple[Verdict, list[Number]]]:
    """Verdict and all numbers by task id for those that may be called now; the others are put off or closed."""
    numbers = numbers_of(connection, {row["person_id"] for row in rows})
    waves: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        waves.setdefault((row["campaign_id"], row["wave"]), []).append(row)
    found: dict[str, tuple[Verdict, list[Number]]] = {}
    for (campaign, wave), some in waves.items():
        run = ledger.load_run(connection, campaign, wave)
        for row, verdict in _judged(connection, office, run, some, numbers, now):
            if verdict.number is not None:
                found[row["task_id"]] = (verdict, numbers[row["person_id"]])
            else:
                _put_off(connection, row, verdict, now)
    return found


def _judged(
    connection: Connection,
    office: Office,
    run: Run,
    rows: Sequence[Row],
    numbers: Mapping[str, list[Number]],
    now: datetime,
) -> list[tuple[Row, Verdict]]:
    gone = ledger.unneeded(connection, run, [row["person_id"] for row in rows], now=now)
    for row in rows:
        if row["person_id"] in gone:
            ledger.cancel(connection, [row["id"]], gone[row["person_id"]], now=now)
    left = [row for row in rows if row["person_id"] not in gone]
    wanted = [(row, still_good(numbers[row["person_id"]], row["dead_points"], row["point_id"])) for row in left]
    answers = verdicts(connection, office, run, wanted, now=now)
    return [(row, answers[row["id"]]) for row in left]


def _put_off(connection: Connection, row: Row, verdict: Verdict, now: datetime) -> None:
    """Not now: at the hour the law names. Never: the piece ends with the law's reason."""
    task = update(t.call_task).where(t.call_task.c.id == row["task_id"])
    if verdict.retry_at is not None:
        connection.execute(task.values(due_at=verdict.retry_at))
        return
    ledger.move(connection, [row["id"]], PieceState.DROPPED, now=now, reason=verdict.reason)
    connection.execute(task.values(state=TaskState.CANCELLED.value, closed_at=now))


def _lease_one(
    connection: Connection,
    office: Office,
    agent: str,
    row: Row,
    verdict: Verdict,
    numbers: Sequence[Number],
    now: datetime,
) -> Taken | None:
    """Lease this contact; None when the person or one of the numbers is on somebody's screen."""
    assert verdict.number is not None
    keys = sorted({f"person:{row['person_id']}", *(f"phone:{number.hmac}" for number in numbers)})
    token = secrets.token_urlsafe(24)
    until = now + office.settings.call_lease
    attempt_id = f"{row['id']}-{_tries(connection, row['id']) + 1}"
    savepoint = connection.begin_nested()
    values = {
        "task_id": row["task_id"],
        "token": token,
        "agent": agent,
        "opened_at": now,
        "until": until,
        "attempt_id": attempt_id,
    }
    lease_id = connection.execute(insert(t.call_lease).values(**values).returning(t.call_lease.c.id)).scalar_one()
    held = [{"lease_id": lease_id, "key": key, "open": True} for key in keys]
    if insert_new(connection, t.call_lease_key, held) < len(keys):
        savepoint.rollback()
        return None
    savepoint.commit()
    _claim(connection, agent, row, verdict, attempt_id, now)
    return Taken(row["task_id"], token, until, row["person_id"], row["id"], verdict.number.point_id, attempt_id)


def _claim(connection: Connection, agent: str, row: Row, verdict: Verdict, attempt_id: str, now: datetime) -> None:
    """The call is written as claimed, under its permit, before anybody dials."""
    assert verdict.number is not None
    made = ledger.attempt_row(
        {**row, "point_id": verdict.number.point_id},
        int(attempt_id.rpartition("-")[2]),
        verdict.permit,
        batch_id=row["list_id"],
        point_hmac=verdict.number.hmac,
        now=now,
    )
    insert_many(connection, t.attempt, [{**made, "agent": agent}])
    ledger.move(connection, [row["id"]], PieceState.CLAIMED, now=now, claimed_at=now)


def _tries(connection: Connection, piece_id: str) -> int:
    query = select(func.coalesce(func.max(t.attempt.c.number), 0)).where(t.attempt.c.piece_id == piece_id)
    return int(connection.execute(query).scalar_one())
