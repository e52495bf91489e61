"""Which record is whom: the outcome of linking as a file."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, func, select

from dm.db import reading
from dm.db import tables as t
from dm.press.tables import Column, write_csv

_COLUMNS = (Column("batch_id"), Column("row", "int"), Column("external_id"), Column("person_id"))


def write_clusters(engine: Engine, out: Path) -> int:
    """Every accepted record once, with the person it belongs to by today's id; returns how many."""
    record, batch, alias = t.record, t.batch, t.person_alias
    query = (
        select(
            record.c.batch_id,
            record.c.row,
            record.c.external_id,
            func.coalesce(alias.c.person_id, record.c.person_id, "").label("person_id"),
        )
        .join(batch)
        .outerjoin(alias, alias.c.old_id == record.c.person_id)
        .where(batch.c.state != "undone")
        .order_by(batch.c.imported_at, record.c.batch_id, record.c.row)
    )
    with reading(engine) as connection:
        return write_csv(out, _COLUMNS, (tuple(row) for row in connection.execute(query)), delimiter=",")
