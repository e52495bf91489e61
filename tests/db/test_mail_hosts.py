"""Mailboxes whose domain takes no mail, on both databases; a stand-in answers for the DNS."""

from __future__ import annotations

import pytest
from email_validator import EmailUndeliverableError
from sqlalchemy import select

from dm.actualize.mail_hosts import Answer, ask_dns, check_mail_hosts
from dm.db import insert_many, reading, writing
from dm.db import tables as t
from tests.campaign_world import point_row
from tests.ledger_world import MORNING, full_person, source_row


@pytest.fixture
def mailboxes(engine):
    values = ["a@here.de", "b@gone.de", "c@gone.de", "d@gone.de.com", "info_x@mailinator.com"]
    with writing(engine) as connection:
        insert_many(connection, t.source, [source_row()])
        insert_many(connection, t.person, [full_person(number) for number in range(len(values))])
        points = [point_row(f"P{number}", "email", value) for number, value in enumerate(values)]
        insert_many(connection, t.contact_point, points)
    return engine


def asked(engine, gone, **more):
    def ask(domain: str) -> Answer:
        return "takes_none" if domain in gone else "unknown" if domain == "gone.de.com" else "takes_mail"

    return check_mail_hosts(engine, ask=ask, now=MORNING, actor="test", **more)


def states(engine) -> dict[str, tuple[str, str]]:
    point = t.contact_point.c
    with reading(engine) as connection:
        return {
            row.value: (row.status, row.reason)
            for row in connection.execute(select(point.value, point.status, point.reason))
        }


def test_mailboxes_without_a_host_become_invalid_and_come_back_with_it(mailboxes) -> None:
    found = asked(mailboxes, {"gone.de", "mailinator.com"})
    assert (found.domains, found.without, found.unknown, found.points) == (4, ("gone.de", "mailinator.com"), 1, 3)
    after = states(mailboxes)
    assert after["b@gone.de"] == after["c@gone.de"] == ("invalid", "no_mail_host")
    assert (after["a@here.de"][0], after["d@gone.de.com"][0]) == ("valid", "valid")
    assert asked(mailboxes, {"gone.de", "mailinator.com"}).points == 0
    assert asked(mailboxes, ()).points == 3
    assert states(mailboxes)["b@gone.de"] == ("valid", "")
    assert states(mailboxes)["info_x@mailinator.com"] == ("risky", "disposable")


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("The domain name x.de does not exist.", "takes_none"),
        ("The domain name x.de does not accept email.", "takes_none"),
        ("The domain name x.de does not send email.", "unknown"),
        ("There was an error while checking if the domain name is deliverable: no resolver", "unknown"),
    ],
)
def test_only_a_clear_no_is_a_no(monkeypatch, said, answer) -> None:
    def refuse(*_args, **_more):
        raise EmailUndeliverableError(said)

    monkeypatch.setattr("email_validator.deliverability.validate_email_deliverability", refuse)
    assert ask_dns("x.de") == answer


def test_a_dry_run_changes_nothing(mailboxes) -> None:
    before = states(mailboxes)
    assert asked(mailboxes, {"gone.de"}, dry=True).without == ("gone.de",)
    assert states(mailboxes) == before
