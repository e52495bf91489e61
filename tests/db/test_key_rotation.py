"""A new suppression key forgets nobody: old hashes are met with the old key; on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from dm import consent
from dm.consent import ConsentEvent, ContactContext, Target
from dm.db import reading, writing
from dm.db import tables as t
from dm.errors import InputError
from dm.model import Channel
from dm.normal.addresses import address_key, read_address
from dm.normal.keyed import KeyRing, key_id, keyed_hash
from tests.db.consent_world import KEY, NOW, add_person, add_point, add_source

ANNA = "anna@example.com"
RING = KeyRing(b"a new key", [KEY])
PLACE = {"street": "Berliner Straße", "house": "5", "postal_code": "01067", "city": "Dresden", "country": "DE"}


@pytest.fixture(scope="session")
def policies(repo):
    return consent.load_policies(repo / "consent" / "jurisdictions")


@pytest.fixture
def people(engine):
    with writing(engine) as connection:
        add_source(connection)
        add_person(connection)
        add_point(connection, "P1", "email", ANNA)
        hmac = keyed_hash(KEY, "post", address_key(read_address(**PLACE)))
        add_point(connection, "P1", "post", "Berliner Straße 5, 01067 Dresden", hmac=hmac, **PLACE)
    return engine


def reason(engine, policies, key, who="P1", channel=Channel.EMAIL):
    context = ContactContext("Beispiel GmbH", "own_goods", message=frozenset({"sender_identity", "unsubscribe"}))
    with reading(engine) as connection:
        asked = {"channel": channel, "context": context, "at": NOW, "key": key}
        return str(consent.decide_for(connection, policies, [Target(who)], **asked)[Target(who)].reason)


def object_by(engine, key, **whom):
    with writing(engine) as connection:
        consent.suppress(connection, **whom, origin="web", now=NOW, key=key)


@pytest.mark.parametrize("rotated", [False, True])
@pytest.mark.parametrize("key", [KEY, RING])
def test_an_objection_under_either_key_holds_before_and_after(people, policies, key, rotated) -> None:
    object_by(people, key, person_id="P1")
    if rotated:
        consent.rotate(people, key=RING, now=NOW, actor="test")
    assert reason(people, policies, RING) == "SUPPRESSED_OPT_OUT"
    assert reason(people, policies, RING, channel=Channel.LETTER) == "SUPPRESSED_OPT_OUT"


def test_who_was_erased_under_the_old_key_is_known_in_a_list_under_the_new(people, policies) -> None:
    with writing(people) as connection:
        consent.erase(connection, "P1", key=KEY, now=NOW, actor="test")
        add_person(connection, "P2", external_id="x", family_name="P1")
        hmac = keyed_hash(bytes(RING), "post", address_key(read_address(**PLACE)))
        add_point(connection, "P2", "post", "Berliner Straße 5, 01067 Dresden", hmac=hmac, **PLACE)
    assert reason(people, policies, bytes(RING), "P2", Channel.LETTER) != "SUPPRESSED_ERASED"
    assert reason(people, policies, RING, "P2", Channel.LETTER) == "SUPPRESSED_ERASED"


def test_a_consent_goes_with_its_point(people, policies) -> None:
    said = ConsentEvent("given", "email", NOW, "P1", keyed_hash(KEY, "email", ANNA), "Beispiel GmbH", "own_goods",
                        form="double_opt_in", evidence="log")  # fmt: skip
    with writing(people) as connection:
        consent.record_event(connection, said, now=NOW, key=KEY)
    report = consent.rotate(people, key=RING, now=NOW, actor="test")
    assert (report.points, report.unproved) == (2, 0)
    assert reason(people, policies, RING) == "ALLOW_OPT_IN"
    assert consent.why(people, ANNA, key=RING).person["id"] == "P1"
    assert consent.rotate(people, key=RING, now=NOW, actor="test").points == 0


def test_a_consent_of_an_address_that_nobody_had_is_met_when_somebody_has_it(people, policies) -> None:
    bob = "bob@example.com"
    said = ConsentEvent("given", "email", NOW, None, keyed_hash(KEY, "email", bob), "Beispiel GmbH", "own_goods",
                        form="double_opt_in", evidence="log")  # fmt: skip
    with writing(people) as connection:
        consent.record_event(connection, said, now=NOW, key=KEY)
    assert consent.rotate(people, key=RING, now=NOW, actor="test").nobody == 1
    with writing(people) as connection:
        add_person(connection, "P2", external_id="x")
        add_point(connection, "P2", "email", bob, hmac=keyed_hash(bytes(RING), "email", bob))
    assert reason(people, policies, bytes(RING), "P2") == "BASIS_MISSING"
    assert reason(people, policies, RING, "P2") == "ALLOW_OPT_IN"
    with reading(people) as connection:
        assert consent.stale_points(connection, RING) == 1
    report = consent.rotate(people, key=RING, now=NOW, actor="test")
    assert (report.points, report.consents, report.nobody) == (0, 1, 0)
    assert reason(people, policies, bytes(RING), "P2") == "ALLOW_OPT_IN"


def test_known_people_need_the_old_key_no_more_and_others_do(people, policies) -> None:
    object_by(people, KEY, person_id="P1")
    object_by(people, KEY, email="stranger@example.com")
    before = consent.rotate(people, key=RING, now=NOW, actor="test")
    assert reason(people, policies, bytes(RING)) == "SUPPRESSED_OPT_OUT"
    assert before.waiting > 0
    with reading(people) as connection:
        assert key_id(bytes(RING)) in set(connection.execute(select(t.suppression.c.key_id)).scalars())
    assert consent.why(people, "stranger@example.com", key=RING).events


def test_a_point_whose_value_was_changed_is_left_as_it_is(people) -> None:
    with writing(people) as connection:
        connection.execute(update(t.contact_point).where(t.contact_point.c.kind == "post").values(street="Elsewhere"))
        assert consent.stale_points(connection, RING) == 1
    assert consent.rotate(people, key=RING, now=NOW, actor="test").unproved == 1


def test_without_an_old_key_there_is_nothing_to_rotate(engine) -> None:
    with pytest.raises(InputError, match="No older suppression key"):
        consent.rotate(engine, key=KEY, now=NOW, actor="test")
