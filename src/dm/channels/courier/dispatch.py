"""A courier wave becomes manifests: claim, lay out, seal, release; a crash goes on with the manifest it left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from dm import ledger
from dm.channels.courier import store
from dm.channels.courier.manifest import Manifest, plan_manifest
from dm.channels.courier.packet import write_packet
from dm.channels.courier.parcel import Parcel, load_parcel
from dm.channels.courier.windows import first_working_day
from dm.db import reading, writing
from dm.errors import StateError
from dm.ledger import BatchItem, Claimed, Dispatched, Office, Run
from dm.model import Channel
from dm.press.folders import Template, open_template

# Carriers' imports take 100 to 500 rows.
_MANIFEST_PIECES = 500
_KEPT = timedelta(days=90)
# Between laying out and sealing somebody may object; then the manifest is laid out again.
_TRIES = 5


def dispatch(
    office: Office,
    *,
    campaign: str,
    wave: str,
    now: datetime,
    say: Callable[[str], None],
    workers: int | None = None,  # noqa: ARG001 -- every channel is asked alike; a manifest is quick
    dry_run: bool = False,
) -> Dispatched:
    """Make manifests of everything due; safe to run again at any time."""
    with reading(office.engine) as connection:
        run = ledger.load_run(connection, campaign, wave)
        before = store.gone(connection, campaign, wave)
    template = open_template(office.settings.templates / run.wave["template"])
    parcel = load_parcel(template.folder, brief_wave(run))
    if dry_run:
        return _rehearse(office, run, parcel, now, before)
    work = _Work(office, run, template, parcel, now)
    dispatched, refused, batches = 0, Counter[str](), list[str]()
    while True:
        batch_id, taken = work.take(refused)
        if not taken:
            return Dispatched(dispatched, before, refused, 0, batches)
        manifest = work.make(batch_id, refused)
        if manifest is not None:
            batches.append(batch_id)
            dispatched += len(manifest.pieces)
            say(f"{campaign}/{wave}: manifest {batch_id}, {len(manifest.stops)} parcels")


def brief_wave(run: Run) -> Mapping[str, Any]:
    """The wave as the brief says it, with the keys that have no column."""
    found: Mapping[str, Any] = next(
        (wave for wave in run.brief.get("wave", []) if wave.get("name") == run.wave["name"]), {}
    )
    return found


class _Work:
    """One dispatch of one wave."""

    def __init__(self, office: Office, run: Run, template: Template, parcel: Parcel, now: datetime) -> None:
        self._office, self._run, self._template, self._parcel, self._now = office, run, template, parcel, now
        self._names = {"campaign": run.campaign["id"], "wave": run.wave["name"]}

    def take(self, refused: Counter[str]) -> tuple[str, list[Claimed]]:
        """The unfinished manifest's pieces, filled up; an empty list when nothing is left to do."""
        while True:
            with writing(self._office.engine) as connection:
                batch = ledger.open_batch(
                    connection, **self._names, channel=Channel.COURIER, vendor=self._run.wave["vendor"], now=self._now
                )
                found = ledger.claimed_attempts(connection, **self._names)
                result = ledger.claim(
                    connection,
                    self._office,
                    **self._names,
                    batch_id=batch.id,
                    now=self._now,
                    limit=max(1, _MANIFEST_PIECES - len(found)),
                )
                refused.update(result.refused)
                if found or result.claimed:
                    return batch.id, [*found, *result.claimed]
                if not result.refused and not result.later:
                    ledger.discard_batch(connection, batch.id)
                    return batch.id, []

    def make(self, batch_id: str, refused: Counter[str]) -> Manifest | None:
        """Lay out, seal and release one manifest; None when every piece of it was held back."""
        for _ in range(_TRIES):
            manifest = self._plan(batch_id, refused)
            if not manifest.stops:
                return None
            folder = self._office.settings.out / self._run.campaign["id"] / "courier" / batch_id
            about = {**self._names, "vendor": self._run.wave["vendor"], "destroy_by": self._destroy_on.isoformat()}
            sums = write_packet(self._office, self._template, manifest, folder, about=about, now=self._now)
            if self._seal(manifest, folder, sums):
                return manifest
        raise StateError(f"Manifest {batch_id} changes faster than it is made.", hint="Run it again in a minute.")

    @property
    def _destroy_on(self) -> date:
        return (self._now + _KEPT).date()

    def _plan(self, batch_id: str, refused: Counter[str]) -> Manifest:
        with writing(self._office.engine) as connection:
            claimed = ledger.claimed_attempts(connection, **self._names)
            manifest = _planned(connection, self._office, self._run, self._parcel, batch_id, claimed, self._now)
            for piece, reason in manifest.held:
                ledger.mark_failed(connection, piece.attempt_id, reason, now=self._now)
        refused.update(reason for _, reason in manifest.held)
        return manifest

    def _seal(self, manifest: Manifest, folder: Path, sums: str) -> bool:
        """Seal and, unless the brief keeps it back, release; False when a piece was cancelled meanwhile."""
        office, now = self._office, self._now
        with writing(office.engine) as connection:
            if not store.all_claimed(connection, [piece.piece_id for piece in manifest.pieces]):
                return False
            ledger.seal_batch(
                connection,
                manifest.id,
                items=_items(manifest),
                pages=len(manifest.stops),
                sheets=len(manifest.stops),
                folder=folder.relative_to(office.settings.workspace).as_posix(),
                sha256=sums,
                now=now,
            )
            numbers = {stop.piece.attempt_id: stop.consignment for stop in manifest.stops if stop.parcel_no == 1}
            # the numbers alone: what has left is said by the release
            ledger.mark_sent(connection, (), now=now, outside_ids=numbers)
            store.note_files(
                connection,
                folder,
                settings=office.settings,
                campaign=self._run.campaign["id"],
                batch_id=manifest.id,
                destroy_on=self._destroy_on,
                now=now,
            )
            if brief_wave(self._run).get("release", "auto") == "auto":
                ledger.release_batch(connection, manifest.id, by="dm", now=now)
        return True


def _planned(
    connection: Any, office: Office, run: Run, parcel: Parcel, batch_id: str, claimed: Sequence[Claimed], now: datetime
) -> Manifest:
    return plan_manifest(
        batch_id,
        claimed,
        store.phones_of(connection, claimed, office.settings),
        parcel=parcel,
        pickup_on=_pickup_on(run, office.settings.sender_country, now),
    )


def _pickup_on(run: Run, country: str, now: datetime) -> date:
    """The drop date, or today where it has passed, moved to a working day of the sender."""
    today = now.astimezone(ZoneInfo(run.campaign["time_zone"] or "UTC")).date()
    wanted = max(run.wave["drop_on"] or today, today)
    return first_working_day(wanted, country) or wanted


def _items(manifest: Manifest) -> list[BatchItem]:
    """Page numbers are those of labels.pdf."""
    parcels = manifest.parcel.parcels
    return [
        BatchItem(
            piece_id=stop.piece.piece_id,
            sequence=number,
            file="labels.pdf",
            first_page=(number - 1) * parcels + 1,
            last_page=number * parcels,
            sheets=parcels,
            mark_payload=stop.consignment,
        )
        for number, stop in enumerate((stop for stop in manifest.stops if stop.parcel_no == 1), start=1)
    ]


class _Rehearsed(Exception):
    """Ends a transaction that must leave nothing behind."""


def _rehearse(office: Office, run: Run, parcel: Parcel, now: datetime, gone: int) -> Dispatched:
    """Ask the law for everything that is due, plan one manifest of it, and take it all back."""
    names = {"campaign": run.campaign["id"], "wave": run.wave["name"]}
    count, refused = 0, Counter[str]()
    try:
        with writing(office.engine) as connection:
            result = ledger.claim(connection, office, **names, batch_id=None, now=now)
            claimed = ledger.claimed_attempts(connection, **names)
            manifest = _planned(connection, office, run, parcel, "-", claimed, now)
            count = len(manifest.pieces)
            refused = result.refused + Counter(reason for _, reason in manifest.held)
            raise _Rehearsed
    except _Rehearsed:
        return Dispatched(count, gone, refused)
