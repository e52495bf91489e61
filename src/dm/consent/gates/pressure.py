"""Gate 8: how often, and how soon after a no."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time

from dm.consent.decision import Finding
from dm.consent.gates.case import Case
from dm.consent.policy import Cap
from dm.consent.vocabulary import Denial


def pressure(case: Case) -> Iterator[Finding]:
    refused_on = case.facts.refused_on
    for held in case.rules:
        cooldown = held.rule.cooldown
        if cooldown and refused_on and case.moment.days[0] < cooldown.period.after(refused_on):
            yield held.finding(Denial.COOLDOWN, f"until {cooldown.period.after(refused_on)}")
        for cap in held.rule.caps:
            if _tries(case, cap) >= cap.max:
                yield held.finding(Denial.CAP_ATTEMPTS, f"{_tries(case, cap)} of {cap.max} in {cap.window_text}")


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
        cooldown, refused_on = held.rule.cooldown, case.facts.refused_on
        if cooldown and refused_on:
            moments.append(datetime.combine(cooldown.period.after(refused_on), time(), zone).astimezone(UTC))
        moments += [_room_at(case, cap) for cap in held.rule.caps if _tries(case, cap) >= cap.max]
    return max(moments)


def _room_at(case: Case, cap: Cap) -> datetime:
    now = case.moment.instant
    timed = sorted(at for at in case.facts.attempts_at if at <= now < cap.window.from_moment(at))
    if len(timed) < _tries(case, cap) or cap.max == 0:
        return cap.window.from_moment(now)
    return cap.window.from_moment(timed[len(timed) - cap.max])
