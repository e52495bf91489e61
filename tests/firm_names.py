"""Firms as lists write them, in German, English and Russian, with the truth: daughters, namesakes, slips and tails."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import NamedTuple

_SYLLABLES = {
    "de": "bal tor hel mar wen kro stei feld brun hart gol rei lan dor wit kel rad sen berk hol".split(),
    "en": "ash bar clar den fen gil hart kes lin mor nor pel quin ros shel thorn ver wyn yar brook".split(),
    "ru": "бор вар гор дон зар кам лен мир нов пол рад сев тар урал фор хол чер яр стан вод".split(),
}
_LETTERS = {
    "de": ("bdfgklmnprstwz", "aeiou", "lmnrst"),
    "en": ("bcdfghklmnprst", "aeiou", "ckmnrst"),
    "ru": ("бвгдзклмнпрст", "аеиоу", "кмнрст"),
}
_TRADES = {
    "de": (
        "Technik Logistik Maschinenbau Immobilien Consulting Elektronik Energie Medizintechnik Verlag Transporte"
    ).split(),
    "en": "Technologies Logistics Engineering Software Energy Healthcare Consulting Electronics Foods Design".split(),
    "ru": "Сервис Логистика Строй Консалтинг Энерго Медицина Технологии Транс Инвест Электроника".split(),
}
_FORMS = {
    "de": [
        ("GmbH", "Gesellschaft mit beschränkter Haftung", "G.m.b.H."),
        ("AG", "Aktiengesellschaft", "A.G."),
        ("KG",) * 3,
    ],
    "en": [("Ltd", "Limited", "Ltd."), ("Inc", "Incorporated", "Inc."), ("PLC", "P.L.C.", "plc")],
    "ru": [("ООО", "Общество с ограниченной ответственностью", "OOO"), ("АО", "Акционерное общество", "AO")],
}
_SURNAMES = {"de": "Müller Schmidt Weber Fischer Becker".split(), "en": "Smith Jones Taylor Brown Wilson".split(),
             "ru": "Иванов Смирнов Кузнецов Попов Волков".split()}  # fmt: skip
_FAVOURITES = {"de": "Adler Stern Krone Phönix Omega".split(), "en": "Phoenix Star Eagle Omega Royal".split(),
               "ru": "Ромашка Вектор Альянс Престиж Восток".split()}  # fmt: skip
_TOWNS = {
    "de": "Bonn Kassel Ulm Trier Gera Fulda Celle Hamm".split(),
    "en": "Leeds Derby Bath York Hull Poole Luton Ely".split(),
    "ru": "Тверь Рязань Пенза Тула Курск Омск Киров Псков".split(),
}
_PARTS = {"de": "Abteilung Einkauf", "en": "Purchasing Department", "ru": "отдел снабжения"}
_COUNTRY = {"de": "DE", "en": "GB", "ru": "RU"}
_LATIN = str.maketrans(
    dict(
        zip(
            "абвгдеёзийклмнопрстуфхцчшщъыьэ",
            "a b v g d e e z i y k l m n o p r s t u f kh ts ch sh shch".split(),
            strict=False,
        )
    )
    | {"ж": "zh", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya"}
)


class Firm(NamedTuple):
    """What is true of a firm."""

    number: int
    language: str
    name: str
    form: tuple[str, ...]
    town: str
    postal_code: str
    domain: str


class Written(NamedTuple):
    """One spelling, and whose it is."""

    number: int
    name: str
    country: str
    town: str
    postal_code: str
    domain: str


def firms(count: int, seed: int) -> list[Firm]:
    """Brands with daughters, families and favourites that are another firm in every town."""
    dice = random.Random(seed)
    found: list[Firm] = []
    while len(found) < count:
        language = dice.choice(["de", "en", "ru"])
        found += [_firm(dice, len(found) + at, language, name) for at, name in enumerate(_names(dice, language))]
    return found


def _names(dice: random.Random, language: str) -> list[str]:
    brand, trades = _brand(dice, language), _TRADES[language]
    kinds = [
        [brand],
        [f"{brand} {dice.choice(trades)}"],
        [f"{brand} {trade}" for trade in dice.sample(trades, 2)],
        [f"{dice.choice(_SURNAMES[language])} {dice.choice(trades)}"],
        [dice.choice(_FAVOURITES[language])],
        [f"{brand} & {_brand(dice, language)}"],
    ]
    return dice.choice(kinds)


def spellings(firm: Firm, count: int, seed: int) -> Iterator[Written]:
    """The firm as `count` rows of lists would have it."""
    dice = random.Random(f"{seed}/{firm.number}")
    for _ in range(count):
        name = _formed(dice, firm, _slipped(dice, firm.name))
        if dice.random() < 0.12:
            name += f", {_PARTS[firm.language]}"
        elif dice.random() < 0.12:
            name += f", {firm.town}"
        if firm.language == "ru" and dice.random() < 0.15:
            name = _latin(name)
        name = dice.choice([str, str, str.upper])(name)
        town, postal_code = (firm.town, firm.postal_code) if dice.random() < 0.85 else ("", "")
        domain = firm.domain if dice.random() < 0.5 else ""
        yield Written(firm.number, name, _COUNTRY[firm.language], town, postal_code, domain)


def _brand(dice: random.Random, language: str) -> str:
    letters = _LETTERS[language]
    syllables = [
        dice.choice(_SYLLABLES[language]),
        "".join(map(dice.choice, letters)),
        dice.choice(_SYLLABLES[language]),
    ]
    return "".join(syllables[: dice.choice([2, 3, 3])]).capitalize()


def _firm(dice: random.Random, number: int, language: str, name: str) -> Firm:
    town = dice.choice([*_TOWNS[language], *(_brand(dice, language) for _ in range(8))])
    postal_code = f"{dice.randrange(10_000, 99_999)}"
    return Firm(number, language, name, dice.choice(_FORMS[language]), town, postal_code, f"firm{number}.example")


def _slipped(dice: random.Random, name: str) -> str:
    words = name.split()
    if dice.random() < 0.12:
        at = max(range(len(words)), key=lambda place: len(words[place]))
        words[at] = _mistyped(dice, words[at])
    if len(words) == 2 and dice.random() < 0.1:
        words.reverse()
    return " ".join(words).replace("ü", dice.choice(["ü", "ue"])).replace("&", dice.choice(["&", "&", "und"]))


def _mistyped(dice: random.Random, word: str) -> str:
    if len(word) < 6:
        return word
    at = dice.randrange(1, len(word) - 1)
    slips: list[Callable[[], str]] = [
        lambda: word[:at] + word[at + 1 :],
        lambda: word[:at] + word[at] + word[at:],
        lambda: word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    ]
    return dice.choice(slips)()


def _formed(dice: random.Random, firm: Firm, name: str) -> str:
    form = dice.choice(firm.form) if dice.random() < 0.85 else ""
    if not form:
        return name
    if firm.language == "ru":
        return f'{form} "{name}"' if dice.random() < 0.8 else f"{name}, {form}"
    return f"{name} {form}" if dice.random() < 0.9 else f"{name}, {form}"


def _latin(text: str) -> str:
    return "".join(
        letter.translate(_LATIN) if letter.islower() else letter.lower().translate(_LATIN).capitalize()
        for letter in text
    )
