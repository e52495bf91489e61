"""What actualize writes, set by set: people, points, companies, households, lineage."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, select, text, update

from dm.actualize.points import point_id
from dm.actualize.query import rows_where
from dm.actualize.survive import Membership, Person
from dm.db import chunks, insert_many, insert_new
from dm.db import tables as t

_DELETE_AT_ONCE = 10_000


def store_people(connection: Connection, people: Sequence[Person], known: set[str], *, now: datetime) -> None:
    """Write people: those whose id is in `known` are brought up to date, the others are new."""
    new = [person for person in people if person.id not in known]
    old = [person for person in people if person.id in known]
    insert_many(connection, t.person, (_new_person(person, now) for person in new))
    _update_people(connection, old, now)
    insert_many(connection, t.contact_point, (row for person in new for row in _point_rows(person)))
    insert_many(connection, t.point_zone, (row for person in new for row in _zone_rows(person)))
    ids = [person.id for person in old]
    for some in chunks(ids, _DELETE_AT_ONCE):
        values = t.person_value
        connection.execute(delete(values).where(values.c.person_id.in_(some), values.c.correction_id.is_(None)))
    insert_many(
        connection, t.person_value, ({"person_id": person.id, **value} for person in people for value in person.values)
    )
    _store_companies(connection, people, known, now)
    _store_households(connection, people, set(ids), now)


def _new_person(person: Person, now: datetime) -> dict[str, Any]:
    return {
        "id": person.id,
        "state": "active",
        "salt": secrets.token_bytes(16),
        **person.row,
        "created_at": now,
        "updated_at": now,
    }


def _update_people(connection: Connection, people: Sequence[Person], now: datetime) -> None:
    if people:
        columns: dict[str, Any] = {name: bindparam(f"new_{name}") for name in people[0].row}
        statement = update(t.person).where(t.person.c.id == bindparam("old_id"))
        rows = [{"old_id": one.id, **{f"new_{name}": value for name, value in one.row.items()}} for one in people]
        connection.execute(statement.values(**columns, updated_at=now), rows)


def _point_rows(person: Person) -> Iterable[dict[str, Any]]:
    for point in person.points:
        yield {
            "id": point_id(person.id, point.kind, point.hmac),
            "person_id": person.id,
            "hmac": point.hmac,
            **point.row,
            "valid_from": point.row["observed_at"].date(),
        }


def _zone_rows(person: Person) -> Iterable[dict[str, Any]]:
    for point in person.points:
        identity = point_id(person.id, point.kind, point.hmac)
        for zone in point.zones:
            yield {"point_id": identity, "zone": zone}


def _store_companies(connection: Connection, people: Sequence[Person], known: set[str], now: datetime) -> None:
    companies: dict[str, dict[str, Any]] = {}
    members: dict[tuple[str, str, str], dict[str, Any]] = {}
    for person in people:
        for membership in person.memberships:
            companies.setdefault(membership.company_id, _company_row(membership, now))
            role = membership.role
            members[(membership.company_id, person.id, role)] = {
                "company_id": membership.company_id,
                "person_id": person.id,
                "role": role,
                "department": membership.department,
                "from_on": person.row["observed_at"].date(),
            }
    _insert_absent(connection, t.company, companies)
    is_known = {person.id for person in people} & known
    insert_new(connection, t.company_member, (row for row in members.values() if row["person_id"] in is_known))
    insert_many(connection, t.company_member, (row for row in members.values() if row["person_id"] not in is_known))


def _insert_absent(connection: Connection, table: Table, rows: Mapping[str, dict[str, Any]]) -> None:
    there = {row["id"] for row in rows_where(connection, select(table.c.id), table.c.id, rows)}
    insert_many(connection, table, (row for identity, row in rows.items() if identity not in there))


def _company_row(membership: Membership, now: datetime) -> dict[str, Any]:
    return {
        "id": membership.company_id,
        "name": membership.company.full,
        "name_folded": membership.company.key,
        "legal_form": membership.company.form,
        "country": membership.country,
        "city": membership.city,
        "created_at": now,
    }


def _store_households(connection: Connection, people: Sequence[Person], known: set[str], now: datetime) -> None:
    member = t.household_member
    settled = {person.id: person for person in people if person.household_key}
    current = select(member.c.id, member.c.person_id, member.c.household_id).where(member.c.to_on.is_(None))
    left = [
        row["id"]
        for row in rows_where(connection, current, member.c.person_id, known)
        if row["person_id"] not in settled or settled[row["person_id"]].household_id != row["household_id"]
    ]
    for some in chunks(left, _DELETE_AT_ONCE):
        connection.execute(update(member).where(member.c.id.in_(some)).values(to_on=now.date()))
    households = {person.household_id: _household_row(person, now) for person in settled.values()}
    _insert_absent(connection, t.household, households)
    rows = [_resident_row(person) for person in settled.values()]
    insert_new(connection, member, (row for row in rows if row["person_id"] in known))
    insert_many(connection, member, (row for row in rows if row["person_id"] not in known))


def _resident_row(person: Person) -> dict[str, Any]:
    since = person.row["observed_at"].date()
    return {"household_id": person.household_id, "person_id": person.id, "from_on": since}


def _household_row(person: Person, now: datetime) -> dict[str, Any]:
    return {
        "id": person.household_id,
        "name": person.row["family_name"],
        "address_key": person.household_key,
        "created_at": now,
    }


def assign_records(connection: Connection, links: Sequence[tuple[int, str, str]]) -> None:
    """Tie records to people; `links` are (record, person, how)."""
    if not links:
        return
    if connection.dialect.name == "postgresql":
        statement = text(
            "UPDATE record SET person_id = made.person, linked_by = made.how "
            "FROM unnest(CAST(:records AS bigint[]), CAST(:people AS text[]), CAST(:hows AS text[])) "
            "AS made(record, person, how) WHERE record.id = made.record"
        )
        records, people, hows = (list(column) for column in zip(*links, strict=True))
        connection.execute(statement, {"records": records, "people": people, "hows": hows})
        return
    record = t.record
    update_one = (
        update(record)
        .where(record.c.id == bindparam("record_"))
        .values(person_id=bindparam("person_"), linked_by=bindparam("how_"))
    )
    connection.execute(update_one, [{"record_": one, "person_": who, "how_": how} for one, who, how in links])


def close_batches(connection: Connection, batch_ids: Iterable[str], *, now: datetime) -> None:
    """Mark batches as actualized."""
    batch = t.batch
    statement = update(batch).where(batch.c.id.in_(list(batch_ids)))
    connection.execute(statement.values(state="actualized", actualized_at=now))
