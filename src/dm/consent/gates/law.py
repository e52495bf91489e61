"""Gates 3 and 4: whether the law of the place is known, and whether it forbids outright."""

from __future__ import annotations

from collections.abc import Iterator

from dm.consent.decision import Finding
from dm.consent.gates.basis import valid_consent
from dm.consent.gates.case import HOUSE_LAW, Case
from dm.consent.policy import Ban
from dm.consent.vocabulary import Denial, Relation


def known(case: Case) -> Iterator[Finding]:
    """A closed world: what no file and no rule allows is refused."""
    for name in case.missing:
        yield Finding(Denial.POLICY_MISSING, "", name, HOUSE_LAW, name)
    if case.facts.country in case.missing:
        return
    if all(held.rule.adds_only for held in case.rules):
        versions = case.chain[-1].versioned_id if case.chain else ""
        detail = f"{case.facts.channel} to {case.facts.party} in {case.facts.country}"
        yield Finding(Denial.RULE_MISSING, "", versions, HOUSE_LAW, detail)


def forbidden(case: Case) -> Iterator[Finding]:
    for policy in case.chain:
        for ban in policy.bans:
            if _strikes(case, ban):
                yield Finding(Denial.SECTOR_BANNED, ban.id, policy.versioned_id, ban.sources, case.facts.sector)
    for held in case.rules:
        if held.rule.forbidden:
            yield held.finding(Denial.MODE_FORBIDDEN, case.facts.mode)


def _strikes(case: Case, ban: Ban) -> bool:
    facts = case.facts
    if facts.sector not in ban.sectors or facts.channel not in ban.channels:
        return False
    return any(map(ban.dates.holds_on, case.moment.days)) and not _is_spared(case, ban)


def _is_spared(case: Case, ban: Ban) -> bool:
    if ban.unless == "contract":
        return any(bond.kind is Relation.CONTRACT and bond.current for bond in case.facts.relationships)
    return ban.unless == "opt_in" and valid_consent(case) is not None
