"""Gate 9: the recipient's clock and calendar; where several zones are possible, all must be open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from dm.consent.decision import Finding
from dm.consent.gates.basis import Standing, valid_consent
from dm.consent.gates.case import Case, RuleInForce
from dm.consent.hours import Hours
from dm.consent.vocabulary import Denial

# Each round moves past one closed span of one zone or rule; no calendar needs more.
ROUNDS = 400

Clock = tuple[RuleInForce, Hours]


def clocks(case: Case, found: Iterable[Standing]) -> tuple[Clock, ...]:
    """The opening hours that bind: a consent that names other hours frees from those of its own rule alone."""
    free = {standing.held.rule.id for standing in found if _frees(case, standing)}
    return tuple(
        (held, held.rule.hours)
        for held in case.rules
        if held.rule.hours and held.rule.hours.concerns(case.facts.channel) and held.rule.id not in free
    )


def _frees(case: Case, standing: Standing) -> bool:
    basis = standing.basis
    if basis is None or not basis.lifts_if_out_of_hours:
        return False
    consent = valid_consent(case, basis)
    return consent is not None and consent.out_of_hours


def closed(case: Case, binding: Iterable[Clock]) -> Iterator[Finding]:
    for held, hours in binding:
        if not case.moment.locals:
            yield held.finding(Denial.TZ_UNKNOWN)
        for local in case.moment.locals:
            denial = hours.verdict(local, case.is_holiday)
            if denial:
                yield held.finding(denial, f"{local:%H:%M} {local.tzinfo}")


def next_open(case: Case, binding: tuple[Clock, ...], start: datetime) -> datetime | None:
    """The first moment at or after `start` when every rule is open in every zone; None within a year or so."""
    moment = start
    for _ in range(ROUNDS):
        later = _push(case, binding, moment)
        if later == moment:
            return moment
        if later is None:
            return None
        moment = later
    return None


def _push(case: Case, binding: tuple[Clock, ...], moment: datetime) -> datetime | None:
    for _, hours in binding:
        for wall in case.moment.locals:
            opening = hours.next_open(moment.astimezone(wall.tzinfo), case.is_holiday)
            if opening is None:
                return None
            moment = max(moment, opening.astimezone(UTC))
    return moment


def open_until(case: Case, binding: Iterable[Clock]) -> datetime:
    """The nearest of midnight and the end of the open spans, in UTC."""
    ends = [case.moment.ends_at()]
    for _, hours in binding:
        closings = (hours.closes_at(local, case.is_holiday) for local in case.moment.locals)
        ends += [closing.astimezone(UTC) for closing in closings if closing]
    return min(ends)
