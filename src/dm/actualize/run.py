"""The verb: batches that wait become people, in one transaction."""

from __future__ import annotations

import gc
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import Connection, Engine, func, select

from dm import ledger
from dm.actualize import meeting, query, store
from dm.actualize.enriching.making import Enriching, keep
from dm.actualize.entries import Entry
from dm.actualize.kin import Gathering
from dm.actualize.link import Linker, Links, current, features_of, freeze, keys_of, next_version
from dm.actualize.making import Making
from dm.actualize.shelf import Shelf
from dm.consent import audit
from dm.db import chunks, roomy, writing
from dm.db import tables as t
from dm.model.progress import Progress
from dm.settings import Settings

if TYPE_CHECKING:
    from dm.consent import Policies

# Records in memory at once: 5,000 are some 30 MB, and larger chunks are no quicker.
AT_ONCE = 5_000


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
    enriched: list[dict[str, Any]] = field(default_factory=list)
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
    at_once: int = AT_ONCE,
) -> ActualizeReport:
    """Normalise, validate and link the batches that wait; a run with nothing to do changes nothing.

    With `link` False every record is a person of its own. Records pass through memory `at_once` at a time, which
    changes nothing but the memory that is needed.
    """
    office = ledger.Office(engine, settings, policies)
    with writing(engine) as connection:
        names = query.waiting_batches(connection, batch)
        report = ActualizeReport(batch or (names[0] if len(names) == 1 else ""))
        enriching = query.enriching_batches(connection, names)
        for some in ([one for one in names if one not in enriching], *([one] for one in enriching)):
            if some:
                report.batches = some
                maker = Enriching if some[0] in enriching else Making
                with _no_collection(), Shelf() as shelf:
                    _Run(connection, office, report, say, now, at_once, shelf, maker).walk(link=link)
        report.batches = names
        if names:
            counts = {name: getattr(report, name) for name in ("records", "persons", "merged", "review")}
            audit.append(
                connection, actor=actor, action="actualize", object=" ".join(names)[:200], payload=counts, now=now
            )
    report.peak_rss_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return report


@contextmanager
def _no_collection() -> Iterator[None]:
    """What is made here holds no cycles: looking for some takes a third of the time."""
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
    at_once: int
    shelf: Shelf
    maker: type[Making] = Making

    def walk(self, *, link: bool) -> None:
        first = meeting.is_first(self.connection)
        keys = meeting.Keys()
        linker = self._linker() if link else None
        with self._stage("normalise"):
            if not first:
                meeting.bring_up_to_date(self.connection, self.at_once)
            self._normalise(keys, linker)
        new = len(self.shelf)
        with self._stage("link"):
            if linker and not first:
                self._add_known(keys, linker)
            links = linker.links() if linker else Links(np.arange(new), ["none"] * new)
            if linker:
                freeze(self.connection, linker.model, now=self.now)
            linker = None  # the columns that it compared are half of all memory
            keys.store(self.connection, first=first)
            if new > self.at_once:
                gc.collect()
        with self._stage("store"), roomy(self.connection):
            making = self.maker(self.connection, self.office, self.now, Gathering(self.shelf, links, new))
            making.make(Progress(self.say, "store", new), self.at_once, first=first)
            meeting.note_version(self.connection, self.report.batches)
        with self._stage("doubt"):
            making.doubt()
        self._tell(making, new)
        store.close_batches(self.connection, self.report.batches, now=self.now)

    def _linker(self) -> Linker:
        """With the model that is frozen, and all that the base holds behind the few records that meet the new ones."""
        batch = t.batch
        held = select(func.sum(batch.c.accepted)).where(batch.c.state == "actualized")
        return Linker(
            current(self.connection),
            apart=query.kept_apart(self.connection),
            base_size=self.connection.execute(held).scalar() or 0,
            learn_as=next_version(self.connection, now=self.now),
            say=self.say,
        )

    @contextmanager
    def _stage(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        took = time.perf_counter() - started
        self.report.seconds[name] = round(self.report.seconds.get(name, 0.0) + took, 3)
        self.say(f"{name}: {took:.1f} s")

    def _normalise(self, keys: meeting.Keys, linker: Linker | None) -> None:
        batch = t.batch
        waiting = select(func.sum(batch.c.accepted)).where(batch.c.id.in_(self.report.batches))
        progress = Progress(self.say, "normalise", self.connection.execute(waiting).scalar() or 0)
        for entries in query.new_entries(self.connection, self.report.batches, self.at_once):
            features = features_of(entries)
            keyed = keys_of(features)
            self.shelf.put(entries)
            keys.add(entries, keyed)
            if linker:
                linker.add(features, keyed)
            self._count(entries)
            progress.more(len(entries))

    def _count(self, entries: list[Entry]) -> None:
        self.report.records += len(entries)
        self.report.invalid_emails += sum(email.status == "invalid" for entry in entries for email in entry.emails)
        self.report.invalid_phones += sum(phone.status == "invalid" for entry in entries for phone in entry.phones)

    def _add_known(self, keys: meeting.Keys, linker: Linker) -> None:
        """All records of people in the base who may be one with somebody new follow the new ones."""
        records = query.records_of(self.connection, meeting.people_meeting(self.connection, keys))
        for some in chunks(records, self.at_once):
            entries = query.entries_at(self.connection, some)
            features = features_of(entries)
            self.shelf.put(entries)
            linker.add(features, keys_of(features))

    def _tell(self, making: Making, new: int) -> None:
        report = self.report
        report.persons += making.made
        if isinstance(making, Enriching):
            keep(self.connection, making.enrichment, now=self.now)
            report.enriched.append(making.enrichment.document())
            report.merged += making.enrichment.matched
        else:
            report.merged += new - making.made
        for name in ("companies", "invalid_addresses", "suppressed", "review", "verification"):
            setattr(report, name, getattr(report, name) + getattr(making, name))
