"""`dm suppress import`: objections from a file, whether or not we know the people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, func, select

from dm.consent import keys
from dm.consent.channel_families import ANY, OBJECTION_COVERS
from dm.consent.csv_rows import FileRow, RowFault, read_rows
from dm.consent.suppression import Objection, Whom, suppress_many
from dm.db import reading, writing
from dm.db import tables as t
from dm.errors import InputError
from dm.normal.addresses import address_key, read_address
from dm.normal.folding import VERSION as FOLDING_VERSION
from dm.normal.folding import fold
from dm.normal.keyed import keyed_hash
from dm.normal.names import read_name
from dm.normal.phones import read_phone

PLACE = ("address", "street", "house", "postal_code", "city", "region", "country")
COLUMNS = (
    "person_id", "source", "external_id", "email", "phone", "full_name", "given_name", "family_name", "birth_date",
    *PLACE, "channel", "purpose", "controller", "reason", "origin", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SuppressionReport:
    rows: int
    new: int
    rejected: tuple[RowFault, ...]


def import_suppressions(
    engine: Engine,
    path: Path,
    *,
    key: bytes,
    now: datetime,
    actor: str,
    reason: str = "objection",
    channel: str = ANY,
    then: Callable[[Connection], object] = lambda _: None,
) -> SuppressionReport:
    """Store every row that names somebody, in one transaction; a file without a header holds one e-mail a line.

    `reason` and `channel` hold where a row says nothing else; `then` is done within the transaction.
    """
    if not path.is_file():
        raise InputError(f"{path} is no file.")
    rows = list(read_rows(path.read_bytes(), path.name, known=COLUMNS, headless="email", strict=True))
    with writing(engine) as connection:
        read = [_wish(connection, row, key, Objection(channel=channel, reason=reason, origin="import")) for row in rows]
        wishes = [one for one in read if not isinstance(one, RowFault)]
        new = suppress_many(connection, wishes, now=now, key=key, by=actor) if wishes else 0
        then(connection)
    return SuppressionReport(len(rows), new, tuple(one for one in read if isinstance(one, RowFault)))


def list_suppressions(engine: Engine) -> list[dict[str, Any]]:
    """How many keys are suppressed, by reason, scope and channel; whose they are nobody can read any more."""
    row = t.suppression
    by = (row.c.reason, row.c.scope, row.c.channel, row.c.normal_kind)
    query = select(*by, func.count().label("keys"), func.max(row.c.since).label("newest")).group_by(*by).order_by(*by)
    with reading(engine) as connection:
        return [dict(found) for found in connection.execute(query).mappings()]


def _wish(connection: Connection, row: FileRow, key: bytes, plain: Objection) -> tuple[Whom, Objection] | RowFault:
    channel = row.text("channel") or plain.channel
    if channel not in OBJECTION_COVERS:
        return RowFault(row.number, "channel", f"{channel!r} is none of {', '.join(OBJECTION_COVERS)}")
    try:
        extra = tuple(_named(row, key))
    except ValueError as problem:
        return RowFault(row.number, "birth_date", str(problem))
    person = row.text("person_id")
    if person and not connection.execute(select(t.person.c.id).where(t.person.c.id == person)).scalar():
        return RowFault(row.number, "person_id", f"there is no person {person}")
    email = row.text("email") if "@" in row.text("email") else ""
    phone = read_phone(row.text("phone"), row.text("country")).e164 if row.text("phone") else ""
    whom = Whom(person_id=person or None, email=email, phone=phone, extra=extra)
    if whom == Whom():
        column = next((name for name in ("email", "phone", "full_name") if row.text(name)), "email")
        return RowFault(row.number, column, "names nobody: no usable e-mail, number, list number, or name with address")
    objection = Objection(
        channel=channel,
        purpose=row.text("purpose") or ANY,
        controller=row.text("controller") or ANY,
        reason=row.text("reason") or plain.reason,
        origin=row.text("origin") or plain.origin,
    )
    return whom, objection


def _named(row: FileRow, key: bytes) -> list[keys.Key]:
    """Keys of a person by the number in a list, or by name with birth date or address."""
    found = []
    if row.text("external_id"):
        hashed = keys.external_id_hash(key, row.text("source"), row.text("external_id"))
        found.append(keys.Key("external_id", hashed, 1, personal=True))
    name = read_name(row.text("full_name"), given=row.text("given_name"), family=row.text("family_name"))
    if not name.family or not name.given:
        return found
    folded = f"{fold(name.family)}|{fold(name.given)}"
    born = row.day("birth_date")
    if born:
        hashed = keys.name_birth_hash(key, folded, born.isoformat())
        found.append(keys.Key("name_birth", hashed, FOLDING_VERSION, personal=True))
    place = address_key(read_address(**{part: row.text(part) for part in PLACE}))
    if place:
        hashed = keys.name_post_hash(key, folded, keyed_hash(key, "post", place))
        found.append(keys.Key("name_post", hashed, FOLDING_VERSION, personal=True))
    return found
