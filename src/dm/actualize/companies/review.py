"""Doubtful pairs of companies laid open: both sides with their spellings, their people and what speaks for one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Engine, Select, case, func, select

from dm.actualize.companies.deciding import no_pair
from dm.actualize.companies.showing import shown
from dm.db import reading
from dm.db import tables as t
from dm.model.reasons import TAKEN_APART


def list_company_pairs(engine: Engine, *, limit: int = 100) -> list[dict[str, Any]]:
    """Open pairs with both sides, the likeliest first, those that somebody put off last; see showing.shown."""
    with reading(engine) as connection:
        rows = list(connection.execute(_waiting(limit)).mappings())
        sides = shown(connection, {row[side] for row in rows for side in ("left_company_id", "right_company_id")})
    return [_laid_open(row, sides) for row in rows]


def show_company_pair(engine: Engine, pair_id: int) -> dict[str, Any]:
    """One pair laid open, whatever its state. Raises InputError where there is none."""
    with reading(engine) as connection:
        row = connection.execute(_as_today().where(t.company_pair.c.id == pair_id)).mappings().one_or_none()
        if row is None:
            raise no_pair(pair_id)
        return _laid_open(row, shown(connection, {row["left_company_id"], row["right_company_id"]}))


def waiting_company_pairs(connection: Connection, *, limit: int = 500) -> list[int]:
    """The ids of the first pairs that wait for a person, in the order in which they should be looked at."""
    return [row.id for row in connection.execute(_waiting(limit))]


def count_company_pairs(connection: Connection) -> int:
    """How many pairs wait, those whose two have become one in the meantime included."""
    pair = t.company_pair
    return connection.execute(select(func.count()).select_from(pair).where(pair.c.state == "open")).scalar_one()


def recent_company_decisions(connection: Connection, *, limit: int = 10) -> list[Mapping[Any, Any]]:
    """What people decided last, newest first; what a split wrote by itself is left out."""
    pair = t.company_pair
    decided = select(pair).where(pair.c.state != "open", pair.c.decided_at.is_not(None), pair.c.why != TAKEN_APART)
    return list(
        connection.execute(decided.order_by(pair.c.decided_at.desc(), pair.c.id.desc()).limit(limit)).mappings()
    )


def _laid_open(row: Mapping[Any, Any], sides: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    return {
        "pair": row["id"],
        "probability": row["probability"],
        "why": row["why"],
        "state": row["state"],
        "decided_by": row["decided_by"],
        "decided_at": row["decided_at"],
        "left": sides[row["left_company_id"]],
        "right": sides[row["right_company_id"]],
    }


def _as_today() -> Select[Any]:
    """Pairs under the ids that both go by today, for either may have been merged since."""
    pair, one, other = t.company_pair, t.company_alias.alias(), t.company_alias.alias()
    columns = [column for column in pair.c if column.name not in ("left_company_id", "right_company_id")]
    left = func.coalesce(one.c.company_id, pair.c.left_company_id).label("left_company_id")
    right = func.coalesce(other.c.company_id, pair.c.right_company_id).label("right_company_id")
    joined = pair.outerjoin(one, one.c.old_id == pair.c.left_company_id)
    joined = joined.outerjoin(other, other.c.old_id == pair.c.right_company_id)
    return select(*columns, left, right).select_from(joined)


def _waiting(limit: int) -> Select[Any]:
    """The first open pairs as they stand today; what a merge has made one in the meantime is left out."""
    pair = t.company_pair
    as_today = _as_today()
    left, right = (as_today.selected_columns[side] for side in ("left_company_id", "right_company_id"))
    later = case((pair.c.postponed_at.is_(None), 0), else_=1)
    order = (later, pair.c.postponed_at, pair.c.probability.desc(), pair.c.id)
    return as_today.where(pair.c.state == "open", left != right).order_by(*order).limit(limit)
