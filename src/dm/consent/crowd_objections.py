"""Whom of a crowd any stored objection meets, by all that the people are known by; see `keys.Known`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, func, select

from dm.consent import keys
from dm.consent.rows import rows_where
from dm.consent.span import Span
from dm.db import tables as t
from dm.normal.folding import fold
from dm.normal.keyed import hasher

# As many objections are read at once as cost less than asking for the hashes of each person; never more than fit.
LISTED_FOR_EACH, LISTED_AT_MOST = 50, 500_000
Pairs = Iterable[tuple[str, str]]  # hash, person
Rows = Sequence[Any]


class CrowdObjections:
    """A list that is short for such a crowd is read once, a long one is asked.

    Rows of people are (id, state, country, region, party, source_id, external_id, given_name, family_name, birth day),
    those of points (id, person_id, hmac, kind, value, ...).
    """

    def __init__(self, connection: Connection, crowd: int, key: bytes) -> None:
        row = t.suppression
        self._connection, self._key = connection, key
        self._all: frozenset[str] | None = None
        self._kinds: frozenset[str] = frozenset()
        # Ids grow by one a row: the largest tells how long the list is without counting it.
        if (connection.execute(select(func.max(row.c.id))).scalar() or 0) <= min(
            LISTED_FOR_EACH * crowd, LISTED_AT_MOST
        ):
            found = connection.execute(select(row.c.hmac, row.c.normal_kind)).all()
            self._all, self._kinds = frozenset(one for one, _ in found), frozenset(kind for _, kind in found)

    def meeting(self, span: Span, people: Mapping[str, Any], points: Rows) -> set[str]:
        """The people whose hashes are among the objections."""
        hashed = [(row[2], row[1]) for row in points]
        if self._of("name_post"):
            hashed += self._by_address(people, points)
        values = self._values(span, people, points)
        if self._all is None:
            return self._asked([*hashed, *_hashes(self._key, values)])
        listed, met = self._all, set()
        met.update([person for one, person in hashed if one in listed])
        for kind, pairs in values:
            hashed_as = hasher(self._key, kind)
            met.update([person for value, person in pairs if hashed_as(value) in listed])
        return met

    def _asked(self, hashed: list[tuple[str, str]]) -> set[str]:
        row = t.suppression.c.hmac
        hits = {found["hmac"] for found in rows_where(self._connection, select(row), row, (one for one, _ in hashed))}
        return {person for one, person in hashed if one in hits}

    def _of(self, kind: str) -> bool:
        """Whether there may be any of that kind."""
        return self._all is None or kind in self._kinds

    def _values(self, span: Span, people: Mapping[str, Any], points: Rows) -> Iterator[tuple[str, Pairs]]:
        """(value, person) of each kind that a hash is made from."""
        if self._of("domain"):
            yield "domain", [(row[4].rpartition("@")[2], row[1]) for row in points if row[3] == "email"]
        if self._of("person"):
            yield "person", zip(people, people, strict=True)
        if self._of("name_birth"):
            yield "name_birth", _born(people.values())
        if self._of("external_id"):
            yield "external_id", _numbered(span, people.values())
        for kind, of, alias in _GROUPS:
            if self._of(kind):
                member = of.table.c
                today = select(of, member.person_id).where(member.to_on.is_(None))
                yield kind, map(tuple, span.rows(today, member.person_id))
                former = select(alias.table.c.old_id, member.person_id).join(alias.table, alias == of)
                yield kind, map(tuple, span.rows(former.where(member.to_on.is_(None)), member.person_id))

    def _by_address(self, people: Mapping[str, Any], points: Rows) -> Pairs:
        for point in points:
            if point[3] == "post" and point[1] in people and (name := folded_name(people[point[1]])):
                yield keys.name_post_hash(self._key, name, point[2]), point[1]


# Households and companies, with the ids that they had before they turned out to be one.
_GROUPS = (
    ("household", t.household_member.c.household_id, t.household_alias.c.household_id),
    ("company", t.company_member.c.company_id, t.company_alias.c.company_id),
)


def _hashes(key: bytes, values: Iterable[tuple[str, Pairs]]) -> Pairs:
    for kind, pairs in values:
        hashed_as = hasher(key, kind)
        for value, person in pairs:
            yield hashed_as(value), person


def _numbered(span: Span, people: Iterable[Any]) -> Pairs:
    for row in people:
        if row[6]:
            yield f"{row[5]}\x1f{row[6]}", row[0]
    record, batch = t.record, t.batch
    query = select(record.c.person_id, batch.c.source_id, record.c.external_id).join(batch)
    for person, source, number in span.rows(query.where(record.c.external_id != ""), record.c.person_id):
        yield f"{source}\x1f{number}", person


def _born(people: Iterable[Any]) -> Pairs:
    for row in people:
        if row[9] and (name := folded_name(row)):
            yield f"{name}|{row[9]}", row[0]


def folded_name(person: Any) -> str:
    """The same as `keys.folded_name`, from a row."""
    family, given = _folded(person[8]), _folded(person[7])
    return f"{family}|{given}" if family and given else ""


# A crowd has few names, again and again.
_folded = lru_cache(maxsize=50_000)(fold)
