"""Where contacts come from and where they are: sources and time zones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, func, select

from dm.consent.rows import all_rows, rows_where
from dm.db import tables as t

Row = Mapping[str, Any]


def load_sources(connection: Connection, campaign_id: str = "") -> dict[str, Row]:
    """All sources: there are as many as contracts, never as many as people.

    `used_up`: so many other campaigns contacted people of the source as its licence allows.
    """
    sources = {row["id"]: dict(row) for row in all_rows(connection, select(t.source))}
    limited = [id_ for id_, row in sources.items() if row["uses_left"] is not None]
    uses = _uses(connection, limited, campaign_id) if limited else {}
    return {
        id_: row | {"used_up": id_ in limited and uses.get(id_, 0) >= row["uses_left"]} for id_, row in sources.items()
    }


def _uses(connection: Connection, sources: list[str], campaign_id: str) -> dict[str, int]:
    """How many campaigns, besides this one, tried to contact a point of each source since it was registered."""
    attempt, piece, point, source = t.attempt.c, t.piece.c, t.contact_point.c, t.source.c
    query = (
        select(point.source_id, func.count(piece.campaign_id.distinct()))
        .select_from(
            t.attempt.join(t.piece, piece.id == attempt.piece_id)
            .join(t.contact_point, point.id == attempt.point_id)
            .join(t.source, source.id == point.source_id)
        )
        .where(
            point.source_id.in_(sources), piece.campaign_id != campaign_id, attempt.at >= source.registered_at,
        )
        .group_by(point.source_id)
    )  # fmt: skip
    return {str(row[0]): int(row[1]) for row in connection.execute(query)}


def load_zones(connection: Connection, points: Iterable[Row]) -> dict[str, tuple[str, ...]]:
    """Every zone that each point may lie in."""
    zone = t.point_zone
    query = select(zone).order_by(zone.c.point_id, zone.c.zone)
    found: dict[str, tuple[str, ...]] = {}
    for row in rows_where(connection, query, zone.c.point_id, (point["id"] for point in points)):
        found[row["point_id"]] = (*found.get(row["point_id"], ()), row["zone"])
    return found
