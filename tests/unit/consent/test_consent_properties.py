"""What must hold for every contact, whatever its facts."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from dm.consent.decide import decide, decide_many
from dm.consent.decision import Refusal
from dm.consent.facts import Facts, Suppression
from dm.consent.facts_json import facts_from_json
from dm.consent.hours import Hours
from dm.consent.policy import Policies, Policy, Rule
from dm.consent.policy_file import load_policies
from dm.consent.vocabulary import GATE_ORDER, Kind, Mode
from dm.model import LawChannel, Party

HERE = Path(__file__).parent
POLICIES = load_policies(HERE.parents[2] / "consent" / "jurisdictions")
WORKED = [facts_from_json(case["input"]) for case in json.loads((HERE / "cases.json").read_text("utf-8"))["cases"]]


@st.composite
def contacts(draw: st.DrawFn) -> Facts:
    """A worked case, moved in time and with some facts of other cases."""
    facts, other = draw(st.sampled_from(WORKED)), draw(st.sampled_from(WORKED))
    minutes = draw(st.integers(min_value=0, max_value=60 * 24 * 60))
    at = datetime(2026, 10, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    facts = replace(facts, local_time=None, utc=at, holiday=None)
    for name in draw(
        st.sets(st.sampled_from(["consents", "relationships", "provenance", "message", "soft_opt_in", "registers"]))
    ):
        facts = replace(facts, **{name: getattr(other, name)})
    return replace(
        facts,
        channel=draw(st.sampled_from([facts.channel, *LawChannel])),
        mode=draw(st.sampled_from([facts.mode, *Mode])),
        party=draw(st.sampled_from(Party)),
    )


@given(contacts(), st.sampled_from(["objection", "erased", "complaint"]))
def test_an_objection_never_allows(facts: Facts, reason: str) -> None:
    objected = replace(facts, suppressions=(*facts.suppressions, Suppression(reason)))
    assert decide(facts, POLICIES).allowed or not decide(objected, POLICIES).allowed
    if facts.purpose != "transactional":
        assert not decide(objected, POLICIES).allowed


@given(contacts())
def test_the_first_shut_gate_is_the_reason_and_the_rest_follow_in_order(facts: Facts) -> None:
    decision = decide(facts, POLICIES)
    if isinstance(decision, Refusal):
        places = [GATE_ORDER[denial] for denial in (decision.reason, *decision.also)]
        assert places == sorted(set(places))
        assert {finding.denial for finding in decision.findings} == {decision.reason, *decision.also}
        assert all(finding.sources for finding in decision.findings)


@given(contacts(), st.data())
def test_a_missing_file_never_allows(facts: Facts, data: st.DataObject) -> None:
    if facts.purpose == "transactional":
        return
    name = data.draw(st.sampled_from(["GLOBAL", "GDPR", "EU", facts.country, *facts.regions]))
    if not decide(facts, POLICIES).allowed:
        assert not decide(facts, POLICIES.without(name)).allowed
    assert not decide(facts, POLICIES.without(facts.country)).allowed
    assert not decide(facts, POLICIES.without("GLOBAL")).allowed


def _narrowed(hours: Hours, minutes: int) -> Hours:
    week = tuple(
        tuple((a + minutes, b - minutes) for a, b in spans if a + minutes < b - minutes) for spans in hours.week
    )
    return replace(hours, week=week)


def _with_narrow_hours(minutes: int) -> Policies:
    def rule(one: Rule) -> Rule:
        return replace(one, hours=_narrowed(one.hours, minutes)) if one.hours else one

    def policy(one: Policy) -> Policy:
        return replace(one, rules=tuple(map(rule, one.rules)))

    return Policies({name: policy(one) for name, one in POLICIES.files.items()}, f"narrow {minutes}")


NARROW = {minutes: _with_narrow_hours(minutes) for minutes in (1, 60, 300)}


@given(contacts(), st.sampled_from(sorted(NARROW)))
def test_a_narrower_window_never_allows(facts: Facts, minutes: int) -> None:
    assert decide(facts, POLICIES).allowed or not decide(facts, NARROW[minutes]).allowed


@given(contacts())
@settings(max_examples=60)
def test_waiting_until_the_retry_opens_the_clock(facts: Facts) -> None:
    decision = decide(facts, POLICIES)
    if isinstance(decision, Refusal) and decision.retry_at:
        again = decide(replace(facts, utc=decision.retry_at, attempts=(), attempts_at=()), POLICIES)
        # Other things may run out while waiting, a register copy or a consent; the clock and the pressure may not.
        assert again.allowed or again.kind is not Kind.LATER


@given(contacts(), st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Tokyo", "Australia/Perth"]))
def test_another_possible_zone_never_allows(facts: Facts, zone: str) -> None:
    here = decide(facts, POLICIES).allowed
    there = decide(replace(facts, zones=(zone,)), POLICIES).allowed
    both = decide(replace(facts, zones=(*facts.zones, zone)), POLICIES).allowed
    assert not both or (here and there) or not facts.zones


@given(contacts())
def test_a_call_without_an_agent_never_allows(facts: Facts) -> None:
    assert facts.utc is not None
    lately = replace(facts, abandoned_at=facts.utc - timedelta(hours=1))
    assert decide(facts, POLICIES).allowed or not decide(lately, POLICIES).allowed
    if facts.channel is LawChannel.PHONE and facts.purpose != "transactional":
        assert not decide(lately, POLICIES).allowed


@given(st.lists(contacts(), max_size=8))
def test_many_are_decided_as_each_alone(many: list[Facts]) -> None:
    asked = list(enumerate(many * 2))
    assert decide_many(asked, POLICIES) == {number: decide(facts, POLICIES) for number, facts in asked}


@given(contacts())
def test_a_permit_ends_after_it_begins(facts: Facts) -> None:
    decision = decide(facts, POLICIES)
    if decision.allowed:
        assert facts.utc is not None
        assert facts.utc < decision.valid_until <= facts.utc + timedelta(days=1, hours=1)
