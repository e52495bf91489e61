"""One comparison of one SQL value with an operand: always true or false, never NULL."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, true

from dm.conditions.letters import pattern
from dm.conditions.tree import Leaf, Operator
from dm.conditions.window import start_of

Sql = ColumnElement[bool]
# Days and years beyond these lie outside of what a date can hold.
_MOST_DAYS = 300_000
_MOST_YEARS = 1_000


def code(column: ColumnElement[Any], leaf: Leaf) -> Sql:
    """Exact comparison; "" and NULL are unknown."""
    operand: Any = leaf.operand
    found = and_(column.is_not(None), column != "")
    match leaf.operator:
        case Operator.KNOWN:
            return found if operand else ~found
        case Operator.IN:
            return and_(found, column.in_(operand))
        case Operator.STARTS_WITH:  # not LIKE: SQLite's ignores the case of ASCII letters
            return and_(found, func.substr(column, 1, len(operand)) == operand)
        case _:
            return and_(found, column == operand)


def text(column: ColumnElement[Any], leaf: Leaf) -> Sql:
    """Comparison letter by letter in any case and with any marks; "" and NULL are unknown."""
    operand: Any = leaf.operand
    found = func.coalesce(column, "") != ""
    if leaf.operator is Operator.KNOWN:
        return found if operand else ~found
    starts, ends = leaf.operator is not Operator.CONTAINS, leaf.operator in (Operator.IS, Operator.IN)
    words = operand if isinstance(operand, tuple) else (operand,)
    return and_(
        found,
        or_(*(func.coalesce(column, "").regexp_match(pattern(str(word), starts=starts, ends=ends)) for word in words)),
    )


def folded(column: ColumnElement[Any], leaf: Leaf, whole: Callable[[str], str], part: Callable[[str], str]) -> Sql:
    """Comparison with a column that holds folded texts; `whole` and `part` bring the operand into that form."""
    operand: Any = leaf.operand
    found = and_(column.is_not(None), column != "")
    match leaf.operator:
        case Operator.KNOWN:
            return found if operand else ~found
        case Operator.IN:
            return and_(found, column.in_([whole(word) for word in operand]))
        case Operator.STARTS_WITH:
            return and_(found, column.startswith(part(operand), autoescape=True))
        case Operator.CONTAINS:
            return and_(found, column.contains(part(operand), autoescape=True))
        case _:
            return and_(found, column == whole(operand))


def number(value: ColumnElement[Any], leaf: Leaf, scale: Callable[[Any], Any] = lambda operand: operand) -> Sql:
    """Comparison of numbers; NULL is unknown. `scale` brings the operand to the value's unit."""
    operand: Any = leaf.operand
    found = value.is_not(None)
    match leaf.operator:
        case Operator.KNOWN:
            return found if operand else ~found
        case Operator.IN:
            return and_(found, value.in_([scale(item) for item in operand]))
        case Operator.AT_LEAST:
            return and_(found, value >= scale(operand))
        case Operator.AT_MOST:
            return and_(found, value <= scale(operand))
        case Operator.BETWEEN:
            return and_(found, value >= scale(operand[0]), value <= scale(operand[1]))
        case _:
            return and_(found, value == scale(operand))


def holds_for(value: float, leaf: Leaf) -> bool:
    """Whether a known number satisfies the comparison; used where no row means zero."""
    operand: Any = leaf.operand
    match leaf.operator:
        case Operator.KNOWN:
            return bool(operand)
        case Operator.IN:
            return value in operand
        case Operator.AT_LEAST:
            return bool(value >= operand)
        case Operator.AT_MOST:
            return bool(value <= operand)
        case Operator.BETWEEN:
            return bool(operand[0] <= value <= operand[1])
        case _:
            return bool(value == operand)


def days_since(moment: ColumnElement[Any], leaf: Leaf, now: datetime) -> Sql:
    """Comparison of the whole days since a moment, or of the moment's own day; NULL is unknown."""
    operand: Any = leaf.operand
    found = moment.is_not(None)
    match leaf.operator:
        case Operator.KNOWN:
            return found if operand else ~found
        case Operator.BEFORE:
            return and_(found, moment < start_of(operand))
        case Operator.AFTER:
            return and_(found, moment >= start_of(operand + timedelta(days=1)))
        case _:
            return and_(found, or_(*(_days(moment, low, high, now) for low, high in _spans(leaf))))


def years_since(day: ColumnElement[Any], leaf: Leaf, today: date) -> Sql:
    """Comparison of the completed years since a day; NULL is unknown."""
    found = day.is_not(None)
    if leaf.operator is Operator.KNOWN:
        return found if leaf.operand else ~found
    return and_(found, or_(*(_years(day, low, high, today) for low, high in _spans(leaf))))


def _spans(leaf: Leaf) -> list[tuple[float, float]]:
    """The closed spans of numbers that satisfy the comparison."""
    operand: Any = leaf.operand
    match leaf.operator:
        case Operator.IN:
            return [(item, item) for item in operand]
        case Operator.AT_LEAST:
            return [(operand, math.inf)]
        case Operator.AT_MOST:
            return [(-math.inf, operand)]
        case Operator.BETWEEN:
            return [(operand[0], operand[1])]
        case _:
            return [(operand, operand)]


def _days(moment: ColumnElement[Any], low: float, high: float, now: datetime) -> Sql:
    first, last = _whole(low, high, _MOST_DAYS)
    if first > last:
        return false()
    oldest = moment > now - timedelta(days=last + 1) if high != math.inf else true()
    newest = moment <= now - timedelta(days=first) if low != -math.inf else true()
    return and_(oldest, newest)


def _years(day: ColumnElement[Any], low: float, high: float, today: date) -> Sql:
    first, last = _whole(low, high, _MOST_YEARS)
    if first > last:
        return false()
    oldest = day > _years_before(today, last + 1) if high != math.inf else true()
    newest = day <= _years_before(today, first) if low != -math.inf else true()
    return and_(oldest, newest)


def _whole(low: float, high: float, most: int) -> tuple[int, int]:
    """The first and last whole number of a span, kept within what dates can hold."""
    return math.ceil(max(low, -most)), math.floor(min(high, most))


def _years_before(today: date, years: int) -> date:
    """The last birthday that makes one `years` old today: on 29 February that is the 28th in a common year."""
    try:
        return today.replace(year=today.year - years)
    except ValueError:
        return date(today.year - years, 2, 28)
