"""A workspace with a brief and a base to plan over: customers by post, some with e-mail, some to be left alone."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime

from dm import consent
from dm.consent import load_policies
from dm.db import insert_many, writing
from dm.db import tables as t
from dm.plan import plan
from tests.campaign_world import KEY, point_row, settings_for
from tests.ledger_world import LONG_AGO, full_person, postal_point, source_row

NOW = datetime(2027, 2, 20, 9, tzinfo=UTC)

SEGMENT = """
[segment]
id = "warm"
title = "Customers"
any = [ { field = "purchases.count", at_least = 1 } ]
"""

BRIEF = """
[campaign]
id = "spring"
title = "Spring catalogue"
goal = "order"
sphere = "retail"
price_category = "middle"
opens_on = 2027-03-01
closes_on = 2027-04-30
time_zone = "Europe/Berlin"
controller = "Beispiel GmbH"
purpose = "own_goods"

[audience]
segment = "segments/warm.toml"
countries = ["DE"]
min = 1
max = 500
quality = { needs = ["postal_address"] }
holdout = 0.25
holdout_key = "spring"

[pressure]
per_person = { days = 30, max = 2 }

[[cell]]
name = "A"
share = 0.5
offer = "10 % off"

[[cell]]
name = "B"
share = 0.5
offer = "free delivery"

[[wave]]
name = "letter"
channel = "letter"
template = "letter/spring"
vendor = "din5008-b"
drop_on = 2027-03-03
unit_cost = "0.85 EUR"

[[wave]]
name = "mail"
channel = "email"
template = "email/spring"
send_at = "10:00"
after = "letter + 7d"
unless = { field = "responded", is = true }

[budget]
cap = "900 EUR"
margin_per_order = "35 EUR"
two_approvals_above = "500 EUR"

[seeds]
people = [ { full_name = "Karla Kontrolle", address = "Beispielweg 1", postal_code = "10115", city = "Berlin", country = "DE", email = "karla@example.com" } ]
"""  # noqa: E501


class Desk:
    """A marketer's workspace over a database."""

    def __init__(self, engine, folder, repo, *, copied=False):
        self.engine, self.folder = engine, folder
        for name in ("templates", "consent"):
            if copied:
                shutil.copytree(repo / name, folder / name)
            else:
                (folder / name).symlink_to(repo / name)
        for name in ("campaigns", "segments"):
            (folder / name).mkdir()
        (folder / "segments" / "warm.toml").write_text(SEGMENT, encoding="utf-8")
        self.settings = settings_for(engine, folder)

    @property
    def policies(self):
        return load_policies(self.folder / "consent" / "jurisdictions")

    def brief(self, text=BRIEF, **changes):
        """Write the brief, with `old = new` replacements given as pairs under any name; returns its path."""
        for old, new in changes.values():
            assert old in text, old
            text = text.replace(old, new)
        path = self.folder / "campaigns" / "spring.toml"
        path.write_text(text, encoding="utf-8")
        return path

    def plan(self, now=NOW, actor="anna", **changes):
        path = self.brief(**changes)
        return plan(
            self.engine, path, settings=self.settings, policies=self.policies, now=now, actor=actor, say=lambda _: None
        )


def fill(engine, count=40):
    """`count` customers in Germany with address and purchase; every fourth has agreed to e-mail; plus seven others."""
    others = [
        full_person(900, country="AT"),
        full_person(901, country=""),
        full_person(902),  # never bought
        full_person(903),  # no address
        full_person(904),  # dead address
        full_person(905),  # objected to everything
        full_person(906, state="merged", merged_into="P0"),
    ]
    numbers = [*range(count), 900, 901, 902, 903, 904, 905]
    with writing(engine) as connection:
        insert_many(connection, t.source, [source_row()])
        insert_many(
            connection, t.person, [{"merged_into": None, **row} for row in [*map(full_person, range(count)), *others]]
        )
        addresses = [postal_point(n, status="dead") if n == 904 else postal_point(n) for n in numbers if n != 903]
        insert_many(connection, t.contact_point, addresses)
        insert_many(connection, t.purchase, [_bought(number) for number in numbers if number != 902])
        _agree_to_email(connection, range(0, count, 4))
        consent.suppress(
            connection,
            person_id="P905",
            scope="person",
            reason="objection",
            origin="test",
            by="test",
            now=LONG_AGO,
            key=KEY,
        )


def _bought(number):
    return {
        "person_id": f"P{number}",
        "system": "shop",
        "order_ref": str(number),
        "at": LONG_AGO,
        "value_minor": 5000,
        "currency": "EUR",
    }


def _agree_to_email(connection, numbers):
    points = [email_point(number) for number in numbers]
    insert_many(connection, t.contact_point, points)
    for point in points:
        event = consent.ConsentEvent(
            action="given",
            channel="email",
            purpose="own_goods",
            controller="Beispiel GmbH",
            basis="consent",
            form="double_opt_in",
            wording="newsletter/1/de",
            evidence="form 17",
            at=LONG_AGO,
            person_id=point["person_id"],
            point_hmac=point["hmac"],
        )
        consent.record_event(connection, event, now=LONG_AGO, key=KEY)


def email_point(number):
    return point_row(f"P{number}", "email", f"p{number}@example.com", source_id="shop", observed_at=LONG_AGO)


def add_users(engine):
    with writing(engine) as connection:
        insert_many(
            connection,
            t.user_account,
            [
                {"name": name, "role": role, "active": active, "created_at": LONG_AGO}
                for name, role, active in [
                    ("anna", "marketer", True),
                    ("boris", "supervisor", True),
                    ("carl", "agent", True),
                    ("dora", "admin", False),
                ]
            ],
        )
