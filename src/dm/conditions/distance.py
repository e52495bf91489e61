"""Great-circle distance with nothing but + - * / in SQL.

Some builds of SQLite have no sin and cos, so the haversine is summed up as a series: below 1e-12 of an error over the
whole globe, and the same arithmetic on both databases. No arc sine is needed: the radius is turned into a haversine.
"""

from __future__ import annotations

import math
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select, true

from dm.conditions.tree import Leaf, Operator
from dm.db.tables import person

# Mean radius of the IUGG, as usual for distances on a sphere.
EARTH_RADIUS_KM = 6371.0088
_RADIANS = math.pi / 180
# Terms of the series: pi^24 / (2 * 24!) < 1e-12, and (pi/2)^18 / 18! < 1e-12.
_HAVERSINE = [(-1) ** (k + 1) / (2 * math.factorial(2 * k)) for k in range(1, 13)]
_COSINE = [(-1) ** k / math.factorial(2 * k) for k in range(9)]


def distance(leaf: Leaf) -> ColumnElement[bool]:
    """Whether a person with known coordinates lives so far from the point."""
    latitude, longitude = (float(part) for part in leaf.argument)
    if leaf.operator is Operator.KNOWN:
        known = and_(person.c.latitude.is_not(None), person.c.longitude.is_not(None))
        return known if leaf.operand else ~known
    low, high = _radii(leaf)
    near = _differences(latitude, longitude, high)
    value = _series(near.c.north, _HAVERSINE) * near.c.north + (
        _series(near.c.height, _COSINE) * math.cos(latitude * _RADIANS) * _series(near.c.east, _HAVERSINE) * near.c.east
    )
    within = [] if high is None else [value <= _haversine(high)]
    beyond = [] if low is None else [value >= _haversine(low)]
    return person.c.id.in_(select(near.c.id).where(true(), *within, *beyond))


def _radii(leaf: Leaf) -> tuple[float | None, float | None]:
    operand: Any = leaf.operand
    match leaf.operator:
        case Operator.AT_LEAST:
            return float(operand), None
        case Operator.AT_MOST:
            return None, float(operand)
        case _:
            return float(operand[0]), float(operand[1])


def _haversine(kilometres: float) -> float:
    """Half the circumference is as far as one gets; a negative distance is nearer than anybody."""
    if kilometres < 0:
        return -1.0
    return math.sin(min(kilometres / (2 * EARTH_RADIUS_KM), math.pi / 2)) ** 2


def _series(square: ColumnElement[float], factors: list[float]) -> ColumnElement[float]:
    """The polynomial in `square` by Horner's rule."""
    total: Any = factors[-1]
    for factor in reversed(factors[:-1]):
        total = factor + square * total
    return total  # type: ignore[no-any-return]


def _differences(latitude: float, longitude: float, radius: float | None) -> Any:
    """Rows (id, north, east, height): squares of angles in radians, of people inside the box around the circle."""
    apart = func.abs(person.c.longitude - longitude)
    east = case((apart > 180, 360 - apart), else_=apart) * _RADIANS
    north = (person.c.latitude - latitude) * _RADIANS
    height = person.c.latitude * _RADIANS
    return (
        select(
            person.c.id,
            (north * north).label("north"),
            (east * east).label("east"),
            (height * height).label("height"),
        )
        .where(person.c.latitude.is_not(None), person.c.longitude.is_not(None), *_box(latitude, longitude, radius))
        .subquery("near")
    )


def _box(latitude: float, longitude: float, radius: float | None) -> list[ColumnElement[bool]]:
    """Bounds that no point of the circle lies beyond; none in longitude at the poles and at the date line."""
    if radius is None:
        return []
    angle = max(radius, 0.0) / EARTH_RADIUS_KM + 1e-9
    north = angle / _RADIANS
    bounds: list[ColumnElement[bool]] = [person.c.latitude.between(latitude - north, latitude + north)]
    if abs(latitude) + north < 90:
        east = math.asin(min(1.0, math.sin(angle) / math.cos(latitude * _RADIANS))) / _RADIANS
        if abs(longitude) + east < 180:
            bounds.append(person.c.longitude.between(longitude - east, longitude + east))
    return bounds
