"""The verb: batches that wait become people, in one transaction."""

from __future__ import annotations

import gc
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, select

from dm import ledger
from dm.actualize import query, store
from dm.actualize.doubts import doubtful_pairs, verification_of
from dm.actualize.entries import Entry
from dm.actualize.linking import link as link_entries
from dm.actualize.merges import retire
from dm.actualize.points import points_of
from dm.actualize.rebuild import correct_all
from dm.actualize.refresh import refresh_points
from dm.actualize.survive import Person, person_id_of, survivor
from dm.consent import audit
from dm.consent.keys import under_older_keys
from dm.db import insert_new, writing
from dm.db import tables as t
from dm.model import base32_id
from dm.normal.keyed import older_keys
from dm.settings import Settings

if TYPE_CHECKING:
    from dm.consent import Policies


@dataclass(slots=True)
class ActualizeReport:
    """What a run did. `persons` and `companies` are new ones, `merged` the records that joined somebody else's."""

    batch: str = ""
    batches: list[str] = field(default_factory=list)
    records: int = 0
    persons: int = 0
    companies: int = 0
    merged: int = 0
    review: int = 0
    invalid_phones: int = 0
    invalid_emails: int = 0
    invalid_addresses: int = 0
    suppressed: int = 0
    verification: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    peak_rss_mb: int = 0

    def document(self) -> dict[str, Any]:
        """The JSON of contract.md."""
        return {name: getattr(self, name) for name in self.__slots__}


def actualize(
    engine: Engine,
    *,
    batch: str | None = None,
    link: bool = True,
    settings: Settings,
    policies: Policies,
    now: datetime,
    say: Callable[[str], None],
    actor: str = "terminal",
) -> ActualizeReport:
    """Normalise, validate and link the batches that wait; a run with nothing to do changes nothing.

    With `link` False every record is a person of its own.
    """
    office = ledger.Office(engine, settings, policies)
    with writing(engine) as connection:
        names = query.waiting_batches(connection, batch)
        report = ActualizeReport(batch or (names[0] if len(names) == 1 else ""), names)
        if names:
            with _no_collection():
                _Run(connection, office, report, say, now).walk(link=link)
            counts = {name: getattr(report, name) for name in ("records", "persons", "merged", "review")}
            audit.append(
                connection, actor=actor, action="actualize", object=" ".join(names)[:200], payload=counts, now=now
            )
    report.peak_rss_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return report


@contextmanager
def _no_collection() -> Iterator[None]:
    """Millions of small objects live until the end and hold no cycles: looking for some takes a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@dataclass(slots=True)
class _Run:
    connection: Connection
    office: ledger.Office
    report: ActualizeReport
    say: Callable[[str], None]
    now: datetime

    @property
    def key(self) -> bytes:
        return self.office.settings.suppression_key

    def walk(self, *, link: bool) -> None:
        with self._stage("normalise"):
            new = query.new_entries(self.connection, self.report.batches)
            self._count(new)
        with self._stage("link"):
            known = self._known(new) if link else []
            entries = query.in_order(known, new)
            apart = query.kept_apart(self.connection) if known else set()
            groups = link_entries(entries, apart) if link else [[index] for index in range(len(entries))]
        with self._stage("survive"):
            people, merged = self._people(entries, groups)
        with self._stage("store"):
            self._store(people, merged, {entry.person_id for entry in known})
        with self._stage("doubt"):
            self._doubts(people)
        store.close_batches(self.connection, self.report.batches, now=self.now)

    @contextmanager
    def _stage(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.report.seconds[name] = round(time.perf_counter() - started, 3)
        self.say(f"{name}: {self.report.seconds[name]:.1f} s")

    def _count(self, new: Sequence[Entry]) -> None:
        self.report.records = len(new)
        self.report.invalid_emails = sum(email.status == "invalid" for entry in new for email in entry.emails)
        self.report.invalid_phones = sum(phone.status == "invalid" for entry in new for phone in entry.phones)

    def _known(self, new: Sequence[Entry]) -> list[Entry]:
        """All records of people in the base who may be one with somebody new."""
        if self.connection.execute(select(t.person.c.id).limit(1)).scalar() is None:
            return []
        hmacs = {point.hmac for entry in new for point in points_of([entry], self.key)}
        return query.entries_of(self.connection, query.people_sharing(self.connection, new, hmacs))

    def _people(self, entries: Sequence[Entry], groups: Sequence[Sequence[int]]) -> tuple[list[Person], dict[str, str]]:
        """The people of groups that hold anything new or join known people; and who was merged into whom."""
        merged: dict[str, str] = {}
        people: list[Person] = []
        taken = self._taken(entries[group[0]] for group in groups)
        for group in groups:
            members = [entries[index] for index in group]
            there = list(dict.fromkeys(entry.person_id for entry in members if entry.person_id))
            if len(there) == 1 and all(entry.person_id for entry in members):
                continue
            identity = there[0] if there else _free_id(members[0], taken)
            merged.update(dict.fromkeys(there[1:], identity))
            people.append(survivor(members, identity, key=self.key))
        known = {entry.person_id for entry in entries}
        correct_all(self.connection, [person for person in people if person.id in known], merged)
        return people, merged

    def _taken(self, earliest: Iterator[Entry]) -> set[str]:
        """Ids that somebody has already: an erased person never comes back by importing the list again."""
        wanted = [person_id_of(entry) for entry in earliest if not entry.person_id]
        return {row["id"] for row in query.rows_where(self.connection, select(t.person.c.id), t.person.c.id, wanted)}

    def _store(self, people: list[Person], merged: dict[str, str], known: set[str]) -> None:
        companies = self._companies()
        store.store_people(self.connection, people, known, now=self.now)
        refresh_points(self.connection, [person for person in people if person.id in known], merged)
        store.assign_records(self.connection, list(_links(people)))
        retire(self.connection, merged, reason="same person", now=self.now)
        new_people = sum(person.id not in known for person in people)
        self.report.persons = new_people
        self.report.merged = self.report.records - new_people
        self.report.companies = self._companies() - companies
        self.report.invalid_addresses = sum(
            point.kind == "post" and point.row["status"] == "invalid" for person in people for point in person.points
        )
        self.report.suppressed = self._suppressed(people)

    def _companies(self) -> int:
        return len(self.connection.execute(select(t.company.c.id)).scalars().all())

    def _suppressed(self, people: Sequence[Person]) -> int:
        """How many of these people are known to the suppression list by one of their points."""
        hmac = t.suppression.c.hmac
        older = bool(older_keys(self.key))
        by_person = [{point.hmac for point in person.points} for person in people]
        for person, hashes in zip(people, by_person, strict=True):
            for point in person.points if older else ():
                hashes.update(under_older_keys({**point.row, "hmac": point.hmac}, self.key))
        wanted = {one for hashes in by_person for one in hashes}
        listed = {row["hmac"] for row in query.rows_where(self.connection, select(hmac), hmac, wanted)}
        return sum(not hashes.isdisjoint(listed) for hashes in by_person)

    def _doubts(self, people: list[Person]) -> None:
        here = {person.id for person in people}
        names = {person.row["name_folded"] for person in people}
        others = [one for one in query.namesakes(self.connection, names) if one.id not in here]
        self.report.review = insert_new(
            self.connection,
            t.review_pair,
            (
                {
                    "left_person_id": pair.left,
                    "right_person_id": pair.right,
                    "probability": pair.probability,
                    "why": pair.why,
                }
                for pair in doubtful_pairs([*people, *others])
            ),
        )
        wanted = [found for person in people if (found := verification_of(person, self.now))]
        self.report.verification = ledger.add_verification(self.connection, self.office, wanted, now=self.now)


def _free_id(earliest: Entry, taken: set[str]) -> str:
    identity = person_id_of(earliest)
    return identity if identity not in taken else "P" + base32_id("person again", identity, earliest.batch.id)


def _links(people: Sequence[Person]) -> Iterator[tuple[int, str, str]]:
    for person in people:
        how = "exact" if len(person.entries) > 1 else "none"
        for entry in person.entries:
            if entry.person_id != person.id:
                yield entry.record_id, person.id, how
