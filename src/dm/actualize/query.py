"""What actualize reads: batches, records, and who in the base shares something with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Select, select

from dm.actualize.entries import BatchFacts, Entry, read_entry
from dm.db import chunks
from dm.db import tables as t
from dm.errors import InputError

Row = Mapping[str, Any]
# SQLite takes 32,766 variables a statement, PostgreSQL 65,535.
_AT_ONCE = 10_000


def rows_where(
    connection: Connection, query: Select[Any], column: ColumnElement[Any], values: Iterable[Any]
) -> Iterator[Row]:
    """The rows whose column is one of the values, in as few statements as the databases allow."""
    for some in chunks(sorted(set(values)), _AT_ONCE):
        yield from cast("Iterable[Row]", connection.execute(query.where(column.in_(some))).mappings())


def waiting_batches(connection: Connection, batch_id: str | None) -> list[str]:
    """The batches not yet actualized, oldest first; raises InputError where the one named does not exist."""
    batch = t.batch
    if batch_id is None:
        query = select(batch.c.id).where(batch.c.state == "accepted").order_by(batch.c.imported_at, batch.c.id)
        return list(connection.execute(query).scalars())
    state = connection.execute(select(batch.c.state).where(batch.c.id == batch_id)).scalar()
    if state is None or state == "undone":
        raise InputError(f'There is no batch "{batch_id}".', hint="`dm acquire` prints the id of each batch it makes.")
    return [batch_id] if state == "accepted" else []


@dataclass(frozen=True, slots=True)
class _Batch:
    facts: BatchFacts
    order: tuple[datetime, str]


def _batches(connection: Connection) -> dict[str, _Batch]:
    batch, source = t.batch, t.source
    query = select(
        batch.c.id,
        batch.c.file_sha256,
        batch.c.imported_at,
        source.c.id.label("source_id"),
        source.c.party,
        source.c.country,
        source.c.language,
        source.c.trust,
        source.c.collected_to,
        source.c.acquired_on,
    ).join(source)
    found = {}
    for row in connection.execute(query).mappings():
        facts = BatchFacts(
            id=row["id"],
            source_id=row["source_id"],
            file_sha256=row["file_sha256"],
            party=row["party"],
            country=row["country"],
            language=row["language"],
            trust=row["trust"],
            observed_at=_observed(row["collected_to"] or row["acquired_on"], row["imported_at"]),
        )
        found[row["id"]] = _Batch(facts, (row["imported_at"], row["id"]))
    return found


def _observed(day: date | None, imported_at: datetime) -> datetime:
    return datetime.combine(day, time(), UTC) if day else imported_at


_RECORD = select(t.record.c.id, t.record.c.batch_id, t.record.c.row, t.record.c.fields, t.record.c.person_id)


def new_entries(connection: Connection, batch_ids: Sequence[str]) -> list[Entry]:
    """The records of these batches that have no person yet, in normal form and in the order they came."""
    batches = _batches(connection)
    entries: list[Entry] = []
    for batch_id in batch_ids:
        query = _RECORD.where(t.record.c.batch_id == batch_id, t.record.c.person_id.is_(None)).order_by(t.record.c.row)
        rows = cast("Iterable[Row]", connection.execute(query).mappings())
        entries += [_entry(row, batches, place) for place, row in enumerate(rows, start=len(entries))]
    return entries


def entries_of(connection: Connection, person_ids: Iterable[str]) -> list[Entry]:
    """All records of these people, in normal form and in the order they came."""
    batches = _batches(connection)
    rows = list(rows_where(connection, _RECORD, t.record.c.person_id, person_ids))
    rows.sort(key=lambda row: (batches[row["batch_id"]].order, row["row"]))
    return [_entry(row, batches, place) for place, row in enumerate(rows)]


def _entry(row: Row, batches: Mapping[str, _Batch], place: int) -> Entry:
    facts = batches[row["batch_id"]].facts
    person = row["person_id"] or ""
    return read_entry(row["fields"], facts, place=place, record_id=row["id"], row=row["row"], person_id=person)


def in_order(known: Sequence[Entry], new: Sequence[Entry]) -> list[Entry]:
    """Records of people in the base before new ones, each with its place in the whole."""
    entries = [*known, *new]
    for place, entry in enumerate(entries):
        entry.place = place
    return entries


def people_sharing(connection: Connection, entries: Sequence[Entry], hmacs: Iterable[str]) -> set[str]:
    """Ids of people in the base who share a point, an id of the same source, or name and birthday with new records."""
    point, person, record, batch = t.contact_point, t.person, t.record, t.batch
    by_point = select(point.c.person_id).distinct()
    found = {row["person_id"] for row in rows_where(connection, by_point, point.c.hmac, hmacs)}
    wanted = {(entry.batch.source_id, entry.external_id) for entry in entries if entry.external_id}
    listed = select(record.c.person_id, record.c.external_id, batch.c.source_id).join(batch)
    listed = listed.where(record.c.person_id.is_not(None))
    for row in rows_where(connection, listed, record.c.external_id, {external for _, external in wanted}):
        if (row["source_id"], row["external_id"]) in wanted:
            found.add(row["person_id"])
    births = {(entry.birth, entry.family) for entry in entries if entry.birth and entry.given and entry.family}
    born = select(person.c.id, person.c.birth_date, person.c.name_folded)
    for row in rows_where(connection, born, person.c.birth_date, {birth for birth, _ in births}):
        if any((row["birth_date"], word) in births for word in row["name_folded"].split()):
            found.add(row["id"])
    return active_people(connection, found)


def active_people(connection: Connection, person_ids: Iterable[str]) -> set[str]:
    """The ids that these go by today, without those who were erased."""
    ids = set(person_ids)
    alias, person = t.person_alias, t.person
    query = select(alias.c.old_id, alias.c.person_id)
    called = {row["old_id"]: row["person_id"] for row in rows_where(connection, query, alias.c.old_id, ids)}
    current = {called.get(one, one) for one in ids}
    active = select(person.c.id).where(person.c.state == "active")
    return {row["id"] for row in rows_where(connection, active, person.c.id, current)}


def kept_apart(connection: Connection) -> set[frozenset[str]]:
    """Pairs of people of whom somebody said that they are two."""
    pair = t.review_pair
    query = select(pair.c.left_person_id, pair.c.right_person_id).where(pair.c.state == "rejected")
    return {frozenset((left, right)) for left, right in connection.execute(query)}


def heard(connection: Connection, person_ids: Iterable[str]) -> dict[str, dict[str, str]]:
    """{person: {field: value}} of corrections that were accepted, the latest last: they stand above every list."""
    correction = t.correction
    query = select(correction.c.person_id, correction.c.field, correction.c.new).where(correction.c.state == "accepted")
    found: dict[str, dict[str, str]] = {}
    for row in rows_where(
        connection, query.order_by(correction.c.at, correction.c.id), correction.c.person_id, person_ids
    ):
        found.setdefault(row["person_id"], {})[row["field"]] = row["new"]
    return found


@dataclass(frozen=True, slots=True)
class Namesake:
    """Somebody in the base with the name of a new person; his points are not needed to see that."""

    id: str
    row: Row
    points: tuple[()] = ()


def namesakes(connection: Connection, folded_names: Iterable[str]) -> list[Namesake]:
    """Active people of these folded full names."""
    person = t.person
    names = ("id", "given_name", "family_name", "city_folded", "birth_date", "gender")
    query = select(*(person.c[name] for name in names)).where(person.c.state == "active")
    found = rows_where(connection, query, person.c.name_folded, set(folded_names) - {""})
    return [Namesake(row["id"], row) for row in found]
