"""`dm why`, erasure and access, on both databases."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select

from dm import consent
from dm.consent import ConsentEvent, Story
from dm.db import reading, writing
from dm.db import tables as t
from dm.errors import InputError
from dm.model import Channel
from dm.normal.keyed import keyed_hash
from tests.db.consent_world import KEY, NOW, add_attempt, add_person, add_point, add_source

ANNA = "anna@example.com"


def add_campaign(connection: Any, campaign: str, *members: dict[str, Any]) -> None:
    plan = f"{campaign}-plan"
    connection.execute(
        insert(t.campaign).values(
            id=campaign, brief={}, brief_sha256="0", created_at=NOW, current_plan_id=plan, purpose="own_goods"
        )
    )
    numbers = {"universe": 1, "holdout": 0, "cost_minor": 0, "currency": "EUR"}
    lists: dict[str, Any] = {"waterfall": [], "pieces": {}, "cells": {}, "calendar": [], "templates": {}}
    connection.execute(
        insert(t.plan).values(id=plan, campaign_id=campaign, hash="0", planned_at=NOW, **numbers, **lists)
    )
    for member in members:
        connection.execute(insert(t.audience_member).values(**({"plan_id": plan, "rule": [], "law": []} | member)))


@pytest.fixture
def lived(engine: Engine) -> Engine:
    """P1 was imported, consented, was left out of one campaign, held out of another and called in a third."""
    with writing(engine) as connection:
        add_source(connection, title="Our customers")
        add_person(connection, full_name="Anna Moore", birth_date=date(1980, 3, 1), city="Berlin")
        add_point(connection, "P1", "email", ANNA)
        add_point(connection, "P1", "phone", "+493012345678", line_type="mobile")
        counts = {"rows": 1, "accepted": 1, "quarantined": 0}
        connection.execute(
            insert(t.batch).values(
                id="B1", source_id="own", file_name="people.csv", file_sha256="0", mapping={}, imported_at=NOW, **counts
            )
        )
        record = {"batch_id": "B1", "row": 7, "external_id": "p1", "raw": ["Anna"], "fields": {}, "person_id": "P1"}
        connection.execute(insert(t.record).values(**record))
        given = ConsentEvent(
            "given", "email", NOW, None, keyed_hash(KEY, "email", ANNA), "Beispiel GmbH", "own_goods", evidence="log-1"
        )
        consent.record_event(connection, given, now=NOW, key=KEY)
        left_out = {
            "outcome": "excluded",
            "step": "law",
            "reason": "BASIS_MISSING",
            "rule": ["DE-phone"],
            "law": ["UWG 7"],
        }
        add_campaign(connection, "spring", {"person_id": "P1", **left_out})
        add_campaign(connection, "autumn", {"person_id": "P1", "outcome": "holdout"})
        add_campaign(connection, "old", {"person_id": "P1", "outcome": "piece"})
        permit = {
            "permit_policies": "GLOBAL@2026.11.1, DE@2026.11.1",
            "permit_reason": "ALLOW_OPT_IN",
            "permit_rules": ["DE-phone"],
            "permit_sources": ["UWG 7(2) Nr. 1"],
        }
        add_attempt(connection, "P1", NOW + timedelta(days=1), outcome="NOT_INTERESTED", **permit)
    return engine


def story_of(engine: Engine, who: str = "P1", **changes: Any) -> Story:
    return consent.why(engine, who, key=KEY, **changes)


@pytest.mark.parametrize("who", ["P1", ANNA, "Anna@Example.com ", "+49 30 12345678", "p1"])
def test_a_person_is_found_by_id_number_and_address(who: str, lived: Engine) -> None:
    story = story_of(lived, who)
    assert story.person is not None
    assert story.person["id"] == "P1"
    assert {point["value"] for point in story.points} == {ANNA, "+493012345678"}


def test_each_campaign_tells_its_reason_and_law(lived: Engine) -> None:
    told = {one.campaign: one for one in story_of(lived).decisions}
    assert (told["spring"].outcome, told["spring"].reason, told["spring"].rule) == (
        "excluded",
        "BASIS_MISSING",
        "DE-phone",
    )
    assert told["spring"].words == "there is no consent and no other lawful basis"
    assert (told["autumn"].outcome, told["autumn"].reason) == ("holdout", "HOLDOUT")
    assert (told["old"].outcome, told["old"].reason, told["old"].source) == ("piece", "ALLOW_OPT_IN", "UWG 7(2) Nr. 1")
    assert told["old"].policies == "GLOBAL@2026.11.1, DE@2026.11.1"
    assert "Version of the rules: GLOBAL@2026.11.1, DE@2026.11.1." in consent.story_text(story_of(lived))
    assert [one.campaign for one in story_of(lived, campaign="autumn").decisions] == ["autumn"]


def test_events_come_in_order_and_in_words(lived: Engine) -> None:
    events = story_of(lived).events
    assert [event["kind"] for event in events] == ["consent", "import", "contact"]
    assert events[0]["what"] == "Consented to e-mail from Beispiel GmbH: our own goods and services"
    assert events[1]["what"].startswith("Row 7 of people.csv, list “Our customers”")
    assert events[2]["what"] == "Call in campaign old: not interested"


def test_the_json_has_the_promised_keys(lived: Engine) -> None:
    document = consent.story_json(story_of(lived))
    assert {"person", "points", "decisions", "events"} <= set(document)
    assert document["person"] == "P1"
    wanted = {"campaign", "wave", "channel", "at", "outcome", "reason", "rule", "source"}
    assert all(wanted <= set(decision) for decision in document["decisions"])


def test_the_text_can_be_read_aloud_in_two_languages(lived: Engine) -> None:
    english = consent.story_text(story_of(lived))
    assert "Story of Anna Moore (P1)" in english
    assert "spring (for: our own goods and services): left out" in english
    assert "there is no consent and no other lawful basis [BASIS_MISSING]. Rule DE-phone: UWG 7." in english
    russian = consent.story_text(story_of(lived, language="ru"), "ru")
    assert "нет ни согласия, ни другого законного основания" in russian


def test_a_merged_id_tells_the_story_of_today(lived: Engine) -> None:
    with writing(lived) as connection:
        connection.execute(insert(t.person_alias).values(old_id="OLD", person_id="P1", reason="merge", at=NOW))
    story = story_of(lived, "OLD")
    assert story.person is not None
    assert (story.person["id"], story.person["former_ids"]) == ("P1", ["OLD"])


def test_who_only_objected_has_a_story_too(engine: Engine) -> None:
    with writing(engine) as connection:
        consent.suppress(connection, email="x@example.com", origin="web", now=NOW, key=KEY)
    story = story_of(engine, "x@example.com")
    assert story.person is None
    assert story.events[0]["kind"] == "objection"
    assert "only objections" in consent.story_text(story)


def test_nobody_has_no_story(engine: Engine) -> None:
    with pytest.raises(InputError, match="Nobody is known as"):
        story_of(engine, "nobody@example.com")


def erased(engine: Engine) -> consent.ErasureReport:
    with writing(engine) as connection:
        return consent.erase(connection, "P1", key=KEY, now=NOW, actor="test")


def test_erasure_leaves_hashes_and_proofs_and_nothing_plain(lived: Engine) -> None:
    with writing(lived) as connection:  # as the ledger does before it, to stop what has not left
        consent.suppress(connection, person_id="P1", reason="erased", origin="request", now=NOW, key=KEY)
    report = erased(lived)
    assert report.kept_keys >= 5
    assert report.deleted["contact_point"] == 2
    with reading(lived) as connection:
        person = connection.execute(select(t.person)).mappings().one()
        rows = [
            str(dict(row))
            for table in (t.person, t.contact_point, t.record, t.person_value, t.audit, t.suppression, t.consent_event)
            for row in connection.execute(select(table)).mappings()
        ]
    assert (person["state"], person["full_name"], person["birth_date"]) == ("erased", "", None)
    assert not any(word in row for row in rows for word in ("Anna", "Moore", ANNA, "12345678"))
    assert consent.audit.verify(lived).holds


def test_an_erased_person_stays_out_when_imported_again(lived: Engine, repo: Any) -> None:
    erased(lived)
    policies = consent.load_policies(repo / "consent" / "jurisdictions")
    context = consent.ContactContext(
        "Beispiel GmbH", "own_goods", message=frozenset({"sender_identity", "unsubscribe"})
    )
    with writing(lived) as connection:
        add_person(connection, "P2", external_id="other")
        add_point(connection, "P2", "email", ANNA)
        asked: dict[str, Any] = {"channel": Channel.EMAIL, "context": context, "at": NOW, "key": KEY}
        decided = consent.decide_for(connection, policies, [consent.Target("P2")], **asked)
    assert decided[consent.Target("P2")].reason == "SUPPRESSED_ERASED"


def test_an_erasure_is_done_once(lived: Engine) -> None:
    erased(lived)
    with pytest.raises(InputError, match="erased already"):
        erased(lived)


def test_access_gives_everything_and_no_hashes(lived: Engine) -> None:
    held = consent.export_person(lived, ANNA, key=KEY)
    assert held["person"][0]["full_name"] == "Anna Moore"
    assert held["source"][0]["title"] == "Our customers"
    assert held["consent_event"][0]["evidence"] == "log-1"
    assert len(held["attempt"]) == 1
    assert "hmac" not in str(held)


def test_an_objection_by_a_shared_line_is_told_as_such(engine: Engine) -> None:
    with writing(engine) as connection:
        add_source(connection)
        add_person(connection)
        add_point(connection, "P1", "phone", "+493012345678", line_type="fixed", party="business")
        consent.suppress(connection, phone="+493012345678", origin="letter", now=NOW, key=KEY)
    events = consent.why(engine, "P1", key=KEY).events
    assert any("for this line or mailbox alone" in event["what"] for event in events)


def test_access_tells_recipients_purposes_decisions_and_receipts(lived: Engine) -> None:
    address = {"Beispiel GmbH": {"address": "Beispielweg 1, 10115 Berlin", "email": "post@example.com"}}
    held = consent.export_person(lived, "P1", key=KEY, controllers=address)
    told = {one["campaign"]: one for one in held["decision"]}
    assert told["spring"]["words"] == "there is no consent and no other lawful basis"
    assert {one["id"] for one in held["campaign"]} == {"spring", "autumn", "old"}
    (receipt,) = held["receipt"]
    assert receipt["version"] == "KI-CR-v1.1.0"
    assert receipt["piiPrincipalId"] == "P1"
    assert receipt["piiControllers"] == [{"piiController": "Beispiel GmbH", **address["Beispiel GmbH"]}]
    assert receipt["services"][0]["purposes"][0]["termination"] == "until withdrawn"
    assert receipt["events"] == []


def test_a_receipt_tells_that_the_consent_was_withdrawn(lived: Engine) -> None:
    no = ConsentEvent("withdrawn", "*", NOW, "P1", place="web")
    with writing(lived) as connection:
        consent.record_event(connection, no, now=NOW, key=KEY)
    receipt = consent.export_person(lived, "P1", key=KEY)["receipt"][0]
    assert [(one["state"], one["place"]) for one in receipt["events"]] == [("withdrawn", "web")]
