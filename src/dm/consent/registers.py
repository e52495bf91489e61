"""Copies of do-not-contact registers, kept as keyed hashes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, select

from dm.consent import audit, keys
from dm.consent.channel_families import POINT_KIND
from dm.consent.csv_rows import FileRow, RowFault, read_rows
from dm.consent.facts import RegisterCheck
from dm.consent.policy import Policies
from dm.consent.rows import rows_where
from dm.db import insert_many, reading, writing
from dm.db import tables as t
from dm.errors import InputError, Refused
from dm.model import LawChannel, PointKind
from dm.normal.addresses import address_key, read_address
from dm.normal.folding import fold
from dm.normal.keyed import keyed_hash
from dm.normal.names import read_name

COLUMNS = (
    "phone", "email", "full_name", "given_name", "family_name", "address", "street", "house", "postal_code", "city",
    "region", "country", "listed_on",
)  # fmt: skip

# What the keepers of registers call these columns.
HEADERS = {
    **dict.fromkeys(("phone number", "phone_number", "phonenumber", "telephone", "telephone number", "tel", "number",
                     "numero", "numéro", "número", "telefono", "teléfono", "telefone", "msisdn"), "phone"),
    **dict.fromkeys(("e-mail", "email address", "mail", "correo"), "email"),
    **dict.fromkeys(("name", "full name", "nombre", "nome"), "full_name"),
    **dict.fromkeys(("surname", "last name", "apellidos", "cognome", "nom"), "family_name"),
    **dict.fromkeys(("first name", "forename", "prénom"), "given_name"),
    **dict.fromkeys(("postcode", "post code", "zip", "plz", "cap", "code postal", "codigo postal"), "postal_code"),
    **dict.fromkeys(("town", "ville", "ciudad", "comune"), "city"),
    **dict.fromkeys(("listed on", "registered on", "registration date", "date"), "listed_on"),
}  # fmt: skip
_AREA_AND_NUMBER = re.compile(rb"^(?:\xef\xbb\xbf)?(\d{3})[,;\t](\d{7})(?=[\r\n,;\t]|$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class RegisterReport:
    register: str
    snapshot: str
    as_of: date
    entries: int
    rejected: tuple[RowFault, ...]


def registers_of(policies: Policies, channel: LawChannel) -> tuple[str, ...]:
    """The registers that any file asks for on that channel."""
    rules = (rule for policy in policies.files.values() for rule in policy.rules if channel in rule.channels)
    return tuple(sorted({register.id for rule in rules for register in rule.registers}))


def known_registers(policies: Policies) -> tuple[str, ...]:
    """Every register that any file asks for."""
    return tuple(sorted({one for channel in LawChannel for one in registers_of(policies, channel)}))


def import_register(
    engine: Engine, policies: Policies, register: str, path: Path, *, as_of: date, key: bytes, now: datetime, actor: str
) -> RegisterReport:
    """Take a copy of a register in one transaction; rows that hold no number, e-mail or address are reported.

    The file has a header row with `phone`, `email`, or a name and an address, and perhaps `listed_on`; a file
    without a header is read as one number or e-mail a line, or as area code and number.
    """
    kinds = _kinds_of(policies, register)
    content = path.read_bytes() if path.is_file() else _no_file(path)
    snapshot = f"{register}@{as_of}-{hashlib.sha256(content).hexdigest()[:8]}"
    entries: dict[str, date | None] = {}
    rejected: list[RowFault] = []
    for row in read_rows(_joined(content), path.name, known=COLUMNS, headless=kinds[0].value, aliases=HEADERS):
        entry = _entry(row, kinds, _country_of(register), key)
        if isinstance(entry, RowFault):
            rejected.append(entry)
        else:
            entries[entry[0]] = entry[1]
    with writing(engine) as connection:
        _store(connection, snapshot, register, path.name, content, as_of, entries, now)
        payload = {"register": register, "as_of": as_of.isoformat(), "entries": len(entries), "rejected": len(rejected)}
        audit.append(connection, actor=actor, action="register import", object=snapshot, payload=payload, now=now)
    return RegisterReport(register, snapshot, as_of, len(entries), tuple(rejected))


def list_registers(engine: Engine) -> list[dict[str, Any]]:
    """Every copy, newest of each register first."""
    copy = t.register_snapshot
    with reading(engine) as connection:
        query = select(copy).order_by(copy.c.register, copy.c.as_of.desc(), copy.c.imported_at.desc())
        return [dict(row) for row in connection.execute(query).mappings()]


def newest_copies(connection: Connection, registers: Iterable[str], on: date) -> dict[str, Any]:
    """The newest copy of each register that is not from the future."""
    copy = t.register_snapshot
    query = select(copy).where(copy.c.as_of <= on).order_by(copy.c.as_of, copy.c.imported_at)
    return {row["register"]: row for row in rows_where(connection, query, copy.c.register, registers)}


def checks_for(
    connection: Connection, copies: dict[str, Any], hmacs: Iterable[str]
) -> dict[str, tuple[RegisterCheck, ...]]:
    """The listings of each hash in these copies; a hash that is listed nowhere is left out."""
    entry = t.register_entry
    by_snapshot = {row["id"]: row for row in copies.values()}
    query = select(entry).where(entry.c.snapshot_id.in_(by_snapshot)).order_by(entry.c.id)
    found: dict[str, tuple[RegisterCheck, ...]] = {}
    for row in rows_where(connection, query, entry.c.hmac, hmacs if by_snapshot else ()):
        copy = by_snapshot[row["snapshot_id"]]
        hit = RegisterCheck(copy["register"], copy["as_of"], hit=True, listed_on=row["listed_on"])
        found[row["hmac"]] = (*found.get(row["hmac"], ()), hit)
    return found


def _joined(content: bytes) -> bytes:
    """Area code and number as one: the shape of the US and Canadian registers, `512,5551234` a line."""
    return _AREA_AND_NUMBER.sub(rb"\1\2", content) if _AREA_AND_NUMBER.match(content) else content


def _kinds_of(policies: Policies, register: str) -> tuple[PointKind, ...]:
    """What the register's rows may name: one list can be for calls and for post."""
    asked = (LawChannel.PHONE, LawChannel.SMS, LawChannel.EMAIL, LawChannel.POST)
    kinds = dict.fromkeys(POINT_KIND[channel] for channel in asked if register in registers_of(policies, channel))
    if kinds:
        return tuple(kinds)
    known = ", ".join(known_registers(policies))
    raise InputError(f"No policy asks for a register {register!r}.", hint=f"Known: {known}.")


def _country_of(register: str) -> str:
    return register.partition("-")[0]


def _no_file(path: Path) -> bytes:
    raise InputError(f"{path} is no file.")


def _entry(row: FileRow, kinds: Sequence[PointKind], country: str, key: bytes) -> tuple[str, date | None] | RowFault:
    try:
        listed = row.day("listed_on")
    except ValueError as problem:
        return RowFault(row.number, "listed_on", str(problem))
    readers = {PointKind.PHONE: _phone, PointKind.EMAIL: _email, PointKind.POST: _post}
    hashed = next(filter(None, (readers[kind](row, country, key) for kind in kinds)), "")
    missing = " or ".join(_WANTED[kind] for kind in kinds)
    return (hashed, listed) if hashed else RowFault(row.number, kinds[0].value, f"no {missing} in this row")


_WANTED = {PointKind.PHONE: "telephone number", PointKind.EMAIL: "e-mail address", PointKind.POST: "name and address"}


def _phone(row: FileRow, country: str, key: bytes) -> str:
    number = row.text("phone")
    return keys.phone_hash(key, number, country) if sum(letter.isdigit() for letter in number) >= 5 else ""


def _email(row: FileRow, country: str, key: bytes) -> str:
    del country
    return keys.email_hash(key, row.text("email")) if "@" in row.text("email") else ""


def _post(row: FileRow, country: str, key: bytes) -> str:
    name = read_name(row.text("full_name"), given=row.text("given_name"), family=row.text("family_name"))
    parts = {
        part: row.text(part) for part in ("address", "street", "house", "postal_code", "city", "region", "country")
    }
    place = address_key(read_address(**parts, default_country=country))
    if not place or not name.family or not name.given:
        return ""
    return keys.name_post_hash(key, f"{fold(name.family)}|{fold(name.given)}", keyed_hash(key, "post", place))


def _store(
    connection: Connection,
    snapshot: str,
    register: str,
    file_name: str,
    content: bytes,
    as_of: date,
    entries: dict[str, date | None],
    now: datetime,
) -> None:
    copy = t.register_snapshot
    if connection.execute(select(func.count()).where(copy.c.id == snapshot)).scalar():
        raise Refused(f"This copy of {register} as of {as_of} is already here.", hint="`dm register list` shows all.")
    connection.execute(
        insert(copy).values(
            id=snapshot,
            register=register,
            as_of=as_of,
            file_name=file_name,
            file_sha256=hashlib.sha256(content).hexdigest(),
            entries=len(entries),
            imported_at=now,
        )
    )
    rows = ({"snapshot_id": snapshot, "hmac": hashed, "listed_on": listed} for hashed, listed in entries.items())
    insert_many(connection, t.register_entry, rows)
