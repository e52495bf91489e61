"""What the page of lists shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, select

from dm.db.tables import batch, source, source_quality


def listed_sources(connection: Connection) -> Sequence[Row[Any]]:
    """All sources, newest first, each with its rows and the figures of its last quality report, None without one."""
    read = (
        select(batch.c.source_id, func.sum(batch.c.rows).label("rows"), func.max(batch.c.imported_at).label("read_at"))
        .where(batch.c.state != "undone")
        .group_by(batch.c.source_id)
        .subquery()
    )
    query = (
        select(source, func.coalesce(read.c.rows, 0).label("rows"), source_quality.c.figures, source_quality.c.made_at)
        .outerjoin(read, read.c.source_id == source.c.id)
        .outerjoin(source_quality, (source_quality.c.source_id == source.c.id) & (source_quality.c.batch_id == ""))
        .order_by(source.c.registered_at.desc(), source.c.id)
    )
    return connection.execute(query).all()


def source_exists(connection: Connection, source_id: str) -> bool:
    """Whether there is a source of that id."""
    return connection.execute(select(source.c.id).where(source.c.id == source_id)).first() is not None
