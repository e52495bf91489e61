"""`dm retention`: rows past their period end, and printed or sealed files past their day are destroyed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from dm import consent, db
from dm.consent import RetentionReport
from dm.db import tables as t
from dm.ledger import Office

# E-mails laid down, proofs and call lists are nobody's sealed batch; answers are heard for 60 days after the last day,
# and complaints about them for a month more (house rule).
_UNSEALED = ("email", "proofs", "calls")
_AFTER_CLOSING = timedelta(days=90)
# Rows that could not be used stay as long as a bought list may be kept (house rule: at most twelve months).
_QUARANTINE = timedelta(days=365)


@dataclass(frozen=True)
class KeptFile:
    """A file that holds people's data, with the day it must be gone by; `batch` names whose copies to ask for."""

    path: Path
    destroy_on: date
    batch: str


@dataclass(frozen=True)
class Upkeep:
    """What one run ended: rows by kind, and files."""

    rows: RetentionReport
    files: list[KeptFile]

    def document(self) -> dict[str, Any]:
        """The same as plain values; batches are those whose vendor must confirm to have destroyed its copies."""
        batches = sorted({one.batch for one in self.files if one.batch})
        return {**self.rows.document(), "files": len(self.files), "batches": batches}


def keep_periods(office: Office, *, now: datetime, actor: str, dry: bool = False) -> Upkeep:
    """Apply the retention periods; with `dry` only tell what would end. Safe to run at any time."""
    files = files_to_destroy(office, on=now.date())
    with db.writing(office.engine) as connection:
        rows = consent.apply_retention(connection, now=now, actor=actor, dry=dry)
        if files and not dry:
            payload = {"files": len(files), "batches": sorted({one.batch for one in files})}
            consent.audit.append(connection, actor=actor, action="destroy", object="", payload=payload, now=now)
    if not dry:
        for one in files:
            one.path.unlink(missing_ok=True)
    return Upkeep(rows, files)


def files_to_destroy(office: Office, *, on: date) -> list[KeptFile]:
    """Files that still lie in the workspace on or after the day they must be gone by, oldest first.

    Those that were noted with their day, and what nobody notes: e-mails, proofs, call lists and quarantined rows.
    """
    made = t.artefact
    query = select(made.c.path, made.c.destroy_on, made.c.batch_id).where(made.c.destroy_on <= on)
    with db.reading(office.engine) as connection:
        rows = connection.execute(query.order_by(made.c.destroy_on, made.c.path)).all()
        campaigns = connection.execute(select(t.campaign.c.id, t.campaign.c.closes_on)).all()
        batches = connection.execute(select(t.batch.c.id, t.batch.c.imported_at)).all()
    home = office.settings.workspace.resolve()
    found = [KeptFile((home / path).resolve(), day, batch) for path, day, batch in rows]
    for name, closes_on in campaigns:
        if closes_on is not None and closes_on + _AFTER_CLOSING <= on:
            found += _all_in(office.settings.out / name, _UNSEALED, closes_on + _AFTER_CLOSING)
    for name, imported_at in batches:
        day = (imported_at + _QUARANTINE).date()
        if day <= on:
            found.append(KeptFile((office.settings.quarantine / f"{name}.csv").resolve(), day, ""))
    # A path of the database decides about no file outside the workspace.
    return sorted(
        {one for one in found if one.path.is_relative_to(home) and one.path.is_file()},
        key=lambda one: (one.destroy_on, one.path),
    )


def _all_in(folder: Path, parts: tuple[str, ...], day: date) -> list[KeptFile]:
    """Every file below these parts of a campaign's folder."""
    return [KeptFile(path.resolve(), day, "") for part in parts for path in (folder / part).rglob("*")]
