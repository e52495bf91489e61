"""`within`, `since` and `until`: which events a counted field counts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from dm.conditions.fields import Field
from dm.conditions.tree import Window
from dm.errors import InputError

WINDOW_KEYS = ("within", "since", "until")
_DAYS = re.compile(r"^(\d{1,5})\s*d$")


def read_window(table: Mapping[str, Any], field: Field, place: str) -> Window | None:
    """The window of a counted field; None where all events count."""
    named = [name for name in WINDOW_KEYS if name in table]
    if not named:
        return None
    if not field.counted:
        raise InputError(f"{place} counts nothing, so it takes no {named[0]}.", hint="purchases.count does.")
    if "within" in named:
        if len(named) > 1:
            raise InputError(f"{place}: within stands beside {named[1]}.", hint="Use within, or since and until.")
        return Window(days=_days(table["within"], place))
    window = Window(since=read_day(table.get("since"), place), until=read_day(table.get("until"), place))
    if window.since and window.until and window.since > window.until:
        raise InputError(f"{place}: since {window.since} lies after until {window.until}.", hint="Change them over.")
    return window


def bounds(window: Window | None, now: datetime) -> tuple[datetime | None, datetime | None]:
    """The first moment that counts and the first that no longer does; None is open. Days are UTC days."""
    if window is None:
        return None, None
    if window.days is not None:
        return now - timedelta(days=window.days), now + timedelta(microseconds=1)
    since = start_of(window.since) if window.since else None
    return since, start_of(window.until + timedelta(days=1)) if window.until else None


def start_of(day: date) -> datetime:
    """Midnight UTC at which a day begins."""
    return datetime.combine(day, time(), UTC)


def read_day(value: object, place: str) -> date | None:
    """A day as TOML gives it, or as ISO text (JSON); None where nothing is written."""
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as problem:
        raise InputError(f"{place}: {value!r} is no day.", hint="Write 2027-03-31.") from problem


def _days(value: object, place: str) -> int:
    found = _DAYS.match(value) if isinstance(value, str) else None
    if not found:
        raise InputError(f"{place}: within = {value!r} is no span of days.", hint='Write within = "365d".')
    return int(found[1])
