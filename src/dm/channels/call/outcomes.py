"""How a call ended: everything that follows from it, in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, select, update

from dm import ledger
from dm.channels.call.hearing import Heard, mark_verified, store_consents, store_corrections
from dm.channels.call.numbers import numbers_of, still_good
from dm.channels.call.queue import close_lease, open_lease
from dm.channels.call.rules import Callback, Step, agree_callback, next_step, read_disposition
from dm.db import tables as t
from dm.db import writing
from dm.ledger import Office
from dm.model import Disposition, PieceState, PointStatus, TaskState

Row = Mapping[Any, Any]
_VERIFIES = (Disposition.CONFIRMED, Disposition.CORRECTED)
_SCOPE = {Disposition.COMPANY_CLOSED: "company"}
_WHY_SUPPRESSED = {Disposition.DECEASED: "deceased", Disposition.COMPANY_CLOSED: "company_closed"}


@dataclass(frozen=True, slots=True)
class Recorded:
    """Where a task stands after a call; `due_at` None: it is over. `cancelled`: pieces stopped by an objection."""

    task_id: str
    state: TaskState
    due_at: datetime | None
    cancelled: int = 0
    proposals: int = 0


@dataclass(frozen=True, slots=True)
class Ended:
    """One call that ended."""

    task: Row
    attempt: Row
    disposition: Disposition
    agent: str
    now: datetime
    zone: str


def record_outcome(
    engine: Engine,
    office: Office,
    task_id: str,
    token: str,
    disposition: str,
    *,
    callback_at: datetime | None = None,
    corrections: Sequence[Mapping[str, Any]] = (),
    consents: Sequence[Mapping[str, Any]] = (),
    note: str = "",
    now: datetime,
) -> Recorded:
    """Save a call's end and all that follows from it; nothing is saved when any part is wrong.

    `callback_at` without an offset is the person's wall time. Raises StateError for a stale token, InputError.
    """
    code = read_disposition(disposition)
    with writing(engine) as connection:
        lease = open_lease(connection, task_id, token, now=now)
        ended = load_ended(connection, task_id, lease["attempt_id"], code, lease["agent"], now)
        callback = agree_callback(code, callback_at, zone=ended.zone, agent=ended.agent, now=now)
        close_lease(connection, lease["id"], why="outcome", now=now, disposition=code.value, note=note)
        heard = _heard(connection, office, ended)
        proposals = store_corrections(connection, heard, corrections)
        store_consents(connection, office, heard, consents, corrections)
        if code in _VERIFIES:
            mark_verified(connection, heard.person_id, ended.attempt["point_id"], now=now)
        return follow(connection, office, ended, callback, proposals=proposals)


def load_ended(
    connection: Connection, task_id: str, attempt_id: str, disposition: Disposition, agent: str, now: datetime
) -> Ended:
    """The rows of a call that ended, and the zone of the number that was dialled."""
    query = select(t.call_task, t.campaign.c.controller, t.campaign.c.time_zone)
    query = query.join(t.campaign, t.campaign.c.id == t.call_task.c.campaign_id).where(t.call_task.c.id == task_id)
    task = connection.execute(query).mappings().one()
    attempt = connection.execute(select(t.attempt).where(t.attempt.c.id == attempt_id)).mappings().one()
    zone = connection.execute(
        select(t.point_zone.c.zone)
        .where(t.point_zone.c.point_id == attempt["point_id"])
        .order_by(t.point_zone.c.zone)
        .limit(1)
    ).scalar()
    return Ended(task, attempt, disposition, agent, now, zone or task["time_zone"] or "UTC")


def follow(
    connection: Connection, office: Office, ended: Ended, callback: Callback | None, *, proposals: int = 0
) -> Recorded:
    """Attempt, piece and task as the retry table wants them; objections last, so that they find the rest done."""
    dead = _dead_points(connection, ended)
    left = _numbers_left(connection, ended.task["person_id"], dead)
    tries = _tries(connection, ended)
    step = next_step(ended.disposition, tries, numbers_left=left)
    due_at = _due_at(step, callback, ended.now)
    _close_attempt(connection, ended, step, due_at)
    _write_task(connection, ended, step, due_at, callback, dead, tries)
    cancelled = 0
    if ended.disposition.rule.suppress:
        person_id, point_id = ended.task["person_id"], ended.attempt["point_id"]
        cancelled = suppress_for(
            connection, office, ended.disposition, person_id, point_id, agent=ended.agent, now=ended.now
        )
    return Recorded(ended.task["id"], step.state, due_at, cancelled, proposals)


def _due_at(step: Step, callback: Callback | None, now: datetime) -> datetime | None:
    if step.state != TaskState.OPEN:
        return None
    if callback is not None:
        return callback.at
    return now + step.wait if step.wait is not None else now


def _close_attempt(connection: Connection, ended: Ended, step: Step, due_at: datetime | None) -> None:
    attempt_id, code, now = ended.attempt["id"], ended.disposition.value, ended.now
    if step.state == TaskState.DONE:
        ledger.mark_sent(connection, [attempt_id], now=now, outcome=code)
        if ended.disposition.rule.right_party:
            ledger.outcome(connection, ended.attempt["piece_id"], PieceState.DELIVERED, "", now=now)
    elif due_at is not None:
        ledger.mark_retry(connection, attempt_id, code, due_at=due_at, now=now)
    else:
        ledger.mark_failed(connection, attempt_id, code, now=now)


def _write_task(
    connection: Connection,
    ended: Ended,
    step: Step,
    due_at: datetime | None,
    callback: Callback | None,
    dead: Sequence[str],
    tries: Mapping[str, int],
) -> None:
    values: dict[str, Any] = {
        "state": step.state.value,
        "attempts": sum(tries.values()),
        "last_disposition": ended.disposition.value,
        "last_tried_at": ended.now,
        "dead_points": list(dead),
        "callback_wall": callback.wall if callback else "",
        "callback_zone": callback.zone if callback else "",
        "callback_owner": callback.owner if callback else "",
    }
    values |= {"closed_at": ended.now} if due_at is None else {"due_at": due_at}
    task = t.call_task
    connection.execute(
        update(task).where(task.c.id == ended.task["id"], task.c.state == TaskState.OPEN.value).values(**values)
    )


def _dead_points(connection: Connection, ended: Ended) -> list[str]:
    """Numbers that proved wrong in this task, this one included; a wrong number is dead for everybody who asks."""
    dead = list(ended.task["dead_points"])
    point_id = ended.attempt["point_id"]
    if not ended.disposition.rule.next_number or point_id is None:
        return dead
    point = t.contact_point
    connection.execute(
        update(point)
        .where(point.c.id == point_id)
        .values(status=PointStatus.DEAD.value, reason=ended.disposition.value, observed_at=ended.now)
    )
    return [*dead, point_id] if point_id not in dead else dead


def _numbers_left(connection: Connection, person_id: str, dead: Sequence[str]) -> bool:
    return bool(still_good(numbers_of(connection, [person_id])[person_id], dead))


def _tries(connection: Connection, ended: Ended) -> Counter[str]:
    """Earlier tries of the piece by how they ended, and this one; what an agent gave back is no try."""
    attempt = t.attempt
    query = select(attempt.c.outcome).where(
        attempt.c.piece_id == ended.attempt["piece_id"], attempt.c.state != "claimed", attempt.c.outcome != ""
    )
    tries = Counter(connection.execute(query.where(attempt.c.id != ended.attempt["id"])).scalars())
    tries[ended.disposition.value] += 1
    del tries[Disposition.AGENT_ABANDON.value]
    return tries


def suppress_for(
    connection: Connection,
    office: Office,
    disposition: Disposition,
    person_id: str,
    point_id: str | None,
    *,
    agent: str,
    now: datetime,
) -> int:
    """Do-not-call holds for person and number, in every campaign and on every channel, from this second."""
    scope = _SCOPE.get(disposition, "person")
    if scope == "company" and not _has_company(connection, person_id):
        scope = "person"
    return ledger.object_and_stop(
        connection,
        office,
        person_id=person_id,
        point_id=point_id,
        scope=scope,
        reason=_WHY_SUPPRESSED.get(disposition, "objection"),
        origin="call",
        now=now,
        by=agent,
    )


def _has_company(connection: Connection, person_id: str) -> bool:
    member = t.company_member
    query = select(member.c.id).where(member.c.person_id == person_id, member.c.to_on.is_(None)).limit(1)
    return connection.execute(query).scalar() is not None


def _heard(connection: Connection, office: Office, ended: Ended) -> Heard:
    language = (
        ended.task["language"]
        or connection.execute(select(t.person.c.language).where(t.person.c.id == ended.task["person_id"])).scalar()
    )
    return Heard(
        person_id=ended.task["person_id"],
        task_id=ended.task["id"],
        attempt_id=ended.attempt["id"],
        agent=ended.agent,
        point_hmac=ended.attempt["point_hmac"],
        controller=ended.task["controller"] or office.settings.email.sender_name,
        language=language or "en",
        zone=ended.zone,
        now=ended.now,
    )
