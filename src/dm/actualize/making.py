"""People made of linked records, chunk by chunk, and all that is said of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, select

from dm import ledger
from dm.actualize import query, store
from dm.actualize.belonging import Belonging
from dm.actualize.kin import Gathering, Kin, Places
from dm.actualize.merges import SAME_PERSON, retire
from dm.actualize.rebuild import carry_objections, correct_all
from dm.actualize.refresh import refresh_points
from dm.actualize.survive import Person, survivor
from dm.actualize.verification import Verifier, verifier
from dm.consent.forms import has_address_objections
from dm.consent.keys import under_older_keys
from dm.db import chunks, hold, insert_new, loading
from dm.db import tables as t
from dm.model import base32_id
from dm.model.progress import Progress
from dm.normal.keyed import older_keys

_ASSIGNED_AT_ONCE = 10_000
# People who are still near the processor when the next step looks at them, which saves a tenth.
_STILL_NEAR = 50
_FILLED = (t.person, t.contact_point, t.point_zone, t.person_value)
_FILLED_FIRST = (*_FILLED, t.record, t.household, t.household_member)


@dataclass(slots=True)
class Making:
    """One run's people on their way into the tables, and what the report says of them."""

    connection: Connection
    office: ledger.Office
    now: datetime
    gathering: Gathering
    made: int = 0
    companies: int = 0
    invalid_addresses: int = 0
    suppressed: int = 0
    review: int = 0
    verification: int = 0
    _owners: list[str] = field(default_factory=list)
    _wanted: list[ledger.Verification] = field(default_factory=list)
    _belonging: Belonging = field(init=False)
    _objected: bool = False
    _suppresses: bool = False
    _verification_of: Verifier = field(init=False)

    def __post_init__(self) -> None:
        self._verification_of = verifier(self.office.settings, self.now)
        self._objected = has_address_objections(self.connection)
        self._suppresses = self.connection.execute(select(t.suppression.c.id).limit(1)).scalar() is not None

    @property
    def key(self) -> bytes:
        return self.office.settings.suppression_key

    def make(self, progress: Progress, at_once: int, *, first: bool) -> None:
        """Write everybody; with `first` nobody is in the base yet."""
        belonging = self._belonging = Belonging(self.key)
        self._owners = list(self.gathering.shelf.persons)
        for kin in self.gathering.acquainted(at_once):
            self._join(kin)
            progress.more(sum(not entry.person_id for one in kin for entry in one.entries))
        if first:
            hold(self.connection, _FILLED_FIRST, self.gathering.new)
        with loading(self.connection, _FILLED, self.gathering.new, sorted_in=(t.point_zone,)):
            for groups in self.gathering.strangers(at_once):
                self._add(groups, first=first)
                progress.more(sum(len(places) for _, places in groups))
        self._assign()
        self.companies = belonging.settle(self.connection, now=self.now)

    def doubt(self) -> None:
        """Pairs for a person to decide, and people to be asked by telephone."""
        pairs = self.gathering.links.doubtful
        rows = (
            {
                "left_person_id": min(two),
                "right_person_id": max(two),
                "probability": pair.probability,
                "why": pair.why,
                "evidence": pair.evidence,
            }
            for pair in pairs
            if len(two := {self._owners[pair.left], self._owners[pair.right]}) == 2
        )
        self.review = insert_new(self.connection, t.review_pair, rows)
        self.verification = ledger.add_verification(self.connection, self.office, self._wanted, now=self.now)

    def _join(self, kin: Sequence[Kin]) -> None:
        """Groups that somebody in the base belongs to."""
        merged = {lost: one.identity for one in kin for lost in one.lost}
        people = [survivor(one.entries, one.identity, key=self.key) for one in kin]
        correct_all(self.connection, people, merged)
        ids = {person.id for person in people}
        store.store_people(self.connection, people, ids, now=self.now)
        self._belonging.note(people, ids)
        refresh_points(self.connection, people, merged)
        retire(self.connection, merged, reason=SAME_PERSON, now=self.now)
        self._note(people)
        self._look_up(people)

    def _add(self, groups: Sequence[tuple[str, Places]], *, first: bool) -> None:
        """Groups of new records alone; who was erased never comes back by importing the list again."""
        taken = set() if first else self._taken(identity for identity, _ in groups)
        newcomers = store.Newcomers(self.connection, self.now)
        kept: list[Person] = []
        for some in chunks(groups, _STILL_NEAR):
            people = []
            for identity, places in some:
                entries = self.gathering.shelf.take(places)
                again = ("person again", identity, entries[0].batch.id)
                own = "P" + base32_id(*again) if identity in taken else identity
                people.append(survivor(entries, own, key=self.key))
            newcomers.add(people)
            self._belonging.note(people)
            self._note(people)
            kept += people if self._suppresses else ()
        newcomers.write()
        self._look_up(kept)
        self.made += len(groups)

    def _taken(self, identities: Iterable[str]) -> set[str]:
        person = t.person
        return {row["id"] for row in query.rows_where(self.connection, select(person.c.id), person.c.id, identities)}

    def _note(self, people: Sequence[Person]) -> None:
        for person in people:
            for entry in person.entries:
                self._owners[entry.place] = person.id
            if found := self._verification_of(person):
                self._wanted.append(found)
        self.invalid_addresses += sum(
            point.kind == "post" and point.status == "invalid" for person in people for point in person.points
        )

    def _look_up(self, people: Sequence[Person]) -> None:
        """Those who objected before."""
        if self._objected:
            carry_objections(self.connection, people, self.key)
        self.suppressed += self._suppressed(people)

    def _suppressed(self, people: Sequence[Person]) -> int:
        """How many of these people are known to the suppression list by one of their points."""
        hmac = t.suppression.c.hmac
        by_person = [{point.hmac for point in person.points} for person in people]
        for person, hashes in zip(people, by_person, strict=True):
            for point in person.points if older_keys(self.key) else ():
                hashes.update(under_older_keys(point.row, self.key))
        wanted = {one for hashes in by_person for one in hashes}
        listed = {row["hmac"] for row in query.rows_where(self.connection, select(hmac), hmac, wanted)}
        return sum(not hashes.isdisjoint(listed) for hashes in by_person)

    def _assign(self) -> None:
        """Tie the records to their people, in the order in which the table holds them."""
        shelf, how, owners = self.gathering.shelf, self.gathering.links.how, self._owners
        moved = (place for place, before in enumerate(shelf.persons) if owners[place] != before)
        with loading(self.connection, (t.record,), self.gathering.new, changing="person_id"):
            for some in chunks(moved, _ASSIGNED_AT_ONCE):
                links = [(shelf.records[place], owners[place], how[place]) for place in some]
                store.assign_records(self.connection, links)
