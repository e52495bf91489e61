"""Points of people who are in the base already: kept by identity, with what calls and returns taught about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update

from dm.actualize.points import point_id
from dm.actualize.query import rows_where
from dm.actualize.survive import Person
from dm.consent.forms import follow
from dm.db import chunks, insert_many
from dm.db import tables as t
from dm.model import PointKind
from dm.normal.folding import fold

Row = Mapping[str, Any]
Identity = tuple[str, str]
# What the world said of a point outlives what a list says of it.
_LEARNED = ("verified_at", "valid_to", "reassigned_on")
_ORDER = {"valid": 0, "risky": 1, "invalid": 2, "dead": 3}
_COLUMNS = tuple(column.name for column in t.contact_point.c if column.name not in ("id", "person_id"))
_AT_ONCE = 10_000
_POST = PointKind.POST.value


@dataclass(slots=True)
class _Wanted:
    """A point as it shall be; `stored` is what is kept of it, of the person or of one merged into him."""

    row: dict[str, Any]
    zones: tuple[str, ...]
    stored: Row | None

    def is_own(self, person_id: str) -> bool:
        return self.stored is not None and self.stored["person_id"] == person_id


def refresh_points(connection: Connection, people: Sequence[Person], merged: Mapping[str, str]) -> None:
    """Bring the points of known people up to date; `merged` leads from people who are no more to those who are.

    A point keeps its id. One that is dead or verified stays so, also when it comes over from a merged person; one that
    no record names any more goes, unless a call gave it or a piece went there.
    """
    kept = _kept(connection, people, merged)
    zones = _zones_of(connection, (row["id"] for rows in kept.values() for row in rows.values()))
    fresh: list[_Wanted] = []
    changed: list[_Wanted] = []
    gone: list[str] = []
    for person in people:
        wanted = _wanted(person, kept[person.id], zones)
        for one in wanted:
            (changed if one.is_own(person.id) else fresh).append(one)
        there = {one.row["id"] for one in wanted}
        gone += [
            row["id"] for row in kept[person.id].values() if row["person_id"] == person.id and row["id"] not in there
        ]
    _remove(connection, gone)
    follow(connection, _moves([*fresh, *changed]))
    insert_many(connection, t.contact_point, (one.row for one in fresh))
    _update(connection, [one.row for one in changed])
    _renew_zones(connection, [*fresh, *changed])


def _moves(wanted: Iterable[_Wanted]) -> dict[str, str]:
    """From the hashes of points as they were to what they are now."""
    pairs = ((one.stored["hmac"], one.row["hmac"]) for one in wanted if one.stored is not None)
    return {old: new for old, new in pairs if old != new}


def _kept(
    connection: Connection, people: Sequence[Person], merged: Mapping[str, str]
) -> dict[str, dict[Identity, Row]]:
    """{person: {kind and HMAC: stored point}}; a person's own point stands before that of one merged into him."""
    kept: dict[str, dict[Identity, Row]] = {person.id: {} for person in people}
    point = t.contact_point
    for row in rows_where(connection, select(point), point.c.person_id, [*kept, *merged]):
        owner = merged.get(row["person_id"], row["person_id"])
        identity = (row["kind"], row["hmac"])
        if row["person_id"] == owner or identity not in kept[owner]:
            kept[owner][identity] = row
    return kept


def _zones_of(connection: Connection, point_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    zone = t.point_zone
    for row in rows_where(connection, select(zone), zone.c.point_id, point_ids):
        found[row["point_id"]].append(row["zone"])
    return {point: tuple(sorted(zones)) for point, zones in found.items()}


def _wanted(person: Person, kept: Mapping[Identity, Row], zones: Mapping[str, tuple[str, ...]]) -> list[_Wanted]:
    """All points the person has from now on, ranked together: those that records name and those heard in calls."""
    places = {_place(row): row for row in kept.values() if row["kind"] == _POST}
    wanted: list[_Wanted] = []
    for point in person.points:
        stored = kept.get((point.kind, point.hmac))
        if stored is None and point.kind == _POST:
            stored = places.get(_place(point.row))
        wanted.append(_Wanted(_listed(point.row, stored), point.zones, stored))
    named = {one.stored["id"] for one in wanted if one.stored is not None}
    heard = (row for row in kept.values() if row["id"] not in named and row["record_id"] is None)
    wanted += [_Wanted({name: row[name] for name in _COLUMNS}, zones.get(row["id"], ()), row) for row in heard]
    ranks: dict[str, int] = defaultdict(int)
    for one in sorted(wanted, key=lambda one: _rank_key(one.row)):
        row = one.row
        own = one.stored if one.is_own(person.id) else None
        row["id"] = own["id"] if own is not None else point_id(person.id, row["hmac"])
        row["person_id"] = person.id
        row["rank"] = ranks[row["kind"]]
        ranks[row["kind"]] += 1
    return wanted


def _place(row: Row) -> tuple[str, ...]:
    """An address whatever version of the normal form its hash is of: the same words in whatever order."""
    words = fold(f"{row['street']} {row['house']} {row['flat']}").split()
    return row["country"], row["postal_code"], fold(row["city"]), *sorted(words)


def _listed(listed: Row, stored: Row | None) -> dict[str, Any]:
    row = dict(listed) | {name: stored[name] if stored else None for name in _LEARNED}
    if stored and (stored["status"] == "dead" or stored["verified_at"] is not None):
        row |= {"status": stored["status"], "reason": stored["reason"]}
    return row


def _rank_key(row: Row) -> tuple[Any, ...]:
    """A point verified last first, then as the lists rank it."""
    verified = row["verified_at"]
    return (_ORDER[row["status"]], verified is None, -verified.timestamp() if verified else 0, row["rank"])


def _update(connection: Connection, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    point = t.contact_point
    statement = update(point).where(point.c.id == bindparam("at_id"))
    statement = statement.values({name: bindparam(f"new_{name}") for name in _COLUMNS})
    values = ({"at_id": row["id"]} | {f"new_{name}": row[name] for name in _COLUMNS} for row in rows)
    connection.execute(statement, list(values))


def _renew_zones(connection: Connection, wanted: Iterable[_Wanted]) -> None:
    zones = {one.row["id"]: one.zones for one in wanted}
    _delete_where(connection, t.point_zone.c.point_id, zones)
    insert_many(
        connection, t.point_zone, ({"point_id": point, "zone": zone} for point, some in zones.items() for zone in some)
    )


def _remove(connection: Connection, point_ids: list[str]) -> None:
    piece = t.piece
    used = {row["point_id"] for row in rows_where(connection, select(piece.c.point_id), piece.c.point_id, point_ids)}
    free = set(point_ids) - used
    _delete_where(connection, t.point_zone.c.point_id, free)
    _delete_where(connection, t.contact_point.c.id, free)


def _delete_where(connection: Connection, column: Any, values: Iterable[str]) -> None:
    for some in chunks(sorted(values), _AT_ONCE):
        connection.execute(delete(column.table).where(column.in_(some)))
