"""Ninety people of every shape, the same on each run: for what conditions choose among them."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

from dm.db import insert_many
from dm.db import tables as t
from dm.normal.companies import read_company
from dm.normal.folding import fold

NOW = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
CITIES = ["Berlin", "BERLIN", "Köln", "Орёл", "орел", "Москва", "", "Йошкар-Ола", "Aßlar", "St. Pölten"]
WORDS = ["Директор", "директор", "Leiter", "LEITER (m/w)", "Größe", "gold", "12", "3.5", "", "ёж", "100%"]
COMPANIES = ["Ромашка", "Müller GmbH", "ООО Ромашка"]
CODES = {"country": ["DE", "RU", "AT", ""], "language": ["de", "ru", ""], "postal_code": ["10115", "01067", ""]}


def _maybe(dice, make, share=0.7):
    return make() if dice.random() < share else None


def _moment(dice):
    return NOW - timedelta(
        days=dice.choice([0, 1, 29, 30, 31, 364, 365, 366, 900]), seconds=dice.choice([0, 0, 1, 86399])
    )


def _person(dice, number):
    return {
        "id": f"P{number:03}",
        **{name: dice.choice(values) for name, values in CODES.items()},
        "region": dice.choice(["Bayern", "московская область", "DE-BE", ""]),
        "city": dice.choice(CITIES),
        "title": dice.choice(["Dr.", "д-р", ""]),
        "job_title": dice.choice(WORDS),
        "gender": dice.choice(["m", "f", None]),
        "party": dice.choice(["consumer", "business"]),
        "source": dice.choice(["fair", "shop"]),
        "birth_date": _maybe(
            dice, lambda: dice.choice([date(2009, 3, 1), date(2009, 3, 2), date(1980, 2, 29), date(2009, 2, 28)])
        ),
        "place": _maybe(
            dice,
            lambda: (
                (dice.uniform(-90, 90), dice.uniform(-180, 180))
                if dice.random() < 0.4
                else (52.5 + dice.uniform(-2, 2), 13.4 + dice.uniform(-3, 3))
            ),
        ),
        "observed_at": _moment(dice),
        "verified_at": _maybe(dice, lambda: _moment(dice), 0.4),
        "custom": {name: dice.choice(WORDS) for name in ("size", "class 2") if dice.random() < 0.6},
        "purchases": [
            (
                _moment(dice),
                dice.choice([990, 50000, 0]),
                dice.choice(["EUR", "JPY", "KWD"]),
                dice.choice(["Tuch", "полотенце", ""]),
            )
            for _ in range(dice.choice([0, 0, 1, 2, 3]))
        ],
        "responses": [
            (
                _moment(dice),
                dice.choice(["order", "interest", "returned", "objection"]),
                dice.choice(["spring", "fall", None]),
            )
            for _ in range(dice.choice([0, 0, 1, 2]))
        ],
        "pieces": [
            (_maybe(dice, lambda: _moment(dice)), dice.choice(["spring", "fall", "verify"]))
            for _ in range(dice.choice([0, 0, 1, 3]))
        ],
        "company": _maybe(
            dice,
            lambda: (dice.choice([0, 1]), dice.choice(WORDS), dice.choice([None, date(2027, 3, 1), date(2027, 2, 28)])),
            0.5,
        ),
        "points": [
            (
                dice.choice(["email", "phone", "post"]),
                dice.choice(["valid", "risky", "invalid", "dead"]),
                dice.choice([None, date(2027, 3, 1), date(2027, 2, 28)]),
            )
            for _ in range(dice.choice([0, 1, 2]))
        ],
        "events": [
            (
                dice.choice(["given", "confirmed", "withdrawn", "objected"]),
                dice.choice(["email", "*", "phone"]),
                _moment(dice),
            )
            for _ in range(dice.choice([0, 0, 1, 2, 3]))
        ],
        "scores": {
            kind: (_maybe(dice, lambda: dice.choice([1.0, 500.0, 12.0])), dice.choice(WORDS))
            for kind in ("clv", "rfm.class")
            if dice.random() < 0.5
        },
    }


PEOPLE = [_person(random.Random(number), number) for number in range(90)]


def fill_people(connection):
    insert_many(
        connection,
        t.source,
        [
            {
                "id": name,
                "party": "consumer",
                "permitted_channels": [],
                "permitted_purposes": [],
                "file_sha256": "0",
                "registered_at": NOW,
            }
            for name in ("fair", "shop")
        ],
    )
    insert_many(
        connection,
        t.company,
        [
            {"id": str(number), "name": name, "name_folded": read_company(name).key, "created_at": NOW}
            for number, name in enumerate(COMPANIES[:2])
        ],
    )
    insert_many(
        connection,
        t.campaign,
        [
            {"id": name, "brief": {}, "brief_sha256": "0", "system": int(name == "verify"), "created_at": NOW}
            for name in ("spring", "fall", "verify")
        ],
    )
    same = "id country language postal_code region city title job_title gender party birth_date custom"
    same += " observed_at verified_at"
    insert_many(
        connection,
        t.person,
        [
            {name: who[name] for name in same.split()}
            | {
                "source_id": who["source"],
                "city_folded": fold(who["city"]),
                "latitude": who["place"] and who["place"][0],
                "longitude": who["place"] and who["place"][1],
                "created_at": NOW,
                "updated_at": NOW,
            }
            for who in PEOPLE
        ],
    )
    insert_many(
        connection,
        t.purchase,
        [
            {
                "person_id": who["id"],
                "order_ref": f"{who['id']}-{i}",
                "at": at,
                "value_minor": value,
                "currency": currency,
                "product": product,
            }
            for who in PEOPLE
            for i, (at, value, currency, product) in enumerate(who["purchases"])
        ],
    )
    insert_many(
        connection,
        t.response,
        [
            {
                "dedupe_key": f"{who['id']}-{i}",
                "person_id": who["id"],
                "kind": kind,
                "campaign_id": campaign,
                "at": at,
                "recorded_at": NOW,
            }
            for who in PEOPLE
            for i, (at, kind, campaign) in enumerate(who["responses"])
        ],
    )
    insert_many(
        connection,
        t.piece,
        [
            {
                "id": f"{who['id']}-{i}",
                "serial": n * 10 + i,
                "campaign_id": campaign,
                "wave": str(i),
                "unit_id": who["id"],
                "person_id": who["id"],
                "channel": "letter",
                "cell": "A",
                "response_code": f"{n * 10 + i}",
                "sent_at": at,
                "planned_at": NOW,
            }
            for n, who in enumerate(PEOPLE)
            for i, (at, campaign) in enumerate(who["pieces"])
        ],
    )
    insert_many(
        connection,
        t.company_member,
        [
            {
                "company_id": str(who["company"][0]),
                "person_id": who["id"],
                "role": who["company"][1],
                "to_on": who["company"][2],
            }
            for who in PEOPLE
            if who["company"]
        ],
    )
    insert_many(
        connection,
        t.contact_point,
        [
            {
                "id": f"{who['id']}-{i}",
                "person_id": who["id"],
                "kind": kind,
                "status": status,
                "valid_to": until,
                "hmac": f"{who['id']}-{i}",
                "normal_version": 1,
                "party": "consumer",
                "lines": [],
                "observed_at": NOW,
            }
            for who in PEOPLE
            for i, (kind, status, until) in enumerate(who["points"])
        ],
    )
    insert_many(
        connection,
        t.consent_event,
        [
            {
                "person_id": who["id"],
                "channel": channel,
                "purpose": "*",
                "action": action,
                "at": at,
                "recorded_at": NOW,
                "dedupe_key": f"{who['id']}-{i}",
            }
            for who in PEOPLE
            for i, (action, channel, at) in enumerate(who["events"])
        ],
    )
    insert_many(
        connection,
        t.score,
        [
            {"person_id": who["id"], "kind": kind, "value": value, "label": label, "as_of": NOW}
            for who in PEOPLE
            for kind, (value, label) in who["scores"].items()
        ],
    )
