"""Where each value of a person came from: which record said what, and whose word counts.

Rows of table person_value are kept only for people of several records. Of somebody who rests on a single record every
value is that record's, so his rows are read from it when they are asked for: for a million people they would take a
tenth of the time that storing takes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, select

from dm.actualize import query
from dm.actualize.entries import Entry
from dm.actualize.survive import best_named, in_preference, whole_name
from dm.db import tables as t

Row = Mapping[str, Any]
_Read = Callable[[Entry], str]

_PLAIN: tuple[tuple[str, _Read], ...] = (
    ("external_id", lambda entry: entry.external_id),
    ("birth_date", lambda entry: entry.birth.isoformat() if entry.birth else ""),
    ("language", lambda entry: entry.language),
    ("company", lambda entry: entry.company.full if entry.company else ""),
    ("job_title", lambda entry: entry.job_title),
    ("department", lambda entry: entry.department),
    ("notes", lambda entry: entry.notes),
)
_OF_NAME: tuple[tuple[str, _Read], ...] = (
    ("title", lambda entry: entry.name.title),
    ("middle_name", lambda entry: entry.name.middle),
    ("gender", lambda entry: entry.name.gender or ""),
)
_LONGEST_FIELD = 30  # of the column


def values_of(entries: Sequence[Entry]) -> Iterator[dict[str, Any]]:
    """Rows of person_value without the person, for his records: each distinct value once, what won before the others.

    A contact point carries its own record, raw form, status and reason.
    """
    preferred = in_preference(entries)
    named, name = best_named(preferred), whole_name(preferred)
    yield from _field("full_name", preferred, lambda entry: entry.name.full, named.name.full)
    for field, read in _OF_NAME:
        yield from _field(field, preferred, read, getattr(name, field.removesuffix("_name")) or "")
    for field, read in _PLAIN:
        yield from _field(field, preferred, read)
    for key in sorted({key for entry in preferred for key in entry.custom}):
        yield from _field(f"custom.{key}"[:_LONGEST_FIELD], preferred, partial(_custom, key))
    for entry in preferred:
        if entry.raw_birth and not entry.birth:
            yield _value(entry, "birth_date", "", status="invalid", reason="no_day")


def _custom(key: str, entry: Entry) -> str:
    return entry.custom.get(key, "")


def _field(field: str, preferred: Sequence[Entry], read: _Read, winner: str | None = None) -> Iterator[dict[str, Any]]:
    said: dict[str, Entry] = {}
    for entry in preferred:
        if text := read(entry):
            said.setdefault(text, entry)
    if said and winner not in said:
        winner = next(iter(said))
    for text in sorted(said, key=lambda text: text != winner):
        yield _value(said[text], field, text, chosen=text == winner)


def _value(
    entry: Entry, field: str, value: str, *, status: str = "valid", reason: str = "", chosen: bool = False
) -> dict[str, Any]:
    observed: datetime = entry.batch.observed_at
    raw = {"full_name": entry.raw_name, "birth_date": entry.raw_birth}.get(field, value)
    return {
        "record_id": entry.record_id,
        "field": field,
        "value": value,
        "raw": raw,
        "status": status,
        "reason": reason,
        "chosen": int(chosen),
        "as_of": observed,
    }


def lineage_of(connection: Connection, person_ids: Iterable[str]) -> list[Row]:
    """The rows of person_value of these people, whether they are kept or read from a single record."""
    ids = set(person_ids)
    value = t.person_value
    kept: list[Row] = list(query.rows_where(connection, select(value), value.c.person_id, ids))
    rest = ids - {row["person_id"] for row in kept}
    records: dict[str, list[Entry]] = {}
    for entry in query.entries_of(connection, rest):
        records.setdefault(entry.person_id, []).append(entry)
    read = (
        {"id": None, "person_id": person, "correction_id": None, **row}
        for person, entries in records.items()
        for row in values_of(entries)
    )
    return [*kept, *read]
