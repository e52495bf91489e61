"""Who must not be contacted: objections and erasures, kept as keyed hashes that outlive the data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from dm.consent import audit, keys
from dm.consent.channel_families import ANY, OBJECTION_COVERS
from dm.consent.rows import rows_where
from dm.db import insert_new
from dm.db import tables as t
from dm.errors import InputError
from dm.model import Party
from dm.normal import emails, phones
from dm.normal.keyed import key_id, keyed_hash, older_keys

SCOPES = ("person", "contact_point", "household", "company", "domain")
# Kinds of keys that carry a suppression of each scope; a person is known by all of his own.
_KINDS_OF_SCOPE = {"household": {"household"}, "company": {"company"}, "domain": {"domain"}}


@dataclass(frozen=True, slots=True)
class Objection:
    """What somebody asked for: `channel` is law's or * for all of them; the widest is the default."""

    scope: str = "person"
    channel: str = ANY
    purpose: str = ANY
    controller: str = ANY
    reason: str = "objection"
    origin: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom an objection concerns: a person, one of the points, or a plain value that nobody imported yet."""

    person_id: str | None = None
    point_id: str | None = None
    email: str = ""
    phone: str = ""
    extra: tuple[keys.Key, ...] = ()


def suppress(
    connection: Connection,
    *,
    person_id: str | None = None,
    point_id: str | None = None,
    email: str = "",
    phone: str = "",
    scope: str = "person",
    channel: str = ANY,
    purpose: str = ANY,
    controller: str = ANY,
    reason: str = "objection",
    origin: str,
    now: datetime,
    key: bytes,
    by: str = "",
    until: datetime | None = None,
) -> int:
    """Store an objection under every key of the person or of the plain value; returns how many rows are new.

    Holds from this moment on; statutory days are an outer limit only. InputError when it leads to nobody.
    """
    whom = Whom(person_id, point_id, email, phone)
    objection = Objection(scope, channel, purpose, controller, reason, origin, until)
    return suppress_many(connection, [(whom, objection)], now=now, key=key, by=by)


def suppress_many(
    connection: Connection, wishes: Sequence[tuple[Whom, Objection]], *, now: datetime, key: bytes, by: str = ""
) -> int:
    """The same for many, with one audit row for all."""
    rows: list[dict[str, Any]] = []
    wishes = [*wishes, *_consumers_behind(connection, wishes, key)]
    points, people = _looked_up(connection, [whom for whom, _ in wishes])
    for whom, objection in wishes:
        _check(objection)
        found = list(_keys(whom, objection, points, people, key))
        if not found:
            who = whom.person_id or whom.point_id or whom.email or whom.phone or "nothing given"
            hint = "Give a person's id, an e-mail address or a telephone number."
            raise InputError(f"Nobody to suppress: {who} leads to no person or point.", hint=hint)
        rows += [_row(one, objection, now, key) for one in found]
    new = insert_new(connection, t.suppression, _distinct(rows)) if rows else 0
    _audit(connection, wishes, len(rows), new, now, by)
    return new


def _audit(
    connection: Connection,
    wishes: Sequence[tuple[Whom, Objection]],
    keys_written: int,
    new: int,
    now: datetime,
    by: str,
) -> None:
    counts = Counter(f"{one.reason} {one.scope} {one.channel}" for _, one in wishes)
    audit.append(
        connection,
        actor=by,
        action="suppress",
        object=(wishes[0][0].person_id or "") if len(wishes) == 1 else "",
        payload={"wishes": dict(sorted(counts.items())), "keys": keys_written, "new": new},
        now=now,
    )


def _consumers_behind(
    connection: Connection, wishes: Sequence[tuple[Whom, Objection]], key: bytes
) -> list[tuple[Whom, Objection]]:
    """The consumers whom a plain e-mail address or number leads to: whoever objects by it means all contact.

    Colleagues who share a firm's line are not meant: there only the line is silenced.
    """
    asked: dict[str, list[Objection]] = {}
    for whom, objection in wishes:
        if objection.scope == "person" and whom.person_id is None and whom.point_id is None:
            for hashed in _value_hashes(whom, key):
                asked.setdefault(hashed, []).append(objection)
    point = t.contact_point
    query = select(point.c.hmac, point.c.person_id).where(point.c.party == Party.CONSUMER.value)
    found = rows_where(connection, query, point.c.hmac, asked)
    return [(Whom(row["person_id"]), objection) for row in found for objection in asked[row["hmac"]]]


def _value_hashes(whom: Whom, key: bytes) -> Iterator[str]:
    for one in (bytes(key), *older_keys(key)):
        if whom.email:
            yield keys.email_hash(one, whom.email)
        if whom.phone:
            yield keys.phone_hash(one, whom.phone)


def _looked_up(connection: Connection, whoms: Sequence[Whom]) -> tuple[dict[str, Any], dict[str, keys.Known]]:
    """Points by id, and people by every id they were asked for."""
    point = t.contact_point
    wanted = [whom.point_id for whom in whoms if whom.point_id]
    points = {row["id"]: row for row in rows_where(connection, select(point), point.c.id, wanted)}
    ids = {whom.person_id for whom in whoms if whom.person_id} | {row["person_id"] for row in points.values()}
    called = keys.now_called(connection, ids)
    people = keys.known_people(connection, called.values())
    return points, {old: people[new] for old, new in called.items() if new in people}


def _distinct(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row a key: PostgreSQL takes no conflict within one statement's own rows twice."""
    unique = {(r["hmac"], r["channel"], r["purpose"], r["controller"], r["reason"]): r for r in reversed(rows)}
    return list(unique.values())


def _check(objection: Objection) -> None:
    if objection.scope not in SCOPES:
        raise InputError(f"scope is {objection.scope!r}, must be one of {', '.join(SCOPES)}.")
    if objection.channel not in OBJECTION_COVERS:
        raise InputError(f"channel is {objection.channel!r}, must be one of {', '.join(OBJECTION_COVERS)}.")


def _keys(
    whom: Whom, objection: Objection, points: dict[str, Any], people: dict[str, keys.Known], key: bytes
) -> Iterator[keys.Key]:
    point = points.get(whom.point_id or "")
    if point is not None and objection.scope == "contact_point":
        yield keys.Key(point["kind"], point["hmac"], point["normal_version"], personal=False)
        return
    known = people.get(whom.person_id or (point["person_id"] if point is not None else ""))
    if known:
        yield from _of_person(known, objection, key)
    yield from _of_values(whom.email, whom.phone, objection, key)
    yield from whom.extra


def _of_person(known: keys.Known, objection: Objection, key: bytes) -> Iterator[keys.Key]:
    wanted = _KINDS_OF_SCOPE.get(objection.scope)
    for one in known.new_keys(key):
        if wanted is not None:
            if one.kind in wanted:
                yield one
        elif one.personal or one.kind in ("email", "phone"):
            # A postal address alone is not the person: name and address together are, and stand among the keys.
            yield one


def _of_values(email: str, phone: str, objection: Objection, key: bytes) -> Iterator[keys.Key]:
    if email and objection.scope == "domain":
        yield keys.Key("domain", keyed_hash(key, "domain", email.rpartition("@")[2].lower()), 1, personal=False)
    elif email:
        yield keys.Key("email", keys.email_hash(key, email), emails.VERSION, personal=True)
    if phone:
        yield keys.Key("phone", keys.phone_hash(key, phone), phones.VERSION, personal=True)


def _row(one: keys.Key, objection: Objection, now: datetime, key: bytes) -> dict[str, Any]:
    return {
        "hmac": one.hmac,
        "key_id": key_id(key),
        "normal_kind": one.kind,
        "normal_version": one.version,
        "scope": objection.scope,
        "channel": objection.channel,
        "purpose": objection.purpose,
        "controller": objection.controller,
        "reason": objection.reason,
        "origin": objection.origin,
        "since": now,
        "until": objection.until,
    }
