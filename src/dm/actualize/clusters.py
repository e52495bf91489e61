"""Which record is whom: the outcome of linking as a file."""

from __future__ import annotations

import csv
from pathlib import Path

from sqlalchemy import Engine, func, select

from dm.db import reading
from dm.db import tables as t
from dm.press.tables import inert

_COLUMNS = ("batch_id", "row", "external_id", "person_id")


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
    count = 0
    # Programs read this, not spreadsheets: no byte order mark before the first header.
    with reading(engine) as connection, out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(_COLUMNS)
        for batch_id, row, external_id, person_id in connection.execute(query):
            writer.writerow((batch_id, row, inert(external_id), person_id))
            count += 1
    return count
