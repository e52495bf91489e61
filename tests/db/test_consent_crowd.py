"""A crowd is decided as its members are decided one by one, whatever they have behind them; on both databases."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from sqlalchemy import insert

from dm import consent
from dm.consent import ConsentEvent, ContactContext, Target, asking, crowd, crowd_objections
from dm.consent.decide import decide
from dm.db import reading, writing
from dm.db import tables as t
from dm.model import LawChannel
from dm.normal.keyed import keyed_hash
from tests.db.consent_world import KEY, NOW, add_attempt, add_person, add_point, add_source

COUNTRIES = (("DE", "Europe/Berlin"), ("FR", "Europe/Paris"), ("US", "America/New_York"), ("XX", "UTC"))
KINDS = {"phone": "+49301{:06}", "email": "a{}@example.com", "post": "{} street"}


@pytest.fixture(scope="session")
def policies(repo):
    return consent.load_policies(repo / "consent" / "jurisdictions")


def _person(connection, dice, number):
    who = f"P{number:03}"
    country, zone = dice.choice(COUNTRIES)
    source = dice.choice(["own", "bought", ""])
    born = date(1980, 1, 1 + number % 28) if dice.random() < 0.5 else None
    state = "erased" if dice.random() < 0.05 else "active"
    region = dice.choice(["", "FL", "CA"]) if country == "US" else ""
    given = dice.choice(["Anna", ""])
    add_person(connection, who, source_id=source, country=country, region=region, birth_date=born, state=state,
               given_name=given, party=dice.choice(["consumer", "business"]))  # fmt: skip
    for kind, pattern in KINDS.items():
        zones = (zone, "Europe/London") if kind == "phone" and dice.random() < 0.2 else (zone,)
        line = {"line_type": dice.choice(["mobile", "fixed", ""])}
        if dice.random() < 0.8:
            # now and then two people share a point
            value = pattern.format(number // 2 * 2 if dice.random() < 0.2 else number)
            add_point(connection, who, kind, value, zones=zones if kind == "phone" else (), country=country,
                      region=region, source_id=source, **line)  # fmt: skip
            if dice.random() < 0.4:
                _consents(connection, dice, who, kind, keyed_hash(KEY, kind, value))
    return who


def _consents(connection, dice, who, kind, hmac):
    channel = {"post": "post", "email": "email", "phone": "phone"}[kind]
    for _ in range(dice.choice([1, 1, 2, 3])):
        point = hmac if dice.random() < 0.7 else None
        said = ConsentEvent(
            dice.choice(["given", "given", "confirmed", "withdrawn", "objected"]),
            dice.choice([channel, channel, "*"]),
            NOW - timedelta(days=dice.randrange(1, 900), minutes=dice.randrange(600)),
            dice.choice([who, who, None]) if point else who,
            point,
            dice.choice(["Beispiel GmbH", "Other AG", ""]),
            dice.choice(["own_goods", "*", "fundraising"]),
            form=dice.choice(["oral", "written", "click", "double_opt_in"]),
            evidence=dice.choice(["log", ""]),
            out_of_hours=dice.random() < 0.2,
        )
        consent.record_event(connection, said, now=NOW, key=KEY)


def _dealings(connection, dice, who):
    if dice.random() < 0.3:
        bond = {"person_id": who, "kind": dice.choice(["purchase", "contract", "inquiry"]), "current": False}
        offered = dice.random() < 0.5
        connection.execute(insert(t.relationship).values(**bond, last_on=NOW.date(), optout_offered=offered))
    if dice.random() < 0.2:
        order = {"person_id": who, "system": "s", "order_ref": who, "at": NOW - timedelta(days=dice.randrange(900))}
        connection.execute(insert(t.purchase).values(**order, currency="EUR", value_minor=1))
    if dice.random() < 0.2:
        tried = NOW - timedelta(hours=dice.randrange(1, 900))
        outcome = dice.choice(["NO_ANSWER", "NOT_INTERESTED"])
        add_attempt(connection, who, tried, outcome=outcome, channel="call")
    if dice.random() < 0.1:
        said = {"origin": "web", "now": NOW, "key": KEY, "channel": dice.choice(["*", "email", "phone"])}
        consent.suppress(connection, **said, **dice.choice([{"person_id": who}, {"email": f"a{who[-2:]}@example.com"}]))
    if dice.random() < 0.05:
        alias = {"old_id": f"OLD-{who}", "person_id": who, "reason": "merge", "at": NOW}
        connection.execute(insert(t.person_alias).values(**alias))


@pytest.mark.parametrize("whole_base", [True, False])
@pytest.mark.parametrize("seed", [1, 2])
def test_many_are_decided_as_each_alone(engine, policies, repo, tmp_path, monkeypatch, seed, whole_base) -> None:
    dice = random.Random(seed)
    with writing(engine) as connection:
        add_source(connection)
        add_source(connection, id="bought", origin="supplier", contract="C", acquired_on=NOW.date())
        people = [_person(connection, dice, number) for number in range(60)]
        for who in people:
            _dealings(connection, dice, who)
    path = tmp_path / "register.txt"
    path.write_text("\n".join(f"+49301{number:06}" for number in range(0, 60, 7)))
    consent.import_register(engine, policies, "US-DNC", path, as_of=NOW.date(), key=KEY, now=NOW, actor="test")
    monkeypatch.setattr(asking, "CROWD", 1)
    # Either everything is read in stretches and once, or asked by lists.
    monkeypatch.setattr(crowd, "_DENSE", 1_000 if whole_base else 0)
    monkeypatch.setattr(crowd_objections, "LISTED_AT_MOST", 1_000 if whole_base else 0)
    context = ContactContext("Beispiel GmbH", "own_goods", message=frozenset({"sender_identity", "seller_name"}))
    for channel, kind in ((LawChannel.PHONE, "phone"), (LawChannel.EMAIL, "email"), (LawChannel.POST, "post")):
        with reading(engine) as connection:
            points = t.contact_point.c
            rows = connection.execute(t.contact_point.select().where(points.kind == kind)).all()
            targets = [Target(row.person_id, row.id) for row in rows] + [Target("P000"), Target("nobody", "x")]
            asked = {"channel": channel, "context": context, "at": NOW, "key": KEY}
            together = consent.decide_for(connection, policies, targets, **asked)
            alone = consent.facts_for(connection, targets, **asked, policies=policies)
        assert list(together) == targets
        assert together == {target: decide(facts, policies) for target, facts in alone.items()}
