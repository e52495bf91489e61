"""`dm consent import`: consent events from a file, with their proof."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, select

from dm.consent import audit, keys
from dm.consent.channel_families import POINT_KIND
from dm.consent.csv_rows import FileRow, RowFault, read_rows
from dm.consent.dealings import record_offers
from dm.consent.events import ACTIONS, CHANNELS, ConsentEvent, record_events, store_wordings
from dm.consent.rows import rows_where
from dm.consent.suppression import Objection, Whom, suppress_many
from dm.consent.vocabulary import ConsentForm
from dm.consent.wordings import Wording, Wordings
from dm.db import tables as t
from dm.db import writing
from dm.errors import InputError
from dm.model import LawChannel, PointKind
from dm.normal.phones import read_phone

COLUMNS = (
    "source", "external_id", "email", "phone", "channel", "purpose", "controller", "basis", "action", "form", "wording",
    "language", "evidence", "at", "valid_until", "duration", "out_of_hours", "place", "time_zone",
)  # fmt: skip
SOFT_OPT_IN = "soft_opt_in"
DURATIONS = ("", "stated", "indefinite", "none")


@dataclass(frozen=True, slots=True)
class EventReport:
    rows: int
    new: int
    repeated: int
    rejected: tuple[RowFault, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """No consent: somebody bought from us, and was offered the way out when the address was taken."""

    person_id: str
    controller: str
    last_on: date


@dataclass(frozen=True, slots=True)
class Directory:
    """Whom the rows may mean: people by list number and by point, and their best point of each kind."""

    by_external: dict[tuple[str, str], str]
    by_hmac: dict[str, frozenset[str]]
    points: dict[tuple[str, str], str]


def import_events(
    engine: Engine,
    path: Path,
    *,
    wordings: Wordings,
    key: bytes,
    now: datetime,
    actor: str,
    then: Callable[[Connection], object] = lambda _: None,
) -> EventReport:
    """Store the file's events in one transaction. Rows that name nobody, or say nothing clear, are reported.

    `then` is done within the transaction: whatever an objection stops. The same file
    twice adds nothing. E-mail and phone bind to the point, so they work before the person is imported.
    """
    if not path.is_file():
        raise InputError(f"{path} is no file.")
    content = path.read_bytes()
    rows = list(read_rows(content, path.name, known=COLUMNS, strict=True))
    with writing(engine) as connection:
        directory = _directory(connection, rows, key)
        read = [_said(row, directory, wordings, key, actor) for row in rows]
        events = [one for one in read if isinstance(one, ConsentEvent)]
        rejected = tuple(one for one in read if isinstance(one, RowFault))
        store_wordings(connection, _used(wordings, events))
        new = record_events(connection, events, now=now, key=key)
        offers = {one for one in read if isinstance(one, Offer)}
        new += record_offers(connection, [asdict(one) for one in offers])
        _silence_points(connection, rows, read, now=now, key=key, actor=actor)
        payload = {
            "rows": len(rows),
            "new": new,
            "rejected": len(rejected),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        audit.append(connection, actor=actor, action="consent import", object="", payload=payload, now=now)
        then(connection)
    return EventReport(len(rows), new, len(rows) - len(rejected) - new, rejected)


def _directory(connection: Connection, rows: Iterable[FileRow], key: bytes) -> Directory:
    rows = list(rows)
    by_external = _people_by_number(connection, {row.text("external_id") for row in rows if row.text("external_id")})
    hashes = {one for row in rows for one in _hashes(row, key).values()}
    point = t.contact_point
    by_hmac: dict[str, frozenset[str]] = {}
    for row in rows_where(connection, select(point.c.hmac, point.c.person_id), point.c.hmac, hashes):
        by_hmac[row["hmac"]] = by_hmac.get(row["hmac"], frozenset()) | {row["person_id"]}
    people = set(by_external.values()).union(*by_hmac.values())
    query = select(point).order_by(point.c.rank.desc(), point.c.id.desc())
    points = {(r["person_id"], r["kind"]): r["hmac"] for r in rows_where(connection, query, point.c.person_id, people)}
    return Directory(by_external, by_hmac, points)


def _people_by_number(connection: Connection, numbers: set[str]) -> dict[tuple[str, str], str]:
    record, batch = t.record, t.batch
    query = select(batch.c.source_id, record.c.external_id, record.c.person_id).join(batch)
    query = query.where(record.c.person_id.is_not(None)).order_by(record.c.id)
    found = {
        (r["source_id"], r["external_id"]): r["person_id"]
        for r in rows_where(connection, query, record.c.external_id, numbers)
    }
    called = keys.now_called(connection, found.values())
    return {who: called[person] for who, person in found.items()}


def _hashes(row: FileRow, key: bytes) -> dict[PointKind, str]:
    found = {}
    if "@" in row.text("email"):
        found[PointKind.EMAIL] = keys.email_hash(key, row.text("email"))
    # A number without its country is nobody's: hashed as digits it would match no point for ever.
    if row.text("phone") and read_phone(row.text("phone")).e164:
        found[PointKind.PHONE] = keys.phone_hash(key, row.text("phone"))
    return found


def _said(
    row: FileRow, directory: Directory, wordings: Wordings, key: bytes, actor: str
) -> ConsentEvent | Offer | RowFault:
    if row.text("basis") != SOFT_OPT_IN:
        return _event(row, directory, wordings, key, actor)
    if row.text("action") not in ("", "given") or row.text("channel") not in ("", "email", "sms", "*"):
        return RowFault(row.number, "basis", "soft_opt_in tells a purchase with the way out offered, for e-mail only")
    try:
        bought = row.day("at")
    except ValueError as problem:
        return RowFault(row.number, "at", str(problem))
    person = _person(row, directory, _hashes(row, key))
    if isinstance(person, RowFault) or bought is None:
        return person if isinstance(person, RowFault) else RowFault(row.number, "at", "the day of purchase is missing")
    return Offer(person, row.text("controller"), bought)


def _event(row: FileRow, directory: Directory, wordings: Wordings, key: bytes, actor: str) -> ConsentEvent | RowFault:
    fault = _fault(row)
    if fault:
        return fault
    whom = _whom(row, directory, key)
    if isinstance(whom, RowFault):
        return whom
    wording = wordings.by_reference(row.text("wording"), language=row.text("language"))
    at = row.moment("at")
    assert at is not None  # _fault has looked
    until = row.moment("valid_until", at_day_end=True)
    return ConsentEvent(
        action=row.text("action"),
        channel=row.text("channel"),
        at=at,
        person_id=whom[0],
        point_hmac=whom[1],
        controller=row.text("controller"),
        purpose=row.text("purpose") or "*",
        basis=row.text("basis"),
        form=row.text("form"),
        wording=wording.reference if wording else row.text("wording"),
        wording_sha256=wording.sha256 if wording else None,
        evidence=row.text("evidence"),
        place=row.text("place"),
        recorded_by=actor,
        time_zone=row.text("time_zone"),
        valid_until=until,
        duration=row.text("duration") or ("stated" if until else "none"),
        out_of_hours=row.text("out_of_hours").lower() in ("true", "yes", "1"),
    )


def _fault(row: FileRow) -> RowFault | None:
    closed = (("action", ACTIONS), ("channel", CHANNELS), ("form", ("", *ConsentForm)), ("duration", DURATIONS))
    for column, words in closed:
        if row.text(column) not in words:
            return RowFault(row.number, column, f"{row.text(column)!r} is none of {', '.join(filter(None, words))}")
    for column in ("at", "valid_until"):
        try:
            moment = row.moment(column)
        except ValueError as problem:
            return RowFault(row.number, column, str(problem))
        if column == "at" and moment is None:
            return RowFault(row.number, column, "when it was said is missing")
    return None


def _whom(row: FileRow, directory: Directory, key: bytes) -> tuple[str | None, str | None] | RowFault:
    """Person and point: the plain e-mail or number where it is of the channel, else the person's best point for it."""
    channel = row.text("channel")
    kind = POINT_KIND.get(LawChannel(channel)) if channel != "*" else None
    hashes = _hashes(row, key)
    person = _person(row, directory, hashes)
    if kind in hashes:
        return (None, hashes[kind])
    says_no = row.text("action") in ("objected", "withdrawn", "refused")
    if isinstance(person, RowFault):
        # A no is kept under whatever it came with, for the day when somebody imports that person.
        return (None, next(iter(hashes.values()))) if says_no and hashes else person
    if kind is None or says_no:
        return (person, directory.points.get((person, kind.value)) if kind else None)
    point = directory.points.get((person, kind.value))
    return (
        (person, point)
        if point
        else RowFault(row.number, "channel", f"the person has no {kind.value} that it could be for")
    )


def _person(row: FileRow, directory: Directory, hashes: dict[PointKind, str]) -> str | RowFault:
    number = (row.text("source"), row.text("external_id"))
    if number[1]:
        found = directory.by_external.get(number)
        reason = f"no person of list {number[0]!r} has the number {number[1]!r}"
        return found or RowFault(row.number, "external_id", reason)
    for kind, hashed in hashes.items():
        people = directory.by_hmac.get(hashed, frozenset())
        if len(people) == 1:
            return next(iter(people))
        if people:
            return RowFault(row.number, kind.value, f"{len(people)} people share it: give source and external_id")
    column = next((name for name in ("email", "phone") if row.text(name)), "external_id")
    return RowFault(row.number, column, "names nobody we know")


def _used(wordings: Wordings, events: Iterable[ConsentEvent]) -> list[Wording]:
    names = {event.wording for event in events}
    return [wording for wording in wordings.by_name.values() if wording.reference in names]


def _silence_points(
    connection: Connection,
    rows: list[FileRow],
    read: list[ConsentEvent | Offer | RowFault],
    *,
    now: datetime,
    key: bytes,
    actor: str,
) -> None:
    """Objections through a plain e-mail or number hold for people whom nobody has imported yet."""
    wishes = []
    for row, event in zip(rows, read, strict=True):
        if isinstance(event, ConsentEvent) and event.action == "objected" and event.person_id is None:
            objection = Objection(channel=event.channel, purpose=event.purpose, controller=event.controller or "*")
            whom = Whom(email=row.text("email"), phone=row.text("phone"))
            wishes.append((whom, replace(objection, origin=event.place or "import")))
    if wishes:
        suppress_many(connection, wishes, now=now, key=key, by=actor)
