"""What survives of several records of one person: the golden record, and where each value came from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dm.actualize.entries import BatchFacts, Entry
from dm.actualize.points import Point, points_of
from dm.model import base32_id
from dm.normal.companies import Company
from dm.normal.folding import fold
from dm.normal.names import Name


@dataclass(frozen=True, slots=True)
class Membership:
    """That the person belongs to a company; which one it is, dm.actualize.companies finds out."""

    company: Company
    country: str
    city: str
    role: str
    department: str
    entry: Entry | None = None  # None: heard in a call


@dataclass(slots=True)
class Person:
    """One person as all of his records say; `values` are rows of table person_value without the person."""

    id: str
    row: dict[str, Any]
    points: list[Point]
    memberships: list[Membership]
    values: list[dict[str, Any]]
    entries: list[Entry]
    conflicts: set[str] = field(default_factory=set)


def person_id_of(entry: Entry) -> str:
    """The id of a person whose earliest record this is; it never depends on what else is in the base."""
    return person_id_at(entry.batch, entry.row)


def person_id_at(batch: BatchFacts, row: int) -> str:
    """The same for a row of a batch."""
    return "P" + base32_id("person", batch.source_id, batch.file_sha256, row)


def survivor(entries: Sequence[Entry], person_id: str, *, key: bytes) -> Person:
    """The person of these records: the freshest value wins, then the more trusted source, then the valid one."""
    earliest = min(entries, key=lambda entry: entry.earliness)
    preferred = sorted(
        entries, key=lambda entry: (-entry.batch.observed_at.timestamp(), -entry.batch.trust, entry.earliness)
    )
    named = max(preferred, key=lambda entry: _completeness(entry.name))
    name = _whole_name(named, preferred)
    points = points_of(preferred, key)
    home = _home(points)
    born = next((entry for entry in preferred if entry.birth), None)
    row = {
        "source_id": earliest.batch.source_id,
        "batch_id": earliest.batch.id,
        "external_id": _first(entry.external_id for entry in (earliest, *preferred)),
        "title": name.title,
        "given_name": name.given,
        "middle_name": name.middle,
        "family_name": name.family,
        "full_name": name.full,
        "gender": name.gender,
        "birth_date": born.birth if born else None,
        "language": _first(entry.language for entry in preferred),
        **_place(home, preferred),
        "name_folded": fold(name.full),
        "job_title": _first(entry.job_title for entry in preferred),
        "department": _first(entry.department for entry in preferred),
        "notes": _first(entry.notes for entry in preferred),
        "party": points[0].row["party"] if points else earliest.batch.party,
        "custom": _custom(preferred),
        "observed_at": max(entry.batch.observed_at for entry in entries),
    }
    return Person(
        id=person_id,
        row=row,
        points=points,
        memberships=list(_memberships(preferred)),
        values=list(_values(preferred, named, born)),
        entries=list(entries),
        conflicts=_conflicts(preferred),
    )


def _first(texts: Iterator[str]) -> str:
    return next((text for text in texts if text), "")


def _completeness(name: Name) -> int:
    """Full words count; an initial is better than nothing."""
    return sum(2 if len(part.strip(".")) > 1 else 1 for part in (name.given, name.family) if part)


def _whole_name(named: Entry, preferred: Sequence[Entry]) -> Name:
    """The best name, with title, patronymic and gender of other records that say more."""
    name = named.name
    middles = [entry.name.middle for entry in preferred if entry.name.middle]
    middle = max([name.middle, *middles], key=lambda text: (len(text.strip(".")) > 1, bool(text), text == name.middle))
    full = " ".join(part for part in (name.given, middle, name.family, name.suffix) if part)
    return name._replace(
        title=name.title or _first(entry.name.title for entry in preferred),
        middle=middle,
        full=full,
        gender=name.gender or next((entry.name.gender for entry in preferred if entry.name.gender), None),
    )


def _home(points: Sequence[Point]) -> Point | None:
    return next((point for point in points if point.kind == "post"), None)


def _place(home: Point | None, preferred: Sequence[Entry]) -> dict[str, str]:
    if home is not None and home.row["city"]:
        place = {name: str(home.row[name]) for name in ("country", "region", "city", "postal_code")}
    else:
        address = next((entry.address for entry in preferred if entry.address), preferred[0].address)
        place = {name: str(getattr(address, name)) for name in ("country", "region", "city", "postal_code")}
    return place | {"city_folded": fold(place["city"])}


def _custom(preferred: Sequence[Entry]) -> dict[str, str]:
    merged: dict[str, str] = {}
    for entry in reversed(preferred):
        merged.update(entry.custom)
    return merged


def _memberships(preferred: Sequence[Entry]) -> Iterator[Membership]:
    seen: set[tuple[str, str]] = set()
    for entry in preferred:
        company = entry.company
        if company is None or not company.key or (company.key, entry.address.country) in seen:
            continue
        seen.add((company.key, entry.address.country))
        yield Membership(company, entry.address.country, entry.address.city, entry.job_title, entry.department, entry)


def _conflicts(preferred: Sequence[Entry]) -> set[str]:
    """Fields in which records of one person disagree and a call could decide."""
    companies = {entry.company.key for entry in preferred if entry.company}
    jobs = {fold(entry.job_title) for entry in preferred if entry.job_title}
    streets = {entry.address_key for entry in preferred if entry.address_key}
    found = (("company", companies), ("job_title", jobs), ("address", streets))
    return {name for name, values in found if len(values) > 1}


def _values(preferred: Sequence[Entry], named: Entry, born: Entry | None) -> Iterator[dict[str, Any]]:
    """Where each value came from; a contact point carries its own record, raw form, status and reason."""
    seen: set[tuple[str, str]] = set()
    for entry in preferred:
        for name, value, raw, chosen in _plain_values(entry, preferred, named, born):
            if value and (name, value) not in seen:
                seen.add((name, value))
                yield _value(entry, name, value, raw, chosen=chosen)
        if entry.raw_birth and not entry.birth:
            yield _value(entry, "birth_date", "", entry.raw_birth, status="invalid", reason="no_day")


def _plain_values(
    entry: Entry, preferred: Sequence[Entry], named: Entry, born: Entry | None
) -> Iterator[tuple[str, str, str, bool]]:
    yield "full_name", entry.name.full, entry.raw_name, entry is named
    yield "birth_date", entry.birth.isoformat() if entry.birth else "", entry.raw_birth, entry is born
    if entry.company:
        first = next(other for other in preferred if other.company)
        yield "company", entry.company.full, entry.company.full, entry is first
    if entry.job_title:
        first = next(other for other in preferred if other.job_title)
        yield "job_title", entry.job_title, entry.job_title, entry is first


def _value(
    entry: Entry, name: str, value: str, raw: str, *, status: str = "valid", reason: str = "", chosen: bool = False
) -> dict[str, Any]:
    observed: datetime = entry.batch.observed_at
    return {
        "record_id": entry.record_id,
        "field": name,
        "value": value,
        "raw": raw,
        "status": status,
        "reason": reason,
        "chosen": int(chosen),
        "as_of": observed,
    }
