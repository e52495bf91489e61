"""A call list as files: ours for a team, VICIdial's standard layout for a dialler. Nothing is ever cut to fit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import phonenumbers

from dm.press.tables import Column, write_csv

COLUMNS = [
    Column("list_id"),
    Column("task_id"),
    Column("person_id"),
    Column("priority", "int"),
    Column("full_name"),
    Column("company"),
    Column("role"),
    Column("phone_e164", "phone"),
    Column("phone_2", "phone"),
    Column("time_zone"),
    Column("call_from_utc", "datetime"),
    Column("call_until_utc", "datetime"),
    Column("attempts", "int"),
    Column("last_disposition"),
    Column("callback_at"),
    Column("language"),
    Column("script"),
]
# The standard lead layout, in the order its loader reads, with the lengths of its columns (0: no limit known).
VICIDIAL = (
    ("vendor_lead_code", 20), ("source_id", 50), ("list_id", 14), ("phone_code", 10), ("phone_number", 18),
    ("title", 4), ("first_name", 30), ("middle_initial", 1), ("last_name", 30), ("address1", 100), ("address2", 100),
    ("address3", 100), ("city", 50), ("state", 2), ("province", 50), ("postal_code", 10), ("country_code", 3),
    ("gender", 1), ("date_of_birth", 10), ("alt_phone", 12), ("email", 70), ("security_phrase", 100),
    ("comments", 255), ("rank", 5), ("owner", 20),
)  # fmt: skip
# The loader strips these without a word; so do we, before lengths are counted.
_STRIPPED = str.maketrans("", "", "\"'`;\\")


@dataclass(frozen=True, slots=True)
class Entry:
    """One person to call. Moments are UTC; `callback_at` is the wall time that was promised."""

    list_id: str
    task_id: str
    person_id: str
    priority: int
    full_name: str
    company: str
    role: str
    phone: str
    phone_2: str
    time_zone: str
    call_from: datetime | None
    call_until: datetime | None
    attempts: int
    last_disposition: str
    callback_at: str
    language: str
    script: str
    title: str = ""
    given_name: str = ""
    middle_name: str = ""
    family_name: str = ""
    address_lines: tuple[str, ...] = ()
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    gender: str = ""
    birth_date: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class TooLong:
    """A value that a dialler's column cannot hold: the row was left out, the value was not cut."""

    task_id: str
    field: str
    length: int
    limit: int


def write_generic(path: Path, entries: Sequence[Entry]) -> int:
    """The list for people and for any dialler with a mapping."""
    return write_csv(path, COLUMNS, (_generic(entry) for entry in entries))


def write_vicidial(path: Path, entries: Iterable[Entry]) -> list[TooLong]:
    """Tab-separated without a header; returns what does not fit, and leaves those rows out."""
    faults: list[TooLong] = []
    lines = []
    for entry in entries:
        values = vicidial_values(entry)
        wrong = [
            TooLong(entry.task_id, name, len(values[name]), limit)
            for name, limit in VICIDIAL
            if len(values[name]) > limit
        ]
        faults += wrong
        if not wrong:
            lines.append("\t".join(values[name] for name, _ in VICIDIAL) + "\n")
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_text("".join(lines), encoding="utf-8", newline="")
    part.replace(path)
    return faults


def vicidial_values(entry: Entry) -> dict[str, str]:
    """The lead's fields, stripped of what the loader strips."""
    number = phonenumbers.parse(entry.phone)
    lines = [*entry.address_lines, "", "", ""]
    values = {
        # 17 characters: fits, and comes back with the results
        "vendor_lead_code": entry.task_id,
        "source_id": entry.person_id,
        "list_id": str(int(entry.list_id[1:], 36)) if entry.list_id else "0",
        "phone_code": str(number.country_code),
        "phone_number": phonenumbers.national_significant_number(number),
        # four letters are a salutation's room; a longer academic title stands in the comments
        "title": entry.title if len(entry.title) <= 4 else "",
        "first_name": entry.given_name or ("" if entry.family_name else entry.full_name),
        "middle_initial": entry.middle_name[:1],
        "last_name": entry.family_name,
        "address1": lines[0],
        "address2": lines[1],
        "address3": lines[2],
        "city": entry.city,
        "state": entry.region if len(entry.region) == 2 else "",
        "province": entry.region if len(entry.region) != 2 else "",
        "postal_code": entry.postal_code,
        "country_code": entry.country,
        "gender": entry.gender.upper() or "U",
        "date_of_birth": entry.birth_date,
        "alt_phone": _alternative(entry.phone_2),
        "email": entry.email,
        "security_phrase": "",
        "comments": " | ".join(part for part in (entry.title, entry.company, entry.role, entry.callback_at) if part),
        "rank": str(entry.priority),
        "owner": "",
    }
    return {name: _plain(value) for name, value in values.items()}


def _generic(entry: Entry) -> list[object]:
    return [
        entry.list_id,
        entry.task_id,
        entry.person_id,
        entry.priority,
        entry.full_name,
        entry.company,
        entry.role,
        entry.phone,
        entry.phone_2,
        entry.time_zone,
        entry.call_from,
        entry.call_until,
        entry.attempts,
        entry.last_disposition,
        entry.callback_at,
        entry.language,
        entry.script,
    ]


def _alternative(phone: str) -> str:
    """The second number where it has room; a cut number would ring at a stranger's."""
    digits = phone.removeprefix("+")
    return digits if len(digits) <= 12 else ""


def _plain(value: str) -> str:
    clean = "".join(char if char.isprintable() else " " for char in value).translate(_STRIPPED)
    return " ".join(clean.split())
