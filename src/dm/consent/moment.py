"""The moment of contact, in every time zone where the recipient may be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

from dm.consent.facts import Facts, known_zone

# Where no zone is known, any date of the globe may be the recipient's.
_EAST, _WEST = timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))


@dataclass(frozen=True, slots=True)
class Moment:
    """`locals` has one aware time per zone (empty when none is known); `days` are the recipient's possible dates."""

    instant: datetime
    locals: tuple[datetime, ...]
    days: tuple[date, ...]

    @property
    def last_day(self) -> date:
        return self.days[-1]

    def ends_at(self) -> datetime:
        """The first midnight that any of the zones reaches, in UTC."""
        walls = self.locals or (self.instant,)
        midnights = (datetime.combine(wall.date() + timedelta(days=1), time(), wall.tzinfo) for wall in walls)
        return min(midnight.astimezone(UTC) for midnight in midnights)


def moment_of(facts: Facts) -> Moment:
    """Without a zone, wall time is read as UTC: good for dates, never used for opening hours."""
    zones = [known_zone(name) for name in facts.zones]
    if facts.utc is not None:
        instant = facts.utc.astimezone(UTC)
        places = [instant.astimezone(zone) for zone in (zones or (_WEST, _EAST))]
    else:
        assert facts.local_time is not None  # Facts guarantees one of the two
        wall = facts.local_time.replace(tzinfo=zones[0] if zones else UTC)
        instant = wall.astimezone(UTC)
        places = [instant.astimezone(zone) for zone in zones] or [wall]
    days = tuple(sorted({place.date() for place in places}))
    return Moment(instant, tuple(places) if zones else (), days)
