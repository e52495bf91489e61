"""From a segment to the statement that finds its people."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Select, select

from dm.conditions import Segment, to_sql
from dm.db import tables as t


def people_of(segment: Segment, *, now: datetime) -> Select[Any]:
    """Rows (id) of the active people whom the segment chooses."""
    return select(t.person.c.id).where(t.person.c.state == "active", to_sql(segment.condition, now=now))


def readable_sql(engine: Engine, segment: Segment, *, now: datetime) -> str:
    """The statement with its values written in, in the dialect of the workspace's database: for reading."""
    # Another parameter style than the driver's, or each % would be written twice.
    dialect: Any = type(engine.dialect)
    named = dialect(paramstyle="named")
    return str(people_of(segment, now=now).compile(dialect=named, compile_kwargs={"literal_binds": True}))
