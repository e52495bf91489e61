"""Erasure: what we delete, and what the law makes us keep."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, func, or_, select, update

from dm.consent import audit, keys, story_rows
from dm.consent.rows import all_rows, rows_where
from dm.consent.suppression import suppress
from dm.db import tables as t
from dm.errors import InputError

# Everything of a person that has no other reason to stay. Attempts, consent events and orders keep the bare id:
# proof while a claim can come (UWG 7a: five years from each use; 16 CFR 310.5: five years), and counts.
DELETED = (
    (t.person_value, "person_id"),
    (t.household_member, "person_id"),
    (t.company_member, "person_id"),
    (t.relationship, "person_id"),
    (t.score, "person_id"),
    (t.correction, "person_id"),
)
_EMPTY_TEXTS = (
    "external_id", "title", "given_name", "middle_name", "family_name", "full_name", "language", "country", "region",
    "city", "postal_code", "name_folded", "city_folded", "job_title", "department", "notes",
)  # fmt: skip
_EMPTY_VALUES = ("salt", "gender", "birth_date", "latitude", "longitude", "verified_at")


@dataclass(frozen=True, slots=True)
class ErasureReport:
    """`files` still hold the person until their day comes: letters already printed, sealed batches."""

    person_id: str
    deleted: dict[str, int]
    kept_keys: int
    files: tuple[tuple[str, date | None], ...]


def erase(connection: Connection, person_id: str, *, key: bytes, now: datetime, actor: str) -> ErasureReport:
    """Erase a person within the caller's transaction; keyed hashes keep the person out of every later list.

    Pieces that have not left must be cancelled before, by the ledger. A tombstone stays.
    """
    today = keys.now_called(connection, [person_id])[person_id]
    known = keys.known_people(connection, [today]).get(today)
    if known is None:
        raise InputError(f"There is no person {person_id}.")
    if known.person["state"] == "erased":
        raise InputError(f"Person {person_id} is erased already.")
    origin = "request"
    suppress(connection, person_id=today, reason="erased", origin=origin, now=now, key=key, by=actor)
    kept = _keys_kept(connection, known, key)
    ids = story_rows.ids_of(connection, today)
    files = _files(connection, ids)
    deleted = clear(connection, ids, now)
    payload = {"deleted": deleted, "kept_keys": kept, "files": len(files)}
    audit.append(connection, actor=actor, action="erase", object=today, payload=payload, now=now)
    return ErasureReport(today, deleted, kept, files)


def _keys_kept(connection: Connection, known: keys.Known, key: bytes) -> int:
    """How many hashes of the person are on record as erased, whoever wrote them first."""
    stored = t.suppression.c
    query = select(stored.hmac).where(stored.reason == "erased").distinct()
    return sum(1 for _ in rows_where(connection, query, stored.hmac, {one.hmac for one in known.new_keys(key)}))


def clear(connection: Connection, ids: set[str], now: datetime) -> dict[str, int]:
    """Delete what is personal of these people and leave tombstones; returns how many rows of each table went."""
    deleted = _delete(connection, ids)
    _empty(connection, ids, now)
    return deleted


def _delete(connection: Connection, ids: set[str]) -> dict[str, int]:
    points = select(t.contact_point.c.id).where(t.contact_point.c.person_id.in_(ids))
    connection.execute(delete(t.point_zone).where(t.point_zone.c.point_id.in_(points)))
    pair = t.review_pair
    connection.execute(delete(pair).where(or_(pair.c.left_person_id.in_(ids), pair.c.right_person_id.in_(ids))))
    done = {"contact_point": _count_and_delete(connection, t.contact_point, "person_id", ids)}
    return done | {table.name: _count_and_delete(connection, table, column, ids) for table, column in DELETED}


def _count_and_delete(connection: Connection, table: Table, column: str, ids: set[str]) -> int:
    concerned = table.c[column].in_(ids)
    count = connection.execute(select(func.count()).select_from(table).where(concerned)).scalar() or 0
    connection.execute(delete(table).where(concerned))
    return int(count)


def _empty(connection: Connection, ids: set[str], now: datetime) -> None:
    """Rows that must stay lose what is personal in them."""
    person, record, piece, response = t.person, t.record, t.piece, t.response
    gone: dict[str, Any] = dict.fromkeys(_EMPTY_TEXTS, "") | dict.fromkeys(_EMPTY_VALUES)
    connection.execute(
        update(person).where(person.c.id.in_(ids)).values(**gone, custom={}, state="erased", updated_at=now)
    )
    # A key is a plain hash of a number or a name: few enough to try them all.
    theirs = select(record.c.id).where(record.c.person_id.in_(ids))
    connection.execute(delete(t.link_key).where(t.link_key.c.record_id.in_(theirs)))
    connection.execute(update(record).where(record.c.person_id.in_(ids)).values(raw=[], fields={}, external_id=""))
    connection.execute(update(piece).where(piece.c.person_id.in_(ids)).values(snapshot=None))
    connection.execute(update(response).where(response.c.person_id.in_(ids)).values(note=""))
    task = t.call_task
    connection.execute(
        update(task).where(task.c.person_id.in_(ids)).values(dead_points=[], why="", callback_wall="", callback_zone="")
    )


def _files(connection: Connection, ids: set[str]) -> tuple[tuple[str, date | None], ...]:
    """Files of batches that hold a piece of the person, with the day they must be destroyed on."""
    item, piece, made = t.batch_item, t.piece, t.artefact
    batches = select(item.c.batch_id).join(piece, piece.c.id == item.c.piece_id).where(piece.c.person_id.in_(ids))
    query = select(made.c.path, made.c.destroy_on).where(made.c.batch_id.in_(batches)).order_by(made.c.path)
    return tuple((row["path"], row["destroy_on"]) for row in all_rows(connection, query))
