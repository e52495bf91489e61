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


@pytest.mark.parametrize(
    ("text", "language", "greeting"),
    [
        ("Mme Anne Petit", "fr", "Madame,"),
        ("Dominique Petit", "fr", "Madame, Monsieur,"),
        ("Dr Jean Petit", "fr", "Docteur,"),
        ("Sr. Juan García López", "es", "Estimado Sr. García López:"),
        ("Ana y Pedro García", "es", "Buenos días, Ana y Pedro García:"),
        ("Sig.ra Anna Rossi", "it", "Gentile signora Rossi,"),
        ("Dott.ssa Anna Rossi", "it", "Gentile dottoressa Rossi,"),
        ("Meneer X de Vries", "nl", "Geachte heer De Vries,"),
        ("X de Vries", "nl", "Geachte heer, mevrouw,"),
        ("Mevrouw Marie de Vries", "nl", "Geachte mevrouw De Vries,"),
        ("Anna Kowalska", "pl", "Szanowna Pani,"),
        ("dr Piotr Kowalski", "pl", "Szanowny Panie Doktorze,"),
        ("Zofia i Marek Nowakowie", "pl", "Szanowni Państwo,"),
        ("Jana Nováková", "cs", "Vážená paní Nováková,"),
        ("Ing. Petr Novák", "cs", "Vážený pane inženýre,"),
        ("Manželé Horákovi", "cs", "Dobrý den,"),
        ("Шевченко Тарас Григорович", "uk", "Шановний пане Шевченко!"),
        ("", "uk", "Добрий день!"),
        ("Ayşe Yılmaz", "tr", "Sayın Ayşe Yılmaz,"),
        ("", "tr", "Merhaba,"),
        ("Sra. Ana Silva", "pt", "Cara Sra. Silva,"),
        ("Kim Svensson", "sv", "Hej Kim Svensson,"),
    ],
)
def test_a_person_is_greeted_in_more_languages(text: str, language: str, greeting: str) -> None:
    opening = greet(read_name(text), language)
    assert opening.greeting == greeting
    assert opening.salutation == greeting[:-1]


@pytest.mark.parametrize("language", ["fr", "es", "it", "nl", "pl", "cs", "uk", "tr", "pt", "sv", "de", "ru", "en"])
def test_a_couple_is_not_greeted_as_one_of_them(language: str) -> None:
    couple = read_name(title="Dr & Mrs", given="A", family="Clarke")
    alone = {greet(couple._replace(gender=gender, given="Alex"), language).greeting for gender in ("m", "f")}
    assert greet(couple, language).greeting not in alone or language in {"tr", "sv"}


def test_a_knight_is_never_called_sir_by_his_family_name() -> None:
    assert greet(read_name(given="Sir John", family="Blunt KBE"), "en").greeting == "Dear Sir John,"
    assert greet(read_name("Sir J. Blunt"), "en").greeting == "Dear Sir J. Blunt,"
