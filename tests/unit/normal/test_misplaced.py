"""Companies and e-mail addresses in the cell for a name."""

from __future__ import annotations

import pytest

from dm.normal.misplaced import is_person, sort_name


@pytest.mark.parametrize(
    "text",
    [
        "M\u00fcller GmbH",
        "WEBER LTD",
        "Weber AG",
        "Acme, Inc.",
        "SARL Dupont",
        "Smith & Sons",
        "Dupont et Fils",
        "\u041e\u041e\u041e \u0420\u043e\u043c\u0430\u0448\u043a\u0430",
        "Weber & S\u00f6hne GmbH & Co. KG",
        "Kowalski Sp. z o.o.",
        "Firma Hans Weber",
    ],
)
def test_a_company_is_nobodys_name(text: str) -> None:
    assert sort_name(text) == ("", text, "")


@pytest.mark.parametrize(
    "text",
    [
        "Anna Weber",
        "Hans & Petra Weber",
        "MARIA SA",
        "Ivanov AD",
        "\u0418\u0432\u0430\u043d\u043e\u0432 \u0418\u041f",
        "GmbH",
        "Lars",
    ],
)
def test_names_that_look_like_forms_stay_names(text: str) -> None:
    assert sort_name(text) == (text, "", "")


def test_a_sole_trader_is_a_person_and_a_company() -> None:
    assert sort_name("Hans Weber e.K.") == ("Hans Weber", "Hans Weber e.K.", "")


@pytest.mark.parametrize(("text", "name"), [("anna@x.de", ""), ("Anna Weber <anna@x.de>", "Anna Weber")])
def test_an_address_is_taken_out_of_the_name(text: str, name: str) -> None:
    assert sort_name(text) == (name, "", "anna@x.de")


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Ахметзянова Гульнара Ильдусовна", True),
        ("СИДОРОВ П.П.", True),
        ("Иванова-Петренко Ольга Викторовна (мама Саши)", True),
        ("Петров П. А.", True),
        ("ИП Петров Павел Андреевич", False),
        ("ООО Петрович", False),
        ("Салон Елена", False),
        ("Торговый дом Петрович", False),
        ("Завод К. А.", False),
    ],
)
def test_a_cell_for_a_company_may_hold_a_person(text: str, person: bool) -> None:
    assert is_person(text) is person
