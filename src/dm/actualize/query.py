"""What actualize reads: batches, records, and who in the base shares something with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from typing import cast as typed

import orjson
from sqlalchemy import ColumnElement, Connection, Select, Text, cast, func, select

from dm.actualize.entries import BatchFacts, Entry, read_entries
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
        yield from typed("Iterable[Row]", connection.execute(query.where(column.in_(some))).mappings())


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


def batches(connection: Connection) -> dict[str, BatchFacts]:
    """What all batches and their sources say about their records."""
    batch, source = t.batch, t.source
    query = select(
        batch.c.id,
        batch.c.file_sha256,
        batch.c.imported_at,
        batch.c.enriches,
        source.c.permitted_channels,
        source.c.id.label("source_id"),
        source.c.party,
        source.c.country,
        source.c.language,
        source.c.trust,
        source.c.collected_to,
        source.c.acquired_on,
    ).join(source)
    return {
        row["id"]: BatchFacts(
            id=row["id"],
            source_id=row["source_id"],
            file_sha256=row["file_sha256"],
            party=row["party"],
            country=row["country"],
            language=row["language"],
            trust=row["trust"],
            observed_at=observed(row["collected_to"] or row["acquired_on"], row["imported_at"]),
            order=(row["imported_at"], row["id"]),
            enriches=row["enriches"],
            barred=_barred(row["permitted_channels"]) if row["enriches"] else frozenset(),
        )
        for row in connection.execute(query).mappings()
    }


# By which channels a point may be used at all: what the licence of a list leaves no use for is not taken from it.
_CHANNELS = {"email": {"email"}, "phone": {"phone", "sms"}, "post": {"post", "courier"}}


def _barred(permitted: Sequence[str]) -> frozenset[str]:
    return frozenset(kind for kind, channels in _CHANNELS.items() if permitted and not channels & set(permitted))


def enriching_batches(connection: Connection, batch_ids: Sequence[str]) -> list[str]:
    """Those of the batches that add to people and make none, in the same order."""
    batch = t.batch
    found = set(connection.execute(select(batch.c.id).where(batch.c.id.in_(batch_ids), batch.c.enriches)).scalars())
    return [one for one in batch_ids if one in found]


def observed(day: date | None, imported_at: datetime) -> datetime:
    """When a list's values were true: on the last day of collecting, else when it was read."""
    return datetime.combine(day, time(), UTC) if day else imported_at


# The fields as text: orjson reads them in a third of the time that SQLAlchemy's JSON takes.
_FIELDS = cast(t.record.c.fields, Text).label("fields")
_RECORD = select(t.record.c.id, t.record.c.batch_id, t.record.c.row, _FIELDS, t.record.c.person_id)


def new_entries(connection: Connection, batch_ids: Sequence[str], at_once: int) -> Iterator[list[Entry]]:
    """The records of these batches that have no person yet, in normal form and in the order they came, by chunks."""
    place = 0
    for batch_id in batch_ids:
        for entries in _of_batch(connection, batch_id, t.record.c.person_id.is_(None), at_once, place):
            yield entries
            place += len(entries)


def known_entries(connection: Connection, batch_id: str, at_once: int) -> Iterator[list[Entry]]:
    """The records of a batch that have a person, likewise."""
    return _of_batch(connection, batch_id, t.record.c.person_id.is_not(None), at_once, 0)


def _of_batch(
    connection: Connection, batch_id: str, which: ColumnElement[bool], at_once: int, place: int
) -> Iterator[list[Entry]]:
    record, facts = t.record, batches(connection)
    asked = _RECORD.where(record.c.batch_id == batch_id, which).order_by(record.c.row)
    last = select(func.coalesce(func.max(record.c.row), -1)).where(record.c.batch_id == batch_id)
    # From row to row: "the next 5,000" is as well answered by sorting all of a new table, which PostgreSQL does each
    # time until it has counted it.
    for first in range(0, connection.execute(last).scalar_one() + 1, at_once):
        found = connection.execute(asked.where(record.c.row.between(first, first + at_once - 1))).all()
        if found:
            yield _entries(found, facts, place)
            place += len(found)


def entry_of(connection: Connection, record_id: int) -> Entry | None:
    """One record in normal form."""
    row = connection.execute(_RECORD.where(t.record.c.id == record_id)).first()
    return _entries([row], batches(connection), 0)[0] if row else None


def entries_of(connection: Connection, person_ids: Iterable[str]) -> list[Entry]:
    """All records of these people, in normal form and in the order they came."""
    return _in_order(connection, t.record.c.person_id, person_ids)


def records_of(connection: Connection, person_ids: Iterable[str]) -> list[int]:
    """The ids of all records of these people, in the order they came."""
    record, facts = t.record, batches(connection)
    found = rows_where(connection, select(record.c.id, record.c.batch_id, record.c.row), record.c.person_id, person_ids)
    return [row["id"] for row in sorted(found, key=lambda row: (facts[row["batch_id"]].order, row["row"]))]


def entries_at(connection: Connection, record_ids: Iterable[int]) -> list[Entry]:
    """These records, in normal form and in the order they came."""
    return _in_order(connection, t.record.c.id, record_ids)


def _in_order(connection: Connection, column: ColumnElement[Any], values: Iterable[Any]) -> list[Entry]:
    facts = batches(connection)
    found = [
        row
        for some in chunks(sorted(set(values)), _AT_ONCE)
        for row in connection.execute(_RECORD.where(column.in_(some)))
    ]
    found.sort(key=lambda row: (facts[row.batch_id].order, row.row))
    return _entries(found, facts, 0) if found else []


def _entries(found: Sequence[Any], facts: Mapping[str, BatchFacts], place: int) -> list[Entry]:
    record_ids, batch_ids, rows, fields, persons = zip(*found, strict=True)
    return read_entries(
        list(map(orjson.loads, fields)),
        [facts[one] for one in batch_ids],
        place=place,
        record_ids=record_ids,
        rows=rows,
        person_ids=[one or "" for one in persons],
    )


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


def former_ids(connection: Connection, person_ids: Iterable[str]) -> dict[str, str]:
    """{an id somebody went by: whom of these people he is now}."""
    alias = t.person_alias
    found = rows_where(connection, select(alias.c.old_id, alias.c.person_id), alias.c.person_id, person_ids)
    return {row["old_id"]: row["person_id"] for row in found}


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
