"""Spans of time as policies write them: 24h, 30d, 18mo, 3y14d."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

_PERIOD = re.compile(r"(?:(?P<years>\d+)y)?(?:(?P<months>\d+)mo)?(?:(?P<days>\d+)d)?(?:(?P<hours>\d+)h)?")


@dataclass(frozen=True, slots=True)
class Period:
    """A calendar span; months end on the last day of a shorter month."""

    months: int = 0
    days: int = 0
    hours: int = 0

    def after(self, day: date) -> date:
        """The day this long after `day`; hours count as a whole day begun."""
        return _add_months(day, self.months) + timedelta(days=self.days + -(-self.hours // 24))

    def before(self, day: date) -> date:
        return _add_months(day, -self.months) - timedelta(days=self.days + -(-self.hours // 24))

    def from_moment(self, at: datetime) -> datetime:
        """The moment this long after `at`, to the hour."""
        moved = datetime.combine(_add_months(at.date(), self.months), at.timetz())
        return moved + timedelta(days=self.days, hours=self.hours)

    def approximate_hours(self) -> int:
        """For comparing windows only: a month counts as 31 days."""
        return (self.months * 31 + self.days) * 24 + self.hours


def parse_period(text: str) -> Period:
    """Read `3y14d`, `18mo`, `24h`; raises ValueError on anything else."""
    found = _PERIOD.fullmatch(text)
    if not text or not found:
        raise ValueError(f"{text!r} is not a period such as 24h, 30d, 18mo or 3y14d")
    years, months, days, hours = (int(part or 0) for part in found.group("years", "months", "days", "hours"))
    return Period(months=years * 12 + months, days=days, hours=hours)


def _add_months(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
