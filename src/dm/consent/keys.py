"""The keyed hashes by which a person is known again, also after erasure and in another list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, Connection, Select, select

from dm.consent.rows import rows_where
from dm.db import tables as t
from dm.normal import emails, phones
from dm.normal.addresses import PostalAddress, address_key, former_keys
from dm.normal.folding import VERSION as FOLDING_VERSION
from dm.normal.folding import fold
from dm.normal.keyed import keyed_hash, older_keys

# Points that several people share: an objection through one of them silences the point, not everybody behind it.
SHARED_LINES = frozenset({"fixed", "fixed_or_mobile", "toll_free", "company", "shared_cost", "role"})
# Keys that mean one person; the others mean a point, a household or a company.
PERSONAL_KINDS = frozenset({"external_id", "name_birth", "name_post", "person"})

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Key:
    """`personal` tells whether it means the person as a whole; `version` is that of the normal form."""

    kind: str
    hmac: str
    version: int
    personal: bool


@dataclass(slots=True)
class Known:
    """All that a person is known by."""

    person: Row
    points: list[Row] = field(default_factory=list)
    external_ids: list[tuple[str, str]] = field(default_factory=list)
    households: list[str] = field(default_factory=list)
    companies: list[str] = field(default_factory=list)

    def keys(self, key: bytes) -> Iterator[Key]:
        """Everything the person may be met by, under the key and, where it remembers any, the keys before it.

        The person's own keys come first, then those of points, household and companies.
        """
        yield from self._keys(key, {point["id"]: point["hmac"] for point in self.points})
        if older_keys(key):
            for one in (bytes(key), *older_keys(key)):
                yield from self.under(one, key)

    def new_keys(self, key: bytes) -> Iterator[Key]:
        """The same under today's key alone: what is to be stored."""
        if older_keys(key):
            return self.under(bytes(key), key)
        return self._keys(key, {point["id"]: point["hmac"] for point in self.points})

    def under(self, one: bytes, ring: bytes) -> Iterator[Key]:
        """The same under one key of a ring; the order is always the same."""
        hashes = {point["id"]: rehashed(point, ring, one) or point["hmac"] for point in self.points}
        return self._keys(one, hashes)

    def _keys(self, key: bytes, hashes: Mapping[str, str]) -> Iterator[Key]:
        yield Key("person", keyed_hash(key, "person", self.person["id"]), 1, personal=True)
        for source, external in self.external_ids:
            yield Key("external_id", external_id_hash(key, source, external), 1, personal=True)
        yield from self._by_name(key, hashes)
        for point in self.points:
            shared = point["kind"] == "post" or point["line_type"] in SHARED_LINES
            yield Key(point["kind"], hashes[point["id"]], point["normal_version"], personal=not shared)
            if point["kind"] == "email":
                yield Key("domain", keyed_hash(key, "domain", point["value"].rpartition("@")[2]), 1, personal=False)
        for kind, ids in (("household", self.households), ("company", self.companies)):
            for group in ids:
                yield Key(kind, keyed_hash(key, kind, group), 1, personal=False)

    def _by_name(self, key: bytes, hashes: Mapping[str, str]) -> Iterator[Key]:
        name = folded_name(self.person)
        if not name:
            return
        born = self.person["birth_date"]
        if born:
            yield Key("name_birth", name_birth_hash(key, name, born.isoformat()), FOLDING_VERSION, personal=True)
        for point in self.points:
            if point["kind"] == "post":
                hashed = name_post_hash(key, name, hashes[point["id"]])
                yield Key("name_post", hashed, FOLDING_VERSION, personal=True)


def folded_name(person: Row) -> str:
    """Family and given name; empty where one of them is missing, for half a name means many people."""
    family, given = fold(person["family_name"]), fold(person["given_name"])
    return f"{family}|{given}" if family and given else ""


def external_id_hash(key: bytes, source: str, external_id: str) -> str:
    return keyed_hash(key, "external_id", f"{source}\x1f{external_id}")


def name_birth_hash(key: bytes, name: str, born: str) -> str:
    return keyed_hash(key, "name_birth", f"{name}|{born}")


def name_post_hash(key: bytes, name: str, post_hmac: str) -> str:
    """Name and address; the address goes in as its own keyed hash, so that it can be rebuilt from a stored point."""
    return keyed_hash(key, "name_post", f"{name}|{post_hmac}")


def email_hash(key: bytes, address: str) -> str:
    return keyed_hash(key, "email", emails.suppression_key(address))


def phone_hash(key: bytes, number: str, country: str = "") -> str:
    return keyed_hash(key, "phone", phones.suppression_key(number, country))


def rehashed(point: Row, ring: bytes, key: bytes) -> str | None:
    """The point's hash under another key of the ring; None where the stored row does not give its value back.

    Proved on the way: one of the ring's keys must make the stored hash from the same value.
    """
    kind = point["kind"]
    for value in _normal_values(point):
        if any(keyed_hash(one, kind, value) == point["hmac"] for one in (bytes(ring), *older_keys(ring))):
            return keyed_hash(key, kind, value) if value else None
    return None


def under_older_keys(point: Row, ring: bytes) -> tuple[str, ...]:
    """The point's hash under each key before today's, as older rows may know it."""
    return tuple(rehashed(point, ring, one) or point["hmac"] for one in older_keys(ring))


def _normal_values(point: Row) -> tuple[str, ...]:
    """The normal form that the hash may be of: of an address today's, then those of earlier versions."""
    if point["kind"] == "email":
        return (emails.suppression_key(point["value"]),)
    if point["kind"] == "phone":
        return (phones.suppression_key(point["value"], point["country"]),)
    address = PostalAddress(**{name: point[name] for name in PostalAddress._fields})
    return address_key(address), *former_keys(address)


def now_called(connection: Connection, person_ids: Iterable[str]) -> dict[str, str]:
    """The id that each person goes by today: merges are followed to their end."""
    called = {person_id: person_id for person_id in person_ids}
    alias = t.person_alias
    open_ids = set(called.values())
    seen: set[str] = set()
    while open_ids - seen:
        query = select(alias.c.old_id, alias.c.person_id)
        moved = {
            row["old_id"]: row["person_id"] for row in rows_where(connection, query, alias.c.old_id, open_ids - seen)
        }
        seen |= open_ids
        called = {old: moved.get(new, new) for old, new in called.items()}
        open_ids = set(moved.values())
    return called


def known_people(connection: Connection, person_ids: Iterable[str]) -> dict[str, Known]:
    """Everything that the people are known by, in one statement a table; people without a row are left out."""
    ids = set(person_ids)
    person, point, record, batch = t.person, t.contact_point, t.record, t.batch
    # JSON columns cost more to decode than everything else together costs to read, and no key rests on them.
    plain = select(*(column for column in person.c if column.name not in ("custom", "salt", "notes")))
    people = {row["id"]: Known(row) for row in rows_where(connection, plain, person.c.id, ids)}
    points = select(*(column for column in point.c if column.name not in ("lines", "raw"))).order_by(
        point.c.person_id, point.c.kind, point.c.rank, point.c.id
    )
    for row in rows_where(connection, points, point.c.person_id, people):
        people[row["person_id"]].points.append(row)
    listed = select(record.c.person_id, batch.c.source_id, record.c.external_id).join(batch).distinct()
    listed = listed.where(record.c.external_id != "").order_by(batch.c.source_id, record.c.external_id)
    for row in rows_where(connection, listed, record.c.person_id, people):
        people[row["person_id"]].external_ids.append((row["source_id"], row["external_id"]))
    _add_groups(connection, people)
    for known in people.values():
        own = (known.person["source_id"], known.person["external_id"])
        if own[1] and own not in known.external_ids:
            known.external_ids.append(own)
    return people


def _add_groups(connection: Connection, people: dict[str, Known]) -> None:
    """Households and companies of today under every id they ever had: an objection outlives a merge."""
    home, firm = t.household_member.c, t.company_member.c
    for person, group in _groups(
        connection, home.person_id, home.household_id, t.household_alias.c.household_id, people
    ):
        people[person].households.append(group)
    for person, group in _groups(connection, firm.person_id, firm.company_id, t.company_alias.c.company_id, people):
        people[person].companies.append(group)


def _groups(
    connection: Connection, person: Column[Any], group: Column[Any], now_called: Column[Any], people: Iterable[str]
) -> Iterator[tuple[str, str]]:
    members: Select[Any] = (
        select(person.label("person"), group.label("group")).where(person.table.c.to_on.is_(None)).order_by(group)
    )
    found = [(row["person"], row["group"]) for row in rows_where(connection, members, person, people)]
    former: dict[str, list[str]] = {}
    old = now_called.table.c.old_id
    query: Select[Any] = select(now_called.label("today"), old).order_by(old)
    for row in rows_where(connection, query, now_called, {one for _, one in found}):
        former.setdefault(row["today"], []).append(row["old_id"])
    for one, today in found:
        yield one, today
        yield from ((one, before) for before in former.get(today, ()))
