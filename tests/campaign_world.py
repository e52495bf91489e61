"""A small campaign as rows: people, a frozen draw, pieces that left; for tests of what comes back and its worth."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

from dm.db import insert_many, writing
from dm.db import tables as t
from dm.ledger import Office
from dm.model import mend_response_code, response_code
from dm.normal.keyed import keyed_hash
from dm.settings import EmailSettings, Settings

KEY = b"test-key"
NOW = datetime(2027, 5, 1, 12, tzinfo=UTC)
LETTER_OUT = datetime(2027, 3, 3, 9, tzinfo=UTC)
MAIL_OUT = datetime(2027, 3, 10, 9, tzinfo=UTC)


def settings_for(engine, folder, clock="real"):
    return Settings(
        workspace=folder,
        database_url=str(engine.url),
        secret_key=KEY,
        suppression_key=KEY,
        clock=clock,
        email=EmailSettings(),
    )


def office_for(engine, folder, **changes):
    return Office(engine, settings_for(engine, folder, **changes), SimpleNamespace())


def person_row(person, **changes):
    return {
        "id": person,
        "state": "active",
        "source_id": "",
        "external_id": "",
        "country": "DE",
        "city": "Dresden",
        "postal_code": "01067",
        "party": "consumer",
        "custom": {},
        "observed_at": LETTER_OUT,
        "created_at": LETTER_OUT,
        "updated_at": LETTER_OUT,
        **changes,
    }


def point_row(person, kind, value, **changes):
    return {
        "id": f"{person}-{kind}",
        "person_id": person,
        "kind": kind,
        "value": value,
        "hmac": keyed_hash(KEY, kind, value),
        "normal_version": 1,
        "party": "consumer",
        "status": "valid",
        "lines": [],
        "observed_at": LETTER_OUT,
        **changes,
    }


def campaign_row(campaign="spring", **changes):
    return {
        "id": campaign,
        "title": "Spring catalogue",
        "state": "running",
        "brief": {"audience": {"countries": ["DE"]}, "budget": {"cap": "900 EUR", "margin_per_order": "35 EUR"}},
        "brief_sha256": "0" * 64,
        "goal": "order",
        "controller": "Beispiel GmbH",
        "purpose": "own_goods",
        "time_zone": "Europe/Berlin",
        "opens_on": date(2027, 3, 1),
        "closes_on": date(2027, 4, 30),
        "currency": "EUR",
        "current_plan_id": f"{campaign}-plan",
        "created_at": LETTER_OUT,
        **changes,
    }


def wave_row(name, position, channel, cost, campaign="spring"):
    return {
        "campaign_id": campaign,
        "name": name,
        "position": position,
        "channel": channel,
        "unit_cost": Decimal(cost),
        "unit_cost_currency": "EUR",
    }


def plan_row(campaign="spring", universe=0, holdout=0):
    return {
        "id": f"{campaign}-plan",
        "campaign_id": campaign,
        "hash": "f" * 64,
        "universe": universe,
        "waterfall": [],
        "pieces": {},
        "holdout": holdout,
        "cells": [],
        "cost_minor": 0,
        "currency": "EUR",
        "calendar": [],
        "templates": {},
        "planned_at": LETTER_OUT - timedelta(days=2),
    }


def member_row(person, outcome, unit=None, campaign="spring", **changes):
    return {
        "plan_id": f"{campaign}-plan",
        "person_id": person,
        "unit_id": unit or person,
        "outcome": outcome,
        "step": "",
        "reason": "",
        "rule": [],
        "law": [],
        **changes,
    }


def draw_row(person, arm, cell, unit=None, campaign="spring"):
    return {
        "campaign_id": campaign,
        "unit_id": unit or person,
        "person_id": person,
        "arm": arm,
        "cell": cell,
        "drawn_at": LETTER_OUT,
    }


_SERIALS = {"letter": 1_000, "mail": 2_000, "gift": 3_000, "call": 4_000}


def piece_row(person, wave, cell, *, number, channel="letter", campaign="spring", **changes):
    piece = f"K-{campaign}-{wave}-{person}"
    return {
        "id": piece,
        "serial": _SERIALS[wave] + number,
        "campaign_id": campaign,
        "wave": wave,
        "unit_id": person,
        "person_id": person,
        "channel": channel,
        "point_id": f"{person}-post" if channel in ("letter", "courier") else f"{person}-email",
        "cell": cell,
        "state": "sent",
        "reason": "",
        "response_code": response_code(KEY, piece),
        "seed": False,
        "planned_at": LETTER_OUT - timedelta(days=2),
        "sent_at": LETTER_OUT if wave == "letter" else MAIL_OUT,
        **changes,
    }


def code_of(person, wave="letter", campaign="spring"):
    code = response_code(KEY, f"K-{campaign}-{wave}-{person}")
    assert mend_response_code(code) == code
    return code


def plain_campaign(engine, *, treated=6, holdout=4):
    """Treated people p0..p5 (cells A and B in turn, letter and e-mail sent), holdout h0..h3, and one seed."""
    treated_people = [f"p{number}" for number in range(treated)]
    holdout_people = [f"h{number}" for number in range(holdout)]
    everybody = treated_people + holdout_people
    cells = {person: "AB"[number % 2] for number, person in enumerate(treated_people)}
    points = [
        point_row(person, kind, value)
        for person in everybody
        for kind, value in (("email", f"{person}@example.com"), ("post", f"{person} street"))
    ]
    pieces = [
        piece_row(person, wave, cells[person], number=number, channel=channel)
        for number, person in enumerate(treated_people)
        for wave, channel in (("letter", "letter"), ("mail", "email"))
    ]
    seed = piece_row("seed-1", "letter", "A", number=900, seed=True, point_id=None)
    with writing(engine) as connection:
        insert_many(connection, t.person, [person_row(person) for person in everybody])
        insert_many(connection, t.contact_point, points)
        insert_many(connection, t.campaign, [campaign_row()])
        insert_many(connection, t.wave, [wave_row("letter", 0, "letter", "0.85"), wave_row("mail", 1, "email", "0.01")])
        insert_many(connection, t.plan, [plan_row(universe=len(everybody), holdout=holdout)])
        outcomes = dict.fromkeys(treated_people, "piece") | dict.fromkeys(holdout_people, "holdout")
        insert_many(connection, t.audience_member, [member_row(*pair) for pair in outcomes.items()])
        draws = [draw_row(person, "treated", cells[person]) for person in treated_people]
        draws += [draw_row(person, "holdout", "A") for person in holdout_people]
        insert_many(connection, t.assignment, draws)
        insert_many(connection, t.piece, [*pieces, seed])
