"""The law asked for a whole base: people with numbers, zones, consents and objections, as rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

KEY = b"suppression key of the bench"
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
PLACES = (("DE", "Europe/Berlin"), ("FR", "Europe/Paris"), ("GB", "Europe/London"))
REPO = Path(__file__).parent.parent


def decisions(count: int, folder: Path) -> Callable[[], Any]:
    """`consent.decide_for` on SQLite for one call each: rows to facts to permits and refusals."""
    return asked(count, f"sqlite:///{folder / f'law-{count}.sqlite'}")


def asked(count: int, url: str) -> Callable[[], Any]:
    """The same on any database, which is filled beforehand."""
    from dm import consent, db
    from dm.model import Channel

    engine = db.connect(url)
    db.upgrade(engine)
    _fill(engine, count)
    policies = consent.load_policies(REPO / "consent" / "jurisdictions")
    context = consent.ContactContext("Beispiel GmbH", "own_goods", message=frozenset({"seller_name", "caller_id"}))
    targets = [consent.Target(f"P{number:08}", f"C{number:08}") for number in range(count)]

    def work() -> None:
        with db.reading(engine) as connection:
            consent.decide_for(connection, policies, targets, channel=Channel.CALL, context=context, at=NOW, key=KEY)

    return work


def _fill(engine: Any, count: int) -> None:
    from dm import consent, db
    from dm.db import tables as t

    source = {"id": "own", "origin": "own_customers", "party": "consumer", "permitted_channels": []}
    source |= {"permitted_purposes": [], "file_sha256": "0" * 64, "registered_at": NOW}
    with db.writing(engine) as connection:
        db.insert_many(connection, t.source, [source])
        db.insert_many(connection, t.person, (_person(number) for number in range(count)))
        db.insert_many(connection, t.contact_point, (_point(number) for number in range(count)))
        zones = ({"point_id": f"C{number:08}", "zone": PLACES[number % 3][1]} for number in range(count))
        db.insert_many(connection, t.point_zone, zones)
        db.insert_many(connection, t.consent_event, _yeses(count))
        wishes = [
            (consent.Whom(person_id=f"P{number:08}"), consent.Objection(origin="bench"))
            for number in range(0, count, 200)
        ]
        consent.suppress_many(connection, wishes, now=NOW, key=KEY)


def _person(number: int) -> dict[str, Any]:
    return {
        "id": f"P{number:08}",
        "source_id": "own",
        "external_id": f"c{number}",
        "given_name": f"Anna{number % 500}",
        "family_name": f"Moore{number % 3000}",
        "country": PLACES[number % 3][0],
        "birth_date": date(1950 + number % 50, 1 + number % 12, 1 + number % 28),
        "party": "consumer",
        "custom": {},
        "observed_at": NOW,
        "created_at": NOW,
        "updated_at": NOW,
    }


def _point(number: int) -> dict[str, Any]:
    from dm.normal.keyed import keyed_hash

    value = f"+4930{10_000_000 + number}"
    return {
        "id": f"C{number:08}",
        "person_id": f"P{number:08}",
        "kind": "phone",
        "value": value,
        "hmac": keyed_hash(KEY, "phone", value),
        "normal_version": 1,
        "party": "consumer",
        "status": "valid",
        "line_type": "mobile",
        "source_id": "own",
        "country": PLACES[number % 3][0],
        "lines": [],
        "observed_at": NOW,
    }


def _yeses(count: int) -> Iterator[dict[str, Any]]:
    for number in range(0, count, 3):
        point = _point(number)
        yield {
            "person_id": point["person_id"],
            "point_hmac": point["hmac"],
            "controller": "Beispiel GmbH",
            "channel": "phone",
            "purpose": "own_goods",
            "action": "given",
            "form": "written",
            "evidence": f"form {number}",
            "at": NOW - timedelta(days=100 + number % 300),
            "recorded_at": NOW,
            "dedupe_key": f"{number:064}",
        }
