"""People who may be written to, one approved campaign with planned letters; for tests of the ledger."""

from __future__ import annotations

from datetime import UTC, date, datetime

from dm.consent import load_policies
from dm.db import insert_many, writing
from dm.db import tables as t
from dm.ledger import Office, PlannedPiece, plan_pieces
from dm.model import Channel
from tests.campaign_world import KEY, campaign_row, point_row, settings_for, wave_row

MORNING = datetime(2027, 3, 3, 9, tzinfo=UTC)
LONG_AGO = datetime(2026, 6, 1, tzinfo=UTC)


def real_office(engine, folder, repo):
    """An office with the real policies and templates."""
    for name in ("templates", "consent"):
        (folder / name).symlink_to(repo / name)
    return Office(engine, settings_for(engine, folder), load_policies(repo / "consent" / "jurisdictions"))


def source_row(**changes):
    return {
        "id": "shop",
        "title": "Customers of our shop",
        "supplier": "Beispiel GmbH",
        "origin": "own_customers",
        "contract": "",
        "party": "consumer",
        "collected_from": date(2025, 1, 1),
        "collected_to": date(2026, 1, 1),
        "acquired_on": date(2026, 1, 1),
        "lawful_basis": "contract",
        "wording": "",
        "permitted_channels": ["post", "email", "phone", "courier"],
        "permitted_purposes": ["own_goods"],
        "country": "DE",
        "language": "de",
        "file_sha256": "0" * 64,
        "registered_at": LONG_AGO,
        "registered_by": "test",
        **changes,
    }


def full_person(number, **changes):
    return {
        "id": f"P{number}",
        "state": "active",
        "source_id": "shop",
        "batch_id": "",
        "external_id": f"C{number}",
        "title": "",
        "given_name": "Anna",
        "middle_name": "",
        "family_name": f"Weiß{number}",
        "full_name": f"Anna Weiß{number}",
        "gender": "f",
        "language": "de",
        "country": "DE",
        "region": "",
        "city": "Dresden",
        "postal_code": "01067",
        "party": "consumer",
        "custom": {},
        "observed_at": LONG_AGO,
        "created_at": LONG_AGO,
        "updated_at": LONG_AGO,
        **changes,
    }


def postal_point(number, **changes):
    return point_row(
        f"P{number}",
        "post",
        f"DE|01067|lindenweg|{number}|",
        country="DE",
        city="Dresden",
        postal_code="01067",
        lines=[f"Lindenweg {number}", "01067 Dresden"],
        source_id="shop",
        observed_at=LONG_AGO,
        **changes,
    )


def seed_letters(engine, count=4, *, state="approved"):
    """A campaign "spring" with the wave "letter" and `count` planned letters; returns the people's ids."""
    with writing(engine) as connection:
        insert_many(connection, t.source, [source_row()])
        insert_many(connection, t.person, [full_person(number) for number in range(count)])
        insert_many(connection, t.contact_point, [postal_point(number) for number in range(count)])
        insert_many(connection, t.campaign, [campaign_row(state=state)])
        insert_many(
            connection, t.cell, [{"campaign_id": "spring", "name": "A", "position": 0, "share": 1.0, "offer": "10 %"}]
        )
        insert_many(
            connection,
            t.wave,
            [{**wave_row("letter", 0, "letter", "0.85"), "template": "letter/spring", "due_at": MORNING}],
        )
        plan_pieces(connection, [planned(number) for number in range(count)], key=KEY, now=LONG_AGO)
    return [f"P{number}" for number in range(count)]


def planned(number, **changes):
    values = {
        "campaign_id": "spring",
        "wave": "letter",
        "unit_id": f"P{number}",
        "person_id": f"P{number}",
        "channel": Channel.LETTER,
        "point_id": f"P{number}-post",
        "cell": "A",
        "language": "de",
        "due_at": MORNING,
    }
    return PlannedPiece(**{**values, **changes})
