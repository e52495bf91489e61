"""What a form demands and nobody knew links nobody; a slip is no slip where both names are borne."""

from __future__ import annotations

from typing import Any

from dm.actualize.link import Linker, Model, keys_of
from dm.actualize.link.columns import Columns, Gathering
from dm.actualize.link.model import GENERAL, from_document
from dm.actualize.link.nobodys import without_nobodys
from dm.actualize.link.sounds import family_root, latin, spoken
from tests.unit.actualize.link_world import features, groups

_JUNK = {"email": ["none@none.com"], "phone": ["+49 171 1111111"], "birth_date": "1900-01-01"}


def _columns(*records: dict[str, Any]) -> Columns:
    gathering = Gathering()
    some = features(*records)
    gathering.add(some, keys_of(some))
    return gathering.columns()


def _strangers() -> list[dict[str, Any]]:
    return [{"given_name": f"{a}nton", "family_name": f"{b}eier", **_JUNK} for a in "ABCDE" for b in "FGHKLM"]


def test_namesakes_with_the_same_junk_are_two() -> None:
    namesakes = [{"given_name": "Anna", "family_name": "Schmidt", **_JUNK} for _ in range(2)]
    assert groups(*namesakes) == [[0, 1]]
    assert [0, 1] not in groups(*namesakes, *_strangers())


def test_nobodys_day_contradicts_no_birthday() -> None:
    own = {"given_name": "Anna", "family_name": "Schmidt", "email": ["anna@schmidt.example"]}
    found = groups({**own, "birth_date": "1960-05-03"}, {**own, "birth_date": "1900-01-01"}, *_strangers())
    assert [0, 1] in found


def test_a_customers_hundred_orders_keep_his_email() -> None:
    orders = [{"given_name": "Anna", "family_name": "Schmidt", **_JUNK} for _ in range(100)]
    columns, found = without_nobodys(_columns(*orders), {})
    assert not found
    assert columns.emails.all()


def test_a_later_list_knows_what_was_nobodys() -> None:
    _, found = without_nobodys(_columns(*_strangers()), {})
    model = from_document(Model("people-x", GENERAL.levels, nobodys=found).document())
    linker = Linker(model)
    later = features(*({"given_name": "Anna", "family_name": "Schmidt", **_JUNK} for _ in range(2)))
    linker.add(later, keys_of(later))
    assert linker.links().group.tolist() == [0, 1]


def test_two_addresses_made_of_two_names_are_no_slip() -> None:
    one = {"given_name": "Luca", "family_name": "Berardi", "email": ["luca.berardi@posta.example"]}
    other = {"given_name": "Luca", "family_name": "Barardi", "email": ["luca.barardi@posta.example"]}
    assert groups(one, other) == [[0], [1]]


def test_turkmen_and_kazakh_spellings_sound_alike() -> None:
    pairs = (("myradowa", "мырадова"), ("rejepow", "реджепов"), ("jeren", "джерен"), ("nurlan", "нұрлан"))
    for one, other in pairs:
        assert spoken(family_root(one)) == spoken(family_root(latin(other)))
