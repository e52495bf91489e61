"""One contact, one decision: every gate is asked, the first that is shut is the reason."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from datetime import UTC, datetime
from typing import TypeVar

from dm.consent.calendar import calendar_version
from dm.consent.decision import Decision, Finding, Permit, Refusal
from dm.consent.facts import Facts
from dm.consent.gates import basis, clock, law, message, origin, pressure, registers, will
from dm.consent.gates.case import Case, open_case
from dm.consent.policy import Policies
from dm.consent.vocabulary import GATE_ORDER, Allowance, Kind, kind_of

Key = TypeVar("Key", bound=Hashable)


def decide(facts: Facts, policies: Policies) -> Decision:
    """Decide for the moment of contact that the facts name, never for today."""
    case = open_case(facts, policies)
    if facts.is_receipt:
        return _about_an_order(case)
    found = basis.standings(case)
    binding = clock.clocks(case, found)
    shut = tuple(_all_gates(case, found, binding))
    return _refuse(case, shut, binding) if shut else _permit(case, found, binding)


def decide_many(cases: Iterable[tuple[Key, Facts]], policies: Policies) -> dict[Key, Decision]:
    """The same, once for each distinct set of facts."""
    made: dict[Facts, Decision] = {}
    answers: dict[Key, Decision] = {}
    for key, facts in cases:
        if facts not in made:
            made[facts] = decide(facts, policies)
        answers[key] = made[facts]
    return answers


def _all_gates(case: Case, found: tuple[basis.Standing, ...], binding: tuple[clock.Clock, ...]) -> Iterator[Finding]:
    yield from origin.provenance(case)
    yield from will.erasure(case)
    yield from will.objection(case)
    yield from law.known(case)
    yield from law.forbidden(case)
    yield from origin.third_party_notice(case)
    yield from basis.findings_of(found)
    yield from registers.registers(case, found)
    yield from pressure.pressure(case)
    yield from clock.closed(case, binding)
    yield from message.content(case)


def _about_an_order(case: Case) -> Decision:
    """A receipt is no marketing: it needs lawful data and a living customer, and nothing else."""
    shut = (*origin.provenance(case), *will.erasure(case))
    if shut:
        return _refuse(case, shut, ())
    return Permit(
        reason=Allowance.ALLOW_NOT_MARKETING,
        rules=(),
        sources=("not marketing: no offer inside",),
        policies=_versions(case),
        valid_until=case.moment.ends_at(),
    )


def _permit(case: Case, found: tuple[basis.Standing, ...], binding: tuple[clock.Clock, ...]) -> Permit:
    # The narrowest file speaks last, and its basis is the one a lawyer would name.
    ground = next(standing.basis for standing in reversed(found) if standing.basis)
    return Permit(
        reason=basis.ALLOWANCE_OF[ground.kind],
        rules=tuple(held.rule.id for held in case.rules),
        sources=_unique(source for held in case.rules for source in held.rule.sources),
        policies=_versions(case),
        # Register copies and consents end with a day, so midnight is never later than they are.
        valid_until=clock.open_until(case, binding),
        basis=ground.kind,
        requires=message.required(case),
    )


def _refuse(case: Case, shut: tuple[Finding, ...], binding: tuple[clock.Clock, ...]) -> Refusal:
    findings = tuple(sorted(shut, key=lambda finding: GATE_ORDER[finding.denial]))
    reasons = tuple(dict.fromkeys(finding.denial for finding in findings))
    kind = kind_of(reasons[0])
    return Refusal(
        reason=reasons[0],
        also=reasons[1:],
        rules=_unique(finding.rule for finding in findings if finding.rule),
        sources=_unique(source for finding in findings for source in finding.sources),
        policies=_versions(case),
        kind=kind,
        retry_at=_retry_at(case, binding) if kind is Kind.LATER else None,
        findings=findings,
    )


def _retry_at(case: Case, binding: tuple[clock.Clock, ...]) -> datetime | None:
    """None where a clock binds and no zone is known: waiting alone opens nothing."""
    if binding and not case.moment.locals:
        return None
    moment = clock.next_open(case, binding, pressure.opens_at(case))
    return moment.astimezone(UTC) if moment else None


def _versions(case: Case) -> tuple[str, ...]:
    """The files that were asked, and the calendar where one of their rules closes on holidays."""
    versions = tuple(policy.versioned_id for policy in case.chain)
    asks_calendar = any(held.rule.hours and held.rule.hours.closed_on_holidays for held in case.rules)
    return (*versions, calendar_version()) if asks_calendar else versions


def _unique(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
