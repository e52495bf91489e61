"""People made again from all of their records, after somebody joined, parted or took away some of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection

from dm.actualize import query, store
from dm.actualize.belonging import Belonging
from dm.actualize.correcting import correct
from dm.actualize.entries import Entry
from dm.actualize.refresh import refresh_points
from dm.actualize.survive import Person, survivor
from dm.consent.forms import Home, carry_forward, has_address_objections
from dm.model import PointKind


def rebuild(
    connection: Connection,
    person_ids: Iterable[str],
    *,
    key: bytes,
    now: datetime,
    new: Iterable[str] = (),
    merged: Mapping[str, str] | None = None,
) -> list[Person]:
    """Write these people again as their records say now; those in `new` are not in the base yet."""
    wanted, fresh = set(person_ids), set(new)
    groups: dict[str, list[Entry]] = {}
    for entry in query.entries_of(connection, wanted):
        groups.setdefault(entry.person_id, []).append(entry)
    people = [survivor(entries, person_id, key=key) for person_id, entries in groups.items()]
    correct_all(connection, people, merged or {})
    known = set(groups) - fresh
    store.store_people(connection, people, known, now=now)
    belonging = Belonging(key)
    belonging.note(people, known)
    belonging.settle(connection, now=now)
    refresh_points(connection, [person for person in people if person.id in known], merged or {})
    if has_address_objections(connection):
        carry_objections(connection, people, key)
    return people


def carry_objections(connection: Connection, people: Iterable[Person], key: bytes) -> None:
    """Who objected for an address under an earlier form of it stays out under today's."""
    homes = (
        Home(point.entry.address, point.hmac, person.row["family_name"], person.row["given_name"])
        for person in people
        for point in person.points
        if point.kind == PointKind.POST.value
    )
    carry_forward(connection, homes, key=key)


def correct_all(connection: Connection, people: Iterable[Person], merged: Mapping[str, str]) -> None:
    """What was heard in calls of a person, or of one merged into him now or ever, stays true."""
    ids = {person.id: [person.id] for person in people}
    for lost, kept in {**query.former_ids(connection, ids), **merged}.items():
        ids[kept].insert(0, lost)
    heard = query.heard(connection, [one for some in ids.values() for one in some])
    for person in people if heard else ():
        for identity in ids[person.id]:
            correct(person, heard.get(identity, {}))
