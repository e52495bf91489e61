"""From the checked tree to a SQL expression over `person`, alike on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_

from dm.conditions.distance import distance
from dm.conditions.events import eventful
from dm.conditions.personal import personal
from dm.conditions.tree import AllOf, AnyOf, Condition, Leaf, Not


def to_sql(condition: Condition, *, now: datetime, campaign: str | None = None) -> ColumnElement[bool]:
    """A boolean expression over `dm.db.tables.person` that is true or false for every row, never NULL.

    `campaign` is the campaign that `responded` asks about; InputError when it is asked without one.
    """
    match condition:
        case AllOf():
            return and_(*(to_sql(part, now=now, campaign=campaign) for part in condition.parts)).self_group()
        case AnyOf():
            return or_(*(to_sql(part, now=now, campaign=campaign) for part in condition.parts)).self_group()
        case Not():
            return ~to_sql(condition.part, now=now, campaign=campaign).self_group()
        case Leaf():
            return _leaf(condition, now, campaign)


def _leaf(leaf: Leaf, now: datetime, campaign: str | None) -> ColumnElement[bool]:
    if leaf.field == "distance_km":
        return distance(leaf)
    made = personal(leaf, now)
    if made is None:
        made = eventful(leaf, now, campaign)
    if made is None:
        raise NotImplementedError(leaf.field)
    return made
