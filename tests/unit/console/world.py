"""A small workspace with one campaign, its batches and calls, and a user of every role."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy import Connection, insert

from dm import accounts, consent
from dm.assets import assets_root
from dm.db import tables as t
from dm.db import writing
from dm.model import Role, piece_id, response_code
from dm.normal.keyed import keyed_hash
from dm.settings import Settings
from dm.wiring import Workshop

KEY = b"a-secret-key-for-tests-only-0123"
NOW = datetime(2027, 3, 9, 10, 0, tzinfo=UTC)
PASSWORD = "four quiet unrelated words"
HOSTILE = "<script>alert(1)</script>\"' =cmd()"


def open_workshop(folder: Path, database_url: str, *, now: datetime | None = NOW) -> Workshop:
    for name in ("consent", "templates"):
        if not (folder / name).exists():
            (folder / name).symlink_to(assets_root() / name)
    settings = Settings(workspace=folder, database_url=database_url, secret_key=KEY, suppression_key=KEY)
    return Workshop(settings, fixed_now=now)


def add_users(workshop: Workshop) -> None:
    """A user named like each role, with the same password, hashed cheaply: Argon2 is slow on purpose."""
    hashed = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    rows = [
        {"name": role.value, "role": role.value, "password_hash": hashed, "must_change": False, "created_at": NOW}
        for role in Role
    ]
    with writing(workshop.engine) as connection:
        connection.execute(insert(t.user_account), rows)


def add_token(workshop: Workshop, role: Role) -> str:
    return accounts.add_token(workshop.engine, role.value, role, now=NOW)


def add_campaign(workshop: Workshop, *, state: str = "running", people: int = 6) -> None:
    """`spring`: a letter and a call wave, a plan whose waterfall adds up, pieces in several states."""
    with writing(workshop.engine) as connection:
        _source(connection)
        _campaign(connection, state)
        for number in range(people):
            _person(connection, number)
        _pieces(connection, people)


def add_points(workshop: Workshop, people: int = 6) -> None:
    """A phone, an e-mail and a postal address for each person."""
    values = {"phone": "+4930231250{:02d}", "email": "p{}@example.com", "post": "Beispielweg {}, 10115 Berlin"}
    rows = [_point(number, kind, value.format(number)) for number in range(people) for kind, value in values.items()]
    with writing(workshop.engine) as connection:
        connection.execute(insert(t.contact_point), rows)
        zones = [{"point_id": row["id"], "zone": "Europe/Berlin"} for row in rows if row["kind"] == "phone"]
        connection.execute(insert(t.point_zone), zones)


def add_calls(workshop: Workshop, people: int = 6) -> None:
    """A call task for each person's call piece, and the consents without which nobody may be called."""
    with writing(workshop.engine) as connection:
        for number in range(people):
            connection.execute(insert(t.call_task).values(_task(number)))
        hashes = [keyed_hash(KEY, "phone", f"+4930231250{number:02d}") for number in range(people)]
        events = [_consent(f"P{number}", hmac) for number, hmac in enumerate(hashes)]
        consent.record_events(connection, events, now=NOW, key=KEY)


def _task(number: int) -> dict[str, Any]:
    return {
        "id": f"C{number}",
        "piece_id": piece_id("spring", "call", f"U{number}"),
        "person_id": f"P{number}",
        "campaign_id": "spring",
        "priority": 10 - number,
        "fields": [],
        "dead_points": [],
        "language": "en",
        "due_at": NOW - timedelta(hours=1),
        "created_at": NOW - timedelta(days=1),
    }


def _consent(person: str, hmac: str) -> consent.ConsentEvent:
    return consent.ConsentEvent(
        action="given",
        channel="phone",
        at=NOW - timedelta(days=30),
        person_id=person,
        point_hmac=hmac,
        controller="Beispiel GmbH",
        purpose="own_goods",
        basis="consent",
        form="written",
        evidence="card 17",
        wording="phone/1/de",
    )


def _point(number: int, kind: str, value: str) -> dict[str, Any]:
    return {
        "id": f"T{number}{kind}",
        "person_id": f"P{number}",
        "kind": kind,
        "value": value,
        "raw": value,
        "hmac": keyed_hash(KEY, kind, value),
        "normal_version": 1,
        "party": "consumer",
        "status": "valid",
        "line_type": "mobile" if kind == "phone" else "",
        "country": "DE",
        "city": "Berlin",
        "lines": [value],
        "observed_at": NOW,
    }


def add_batch(workshop: Workshop, *, state: str = "released", channel: str = "letter", number: int = 1) -> str:
    """A batch with a folder of real files and one item for each of the first three letters."""
    batch_id = {"letter": "L", "courier": "C", "email": "E"}[channel] + f"{number:07d}"
    folder = workshop.settings.out / "spring" / "letters" / batch_id
    folder.mkdir(parents=True)
    files = {f"{batch_id}_001of001.pdf": b"%PDF-1.7 made up", f"{batch_id}_index.csv": b"batch_id;sequence\r\n"}
    for name, content in files.items():
        (folder / name).write_bytes(content)
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in files.items())
    (folder / "SHA256SUMS").write_text(sums, encoding="utf-8")
    moments = {"sealed_at": NOW, "released_at": NOW if state != "sealed" else None}
    with writing(workshop.engine) as connection:
        connection.execute(
            insert(t.piece_batch).values(
                id=batch_id,
                number=number,
                campaign_id="spring",
                wave="letter",
                channel=channel,
                vendor="din5008-b",
                state=state,
                pieces=3,
                pages=6,
                sheets=3,
                folder=folder.relative_to(workshop.settings.workspace).as_posix(),
                sha256=hashlib.sha256(sums.encode()).hexdigest(),
                created_at=NOW,
                **moments,
            )
        )
        for sequence in range(3):
            values = {"batch_id": batch_id, "piece_id": letter_id(sequence), "sequence": sequence + 1}
            connection.execute(insert(t.batch_item).values(**values))
    return batch_id


def add_pairs(workshop: Workshop) -> None:
    """Two doubtful pairs of people with a record each; one of them has a hostile name."""
    with writing(workshop.engine) as connection:
        connection.execute(insert(t.batch).values(BATCH))
        for number, fields in enumerate(RECORDS):
            row = {"batch_id": "B1", "row": number + 2, "person_id": f"P{number}", "raw": [], "fields": fields}
            connection.execute(insert(t.record).values(row))
        for left, right, probability in ((1, 2, 0.71), (0, 3, 0.42)):
            row = {"left_person_id": f"P{left}", "right_person_id": f"P{right}", "probability": probability}
            connection.execute(insert(t.review_pair).values({**row, "why": "same name and town"}))


def letter_id(number: int) -> str:
    return piece_id("spring", "letter", f"U{number}")


def letter_code(number: int) -> str:
    return response_code(KEY, letter_id(number))


def _source(connection: Connection) -> None:
    connection.execute(
        insert(t.source).values(
            id="fair-2026",
            title="Visitors of the spring fair",
            origin="own_customers",
            party="consumer",
            permitted_channels=["post", "phone"],
            permitted_purposes=["own_goods"],
            file_sha256="0" * 64,
            registered_at=NOW,
        )
    )


def _campaign(connection: Connection, state: str) -> None:
    connection.execute(
        insert(t.campaign).values(
            id="spring",
            title="Spring catalogue 2027",
            state=state,
            brief=BRIEF,
            brief_sha256="1" * 64,
            goal="order",
            controller="Beispiel GmbH",
            purpose="own_goods",
            time_zone="Europe/Berlin",
            opens_on=date(2027, 3, 1),
            closes_on=date(2027, 4, 30),
            current_plan_id="plan-1",
            created_at=NOW - timedelta(days=20),
            created_by="planner",
        )
    )
    connection.execute(insert(t.plan).values(PLAN))
    connection.execute(insert(t.cell), CELLS)
    connection.execute(insert(t.wave), WAVES)


def _person(connection: Connection, number: int) -> None:
    name = HOSTILE if number == 0 else PEOPLE[number % len(PEOPLE)]
    connection.execute(
        insert(t.person).values(
            id=f"P{number}",
            source_id="fair-2026",
            external_id=f"X{number}",
            given_name=name.split()[0],
            family_name=name.split()[-1],
            full_name=name,
            gender="f",
            language="de",
            country="DE",
            city="Berlin",
            party="consumer",
            custom={},
            observed_at=NOW,
            created_at=NOW,
            updated_at=NOW,
        )
    )


def _pieces(connection: Connection, people: int) -> None:
    states = ["sent", "sent", "sent", "produced", "planned", "dropped"]
    for number in range(people):
        for serial, (wave, channel) in enumerate((("letter", "letter"), ("call", "call"))):
            identity = piece_id("spring", wave, f"U{number}")
            connection.execute(
                insert(t.piece).values(
                    id=identity,
                    serial=number * 2 + serial,
                    campaign_id="spring",
                    wave=wave,
                    unit_id=f"U{number}",
                    person_id=f"P{number}",
                    channel=channel,
                    cell="A" if number % 2 else "B",
                    state=states[number % len(states)] if wave == "letter" else "planned",
                    response_code=response_code(KEY, identity),
                    language="de",
                    planned_at=NOW,
                )
            )


BATCH: dict[str, Any] = {
    "id": "B1",
    "source_id": "fair-2026",
    "file_name": "visitors.csv",
    "file_sha256": "2" * 64,
    "mapping": {},
    "rows": 4,
    "accepted": 4,
    "quarantined": 0,
    "state": "actualized",
    "imported_at": NOW,
}
RECORDS: list[dict[str, Any]] = [
    {"full_name": HOSTILE, "email": ["p0@example.com"], "phone": ["+493023125000"], "notes": HOSTILE, "city": "Berlin"},
    {"full_name": "J\u00f6rg M\u00fcller", "email": ["p1@example.com"], "phone": ["+493023125001"], "city": "Berlin"},
    {"full_name": "Joerg Mueller", "email": ["joerg@example.org"], "phone": ["+493023125001"], "city": "Berlin"},
    {"full_name": "Zo\u00eb \u00c5kesson", "email": ["p3@example.com"], "company": "Beispiel GmbH", "city": "Berlin"},
]
PEOPLE = ["Karla Kontrolle", "Jörg Müller", "Анна Петровна Соколова", "Zoë Åkesson", "Ines van der Berg"]
BRIEF: dict[str, Any] = {
    "campaign": {
        "id": "spring",
        "goal": "order",
        "sphere": "retail, home textiles",
        "price_category": "middle",
        "controller": "Beispiel GmbH",
        "purpose": "own_goods",
    },
    "audience": {"segment": "segments/warm.toml", "countries": ["DE", "RU"], "holdout": 0.1},
    "budget": {"cap": "9000 EUR"},
}
PLAN: dict[str, Any] = {
    "id": "plan-1",
    "campaign_id": "spring",
    "hash": "5f" * 32,
    "universe": 1400,
    "waterfall": [
        {"step": "segment", "reason": "NOT_IN_SEGMENT", "count": 412},
        {"step": "geography", "reason": "OTHER_COUNTRY", "count": 61},
        {"step": "quality", "reason": "NOT_VERIFIED", "count": 88},
        {"step": "permission", "reason": "SUPPRESSED_OPT_OUT", "count": 23},
        {"step": "permission", "reason": "BASIS_MISSING", "count": 377},
        {"step": "unit", "reason": "SAME_HOUSEHOLD", "count": 19},
    ],
    "pieces": {"letter": 372, "call": 281},
    "holdout": 42,
    "cells": [],
    "cost_minor": 45360,
    "currency": "EUR",
    "detectable_lift": 0.061,
    "calendar": [],
    "templates": {},
    "planned_at": NOW - timedelta(days=9),
    "planned_by": "planner",
}
CELLS = [
    {"campaign_id": "spring", "name": "A", "position": 0, "share": 0.5, "offer": "10 % off the first order"},
    {"campaign_id": "spring", "name": "B", "position": 1, "share": 0.5, "offer": "free delivery"},
]
WAVES: list[dict[str, Any]] = [
    {
        "campaign_id": "spring",
        "name": name,
        "position": position,
        "channel": channel,
        "template": template,
        "vendor": vendor,
        "drop_on": drop_on,
        "after_wave": after,
        "after_days": 5 if after else None,
        "due_at": NOW - timedelta(days=5) if drop_on else None,
    }
    for position, (name, channel, template, vendor, drop_on, after) in enumerate(
        [
            ("letter", "letter", "letter/spring", "din5008-b", date(2027, 3, 3), ""),
            ("call", "call", "call/spring", "", None, "letter"),
        ]
    )
]
