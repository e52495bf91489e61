"""The built-in campaign of verification calls: they are pieces like all others."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, select

from dm.consent import audit
from dm.db import tables as t
from dm.db.bulk import chunks, insert_new
from dm.ledger.built_in import CELL, BuiltIn, ensure_campaign
from dm.ledger.planning import plan_pieces
from dm.ledger.values import Office, PlannedPiece, Verification
from dm.model import Channel, base32_id, piece_id

CAMPAIGN = "verify"
WAVE = "call"
_CALLS = BuiltIn(CAMPAIGN, "Verification by telephone", "verify", WAVE, Channel.CALL, "call/verify")


def add_verification(connection: Connection, office: Office, wanted: Iterable[Verification], *, now: datetime) -> int:
    """Ask for verification calls: one piece and one call task a person, once; returns how many are new."""
    asked = {one.person_id: one for one in wanted}
    if not asked:
        return 0
    ensure_campaign(connection, office, _CALLS, now)
    languages = _languages(connection, list(asked))
    plan_pieces(
        connection,
        (_piece(one, languages.get(one.person_id, ""), now) for one in asked.values()),
        key=office.settings.secret_key,
        now=now,
    )
    new = insert_new(connection, t.call_task, [_task(one, languages, now) for one in asked.values()])
    if new:
        audit.append(connection, actor="ledger", action="verify", object=CAMPAIGN, payload={"tasks": new}, now=now)
    return new


def _languages(connection: Connection, people: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for some in chunks(people, 500):
        query = select(t.person.c.id, t.person.c.language).where(t.person.c.id.in_(some))
        found.update(connection.execute(query).all())
    return found


def _piece(one: Verification, language: str, now: datetime) -> PlannedPiece:
    return PlannedPiece(
        campaign_id=CAMPAIGN,
        wave=WAVE,
        unit_id=one.person_id,
        person_id=one.person_id,
        channel=Channel.CALL,
        point_id=None,
        cell=CELL,
        language=language,
        score=float(one.priority),
        due_at=now,
    )


def _task(one: Verification, languages: dict[str, str], now: datetime) -> dict[str, object]:
    return {
        "id": "V" + base32_id("task", CAMPAIGN, one.person_id),
        "piece_id": piece_id(CAMPAIGN, WAVE, one.person_id),
        "person_id": one.person_id,
        "campaign_id": CAMPAIGN,
        "state": "open",
        "priority": one.priority,
        "why": one.why,
        "fields": list(one.fields),
        "due_at": now,
        "language": languages.get(one.person_id, ""),
        "dead_points": [],
        "created_at": now,
    }
