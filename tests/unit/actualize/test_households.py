"""Who lives with whom, by door, kin and shared telephones."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm.actualize.households.addresses import dwelling_of, is_no_home
from dm.actualize.households.families import masculine, read_family
from dm.actualize.households.grouping import CROWDED, House, Resident, households_of
from dm.actualize.households.noted import Noted
from dm.normal.folding import fold


def _one(name: str, family: str, flat: str = "", signs: Sequence[int] = (), together: str = "") -> Resident:
    return Resident(name, flat, read_family(family), tuple(signs), together)


def _together(house: House) -> set[frozenset[str]]:
    return {frozenset(one.members) for one in house.households}


def _crowd(families: int) -> list[Resident]:
    return [_one(f"n{at}", f"Nachbar{at}zzz") for at in range(families)]


def test_husband_and_wife_of_a_russian_name_live_together() -> None:
    found = households_of([_one("a", "Иванов", "5"), _one("b", "Иванова", "5"), _one("c", "Ким", "5")])
    assert _together(found) == {frozenset("ab"), frozenset("c")}
    assert masculine(read_family("Достоевская").names.__iter__().__next__()) == "достоевский"
    assert read_family("Petrova").names == read_family("Petrov").names


@pytest.mark.parametrize("double", ["Müller-Schmidtke", "Müller Schmidtke geb. Kron", "von Schmidtke-Müller"])
def test_a_double_name_is_kin_to_both(double: str) -> None:
    assert "muller" in " ".join(read_family(double).names)
    found = households_of([_one("a", double, "1"), _one("b", "Schmidtke-Müller", "1")])
    assert len(found.households) == (1 if "geb" not in double else 2)


def test_the_flat_parts_people_of_one_name() -> None:
    found = households_of([_one("a", "Schmidtke", "3"), _one("b", "Schmidtke", "4"), _one("c", "Schmidtke", "4")])
    assert _together(found) == {frozenset("a"), frozenset("bc")}


def test_strangers_of_a_common_name_in_a_house_of_many_stay_apart() -> None:
    house = [
        *_crowd(8),
        _one("a", "Müller"),
        _one("b", "Müller"),
        _one("c", "Rosenzweigler"),
        _one("d", "Rosenzweigler"),
    ]
    found = _together(households_of(house))
    assert {frozenset("a"), frozenset("b"), frozenset("cd")} <= found


def test_a_common_name_in_a_small_house_is_a_family() -> None:
    assert _together(households_of([_one("a", "Müller"), _one("b", "Müller"), _one("c", "Weiß")])) == {
        frozenset("ab"),
        frozenset("c"),
    }


def test_a_shared_telephone_holds_a_couple_together() -> None:
    house = [*_crowd(8), _one("a", "Müller", signs=[7]), _one("b", "Rosenzweig", signs=[7, 9])]
    assert frozenset("ab") in _together(households_of(house))
    two_doors = [_one("a", "Müller", "1", [7]), _one("b", "Rosenzweig", "2", [7])]
    assert len(households_of(two_doors).households) == 2


def test_a_common_name_tells_in_a_house_of_three_families_and_not_of_four() -> None:
    house = [_one("a", "Müller"), _one("b", "Müller"), _one("c", "Weiß"), _one("d", "Okonkwo")]
    assert frozenset("ab") in _together(households_of(house))
    assert frozenset("ab") not in _together(households_of([*house, _one("e", "Zzykowa")]))
    assert frozenset("ab") not in _together(households_of([*house[:2], _one("c", "Weiß", "2")]))


def test_a_flat_of_five_families_is_a_hostel() -> None:
    flat = [_one("a", "Rosenzweig", "7"), _one("b", "Rosenzweig", "7"), *(one._replace(flat="7") for one in _crowd(3))]
    assert frozenset("ab") in _together(households_of(flat))
    assert frozenset("ab") not in _together(households_of([*flat, _one("z", "Okonkwo", "7")]))


def test_who_names_no_flat_belongs_to_the_only_door_of_his_name() -> None:
    assert frozenset("ab") in _together(households_of([_one("a", "Rosenzweig"), _one("b", "Rosenzweig", "1")]))
    assert frozenset("ab") not in _together(households_of([_one("a", "Müller"), _one("b", "Müller", "1")]))
    two_doors = [_one("a", "Rosenzweig"), _one("b", "Rosenzweig", "1"), _one("c", "Rosenzweig", "2")]
    assert len(households_of(two_doors).households) == 3


def test_a_tower_with_flats_is_no_crowd() -> None:
    tower = [_one(f"n{at}", f"Nachbar{at}zzz", str(at)) for at in range(CROWDED + 2)]
    assert not households_of(tower).crowded


def test_a_telephone_of_very_many_is_the_porters() -> None:
    house = [_one(f"p{at}", f"Nachbar{at}zzz", signs=[7]) for at in range(9)]
    assert len(households_of(house).households) == 9
    assert len(households_of(house[:6]).households) == 1
    assert len(households_of(house[:7]).households) == 7


def test_an_address_of_very_many_families_is_nobodys_dwelling() -> None:
    found = households_of([*_crowd(CROWDED + 1), _one("a", "Rosenzweig"), _one("b", "Rosenzweig")])
    assert (found.crowded, found.households) == (True, [])
    known = households_of([_one("a", "Rosenzweig"), _one("b", "Rosenzweig")], crowded=True)
    assert known.households == []
    held = households_of([_one("a", "Rosenzweig", signs=[1]), _one("b", "Rosenzweig", signs=[1])], crowded=True)
    assert _together(held) == {frozenset("ab")}
    strangers = [_one("a", "Rosenzweig", signs=[1]), _one("b", "Okonkwo", signs=[1])]
    assert households_of(strangers, crowded=True).households == []


def test_without_a_house_number_only_signs_tell() -> None:
    house = [
        _one("a", "Rosenzweig"),
        _one("b", "Rosenzweig"),
        _one("c", "Rosenzweig", signs=[1]),
        _one("d", "Weiß", signs=[1]),
    ]
    assert _together(households_of(house, numbered=False)) == {frozenset("a"), frozenset("b"), frozenset("cd")}
    assert (
        len(households_of([_one("a", "Müller"), _one("b", "Müller"), _one("c", "Kim")], numbered=False).households) == 3
    )


def test_who_was_together_stays_together_when_neighbours_come() -> None:
    before = [_one("a", "Müller", together="H1"), _one("b", "Müller", together="H1")]
    assert frozenset("ab") in _together(households_of([*before, *_crowd(12), _one("c", "Müller")]))
    assert frozenset("abc") not in _together(households_of([*before, *_crowd(12), _one("c", "Müller")]))


@pytest.mark.parametrize(
    "raw",
    ["Postfach 12 34, 10115 Berlin", "c/o Schmidt, Weg 5", "Seniorenheim St. Anna, Weg 5", "JVA Tegel", "а/я 15, Тверь",
     "ул. Мира, 5, общежитие", "P.O. Box 7"],
)  # fmt: skip
def test_boxes_and_institutions_are_no_homes(raw: str) -> None:
    assert is_no_home(fold(raw))


@pytest.mark.parametrize(
    "raw", ["Am Kloster 5, Bonn", "Hospital Road 7", "Hotelstraße 3", "Klinikweg 1", "Coburger Weg 5"]
)
def test_streets_named_after_them_are(raw: str) -> None:
    assert not is_no_home(fold(raw))


def test_a_dwelling_is_a_building_and_a_flat() -> None:
    one, other = dwelling_of("RU|170000|мира|5|12"), dwelling_of("RU|170000|мира|5|13")
    assert one.building == other.building
    assert (one.flat, other.flat, one.house) == ("12", "13", True)
    assert not dwelling_of("DE|10115|dorf||").house


_residents = st.lists(
    st.builds(
        _one,
        st.uuids().map(str),
        st.sampled_from(["Müller", "Rosenzweig", "Иванова", "Иванов", "Kim", "Schmidt-Rosenzweig", "Okonkwo", "Weiß"]),
        st.sampled_from(["", "", "1", "2"]),
        st.lists(st.integers(1, 4), max_size=2, unique=True),
    ),
    max_size=12,
    unique_by=lambda one: one.person_id,
)


@given(_residents, st.randoms(use_true_random=False), st.booleans())
def test_any_order_gives_the_same_households(residents: list[Resident], dice: random.Random, numbered: bool) -> None:
    mixed = list(residents)
    dice.shuffle(mixed)
    assert households_of(residents, numbered=numbered) == households_of(mixed, numbered=numbered)


@given(_residents)
def test_everybody_is_in_one_household_behind_one_door_and_stays_there(residents: list[Resident]) -> None:
    found = households_of(residents)
    members = [one for household in found.households for one in household.members]
    assert sorted(members) == sorted(one.person_id for one in residents)
    flats = {one.person_id: one.flat for one in residents}
    for household in found.households:
        assert {flats[one] for one in household.members} <= {"", household.flat}
    home = {one: f"H{at}" for at, household in enumerate(found.households) for one in household.members}
    again = households_of([one._replace(together=home[one.person_id]) for one in residents])
    assert again == found


@pytest.mark.parametrize(
    ("today", "born", "role"),
    [
        ("2026-11-23", "2008-11-23", "adult"),
        ("2026-11-23", "2008-11-24", "minor"),
        ("2024-02-29", "2006-02-28", "adult"),
        ("2024-02-29", "2006-03-01", "minor"),
        ("2026-11-23", "", ""),
    ],
)
def test_one_is_grown_up_from_the_birthday_on(today: str, born: str, role: str) -> None:
    noted = Noted()
    birthday = date.fromisoformat(born) if born else None
    row = {"family_name": "Weiß", "observed_at": datetime(2026, 1, 1, tzinfo=UTC), "birth_date": birthday}
    noted.keep("P1", row, dwelling_of("DE|10115|weg|5|"), ())
    assert noted.role(0, date.fromisoformat(today)) == role
