"""Two people taken apart: what was sent, answered, ordered and agreed to goes with the point that it concerned."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select, update

from dm.actualize import split
from dm.consent import why
from dm.db import tables as t
from dm.db import writing
from tests.db.test_actualize import Office

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LIST = "Name;E-Mail;Telefon\nAnna Weber;anna@x.de;0171 1234567\nA. Weber;anna@x.de;0172 7654321\n"


@pytest.fixture
def office(engine: Engine, tmp_path: Path, repo: Path) -> Office:
    made = Office(engine, tmp_path, repo)
    made.source("shop")
    batch = made.acquire("shop", LIST)
    made.actualize()
    made.folder.joinpath("batch").write_text(batch)
    return made


def live(engine: Engine, owner: str, point_id: str, hmac: str, number: int) -> None:
    """A piece with its try, an answer with its order, and a consent, all at one point."""
    piece = {"id": f"K{number}", "serial": number, "campaign_id": "c", "wave": "w", "unit_id": f"U{number}"}
    piece |= {"person_id": owner, "channel": "call", "point_id": point_id, "cell": "A", "planned_at": NOW}
    tried = {"id": f"T{number}", "piece_id": f"K{number}", "number": 1, "person_id": owner, "channel": "call"}
    tried |= {"point_hmac": hmac, "state": "done", "permit_rules": [], "permit_sources": [], "at": NOW}
    answer = {"dedupe_key": f"{number}", "kind": "order", "person_id": owner, "piece_id": f"K{number}", "at": NOW}
    order = {"person_id": owner, "order_ref": f"O{number}", "at": NOW, "value_minor": 100, "currency": "EUR"}
    consent = {"person_id": owner, "point_hmac": hmac, "controller": "Us", "channel": "phone", "purpose": "own_goods"}
    consent |= {"action": "given", "form": "oral", "evidence": "call", "at": NOW, "recorded_at": NOW}
    with writing(engine) as connection:
        connection.execute(insert(t.piece).values(**piece, response_code=f"CODE000{number}"))
        connection.execute(insert(t.attempt).values(**tried))
        connection.execute(insert(t.response).values(**answer, order_ref=f"O{number}", recorded_at=NOW))
        connection.execute(insert(t.purchase).values(**order))
        connection.execute(insert(t.consent_event).values(**consent, dedupe_key=f"{number}" * 64))


def test_history_goes_with_the_records_that_name_its_point(office: Office, engine: Engine) -> None:
    points = {row["value"]: row for row in office.all("contact_point")}
    anna = str(points["anna@x.de"]["person_id"])
    for number, value in enumerate(("+491711234567", "+491727654321"), start=1):
        live(engine, anna, points[value]["id"], points[value]["hmac"], number)
    with writing(engine) as connection:
        second = t.contact_point.c.value == "+491727654321"
        connection.execute(update(t.contact_point).where(second).values(verified_at=NOW))
    rows = sorted(row["row"] for row in office.all("record"))
    batch = office.folder.joinpath("batch").read_text()
    kept, new = split(engine, anna, rows=[f"{batch}:{rows[1]}"], key=b"k", now=NOW, actor="test")
    assert kept == anna
    for table in ("piece", "attempt", "response", "purchase", "consent_event"):
        mine = [row for row in office.all(table, "id") if row.get("campaign_id") != "verify"]
        assert [row["person_id"] for row in mine] == [anna, new], table
    phones = {row["value"]: row for row in office.all("contact_point") if row["kind"] == "phone"}
    assert {value: row["person_id"] for value, row in phones.items()} == {"+491711234567": anna, "+491727654321": new}
    assert phones["+491727654321"]["verified_at"] == NOW
    with engine.connect() as connection:
        asked = select(t.piece.c.point_id).where(t.piece.c.id == "K2")
        assert connection.execute(asked).scalar() == phones["+491727654321"]["id"]


def test_the_story_tells_that_somebody_was_taken_apart(office: Office, engine: Engine) -> None:
    anna = str(office.all("contact_point")[0]["person_id"])
    kept, new = split(engine, anna, key=b"k", now=NOW, actor="test")
    for identity, other in ((kept, new), (new, kept)):
        told = [event["what"] for event in why(engine, identity, key=b"k").events]
        assert f"Taken apart: {other} is somebody else" in told
