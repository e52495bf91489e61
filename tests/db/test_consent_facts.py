"""Decisions for people as the database knows them, on both databases."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, insert

from dm import consent
from dm.consent import ConsentEvent, ContactContext, Decision, Policies, Target
from dm.db import tables as t
from dm.db import writing
from dm.model import Channel, LawChannel
from dm.normal.keyed import keyed_hash
from tests.db.consent_world import KEY, NOW, add_attempt, add_person, add_point, add_source

MAIL = frozenset({"sender_identity", "unsubscribe"})
LETTER = frozenset({"sender_identity", "objection_notice", "postal_address"})
CALL = frozenset({"seller_name", "caller_id", "caller_name", "purpose_first", "callback_number"})
ANNA = "anna@example.com"
PHONE = "+493012345678"


@pytest.fixture(scope="session")
def policies(repo: Path) -> Policies:
    return consent.load_policies(repo / "consent" / "jurisdictions")


def ask(
    connection: Connection, policies: Policies, channel: Channel, message: frozenset[str], **changes: Any
) -> Decision:
    """The decision for P1."""
    context = ContactContext("Beispiel GmbH", changes.pop("purpose", "own_goods"), message=message)
    target = Target("P1", changes.pop("point_id", None))
    at = changes.pop("at", NOW)
    return consent.decide_for(connection, policies, [target], channel=channel, context=context, at=at, key=KEY)[target]


def said(action: str = "given", channel: str = "email", **changes: Any) -> ConsentEvent:
    row: dict[str, Any] = {
        "action": action,
        "channel": channel,
        "at": NOW - timedelta(days=100),
        "point_hmac": keyed_hash(KEY, "email", ANNA),
        "controller": "Beispiel GmbH",
        "purpose": "own_goods",
        "form": "double_opt_in",
        "evidence": "log-1",
    }
    return ConsentEvent(**(row | changes))


@pytest.fixture
def connection(engine: Engine) -> Any:
    with writing(engine) as connection:
        add_source(connection)
        add_person(connection, birth_date=date(1980, 3, 1))
        add_point(connection, "P1", "email", ANNA)
        add_point(connection, "P1", "phone", PHONE, line_type="mobile")
        add_point(connection, "P1", "post", "DE|10115|beispielweg|1|")
        yield connection


def test_a_letter_needs_no_consent_an_e_mail_does(connection: Connection, policies: Policies) -> None:
    assert ask(connection, policies, Channel.LETTER, LETTER).allowed
    assert ask(connection, policies, Channel.EMAIL, MAIL).reason == "BASIS_MISSING"


def test_a_consent_by_the_point_carries(connection: Connection, policies: Policies) -> None:
    consent.record_event(connection, said(), now=NOW, key=KEY)
    assert ask(connection, policies, Channel.EMAIL, MAIL).reason == "ALLOW_OPT_IN"
    assert ask(connection, policies, Channel.CALL, CALL).reason == "BASIS_MISSING"


def test_a_withdrawal_ends_it_and_a_new_yes_renews_it(connection: Connection, policies: Policies) -> None:
    later = NOW - timedelta(days=10)
    events = [said(), said("withdrawn", at=later, purpose="*", controller="*")]
    consent.record_events(connection, events, now=NOW, key=KEY)
    assert ask(connection, policies, Channel.EMAIL, MAIL).reason == "CONSENT_WITHDRAWN"
    consent.record_event(connection, said(at=later + timedelta(days=1), evidence="log-2"), now=NOW, key=KEY)
    assert ask(connection, policies, Channel.EMAIL, MAIL).allowed


def test_a_consent_never_follows_to_a_new_address(connection: Connection, policies: Policies) -> None:
    consent.record_event(connection, said(person_id="P1"), now=NOW, key=KEY)
    other = add_point(connection, "P1", "email", "new@example.com", rank=1)
    assert ask(connection, policies, Channel.EMAIL, MAIL, point_id=other).reason == "BASIS_MISSING"


def test_a_consent_with_the_persons_name_is_not_the_neighbours(connection: Connection, policies: Policies) -> None:
    consent.record_event(connection, said(person_id="P2"), now=NOW, key=KEY)
    assert ask(connection, policies, Channel.EMAIL, MAIL).reason == "BASIS_MISSING"


def test_an_objection_holds_for_every_channel_and_under_every_key(connection: Connection, policies: Policies) -> None:
    new = consent.suppress(connection, person_id="P1", origin="call", now=NOW, key=KEY, by="agent")
    assert new >= 5  # person, external id, name and birth, name and address, e-mail, phone
    for channel, message in ((Channel.LETTER, LETTER), (Channel.EMAIL, MAIL), (Channel.CALL, CALL)):
        assert ask(connection, policies, channel, message).reason == "SUPPRESSED_OPT_OUT"


@pytest.mark.parametrize(
    "known_by",
    [
        {"family_name": "P1", "birth_date": date(1980, 3, 1)},  # name and birth
        {"external_id": "p1"},
        {"email": ANNA},
    ],
)
def test_who_objected_is_known_again_in_another_import(
    known_by: dict[str, Any], connection: Connection, policies: Policies
) -> None:
    consent.suppress(connection, person_id="P1", origin="letter", now=NOW, key=KEY)
    changes = {"external_id": "9"} | known_by
    email = changes.pop("email", "")
    add_person(connection, "P9", **changes)
    add_point(connection, "P9", "post", "DE|20095|anderswo|2|")
    if email:
        add_point(connection, "P9", "email", email)
    context = ContactContext("Beispiel GmbH", "own_goods", message=LETTER)
    target = Target("P9")
    decided = consent.decide_for(
        connection, policies, [target], channel=LawChannel.POST, context=context, at=NOW, key=KEY
    )
    assert decided[target].reason == "SUPPRESSED_OPT_OUT"


def test_a_shared_line_silences_the_line_not_the_colleagues(connection: Connection, policies: Policies) -> None:
    add_person(connection, "P2")
    for person in ("P1", "P2"):
        add_point(connection, person, "phone", "+49304444444", line_type="fixed", rank=1)
    consent.suppress(connection, person_id="P2", origin="call", now=NOW, key=KEY)
    assert ask(connection, policies, Channel.LETTER, LETTER).allowed
    silent = ask(connection, policies, Channel.CALL, CALL, point_id="P1-phone-+49304444444")
    assert silent.reason == "SUPPRESSED_OPT_OUT"


def test_a_consumer_who_objects_by_the_landline_means_all_contact(connection: Connection, policies: Policies) -> None:
    add_point(connection, "P1", "phone", "+49304444444", line_type="fixed", rank=1)
    consent.suppress(connection, phone="+49 30 4444444", origin="letter", now=NOW, key=KEY)
    assert ask(connection, policies, Channel.LETTER, LETTER).reason == "SUPPRESSED_OPT_OUT"


def test_who_objects_by_a_firms_line_silences_the_line_not_the_colleagues(
    connection: Connection, policies: Policies
) -> None:
    add_point(connection, "P1", "phone", "+49304444444", line_type="fixed", rank=1, party="business")
    consent.suppress(connection, phone="+49 30 4444444", origin="letter", now=NOW, key=KEY)
    assert ask(connection, policies, Channel.LETTER, LETTER).allowed


def test_an_objection_to_one_channel_leaves_the_others(connection: Connection, policies: Policies) -> None:
    consent.suppress(connection, person_id="P1", channel="post", origin="letter", now=NOW, key=KEY)
    assert ask(connection, policies, Channel.COURIER, LETTER).reason == "SUPPRESSED_OPT_OUT"
    assert ask(connection, policies, Channel.EMAIL, MAIL).reason == "BASIS_MISSING"


def test_an_address_can_be_suppressed_before_anybody_is_imported(connection: Connection, policies: Policies) -> None:
    consent.suppress(connection, email="Later@Example.com", origin="web", now=NOW, key=KEY)
    other = add_point(connection, "P1", "email", "later@example.com", rank=3)
    assert ask(connection, policies, Channel.EMAIL, MAIL, point_id=other).reason == "SUPPRESSED_OPT_OUT"


def test_an_objection_follows_a_merge_a_consent_of_the_person_does_not(
    connection: Connection, policies: Policies
) -> None:
    as_person: dict[str, Any] = {"person_id": "OLD", "point_hmac": None, "channel": "email"}
    consent.record_event(connection, said(**as_person), now=NOW, key=KEY)
    connection.execute(insert(t.person_alias).values(old_id="OLD", person_id="P1", reason="merge", at=NOW))
    assert ask(connection, policies, Channel.EMAIL, MAIL).reason == "BASIS_MISSING"
    consent.record_event(connection, said("withdrawn", **as_person), now=NOW, key=KEY)
    consent.record_event(connection, said(), now=NOW, key=KEY)
    assert ask(connection, policies, Channel.EMAIL, MAIL).reason == "ALLOW_OPT_IN"  # given later for the point itself


def test_a_merged_id_is_asked_as_todays_person(connection: Connection, policies: Policies) -> None:
    connection.execute(insert(t.person_alias).values(old_id="OLD", person_id="P1", reason="merge", at=NOW))
    context = ContactContext("Beispiel GmbH", "own_goods", message=LETTER)
    decided = consent.decide_for(
        connection, policies, [Target("OLD")], channel=Channel.LETTER, context=context, at=NOW, key=KEY
    )
    assert decided[Target("OLD")].allowed


def test_nobody_is_refused(connection: Connection, policies: Policies) -> None:
    context = ContactContext("Beispiel GmbH", "own_goods", message=LETTER)
    decided = consent.decide_for(
        connection, policies, [Target("NONE")], channel=Channel.LETTER, context=context, at=NOW, key=KEY
    )
    assert decided[Target("NONE")].reason == "POLICY_MISSING"


def test_a_purchase_with_the_way_out_offered_is_a_soft_opt_in(connection: Connection, policies: Policies) -> None:
    bought = {"person_id": "P1", "system": "shop", "order_ref": "1", "at": NOW, "value_minor": 100, "currency": "EUR"}
    connection.execute(insert(t.purchase).values(**bought))
    assert ask(connection, policies, Channel.EMAIL, MAIL).reason == "SOFT_OPT_IN_FAILS"
    offered = {
        "person_id": "P1", "controller": "Beispiel GmbH", "kind": "purchase", "last_on": NOW.date(), "current": False,
        "product_group": "", "optout_offered": True,
    }  # fmt: skip
    consent.record_relationships(connection, [offered])
    assert ask(connection, policies, Channel.EMAIL, MAIL).reason == "ALLOW_SOFT_OPT_IN"


def test_a_business_that_bought_may_be_called(connection: Connection, policies: Policies) -> None:
    bought = {"person_id": "P1", "system": "shop", "order_ref": "1", "at": NOW, "value_minor": 100, "currency": "EUR"}
    connection.execute(insert(t.purchase).values(**bought))
    desk = add_point(connection, "P1", "phone", "+498912345678", party="business", line_type="fixed", rank=2)
    assert ask(connection, policies, Channel.CALL, CALL, point_id=desk).reason == "ALLOW_PRESUMED"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"valid_until": date(2026, 11, 1)}, "PROVENANCE_INCOMPLETE"),
        ({"permitted_channels": ["email"]}, "PROVENANCE_INCOMPLETE"),
        ({"contract": ""}, "PROVENANCE_INCOMPLETE"),
        ({"notice_on": None}, "ART14_OVERDUE"),
        ({"origin": "leak"}, "PROVENANCE_UNLAWFUL"),
        ({}, "ALLOW_NO_OBJECTION"),
    ],
)
def test_a_bought_list_is_held_to_its_papers(
    change: dict[str, Any], reason: str, connection: Connection, policies: Policies
) -> None:
    paper = {
        "id": "bought", "origin": "supplier", "contract": "MB-1", "collected_from": date(2026, 3, 1),
        "acquired_on": date(2026, 4, 1), "lawful_basis": "legitimate_interest", "notice_on": date(2026, 4, 20),
        "permitted_channels": ["post"], "permitted_purposes": ["own_goods"], "valid_until": date(2027, 3, 31),
    }  # fmt: skip
    add_source(connection, **(paper | change))
    point = add_point(connection, "P1", "post", "DE|80331|kaufweg|3|", source_id="bought", rank=1)
    assert ask(connection, policies, Channel.LETTER, LETTER, point_id=point).reason == reason


def florida(connection: Connection) -> str:
    add_person(connection, "F1", country="US", region="Florida")
    return add_point(connection, "F1", "phone", "+13055551234", country="US", zones=("America/New_York",))


def test_tries_of_all_campaigns_count_and_tell_when_there_is_room(connection: Connection, policies: Policies) -> None:
    point = florida(connection)
    at = datetime.fromisoformat("2026-11-24T17:00:00+00:00")
    copy = {
        "register": "US-DNC",
        "as_of": date(2026, 11, 20),
        "file_sha256": "0" * 64,
        "entries": 0,
        "imported_at": NOW,
    }
    connection.execute(insert(t.register_snapshot).values(id="US-DNC@1", **copy))
    target = Target("F1", point)
    context = ContactContext("Beispiel GmbH", "own_goods", message=CALL)

    def decided() -> Decision:
        asked = {"channel": Channel.CALL, "context": context, "at": at, "key": KEY}
        return consent.decide_for(connection, policies, [target], **asked)[target]  # type: ignore[arg-type]

    assert decided().allowed
    for hours in (2, 4, 20):
        add_attempt(connection, "F1", at - timedelta(hours=hours))
    refusal = decided()
    assert refusal.reason == "CAP_ATTEMPTS"
    assert isinstance(refusal, consent.Refusal)
    assert refusal.retry_at == at + timedelta(hours=4)


def test_facts_are_gathered_for_many_in_few_statements(engine: Engine, policies: Policies) -> None:
    with writing(engine) as connection:
        add_source(connection)
        for number in range(300):
            add_person(connection, f"M{number}")
            add_point(connection, f"M{number}", "post", f"DE|10115|weg|{number}|")
        targets = [Target(f"M{number}") for number in range(300)]
        context = ContactContext("Beispiel GmbH", "own_goods", message=LETTER)
        asked = {"channel": Channel.LETTER, "context": context, "at": NOW, "key": KEY, "policies": policies}
        facts = consent.facts_for(connection, targets, **asked)  # type: ignore[arg-type]
    assert len(facts) == 300
    assert len(set(facts.values())) == 1
