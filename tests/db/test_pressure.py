"""How often and how soon: counted over real tries of all campaigns; on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert

from dm import consent
from dm.consent import ContactContext, Target
from dm.db import reading, writing
from dm.db import tables as t
from dm.model import Channel
from tests.db.consent_world import KEY, NOW, add_attempt, add_person, add_point, add_source

AT = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
CALL = frozenset({"caller_name", "seller_name", "callback_number", "caller_id", "purpose_first"})


@pytest.fixture(scope="session")
def policies(repo):
    return consent.load_policies(repo / "consent" / "jurisdictions")


@pytest.fixture
def florida(engine):
    """Two people who share one number in Florida, and our fresh copy of the register."""
    with writing(engine) as connection:
        add_source(connection)
        for who in ("F1", "F2"):
            add_person(connection, who, country="US", region="Florida")
            add_point(connection, who, "phone", "+13055551234", country="US", zones=("America/New_York",))
        copy = {"id": "US-DNC@1", "register": "US-DNC", "as_of": date(2026, 11, 20), "file_sha256": "0" * 64}
        connection.execute(insert(t.register_snapshot).values(**copy, entries=0, imported_at=NOW))
    return engine


def asked(engine, policies, who="F1", at=AT):
    target = Target(who, f"{who}-phone-+13055551234")
    question = {"channel": Channel.CALL, "context": ContactContext("Beispiel GmbH", "own_goods", message=CALL)}
    with reading(engine) as connection:
        return consent.decide_for(connection, policies, [target], **question, at=at, key=KEY)[target]


def tried(engine, who, hours, **changes):
    with writing(engine) as connection:
        add_attempt(connection, who, AT - timedelta(hours=hours), **changes)


def number_of(engine):
    with reading(engine) as connection:
        return connection.execute(t.contact_point.select()).mappings().first()["hmac"]


def test_tries_count_for_the_number_whoever_was_meant(florida, policies) -> None:
    hmac = number_of(florida)
    for hours in (2, 4, 20):
        tried(florida, "F2", hours, point_hmac=hmac, state="failed", outcome="NO_ANSWER")
    refusal = asked(florida, policies)
    assert (refusal.reason, refusal.retry_at) == ("CAP_ATTEMPTS", AT + timedelta(hours=4))
    assert asked(florida, policies, at=AT + timedelta(hours=4)).allowed


def test_a_call_that_the_agent_gave_back_is_no_try(florida, policies) -> None:
    for hours in (2, 4, 20):
        tried(florida, "F1", hours, state="failed", outcome="AGENT_ABANDON")
    assert asked(florida, policies).allowed
    for hours in (3, 5, 21):
        tried(florida, "F1", hours, state="failed", outcome="BUSY")
    assert asked(florida, policies).reason == "CAP_ATTEMPTS"


def test_nobody_is_dialled_again_for_three_days_after_a_call_without_an_agent(florida, policies) -> None:
    tried(florida, "F1", 48, outcome="ABANDONED")
    refusal = asked(florida, policies)
    assert (refusal.reason, refusal.retry_at) == ("COOLDOWN", AT + timedelta(hours=24))
    assert "GLOBAL-abandoned" in refusal.rules
    assert asked(florida, policies, at=AT + timedelta(hours=24)).allowed


def test_a_refusal_is_heeded_for_the_months_that_the_law_names(engine, policies) -> None:
    with writing(engine) as connection:
        add_source(connection)
        add_person(connection, "F1", country="FR")
        add_point(connection, "F1", "phone", "+13055551234", country="FR", zones=("Europe/Paris",))
        bond = {"person_id": "F1", "kind": "contract", "last_on": date(2026, 1, 1), "current": True}
        connection.execute(insert(t.relationship).values(**bond))
        add_attempt(connection, "F1", datetime(2026, 10, 1, 9, tzinfo=UTC), outcome="NOT_INTERESTED")
    morning = datetime(2026, 11, 24, 10, tzinfo=UTC)
    refusal = asked(engine, policies, at=morning)
    assert (refusal.reason, refusal.retry_at) == ("COOLDOWN", datetime(2026, 11, 30, 9, tzinfo=UTC))
    assert asked(engine, policies, at=datetime(2026, 11, 30, 9, tzinfo=UTC)).allowed
