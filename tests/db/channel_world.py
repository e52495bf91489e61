"""People with e-mail, phone and address who agreed to all of them, and approved campaigns of each channel."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import func, select

from dm.consent import ConsentEvent, record_events
from dm.db import insert_many, reading, writing
from dm.db import tables as t
from dm.ledger import PlannedPiece, plan_pieces
from dm.model import Channel
from dm.settings import EmailSettings
from tests.campaign_world import KEY, campaign_row, point_row
from tests.ledger_world import LONG_AGO, full_person, postal_point, real_office, source_row

# A Wednesday morning in Berlin.
MORNING = datetime(2027, 3, 3, 9, tzinfo=UTC)
_TEMPLATES = {"email": "email/spring", "courier": "courier/gift", "call": "call/spring"}
_KINDS = {"email": "email", "courier": "post", "call": "phone"}
_LAW = {"email": "email", "call": "phone", "courier": "courier"}


def office_of(engine, folder, repo, **email):
    """An office with the real law and templates; `email` overrules [email] of dm.toml."""
    office = real_office(engine, folder, repo)
    mail = EmailSettings(**{"phone": "+49 30 231250", "rate_per_second": 10_000, **email})
    return replace(office, settings=replace(office.settings, email=mail, clock="simulated"))


def number_of(person):
    return f"+4935145{10000 + person}"


def seed_people(engine, count, *, phones=True, **changes):
    """`count` people with an address, an e-mail and (with `phones`) a number in Berlin's zone, all with consents."""
    people = range(count)
    with writing(engine) as connection:
        insert_many(connection, t.source, [source_row()])
        insert_many(connection, t.person, [full_person(number, **changes) for number in people])
        points = [postal_point(number) for number in people]
        points += [_point(number, "email", f"anna{number}@example.com") for number in people]
        if phones:
            points += [_point(number, "phone", number_of(number), line_type="mobile") for number in people]
        for point in points:
            insert_many(connection, t.contact_point, [point])
        if phones:
            insert_many(
                connection, t.point_zone, [{"point_id": f"P{n}-phone", "zone": "Europe/Berlin"} for n in people]
            )
        for channel, kind in (("email", "email"), ("phone", "phone"), ("courier", "post")):
            events = [_agreed(point, channel) for point in points if point["kind"] == kind]
            record_events(connection, events, now=LONG_AGO, key=KEY)


def seed_campaign(engine, channel, people, *, campaign="spring", state="approved", seeds=(), **brief):
    """An approved campaign with one wave named like its channel and a planned piece for each person number."""
    wave = {"name": channel, "channel": channel, "template": _TEMPLATES[channel], **brief}
    document = {"campaign": {"id": campaign}, "wave": [wave]}
    with writing(engine) as connection:
        insert_many(connection, t.campaign, [campaign_row(campaign, state=state, brief=document)])
        insert_many(
            connection, t.cell, [{"campaign_id": campaign, "name": "A", "position": 0, "share": 1.0, "offer": "10 %"}]
        )
        row = {"campaign_id": campaign, "name": channel, "position": 0, "channel": channel}
        insert_many(connection, t.wave, [{**row, "template": _TEMPLATES[channel], "due_at": MORNING}])
        pieces = [planned(campaign, channel, number) for number in people]
        pieces += [planned(campaign, channel, f"S{n}", seed=True, snapshot=fields) for n, fields in enumerate(seeds)]
        plan_pieces(connection, pieces, key=KEY, now=LONG_AGO)


def planned(campaign, channel, number, **changes):
    point = None if channel == "call" or changes.get("seed") else f"P{number}-{_KINDS[channel]}"
    return PlannedPiece(
        campaign_id=campaign,
        wave=channel,
        unit_id=f"P{number}",
        person_id=f"P{number}",
        channel=Channel(channel),
        point_id=point,
        cell="A",
        language="de",
        due_at=MORNING,
        **changes,
    )


def states(engine):
    """How many pieces there are by state."""
    with reading(engine) as connection:
        return dict(connection.execute(select(t.piece.c.state, func.count()).group_by(t.piece.c.state)).all())


def attempts(engine):
    """All attempts in order."""
    with reading(engine) as connection:
        return connection.execute(select(t.attempt).order_by(t.attempt.c.id)).mappings().all()


def quiet(_line):
    """Nobody listens."""


def _point(number, kind, value, **changes):
    return point_row(f"P{number}", kind, value, country="DE", source_id="shop", observed_at=LONG_AGO, **changes)


def _agreed(point, channel):
    return ConsentEvent(
        action="confirmed" if channel == "email" else "given",
        channel=channel,
        at=LONG_AGO,
        person_id=point["person_id"],
        point_hmac=point["hmac"],
        controller="Beispiel GmbH",
        purpose="own_goods",
        basis="consent",
        form="double_opt_in" if channel == "email" else "written",
        wording="newsletter-web/1/de",
        evidence="form 2026-06-01",
    )
