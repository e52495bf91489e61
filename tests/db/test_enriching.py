"""A second list adds fields to people of the base, makes nobody, and can be taken out whole."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, delete, insert, select, update

from dm import acquire as lists
from dm import cli
from dm.actualize import accept_pair, detach_batch, judge_source, list_pairs, reject_pair, undo_decision
from dm.db import reading, writing
from dm.db import tables as t
from dm.errors import Refused
from dm.ledger import Office as House
from tests.db.test_actualize import NOW, Office

SOURCE = """
[source]
id = "bureau"
origin = "supplier"
supplier = "Auskunft GmbH"
contract = "A-1"
party = "consumer"
lawful_basis = "legitimate_interest"
permitted_channels = {channels}
permitted_purposes = ["own_goods"]
country = "DE"
collected_from = 2026-11-01
collected_to = 2026-11-05
acquired_on = 2026-11-10
notice_on = {notice}
"""
BASE = (
    "Name;E-Mail;Telefon;Straße;PLZ;Ort\n"
    "Anna Rosenzweig;anna@x.de;;Weg 5;10115;Berlin\n"
    "Bert Tannhof;bert@x.de;0171 1234567;Weg 9;10115;Berlin\n"
    "Carla Ohm;carla@x.de;;Allee 1;53111;Bonn\n"
)
MORE = (
    "Name;E-Mail;Telefon;Geburtsdatum;Beruf;Kundennote\n"
    "Anna Rosenzweig;anna@x.de;0171 7654321;01.02.1980;Ärztin;gut\n"
    "Bert Tannhof;bert@x.de;;03.04.1975;;\n"
    "Nie Gesehen;nie@y.de;0171 9999999;05.06.1990;;\n"
)


class Bureau(Office):
    """An office that buys knowledge about people whom it knows."""

    def license(
        self, channels: str = '["post", "phone", "email"]', notice: str = "2026-11-20", trust: int = 50
    ) -> None:
        path = self.folder / "bureau.toml"
        path.write_text(SOURCE.format(channels=channels, notice=notice), "utf-8")
        lists.register_source(self.engine, path, now=NOW, actor="test")
        with writing(self.engine) as connection:
            connection.execute(update(t.source).where(t.source.c.id == "bureau").values(trust=trust))

    def enrich(self, content: str) -> tuple[str, dict[str, Any]]:
        path = self.folder / "more.csv"
        path.write_text(content, "utf-8")
        self.clock += timedelta(minutes=1)
        options = lists.AcquireOptions(enrich=True)
        batch = lists.acquire(
            self.engine, path, source_id="bureau", options=options, settings=self.settings, now=self.clock, actor="test"
        ).batch
        return batch, self.actualize().enriched[0]

    def person(self, given: str) -> dict[str, Any]:
        return next(row for row in self.all("person") if row["given_name"] == given)

    def values(self, given: str, kind: str) -> list[object]:
        identity = self.person(given)["id"]
        rows = [row for row in self.all("contact_point", "rank") if (row["person_id"], row["kind"]) == (identity, kind)]
        return [row["value"] for row in rows]


@pytest.fixture
def office(engine: Engine, tmp_path: Path, repo: Path) -> Bureau:
    made = Bureau(engine, tmp_path, repo)
    made.source("shop")
    made.license()
    made.acquire("shop", BASE)
    made.actualize()
    return made


def test_fields_come_to_people_and_nobody_is_made(office: Bureau) -> None:
    before = {row["id"] for row in office.all("person")}
    _, found = office.enrich(MORE)
    assert {row["id"] for row in office.all("person")} == before
    counts = {name: found[name] for name in ("records", "matched", "people", "doubtful", "unmatched")}
    assert counts == {"records": 3, "matched": 2, "people": 2, "doubtful": 0, "unmatched": 1}
    assert {name: found["added"][name] for name in ("birth_date", "phone", "job_title")} == {
        "birth_date": 2, "phone": 1, "job_title": 1,
    }  # fmt: skip
    assert str(office.person("Anna")["birth_date"]) == "1980-02-01"
    assert office.values("Anna", "phone") == ["+491717654321"]
    unlinked = [row["person_id"] for row in office.all("record") if row["batch_id"] == found["batch"]]
    assert unlinked.count(None) == 1
    assert [(row["matched"], row["unmatched"]) for row in office.all("enrichment")] == [(2, 1)]


def test_every_added_value_says_where_it_came_from(office: Bureau) -> None:
    batch, _ = office.enrich(MORE)
    anna = office.person("Anna")["id"]
    phone = next(row for row in office.all("contact_point") if row["person_id"] == anna and row["kind"] == "phone")
    assert (phone["source_id"], phone["batch_id"]) == ("bureau", batch)
    born = next(row for row in office.all("person_value") if (row["person_id"], row["field"]) == (anna, "birth_date"))
    assert born["record_id"] in {row["id"] for row in office.all("record") if row["batch_id"] == batch}


@pytest.mark.parametrize(("trust", "kept"), [(10, "Ärztin"), (90, "Chirurgin")])
def test_a_poorer_source_never_stands_above_a_better_one(
    engine: Engine, tmp_path: Path, repo: Path, trust: int, kept: str
) -> None:
    office = Bureau(engine, tmp_path, repo)
    office.source("shop")
    office.license(trust=trust)
    office.acquire("shop", "Name;E-Mail;Telefon;Beruf\nAnna Rosenzweig;anna@x.de;0171 1111111;Ärztin\n")
    office.actualize()
    office.enrich("Name;E-Mail;Telefon;Beruf\nAnna Rosenzweig;anna@x.de;0171 2222222;Chirurgin\n")
    assert office.person("Anna")["job_title"] == kept
    assert office.values("Anna", "phone") == ["+491711111111", "+491712222222"]


def test_a_second_run_changes_nothing(office: Bureau) -> None:
    office.enrich(MORE)
    before = {name: office.all(name) for name in ("person", "contact_point", "person_value", "record")}
    assert office.actualize().records == 0
    assert before == {name: office.all(name) for name in before}


def test_taking_the_list_out_takes_everything_back(office: Bureau, engine: Engine) -> None:
    names = (
        "person",
        "contact_point",
        "household",
        "household_member",
        "company",
        "company_member",
        "company_spelling",
    )
    drop = {"updated_at", "created_at"}

    def state() -> dict[str, list[dict[str, object]]]:
        return {
            one: [{k: v for k, v in row.items() if k not in drop} for row in office.all(one, "id")] for one in names
        }

    before = state()
    more = MORE.replace("Kundennote\n", "Kundennote;Firma\n").replace("gut\n", "gut;Kleinschmitz Verlag GmbH\n")
    batch, found = office.enrich(more)
    assert found["added"]["company"] == 1
    with writing(engine) as connection:
        detach_batch(connection, batch, key=b"k", now=NOW)
        lists.undo(connection, batch, now=NOW, actor="test")
    assert state() == before
    assert office.all("enrichment") == []


def test_people_go_with_their_own_list_and_what_was_added_is_nobodys_again(office: Bureau, engine: Engine) -> None:
    batch, _ = office.enrich(MORE)
    shop = next(row["id"] for row in office.all("batch") if row["source_id"] == "shop")
    with writing(engine) as connection:
        connection.execute(delete(t.call_task))
        detach_batch(connection, str(shop), key=b"k", now=NOW)
    assert office.all("person") == []
    assert {row["person_id"] for row in office.all("record") if row["batch_id"] == batch} == {None}


DOUBT = "Name;Ort;Geburtsdatum\nCarla Ohm;Bonn;05.05.1985\n"


def _pairs(office: Bureau) -> list[dict[str, Any]]:
    return list_pairs(office.engine, key=b"k", half_lives=office.settings.half_lives, now=NOW)


def test_a_doubtful_match_is_decided_by_a_person(office: Bureau, engine: Engine) -> None:
    _, found = office.enrich(DOUBT)
    if not found["doubtful"]:
        _ask(office)
    (pair,) = _pairs(office)
    assert office.person("Carla")["birth_date"] is None
    assert [one["value"] for one in pair["right"]["fields"]["birth_date"]] == ["1985-05-05"]
    number = pair["pair"]["id"]
    assert accept_pair(engine, number, key=b"k", now=NOW, actor="test") == office.person("Carla")["id"]
    assert str(office.person("Carla")["birth_date"]) == "1985-05-05"
    undo_decision(engine, number, key=b"k", now=NOW, actor="test")
    assert office.person("Carla")["birth_date"] is None
    reject_pair(engine, number, now=NOW, actor="test")
    assert _pairs(office) == []


def _ask(office: Bureau) -> None:
    """A model that finds the pair too unlikely to ask is asked nevertheless."""
    record = next(row for row in office.all("record") if row["person_id"] is None)
    row = {"left_person_id": office.person("Carla")["id"], "right_person_id": "PX", "probability": 0.5}
    with writing(office.engine) as connection:
        connection.execute(insert(t.review_pair).values(**row, record_id=record["id"], why="asked"))


def test_what_the_licence_leaves_no_channel_for_is_not_taken_over(office: Bureau) -> None:
    office.license(channels='["post"]')
    _, found = office.enrich(MORE)
    assert found["barred"] == ["email", "phone"]
    assert office.values("Anna", "phone") == []
    assert str(office.person("Anna")["birth_date"]) == "1980-02-01"


def test_people_who_were_not_told_are_not_added_to(office: Bureau) -> None:
    office.license(notice="2027-05-01")
    office.clock = NOW + timedelta(days=40)
    with pytest.raises(Refused, match="ART14_OVERDUE"):
        office.enrich(MORE)
    assert [row["source_id"] for row in office.all("batch")] == ["shop"]


def test_no_consent_comes_with_a_list(office: Bureau, engine: Engine) -> None:
    office.enrich("Name;E-Mail;Werbeeinwilligung\nAnna Rosenzweig;anna@x.de;ja\n")
    with reading(engine) as connection:
        assert connection.execute(select(t.consent_event)).first() is None


def test_the_command_tells_what_it_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = str(tmp_path / "work")

    def dm(*words: str) -> str:
        assert cli._run(list(words)) == 0
        return capsys.readouterr().out

    dm("init", home)
    for name, text in (("shop.csv", BASE), ("more.csv", MORE)):
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "bureau.toml").write_text(SOURCE.format(channels='["phone"]', notice="2026-11-20"), "utf-8")
    own = 'origin = "own_customers"\nparty = "consumer"\nlawful_basis = "contract"\npermitted_channels = ["post"]\n'
    (tmp_path / "shop.toml").write_text(f'[source]\nid = "shop"\n{own}country = "DE"\n', "utf-8")

    for name in ("shop", "bureau"):
        dm("--workspace", home, "source", "add", str(tmp_path / f"{name}.toml"))
    dm("--workspace", home, "acquire", str(tmp_path / "shop.csv"), "--source", "shop")
    dm("--workspace", home, "actualize")
    found = json.loads(
        dm("--workspace", home, "--json", "acquire", str(tmp_path / "more.csv"), "--source", "bureau", "--enrich")
    )
    assert (found["accepted"], found["enriched"]["matched"], found["enriched"]["unmatched"]) == (3, 2, 1)
    assert found["enriched"]["notice"] == "sent 2026-11-20"
    assert found["enriched"]["barred"] == ["email", "post"]
    dm("--workspace", home, "acquire", "undo", found["batch"])


def test_rows_that_meet_nobody_are_not_called_unread_by_the_quality_report(office: Bureau) -> None:
    office.enrich(MORE)
    (office.folder / "templates").symlink_to(Path(__file__).parents[2] / "templates")
    house = House(office.engine, office.settings, office.policies)
    found, _ = judge_source(house, "bureau", now=NOW, actor="test")
    assert (found["rows"], found["people"], found["actualized"]) == (3, 2, True)
