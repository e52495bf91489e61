"""What people said of themselves in a call, put into the base: it stands above every list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from dm.actualize.entries import BatchFacts, read_entry
from dm.actualize.points import Point, point_id, points_of
from dm.actualize.rebuild import rebuild
from dm.db import insert_many, insert_new
from dm.db import tables as t
from dm.errors import InputError, StateError
from dm.model import PointStatus

Row = Mapping[Any, Any]
_KIND = {"email": "email", "phone": "phone", "address": "post"}
_UNUSABLE = frozenset({PointStatus.INVALID.value, PointStatus.DEAD.value})


def take_correction(
    connection: Connection, correction: Row, *, key: bytes, now: datetime, careful: bool = False
) -> None:
    """Bring an accepted correction into the base at once.

    An e-mail, number or address becomes a point verified on the day of the call; the e-mail or address that it
    replaces ends. With `careful` only what passes every check of its kind. Raises InputError for a value that cannot be
    used, StateError where the person is gone.
    """
    person = _person(connection, correction["person_id"])
    field = correction["field"]
    if field in _KIND:
        _take_point(connection, person, correction, key, careful=careful)
    value = {"value": correction["new"], "raw": correction["new"], "status": "valid", "chosen": 1}
    origin = {"person_id": person["id"], "correction_id": correction["id"], "as_of": correction["at"]}
    connection.execute(insert(t.person_value).values(**origin, field=field, **value))
    rebuild(connection, [person["id"]], key=key, now=now)


def _person(connection: Connection, person_id: str) -> Row:
    person, alias = t.person, t.person_alias
    today = connection.execute(select(alias.c.person_id).where(alias.c.old_id == person_id)).scalar() or person_id
    row = connection.execute(select(person).where(person.c.id == today)).mappings().one_or_none()
    if row is None or row["state"] != "active":
        raise StateError("The person is not in the base any more.", hint="Reject the correction.")
    return row


def _take_point(connection: Connection, person: Row, correction: Row, key: bytes, *, careful: bool) -> None:
    point = _read(person, correction, key)
    status = point.status if point else ""
    if point is None or status in _UNUSABLE or (careful and status != PointStatus.VALID.value):
        reason = point.reason if point else "nothing_to_read"
        raise InputError(
            f'"{correction["new"][:80]}" cannot be used ({reason or status}).', hint="Ask again, or reject it."
        )
    table, at = t.contact_point, correction["at"]
    row = {**point.row, "id": point_id(person["id"], point.hmac), "person_id": person["id"]}
    row |= {"hmac": point.hmac, "record_id": None, "valid_from": at.date(), "valid_to": None, "verified_at": at}
    if insert_new(connection, table, [row]):
        insert_many(connection, t.point_zone, ({"point_id": row["id"], "zone": zone} for zone in point.zones))
    else:
        known = (table.c.person_id == person["id"]) & (table.c.kind == point.kind) & (table.c.hmac == point.hmac)
        again = {name: row[name] for name in ("status", "reason", "verified_at", "valid_to")}
        connection.execute(update(table).where(known).values(**again))
    if point.kind != "phone" and correction["old"] and correction["old"] != correction["new"]:
        mine = (table.c.person_id == person["id"]) & (table.c.kind == point.kind) & (table.c.hmac != point.hmac)
        connection.execute(
            update(table).where(mine, table.c.value == correction["old"]).values(valid_to=at.date(), status="dead",
                                                                                 reason="corrected")
        )  # fmt: skip


def _read(person: Row, correction: Row, key: bytes) -> Point | None:
    """What was said, by the same rules as a row of a list that this person would be in."""
    kind, new = _KIND[correction["field"]], correction["new"]
    fields: dict[str, Any] = {correction["field"]: new if kind == "post" else [new]}
    facts = BatchFacts(
        id="",
        source_id="",
        file_sha256="",
        party=person["party"],
        country=person["country"],
        language=person["language"],
        trust=100,
        observed_at=correction["at"],
    )
    entry = read_entry(fields, facts, place=0, record_id=0, row=0, person_id=person["id"])
    return next((point for point in points_of([entry], key) if point.kind == kind), None)
