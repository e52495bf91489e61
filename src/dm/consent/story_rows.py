"""The rows that a person's story rests on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select

from dm.consent.keys import Known
from dm.consent.places import load_zones
from dm.consent.records_of_consent import former_ids
from dm.consent.rows import Row, all_rows, rows_where
from dm.db import tables as t


def ids_of(connection: Connection, person_id: str) -> set[str]:
    """Today's id and all former ones."""
    return former_ids(connection, {person_id})[person_id]


def points(connection: Connection, known: Known) -> Iterator[dict[str, Any]]:
    zones = load_zones(connection, known.points)
    shown = (
        "id",
        "kind",
        "value",
        "party",
        "status",
        "reason",
        "country",
        "rank",
        "source_id",
        "observed_at",
        "verified_at",
    )
    for point in known.points:
        yield {name: point[name] for name in shown} | {"zones": list(zones.get(point["id"], ()))}


def memberships(connection: Connection, ids: set[str], campaign: str | None) -> list[Row]:
    """How the person ended each campaign's current plan."""
    member, plan, run = t.audience_member, t.plan, t.campaign
    query = (
        select(member, plan.c.campaign_id, plan.c.planned_at, plan.c.policies, run.c.purpose)
        .join(plan, plan.c.id == member.c.plan_id)
        .join(run, run.c.current_plan_id == plan.c.id)
    )
    if campaign:
        query = query.where(run.c.id == campaign)
    return list(rows_where(connection, query, member.c.person_id, ids))


def pieces(connection: Connection, ids: set[str], campaign: str | None) -> list[Row]:
    """Every piece of the person, with its newest attempt."""
    piece, attempt, run = t.piece, t.attempt, t.campaign
    columns = (
        attempt.c.permit_reason,
        attempt.c.permit_rules,
        attempt.c.permit_sources,
        attempt.c.permit_policies,
        attempt.c.at,
        attempt.c.outcome,
    )
    query = select(piece, run.c.purpose, *columns).outerjoin(run, run.c.id == piece.c.campaign_id)
    query = (
        query.outerjoin(attempt, attempt.c.piece_id == piece.c.id)
        .where(piece.c.seed.is_(False))
        .order_by(piece.c.planned_at, piece.c.id, attempt.c.number)
    )
    if campaign:
        query = query.where(piece.c.campaign_id == campaign)
    newest = {row["id"]: row for row in rows_where(connection, query, piece.c.person_id, ids)}
    return list(newest.values())


def sources_by_id(connection: Connection) -> dict[str, Row]:
    return {row["id"]: row for row in all_rows(connection, select(t.source))}
