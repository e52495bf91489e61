"""Doubtful pairs as they stand today, after the merges since they were met."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select, update

from dm.db import chunks
from dm.db import tables as t

_AT_ONCE = 10_000


def pairs_today() -> Select[Any]:
    """Pairs under the ids that both go by today."""
    pair, one, other = t.review_pair, t.person_alias.alias(), t.person_alias.alias()
    sides = ("left_person_id", "right_person_id")
    columns = [column for column in pair.c if column.name not in sides]
    left = func.coalesce(one.c.person_id, pair.c.left_person_id).label("left_person_id")
    right = func.coalesce(other.c.person_id, pair.c.right_person_id).label("right_person_id")
    joined = pair.outerjoin(one, one.c.old_id == pair.c.left_person_id)
    joined = joined.outerjoin(other, other.c.old_id == pair.c.right_person_id)
    return select(*columns, left, right).select_from(joined)


def close_joined(connection: Connection, *, reason: str, now: datetime) -> None:
    """Close the open pairs whose two have become one by something else; `reason` is noted as who decided."""
    today, pair = pairs_today(), t.review_pair
    left, right = (today.selected_columns[side] for side in ("left_person_id", "right_person_id"))
    met = connection.execute(today.where(pair.c.state == "open", pair.c.record_id.is_(None), left == right))
    _set(connection, [row.id for row in met], state="accepted", decided_by=reason, decided_at=now)


def open_again(connection: Connection, *, reason: str) -> None:
    """Open the pairs that were closed for this reason, where their two are two again."""
    pair = t.review_pair
    closed = select(pair.c.id).where(pair.c.state == "accepted", pair.c.decided_by == reason)
    _set(connection, list(connection.execute(closed).scalars()), state="open", decided_by="", decided_at=None)


def _set(connection: Connection, ids: list[int], **values: Any) -> None:
    for some in chunks(ids, _AT_ONCE):
        connection.execute(update(t.review_pair).where(t.review_pair.c.id.in_(some)).values(**values))
