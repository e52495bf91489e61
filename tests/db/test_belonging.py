"""Companies and households in the base: they keep their ids, their objections and their draws."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select

from dm.acquire import undo
from dm.actualize.companies.deciding import accept_company_pair, reject_company_pair
from dm.actualize.companies.review import list_company_pairs
from dm.actualize.companies.splitting import split_company
from dm.actualize.detach import detach_batch
from dm.consent import keys, suppress
from dm.db import reading, writing
from dm.db import tables as t
from dm.errors import StateError
from dm.normal.keyed import keyed_hash
from tests.db.test_actualize import NOW, Office


@pytest.fixture
def office(engine: Engine, tmp_path: Path, repo: Path) -> Office:
    made = Office(engine, tmp_path, repo)
    made.source("shop")
    made.source("fair", day="2026-11-01")
    made.source("trade", party="business")
    return made


def _members(office: Office, group: str) -> dict[str, set[str]]:
    """{group: names of those who belong to it today}."""
    member = t.company_member if group == "company" else t.household_member
    query = select(member.c[f"{group}_id"], t.person.c.full_name).join(t.person, t.person.c.id == member.c.person_id)
    found: dict[str, set[str]] = {}
    with reading(office.engine) as connection:
        for identity, name in connection.execute(query.where(member.c.to_on.is_(None), t.person.c.state == "active")):
            found.setdefault(identity, set()).add(name)
    return found


FIRMS = (
    "Name;E-Mail;Firma;PLZ;Ort\n"
    "Anna Weiß;anna@kleinschmitz.example;Kleinschmitz Maschinenbau GmbH;53111;Bonn\n"
    "Bert Ohm;bert@kleinschmitz.example;KLEINSCHMITZ MASCHINENBAU GMBH, Abt. Einkauf;53111;Bonn\n"
    "Carl Zorn;carl@x.example;Maschinenbau Kleinschmitz;53113;Bonn\n"
    "Dora Lenz;dora@y.example;Kleinschmitz Verlag GmbH;80331;München\n"
)


def test_spellings_of_one_company_are_one_company(office: Office) -> None:
    office.acquire("trade", FIRMS)
    assert office.actualize().companies == 2
    companies = {row["id"]: row["name"] for row in office.all("company")}
    assert set(companies.values()) == {"Kleinschmitz Maschinenbau GmbH", "Kleinschmitz Verlag GmbH"}
    assert sorted(map(len, _members(office, "company").values())) == [1, 3]
    assert len(office.all("company_spelling")) == 4


def test_a_common_name_without_a_place_is_another_firm_in_every_record(office: Office) -> None:
    two = "Anna Weiß;Müller GmbH\nBert Ohm;Müller GmbH\n"
    office.acquire("trade", f"Name;Firma\n{two}Carl Zorn;Kleinschmitz AG\nEva Ott;KLEINSCHMITZ AG\n")
    office.actualize()
    found = sorted(sorted(names) for names in _members(office, "company").values())
    assert found == [["Anna Weiß"], ["Bert Ohm"], ["Carl Zorn", "Eva Ott"]]


def test_a_later_list_finds_the_company_and_keeps_its_id(office: Office) -> None:
    office.acquire("trade", FIRMS)
    office.actualize()
    before = {row["id"] for row in office.all("company")}
    office.acquire("trade", "Name;E-Mail;Firma;Ort\nEmil Fuhr;e@z.example;Kleinschmiz Maschinenbau GmbH;Bonn\n")
    assert office.actualize().companies == 0
    assert {row["id"] for row in office.all("company")} == before
    assert max(map(len, _members(office, "company").values())) == 4
    assert office.actualize().records == 0


def test_a_company_of_an_older_version_is_known_again(office: Office) -> None:
    with writing(office.engine) as connection:
        row = {"id": "FOLD", "name": "Kleinschmitz Verlag GmbH", "name_folded": "kleinschmitz verlag", "country": "DE"}
        connection.execute(insert(t.company).values(**row, created_at=NOW))
    office.acquire("trade", FIRMS)
    assert office.actualize().companies == 1
    assert _members(office, "company")["FOLD"] == {"Dora Lenz"}


DAUGHTER = FIRMS + "Emil Fuhr;e@kleinschmitz.example;Kleinschmitz GmbH;53111;Bonn\n"


def test_doubtful_companies_are_decided_by_a_person_and_taken_apart_again(office: Office, engine: Engine) -> None:
    office.acquire("trade", DAUGHTER)
    assert office.actualize().companies == 3
    (pair,) = list_company_pairs(engine)
    assert {pair["left"]["name"], pair["right"]["name"]} == {"Kleinschmitz GmbH", "Kleinschmitz Maschinenbau GmbH"}
    kept = accept_company_pair(engine, pair["pair"], now=NOW, actor="test")
    assert len(_members(office, "company")[kept]) == 4
    emil = next(row["id"] for row in office.all("person") if row["given_name"] == "Emil")
    with writing(engine) as connection:
        suppress(connection, person_id=str(emil), origin="letter", now=NOW, key=b"k", scope="company")
    ids = split_company(engine, kept, key=b"k", now=NOW, actor="test")
    assert {"Emil Fuhr"} in [_members(office, "company")[one] for one in ids]
    hashes = {row["hmac"] for row in office.all("suppression")}
    assert {keyed_hash(b"k", "company", one) for one in ids} <= hashes
    office.acquire(
        "fair", "Name;E-Mail;Firma;PLZ;Ort\nFritz Gans;f@kleinschmitz.example;Kleinschmitz GmbH;53111;Bonn\n"
    )
    office.actualize()
    assert {"Emil Fuhr", "Fritz Gans"} in _members(office, "company").values()


def test_a_rejected_pair_stays_apart(office: Office, engine: Engine) -> None:
    office.acquire("trade", DAUGHTER)
    office.actualize()
    (pair,) = list_company_pairs(engine)
    reject_company_pair(engine, pair["pair"], now=NOW, actor="test")
    assert list_company_pairs(engine) == []
    with pytest.raises(StateError, match="rejected already"):
        accept_company_pair(engine, pair["pair"], now=NOW, actor="test")


# Forty families that nobody takes for one another.
FAMILIES = [
    a + b for a in ("Bor", "Kel", "Tam", "Wip", "Zof") for b in "mann hagen stett rode wald inger eck lohe".split()
]


def _neighbours(count: int, street: str) -> str:
    return "".join(f"Uwe {name};{name}@x.de;;{street};10115;Berlin\n" for name in FAMILIES[:count])


HOME = "Name;E-Mail;Telefon;Straße;PLZ;Ort\n"


def test_a_household_keeps_its_id_when_people_join_and_move_out(office: Office) -> None:
    office.acquire(
        "shop", HOME + "Anna Rosenzweig;anna@x.de;;Weg 5;10115;Berlin\nBert Rosenzweig;b@x.de;;Weg 5;10115;Berlin\n"
    )
    office.actualize()
    (home,) = _members(office, "household")
    office.acquire("shop", HOME + "Carl Rosenzweig;c@x.de;;Weg 5;10115;Berlin\n")
    office.actualize()
    assert _members(office, "household") == {home: {"Anna Rosenzweig", "Bert Rosenzweig", "Carl Rosenzweig"}}
    office.clock += timedelta(days=30)
    office.acquire("fair", HOME + "Bert Rosenzweig;b@x.de;;Allee 9;20095;Hamburg\n")
    office.actualize()
    found = _members(office, "household")
    assert found.pop(home) == {"Anna Rosenzweig", "Carl Rosenzweig"}
    assert list(found.values()) == [{"Bert Rosenzweig"}]
    parted = {row["id"]: row["parted_from"] for row in office.all("household")}
    assert parted == {home: None, next(iter(found)): home}


def test_a_household_that_moves_together_keeps_its_id(office: Office) -> None:
    row = "Anna Rosenzweig;anna@x.de;;{0}\nBert Rosenzweig;b@x.de;;{0}\n"
    office.acquire("shop", HOME + row.format("Weg 5;10115;Berlin"))
    office.actualize()
    (home,) = _members(office, "household")
    office.acquire("fair", HOME + row.format("Allee 9;20095;Hamburg"))
    office.actualize()
    assert _members(office, "household") == {home: {"Anna Rosenzweig", "Bert Rosenzweig"}}


def test_a_neighbour_who_is_kin_to_both_makes_one_household_under_both_ids(office: Office) -> None:
    crowd = _neighbours(5, "Weg 5")
    office.acquire(
        "shop", HOME + crowd + "Anna Rosenzweig;a@x.de;;Weg 5;10115;Berlin\nBert Tannhof;b@x.de;;Weg 5;10115;Berlin\n"
    )
    office.actualize()
    before = _members(office, "household")
    office.acquire("fair", HOME + "Carla Rosenzweig-Tannhof;c@x.de;;Weg 5;10115;Berlin\n")
    office.actualize()
    after = _members(office, "household")
    whole = {"Anna Rosenzweig", "Bert Tannhof", "Carla Rosenzweig-Tannhof"}
    (home,) = [one for one, names in after.items() if names == whole]
    aliases = {row["old_id"]: row["household_id"] for row in office.all("household_alias")}
    assert home in before
    assert list(aliases.values()) == [home]
    anna = next(row["id"] for row in office.all("person") if row["given_name"] == "Anna")
    with reading(office.engine) as connection:
        known = keys.known_people(connection, [anna])[anna]
    assert sorted(known.households) == sorted([home, *aliases])
    hashes = {one.hmac for one in known.keys(b"k") if one.kind == "household"}
    assert keyed_hash(b"k", "household", next(iter(aliases))) in hashes


def test_an_institution_has_no_households(office: Office) -> None:
    rows = _neighbours(3, "Seniorenheim Anna, Weg 5").replace("Uwe", "Ida").replace("@x", "@y")
    crowd = _neighbours(40, "Allee 1")
    office.acquire("shop", HOME + rows + crowd)
    office.actualize()
    assert _members(office, "household") == {}
    office.acquire("fair", HOME + "Anna Rosenzweig;a@x.de;;Allee 1;10115;Berlin\n")
    office.actualize()
    assert _members(office, "household") == {}


def test_a_first_list_parts_houses_as_later_ones_do(office: Office) -> None:
    crowd = _neighbours(40, "Allee 1")
    crowd += "".join(f"{one} Rosenzweig;{one}@x.de;0301112223;Allee 1;10115;Berlin\n" for one in ("Anna", "Bert"))
    couple = "Carla Tannhof;c@x.de;0304445556;Weg 5;10115;Berlin\nDirk Ohmland;d@x.de;0304445556;Weg 5;10115;Berlin\n"
    door = "Emil Tannhof;e@x.de;;Weg 5, Wohnung 3;10115;Berlin\nFrida Tannhof;f@x.de;;Weg 5, Wohnung 3;10115;Berlin\n"
    alone = "Gustav Lindqvist;g@x.de;;Weg 7;10115;Berlin\n"
    office.acquire("shop", HOME + crowd + couple + door + alone)
    office.actualize()
    found = sorted(sorted(names) for names in _members(office, "household").values())
    assert ["Anna Rosenzweig", "Bert Rosenzweig"] in found
    assert ["Gustav Lindqvist"] in found
    assert sum(map(len, found)) == 2 + 4 + 1
    assert any({"Carla Tannhof", "Dirk Ohmland"} <= set(names) for names in found)
    assert any({"Emil Tannhof", "Frida Tannhof"} <= set(names) for names in found)
    assert len(office.all("crowded_building")) == 1


def test_a_list_taken_back_and_brought_again_settles_its_households_again(office: Office) -> None:
    rows = HOME + "Anna Rosenzweig;a@x.de;;Weg 5;10115;Berlin\nBert Rosenzweig;b@x.de;;Weg 5;10115;Berlin\n"
    rows += "Gustav Lindqvist;g@x.de;;Weg 7;10115;Berlin\n"
    batch = office.acquire("shop", rows)
    office.actualize()
    before = sorted(map(sorted, _members(office, "household").values()))
    with writing(office.engine) as connection:
        detach_batch(connection, batch, key=b"k", now=office.clock)
        undo(connection, batch, now=office.clock, actor="test")
    office.acquire("shop", rows)
    office.actualize()
    assert sorted(map(sorted, _members(office, "household").values())) == before
