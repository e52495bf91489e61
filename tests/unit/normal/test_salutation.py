"""Greetings and Russian cases."""

from __future__ import annotations

import pytest

from dm.errors import InputError
from dm.normal.declension import decline
from dm.normal.names import read_name
from dm.normal.salutation import greet


@pytest.mark.parametrize(
    ("text", "language", "greeting"),
    [
        ("Петрова Анна Петровна", "ru", "Уважаемая Анна Петровна!"),
        ("Саша Андрейчук", "ru", "Здравствуйте, Саша Андрейчук!"),
        ("И. Смирнов", "ru", "Уважаемый господин Смирнов!"),
        ("", "ru", "Здравствуйте!"),
        ("Martin Luther King", "ru", "Уважаемый Martin King!"),
        ("Frau Dr. h.c. Anna Weiß", "de", "Sehr geehrte Frau Dr. Weiß,"),
        ("Herr und Frau Weiß", "de", "Guten Tag Herr und Frau Weiß,"),
        ("Dr. Hans Weiß", "de", "Sehr geehrter Herr Dr. Weiß,"),
        ("Frau Weber", "de", "Sehr geehrte Frau Weber,"),
        ("Kim Weber", "de", "Guten Tag Kim Weber,"),
        ("Weber", "de", "Guten Tag,"),
        ("Ms Kim Moore", "en", "Dear Ms Moore,"),
        ("Kim Weber", "en", "Dear Kim Weber,"),
        ("Dr. Kim Weber", "en", "Dear Dr Weber,"),
        ("", "en", "Dear reader,"),
        ("Sir Ian McKellen", "en", "Dear Sir Ian,"),
        ("Ing. Petr Novák", "en", "Dear Mr Novák,"),
        ("Kim Weber", "fi", "Dear Kim Weber,"),
    ],
)
def test_a_person_is_greeted(text: str, language: str, greeting: str) -> None:
    opening = greet(read_name(text), language)
    assert opening.greeting == greeting
    assert opening.salutation == greeting[:-1]


def test_a_name_is_declined() -> None:
    assert decline("Петрова Анна Ивановна", "datv") == "Петровой Анне Ивановне"
    assert decline("Сидоров Иван Петрович мл.", "gent") == "Сидорова Ивана Петровича мл."
    assert decline("г-н Пушкин А.С.", "datv") == "Пушкину А. С."
    assert decline("Алиев Мухаммад Ахмед оглы", "gent") == "Алиева Мухаммада Ахмед оглы"


def test_a_name_that_is_not_certain_stays_whole() -> None:
    assert decline("Kim Weber", "gent") == "Kim Weber"
    assert decline("Саша Андрейчук", "gent") == "Саша Андрейчук"


def test_an_unknown_case_is_named() -> None:
    with pytest.raises(InputError, match="genitive"):
        decline("Анна Петрова", "genitive")


def test_cases_of_the_petrovich_set(petrovich_cases: list[dict[str, str]]) -> None:
    case = {"рд": "gent", "дт": "datv", "вн": "accs", "тв": "ablt", "пр": "loct"}
    for row in petrovich_cases:
        gender, _, form = row["grammemes"].split(",")
        name = read_name(given=row["firstname"], middle=row["midname"], family=row["lastname"], gender=gender[0])
        wanted = (row["firstname_expected"], row["middlename_expected"], row["lastname_expected"])
        assert decline(name, case[form]) == " ".join(part for part in wanted if part)
