"""Access: everything that we hold of a person, for the person."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Engine, select

from dm.consent import keys, story_rows
from dm.consent.finding import find_person
from dm.consent.receipts import receipts_of
from dm.consent.rows import Row, all_rows, rows_where
from dm.consent.story import decisions
from dm.db import reading
from dm.db import tables as t
from dm.errors import InputError

EXPORTED = (
    (t.contact_point, "person_id"),
    (t.person_value, "person_id"),
    (t.record, "person_id"),
    (t.household_member, "person_id"),
    (t.company_member, "person_id"),
    (t.relationship, "person_id"),
    (t.score, "person_id"),
    (t.correction, "person_id"),
    (t.consent_event, "person_id"),
    (t.audience_member, "person_id"),
    (t.assignment, "person_id"),
    (t.piece, "person_id"),
    (t.attempt, "person_id"),
    (t.call_task, "person_id"),
    (t.response, "person_id"),
    (t.purchase, "person_id"),
)
# Hashes mean nothing to the person, and the salt would undo what it protects.
_HIDDEN = frozenset({"hmac", "point_hmac", "salt", "dedupe_key", "name_folded", "city_folded"})


def export_person(
    engine: Engine,
    who: str,
    *,
    key: bytes,
    controllers: Mapping[str, Mapping[str, str]] | None = None,
    language: str = "en",
    lineage: Callable[[Connection, set[str]], Iterable[Row]] | None = None,
) -> dict[str, Any]:
    """Everything we hold of a person (GDPR Art. 15): one list a table, sources, recipients, decisions, receipts.

    `controllers` gives address and ways of contact by name, for the receipts; `lineage` says where each value came
    from, also where that is not kept row by row.
    """
    with reading(engine) as connection:
        found = find_person(connection, who, key=key)
        if not found.person_ids:
            raise InputError(f"We hold no person as {who!r}, only an objection as a keyed hash.")
        ids = story_rows.ids_of(connection, found.person_ids[0])
        known = keys.known_people(connection, [found.person_ids[0]])[found.person_ids[0]]
        held: dict[str, Any] = {"person": _shown(rows_where(connection, select(t.person), t.person.c.id, ids))}
        for table, column in EXPORTED:
            held[table.name] = _shown(rows_where(connection, select(table), table.c[column], ids))
        if lineage is not None:
            held["person_value"] = _shown(lineage(connection, ids))
        event = t.consent_event
        by_point = select(event).where(event.c.person_id.is_(None))
        hashes = (point["hmac"] for point in known.points)
        held["consent_event"] += _shown(rows_where(connection, by_point, event.c.point_hmac, hashes))
        stored = t.suppression
        own = {one.hmac for one in known.keys(key) if one.personal}
        held["suppression"] = _shown(rows_where(connection, select(stored), stored.c.hmac, own))
        held["source"] = _sources(connection, held)
        held["recipient"] = _recipients(connection, ids)
        held["decision"] = [asdict(one) for one in decisions(connection, ids, None, language)]
        held["campaign"] = _campaigns(connection, held["decision"])
        held["receipt"] = receipts_of(connection, known, ids, controllers=controllers or {})
    for one in held["decision"]:
        one["at"] = one["at"].isoformat() if one["at"] else None
    return held


def _campaigns(connection: Connection, decided: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """For what, and on whose behalf, the data was used."""
    campaign = t.campaign
    query = select(campaign.c.id, campaign.c.title, campaign.c.purpose, campaign.c.controller)
    return _shown(rows_where(connection, query, campaign.c.id, {one["campaign"] for one in decided}))


def _recipients(connection: Connection, ids: set[str]) -> list[dict[str, Any]]:
    """Who got the person's data from us: the vendors of the batches that hold one of the pieces."""
    item, piece, batch = t.batch_item, t.piece, t.piece_batch
    query = (
        select(batch.c.vendor, batch.c.channel, batch.c.campaign_id, batch.c.released_at)
        .join(item, item.c.batch_id == batch.c.id)
        .join(piece, piece.c.id == item.c.piece_id)
        .where(piece.c.person_id.in_(ids), batch.c.vendor != "")
        .distinct()
        .order_by(batch.c.released_at, batch.c.vendor)
    )
    return _shown(all_rows(connection, query))


def _sources(connection: Connection, held: dict[str, Any]) -> list[dict[str, Any]]:
    batches = {row["batch_id"] for row in held["record"]}
    named = {row["source_id"] for row in rows_where(connection, select(t.batch), t.batch.c.id, batches)}
    named |= {row["source_id"] for row in (*held["person"], *held["contact_point"]) if row.get("source_id")}
    return _shown(rows_where(connection, select(t.source), t.source.c.id, named))


def _shown(rows: Iterable[Row]) -> list[dict[str, Any]]:
    return [
        {
            name: value.isoformat() if hasattr(value, "isoformat") else value
            for name, value in row.items()
            if name not in _HIDDEN
        }
        for row in rows
    ]
