"""The case before the gates: facts, moment, and the rules that speak of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dm.consent.calendar import is_holiday
from dm.consent.decision import Finding
from dm.consent.facts import Facts
from dm.consent.moment import Moment, moment_of
from dm.consent.policy import GLOBAL, Policies, Policy, Rule
from dm.consent.vocabulary import Denial

HOUSE_LAW = ("house rule: no file, no contact",)


@dataclass(frozen=True, slots=True)
class RuleInForce:
    policy: Policy
    rule: Rule

    def finding(self, denial: Denial, detail: str = "") -> Finding:
        return Finding(denial, self.rule.id, self.policy.versioned_id, self.rule.sources, detail)


@dataclass(frozen=True, slots=True)
class Case:
    """`missing` names the jurisdictions without a usable file; `rules` run from the widest file to the narrowest."""

    facts: Facts
    moment: Moment
    chain: tuple[Policy, ...]
    missing: tuple[str, ...]
    rules: tuple[RuleInForce, ...]

    def is_holiday(self, day: date) -> bool:
        """The given fact rules on the day of contact, the calendar on every other day; any possible region counts."""
        if self.facts.holiday is not None and day in self.moment.days:
            return self.facts.holiday
        regions = self.facts.regions or (None,)
        return any(is_holiday(self.facts.country, region, day) for region in regions)


def open_case(facts: Facts, policies: Policies) -> Case:
    moment = moment_of(facts)
    chain: dict[str, Policy] = {GLOBAL: policies.files[GLOBAL]} if GLOBAL in policies.files else {}
    missing = []
    for name in (facts.country, *facts.regions):
        links = policies.chain(name)
        if links is not None:
            chain.update((link.id, link) for link in links)
        elif name == facts.country or _must_be_reviewed(facts, policies):
            missing.append(name)
    missing += _unknown_region(facts, policies) + _overdue(facts, moment, chain)
    return Case(facts, moment, tuple(chain.values()), tuple(missing), _in_force(facts, moment, chain))


def _must_be_reviewed(facts: Facts, policies: Policies) -> bool:
    country = policies.files.get(facts.country)
    return bool(country and country.regions and facts.channel in country.regions.channels)


def _unknown_region(facts: Facts, policies: Policies) -> list[str]:
    country = policies.files.get(facts.country)
    unwelcome = country and country.regions and not country.regions.unknown_allowed
    return [f"{facts.country}-?"] if unwelcome and not facts.regions and _must_be_reviewed(facts, policies) else []


def _overdue(facts: Facts, moment: Moment, chain: dict[str, Policy]) -> list[str]:
    return [policy.id for policy in chain.values() if policy.is_closed_to(facts.channel, moment.last_day)]


def _in_force(facts: Facts, moment: Moment, chain: dict[str, Policy]) -> tuple[RuleInForce, ...]:
    return tuple(
        RuleInForce(policy, rule)
        for policy in chain.values()
        for rule in policy.rules
        if rule.speaks_of(facts.channel, facts.mode, facts.party) and any(map(rule.dates.holds_on, moment.days))
    )
