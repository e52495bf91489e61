"""People of the base, made again with what a list adds to them; who meets nobody stays a record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert

from dm import ledger
from dm.actualize.belonging import Belonging
from dm.actualize.enriching.added import Before, read_before
from dm.actualize.kin import Kin
from dm.actualize.making import Making
from dm.actualize.survive import Person, person_id_at
from dm.db import insert_new
from dm.db import tables as t
from dm.model.progress import Progress

# A record that fits two people of the base is nobody's until a person decides.
_BETWEEN_TWO = 0.5


@dataclass(slots=True)
class Enrichment:
    """What a list did: records by their fate, people who gained or changed a field, by field.

    `barred` are kinds of points that its licence leaves no channel for, and that were not taken over.
    """

    batch: str
    records: int = 0
    matched: int = 0
    people: int = 0
    doubtful: int = 0
    unmatched: int = 0
    barred: list[str] = field(default_factory=list)
    added: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)

    def document(self) -> dict[str, Any]:
        """As JSON gives it."""
        names = ("batch", "records", "matched", "people", "doubtful", "unmatched", "barred")
        plain = {name: getattr(self, name) for name in names}
        return plain | {"added": dict(sorted(self.added.items())), "changed": dict(sorted(self.changed.items()))}


@dataclass(slots=True)
class Enriching(Making):
    """Like Making, but no new person comes of it, nobody is merged, and doubts are between a record and a person."""

    enrichment: Enrichment = field(default_factory=lambda: Enrichment(""))
    _before: Before = field(default_factory=Before)
    _between: list[Kin] = field(default_factory=list)

    def make(self, progress: Progress, at_once: int, *, first: bool) -> None:
        """Write what is added; with `first` nobody is in the base, and nobody is met."""
        belonging = self._belonging = Belonging(self.key)
        self._owners = list(self.gathering.shelf.persons)
        for kin in self.gathering.acquainted(at_once) if not first else ():
            self._between += [one for one in kin if one.lost]
            clear = [one for one in kin if not one.lost]
            self._before = read_before(self.connection, [one.identity for one in clear])
            self._join(clear)
            progress.more(sum(not entry.person_id for one in kin for entry in one.entries))
        self._assign()
        belonging.settle(self.connection, now=self.now)

    def doubt(self) -> None:
        """Doubts go to a person; the fate of every record is counted."""
        rows = {(row["left_person_id"], row["right_person_id"]): row for row in self._doubts()}
        self.review = insert_new(self.connection, t.review_pair, rows.values())
        self.verification = ledger.add_verification(self.connection, self.office, self._wanted, now=self.now)
        found = self.enrichment
        if self.gathering.new:
            batch = self.gathering.shelf.batch(0)
            found.batch, found.barred = batch.id, sorted(batch.barred)
        found.records = self.gathering.new
        found.matched = sum(bool(owner) for owner in self._owners[: self.gathering.new])
        found.doubtful = len({row["record_id"] for row in rows.values()})
        found.unmatched = found.records - found.matched - found.doubtful

    def _note(self, people: Sequence[Person]) -> None:
        Making._note(self, people)  # super() is not to be had where a decorator makes the slots
        self.enrichment.people += len(people)
        for person in people:
            added, changed = self._before.compare(person)
            self.enrichment.added.update(added)
            self.enrichment.changed.update(changed)

    def _doubts(self) -> Iterator[dict[str, Any]]:
        new = self.gathering.new
        for pair in self.gathering.links.doubtful:
            record, other = sorted((pair.left, pair.right))
            if record < new <= other and not self._owners[record]:
                doubt = {"probability": pair.probability, "why": pair.why, "evidence": pair.evidence}
                yield self._doubt(record, self._owners[other]) | doubt
        for kin in self._between:
            for entry in kin.entries:
                for person in (kin.identity, *kin.lost) if not entry.person_id else ():
                    doubt = {"probability": _BETWEEN_TWO, "why": "fits two people of the base", "evidence": []}
                    yield self._doubt(entry.place, person) | doubt

    def _doubt(self, place: int, person_id: str) -> dict[str, Any]:
        shelf = self.gathering.shelf
        would_be = person_id_at(shelf.batch(place), shelf.rows[place])
        return {"left_person_id": person_id, "right_person_id": would_be, "record_id": shelf.records[place]}


def keep(connection: Connection, found: Enrichment, *, now: datetime) -> None:
    """Store what was counted, for the batch's story."""
    names = ("records", "matched", "doubtful", "unmatched")
    row = {name: getattr(found, name) for name in names} | {"batch_id": found.batch, "added": dict(found.added)}
    connection.execute(insert(t.enrichment).values(**row, at=now))
