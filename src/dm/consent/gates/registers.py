"""Gate 7: registers of people who want no such contact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dm.consent.decision import Finding
from dm.consent.gates.basis import Standing
from dm.consent.gates.case import Case
from dm.consent.policy import Register
from dm.consent.vocabulary import Denial


def registers(case: Case, found: Iterable[Standing]) -> Iterator[Finding]:
    """A basis that holds may lift a register, in whatever file of the chain the register stands."""
    lifted = {name for standing in found if standing.basis for name in standing.basis.lifts}
    for held in case.rules:
        for register in held.rule.registers:
            denial = None if register.id in lifted else _verdict(case, register)
            if denial:
                yield held.finding(denial, register.id)


def _verdict(case: Case, register: Register) -> Denial | None:
    check = case.facts.register(register.id)
    if check is None or (check.checked_on is None and not check.hit):
        return Denial.REGISTER_UNCHECKED
    if check.hit:
        return Denial.REGISTER_HIT
    assert check.checked_on is not None
    return Denial.REGISTER_STALE if case.moment.last_day > register.max_age.after(check.checked_on) else None
