"""Facts of a crowd: whom nothing sets apart is told by a short row of shared parts, and each such row is decided once.

Whoever has a history (a merge, an objection, tries, points that are gone) takes the long way of `gathering`.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Select, String, cast, func, or_, select

from dm.consent import keys
from dm.consent.channel_families import POINT_KIND
from dm.consent.contact_history import load_history, with_history
from dm.consent.crowd_objections import CrowdObjections, folded_name
from dm.consent.dealings import Dealings, load_dealings
from dm.consent.facts import Consent, Facts, RegisterCheck
from dm.consent.folding import fold_events
from dm.consent.gathering import Contact, ContactContext, Gathered, Target, comparable
from dm.consent.places import load_sources
from dm.consent.policy import Policies
from dm.consent.registers import checks_for, newest_copies, registers_of
from dm.consent.span import Span
from dm.db import tables as t
from dm.model import LawChannel, PointKind
from dm.normal.keyed import older_keys

# A stretch of ids is read whole where it holds at most so many people for each that is asked for.
_DENSE = 3
# The parts that facts are made of: point, person, zones, consents, dealings, registers.
Sketch = tuple[Any, ...]
_PERSON = ("id", "state", "country", "region", "party", "source_id", "external_id", "given_name", "family_name",
           "birth_date")  # fmt: skip
_POINT = ("id", "person_id", "hmac", "kind", "value", "country", "region", "party", "source_id")
_EVENT = ("at", "id", "action", "channel", "purpose", "controller", "form", "evidence", "valid_until", "duration",
          "out_of_hours")  # fmt: skip


@dataclass
class Sketcher:
    """Everything that is asked once for a whole crowd of so many."""

    connection: Connection
    channel: LawChannel
    context: ContactContext
    at: datetime
    key: bytes
    policies: Policies
    crowd: int

    def __post_init__(self) -> None:
        self._kind = POINT_KIND[self.channel].value
        everybody = self.connection.execute(select(func.count()).select_from(t.person)).scalar() or 0
        self._dense = everybody <= _DENSE * self.crowd
        self._objections = CrowdObjections(self.connection, self.crowd, self.key)
        on = self.at.astimezone(UTC).date()
        self._copies = newest_copies(self.connection, registers_of(self.policies, self.channel), on)
        copies = sorted(self._copies.items())
        self._unlisted = tuple(RegisterCheck(name, copy["as_of"], hit=False) for name, copy in copies)
        self._sources = load_sources(self.connection, self.context.campaign)
        # Consents are long to hash: a sketch holds the place of its set in this list.
        self._consent_sets: list[tuple[Consent, ...]] = [()]
        self._folded: dict[tuple[Any, ...], int] = {}
        self._zone_sets: dict[tuple[str, ...], tuple[str, ...]] = {}

    def sketch(self, targets: Sequence[Target]) -> Iterator[Sketch | None]:
        """The sketch of each of some thousand targets, in a dozen statements; None for who needs the long way.

        Targets that lie beside each other by the ids of their people cost least.
        """
        span = Span(self.connection, sorted({target.person_id for target in targets}), dense=self._dense)
        people = {row[0]: row for row in self._people(span)}
        everything = span.rows(select(*(t.contact_point.c[name] for name in _POINT)), t.contact_point.c.person_id)
        apart = self._set_apart(span, people, everything)
        points = {row[0]: row for row in everything if row[3] == self._kind}
        zones = self._zones(span)
        consents = self._consents(span)
        dealings = load_dealings(self.connection, people, self.context.controller, self.at, within=span.holds)
        listed = self._listed(span, people, points)
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
        contact = Contact(target, known, rows | {"id": "C", "hmac": "", "kind": self._kind})
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

    def _people(self, span: Span) -> Sequence[Any]:
        # The day as text: it only goes into a hash, and both databases write it as ISO does.
        person = t.person.c
        columns = [cast(person[name], String) if name == "birth_date" else person[name] for name in _PERSON]
        return span.rows(select(*columns), person.id)

    def _set_apart(self, span: Span, people: Mapping[str, Any], points: Sequence[Any]) -> set[str]:
        """Who was erased or merged, objected, was tried lately, or refused."""
        alias = t.person_alias.c
        apart = {row[0] for row in people.values() if row[1] != "active"}
        for renamed in (alias.old_id, alias.person_id):
            apart.update(row[0] for row in span.rows(select(renamed), renamed))
        met = self._objections.meeting(span, people, points)
        return apart | met | with_history(span, self.policies, self.channel, self.at)

    def _zones(self, span: Span) -> dict[str, tuple[str, ...]]:
        zone, point = t.point_zone.c, t.contact_point.c
        query = select(zone.point_id, zone.zone).join(t.contact_point).where(point.kind == self._kind)
        found: dict[str, tuple[str, ...]] = {}
        for key, name in span.rows(query, point.person_id):
            before = found.get(key)
            whole = (name,) if before is None else tuple(sorted((*before, name)))
            found[key] = self._zone_sets.setdefault(whole, whole)
        return found

    def _consents(self, span: Span) -> dict[str, int]:
        """The set of consents of each point; those of the person as a whole count for every point."""
        event, point = t.consent_event.c, t.contact_point.c
        told = [event.evidence != "" if name == "evidence" else event[name] for name in _EVENT]
        query = select(point.id, *told).where(event.at <= self.at.astimezone(UTC), point.kind == self._kind)
        by_hash = query.join_from(t.contact_point, t.consent_event, event.point_hmac == point.hmac)
        by_hash = by_hash.where(or_(event.person_id.is_(None), event.person_id == point.person_id))
        by_person = query.join_from(t.contact_point, t.consent_event, event.person_id == point.person_id)
        by_person = by_person.where(event.point_hmac.is_(None))
        said: dict[str, list[Any]] = {}
        for some in (by_hash, by_person):
            for row in span.rows(some, point.person_id):
                said.setdefault(row[0], []).append(row)
        return {key: self._fold(rows) for key, rows in said.items()}

    def _fold(self, said: list[Any]) -> int:
        """The fold over the events, made once for all who said the same on the same days in the same order."""
        if len(said) > 1:
            said = sorted(said, key=lambda row: row[1:3])
        shape = tuple([(row[1].date(), *row[3:]) for row in said])
        folded = self._folded.get(shape)
        if folded is None:
            events = [dict(zip(_EVENT, row[1:], strict=True)) | _UNWORDED for row in said]
            kept = [event | {"evidence": "kept" if event["evidence"] else ""} for event in events]
            self._consent_sets.append(comparable(fold_events(kept)))
            folded = self._folded[shape] = len(self._consent_sets) - 1
        return folded

    def _listed(
        self, span: Span, people: Mapping[str, Any], points: Mapping[str, Any]
    ) -> dict[str, tuple[RegisterCheck, ...]]:
        """What the registers say of each point."""
        if not self._copies:
            return {}
        if self._kind == PointKind.POST.value:
            return self._listed_by_name(people, points)
        entry, point = t.register_entry.c, t.contact_point.c
        by_snapshot = {copy["id"]: copy for copy in self._copies.values()}
        query = _listings().where(entry.snapshot_id.in_(by_snapshot), point.kind == self._kind)
        found: dict[str, tuple[RegisterCheck, ...]] = {}
        for key, snapshot, listed_on in span.rows(query, point.person_id):
            copy = by_snapshot[snapshot]
            hit = RegisterCheck(copy["register"], copy["as_of"], hit=True, listed_on=listed_on)
            found[key] = (*found.get(key, ()), hit)
        return found

    def _listed_by_name(
        self, people: Mapping[str, Any], points: Mapping[str, Any]
    ) -> dict[str, tuple[RegisterCheck, ...]]:
        by_point = {}
        for key, point in points.items():
            name = folded_name(people[point[1]]) if point[1] in people else ""
            by_point[key] = keys.name_post_hash(self.key, name, point[2]) if name else ""
        checks = checks_for(self.connection, self._copies, filter(None, by_point.values()))
        return {key: checks[hashed] for key, hashed in by_point.items() if hashed in checks}


_NOBODY = {"id": "P", "state": "active"}
_UNWORDED = {"wording": ""}


def _listings() -> Select[Any]:
    entry, point = t.register_entry.c, t.contact_point.c
    joined = t.contact_point.join(t.register_entry, entry.hmac == point.hmac)
    return select(point.id, entry.snapshot_id, entry.listed_on).select_from(joined).order_by(point.id, entry.id)


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
