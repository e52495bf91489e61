"""The demo's files as suppliers would send them: dirty, in several encodings, overlapping, with people who objected."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import xlsxwriter

from dm.verbs.demo.people import Someone
from dm.verbs.demo.sources import write_sources

BOUGHT_FROM = date(2025, 6, 1)


@dataclass(frozen=True)
class Lists:
    """The files of the demo: (file, source id) for each list, and what goes with them."""

    sources: list[Path]
    files: list[tuple[Path, str]]
    consents: Path
    objections: Path
    orders: Path
    registers: dict[str, Path]


def write_lists(folder: Path, everybody: Sequence[Someone], seed: int) -> Lists:
    """Write sources, lists, consents, objections and past orders into `folder`."""
    dice = Random(seed + 1)  # noqa: S311 -- made-up people, the same for the same seed
    folder.mkdir(parents=True, exist_ok=True)
    western = [one for one in everybody if one.land.language != "ru" and not one.company]
    russian = [one for one in everybody if one.land.language == "ru"]
    firms = [one for one in everybody if one.company and one.land.language != "ru"]
    customers = [one for one in everybody if dice.random() < 0.35]
    return Lists(
        sources=write_sources(folder),
        files=[
            (_fair(folder / "messe_besucher.csv", western, dice), "fair-2026"),
            (_customers(folder / "customers.xlsx", customers, dice), "shop"),
            (_partner(folder / "partner_cp1251.csv", russian, dice), "partner-ru"),
            (_firms(folder / "trade_directory.csv", firms, dice), "directory"),
        ],
        consents=_consents(folder / "consents.csv", customers, russian, dice),
        objections=_objections(folder / "objections.csv", everybody, dice),
        orders=_orders(folder / "orders.csv", customers, dice),
        registers=_registers(folder, [one for one in everybody if one.land.country == "GB"], dice),
    )


def _fair(path: Path, known: Sequence[Someone], dice: Random) -> Path:
    """A German export: a title above the header, semicolons, Windows encoding, repeats, a hostile row."""
    header = ["Anrede", "Vorname", "Nachname", "Straße", "PLZ", "Ort", "Land", "E-Mail", "Telefon", "Geb.-Datum"]
    rows = [row for one in known for row in _repeated(_fair_row(one, dice), dice)]
    rows.insert(7, ["Herr", '=HYPERLINK("http://example.com")', "Böse", "Weg 1", "10115", "Berlin", "DE", "", "", ""])
    rows.insert(21, ["", "", "", "", "", "", "", "", "", ""])
    rows.insert(33, ["Frau", "Zu", "Viele", "Spalten", "10115", "Berlin", "DE", "", "", "", "und", "noch", "mehr"])
    with path.open("w", encoding="cp1252", errors="replace", newline="") as file:
        file.write("Besucher der Frühjahrsmesse 2026\r\n\r\n")
        csv.writer(file, delimiter=";").writerows([header, *rows])
    return path


def _fair_row(one: Someone, dice: Random) -> list[str]:
    lands = {"DE": "Deutschland", "GB": "Großbritannien", "AT": "Österreich"}
    return [
        _maybe("Herr" if one.gender == "m" else "Frau", dice, 0.9),
        _shaken(one.given, dice),
        _shaken(one.family, dice),
        f"{one.street} {one.house}",
        one.postal_code,
        one.city,
        _maybe(lands[one.land.country], dice, 0.8),
        _dirty_email(_maybe(one.email, dice, 0.7), dice),
        _dirty_phone(_maybe(one.phone, dice, 0.8), dice),
        _maybe(one.birth_date.strftime("%d.%m.%Y"), dice, 0.6),
    ]


def _customers(path: Path, known: Sequence[Someone], dice: Random) -> Path:
    """Our own shop's export: a workbook with customer numbers and post codes as text."""
    header = [
        "Customer no",
        "First name",
        "Last name",
        "Email",
        "Phone",
        "Street",
        "Postcode",
        "City",
        "Country",
        "Language",
    ]
    with xlsxwriter.Workbook(str(path), {"in_memory": True}) as book:
        # the moment of writing would make another file of it, and other people's ids with every run
        book.set_properties({"created": datetime(2026, 10, 31, tzinfo=UTC)})
        sheet = book.add_worksheet("customers")
        for row, cells in enumerate([header, *(_customer_row(one, dice) for one in known)]):
            for column, cell in enumerate(cells):
                sheet.write_string(row, column, cell)
    return path


def _customer_row(one: Someone, dice: Random) -> list[str]:
    given = f"{one.given} {one.middle}".strip()
    return [
        one.external_id,
        given,
        one.family,
        _maybe(one.email, dice, 0.92),
        _maybe(one.phone, dice, 0.6),
        f"{one.street} {one.house}" if one.land.language != "en" else f"{one.house} {one.street}",
        one.postal_code,
        one.city,
        one.land.country,
        one.land.language,
    ]


def _partner(path: Path, known: Sequence[Someone], dice: Random) -> Path:
    """A Russian partner's list in cp1251 with Russian headers, names in one column, eights for sevens."""
    header = [
        "ФИО",
        "Телефон",
        "Эл. почта",
        "Индекс",
        "Город",
        "Область",
        "Адрес",
        "Организация",
        "Должность",
        "Дата рождения",
    ]
    rows = [row for one in known for row in _repeated(_partner_row(one, dice), dice)]
    with path.open("w", encoding="cp1251", errors="replace", newline="") as file:
        csv.writer(file, delimiter=";").writerows([header, *rows])
    return path


def _partner_row(one: Someone, dice: Random) -> list[str]:
    name = f"{one.family} {one.given} {one.middle}"
    digits = "".join(letter for letter in one.phone if letter.isdigit())
    return [
        name.upper() if dice.random() < 0.15 else name,
        _dirty_phone(f"8{digits[1:]}" if dice.random() < 0.5 else one.phone, dice),
        _dirty_email(_maybe(one.email, dice, 0.6), dice),
        one.postal_code,
        one.city,
        one.region,
        f"{one.street}, д. {one.house}, кв. {one.number % 90 + 1}",
        one.company,
        one.job_title,
        _maybe(one.birth_date.strftime("%d.%m.%Y"), dice, 0.5),
    ]


def _firms(path: Path, known: Sequence[Someone], dice: Random) -> Path:
    """A public trade directory in UTF-8 with commas; business parties."""
    header = ["company", "contact", "position", "address", "zip", "city", "country code", "e-mail", "phone"]
    rows = [
        [
            one.company,
            f"{one.given} {one.family}",
            one.job_title,
            f"{one.street} {one.house}",
            one.postal_code,
            one.city,
            one.land.country,
            _maybe(f"info@{one.email.split('@')[1]}" if dice.random() < 0.2 else one.email, dice, 0.8),
            one.phone,
        ]
        for one in known
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def _consents(path: Path, customers: Sequence[Someone], russian: Sequence[Someone], dice: Random) -> Path:
    """Consents with their proof: double opt-in of customers, written post consents of Russians, calls asked for."""
    header = [
        "source",
        "external_id",
        "email",
        "phone",
        "channel",
        "purpose",
        "controller",
        "basis",
        "action",
        "form",
        "wording",
        "evidence",
        "at",
        "valid_until",
    ]
    rows = [header]
    for one in customers:
        if dice.random() < 0.7:
            rows.append(_consent(one, "email", "double_opt_in", f"doi/{one.number:05d}", dice))
            if dice.random() < 0.08:
                rows.append(_consent(one, "email", "click", "", dice, action="withdrawn", later=60))
        if dice.random() < 0.35:
            asked = _consent(one, "phone", "written", f"form/{one.number:05d}", dice)
            rows += [asked, [*asked[:5], "verify", *asked[6:]]]
        if one.land.language == "ru" and dice.random() < 0.6:
            rows.append(_consent(one, "post", "written", f"scan/{one.number:05d}.pdf", dice))
    rows += [
        _consent(one, "post", "written", f"scan/p{one.number:05d}.pdf", dice, by="phone")
        for one in russian
        if dice.random() < 0.35
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def _consent(
    one: Someone,
    channel: str,
    form: str,
    evidence: str,
    dice: Random,
    *,
    action: str = "given",
    later: int = 0,
    by: str = "external_id",
) -> list[str]:
    day = date(2026, 1, 10) + timedelta(days=dice.randrange(200) + later)
    who = ["shop", one.external_id, "", ""] if by == "external_id" else ["", "", "", one.phone]
    at = f"{day.isoformat()}T12:00:00+01:00"
    return [*who, channel, "own_goods", "Beispiel GmbH", "consent", action, form, "", evidence, at, ""]


def _objections(path: Path, everybody: Sequence[Someone], dice: Random) -> Path:
    """People who said no in the past, by whatever is known of them."""
    rows = [["email", "phone", "channel", "reason"]]
    for one in everybody:
        if dice.random() < 0.03:
            who = [one.email, ""] if dice.random() < 0.5 else ["", one.phone]
            rows.append([*who, "*", "objection"])
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def _orders(path: Path, customers: Sequence[Someone], dice: Random) -> Path:
    """What customers bought before: response rows of kind `order`."""
    rows = [["source", "external_id", "at", "kind", "order_ref", "value", "currency", "product"]]
    number = 0
    for one in customers:
        for _ in range(dice.choices((0, 1, 2, 5), (15, 50, 25, 10))[0]):
            number += 1
            day = BOUGHT_FROM + timedelta(days=dice.randrange(500))
            value = f"{dice.lognormvariate(4.2, 0.7):.2f}"
            product = dice.choice(("linen", "curtains", "cushions", "carpets"))
            rows.append(
                ["shop", one.external_id, f"{day}T11:30:00+01:00", "order", f"S-{number:06d}", value, "EUR", product]
            )
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def _registers(folder: Path, british: Sequence[Someone], dice: Random) -> dict[str, Path]:
    """Copies of the British telephone and mail preference lists: one in ten of the people is on them."""
    files = {"GB-TPS": folder / "tps.csv", "GB-CTPS": folder / "ctps.csv", "GB-MPS": folder / "mps.csv"}
    for register, path in files.items():
        listed = [one for one in british if dice.random() < 0.1]
        header = ["full_name", "address", "postal_code", "city"] if register == "GB-MPS" else ["phone"]
        rows = [
            [f"{one.given} {one.family}", f"{one.street} {one.house}", one.postal_code, one.city]
            if register == "GB-MPS"
            else [one.phone]
            for one in listed
        ]
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows])
    return files


def _repeated(row: list[str], dice: Random) -> list[list[str]]:
    """One row in ten comes twice, the second time a little different."""
    if dice.random() >= 0.1:
        return [row]
    return [row, [cell.upper() if dice.random() < 0.3 else f" {cell} " for cell in row]]


def _maybe(text: str, dice: Random, share: float) -> str:
    return text if dice.random() < share else ""


def _shaken(name: str, dice: Random) -> str:
    lot = dice.random()
    if lot < 0.08:
        return name.upper()
    return f" {name.lower()}" if lot < 0.12 else name


def _dirty_email(email: str, dice: Random) -> str:
    lot = dice.random()
    if not email or lot > 0.1:
        return email
    if lot < 0.03:
        return email.replace("@", "@@")
    if lot < 0.05:
        return email.split("@", maxsplit=1)[0] + "@gmial.com"
    return email.upper() if lot < 0.08 else f"{email};"


def _dirty_phone(phone: str, dice: Random) -> str:
    lot = dice.random()
    if not phone or lot > 0.3:
        return phone
    if lot < 0.06:
        return phone[:8]
    if lot < 0.08:
        return "n/a"
    return phone.replace(" ", "-") if lot < 0.2 else phone.replace(" ", "").replace("+", "00")
