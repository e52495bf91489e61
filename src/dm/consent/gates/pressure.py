"""Gate 8: how often, and how soon after a no."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

from dm.consent.decision import Finding
from dm.consent.gates.case import Case
from dm.consent.policy import ABANDONED, Cap, Cooldown
from dm.consent.vocabulary import Denial


def pressure(case: Case) -> Iterator[Finding]:
    for held in case.rules:
        for cooldown in held.rule.cooldowns:
            end = _silent_until(case, cooldown)
            if end is not None and _is_before(case, end):
                yield held.finding(Denial.COOLDOWN, f"{end:%Y-%m-%d} {cooldown.after}")
        for cap in held.rule.caps:
            if _tries(case, cap) >= cap.max:
                yield held.finding(Denial.CAP_ATTEMPTS, f"{_tries(case, cap)} {cap.max} {cap.window_text}")


def _silent_until(case: Case, cooldown: Cooldown) -> date | datetime | None:
    """A refusal ends with a day at the recipient's, an abandoned call to the hour."""
    if cooldown.after == ABANDONED:
        at = case.facts.abandoned_at
        return cooldown.period.from_moment(at.astimezone(UTC)) if at and at <= case.moment.instant else None
    refused_on = case.facts.refused_on
    return cooldown.period.after(refused_on) if refused_on else None


def _is_before(case: Case, end: date | datetime) -> bool:
    return case.moment.instant < end if isinstance(end, datetime) else case.moment.days[0] < end


def _tries(case: Case, cap: Cap) -> int:
    """What is known of a shorter window is at least as true of a longer one."""
    hours = cap.window.approximate_hours()
    counted = [tries.count for tries in case.facts.attempts if tries.window.approximate_hours() <= hours]
    now = case.moment.instant
    timed = sum(1 for at in case.facts.attempts_at if at <= now < cap.window.from_moment(at))
    return max([timed, *counted])


def opens_at(case: Case) -> datetime:
    """The moment from which neither cooldown nor cap shuts; never too early, where only counts are known late."""
    moments = [case.moment.instant]
    zone = case.moment.locals[0].tzinfo if case.moment.locals else UTC
    for held in case.rules:
        ends = [_silent_until(case, cooldown) for cooldown in held.rule.cooldowns]
        moments += [
            end if isinstance(end, datetime) else datetime.combine(end, time(), zone).astimezone(UTC)
            for end in ends
            if end is not None
        ]
        moments += [_room_at(case, cap) for cap in held.rule.caps if _tries(case, cap) >= cap.max]
    return max(moments)


def _room_at(case: Case, cap: Cap) -> datetime:
    now = case.moment.instant
    timed = sorted(at for at in case.facts.attempts_at if at <= now < cap.window.from_moment(at))
    if len(timed) < _tries(case, cap) or cap.max == 0:
        return cap.window.from_moment(now)
    return cap.window.from_moment(timed[len(timed) - cap.max])
