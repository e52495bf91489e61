"""Frozen models: every batch is judged by the last one, until somebody trains again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, select

from dm.actualize.link.model import GENERAL, Model, from_document
from dm.db import tables as t
from dm.model import base32_id

# Companies are linked by tables of their own, which are frozen in the same place.
PEOPLE = "people-"


def current(connection: Connection) -> Model:
    """The model frozen last; the general one where there is none yet."""
    version = t.link_version
    latest = select(version.c.definition).where(version.c.id.startswith(PEOPLE))
    found = connection.execute(latest.order_by(version.c.frozen_at.desc(), version.c.id).limit(1)).scalar()
    return from_document(found) if found else GENERAL


def freeze(connection: Connection, model: Model, *, now: datetime) -> None:
    """Make it the model of every later batch; nothing where it is so already, or where it is the general one."""
    if model is GENERAL or model.version == current(connection).version:
        return
    values = {"id": model.version, "definition": model.document(), "frozen_at": now}
    connection.execute(insert(t.link_version).values(**values))


def next_version(connection: Connection, *, now: datetime) -> str:
    """The name of a model trained now."""
    return PEOPLE + base32_id("link version", current(connection).version, now.isoformat())
