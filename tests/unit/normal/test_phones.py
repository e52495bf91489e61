"""Telephone numbers judged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm.normal.phones import read_phone, read_phones, suppression_key


@pytest.mark.parametrize(
    "text",
    [
        "8 (916) 123-45-67",
        "+7(916)123-45-67",
        "79161234567",
        "+89161234567",
        "79161234567.0",
        "79161234567,00",
        "8 916 123-45-67 (после 18)",
        "007916123-45-67",
        "тел. 8-916-123-45-67",
    ],
)
def test_russian_spellings_meet(text: str) -> None:
    assert read_phone(text, "RU").e164 == "+79161234567"


@pytest.mark.parametrize(
    ("text", "country", "status", "reason"),
    [
        ("030/1234567", "DE", "valid", ""),
        ("1-800-FLOWERS", "US", "valid", ""),
        ("030.123456.012", "DE", "valid", ""),
        ("0900 1234567", "DE", "risky", "premium_rate"),
        ("7.9161234567E+10", "RU", "invalid", "damaged_by_spreadsheet"),
        ("0000000000", "DE", "invalid", "no_such_number"),
        ("4951234567", "", "invalid", "no_country"),
        ("n/a", "DE", "invalid", "not_a_number"),
        ("9" * 70, "DE", "invalid", "too_long"),
    ],
)
def test_a_number_is_judged(text: str, country: str, status: str, reason: str) -> None:
    phone = read_phone(text, country)
    assert (phone.status, phone.reason) == (status, reason)


def test_a_mobile_of_a_large_country_has_many_zones_and_a_landline_one() -> None:
    assert len(read_phone("+79161234567").zones) > 10
    assert read_phone("+74951234567").zones == ("Europe/Moscow",)
    assert read_phone("+491711234567").zones == ("Europe/Berlin",)


def test_a_cell_may_hold_several() -> None:
    assert [phone.e164 for phone in read_phones("495 123-45-67, 8-916-765-43-21", "RU")] == [
        "+74951234567",
        "+79167654321",
    ]
    assert [phone.e164 for phone in read_phones("+49 30 1234567 +49 171 1234567")] == ["+49301234567", "+491711234567"]
    assert [phone.e164 for phone in read_phones("030 1234567 / 0171 1234567", "DE")] == [
        "+49301234567",
        "+491711234567",
    ]
    assert [phone.e164 for phone in read_phones("495 123-45-67/68", "RU")] == ["+74951234567"]


def test_an_extension_is_kept_apart() -> None:
    phone = read_phone("+7 495 123-45-67 доб. 12", "RU")
    assert (phone.e164, phone.extension) == ("+74951234567", "12")
    assert suppression_key("+7 495 123-45-67 доб. 12") == "+74951234567"


@given(st.text(max_size=40), st.sampled_from(["", "DE", "RU", "US", "XX"]))
def test_any_text_is_judged_without_an_error(text: str, country: str) -> None:
    for phone in read_phones(text, country):
        assert bool(phone.e164) == (phone.status != "invalid")


@pytest.mark.parametrize(
    ("cell", "country", "numbers"),
    [
        ("тел. 030/1234567 / 0171/1234567", "DE", ["+49301234567", "+491711234567"]),
        ("+49 171 1234567 ::: +49 30 1234567", "DE", ["+491711234567", "+49301234567"]),
        ("mobil: 0171 1234567 (privat)", "DE", ["+491711234567"]),
        ("491711234567", "DE", ["+491711234567"]),
        ("447911123456", "GB", ["+447911123456"]),
        ("3933312345", "IT", ["+393933312345"]),
    ],
)
def test_labels_strokes_and_a_lost_plus(cell: str, country: str, numbers: list[str]) -> None:
    assert [phone.e164 for phone in read_phones(cell, country)] == numbers


def test_a_number_that_a_spreadsheet_rounded_is_doubted() -> None:
    (phone,) = read_phones("491700000000", "DE")
    assert (phone.status, phone.reason) == ("risky", "rounded_by_spreadsheet")


@pytest.mark.parametrize(
    ("text", "country", "number", "extension"),
    [
        ("0351 123456 App. 12", "DE", "+49351123456", "12"),
        ("01 43 55 12 34 poste 15", "FR", "+33143551234", "15"),
        ("0212 555 12 34 dahili 101", "TR", "+902125551234", "101"),
        ("0351 123456 privat", "DE", "+49351123456", ""),
        ("0351 123456 Mo-Fr", "DE", "+49351123456", ""),
        ("0351 123456 ab 18 Uhr", "DE", "+49351123456", ""),
        ("030 123456 dienstl.", "DE", "+4930123456", ""),
        ("+7 916 123-45-67 звонить после 18", "RU", "+79161234567", ""),
        ("1-800-FLOWERS", "US", "+18003569377", ""),
    ],
)
def test_words_behind_a_number_are_not_dialled(text: str, country: str, number: str, extension: str) -> None:
    phone = read_phone(text, country)
    assert (phone.e164, phone.extension, phone.raw) == (number, extension, text)
