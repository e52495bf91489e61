"""When a parcel may be handed over: inside working time at the recipient's place, never on a holiday there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

# Public holidays never fill more than this in a row (Chinese New Year with its bridge days is the longest).
_HORIZON_DAYS = 30
_SATURDAY_AND_SUNDAY = frozenset({5, 6})


@dataclass(frozen=True, slots=True)
class Window:
    """Wall time at the recipient's place, so it carries no zone."""

    start: datetime
    end: datetime


def delivery_window(
    pickup_on: date, *, country: str, region: str, opens: time, closes: time, transit_days: int
) -> Window | None:
    """The first day at or after the earliest that is worked at the recipient's place.

    None when the country has no calendar we know: a window that nobody can stand by is no window.
    """
    if not _knows(country):
        return None
    day = first_working_day(pickup_on + timedelta(days=transit_days), country, region)
    return Window(datetime.combine(day, opens), datetime.combine(day, closes)) if day else None


def first_working_day(day: date, country: str, region: str = "") -> date | None:
    """This day or the next one that is worked there; with an unknown region, one that is worked in every region."""
    for ahead in range(_HORIZON_DAYS):
        there = day + timedelta(days=ahead)
        if is_worked(there, country, region):
            return there
    return None


def is_worked(day: date, country: str, region: str = "") -> bool:
    """Whether people work there on that day. A country without a known calendar has weekends only."""
    if not _knows(country):
        return day.weekday() not in _SATURDAY_AND_SUNDAY
    free, weekend = _calendar(country, _subdivision(country, region), day.year)
    return day not in free and day.weekday() not in weekend


@lru_cache(maxsize=1)
def _countries() -> dict[str, list[str]]:
    import holidays

    return holidays.list_supported_countries()


def _knows(country: str) -> bool:
    return country in _countries()


@lru_cache(maxsize=4096)
def _subdivision(country: str, region: str) -> str:
    """The calendar's own code of a region given as a code (DE-BY, BY) or a name (Bayern, Bavaria); "" unknown."""
    import holidays

    code = region.removeprefix(f"{country}-").strip()
    if code in _countries()[country]:
        return code
    names = holidays.country_holidays(country).get_subdivision_aliases()
    return next((known for known, aliases in names.items() if code and code in aliases), "")


@lru_cache(maxsize=1024)
def _calendar(country: str, subdivision: str, year: int) -> tuple[frozenset[date], frozenset[int]]:
    import holidays

    places = [subdivision] if subdivision else [None, *_countries()[country]]
    free: set[date] = set()
    for place in places:
        free |= set(holidays.country_holidays(country, subdiv=place, years=year))
    return frozenset(free), frozenset(holidays.country_holidays(country).weekend)
