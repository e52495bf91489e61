"""Whoever says yes to e-mail in a call is asked once, at that address, to confirm it; on both databases."""

from __future__ import annotations

import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from sqlalchemy import select, update

from dm import consent, ledger
from dm.channels.email import send_confirmations
from dm.consent import ConsentEvent
from dm.db import insert_many, reading, writing
from dm.db import tables as t
from dm.model import Channel
from dm.normal.keyed import keyed_hash
from tests.campaign_world import KEY, point_row
from tests.db.channel_world import LONG_AGO, MORNING, office_of, quiet
from tests.ledger_world import full_person, source_row

ANNA = "anna0@example.com"
YESTERDAY = MORNING - timedelta(days=1)


@pytest.fixture
def office(engine, tmp_path, repo):
    office = office_of(engine, tmp_path, repo)
    with writing(engine) as connection:
        insert_many(connection, t.source, [source_row(permitted_purposes=[])])
        insert_many(connection, t.person, [full_person(0)])
        point = point_row("P0", "email", ANNA, country="DE", source_id="shop", observed_at=LONG_AGO)
        insert_many(connection, t.contact_point, [point])
        consent.store_wordings(connection, consent.load_wordings(repo / "consent" / "wordings").by_name.values())
    return office


def say_yes(office, *, at=YESTERDAY, purpose="own_goods", form="oral", evidence="call A1", action="given", person="P0"):
    event = ConsentEvent(
        action, "email", at, person, keyed_hash(KEY, "email", ANNA), "Beispiel GmbH", purpose, "consent", form,
        "newsletter-call/1/de", None, evidence, "call",
    )  # fmt: skip
    with writing(office.engine) as connection:
        consent.record_event(connection, event, now=at, key=KEY)


def send(office, now=MORNING):
    return send_confirmations(office, now=now, say=quiet).dispatched


def mails(office):
    found = sorted((office.settings.out / "confirm" / "email" / "new").glob("*"))
    return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in found]


def email_permit(office, purpose="own_goods"):
    message = frozenset({"sender_identity", "unsubscribe"})
    context = consent.ContactContext("Beispiel GmbH", purpose, message=message)
    with reading(office.engine) as connection:
        asked = {"channel": Channel.EMAIL, "context": context, "at": MORNING, "key": KEY}
        return consent.decide_for(connection, office.policies, [consent.Target("P0")], **asked)[consent.Target("P0")]


def test_one_mail_with_a_link_that_confirms(office) -> None:
    say_yes(office)
    assert (send(office), send(office)) == (1, 0)
    (mail,) = mails(office)
    text = mail.get_body(("plain",)).get_content()
    assert mail["To"].addresses[0].addr_spec == ANNA
    assert "Bitte bestätigen Sie" in mail["Subject"]
    assert "Darf Beispiel GmbH Ihnen Neuigkeiten" in text.replace("\n", " ")
    assert email_permit(office).reason == "CONSENT_NO_EVIDENCE"
    token = re.search(r"/c/(\S+)", text)[1]
    with writing(office.engine) as connection:
        consent.confirm(connection, token, secret=KEY, key=KEY, place="/c/", now=MORNING)
    assert email_permit(office).reason == "ALLOW_OPT_IN"
    assert send(office, MORNING + timedelta(days=8)) == 0


def test_two_purposes_of_one_call_are_confirmed_by_one_link(office) -> None:
    say_yes(office)
    say_yes(office, purpose="fundraising")
    assert send(office) == 1
    token = re.search(r"/c/(\S+)", mails(office)[0].get_body(("plain",)).get_content())[1]
    with writing(office.engine) as connection:
        assert len(consent.confirm(connection, token, secret=KEY, key=KEY, place="/c/", now=MORNING)) == 2
    assert email_permit(office, "fundraising").reason == "ALLOW_OPT_IN"


def test_nobody_is_asked_who_objected_withdrew_or_signed(office) -> None:
    say_yes(office, form="written")
    say_yes(office, form="click", evidence="log 7", purpose="fundraising")
    assert send(office) == 0
    say_yes(office)
    say_yes(office, action="withdrawn", at=YESTERDAY + timedelta(hours=1))
    assert send(office) == 0


def test_a_suppressed_mailbox_is_never_asked(office) -> None:
    say_yes(office)
    with writing(office.engine) as connection:
        consent.suppress(connection, email=ANNA, origin="web", now=MORNING, key=KEY)
    assert send(office) == 0


def test_an_objection_stops_a_confirmation_that_has_not_left(office) -> None:
    say_yes(office)
    with writing(office.engine) as connection:
        connection.execute(update(t.contact_point).values(status="dead"))
    assert send(office) == 0
    with writing(office.engine) as connection:
        connection.execute(update(t.contact_point).values(status="valid"))
        said = {"reason": "objection", "origin": "call", "now": MORNING, "by": "test"}
        ledger.object_and_stop(connection, office, person_id="P0", **said)
    assert send(office) == 0


def test_an_old_yes_is_left_alone_and_a_mailbox_rests(office) -> None:
    say_yes(office, at=MORNING - timedelta(days=24))
    assert send(office) == 0
    say_yes(office)
    say_yes(office, at=YESTERDAY + timedelta(hours=2))
    assert send(office) == 1
    assert send(office, MORNING + timedelta(days=1)) == 0


def test_a_yes_known_by_its_address_alone_finds_the_person(office) -> None:
    say_yes(office, person=None, form="click", evidence="")
    assert send(office) == 1
    with reading(office.engine) as connection:
        permit = connection.execute(select(t.attempt.c.permit_reason)).scalar_one()
    assert permit == "ALLOW_NOT_MARKETING"
