"""Each gate alone, where the worked cases do not reach."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from dm.consent.calendar import calendar_version
from dm.consent.decide import decide, decide_many
from dm.consent.decision import Permit, Refusal
from dm.consent.facts import Attempts, Facts, Provenance, RegisterCheck, Relationship, SoftOptIn, Suppression
from dm.consent.period import parse_period
from dm.consent.policy import Policies
from dm.consent.vocabulary import Allowance, BasisKind, ConsentForm, Denial, Kind, Mode, Relation
from dm.ledger.runs import message_facts
from dm.model import LawChannel, Party
from tests.unit.consent.examples import florida_call, german_call, with_consent


def refused(facts: Facts, policies: Policies) -> Refusal:
    decision = decide(facts, policies)
    assert isinstance(decision, Refusal)
    return decision


def test_a_permit_names_law_version_basis_and_end(policies: Policies) -> None:
    permit = decide(german_call(), policies)
    assert isinstance(permit, Permit)
    assert (permit.reason, permit.basis) == (Allowance.ALLOW_OPT_IN, BasisKind.OPT_IN)
    assert "UWG 7(2) Nr. 1" in permit.sources
    files = tuple(f"{name}@2026.11.1" for name in ("GLOBAL", "GDPR", "EU", "DE"))
    assert permit.policies == (*files, calendar_version())
    assert permit.valid_until == datetime(2026, 11, 24, 19, 0, tzinfo=UTC)  # 20:00 in Berlin
    assert permit.requires == ("seller_name", "caller_id")


@pytest.mark.parametrize(
    ("change", "denial"),
    [
        ({"channels": (LawChannel.EMAIL,)}, Denial.CONSENT_CHANNEL),
        ({"purposes": ("survey",)}, Denial.CONSENT_PURPOSE),
        ({"controller": "Other AG"}, Denial.CONSENT_CONTROLLER),
        ({"valid_until": date(2026, 11, 23)}, Denial.CONSENT_EXPIRED),
        ({"evidence": ""}, Denial.CONSENT_NO_EVIDENCE),
        ({"withdrawn_on": date(2026, 11, 1)}, Denial.CONSENT_WITHDRAWN),
        ({"given_on": date(2026, 11, 25)}, Denial.BASIS_MISSING),
    ],
)
def test_a_consent_that_does_not_carry(change: dict[str, object], denial: Denial, policies: Policies) -> None:
    assert refused(with_consent(**change), policies).reason is denial


def test_a_consent_given_again_overcomes_its_withdrawal(policies: Policies) -> None:
    withdrawn = with_consent(given_on=date(2025, 1, 1), withdrawn_on=date(2025, 6, 1)).consents
    assert decide(german_call(consents=withdrawn + german_call().consents), policies).allowed


def test_oral_consent_fails_where_law_wants_it_written(policies: Policies) -> None:
    oral = with_consent(form=ConsentForm.ORAL, channels=()).consents[0]
    facts = florida_call(mode=Mode.PRERECORDED, consents=(oral,), controller="Beispiel GmbH", purpose="own_goods")
    assert refused(facts, policies).reason is Denial.CONSENT_FORM


def test_every_shut_gate_is_told_in_order(policies: Policies) -> None:
    late = replace(with_consent(evidence=""), local_time=datetime(2026, 11, 24, 22, 0))
    facts = replace(late, message=(), suppressions=(Suppression("objection"),))
    refusal = refused(facts, policies)
    assert refusal.reason is Denial.SUPPRESSED_OPT_OUT
    assert refusal.also == (Denial.CONSENT_NO_EVIDENCE, Denial.HOURS_CLOSED, Denial.CONTENT_MISSING)
    assert refusal.kind is Kind.NEVER


@pytest.mark.parametrize("region", ["US-AK", ""])
def test_a_state_without_a_file_is_refused_for_calls_but_not_for_letters(region: str, policies: Policies) -> None:
    regions = (region,) if region else ()
    assert refused(florida_call(regions=regions), policies).reason is Denial.POLICY_MISSING
    letter = florida_call(regions=regions, channel=LawChannel.POST, message=("sender_identity", "postal_address"))
    assert decide(letter, policies).allowed


def test_two_possible_states_are_held_to_both(policies: Policies) -> None:
    facts = florida_call(regions=("US-CA", "US-FL"), attempts=(Attempts(parse_period("24h"), 3),))
    assert refused(facts, policies).reason is Denial.CAP_ATTEMPTS


def test_what_no_rule_speaks_of_is_refused(policies: Policies) -> None:
    assert refused(german_call(mode=Mode.PRERECORDED, party=Party.BUSINESS), policies).reason is Denial.RULE_MISSING


def test_a_file_too_long_without_review_carries_no_calls(policies: Policies) -> None:
    facts = replace(with_consent(), local_time=datetime(2028, 3, 1, 11, 0))
    assert refused(facts, policies).reason is Denial.POLICY_MISSING


def test_an_unlawful_list_stays_unlawful_with_consents_inside(policies: Policies) -> None:
    refusal = refused(german_call(provenance=Provenance("leak")), policies)
    assert (refusal.reason, refusal.kind) == (Denial.PROVENANCE_UNLAWFUL, Kind.NEVER)


@pytest.mark.parametrize(
    "change",
    [
        {"contract": ""},
        {"lawful_basis": "consent"},  # which wants a wording that names us
        {"allowed_channels": (LawChannel.POST,)},
        {"allowed_until": date(2026, 11, 1)},
        {"kind": "a friend"},
    ],
)
def test_a_bought_list_needs_its_dossier_and_its_licence(change: dict[str, object], policies: Policies) -> None:
    bought = Provenance(
        "supplier",
        contract="DOC-41",
        collected_on=date(2026, 4, 10),
        lawful_basis="legitimate_interest",
        acquired_on=date(2026, 11, 10),
        notice_on=date(2026, 11, 12),
    )
    assert decide(german_call(provenance=bought), policies).allowed
    changed = replace(bought, **change)  # type: ignore[arg-type]
    assert refused(german_call(provenance=changed), policies).reason is Denial.PROVENANCE_INCOMPLETE


def test_soft_opt_in_never_rests_on_a_bought_address(policies: Policies) -> None:
    soft = SoftOptIn(own_collection=True, in_sale=True, similar=True, optout_at_collection=True)
    bought = Provenance("partner", contract="D", notice_on=date(2026, 11, 2))
    mail = german_call(
        channel=LawChannel.EMAIL, consents=(), soft_opt_in=soft, message=("sender_identity", "unsubscribe")
    )
    assert decide(mail, policies).reason is Allowance.ALLOW_SOFT_OPT_IN
    assert Denial.SOFT_OPT_IN_FAILS in refused(replace(mail, provenance=bought), policies).also


def test_an_erased_customer_gets_no_receipt_either(policies: Policies) -> None:
    receipt = german_call(purpose="transactional", suppressions=(Suppression("erased"),))
    assert refused(receipt, policies).reason is Denial.SUPPRESSED_ERASED


def test_hours_named_in_the_consent_free_from_the_rule_but_not_from_the_state(policies: Policies) -> None:
    late = replace(with_consent(out_of_hours=True), local_time=datetime(2026, 11, 24, 21, 30))
    assert decide(late, policies).allowed
    free = with_consent(out_of_hours=True).consents
    in_florida = florida_call(
        consents=free, local_time=datetime(2026, 11, 24, 20, 30), controller="Beispiel GmbH", purpose="own_goods"
    )
    assert refused(in_florida, policies).rules == ("US-FL-calls",)


def test_a_business_in_russia_may_get_a_letter_a_person_may_not(policies: Policies) -> None:
    letter = Facts(
        channel=LawChannel.POST,
        country="RU",
        local_time=datetime(2026, 11, 24, 11, 0),
        party=Party.BUSINESS,
        message=("sender_identity", "postal_address"),
    )
    assert decide(letter, policies).allowed
    assert refused(replace(letter, party=Party.CONSUMER), policies).reason is Denial.BASIS_MISSING


def test_a_known_shorter_window_counts_in_a_longer_one(policies: Policies) -> None:
    facts = Facts(
        channel=LawChannel.PHONE,
        country="FR",
        local_time=datetime(2026, 11, 24, 15, 0),
        zones=("Europe/Paris",),
        message=("seller_name", "purpose_first", "caller_id"),
        relationships=(Relationship(Relation.CONTRACT, current=True),),
        attempts=(Attempts(parse_period("7d"), 4),),
    )
    assert refused(facts, policies).reason is Denial.CAP_ATTEMPTS


def test_a_hit_on_an_old_copy_is_a_hit(policies: Policies) -> None:
    facts = florida_call(registers=(RegisterCheck("US-DNC", date(2026, 1, 1), hit=True),))
    assert refused(facts, policies).reason is Denial.REGISTER_HIT


def test_many_decisions_are_made_once_for_each_set_of_facts(policies: Policies) -> None:
    answers = decide_many([(number, german_call()) for number in range(3)] + [(9, florida_call())], policies)
    assert set(answers) == {0, 1, 2, 9}
    assert answers[0] is answers[2]


def test_the_first_letter_carries_the_notice_that_the_spring_letter_lacks(policies: Policies) -> None:
    templates = Path(__file__).parents[3] / "templates"
    bought = Provenance("supplier", "D", date(2026, 4, 10), "legitimate_interest", acquired_on=date(2026, 11, 10))
    letter = german_call(channel=LawChannel.POST, consents=(), provenance=bought)
    said = {name: tuple(sorted(message_facts(templates, f"letter/{name}"))) for name in ("first", "spring")}
    assert decide(replace(letter, message=said["first"]), policies).allowed
    assert refused(replace(letter, message=said["spring"]), policies).reason is Denial.ART14_NOTICE_MISSING
