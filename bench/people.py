"""Made-up contacts with the faults of acquired lists; the same for the same number, on every machine."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from pathlib import Path

GIVEN = "Anna Ben Clara David Emma Felix Greta Hanna Ivan Julia Karl Lena Max Nora Otto Paula Rosa Simon".split()
FAMILY = "Adler Brandt Carlsen Dietz Ebert Fischer Graf Huber Jansen Keller Lang Moser Neumann Ott Pohl Rau".split()
GIVEN_RU = "Анна Борис Вера Глеб Дарья Егор Захар Ирина Кирилл Лидия Максим Нина Олег Полина Роман Тимур".split()
FAMILY_RU = "Белов Воронов Громов Дроздов Жуков Зайцев Киселёв Лебедев Морозов Новиков Орлов Соколов Титов".split()
STREETS = "Birkenweg Gartenstraße Hauptstraße Lindenallee Marktplatz Mühlweg Ringstraße Schulstraße Waldweg".split()
STREETS_RU = "ул. Ленина|ул. Садовая|пр. Мира|ул. Лесная|ул. Школьная".split("|")
CITIES = [("10115", "Berlin"), ("20095", "Hamburg"), ("80331", "München"), ("50667", "Köln"), ("01067", "Dresden")]
CITIES_RU = [("101000", "Москва"), ("190000", "Санкт-Петербург"), ("630000", "Новосибирск"), ("620000", "Екатеринбург")]
HEADER = [
    "external_id",
    "given_name",
    "family_name",
    "email",
    "phone",
    "street",
    "postal_code",
    "city",
    "country",
    "birth_date",
]


def contacts(count: int) -> Iterator[list[str]]:
    """Rows under HEADER; one in ten is an earlier person again, written otherwise."""
    dice = random.Random(count)
    earlier: list[list[str]] = []
    for number in range(count):
        if earlier and dice.random() < 0.1:
            yield _again(dice.choice(earlier), number, dice)
            continue
        row = _russian(number, dice) if dice.random() < 0.3 else _german(number, dice)
        if len(earlier) < 10_000:
            earlier.append(row)
        yield row


def _german(number: int, dice: random.Random) -> list[str]:
    given, family, (postal_code, city) = dice.choice(GIVEN), _family(dice, FAMILY), dice.choice(CITIES)
    street = f"{dice.choice(STREETS)} {dice.randint(1, 180)}"
    email = f"{given}.{family}{number}@example.com".lower()
    phone = f"030 {dice.randint(2_000_000, 9_999_999)}" if dice.random() < 0.9 else str(dice.randint(100, 9999))
    return [f"G{number}", given, family, email, phone, street, postal_code, city, "DE", _birth(dice)]


def _russian(number: int, dice: random.Random) -> list[str]:
    given, family, (postal_code, city) = dice.choice(GIVEN_RU), _family(dice, FAMILY_RU), dice.choice(CITIES_RU)
    street = f"{dice.choice(STREETS_RU)}, д. {dice.randint(1, 120)}, кв. {dice.randint(1, 200)}"
    email = f"user{number}@example.ru" if dice.random() < 0.95 else f"user{number}@@example.ru"
    phone = f"8 (9{dice.randint(10, 69)}) {dice.randint(100, 999)}-{dice.randint(10, 99)}-{dice.randint(10, 99)}"
    return [f"R{number}", given, family, email, phone, street, postal_code, city, "RU", _birth(dice)]


def _family(dice: random.Random, names: list[str]) -> str:
    """Double names, so that a hundred thousand people do not share eighteen."""
    return f"{dice.choice(names)}-{dice.choice(names)}" if dice.random() < 0.5 else dice.choice(names)


def _birth(dice: random.Random) -> str:
    return f"{dice.randint(1940, 2005)}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}"


def _again(row: list[str], number: int, dice: random.Random) -> list[str]:
    row = [f"D{number}", *row[1:]]
    fault = dice.randrange(4)
    if fault == 0:
        row[2] = row[2].upper()
    elif fault == 1:
        row[3] = row[3].upper() if dice.random() < 0.5 else ""
    elif fault == 2:
        row[4] = row[4].replace(" ", "").replace("(", "").replace(")", "")
    else:
        row[5] = row[5].replace("straße", "str.")
    return row


def write_contacts(path: Path, count: int) -> Path:
    """A CSV of so many contacts, in UTF-8 with a header; made once a folder."""
    if not path.exists():
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HEADER)
            writer.writerows(contacts(count))
    return path


def letters(count: int) -> list[dict[str, str]]:
    """The variables of bench/letter for so many recipients."""
    rows = []
    for number, row in enumerate(contacts(count)):
        _, given, family, _, _, street, postal_code, city, _, _ = row
        code = f"K{number:07d}"
        rows.append(
            {
                "name": f"{given} {family}",
                "street": street,
                "place": f"{postal_code} {city}",
                "city": city,
                "greeting": f"Dear {given} {family},",
                "offer": "10 % off the first order",
                "code": code,
                "link": f"https://shop.example.com/r/{code}",
            }
        )
    return rows


def write_letters(path: Path, count: int) -> Path:
    """The same as a CSV, each header a variable."""
    rows = letters(count)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path
