"""Columns understood by header and by content."""

from __future__ import annotations

from collections import Counter

import pytest

from dm.acquire.mapping import map_columns
from dm.acquire.picking import Picker
from dm.errors import UsageError


def _fields(header: list[str], *rows: list[str], **asked: list[str]) -> list[str]:
    return [column.field for column in map_columns(header, rows, asked)]


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        (["First Name", "LastName", "E-mail", "Zip"], ["given_name", "family_name", "email", "postal_code"]),
        (["Vorname", "Name", "Straße", "Hausnr."], ["given_name", "family_name", "street", "house"]),
        (["PLZ", "Ort", "Bundesland"], ["postal_code", "city", "region"]),
        (["Фамилия", "Имя", "Отчество", "Дата рождения"], ["family_name", "given_name", "middle_name", "birth_date"]),
        (["ФИО", "Моб. телефон", "Эл. почта", "Индекс"], ["full_name", "phone", "email", "postal_code"]),
        (["Nom", "Prénom", "Ville", "Pays"], ["family_name", "given_name", "city", "country"]),
        (["Имя", "Телефон 1", "Телефон 2"], ["full_name", "phone", "phone"]),
        (["Name", "work phone", "Phone (home)", "Points"], ["full_name", "phone", "phone", "custom.points"]),
        (["custom.size", "Kundennummer", "Größe"], ["custom.size", "external_id", "custom.grosse"]),
    ],
)  # fmt: skip
def test_headers_in_several_languages(header: list[str], fields: list[str]) -> None:
    assert _fields(header) == fields


def test_a_column_of_customers_holds_names_or_numbers() -> None:
    assert _fields(["Customer", "Phone"], ["Anna Berg", "030 1"], ["WEBB, ADE", ""]) == ["full_name", "phone"]
    assert _fields(["Kunde", "Name"], ["10023", "Anna Berg"], ["10024", "Bo Li"]) == ["external_id", "full_name"]


def test_values_tell_what_headers_do_not() -> None:
    columns = map_columns(["A", "B", "C"], [["ann@x.de", "+49 30 123456", "5"], ["bob@x.de", "+49 30 654321", "7"]])
    assert [column.field for column in columns] == ["email", "phone", "custom.c"]
    assert "look like e-mail" in columns[0].reason


def test_a_phone_column_full_of_addresses_is_an_email_column() -> None:
    assert _fields(["Kontakt"], ["a@x.de"], ["b@x.de"]) == ["email"]


def test_what_was_asked_overrules() -> None:
    assert _fields(["Name", "X"], ["Ann", "a@x.de"], email=["Name"], full_name=["x"]) == ["email", "full_name"]
    with pytest.raises(UsageError, match="no column"):
        map_columns(["Name"], [], {"email": ["Mail"]})
    with pytest.raises(UsageError, match="no contact field"):
        map_columns(["Name"], [], {"mail": ["Name"]})


def test_a_second_column_of_a_single_field_is_kept_apart() -> None:
    assert _fields(["City", "Town"]) == ["city", "custom.town"]
    assert _fields(["Address 1", "Address 2"]) == ["address", "address"]


def test_a_salutation_is_a_form_of_address_or_a_whole_opening() -> None:
    forms = map_columns(["Salutation", "Surname"], [["Mrs", "Berg"], ["Mr & Mrs", "Li"]])
    openings = map_columns(["Salutation", "Surname"], [["John and Mary", "Berg"], ["Dear old friend", "Li"]])
    assert forms[0].field == "title"
    assert openings[0].field == "custom.salutation"


def test_a_line_for_mail_is_a_mailbox_only_where_it_holds_one() -> None:
    header = ["Name", "MailAddr1", "MailCity"]
    assert _fields(header, ["Ann Berg", "PO BOX 5", "Boston"]) == ["full_name", "address", "city"]
    assert _fields(["Name", "Mail address 1"], ["Ann Berg", "ann@berg.de"]) == ["full_name", "email"]


def test_the_parts_of_a_street_are_one_line() -> None:
    columns = map_columns(["StreetDir", "StreetName", "StreetType", "City"], [["N", "Main", "St", "Boston"]])
    fields = Picker(columns, Counter()).pick(["N", "Main", "St", "Boston"], "N Main St Boston", suspect=False)
    assert fields == {"street": "N Main St", "city": "Boston"}
