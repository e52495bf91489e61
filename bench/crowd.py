"""A made-up population with households and namesakes, and lists of it with the errors of real ones, the truth known.

Names follow Zipf's law as censuses show it: the first family name has one bearer in a hundred, the last ones a few.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from dm.actualize.link.nicknames import names_by_form
from dm.actualize.link.sounds import latin
from dm.normal.given_names import FEMALE, MALE

Row = dict[str, str]
_DE_STARTS = "Acker Baum Berg Blum Brand Braun Busch Dorn Eich Engel Feld Fisch Frei Fuchs Grab Hagen Hein Herz".split()
_DE_ENDS = "mann er bauer berger meier schmidt wald hoff stein ing feld ke ler ner bach horst kamp lein sen ert".split()
_EN_STARTS = "Ash Black Brad Brook Clay Cole Dal Ed Fair Gil Hal Har Hol Ken Lang Mar Nor Pres Rad Sand Whit".split()
_EN_ENDS = "ton son ley ford well field man wood worth er by ham ridge den more land".split()
_RU_STARTS = (
    "Андр Бел Богдан Ворон Голуб Гром Дрозд Жук Зайц Козл Кругл Лебед Мороз Новик Орл Павл Сокол Тихон Федор Широк"
).split()
_RU_MIDDLES = (
    "",
    "ин",
    "енк",
    "ушк",
    "очк",
    "ич",
    "яч",
)
_RU_ENDS = (("ов", "ова"), ("ев", "ева"), ("ин", "ина"),
            ("ский", "ская"))  # fmt: skip
_STREETS = {
    "DE": "Birkenweg|Gartenstraße|Hauptstraße|Lindenallee|Mühlweg|Ringstraße|Schulstraße|Waldweg",
    "GB": "High Street|Station Road|Church Lane|Victoria Road|Green Lane|Manor Road|Kings Road|Park Avenue",
    "RU": "ул. Ленина|ул. Садовая|пр. Мира|ул. Лесная|ул. Школьная",
}
_TOWNS = {
    "DE": "Berlin Hamburg München Köln Dresden Bremen Leipzig Essen Mainz Kassel Ulm Jena Trier Bonn Halle".split(),
    "GB": "London Leeds Bristol Cardiff York Derby Oxford Exeter Norwich Preston Luton Bath Reading Dundee".split(),
    "RU": ("Москва Казань Тула Пермь Омск Томск Уфа Самара Тверь").split(),
}
_MAIL = ("gmail.com", "web.de", "gmx.de", "outlook.com", "yahoo.com", "mail.ru", "yandex.ru")
_JOBS = "clerk farmer teacher painter soldier merchant priest lawyer actor sailor baker smith writer doctor".split()
HEADER = [
    "external_id", "given_name", "middle_name", "family_name", "gender", "birth_date", "email", "phone", "street",
    "postal_code", "city", "country", "company", "occupation", "birth_place",
]  # fmt: skip


@dataclass(frozen=True)
class Someone:
    """Who a person is, before anybody wrote it down."""

    number: int
    land: str
    sex: str
    given: str
    middle: str
    family: str
    birth: str
    email: str
    mobile: str
    landline: str
    street: str
    postal_code: str
    city: str
    company: str = ""
    job: str = ""
    birth_place: str = ""


@dataclass
class Crowd:
    """Makes people of some lands; the same for the same seed."""

    dice: random.Random
    lands: tuple[str, ...] = ("DE", "DE", "GB", "RU")
    number: int = 0
    households: bool = True
    given: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        cyrillic = {sex: sorted(n for n in names if n > "\u0400") for sex, names in (("f", FEMALE), ("m", MALE))}
        plain = {sex: sorted(n for n in names if n.isascii()) for sex, names in (("f", FEMALE), ("m", MALE))}
        order = random.Random(7)
        for land in set(self.lands):
            for sex in "fm":
                names = list((cyrillic if land == "RU" else plain)[sex])
                order.shuffle(names)
                self.given[land + sex] = names

    def household(self) -> list[Someone]:
        """One to five people behind one door; father and son may share a name, twins a birthday."""
        dice = self.dice
        land = dice.choice(self.lands)
        size = dice.choices((1, 2, 3, 4, 5), (45, 25, 12, 13, 5))[0] if self.households else 1
        rank, door, landline = _zipf(dice, 60_000, 10), _door(dice, land), _number(dice, land, mobile=False)
        people: list[Someone] = []
        for place in range(size):
            sex = "mf"[place] if size > 1 and place < 2 else dice.choice("mf")
            year = dice.randint(1940, 1985) if place < 2 else dice.randint(1990, 2008)
            one = self._someone(land, sex, rank, year, door, landline)
            if place >= 2 and sex == "m" and dice.random() < 0.015 and land != "RU":
                one = replace(one, given=people[0].given)
            if place >= 3 and dice.random() < 0.1:
                one = replace(one, birth=people[-1].birth)
            if place and dice.random() < 0.08:
                one = replace(one, email=people[0].email)
            if place and dice.random() < 0.08:
                one = replace(one, mobile=people[0].mobile)
            people.append(one)
        return people

    def _someone(self, land: str, sex: str, rank: int, year: int, door: tuple[str, str, str], landline: str) -> Someone:
        dice = self.dice
        self.number += 1
        names = self.given[land + sex]
        given = names[_zipf(dice, len(names), 5)].title()
        middle = _patronymic(dice, self.given["RUm"], sex) if land == "RU" else ""
        if land == "GB" and dice.random() < 0.3:
            middle = names[_zipf(dice, len(names), 5)].title()
        family = _family(land, rank, sex)
        birth = f"{year}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}"
        box = _box(dice, latin(given.lower()), latin(family.lower()).replace(" ", ""))
        street, postal_code, city = door
        return Someone(
            self.number, land, sex, given, middle, family, birth, f"{box}@{dice.choice(_MAIL)}",
            _number(dice, land, mobile=True), landline, street, postal_code, city,
            job=_JOBS[_zipf(dice, len(_JOBS), 2)], birth_place=dice.choice(_TOWNS[land]),
        )  # fmt: skip


def _zipf(dice: random.Random, count: int, shift: int) -> int:
    """A rank from 0, the first by far the likeliest."""
    return int((count + shift) ** (at := dice.random()) * shift ** (1 - at)) - shift


def _family(land: str, rank: int, sex: str) -> str:
    if land == "RU":
        start, rank = _RU_STARTS[rank % len(_RU_STARTS)], rank // len(_RU_STARTS)
        end, rank = _RU_ENDS[rank % len(_RU_ENDS)][sex == "f"], rank // len(_RU_ENDS)
        middle, rank = _RU_MIDDLES[rank % len(_RU_MIDDLES)], rank // len(_RU_MIDDLES)
        prefix = _RU_STARTS[rank % len(_RU_STARTS)] + "о" if rank else ""
        return (prefix + start.lower() if prefix else start) + middle + end
    starts, ends = (_DE_STARTS, _DE_ENDS) if land == "DE" else (_EN_STARTS, _EN_ENDS)
    start, rank = starts[rank % len(starts)], rank // len(starts)
    end, rank = ends[rank % len(ends)], rank // len(ends)
    return start + end + (f"-{starts[rank % len(starts)]}{ends[rank // len(starts) % len(ends)]}" if rank else "")


def _patronymic(dice: random.Random, fathers: list[str], sex: str) -> str:
    father = fathers[_zipf(dice, len(fathers), 5)].title()
    stem = father[:-1] if father[-1] in "йьая" else father
    return stem + (("ев" if stem != father else "ов") + ("ич" if sex == "m" else "на"))


def _door(dice: random.Random, land: str) -> tuple[str, str, str]:
    street, town = dice.choice(_STREETS[land].split("|")), _zipf(dice, len(_TOWNS[land]), 2)
    district = dice.randint(0, 60)
    house = dice.randint(1, 150)
    if land == "GB":
        return (
            f"{house} {street}",
            f"{'ABCDEFGHKLMN'[town % 12]}{district % 20 + 1} {district % 9 + 1}AB",
            _TOWNS[land][town],
        )
    if land == "RU":
        flat = dice.randint(1, 120)
        return f"{street}, д. {house}, кв. {flat}", f"{101 + town * 7}{district:03d}", _TOWNS[land][town]
    return f"{street} {house}", f"{10 + town * 5}{district:03d}", _TOWNS[land][town]


def _number(dice: random.Random, land: str, *, mobile: bool) -> str:
    rest = dice.randint(1_000_000, 9_999_999)
    if land == "DE":
        return f"0171 {rest}" if mobile else f"030 {max(rest, 2_000_000)}"
    if land == "GB":
        return f"07700 {rest % 1_000_000:06d}" if mobile else f"020 7{rest}"
    return (
        f"8 (9{dice.randint(10, 69)}) {rest // 10000:03d}-{rest % 10000 // 100:02d}-{rest % 100:02d}"
        if mobile
        else f"8 (495) {rest // 10000:03d}-{rest % 10000 // 100:02d}-{rest % 100:02d}"
    )


def _box(dice: random.Random, given: str, family: str) -> str:
    ways = (
        f"{given}.{family}",
        f"{given[0]}.{family}",
        f"{given}{family[:1]}",
        f"{family}.{given}",
        f"{given}_{family}",
    )
    tail = "" if dice.random() < 0.25 else str(dice.randint(1, 9999))
    return f"{dice.choice(ways)}{tail}"


Telling = Callable[[Someone, random.Random], Row]


def shop(one: Someone, dice: random.Random) -> Row:
    """An order form: e-mail nearly always, phone and address often, hardly ever a birth date."""
    return _told(one, dice, email=0.92, phone=0.7, address=0.8, birth=0.1, gender=0.3)


def club(one: Someone, dice: random.Random) -> Row:
    """Members and visitors of fairs: a bit of everything."""
    return _told(one, dice, email=0.65, phone=0.65, address=0.8, birth=0.5, gender=0.3)


def register(one: Someone, dice: random.Random) -> Row:
    """An old register: no points at all, but birth, birth place and occupation."""
    row = _told(one, dice, email=0, phone=0, address=0, birth=0.8, gender=0.5)
    row["occupation"] = one.job if dice.random() < 0.7 else ""
    row["birth_place"] = one.birth_place if dice.random() < 0.8 else ""
    return row


def _told(
    one: Someone, dice: random.Random, *, email: float, phone: float, address: float, birth: float, gender: float
) -> Row:
    row = dict.fromkeys(HEADER, "")
    one = _changed(one, dice)
    row |= _name(one, dice)
    if dice.random() < email:
        row["email"] = _slip(dice, one.email, 0.01)
    if dice.random() < phone:
        row["phone"] = one.landline if dice.random() < 0.25 else one.mobile
    if dice.random() < address:
        row |= _address(one, dice)
    if dice.random() < birth:
        row["birth_date"] = _slipped_day(dice, one.birth)
    if dice.random() < gender:
        row["gender"] = one.sex
    row["country"], row["company"] = one.land, one.company
    return row


def _changed(one: Someone, dice: random.Random) -> Someone:
    """What life changed between two lists."""
    if dice.random() < 0.08:
        street, postal_code, city = _door(dice, one.land)
        one = replace(
            one, street=street, postal_code=postal_code, city=city, landline=_number(dice, one.land, mobile=False)
        )
    if dice.random() < 0.1:
        one = replace(one, mobile=_number(dice, one.land, mobile=True))
    if dice.random() < 0.12:
        box = _box(dice, latin(one.given.lower()), latin(one.family.lower()))
        one = replace(one, email=f"{box}@{dice.choice(_MAIL)}")
    if one.sex == "f" and dice.random() < 0.02:
        one = replace(one, family=_family(one.land, _zipf(dice, 60_000, 10), "f"))
    return one


def _name(one: Someone, dice: random.Random) -> Row:
    given, middle, family = one.given, one.middle if dice.random() < 0.6 else "", one.family
    if dice.random() < 0.05:
        given = _other_form(dice, given)
    elif dice.random() < 0.03:
        given = given[0] + "."
    given, family = _slip(dice, given, 0.02), _slip(dice, family, 0.03)
    if one.land == "RU" and dice.random() < 0.12:
        given, middle, family = (latin(text.lower()).title() for text in (given, middle, family))
    if dice.random() < 0.02:
        given, family = family, given
    if dice.random() < 0.05:
        family = family.upper()
    return {"given_name": given, "middle_name": middle, "family_name": family}


def _other_form(dice: random.Random, given: str) -> str:
    numbers = names_by_form().get(given.lower(), ())
    forms = [form for form, some in names_by_form().items() if set(some) & set(numbers)] if numbers else []
    return dice.choice(forms).title() if forms else given


def _address(one: Someone, dice: random.Random) -> Row:
    street = one.street.replace("straße", "str.") if dice.random() < 0.3 else one.street
    return {"street": _slip(dice, street, 0.03), "postal_code": one.postal_code, "city": _slip(dice, one.city, 0.02)}


def _slip(dice: random.Random, text: str, chance: float) -> str:
    """With some chance a letter is lost, doubled, other or changes places with its neighbour."""
    if len(text) < 3 or dice.random() >= chance:
        return text
    at = dice.randrange(1, len(text) - 1)
    letter = dice.choice("aeiorstn")
    ways = (text[:at] + text[at + 1 :], text[:at] + text[at] + text[at:], text[:at] + letter + text[at + 1 :],
            text[:at] + text[at + 1] + text[at] + text[at + 2 :])  # fmt: skip
    return dice.choice(ways)


def _slipped_day(dice: random.Random, day: str) -> str:
    if dice.random() >= 0.02:
        return day
    year, month, number = day.split("-")
    other = f"{year}-{number}-{month}" if int(number) <= 12 and dice.random() < 0.3 else ""
    return other or f"{year}-{month}-{int(number) % 28 + 1:02d}"


def office(count: int, dice: random.Random) -> Iterator[tuple[Row, int]]:
    """Businesses: many share a switchboard, an address and an office e-mail; most have an e-mail of their own."""
    crowd = Crowd(dice, households=False)
    made = 0
    while made < count:
        land = dice.choice(crowd.lands)
        door, switchboard = _door(dice, land), _number(dice, land, mobile=False)
        stem = latin(_family(land, dice.randrange(60_000), "m").lower()).replace("-", "")
        company, domain = f"{stem.title()} GmbH", f"{stem}{dice.randint(1, 999)}.de"
        staff = [crowd.household()[0] for _ in range(dice.choice((1, 3, 8, 20, 60)))]
        for worker in staff:
            box = f"{latin(worker.given.lower())[0]}.{latin(worker.family.lower())}".replace(" ", "")
            street, postal_code, city = door
            one = replace(
                worker,
                email=f"{box}@{domain}",
                company=company,
                street=street,
                postal_code=postal_code,
                city=city,
                landline=switchboard,
                mobile=worker.mobile if dice.random() < 0.4 else switchboard,
            )
            for _ in range(_records(dice)):
                row = _told(one, dice, email=0.6, phone=0.8, address=0.7, birth=0, gender=0.3)
                if not row["email"] and dice.random() < 0.3:
                    row["email"] = f"info@{domain}"
                yield row, one.number
                made += 1


def _records(dice: random.Random) -> int:
    return dice.choices((1, 2, 3, 4), (76, 17, 5, 2))[0]


def people(
    count: int, dice: random.Random, telling: Telling, *, lands: tuple[str, ...] = ()
) -> Iterator[tuple[Row, int]]:
    """Records of a population in households, each as `telling` writes it down."""
    crowd = Crowd(dice, lands=lands or ("DE", "DE", "GB", "RU"))
    made = 0
    while made < count:
        for one in crowd.household():
            for _ in range(_records(dice)):
                yield telling(one, dice), one.number
                made += 1


LISTS: dict[str, Callable[[int, random.Random], Iterator[tuple[Row, int]]]] = {
    "shop": lambda count, dice: people(count, dice, shop),
    "club": lambda count, dice: people(count, dice, club),
    "register": lambda count, dice: people(count, dice, register),
    "russian": lambda count, dice: people(count, dice, club, lands=("RU",)),
    "office": office,
}


def write_list(path: Path, kind: str, count: int) -> list[int]:
    """A CSV of so many records of a kind in no order; returns whose each is."""
    dice = random.Random(f"{kind} {count}")
    rows = [pair for pair, _ in zip(LISTS[kind](count, dice), range(count), strict=False)]
    dice.shuffle(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADER)
        writer.writeheader()
        for number, (row, _) in enumerate(rows):
            writer.writerow(row | {"external_id": f"r{number}"})
    return [person for _, person in rows]
