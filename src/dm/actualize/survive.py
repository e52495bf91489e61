"""What survives of several records of one person: the golden record, and where each value came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any

from dm.actualize.entries import BatchFacts, Entry
from dm.actualize.points import Point, points_of
from dm.model import PointKind, base32_id
from dm.normal.companies import Company
from dm.normal.folding import fold
from dm.normal.names import Name

_POST = PointKind.POST.value
# Full names hardly ever repeat: to remember them costs more than to fold them.
_fold_once = fold.__wrapped__


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
    """One person as all of his records say."""

    id: str
    row: dict[str, Any]
    points: list[Point]
    memberships: list[Membership]
    entries: list[Entry]
    conflicts: set[str] = field(default_factory=set)


def person_id_of(entry: Entry) -> str:
    """The id of a person whose earliest record this is; it never depends on what else is in the base."""
    return person_id_at(entry.batch, entry.row)


def person_id_at(batch: BatchFacts, row: int) -> str:
    """The same for a row of a batch."""
    return "P" + base32_id("person", batch.source_id, batch.file_sha256, row)


def survivor(entries: Sequence[Entry], person_id: str, *, key: bytes) -> Person:
    """The person of these records: of each field the freshest value, then the more trusted source's, if it is valid."""
    preferred = in_preference(entries)
    several = len(entries) > 1
    earliest = min(entries, key=lambda entry: entry.earliness) if several else entries[0]
    points = points_of(preferred, key)
    return Person(
        id=person_id,
        row=_row(earliest, preferred, points),
        points=points,
        memberships=_memberships(preferred) if several or entries[0].company else [],
        entries=list(entries),
        conflicts=_conflicts(preferred) if several else set(),
    )


def in_preference(entries: Sequence[Entry]) -> Sequence[Entry]:
    """Whose word counts first: fresh, then trusted, then early; after all others a poorer list that only enriches."""
    if len(entries) == 1:
        return entries

    trusted = max((entry.batch.trust for entry in entries if not entry.batch.enriches), default=0)

    def order(entry: Entry) -> tuple[Any, ...]:
        batch = entry.batch
        poorer = batch.enriches and batch.trust < trusted
        return poorer, -batch.observed_at.timestamp(), -batch.trust, entry.earliness

    return sorted(entries, key=order)


def _row(earliest: Entry, preferred: Sequence[Entry], points: Sequence[Point]) -> dict[str, Any]:
    name = whole_name(preferred)
    external_id, born, language, job_title, department, notes = _first_said(preferred)
    country, region, city, postal_code = _place(points, preferred)
    batch = earliest.batch
    return {
        "source_id": batch.source_id,
        "batch_id": batch.id,
        "external_id": earliest.external_id or external_id,
        "title": name.title,
        "given_name": name.given,
        "middle_name": name.middle,
        "family_name": name.family,
        "full_name": name.full,
        "gender": name.gender,
        "language": language,
        "country": country,
        "region": region,
        "city": city,
        "postal_code": postal_code,
        "city_folded": fold(city),
        "name_folded": _folded(name, preferred[0]),
        "job_title": job_title,
        "department": department,
        "notes": notes,
        "party": points[0].party if points else batch.party,
        # What SQLite's driver does not take as it is stands last, which makes the rows quicker to write.
        "birth_date": born,
        "custom": _custom(preferred),
        "observed_at": _last_seen(preferred),
    }


def _folded(name: Name, entry: Entry) -> str:
    """The full name folded; where it is the parts that the record has folded already, they are put together."""
    whole = f"{name.given} {name.middle} {name.family}" if name.middle else f"{name.given} {name.family}"
    if name is entry.name and name.full == whole:
        return " ".join(filter(None, (entry.given, entry.middle, entry.family)))
    return _fold_once(name.full)


def _last_seen(preferred: Sequence[Entry]) -> datetime:
    """When the person was seen; a list that enriches says nothing of where he is today."""
    if len(preferred) == 1:
        return preferred[0].batch.observed_at
    seen = [entry.batch.observed_at for entry in preferred if not entry.batch.enriches]
    return max(seen or [entry.batch.observed_at for entry in preferred])


_SAID = attrgetter("external_id", "birth", "language", "job_title", "department", "notes")


def _first_said(preferred: Sequence[Entry]) -> tuple[Any, ...]:
    """Of each of these fields what the first record that says anything says."""
    said: tuple[Any, ...] = _SAID(preferred[0])
    for entry in preferred[1:]:
        said = tuple([first or other for first, other in zip(said, _SAID(entry), strict=True)])
    return said


def best_named(preferred: Sequence[Entry]) -> Entry:
    """The record with the fullest name."""
    return max(preferred, key=lambda entry: _completeness(entry.name))


def _completeness(name: Name) -> int:
    """Full words count; an initial is better than nothing."""
    return sum(2 if len(part.strip(".")) > 1 else 1 for part in (name.given, name.family) if part)


def whole_name(preferred: Sequence[Entry]) -> Name:
    """The best name, with title, patronymic and gender of other records that say more."""
    if len(preferred) == 1:
        return preferred[0].name
    name = best_named(preferred).name
    middles = [entry.name.middle for entry in preferred if entry.name.middle]
    middle = max([name.middle, *middles], key=lambda text: (len(text.strip(".")) > 1, bool(text), text == name.middle))
    return name._replace(
        title=name.title or next((entry.name.title for entry in preferred if entry.name.title), ""),
        middle=middle,
        full=" ".join(part for part in (name.given, middle, name.family, name.suffix) if part),
        gender=name.gender or next((entry.name.gender for entry in preferred if entry.name.gender), None),
    )


def _place(points: Sequence[Point], preferred: Sequence[Entry]) -> tuple[str, str, str, str]:
    """Country, region, town and postal code, of one address."""
    for point in points:
        if point.kind == _POST:
            if point.address.city:
                return _where(point.address)
            break
    usable = (entry.address for entry in preferred if entry.address and _POST not in entry.batch.barred)
    return _where(next(usable, preferred[0].address))


_where = attrgetter("country", "region", "city", "postal_code")


def _custom(preferred: Sequence[Entry]) -> dict[str, str]:
    if len(preferred) == 1:
        return preferred[0].custom
    merged: dict[str, str] = {}
    for entry in reversed(preferred):
        merged.update(entry.custom)
    return merged


def _memberships(preferred: Sequence[Entry]) -> list[Membership]:
    found: list[Membership] = []
    seen: set[tuple[str, str]] = set()
    for entry in preferred:
        company = entry.company
        if company is None or not company.key or (company.key, entry.address.country) in seen:
            continue
        seen.add((company.key, entry.address.country))
        where = (entry.address.country, entry.address.city)
        found.append(Membership(company, *where, entry.job_title, entry.department, entry))
    return found


def _conflicts(preferred: Sequence[Entry]) -> set[str]:
    """Fields in which records of one person disagree and a call could decide."""
    companies = {entry.company.key for entry in preferred if entry.company}
    jobs = {fold(entry.job_title) for entry in preferred if entry.job_title}
    streets = {entry.address_key for entry in preferred if entry.address_key}
    found = (("company", companies), ("job_title", jobs), ("address", streets))
    return {name for name, values in found if len(values) > 1}
