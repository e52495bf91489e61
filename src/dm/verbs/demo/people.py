"""The true people behind the demo's lists, the same for the same seed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from dm.verbs.demo.names import GERMAN_FICTION, LANDS, PATRONYMICS, TRANSLITERATED, Land


@dataclass(frozen=True)
class Someone:
    """One person as they really are; lists know them only in part."""

    number: int
    land: Land
    gender: str
    given: str
    middle: str
    family: str
    birth_date: date
    street: str
    house: str
    postal_code: str
    city: str
    region: str
    email: str
    phone: str
    company: str
    job_title: str

    @property
    def external_id(self) -> str:
        """The number our own shop knows a customer by."""
        return f"C{10_000 + self.number}"


def people(count: int, seed: int) -> list[Someone]:
    """`count` people; about one in twelve lives with another of the list."""
    dice = Random(seed)  # noqa: S311 -- made-up people, the same for the same seed
    return list(_people(count, dice))


def _people(count: int, dice: Random) -> Iterator[Someone]:
    last: Someone | None = None
    for number in range(count):
        land = dice.choices([land for land, _ in LANDS], [share for _, share in LANDS])[0]
        partner = last if last is not None and dice.random() < 1 / 12 else None
        last = _someone(number, partner.land if partner else land, dice, partner)
        yield last


def _someone(number: int, land: Land, dice: Random, partner: Someone | None) -> Someone:
    gender = dice.choice("mf")
    given = dice.choice(land.men if gender == "m" else land.women)
    family = _inflected(partner.family if partner else dice.choice(land.families), gender, land)
    postal_code, city, region = dice.choice(land.towns)
    street, house = dice.choice(land.streets), str(dice.randint(1, 120))
    middle = ""
    if land.language == "ru":
        middle = PATRONYMICS[dice.choice(list(PATRONYMICS))][gender == "f"]
    business = dice.random() < 0.12
    return Someone(
        number=number,
        land=land,
        gender=gender,
        given=given,
        middle=middle,
        family=family,
        birth_date=date(1945, 1, 1) + timedelta(days=dice.randrange(60 * 365)),
        street=partner.street if partner else street,
        house=partner.house if partner else house,
        postal_code=partner.postal_code if partner else postal_code,
        city=partner.city if partner else city,
        region=partner.region if partner else region,
        email=f"{latin(given)}.{latin(family)}{number}@{dice.choice(land.domains)}",
        phone=_phone(land, number, dice),
        company=dice.choice(land.firms) if business else "",
        job_title=dice.choice(("Einkauf", "Owner", "Manager", "Office")) if business else "",
    )


def latin(word: str) -> str:
    """A name as people write it in an e-mail address."""
    plain = "".join(TRANSLITERATED.get(letter, letter) for letter in word.lower())
    return "".join(letter for letter in plain if letter.isascii() and letter.isalnum())


def _inflected(family: str, gender: str, land: Land) -> str:
    if land.language != "ru":
        return family
    root = family.removesuffix("\u0430")  # a partner's feminine form back to its root
    ends_plainly = root.endswith(("\u043e\u0432", "\u0435\u0432", "\u0451\u0432", "\u0438\u043d"))  # -ov, -ev, -in
    return root + "\u0430" if gender == "f" and ends_plainly else root


def _phone(land: Land, number: int, dice: Random) -> str:
    if land.country == "DE":
        return f"+49 {GERMAN_FICTION[number % len(GERMAN_FICTION)]}{number // len(GERMAN_FICTION) % 1000:03d}"
    if land.country == "GB":
        return f"+44 20 7946 {number % 1000:04d}"
    if land.country == "AT":
        return f"+43 1 5322{number % 10000:04d}"
    code, middle = dice.choice(("495", "812", "916", "921")), dice.randint(200, 799)
    return f"+7 {code} {middle}-{number % 100:02d}-{number // 100 % 100:02d}"
