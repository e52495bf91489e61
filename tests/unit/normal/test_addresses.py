"""Addresses read and laid out."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm.normal.address_lines import address_lines
from dm.normal.addresses import PostalAddress, address_key, read_address
from dm.normal.countries import country_code


@pytest.mark.parametrize(
    ("text", "country", "lines"),
    [
        (
            "123456, г. Москва, ул. Ленина, д. 5, кв. 12",
            "RU",
            ["ул. Ленина, д. 5, кв. 12", "Москва", "123456", "RUSSLAND"],
        ),
        (
            "Московская обл., г. Химки, ул. Мира, д. 7 корп. 2, кв. 3, 141400",
            "Россия",
            ["ул. Мира, д. 7 корп. 2, кв. 3", "Химки", "Московская обл.", "141400", "RUSSLAND"],
        ),
        ("Musterstr. 5a, 10115 Berlin", "DE", ["Musterstr. 5a", "10115 Berlin"]),
        ("Bahnhofstrasse 1, CH-8001 Zürich", "CH", ["Bahnhofstrasse 1", "8001 Zürich", "SCHWEIZ"]),
        ("210 King St, San Francisco, CA 94107", "US", ["210 King St", "SAN FRANCISCO CA 94107", "USA"]),
        (
            "10 Downing Street, London SW1A 2AA",
            "GB",
            ["10 Downing Street", "LONDON", "SW1A 2AA", "VEREINIGTES KÖNIGREICH"],
        ),
        ("12 rue de la Paix, 75002 Paris", "FR", ["12 rue de la Paix", "75002 PARIS", "FRANKREICH"]),
        ("Calle Mayor 5, 28013 Madrid", "ES", ["Calle Mayor, 5", "28013 Madrid", "SPANIEN"]),
    ],
)
def test_one_line_becomes_the_lines_that_the_post_wants(text: str, country: str, lines: list[str]) -> None:
    assert address_lines(read_address(address=text, country=country), sender_country="DE", language="de") == lines


def test_a_country_in_the_text_is_found() -> None:
    address = read_address(address="Musterstr. 5, 10115 Berlin, Deutschland", default_country="AT")
    assert (address.country, address.house, address.postal_code) == ("DE", "5", "10115")


def test_columns_and_one_line_give_the_same_key() -> None:
    columns = read_address(street="Musterstraße", house="5", postal_code="D-10115", city="BERLIN", country="Germany")
    assert address_key(columns) == address_key(read_address(address="Musterstr. 5, 10115 Berlin", country="DE"))
    assert columns.city == "Berlin"


def test_a_house_is_split_only_where_it_is_certain() -> None:
    assert read_address(street="C 4, 12", city="Mannheim", postal_code="68159", country="DE").street == "C 4, 12"
    assert read_address(street="Straße des 17. Juni 135", country="DE").house == "135"
    assert read_address(street="ул. Ленина", house="д. 5 кв. 3", country="RU").flat == "3"


@pytest.mark.parametrize(
    ("name", "code"), [("Deutschland", "DE"), ("Германия", "DE"), ("UK", "GB"), ("rus", "RU"), ("Nowhere", "")]
)
def test_countries_are_recognised(name: str, code: str) -> None:
    assert country_code(name) == code


_TEXT = st.text(alphabet="abcXYZ äßжИ12-./", max_size=12).map(str.strip)
_COUNTRIES = st.sampled_from(["", "DE", "RU", "US", "GB", "JP", "HU", "KZ", "BR", "XX", "CN"])


@given(_TEXT, _TEXT, _TEXT, _TEXT, _TEXT, _TEXT, _COUNTRIES)
def test_every_word_of_an_address_is_in_its_lines(
    street: str, house: str, flat: str, code: str, city: str, region: str, country: str
) -> None:
    address = PostalAddress(street, house, flat, code, city, region, country)
    shown = set(re.findall(r"\w+", " ".join(address_lines(address, sender_country="DE", language="en")).casefold()))
    for part in (street, house, flat, code, city, region):
        assert set(re.findall(r"\w+", part.casefold())) <= shown


@given(st.text(max_size=80), _COUNTRIES)
def test_any_text_is_read_and_no_digit_is_lost(text: str, country: str) -> None:
    address = read_address(address=text, default_country=country)
    lines = " ".join(address_lines(address, sender_country=country, language="de"))
    for number in re.findall(r"[0-9]{3,}", text):
        assert number in lines.replace(" ", "")
