"""How much two values agree, by which columns, and who is compared at all."""

from __future__ import annotations

import numpy as np
import pytest

from dm.actualize.link import OWN, keys_of
from dm.actualize.link.blocking import Candidates
from dm.actualize.link.columns import Columns, Gathering
from dm.actualize.link.contradictions import genders_slip
from dm.actualize.link.features import header_kind
from dm.actualize.link.keys import BORN, NAME
from dm.actualize.link.levels import BIRTH, Comparer, birth_levels, level_names
from dm.actualize.link.model import GENERAL, from_document
from dm.actualize.link.sounds import latin, skeleton, spoken
from tests.unit.actualize.link_world import features


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        (19800521, 19800521, "same"),
        (19800521, 0, "missing"),
        (19800521, 19800531, "near"),
        (19800521, 19800512, "near"),
        (19800508, 19800805, "near"),
        (19800521, 19800614, "close"),
        (19800521, 19800101, "close"),
        (19800521, 19900602, "era"),
        (19800521, 19830911, "years"),
        (19550521, 19850521, "differs"),
        (19550521, 19850101, "differs"),
    ],
)
def test_days_of_birth(left: int, right: int, level: str) -> None:
    both = birth_levels(np.array([left, right], np.int32), np.array([right, left], np.int32))
    assert [BIRTH[one] for one in both.tolist()] == [level, level]


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("soc_sec_id", "number"),
        ("Steuernummer", "number"),
        ("\u0421\u041d\u0418\u041b\u0421", "number"),
        ("Passport No", "number"),
        ("birth_place", "other"),
        ("cluster", ""),
        ("household_id", ""),
        ("Notes", ""),
    ],
)
def test_headers_tell_what_a_column_is_worth(header: str, kind: str) -> None:
    assert header_kind(header) == kind


def test_one_sound_in_many_spellings() -> None:
    assert spoken("aleksey") == spoken("alexei") == spoken("aleksej")
    assert spoken("sarah") == spoken("sara")
    assert latin("\u0449\u0435\u0440\u0431\u0430\u043a\u043e\u0432") == "shcherbakov"
    assert skeleton("meyer") == skeleton("maier") != skeleton("huber")


def _columns(*records: dict[str, object]) -> Columns:
    found = features(*records)
    gathering = Gathering()
    half = len(found) // 2
    for some in (found[:half], found[half:]):
        gathering.add(some, keys_of(some))
    return gathering.columns()


def test_who_shares_a_key_is_compared_once_and_switchboards_compare_nobody() -> None:
    two = Candidates(_columns({"email": ["a@x.de", "b@x.de"]}, {"email": ["b@x.de", "a@x.de"]}, {}))
    assert len(two) == sum(map(len, two.portions())) == 2
    left, right = two.some(100)
    assert list(zip(left.tolist(), right.tolist(), strict=True)) == [(0, 1)]
    many = [{"phone": ["030 1234567"], "given_name": f"{number:03}"} for number in range(100)]
    assert len(Candidates(_columns(*many))) == 0


def test_chunks_of_any_width_make_one_table() -> None:
    columns = _columns({"email": ["a@x.de"]}, {"email": ["a@x.de", "b@x.de", "c@x.de"], "custom.Beruf": "Arzt"})
    assert columns.emails.shape == (2, 3)
    assert columns.extra["Beruf"].tolist() == [0, 1]


def test_keys_are_forever() -> None:
    anna = {"full_name": "Anna Weber", "birth_date": "1980-05-21", "email": ["a@x.de"]}
    keys, counts, kinds = keys_of(features(anna, {"external_id": "7"}))
    assert keys[0] == -1108300741496983729
    assert counts.tolist() == [4, 1]
    assert kinds.tolist() == [OWN, BORN, BORN, NAME, OWN]
    assert len(set(keys.tolist())) == 5


def test_a_key_that_a_record_has_twice_is_one() -> None:
    otto = {"full_name": "Otto Ott", "birth_date": "1980-05-21", "phone": ["030 1234567", "+49 30 1234567"]}
    assert keys_of(features(otto)).kinds.tolist() == [OWN, BORN, NAME]


def test_a_model_survives_being_written() -> None:
    assert from_document(GENERAL.document()) == GENERAL


def _levels(*records: dict[str, object]) -> dict[str, str]:
    gathering = Gathering()
    found = features(*records)
    gathering.add(found, keys_of(found))
    columns = gathering.columns()
    left, right = np.array([0], np.int32), np.array([1], np.int32)
    compared = Comparer(columns, np.arange(2, dtype=np.int32)).compare(left, right)
    return {name: level_names(name)[int(level[0])] for name, level in compared.levels.items()}


@pytest.mark.parametrize(
    ("postal_code", "city", "level"),
    [
        ("80331", "Munich", "same"),
        ("80335", "Munich", "near"),
        ("08331", "Giesing", "near"),
        ("", "Munich", "near"),
        ("", "", "near"),
        ("20095", "Hamburg", "differs"),
        ("", "Hamburg", "differs"),
        ("20095", "", "differs"),
    ],
)
def test_a_street_of_the_same_name_elsewhere_is_another(postal_code: str, city: str, level: str) -> None:
    here = {"street": "Ringstr. 5", "postal_code": "80331", "city": "M\u00fcnchen"}
    assert _levels(here, {"street": "Ringstr. 5", "postal_code": postal_code, "city": city})["address"] == level


def test_a_mobile_and_a_landline_say_nothing_against_each_other() -> None:
    mobile, landline = {"phone": ["0171 1234567"]}, {"phone": ["030 1234567"]}
    assert _levels(mobile, landline)["phone"] == "missing"
    assert _levels(mobile, {"phone": ["0171 7654321", "030 1234567"]})["phone"] == "differs"


def test_sexes_against_most_names_are_a_column_that_means_something_else() -> None:
    right = [{"full_name": "Anna Weber", "gender": "f"}, {"full_name": "Hans Weber", "gender": "m"}]
    wrong = [{**one, "gender": "m"} for one in right]
    for records, slip in ((right * 10, False), (right * 10 + wrong, False), (right + wrong, True)):
        gathering = Gathering()
        found = features(*records)
        gathering.add(found, keys_of(found))
        assert genders_slip(gathering.columns()) is slip


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        ("anna.weber81@x.de", "ana.weber81@x.de", "near"),
        ("anna.weber81@x.de", "annaweber81@x.de", "near"),
        ("anna.weber81@x.de", "anna.weber81@other.org", "near"),
        ("anna.weber@gmail.com", "anna.weber@gmial.com", "near"),
        ("anna.weber@x.de", "annaweber@x.de", "differs"),
        ("anna.weber71@x.de", "annaweber81@x.de", "differs"),
        ("a.weber@praxis-weber37.de", "a.weber@praxis-weber35.de", "differs"),
    ],
)
def test_a_slip_in_an_address_and_another_number(left: str, right: str, level: str) -> None:
    assert _levels({"email": [left]}, {"email": [right]})["email"] == level


@pytest.mark.parametrize(
    ("left", "right", "field", "level"),
    [
        ("Юрий Беляев", "Ю. Беляев", "given", "initial"),
        ("Жанна Белова", "Zh. Belova", "given", "initial"),
        ("Ana Gonzalez Sanchez", "Ana Gonazlez", "family", "part"),
        ("Ana Gonzalez Sanchez", "Ana Gomez", "family", "differs"),
    ],
)  # fmt: skip
def test_initials_of_two_letters_and_parts_with_a_slip(left: str, right: str, field: str, level: str) -> None:
    both = [dict(zip(("given_name", "family_name"), name.split(" ", 1), strict=True)) for name in (left, right)]
    assert _levels(*both)[field] == level
