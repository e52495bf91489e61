"""Finding a person by what an operator types: an id, a telephone number or an e-mail address."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from dm.consent import keys
from dm.consent.rows import Row, all_rows, rows_where
from dm.db import tables as t
from dm.errors import InputError
from dm.normal.keyed import older_keys
from dm.normal.phones import read_phone


@dataclass(frozen=True, slots=True)
class Found:
    """Today's ids, the likeliest first; `hashes` are those of a typed number or address, known to us or not."""

    person_ids: tuple[str, ...]
    hashes: tuple[str, ...] = ()


def find_person(connection: Connection, who: str, *, key: bytes) -> Found:
    """InputError where neither a person nor an objection is known by that."""
    typed = who.strip()
    hashes = _hashes(typed, key)
    ids = _by_hash(connection, hashes) if hashes else _by_id(connection, typed)
    if not ids and not _is_suppressed(connection, hashes):
        raise InputError(
            f"Nobody is known as {typed!r}.",
            hint="Give a person's id, a telephone number with its country (+49 …), or an e-mail address.",
        )
    called = keys.now_called(connection, ids)
    return Found(tuple(dict.fromkeys(called[one] for one in ids)), hashes)


def _hashes(typed: str, key: bytes) -> tuple[str, ...]:
    ring = (key, *older_keys(key))
    if "@" in typed:
        return tuple(keys.email_hash(one, typed) for one in ring)
    number = read_phone(typed).e164 if typed[:1] in "+0(" or typed[:1].isdigit() else ""
    return tuple(keys.phone_hash(one, number) for one in ring) if number else ()


def _by_hash(connection: Connection, hashes: tuple[str, ...]) -> list[str]:
    point = t.contact_point
    query = select(point.c.person_id).order_by(point.c.rank, point.c.person_id)
    return [row["person_id"] for row in rows_where(connection, query, point.c.hmac, hashes)]


def _by_id(connection: Connection, typed: str) -> list[str]:
    person, alias, record = t.person, t.person_alias, t.record
    by_id = select(person.c.id).where(person.c.id == typed)
    by_alias = select(alias.c.person_id.label("id")).where(alias.c.old_id == typed)
    by_number = select(record.c.person_id.label("id")).where(
        record.c.external_id == typed, record.c.person_id.is_not(None)
    )
    for query in (by_id, by_alias, by_number.order_by(record.c.id)):
        found: list[Row] = list(all_rows(connection, query))
        if found and typed:
            return [row["id"] for row in found]
    return []


def _is_suppressed(connection: Connection, hashes: tuple[str, ...]) -> bool:
    row = t.suppression
    return any(rows_where(connection, select(row.c.hmac), row.c.hmac, hashes))
