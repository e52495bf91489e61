"""Made-up people with everything that the strangers' templates ask for, the awkward ones among them."""

from __future__ import annotations

import random
from typing import Any

Row = dict[str, Any]

GIVEN = [
    "Anna",
    "Bartholomew",
    "Cleo",
    "Dorothea-Marie",
    "Ed",
    "Wilhelmina",
    "J\u00f3zef",
    "Zo\u00eb",
    "\u00c5sa",
    "Li",
]
FAMILY = [
    "Adler", "van der Heide-Lichtenberg", "Ot", "Featherstonehaugh", "Gruber", "Ng", "O\u2019Neill", "M\u00fcller",
    "\u0141ukasiewicz", "de la Fuente y Garc\u00eda de los Monteros", "D\u2019Arcy & Sons", "St. John-Smythe",
    "\u0150ri",
]  # fmt: skip
CITIES = ["London", "Stoke-on-Trent", "Newcastle upon Tyne", "Ely", "M\u00f6nchengladbach", "Ust-Kamenogorsk", "Bonn"]
STREETS = ["Long Lane", "Grosvenor Crescent Mews", "Elm Row", "Stra\u00dfe des 17. Juni", "Flat 3, Upper North Street"]
COMPANIES = ["", "", "Weaver & Sons Ltd", "Gesellschaft f\u00fcr angewandte Textilforschung mbH & Co. KG", "3M"]
ARTICLES = [
    ("Linen tablecloth", "Washed, in eleven colours."),
    ("Cushion, sand", "Filled with wool, 45 x 45 cm, the cover comes off."),
    ("Bed linen for two, eleven quiet colours to choose from", "Cotton satin."),
    ("Tea towel", "Half linen."),
    (
        "Curtain, wool and linen, lined",
        "Made to measure; tell us height and width, and we do the rest within ten days.",
    ),
    ("Lamp", ""),
]
TEXTS = [
    "Standing order rent",
    "Card payment supermarket",
    "Salary",
    "Transfer to savings",
    "Cash machine, High Street",
]
NOTES = ["", "", "Please ring twice.", "Prefers <b>letters</b> & calls after 5 pm", "x" * 30, "A  note with   spaces"]
TITLES = ["Scope", "Prices and payment", "Term and notice", "Liability", "Data protection"]
RU_MALE = [("Иванов", "Пётр", "Сергеевич"), ("Константинопольский", "Александр", "Владимирович")]
RU_FEMALE = [("Семёнова", "Алёна", "Игоревна"), ("Римская-Корсакова", "Екатерина", "Константиновна")]
RU_CITIES = ["Москва", "Санкт-Петербург", "Комсомольск-на-Амуре", "Уфа"]
RU_THINGS = ["Квартира", "Загородный дом с хозяйственными постройками", "Гараж", "Домашнее имущество"]
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October"]


def people(count: int) -> list[Row]:
    """So many rows, the same each time."""
    dice = random.Random(11)
    return [person(number, dice) for number in range(count)]


def person(number: int, dice: random.Random) -> Row:
    """Row number `number`."""
    given, family = dice.choice(GIVEN), dice.choice(FAMILY)
    gender = dice.choice(["male", "female"])
    return {
        "gender": gender,
        "salutation": dice.choice(["Mr", "Ms", "Dr", "Prof. Dr", ""]),
        "given": given,
        "family": family,
        "name": f"{given} {family}",
        "street": f"{dice.choice(STREETS)} {dice.randint(1, 180)}",
        "postal": f"{dice.randint(1000, 99999):05d}",
        "city": dice.choice(CITIES),
        "company": dice.choice(COMPANIES),
        "code": f"K{number:05d}",
        "number": f"{dice.randint(100, 9999)}-{number:06d}",
        "number_int": dice.randint(0, 127),
        "iban": f"DE{dice.randint(10, 99)} {dice.randint(1000, 9999)} {dice.randint(1000, 9999)} {number:04d} 12",
        "email": f"{given.lower()}.{number}@example.com" if dice.random() < 0.7 else "",
        "phone": f"+44 20 {dice.randint(1000, 9999)} {number:04d}" if dice.random() < 0.8 else "",
        "url": f"https://shop.example.com/offers/{number}/a-long-path?with=query&and=more",
        "date": f"{dice.randint(1, 28)} {dice.choice(MONTHS)} 2027",
        "since": dice.randint(1987, 2026),
        "stays": dice.randint(1, 25),
        "points": dice.randint(0, 20_000),
        "percent": dice.randint(0, 100),
        "delta": dice.randint(-30, 30),
        "gold": dice.random() < 0.3,
        "tier": dice.choice(["gold", "silver", "blue"]),
        "colour": dice.choice(["#c00", "#06c"]),
        "language": dice.choice(["en", "de"]),
        "image": dice.choice(["red.png", "green.png", "blue.png"]),
        "child": dice.choice(GIVEN),
        "notes": dice.choice(NOTES),
        "empty": "",
        "longword": dice.choice(["Donaudampfschifffahrtsgesellschaftskapit\u00e4nsm\u00fctze", "short", "A" * 60]),
        "rtl": dice.choice(["\u05d9\u05e2\u05e7\u05d1", "\u0639\u0644\u064a", "Anna", "Ben"]),
        "accents": dice.choice(["Zo\u00eb", "e\u0301t\u00e9", "\u0141\u00f3d\u017a", "\u017d\u016f\u010dek"]),
        **_money(dice),
        **_lists(dice),
        "ru": _russian(gender, dice),
    }


def _amount(dice: random.Random, most: int = 2000) -> str:
    return f"{dice.randint(1, most):,}.{dice.randint(0, 99):02d}"


def _money(dice: random.Random) -> Row:
    names = ("amount", "opening", "closing", "ask1", "ask2", "ask3", "net", "vat", "gross", "kwh", "average")
    return {name: _amount(dice, dice.choice([9, 900, 90_000])) for name in names}


def _lists(dice: random.Random) -> Row:
    return {
        "bookings": [
            {
                "date": f"{1 + line % 28:02d}.03.27",
                "text": dice.choice(TEXTS),
                "note": dice.choice(["", "", f"ref {dice.randint(1, 10**9)}"]),
                "amount": _amount(dice),
                "balance": _amount(dice, 90_000),
            }
            for line in range(dice.choice([3, 12, 45, 70]))
        ],
        "items": [
            {
                "name": name,
                "text": text,
                "quantity": dice.randint(1, 120),
                "price": _amount(dice),
                "offer": _amount(dice, 99),
                "total": _amount(dice, 9999),
            }
            for name, text in dice.sample(ARTICLES, dice.choice([3, 3, 4, 5]))
        ],
        "coupons": [
            {"percent": dice.choice([5, 10, 15, 20, 50]), "what": dice.choice(["Sauna", "Drink", "Guest", "Massage"])}
            for _ in range(6)
        ],
        **_more_lists(dice),
    }


def _more_lists(dice: random.Random) -> Row:
    return {
        "packing": dice.sample(["Rain coat", "Torch", "Wellington boots", "A book", "Pocket money"], 3),
        "tags": dice.sample(["new", "garden", "home & living", "vip", "newsletter"], dice.randint(1, 4)),
        "months": [
            {"name": month[:3], "percent": dice.randint(0, 100), "kwh": dice.randint(0, 900)} for month in MONTHS
        ],
        "policies": [
            {
                "number": f"P-{dice.randint(1, 10**7)}",
                "house": _amount(dice),
                "goods": _amount(dice),
                "premium": _amount(dice),
                "note": dice.choice(["Glass included", "No glass", "Glass, bicycles and garden included, worldwide"]),
            }
            for _ in range(dice.randint(1, 4))
        ],
        "sections": [
            {"title": title, "text": f"This part is about {dice.choice(ARTICLES)[0].lower()} and what belongs to it."}
            for title in dice.sample(TITLES, 5)
        ],
        "days": ["Mon", "Tue", "Wed", "Thu", "Fri"],
        "slots": [
            {"time": f"{hour}:00", "cells": [dice.choice(["", "", "Yoga", "Dr. Weiss"]) for _ in range(5)]}
            for hour in (9, 10, 11)
        ],
        "facts": [
            (key, dice.choice(["", "yes", "Long Lane 4, London", _amount(dice)]))
            for key in ("Tariff", "Meter", "Place of supply")
        ],
        "shop": {
            "name": dice.choice(["City", "Harbour Centre"]),
            "street": dice.choice(STREETS),
            "opens": f"{dice.randint(7, 10)} am",
            "closes": f"{dice.randint(5, 9)} pm",
            "who": f"{dice.choice(GIVEN)} {dice.choice(FAMILY)}",
        },
        "address_lines": [dice.choice(STREETS), dice.choice(CITIES)],
    }


def _russian(gender: str, dice: random.Random) -> Row:
    family, given, patronymic = dice.choice(RU_MALE if gender == "male" else RU_FEMALE)
    city = dice.choice(RU_CITIES)
    return {
        "name": f"{family} {given} {patronymic}",
        "short": f"{given} {patronymic}",
        "city": city,
        "address": f"{dice.randint(100000, 699999)}, {city}, "
        f"ул. Ленина, д. {dice.randint(1, 150)}, кв. {dice.randint(1, 300)}",
        "money": f"{dice.randint(1, 99)}\u00a0{dice.randint(0, 999):03d},{dice.randint(0, 99):02d}",
        "agent": "Ольга Кузнецова",
        "objects": [
            {
                "name": thing,
                "sum": f"{dice.randint(1, 9)}\u00a0000\u00a0000",
                "premium": f"{dice.randint(1, 30)}\u00a0{dice.randint(0, 999):03d}",
            }
            for thing in dice.sample(RU_THINGS, dice.randint(1, 4))
        ],
    }
