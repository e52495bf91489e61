"""`dm retention`: rows past their period end, and printed or sealed files past their day are destroyed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from dm import consent, db
from dm.consent import RetentionReport
from dm.db import tables as t
from dm.ledger import Office


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
    """Files that still lie in the workspace on or after the day they must be gone by, oldest first."""
    made = t.artefact
    query = select(made.c.path, made.c.destroy_on, made.c.batch_id).where(made.c.destroy_on <= on)
    with db.reading(office.engine) as connection:
        rows = connection.execute(query.order_by(made.c.destroy_on, made.c.path)).all()
    home = office.settings.workspace.resolve()
    found = [KeptFile((home / path).resolve(), day, batch) for path, day, batch in rows]
    # A path of the database decides about no file outside the workspace.
    return [one for one in found if one.path.is_relative_to(home) and one.path.is_file()]
