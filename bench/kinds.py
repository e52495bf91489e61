"""Lists of many kinds with the truth known, written otherwise than those of `crowd`: other lands, other errors."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bench.lands import CYRILLIC, LANDS, LATIN, STROKES

Row = dict[str, str]
_COLUMNS = [
    "external_id", "given_name", "middle_name", "family_name", "birth_date", "email", "phone", "street",
    "postal_code", "city", "country", "company", "job_title", "passport_no", "insurance_no",
]  # fmt: skip


_BESIDE = dict(zip("qwertyuiopasdfghjklzxcvbnm", "wqwertyuiosasdfghjkxzxcvbn", strict=True))
_MAIL = "gmail.com hotmail.com orange.fr wp.pl libero.it ukr.net icloud.com proton.me".split()
_ALWAYS = ("given_name", "family_name", "country")


@dataclass(frozen=True)
class Someone:
    """A person as he is; spellings of names are chosen when he is written down."""

    number: int
    land: str
    sex: str
    given: str
    family: str
    birth: date
    email: str
    phone: str
    street: str
    postal_code: str
    city: str
    passport: str
    company: str = ""
    job: str = ""


@dataclass(frozen=True)
class Writing:
    """A record of one of a home while it is written down."""

    row: Row
    one: Someone
    home: list[Someone]
    dice: random.Random


Odd = Callable[[Writing], None]


@dataclass(frozen=True)
class Kind:
    """How a list comes about: who is in it, which columns are filled how often, and what goes wrong.

    `records` are the chances of one, two, three and more records of a person; `sizes` those of a household's size.
    """

    lands: tuple[str, ...]
    filled: Mapping[str, float]
    odd: tuple[Odd, ...] = ()
    count: int = 5000
    records: tuple[float, ...] = (65, 22, 9, 4)
    sizes: tuple[float, ...] = (55, 25, 10, 10)
    moved: float = 0.06
    slips: float = 0.03
    firm: bool = False


def latin(text: str) -> str:
    return "".join(LATIN.get(letter, letter) for letter in text.lower()).replace("_", "")


def plain(text: str) -> str:
    """Without accents and strokes."""
    taken_apart = unicodedata.normalize("NFKD", text.translate(STROKES))
    return "".join(letter for letter in taken_apart if not unicodedata.combining(letter))


def _ascii(text: str) -> str:
    return "".join(letter for letter in plain(latin(text.partition("/")[0])) if letter.isascii() and letter.isalpha())


class _Town:
    """People of a kind, household by household; the same for the same dice."""

    def __init__(self, kind: Kind, dice: random.Random) -> None:
        self._kind, self._dice, self._number = kind, dice, 0
        self._boxes: set[str] = set()

    def households(self) -> Iterator[list[Someone]]:
        while True:
            dice = self._dice
            code = dice.choice(self._kind.lands)
            size = dice.choices(range(1, len(self._kind.sizes) + 1), self._kind.sizes)[0]
            home = self._home(code)
            rank = int(3000 ** dice.random()) - 1
            second = int(3000 ** dice.random()) - 1
            firm = f"{LANDS[code].family(rank, 'm').title()} {dice.choice(('SA', 'Ltd', 'Srl', 'Group'))}"
            people: list[Someone] = []
            for place in range(size):
                alone = self._kind.firm or (place == 1 and dice.random() < 0.2)
                own = int(3000 ** dice.random()) - 1 if alone else rank
                people.append(self._someone(code, place, own, second, home, people))
            if self._kind.firm:
                domain = f"{_ascii(firm)}{self._number}.com"
                people = [
                    replace(one, company=firm, job=dice.choice(_JOBS),
                            email=f"{_ascii(one.given)[:1]}{_ascii(one.family)}@{domain}")
                    for one in people
                ]  # fmt: skip
            yield people

    def _someone(
        self, code: str, place: int, rank: int, second: int, home: tuple[str, str, str], there: list[Someone]
    ) -> Someone:
        dice, land = self._dice, LANDS[code]
        self._number += 1
        sex = "mf"[place] if place < 2 and len(self._kind.sizes) > 1 else dice.choice("mf")
        names = (land.women if sex == "f" else land.men).split()
        taken = {one.given for one in there}
        given = dice.choice([name for name in names if name not in taken])
        if land.seconds:
            given = f"{dice.choice(land.seconds.split())}_{given}/{given}"
        family = land.family(rank, sex)
        if code in ("ES", "PT"):
            family += f" {land.family(second, sex)}"
        # Children are a generation younger; every tenth of several shares a birthday with the one before.
        first = date(1945, 1, 1) if place < 2 else date(2004, 1, 1)
        birth = first + timedelta(days=dice.randrange(14_000 if place < 2 else 5_000))
        if place > 2 and dice.random() < 0.3:
            birth = there[-1].birth
        box = (
            f"{_ascii(given)}{dice.choice(('.', '_', ''))}{_ascii(family)[:12]}{dice.choice(('', dice.randrange(999)))}"
        )
        # No two people have one box.
        box += str(self._number) if box in self._boxes else ""
        self._boxes.add(box)
        phone = f"{land.mobile}{dice.randrange(2 * 10**6, 10**7)}"
        return Someone(
            self._number, code, sex, given, family, birth, f"{box}@{dice.choice(_MAIL)}", phone, *home,
            passport=f"{dice.choice('ABCDEXY')}{dice.choice('KLMNPR')}{dice.randrange(10**6, 10**7)}",
        )  # fmt: skip

    def _home(self, code: str) -> tuple[str, str, str]:
        dice, land = self._dice, LANDS[code]
        street, house = dice.choice(land.streets.split("|")), dice.randint(1, 240)
        town = int(len(land.towns.split()) * dice.random() ** 2)
        code_ = f"{town + 1}{dice.randrange(80):02d}00"[:5]
        return f"{house} {street}" if land.house_first else f"{street} {house}", code_, land.towns.split()[town]

    def told(self, one: Someone, home: list[Someone]) -> Row:
        """A record of one of a household."""
        kind, dice = self._kind, self._dice
        street, postal_code, city = (
            self._home(one.land) if dice.random() < kind.moved else (one.street, one.postal_code, one.city)
        )
        phone = f"{LANDS[one.land].mobile}{dice.randrange(2 * 10**6, 10**7)}" if dice.random() < 0.08 else one.phone
        email = (
            f"{_ascii(one.family)[:9]}{dice.randrange(9999)}@{dice.choice(_MAIL)}" if dice.random() < 0.1 else one.email
        )
        row = dict.fromkeys(_COLUMNS, "") | {
            "given_name": self._spelt(one.given), "family_name": self._spelt(one.family), "email": email,
            "birth_date": one.birth.isoformat(), "phone": phone, "street": street, "postal_code": postal_code,
            "city": self._spelt(city), "country": one.land, "company": one.company, "job_title": one.job,
            "passport_no": one.passport, "insurance_no": one.passport[::-1],
        }  # fmt: skip
        for name in _COLUMNS:
            if name not in _ALWAYS and dice.random() >= kind.filled.get(name, 0.0):
                row[name] = ""
        for odd in kind.odd:
            odd(Writing(row, one, home, dice))
        for name in ("given_name", "family_name", "street", "email"):
            if dice.random() < kind.slips:
                row[name] = slipped(row[name], dice)
        return row

    def _spelt(self, names: str) -> str:
        """One of the spellings of each part of a name, the first three times in four."""
        dice = self._dice
        parts = [part.split("/") for part in names.split(" ")]
        joined = " ".join(part[0] if dice.random() < 0.75 else dice.choice(part) for part in parts)
        return joined.replace("_", " ").strip()


_JOBS = "buyer sales accountant director engineer assistant logistics".split()


def slipped(text: str, dice: random.Random) -> str:
    """A key beside the right one, a letter lost or said twice, or the end cut off."""
    if len(text) < 4:
        return text
    at = dice.randrange(1, len(text) - 1)
    letter = text[at].lower()
    ways = (text[:at] + _BESIDE.get(letter, letter) + text[at + 1 :], text[:at] + text[at + 1 :],
            text[:at] + letter + text[at:], text[: max(len(text) - 2, 3)])  # fmt: skip
    return dice.choice(ways)


def _without_accents(it: Writing) -> None:
    if it.dice.random() < 0.3:
        for name in ("given_name", "family_name", "city", "street"):
            it.row[name] = plain(it.row[name])


def _capitals(it: Writing) -> None:
    if it.dice.random() < 0.1:
        it.row["family_name"] = it.row["family_name"].upper()


def _booked_by_an_agent(it: Writing) -> None:
    """A portal's own address for each booking; and one guest's passport and e-mail written for his company too."""
    if it.row["email"] and it.dice.random() < 0.25:
        it.row["email"] = f"{it.one.given[:1].lower()}{it.dice.randrange(10**8)}@guest.portal.com"
    elif it.row["email"] and it.dice.random() < 0.2:
        it.row["email"] = it.home[0].email
    if it.dice.random() < 0.07:
        it.row["passport_no"] = (
            f"{it.row['passport_no'][:2]}{it.dice.randrange(10**6, 10**7)}" if it.row["passport_no"] else ""
        )
    if it.dice.random() < 0.02 and it.row["passport_no"]:
        it.row["passport_no"] = slipped(it.row["passport_no"], it.dice)
    if it.dice.random() < 0.05:
        it.row["given_name"], it.row["family_name"] = it.row["family_name"], it.row["given_name"]


def _one_phone_for_all(it: Writing) -> None:
    """A mother's number and the family's e-mail stand in the record of everybody."""
    if it.row["phone"] and it.dice.random() < 0.5:
        it.row["phone"] = it.home[min(1, len(it.home) - 1)].phone
    if it.row["email"] and it.dice.random() < 0.4:
        it.row["email"] = it.home[0].email


def _years_later(it: Writing) -> None:
    """She married; day and month were exchanged, or a digit was misread."""
    if it.one.sex == "f" and it.dice.random() < 0.06:
        it.row["family_name"] = LANDS[it.one.land].family(it.dice.randrange(400), "f")
    elif it.one.sex == "f" and it.dice.random() < 0.05:
        it.row["family_name"] += f"-{LANDS[it.one.land].family(it.dice.randrange(400), 'f')}"
    if it.row["birth_date"] and it.dice.random() < 0.04:
        year, month, day = it.row["birth_date"].split("-")
        exchanged = f"{year}-{day}-{month}" if int(day) <= 12 else f"{year[:3]}{it.dice.randrange(10)}-{month}-{day}"
        it.row["birth_date"] = exchanged


def _by_post(it: Writing) -> None:
    """A collector writes as he pleases: an initial, the street without its house, the code left out."""
    if it.dice.random() < 0.12:
        it.row["given_name"] = f"{it.row['given_name'][:1]}."
    if it.dice.random() < 0.06:
        it.row["postal_code"] = ""


def _somebody_elses(it: Writing) -> None:
    """Who pays writes his own e-mail and sends it to another; guests leave names short."""
    if it.dice.random() < 0.12:
        it.row["email"] = it.dice.choice(it.home).email
    if it.dice.random() < 0.08:
        it.row["given_name"] = it.row["given_name"][:1] if it.dice.random() < 0.5 else ""
    if it.dice.random() < 0.06:
        it.row["given_name"], it.row["family_name"] = it.row["given_name"].lower(), it.row["family_name"].lower()


def _switchboard(it: Writing) -> None:
    """The firm's number and its office address are written for everybody."""
    if it.row["phone"] and it.dice.random() < 0.6:
        it.row["phone"] = it.home[0].phone[:-4] + "0000"
    if it.row["email"] and it.dice.random() < 0.3:
        it.row["email"] = f"{it.dice.choice(('info', 'sales', 'office'))}@{it.home[0].email.partition('@')[2]}"
    if it.dice.random() < 0.06:
        it.row["given_name"] = f"{it.row['given_name'][:1]}."


def _other_alphabet(it: Writing) -> None:
    """Each record is in the alphabet of whoever wrote it, all of it."""
    way = it.dice.random()
    for name in ("given_name", "family_name", "city"):
        text = it.row[name].lower()
        if way < 0.3:
            it.row[name] = plain(latin(text)).title()
        elif way < 0.5 and it.one.land == "TM":
            it.row[name] = "".join(CYRILLIC.get(letter, letter) for letter in text).title()
        elif way < 0.6 and it.one.land == "KZ":
            it.row[name] = text.translate(str.maketrans("қғңұүәөһі", "кгнууаохи")).title()


def _other_order(it: Writing) -> None:
    """Family name first, as at home; one of two family names; the second one in the middle."""
    if it.one.land in ("ES", "PT") and " " in it.row["family_name"]:
        first, _, second = it.row["family_name"].partition(" ")
        way = it.dice.random()
        if way < 0.35:
            it.row["family_name"] = first if it.one.land == "ES" else second
        elif way < 0.45:
            it.row["middle_name"], it.row["family_name"] = first, second
    if it.dice.random() < (0.3 if it.one.land == "VN" else 0.04):
        it.row["given_name"], it.row["family_name"] = it.row["family_name"], it.row["given_name"]


def _filled_with_nothing(it: Writing) -> None:
    """What a form demands and somebody did not know."""
    junk = {"phone": ("000", "0000000000", "111111111", "1234567890"), "email": ("none@none.com",),
            "birth_date": ("1900-01-01", "1970-01-01"), "street": ("unknown", "-"),
            "postal_code": ("00000", "99999")}  # fmt: skip
    for name, values in junk.items():
        if not it.row[name] or it.dice.random() < 0.15:
            it.row[name] = values[0] if it.dice.random() < 0.8 else it.dice.choice(values)


_WEST = ("FR", "IT", "PL", "US")
_ALL = (*_WEST, "UA", "KZ", "TM", "VN", "ES", "PT", "AE")
_MIXED = {"birth_date": 0.4, "email": 0.6, "phone": 0.6, "street": 0.7, "postal_code": 0.7, "city": 0.8}
_USUAL: tuple[Odd, ...] = (_without_accents, _capitals)
KINDS: dict[str, Kind] = {
    "hotel": Kind(
        _ALL, {"passport_no": 0.6, "email": 0.6, "phone": 0.4, "city": 0.5}, (*_USUAL, _booked_by_an_agent), moved=0.02
    ),
    "school": Kind(
        _WEST, {"email": 0.7, "phone": 0.8, "street": 0.7, "postal_code": 0.7, "city": 0.8, "birth_date": 0.3},
        (*_USUAL, _one_phone_for_all), sizes=(10, 20, 35, 25, 10),
    ),
    "clinic": Kind(
        _WEST, {"birth_date": 0.95, "phone": 0.6, "street": 0.7, "postal_code": 0.7, "city": 0.8, "insurance_no": 0.4},
        (*_USUAL, _years_later),
    ),
    "donors": Kind(_WEST, {"street": 0.98, "postal_code": 0.95, "city": 0.98}, (*_USUAL, _by_post), moved=0.15),
    "orders": Kind(
        _WEST, {"email": 0.97, "phone": 0.4, "street": 0.8, "postal_code": 0.8, "city": 0.9},
        (*_USUAL, _somebody_elses), slips=0.05,
    ),
    "firms": Kind(
        _WEST, {"email": 0.7, "phone": 0.8, "company": 0.9, "job_title": 0.6, "city": 0.6}, (*_USUAL, _switchboard),
        sizes=(30, 25, 15, 10, 10, 10), firm=True,
    ),
    "steppe": Kind(
        ("TM", "UA", "KZ"), {"birth_date": 0.6, "phone": 0.5, "email": 0.2, "city": 0.8}, (_other_alphabet,)
    ),
    "two names": Kind(
        ("VN", "ES", "PT", "AE"), {"birth_date": 0.5, "phone": 0.5, "email": 0.5, "city": 0.7}, (*_USUAL, _other_order)
    ),
    "junk": Kind(_WEST, {name: share * 0.7 for name, share in _MIXED.items()}, (*_USUAL, _filled_with_nothing)),
    "name and city": Kind(_WEST, {"city": 0.97}, _USUAL),
    "copies": Kind(_WEST, _MIXED, _USUAL, records=(5, 5, 15, 20, 25, 15, 10, 5)),
    "no doubles": Kind(_WEST, _MIXED, _USUAL, records=(1,)),
    "300 rows": Kind(_WEST, _MIXED, _USUAL, count=300),
    "50 rows": Kind(_WEST, _MIXED, _USUAL, count=50),
}  # fmt: skip


def make_list(name: str, count: int = 0) -> tuple[list[Row], list[str]]:
    """The rows of a kind in no order, and whose each is; the same every time."""
    return made_list(name, KINDS[name], count)


def made_list(name: str, kind: Kind, count: int) -> tuple[list[Row], list[str]]:
    """The rows of a list of such a kind in no order, and whose each is."""
    count = count or kind.count
    dice = random.Random(f"{name} {count}")
    town = _Town(kind, dice)
    told: list[tuple[Row, str]] = []
    for home in town.households():
        for one in home:
            often = dice.choices(range(1, len(kind.records) + 1), kind.records)[0]
            told += [(town.told(one, home), str(one.number)) for _ in range(often)]
        if len(told) >= count:
            break
    told = told[:count]
    dice.shuffle(told)
    kept = [column for column in _COLUMNS if any(row[column] for row, _ in told)]
    rows = [{"external_id": f"k{at}"} | {column: row[column] for column in kept} for at, (row, _) in enumerate(told)]
    return rows, [person for _, person in told]
