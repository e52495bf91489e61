"""A new normal form of addresses loses nobody's objection and nobody's consent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select, update

from dm import acquire as lists
from dm.db import tables as t
from dm.db import writing
from dm.normal.addresses import VERSION, address_key, former_keys, read_address
from dm.normal.keyed import key_id, keyed_hash
from tests.db.test_actualize import Office

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LIST = "Name;E-Mail;Straße;PLZ;Ort;Land\nAnna Moore;anna@x.de;Flat 2, 1 Orchard Row;AB1 2CD;Dunmore;GB\n"
AGAIN = "Name;E-Mail;Straße;PLZ;Ort;Land\nAnna Moore;anna@x.de;Flat 2, 1 Orchard Row;AB1 2CD;Dunmore;GB\n;b@x.de;;;;\n"
HOME = read_address(street="Flat 2, 1 Orchard Row", postal_code="AB1 2CD", city="Dunmore", country="GB")
FORMER = keyed_hash(b"k", "post", former_keys(HOME)[0])
TODAY = keyed_hash(b"k", "post", address_key(HOME))


@pytest.fixture
def office(engine: Engine, tmp_path: Path, repo: Path) -> Office:
    made = Office(engine, tmp_path, repo)
    made.source("shop")
    made.source("fair", day="2026-11-01")
    return made


def object_for(engine: Engine, hmac: str) -> None:
    row = {"hmac": hmac, "key_id": key_id(b"k"), "normal_kind": "post", "normal_version": 1, "scope": "contact_point"}
    with writing(engine) as connection:
        connection.execute(insert(t.suppression).values(**row, reason="objection", origin="letter", since=NOW))


def test_a_house_is_one_at_either_end_of_the_street() -> None:
    for line in ("Orchard Row 1", "1 Orchard Row"):
        assert address_key(read_address(street=line, postal_code="AB1 2CD", country="GB")) == "GB|ab12cd|orchard row|1|"


def test_an_objection_under_the_former_form_keeps_a_new_list_out(office: Office, engine: Engine) -> None:
    object_for(engine, FORMER)
    office.acquire("shop", LIST)
    assert office.actualize().suppressed == 1
    rows = {row["hmac"]: row for row in office.all("suppression")}
    assert rows[TODAY]["normal_version"] == VERSION
    assert rows[TODAY]["reason"] == rows[FORMER]["reason"]


def test_a_known_address_keeps_its_id_and_its_consent_under_the_new_form(office: Office, engine: Engine) -> None:
    office.acquire("shop", LIST)
    office.actualize()
    point = t.contact_point
    with writing(engine) as connection:
        before = connection.execute(select(point.c.id, point.c.person_id).where(point.c.kind == "post")).one()
        connection.execute(update(point).where(point.c.id == before.id).values(hmac=FORMER, normal_version=1))
        consent = {"person_id": before.person_id, "point_hmac": FORMER, "controller": "Us", "channel": "post"}
        consent |= {"purpose": "own_goods", "action": "given", "form": "written", "evidence": "form 1", "at": NOW}
        connection.execute(insert(t.consent_event).values(**consent, recorded_at=NOW, dedupe_key="0" * 64))
    office.acquire("fair", AGAIN)
    office.actualize()
    home = next(row for row in office.all("contact_point") if row["kind"] == "post")
    assert (home["id"], home["hmac"], home["normal_version"]) == (before.id, TODAY, VERSION)
    assert [row["point_hmac"] for row in office.all("consent_event")] == [TODAY]


def test_an_objection_under_the_former_form_meets_an_address_that_a_list_adds(office: Office, engine: Engine) -> None:
    office.acquire("shop", LIST.replace("Flat 2, 1 Orchard Row;AB1 2CD;Dunmore;GB", ";;;"))
    office.actualize()
    object_for(engine, FORMER)
    path = office.folder / "more.csv"
    path.write_text(LIST, "utf-8")
    lists.acquire(
        engine, path, source_id="fair", options=lists.AcquireOptions(enrich=True), settings=office.settings,
        now=office.clock + timedelta(minutes=1), actor="test",
    )  # fmt: skip
    office.clock += timedelta(minutes=2)
    office.actualize()
    assert [row["kind"] for row in office.all("contact_point") if row["hmac"] == TODAY] == ["post"]
    assert TODAY in {row["hmac"] for row in office.all("suppression")}
