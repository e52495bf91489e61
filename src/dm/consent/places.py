"""Where contacts come from and where they are: sources and time zones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, select

from dm.consent.rows import all_rows, rows_where
from dm.db import tables as t

Row = Mapping[str, Any]


def load_sources(connection: Connection) -> dict[str, Row]:
    """All sources: there are as many as contracts, never as many as people."""
    return {row["id"]: row for row in all_rows(connection, select(t.source))}


def load_zones(connection: Connection, points: Iterable[Row]) -> dict[str, tuple[str, ...]]:
    """Every zone that each point may lie in."""
    zone = t.point_zone
    query = select(zone).order_by(zone.c.point_id, zone.c.zone)
    found: dict[str, tuple[str, ...]] = {}
    for row in rows_where(connection, query, zone.c.point_id, (point["id"] for point in points)):
        found[row["point_id"]] = (*found.get(row["point_id"], ()), row["zone"])
    return found
