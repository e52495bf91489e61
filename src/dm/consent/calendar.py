"""Public holidays of a country or region."""

from __future__ import annotations

from datetime import date
from functools import cache, lru_cache
from importlib.metadata import version


@cache
def calendar_version() -> str:
    """Which calendar the decisions of today rest on, written like the version of a policy."""
    return f"holidays@{version('holidays')}"


def has_calendar(country: str) -> bool:
    return country in _subdivisions()


def is_holiday(country: str, region: str | None, day: date) -> bool:
    """Whether `day` is a public holiday there; `region` is ISO 3166-2 (US-LA).

    A region that the calendar does not know, or none, means the holidays of the whole country only.
    """
    return day in _days_of(country, (region or "").removeprefix(f"{country}-"), day.year)


@lru_cache(maxsize=1024)
def _days_of(country: str, subdivision: str, year: int) -> frozenset[date]:
    import holidays

    known = _subdivisions().get(country)
    if known is None:
        return frozenset()
    return frozenset(
        holidays.country_holidays(country, subdiv=subdivision if subdivision in known else None, years=year)
    )


@cache
def _subdivisions() -> dict[str, list[str]]:
    import holidays

    return holidays.list_supported_countries()
