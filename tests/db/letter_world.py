"""A letter wave of control recipients, whom no law keeps from being written to, in a workspace with real templates."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Engine

from dm.db import insert_many, writing
from dm.db import tables as t
from dm.ledger import Office, PlannedPiece, plan_pieces
from dm.model import Channel
from dm.settings import Settings

REPO = Path(__file__).resolve().parents[2]
KEY = b"test-key"
NOW = datetime(2027, 3, 3, 9, tzinfo=UTC)

_FIELDS = ("full_name", "company", "street", "house", "postal_code", "city")
PEOPLE = [
    dict(zip(_FIELDS, row, strict=True))
    for row in (
        ("Jörg Müller", "", "Straße des 17. Juni", "4b", "01067", "Dresden"),
        ("Łucja Ördög", "", "Lindenweg", "5", "10115", "Berlin"),
        ("Ёлкина Алёна", "", "Gartenweg", "7", "04109", "Leipzig"),
        ("Oʼ" + "Wolfeschlegelsteinhausenbergerdorffwel", "", "Am Ring", "1", "20095", "Hamburg"),
        ("Eva Adler", "=Adler & Söhne", "Am Ring", "2", "20095", "Hamburg"),
    )
]
STRANGER = dict(zip(_FIELDS, ("渡邉 Taro", "", "Weg", "1", "10115", "Berlin"), strict=True))


def office_for(engine: Engine, folder: Path) -> Office:
    if not (folder / "templates").exists():
        shutil.copytree(REPO / "templates", folder / "templates")
    settings = Settings(workspace=folder, database_url=str(engine.url), secret_key=KEY, suppression_key=KEY)
    return Office(engine, settings, SimpleNamespace())  # type: ignore[arg-type]


def make_campaign(engine: Engine, *, release: str = "auto", template: str = "letter/spring") -> None:
    brief = {"wave": [{"name": "letter", "release": release}]}
    with writing(engine) as connection:
        insert_many(
            connection,
            t.campaign,
            [
                {
                    "id": "spring",
                    "title": "Spring catalogue",
                    "state": "approved",
                    "brief": brief,
                    "brief_sha256": "0" * 64,
                    "controller": "Beispiel GmbH",
                    "purpose": "own_goods",
                    "time_zone": "Europe/Berlin",
                    "opens_on": date(2027, 3, 1),
                    "closes_on": date(2027, 4, 30),
                    "created_at": NOW,
                }
            ],
        )
        insert_many(
            connection,
            t.cell,
            [{"campaign_id": "spring", "name": "A", "position": 0, "share": 1.0, "offer": "10 % off the first order"}],
        )
        insert_many(
            connection,
            t.wave,
            [
                {
                    "campaign_id": "spring",
                    "name": "letter",
                    "position": 0,
                    "channel": "letter",
                    "template": template,
                    "vendor": "din5008-b",
                    "drop_on": date(2027, 3, 3),
                    "due_at": NOW,
                }
            ],
        )


def plan_letters(engine: Engine, people: list[dict[str, Any]] = PEOPLE) -> None:
    languages = ("de", "en", "ru")
    rows = [
        PlannedPiece(
            campaign_id="spring",
            wave="letter",
            unit_id=f"seed:{number}",
            person_id=f"seed:{number}",
            channel=Channel.LETTER,
            point_id=None,
            cell="A",
            language=languages[number % 3],
            seed=True,
            due_at=NOW,
            snapshot={"fields": {"country": "DE", **fields}},
        )
        for number, fields in enumerate(people)
    ]
    with writing(engine) as connection:
        plan_pieces(connection, rows, key=KEY, now=NOW)
