"""What the end of a call means for the next one: the retry table, callbacks, whose wish goes first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dm.errors import InputError
from dm.model import Disposition, TaskState

# Usual practice of call centres: six to eight tries in all, whatever their ends.
MOST_TRIES = 8
# An owned callback is its owner's for so long; then anybody takes it, so that the promise is kept.
GRACE = timedelta(minutes=20)
# Somebody who answered just now is called while the catalogue still lies on the table.
HOT = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Step:
    """Where a task goes; `wait` None: at the agreed time, or nowhere."""

    state: TaskState
    wait: timedelta | None = None


def next_step(disposition: Disposition, ended: Mapping[str, int], *, numbers_left: bool) -> Step:
    """The next step of a task. `ended` counts its tries by disposition, this one included."""
    rule = disposition.rule
    if rule.final:
        return Step(TaskState.DONE)
    if rule.needs_time:
        return Step(TaskState.OPEN)
    if rule.next_number:
        return Step(TaskState.OPEN, timedelta(0)) if numbers_left else Step(TaskState.EXHAUSTED)
    if disposition == Disposition.AGENT_ABANDON:
        return Step(TaskState.OPEN, timedelta(0))
    count = ended.get(disposition, 0)
    if disposition == Disposition.BUSY and rule.limit is not None and count > rule.limit:
        # a line that is busy all day is an answer that nobody gives
        count += ended.get(Disposition.NO_ANSWER, 0) - rule.limit
        rule = Disposition.NO_ANSWER.rule
        used_up = rule.limit is not None and count >= rule.limit
    else:
        used_up = rule.limit is not None and count >= rule.limit and disposition != Disposition.BUSY
    if used_up or sum(ended.values()) >= MOST_TRIES:
        return Step(TaskState.EXHAUSTED)
    return Step(TaskState.OPEN, rule.retry_after)


@dataclass(frozen=True, slots=True)
class Callback:
    """A promise: the moment, and the wall time and zone it was made in."""

    at: datetime
    wall: str
    zone: str
    owner: str


def agree_callback(
    disposition: Disposition, callback_at: datetime | None, *, zone: str, agent: str, now: datetime
) -> Callback | None:
    """The callback of a call; a time without an offset is the person's own wall time.

    What a person was promised belongs to the agent who promised it; what a secretary advised belongs to everybody.
    """
    if callback_at is None:
        if disposition.rule.needs_time:
            raise InputError(f"{disposition} needs callback_at, the time that was agreed.", hint="2027-03-09T15:30")
        return None
    if disposition.rule.final or disposition.rule.next_number:
        raise InputError(f"{disposition} ends the calls; callback_at must be empty.")
    there = ZoneInfo(zone)
    moment = callback_at.replace(tzinfo=there) if callback_at.tzinfo is None else callback_at.astimezone(there)
    if moment <= now:
        raise InputError(
            f"callback_at {moment.isoformat(timespec='minutes')} has passed.", hint="Agree on a later time."
        )
    owner = agent if disposition == Disposition.CALLBACK_AGREED else ""
    return Callback(moment, moment.replace(tzinfo=None).isoformat(timespec="minutes"), zone, owner)


def read_disposition(text: str) -> Disposition:
    """The code; raises InputError with the nearest known one."""
    try:
        return Disposition(text.strip().upper())
    except ValueError as problem:
        from dm.press.names import nearest

        raise InputError(f"{text!r} is no disposition.", hint=nearest(text, list(Disposition))) from problem
