"""A new suppression key: what we still know is hashed anew; what we only know as a hash waits under the old key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, func, select, update

from dm.consent import audit, keys
from dm.consent.rows import all_rows, rows_where
from dm.db import chunks, insert_new, writing
from dm.db import tables as t
from dm.errors import InputError
from dm.normal.keyed import key_id, older_keys

_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class RotationReport:
    """`points` hashed anew; `unproved` kept as they are, for their row does not give the hashed value back.

    `objections` were copied under the new key, `consents` and tries moved to it; `waiting` objections are known under
    an old key alone, and so may be the consents of `nobody`: of addresses that nobody in the base has.
    """

    points: int
    unproved: int
    objections: int
    consents: int
    waiting: int
    nobody: int


def rotate(engine: Engine, *, key: bytes, now: datetime, actor: str) -> RotationReport:
    """Hash points, consents, attempts and objections of known people under today's key; safe to run again.

    InputError where no older key is remembered: without it nothing could be proved.
    """
    if not older_keys(key):
        raise InputError(
            "No older suppression key is known.", hint="Put it into DM_SUPPRESSION_KEY_OLD; docs/settings.md tells how."
        )
    points = unproved = objections = consents = 0
    with writing(engine) as connection:
        ids = list(connection.execute(select(t.person.c.id).order_by(t.person.c.id)).scalars())
        for some in chunks(ids, _AT_ONCE):
            people = list(keys.known_people(connection, some).values())
            # Objections first: they are met by the hashes that the points still carry.
            objections += _copy_objections(connection, people, key)
            done, left = _rehash_points(connection, people, key)
            points, unproved = points + done, unproved + left
            consents += _carry(connection, people, key)
        report = RotationReport(points, unproved, objections, consents, _waiting(connection, key), _nobody(connection))
        counts = {"points": points, "unproved": unproved, "objections": objections, "consents": consents}
        payload = {"key": key_id(bytes(key)), **counts}
        audit.append(connection, actor=actor, action="rotate key", object="", payload=payload, now=now)
    return report


def _copy_objections(connection: Connection, people: Sequence[keys.Known], key: bytes) -> int:
    pairs = {old: new for known in people for old, new in _pairs(known, key) if old.hmac != new.hmac}
    by_old = {old.hmac: new for old, new in pairs.items()}
    row = t.suppression
    copies = [
        {name: value for name, value in found.items() if name != "id"}
        | {"hmac": by_old[found["hmac"]].hmac, "key_id": key_id(bytes(key))}
        for found in rows_where(connection, select(row), row.c.hmac, by_old)
    ]
    return insert_new(connection, row, copies) if copies else 0


def _pairs(known: keys.Known, key: bytes) -> Iterator[tuple[keys.Key, keys.Key]]:
    """Each key of the person under each old key, with the same under today's: they come in the same order."""
    new = list(known.under(bytes(key), key))
    for old in older_keys(key):
        yield from zip(known.under(old, key), new, strict=True)


def _rehash_points(connection: Connection, people: Sequence[keys.Known], key: bytes) -> tuple[int, int]:
    done = unproved = 0
    for point in (point for known in people for point in known.points):
        new = keys.rehashed(point, key, bytes(key))
        if new is None:
            unproved += 1
        elif new != point["hmac"]:
            here = t.contact_point
            connection.execute(update(here).where(here.c.id == point["id"]).values(hmac=new))
            done += 1
    return done, unproved


def _carry(connection: Connection, people: Sequence[keys.Known], key: bytes) -> int:
    """Move consents and tries of these people's points to today's key, also those older than the points."""
    moves = {
        old: new
        for known in people
        for point in known.points
        if (new := keys.rehashed(point, key, bytes(key)))
        for old in keys.under_older_keys(point, key)
        if old != new
    }
    moved = 0
    for table in (t.consent_event, t.attempt):
        held = table.c.point_hmac
        found = {row["point_hmac"] for row in rows_where(connection, select(held).distinct(), held, moves)}
        for old in sorted(found):
            moved += connection.execute(update(table).where(held == old).values(point_hmac=moves[old])).rowcount
    return moved


def _waiting(connection: Connection, key: bytes) -> int:
    row = t.suppression
    query = select(func.count()).select_from(row).where(row.c.key_id != key_id(bytes(key)))
    return int(connection.execute(query).scalar_one())


def _nobody(connection: Connection) -> int:
    event, point = t.consent_event.c, t.contact_point.c
    known = select(point.id).where(point.hmac == event.point_hmac).exists()
    query = select(func.count()).select_from(t.consent_event).where(event.person_id.is_(None), ~known)
    return int(connection.execute(query).scalar_one())


def stale_points(connection: Connection, key: bytes) -> int:
    """How many of the first points, or their consents, still lie under an older key: any asks for a rotation."""
    if not older_keys(key):
        return 0
    query = select(t.contact_point).order_by(t.contact_point.c.id).limit(_AT_ONCE)
    points = list(all_rows(connection, query))
    proved = [(point, new) for point in points if (new := keys.rehashed(point, key, bytes(key))) is not None]
    stale = sum(1 for point, new in proved if new != point["hmac"])
    event = t.consent_event.c.point_hmac
    before = {old: new for point, new in proved for old in keys.under_older_keys(point, key) if old != new}
    return stale + sum(1 for _ in rows_where(connection, select(event).distinct(), event, before))
