"""Opening hours of a rule: when a contact may be made, in the recipient's time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dm.consent.vocabulary import Denial
from dm.model import LawChannel

Span = tuple[int, int]
Week = tuple[tuple[Span, ...], ...]
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTES_OF_DAY = 24 * 60
# A year and a bit: longer than any chain of closed days that a calendar can hold.
HORIZON_DAYS = 400

IsHoliday = Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class Hours:
    """Half-open spans [start, end) in minutes of the day, Monday first; no `applies_to` means every channel."""

    week: Week
    closed_on_holidays: bool
    eve_of_holiday: tuple[Span, ...] | None = None
    applies_to: tuple[LawChannel, ...] = ()
    house: bool = False
    note: str = ""

    def concerns(self, channel: LawChannel) -> bool:
        return not self.applies_to or channel in self.applies_to

    def spans_on(self, day: date, is_holiday: IsHoliday) -> tuple[Span, ...]:
        """The open spans of a day."""
        if self.closed_on_holidays and is_holiday(day):
            return ()
        usual = self.week[day.weekday()]
        if self.eve_of_holiday is not None and usual and is_holiday(day + timedelta(days=1)):
            return self.eve_of_holiday
        return usual

    def verdict(self, local: datetime, is_holiday: IsHoliday) -> Denial | None:
        """What closes this moment, or None when it is open."""
        if self.closed_on_holidays and is_holiday(local.date()):
            return Denial.HOLIDAY_CLOSED
        spans = self.spans_on(local.date(), is_holiday)
        if not spans:
            return Denial.DAY_CLOSED
        return None if self.closes_at(local, is_holiday) else Denial.HOURS_CLOSED

    def closes_at(self, local: datetime, is_holiday: IsHoliday) -> datetime | None:
        """The end of the span that is open at `local`; None when closed."""
        minute = local.hour * 60 + local.minute
        for start, end in self.spans_on(local.date(), is_holiday):
            if start <= minute < end:
                return _at_minute(local, local.date(), end)
        return None

    def next_open(self, local: datetime, is_holiday: IsHoliday) -> datetime | None:
        """The first open moment at or after `local`; None when there is none within the horizon."""
        if self.closes_at(local, is_holiday):
            return local
        minute = local.hour * 60 + local.minute
        for ahead in range(HORIZON_DAYS):
            day = local.date() + timedelta(days=ahead)
            for start, _ in self.spans_on(day, is_holiday):
                if ahead or start > minute:
                    return _at_minute(local, day, start)
        return None


def _at_minute(local: datetime, day: date, minute: int) -> datetime:
    if minute == MINUTES_OF_DAY:
        return datetime.combine(day + timedelta(days=1), time(), local.tzinfo)
    return datetime.combine(day, time(minute // 60, minute % 60), local.tzinfo)


def parse_span(text: str) -> Span:
    """Read `09:00-20:00`; raises ValueError on anything else."""
    start_text, dash, end_text = text.partition("-")
    start, end = _minute(start_text), _minute(end_text)
    if not dash or start >= end:
        raise ValueError(f"{text!r} is not a span such as 09:00-20:00")
    return start, end


def _minute(text: str) -> int:
    if text == "24:00":
        return MINUTES_OF_DAY
    moment = time.fromisoformat(text)
    return moment.hour * 60 + moment.minute
