"""Facts of a crowd: whom nothing sets apart is told by a short row of shared parts, and each such row is decided once.

Whoever has a history (a merge, an objection, tries, points that are gone) takes the long way of `gathering`.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Select, String, cast, func, select

from dm.consent import keys
from dm.consent.channel_families import POINT_KIND
from dm.consent.contact_history import load_history
from dm.consent.dealings import Dealings, load_dealings
from dm.consent.facts import Consent, Facts, RegisterCheck
from dm.consent.folding import fold_events
from dm.consent.gathering import Contact, ContactContext, Gathered, Target, comparable
from dm.consent.places import load_sources
from dm.consent.policy import Policies
from dm.consent.registers import checks_for, newest_copies, registers_of
from dm.consent.rows import one_of, rows_where
from dm.db import tables as t
from dm.model import LawChannel, PointKind
from dm.normal.folding import fold
from dm.normal.keyed import keyed_hash, older_keys

# Reading a list of that many objections costs as much as asking for some hundred people.
_SHORT_LIST = 20_000
# The parts that facts are made of: point, person, source, zones, consents, dealings, registers.
Sketch = tuple[Any, ...]
_PERSON = ("id", "state", "country", "region", "party", "source_id", "external_id", "given_name", "family_name",
           "birth_date")  # fmt: skip
_POINT = ("id", "person_id", "kind", "hmac", "value", "country", "region", "party", "source_id", "line_type")
_EVENT = ("id", "person_id", "point_hmac", "action", "channel", "purpose", "controller", "form", "evidence", "at",
          "valid_until", "duration", "out_of_hours", "wording")  # fmt: skip


@dataclass
class Sketcher:
    """Everything that is asked once for a whole crowd."""

    connection: Connection
    channel: LawChannel
    context: ContactContext
    at: datetime
    key: bytes
    policies: Policies

    def __post_init__(self) -> None:
        self._objections = _Objections(self.connection)
        self._aliases = self._few_aliases()
        self._ids: list[str] = []
        self._written = ""
        copies = newest_copies(
            self.connection, registers_of(self.policies, self.channel), self.at.astimezone(UTC).date()
        )
        self._copies = copies
        self._unlisted = tuple(RegisterCheck(name, copy["as_of"], hit=False) for name, copy in sorted(copies.items()))
        self._sources = load_sources(self.connection)
        # Consents are long to hash: a sketch holds the place of its set in this list.
        self._consent_sets: list[tuple[Consent, ...]] = [()]
        self._folded: dict[tuple[Any, ...], int] = {}
        self._zone_sets: dict[tuple[str, ...], tuple[str, ...]] = {}

    def _few_aliases(self) -> frozenset[str] | None:
        alias = t.person_alias
        rows = self.connection.execute(select(alias.c.old_id, alias.c.person_id).limit(_SHORT_LIST + 1)).all()
        return frozenset(one for row in rows for one in row) if len(rows) <= _SHORT_LIST else None

    def sketch(self, targets: Sequence[Target]) -> Iterator[Sketch | None]:
        """The sketch of each of some thousand targets, in a dozen statements; None for who needs the long way."""
        people = {row[0]: row for row in self._people([target.person_id for target in targets])}
        self._ids = list(people)
        self._written = json.dumps(self._ids)
        points = self._points(self._ids)
        apart = self._with_history(people, list(points.values()))
        zones = self._zones([target.point_id for target in targets if target.point_id])
        consents = self._consents(people, points)
        dealings = load_dealings(self.connection, people, self.context.controller, self.at)
        listed = self._listed(people, points, targets)
        for target in targets:
            person, point = people.get(target.person_id), points.get(target.point_id or "")
            if person is None or point is None or person[0] in apart or point[1] != person[0]:
                yield None
                continue
            key = point[0]
            yield (
                point[5:9], person[2:6], zones.get(key, ()), consents.get(key, 0), dealings.get(person[0]),
                listed.get(key, ()),
            )  # fmt: skip

    def facts(self, sketch: Sketch) -> Facts:
        """The facts that a sketch stands for: made by the same hands as those of a single contact."""
        point, person, zones, said, dealings, listed = sketch
        target = Target("P", "C")
        rows = dict(zip(("country", "region", "party", "source_id"), point, strict=True))
        known = keys.Known(dict(zip(("country", "region", "party", "source_id"), person, strict=True)) | _NOBODY)
        contact = Contact(target, known, rows | {"id": "C", "hmac": "", "kind": POINT_KIND[self.channel].value})
        room = Gathered(
            channel=self.channel,
            context=self.context,
            at=self.at.astimezone(UTC),
            zones={"C": zones},
            sources=self._sources,
            objections={},
            consents={target: self._consent_sets[said]},
            dealings={"P": dealings or Dealings()},
            history=load_history(self.connection, (), (), self.policies, self.channel, self.at),
            unlisted=self._unlisted,
            listed={"": listed},
        )
        return room.facts(contact, ("",))

    def _people(self, ids: Sequence[str]) -> Sequence[Any]:
        # The day as text: it only goes into a hash, and both databases write it as ISO does.
        person = t.person.c
        columns = [cast(person[name], String) if name == "birth_date" else person[name] for name in _PERSON]
        return self._all(select(*columns), person.id, ids)

    def _rows(self, table: Any, names: Sequence[str], column: Any, values: Sequence[Any]) -> Sequence[Any]:
        return self._all(select(*(table.c[name] for name in names)), column, values)

    def _all(self, query: Select[Any], column: Any, values: Sequence[Any]) -> Sequence[Any]:
        if not values:
            return ()
        if values is not self._ids:
            return self.connection.execute(query.where(one_of(self.connection, column, list(values)))).all()
        return self.connection.execute(
            query.where(one_of(self.connection, column, self._ids, written=self._written))
        ).all()

    def _points(self, people: list[str]) -> dict[str, Any]:
        rows = self._rows(t.contact_point, _POINT, t.contact_point.c.person_id, people)
        return {row[0]: row for row in rows}

    def _with_history(self, people: Mapping[str, Any], points: Sequence[Any]) -> set[str]:
        """Who was erased or merged, objected, was tried lately, or refused."""
        ids = self._ids
        apart = {row[0] for row in people.values() if row[1] != "active"} | self._merged(ids)
        history = load_history(
            self.connection, ids, [{"hmac": row[3]} for row in points], self.policies, self.channel, self.at
        )
        tried = {row[1] for row in points if row[3] in history.by_point}
        met = self._objections.meeting(self._known_by(people, points))
        return apart | met | tried | {*history.by_person, *history.refused, *history.abandoned}

    def _merged(self, ids: list[str]) -> set[str]:
        if self._aliases is not None:
            return set(self._aliases.intersection(ids))
        alias = t.person_alias
        found = {row[0] for row in self._all(select(alias.c.old_id), alias.c.old_id, ids)}
        return found | {row[0] for row in self._all(select(alias.c.person_id), alias.c.person_id, ids)}

    def _known_by(self, people: Mapping[str, Any], points: Sequence[Any]) -> Iterator[tuple[str, str]]:
        """(hash, person) of everything that an objection may have been stored under; see `keys.Known`."""
        for point in points:
            yield point[3], point[1]
        if self._objections.of("domain"):
            for point in points:
                if point[2] == "email":
                    yield self._hash("domain", point[4].rpartition("@")[2]), point[1]
        if self._objections.of("person"):
            for person in people:
                yield self._hash("person", person), person
        yield from self._known_by_name(people, points)
        yield from self._known_by_number(people)
        yield from self._known_by_group(people)

    def _known_by_name(self, people: Mapping[str, Any], points: Sequence[Any]) -> Iterator[tuple[str, str]]:
        if self._objections.of("name_birth"):
            for row in people.values():
                name = _name(row) if row[9] else ""
                if name:
                    yield keys.name_birth_hash(self.key, name, row[9]), row[0]
        if self._objections.of("name_post"):
            for point in points:
                if point[2] == "post" and (hashed := self._name_post(people[point[1]], point)):
                    yield hashed, point[1]

    def _known_by_number(self, people: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        if not self._objections.of("external_id"):
            return
        for row in people.values():
            if row[6]:
                yield keys.external_id_hash(self.key, row[5], row[6]), row[0]
        record, batch = t.record, t.batch
        query = select(record.c.person_id, batch.c.source_id, record.c.external_id).join(batch)
        for person, source, number in self._all(query.where(record.c.external_id != ""), record.c.person_id, self._ids):
            yield keys.external_id_hash(self.key, source, number), person

    def _known_by_group(self, people: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        home, firm = t.household_member, t.company_member
        for kind, table, column in (("household", home, home.c.household_id), ("company", firm, firm.c.company_id)):
            if self._objections.of(kind):
                query = select(table.c.person_id, column).where(table.c.to_on.is_(None))
                for person, group in self._all(query, table.c.person_id, self._ids):
                    yield self._hash(kind, group), person

    def _name_post(self, person: Any, point: Any) -> str:
        name = _name(person)
        return keys.name_post_hash(self.key, name, point[3]) if name else ""

    def _hash(self, kind: str, value: str) -> str:
        return keyed_hash(self.key, kind, value)

    def _zones(self, points: list[str]) -> dict[str, tuple[str, ...]]:
        zone = t.point_zone
        found: dict[str, tuple[str, ...]] = {}
        query = select(zone.c.point_id, zone.c.zone).order_by(zone.c.point_id, zone.c.zone)
        for point, name in self._all(query, zone.c.point_id, points):
            before = found.get(point)
            whole = (name,) if before is None else (*before, name)
            found[point] = self._zone_sets.setdefault(whole, whole)
        return found

    def _consents(self, people: Mapping[str, Any], points: Mapping[str, Any]) -> dict[str, int]:
        """The set of consents of each point; those of the person as a whole count for every point."""
        event = t.consent_event
        query = select(*(event.c[name] for name in _EVENT)).where(event.c.at <= self.at.astimezone(UTC))
        kind = POINT_KIND[self.channel].value
        mine = [row for row in points.values() if row[2] == kind]
        by_hash: dict[str, list[Any]] = {}
        for row in self._all(query, event.c.point_hmac, [point[3] for point in mine]):
            by_hash.setdefault(row[2], []).append(row)
        by_person: dict[str, list[Any]] = {}
        for row in self._all(query.where(event.c.point_hmac.is_(None)), event.c.person_id, self._ids):
            by_person.setdefault(row[1], []).append(row)
        found = {}
        for point in mine:
            said = [row for row in by_hash.get(point[3], ()) if row[1] is None or row[1] == point[1]]
            said += by_person.get(point[1], ())
            if said:
                found[point[0]] = self._fold(said)
        return found

    def _fold(self, said: list[Any]) -> int:
        """The fold over the events, made once for all who said the same on the same days in the same order."""
        if len(said) > 1:
            said = sorted(said, key=lambda row: (row[9], row[0]))
        shape = tuple((*row[3:8], bool(row[8]), row[9].date(), row[10], row[11], row[12]) for row in said)
        folded = self._folded.get(shape)
        if folded is None:
            self._consent_sets.append(comparable(fold_events(dict(zip(_EVENT, row, strict=True)) for row in said)))
            folded = self._folded[shape] = len(self._consent_sets) - 1
        return folded

    def _listed(
        self, people: Mapping[str, Any], points: Mapping[str, Any], targets: Sequence[Target]
    ) -> dict[str, tuple[RegisterCheck, ...]]:
        """What the registers say of each target's point."""
        if not self._copies:
            return {}
        by_point = {}
        for target in targets:
            point = points.get(target.point_id or "")
            if point is not None and point[1] in people:
                post = POINT_KIND[self.channel] is PointKind.POST
                by_point[point[0]] = self._name_post(people[point[1]], point) if post else point[3]
        checks = checks_for(self.connection, self._copies, by_point.values())
        return {point: checks[hashed] for point, hashed in by_point.items() if hashed in checks}


_NOBODY = {"id": "P", "state": "active"}


def _name(person: Any) -> str:
    """The same as `keys.folded_name`, from a row of _PERSON."""
    family, given = _folded(person[8]), _folded(person[7])
    return f"{family}|{given}" if family and given else ""


# A crowd has few names, again and again.
_folded = lru_cache(maxsize=50_000)(fold)


class _Objections:
    """Who of a crowd any stored objection meets: a short list is read once, a long one is asked."""

    def __init__(self, connection: Connection) -> None:
        row = t.suppression
        self._connection = connection
        self._all: frozenset[str] | None = None
        # Ids grow by one a row: the largest tells how long the list is without counting it.
        if (connection.execute(select(func.max(row.c.id))).scalar() or 0) <= _SHORT_LIST:
            found = connection.execute(select(row.c.hmac, row.c.normal_kind)).all()
            self._all, self._kinds = frozenset(hmac for hmac, _ in found), frozenset(kind for _, kind in found)

    def of(self, kind: str) -> bool:
        """Whether there may be any of that kind."""
        return self._all is None or kind in self._kinds

    def meeting(self, known_by: Iterable[tuple[str, str]]) -> set[str]:
        """The people whose hashes are among the objections."""
        if self._all is not None:
            listed = self._all
            return {person for hashed, person in known_by if hashed in listed}
        pairs = list(known_by)
        row = t.suppression.c.hmac
        hits = {found["hmac"] for found in rows_where(self._connection, select(row), row, (one for one, _ in pairs))}
        return {person for hashed, person in pairs if hashed in hits}


def can_sketch(key: bytes) -> bool:
    """Where older keys are remembered, every hash is two and everybody takes the long way."""
    return not older_keys(key)


@contextmanager
def no_collection() -> Iterator[None]:
    """Rows by the million hold no cycles: looking for some takes a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
