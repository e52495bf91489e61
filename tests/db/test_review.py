"""Doubtful pairs laid open, decided, put off and taken back, on both databases."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert

from dm.actualize import accept_pair, list_pairs, postpone_pair, reject_pair, show_pair, split, sum_up, undo_decision
from dm.db import reading, writing
from dm.db import tables as t
from dm.errors import InputError, StateError
from tests.db.test_actualize import NOW, Office

SHOP = "Name;E-Mail;Telefon;Ort;Firma\nAnna Weber;a@x.de;0171 1234567;Bonn;Alt GmbH\n"
FAIR = "Name;E-Mail;Ort;Firma;Geburtsdatum\nAnna Weber;anna@y.de;bonn;Neu AG;1980-02-03\n"


@pytest.fixture
def office(engine: Engine, tmp_path: Path, repo: Path) -> Office:
    """Two people of one name and town, from two lists."""
    made = Office(engine, tmp_path, repo)
    made.source("shop")
    made.source("fair", day="2026-11-01")
    for source, content in (("shop", SHOP), ("fair", FAIR)):
        add(made, source, content)
    pair(made, "shop", "fair", probability=0.6)
    return made


def add(office: Office, source: str, content: str) -> None:
    """Every row a person of its own: which pairs are doubtful is the linker's affair, not this room's."""
    office.acquire(source, content)
    office.actualize(link=False)


def pair(office: Office, *sources_or_ids: str, probability: float = 0.5) -> None:
    """A doubtful pair of two people, named by id or by the source that only one of them comes from."""
    people = {row["source_id"]: row["id"] for row in office.all("person", "id")}
    left, right = sorted(people.get(one, one) for one in sources_or_ids)
    row = {"left_person_id": left, "right_person_id": right, "probability": probability, "why": "same name and town"}
    with writing(office.engine) as connection:
        connection.execute(insert(t.review_pair).values(row))


def opened(office: Office) -> list[dict]:
    return list_pairs(office.engine, key=b"k", half_lives=office.settings.half_lives, now=NOW)


def pair_id(office: Office) -> int:
    return opened(office)[0]["pair"]["id"]


def state_of(office: Office) -> dict[str, object]:
    """Everything that a merge may touch."""
    names = ("person", "contact_point", "record", "company_member", "household_member")
    return {
        "person": {row["id"]: (row["state"], row["merged_into"], row["full_name"]) for row in office.all("person")},
        "contact_point": {(r["id"], r["person_id"], r["value"], r["rank"]) for r in office.all(names[1])},
        "record": {(r["id"], r["person_id"]) for r in office.all("record")},
        "company_member": {(r["person_id"], r["company_id"], r["to_on"]) for r in office.all(names[3])},
        "person_alias": office.all("person_alias"),
    }


def test_a_pair_shows_both_sides_with_source_date_and_verdict(office: Office) -> None:
    pair = opened(office)[0]
    rows = {row["field"]: row for row in pair["rows"]}
    assert rows["full_name"]["verdict"] == "same"
    assert rows["email"]["verdict"] == rows["company"]["verdict"] == "differs"
    assert {rows["phone"]["verdict"], rows["birth_date"]["verdict"]} == {"left", "right"}
    sides = {side["source_id"]: side for side in (pair["left"], pair["right"])}
    email = sides["fair"]["fields"]["email"][0]
    assert (email["value"], email["source"], email["row"], email["band"]) == ("anna@y.de", "fair", 2, "fresh")
    assert set(rows["email"]["merged"]) == {"a@x.de", "anna@y.de"}
    assert pair["kept"] == sides["shop"]["id"]


def test_what_is_shown_beforehand_is_what_a_merge_gives(office: Office) -> None:
    pair = opened(office)[0]
    promised = {row["field"]: row["merged"] for row in pair["rows"] if row["merged"]}
    kept = accept_pair(office.engine, pair["pair"]["id"], key=b"k", now=NOW, actor="rita")
    assert kept == pair["kept"]
    after = show_pair(office.engine, pair["pair"]["id"], key=b"k", half_lives=office.settings.half_lives, now=NOW)
    merged = next(side for side in (after["left"], after["right"]) if side["id"] == kept)
    for field in ("email", "phone", "birth_date", "full_name"):
        assert [cell["value"] for cell in merged["fields"][field]] == promised[field]
    assert after["pair"]["decided_by"] == "rita"


def test_a_merge_taken_back_leaves_everything_as_it_was(office: Office) -> None:
    before, number = state_of(office), pair_id(office)
    accept_pair(office.engine, number, key=b"k", now=NOW, actor="rita")
    assert state_of(office) != before
    undo_decision(office.engine, number, key=b"k", now=NOW, actor="rita")
    assert state_of(office) == before
    assert pair_id(office) == number


def test_consents_and_orders_come_back_with_their_person(office: Office) -> None:
    pair = opened(office)[0]
    lost = next(side["id"] for side in (pair["left"], pair["right"]) if side["id"] != pair["kept"])
    order = {"person_id": lost, "order_ref": "A1", "at": NOW, "value_minor": 5, "currency": "EUR"}
    with writing(office.engine) as connection:
        connection.execute(insert(t.purchase).values(order))
    accept_pair(office.engine, pair["pair"]["id"], key=b"k", now=NOW, actor="rita")
    undo_decision(office.engine, pair["pair"]["id"], key=b"k", now=NOW, actor="rita")
    again = {
        side["id"]: side["history"]["purchases"]["number"] for side in (opened(office)[0][s] for s in ("left", "right"))
    }
    assert again == {lost: 1, pair["kept"]: 0}


def test_a_merge_that_was_built_upon_is_not_taken_back(office: Office) -> None:
    number = pair_id(office)
    kept = accept_pair(office.engine, number, key=b"k", now=NOW, actor="rita")
    split(office.engine, kept, key=b"k", now=NOW, actor="rita")
    with pytest.raises(StateError, match="changed since"):
        undo_decision(office.engine, number, key=b"k", now=NOW, actor="rita")


def test_two_stay_two_until_it_is_taken_back(office: Office) -> None:
    number = pair_id(office)
    reject_pair(office.engine, number, now=NOW, actor="rita")
    assert opened(office) == []
    with pytest.raises(StateError, match="rejected already"):
        reject_pair(office.engine, number, now=NOW, actor="rita")
    undo_decision(office.engine, number, key=b"k", now=NOW, actor="rita")
    assert pair_id(office) == number
    with pytest.raises(StateError, match="nothing to take back"):
        undo_decision(office.engine, number, key=b"k", now=NOW, actor="rita")
    with pytest.raises(InputError, match="no pair 999"):
        undo_decision(office.engine, 999, key=b"k", now=NOW, actor="rita")


def test_what_is_put_off_comes_last(office: Office) -> None:
    add(office, "shop", "Name;E-Mail;Ort\nBert Ohm;b@x.de;Ulm\nBert Ohm;ohm@y.de;Ulm\n")
    pair(office, *(str(row["id"]) for row in office.all("person") if row["family_name"] == "Ohm"))
    first, second = (pair["pair"]["id"] for pair in opened(office))
    postpone_pair(office.engine, first, now=NOW + timedelta(minutes=1))
    assert [pair["pair"]["id"] for pair in opened(office)] == [second, first]


def test_a_third_pair_follows_whom_a_merge_renamed(office: Office) -> None:
    office.source("third")
    add(office, "third", "Name;E-Mail;Ort\nAnna Weber;weber@z.de;Bonn\n")
    pair(office, "fair", "third")
    pair(office, "shop", "third")
    kept = accept_pair(office.engine, pair_id(office), key=b"k", now=NOW, actor="rita")
    left = opened(office)
    assert len(left) == 2
    for found in left:
        assert {found["left"]["state"], found["right"]["state"]} == {"active"}
        assert kept in (found["left"]["id"], found["right"]["id"])


def test_a_pair_whose_two_become_one_by_others_is_closed_and_opens_again_when_that_is_taken_back(
    office: Office,
) -> None:
    office.source("third")
    add(office, "third", "Name;Ort\nAnna Weber;Bonn\n")
    pair(office, "shop", "third", probability=0.9)
    pair(office, "fair", "third", probability=0.8)
    assert sum_up_of(office) == {"waiting": 3, "expected": 2, "bands": [
        {"from": 0.9, "pairs": 1, "expected": 1}, {"from": 0.8, "pairs": 1, "expected": 1},
        {"from": 0.6, "pairs": 1, "expected": 1},
    ]}  # fmt: skip
    accept_pair(office.engine, pair_id(office), key=b"k", now=NOW, actor="anna")
    last = pair_id(office)
    accept_pair(office.engine, last, key=b"k", now=NOW, actor="anna")
    assert sum_up_of(office)["waiting"] == 0
    (closed,) = [row for row in office.all("review_pair") if row["decided_by"] != "anna"]
    assert (closed["state"], closed["decided_by"]) == ("accepted", f"review {last}")
    undo_decision(office.engine, last, key=b"k", now=NOW, actor="anna")
    assert {row["id"] for row in office.all("review_pair") if row["state"] == "open"} == {last, closed["id"]}


def sum_up_of(office: Office) -> dict:
    with reading(office.engine) as connection:
        return sum_up(connection)
