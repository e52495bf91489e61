"""The numbers a person may be reached at, with the zones that their clocks may show."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from dm.db import chunks
from dm.db import tables as t
from dm.model import PointKind, PointStatus

_CALLABLE = (PointStatus.VALID.value, PointStatus.RISKY.value)


@dataclass(frozen=True, slots=True)
class Number:
    """One telephone number of a person; `zones` are all that it may lie in, the likeliest first."""

    point_id: str
    value: str
    hmac: str
    status: str
    line_type: str
    zones: tuple[str, ...]


def numbers_of(connection: Connection, people: Collection[str]) -> dict[str, list[Number]]:
    """Callable numbers by person id, the best first."""
    found: dict[str, list[Number]] = {person: [] for person in people}
    point = t.contact_point
    for some in chunks(sorted(people), 500):
        rows = connection.execute(
            select(point)
            .where(
                point.c.person_id.in_(some),
                point.c.kind == PointKind.PHONE.value,
                point.c.status.in_(_CALLABLE),
                point.c.value.like("+%"),
            )
            .order_by(point.c.person_id, point.c.rank, point.c.id)
        ).mappings()
        kept = rows.all()
        zones = _zones(connection, [row["id"] for row in kept])
        for row in kept:
            number = Number(
                row["id"], row["value"], row["hmac"], row["status"], row["line_type"], zones.get(row["id"], ())
            )
            found[row["person_id"]].append(number)
    return found


def still_good(numbers: Iterable[Number], dead_points: Collection[str], wanted: str | None = None) -> list[Number]:
    """The numbers that have not proved wrong in this task, the wanted one first."""
    alive = [number for number in numbers if number.point_id not in dead_points]
    return sorted(alive, key=lambda number: number.point_id != wanted)


def _zones(connection: Connection, points: Collection[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for some in chunks(sorted(points), 500):
        rows = connection.execute(
            select(t.point_zone.c.point_id, t.point_zone.c.zone)
            .where(t.point_zone.c.point_id.in_(some))
            .order_by(t.point_zone.c.point_id, t.point_zone.c.zone)
        )
        for point_id, zone in rows:
            found.setdefault(point_id, []).append(zone)
    return {point_id: tuple(zones) for point_id, zones in found.items()}
