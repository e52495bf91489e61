"""Days as lists write them: ISO, German and Russian with dots, American with slashes."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

VERSION = 1

_ISO = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[T ].*)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\.0)?")
_DAY_FIRST = re.compile(r"(\d{1,2})\s*([./-])\s*(\d{1,2})\s*[./-]\s*(\d{4})(?:\s.*|г\.?)?")
# The day stands first everywhere else.
_MONTH_FIRST = frozenset({"US", "PH"})


@lru_cache(maxsize=65_536)
def read_day(text: str, country: str = "") -> date | None:
    """The day that a text names, None where it names none or could be two; `country` decides 03/04/1980."""
    text = text.strip()
    if found := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    found = _DAY_FIRST.fullmatch(text)
    if not found:
        return None
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    if found[2] == "/" and country in _MONTH_FIRST:
        first, second = second, first
    return _day(year, second, first) or (_day(year, first, second) if found[2] == "/" else None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
