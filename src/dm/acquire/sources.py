"""Sources in the database: registered with their provenance, or refused."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, func, insert, select, update

from dm.acquire.source_file import SourceFile, read_source_file
from dm.consent import audit
from dm.consent.period import Period
from dm.db import reading, writing
from dm.db import tables as t
from dm.errors import InputError, Refused

# Whoever told us themselves was informed then (GDPR Art. 13); data from elsewhere within a month (Art. 14(3)(a)).
_OWN = ("own_form", "own_customers")
_NOTICE_WITHIN = Period(months=1)
# What a licence is; while these stay, uses are counted on from the day it was first registered.
_LICENCE = ("contract", "acquired_on", "valid_until", "uses_left")


def register_source(engine: Engine, path: Path, *, now: datetime, actor: str) -> dict[str, Any]:
    """Register a source file, or bring a registered source up to date; `{id, title, origin, state}`.

    Raises Refused for an unlawful origin; then only that fact, the declared origin and the file's hash are kept.
    """
    found = read_source_file(path)
    with writing(engine) as connection:
        if found.is_lawful:
            state = _store(connection, found, now=now, actor=actor)
            return {"id": found.id, "title": found.row["title"], "origin": found.origin, "state": state}
        _keep_refusal(connection, found, now=now, actor=actor)
    raise Refused(
        f'{path.name}: a list of origin "{found.origin}" may not be used (PROVENANCE_UNLAWFUL).',
        hint="Only this refusal is kept. Data taken from its owner is a matter for your data protection officer.",
    )


def list_sources(engine: Engine, today: date) -> list[dict[str, Any]]:
    """All sources with the number of batches and accepted rows, in the order of their ids.

    `notice` says where the notice of GDPR Art. 14 stands: "" for our own data, else "sent", "due" or "overdue since"
    and the day.
    """
    batch, source = t.batch, t.source
    counts = (
        select(batch.c.source_id, func.count().label("batches"), func.sum(batch.c.accepted).label("accepted"))
        .where(batch.c.state != "undone")
        .group_by(batch.c.source_id)
        .subquery()
    )
    query = (
        select(
            source,
            func.coalesce(counts.c.batches, 0).label("batches"),
            func.coalesce(counts.c.accepted, 0).label("rows"),
        )
        .outerjoin(counts, counts.c.source_id == source.c.id)
        .order_by(source.c.id)
    )
    with reading(engine) as connection:
        return [_listed(row, today) for row in connection.execute(query).mappings()]


def _listed(row: RowMapping, today: date) -> dict[str, Any]:
    names = ("id", "title", "supplier", "origin", "party", "lawful_basis", "country", "valid_until", "batches")
    return {name: row[name] for name in names} | {"rows": int(row["rows"]), "notice": notice(row, today)}


def notice(row: RowMapping, today: date) -> str:
    """Where the GDPR Art. 14 notice stands: "" for our own data, else "sent", "due" or "overdue since" and the day."""
    if row["origin"] in _OWN or row["acquired_on"] is None:
        return ""
    if row["notice_on"] is not None and row["notice_on"] <= today:
        return f"sent {row['notice_on']}"
    due = _NOTICE_WITHIN.after(row["acquired_on"])
    return f"due {due}" if due >= today else f"overdue since {due}"


def notice_of(engine: Engine, batch_id: str, today: date) -> str:
    """The same for the source of a batch."""
    query = select(t.source).join(t.batch).where(t.batch.c.id == batch_id)
    with reading(engine) as connection:
        return notice(connection.execute(query).mappings().one(), today)


def find_source(connection: Connection, source_id: str) -> RowMapping:
    """The source's row; raises InputError with the known ids otherwise."""
    row = connection.execute(select(t.source).where(t.source.c.id == source_id)).mappings().one_or_none()
    if row is not None:
        return row
    known = connection.execute(select(t.source.c.id).order_by(t.source.c.id).limit(20)).scalars().all()
    listed = f"Registered are: {', '.join(known)}." if known else "None is registered yet."
    raise InputError(f'There is no source "{source_id}".', hint=f"{listed} `dm source add FILE.toml` registers one.")


def _store(connection: Connection, found: SourceFile, *, now: datetime, actor: str) -> str:
    source = t.source
    kept = connection.execute(select(source).where(source.c.id == found.id)).mappings().one_or_none()
    if kept is not None and kept["file_sha256"] == found.sha256:
        return "unchanged"
    row = {**found.row, "file_sha256": found.sha256, "registered_by": actor}
    if kept is None:
        connection.execute(insert(source).values({**row, "registered_at": now}))
    else:
        goes_on = all(kept[name] == found.row[name] for name in _LICENCE)
        since = kept["registered_at"] if goes_on else now
        connection.execute(update(source).where(source.c.id == found.id).values({**row, "registered_at": since}))
    state = "new" if kept is None else "updated"
    payload = {"state": state, "origin": found.origin, "file_sha256": found.sha256}
    audit.append(connection, actor=actor, action="source", object=found.id, payload=payload, now=now)
    return state


def _keep_refusal(connection: Connection, found: SourceFile, *, now: datetime, actor: str) -> None:
    connection.execute(
        insert(t.refused_source).values(
            source_id=found.id,
            origin=found.origin,
            reason="PROVENANCE_UNLAWFUL",
            file_sha256=found.sha256,
            refused_at=now,
            refused_by=actor,
        )
    )
    payload = {"origin": found.origin, "file_sha256": found.sha256}
    audit.append(connection, actor=actor, action="source_refused", object=found.id, payload=payload, now=now)
