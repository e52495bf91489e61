"""Days as lists write them: ISO, German and Russian with dots, American with slashes, with names of months, serial."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from dm.normal.folding import fold

VERSION = 1

_ISO = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[T ].*)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\.0)?")
_DAY_FIRST = re.compile(r"(\d{1,2})\s*([./-])\s*(\d{1,2})\s*[./-]\s*(\d{4}|\d{2})(?:\s.*|г\.?)?")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
# "12 March 1980", "12. März 1980", "12 марта 1980 г.", "March 12, 1980"
_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er)? (?:de )?([^\W\d_]+) (?:de )?(\d{4}|\d{2})(?: .*)?")
_NAMED_FIRST = re.compile(r"([^\W\d_]+) (\d{1,2})(?:st|nd|rd|th)? (\d{4})(?: .*)?")
_MONTHS = (
    "january jan januar janvier enero gennaio января январь янв janner janeiro januari stycznia styczen ocak січня",
    (
        "february feb februar fevrier febrero febbraio февраля февраль "
        "фев февр feber fevereiro februari lutego luty subat лютого"
    ),
    "march mar marz maerz mars marzo марта март мар mrz marco maart marca marzec mart березня",
    "april apr avril abril aprile апреля апрель апр kwietnia kwiecien nisan квітня",
    "may mai mayo maggio мая май maio mei maja maj mayis травня",
    "june jun juni juin junio giugno июня июнь июн junho czerwca czerwiec haziran червня",
    "july jul juli juillet julio luglio июля июль июл julho lipca lipiec temmuz липня",
    "august aug aout agosto августа август авг augustus sierpnia sierpien agustos серпня",
    (
        "september sep sept septembre septiembre settembre сентября "
        "сентябрь сен сент setembro wrzesnia wrzesien eylul вересня"
    ),
    "october oct oktober okt octobre octubre ottobre октября октябрь окт outubro pazdziernika pazdziernik ekim жовтня",
    "november nov novembre noviembre ноября ноябрь ноя нояб listopada listopad kasim листопада",
    "december dec dezember dez decembre diciembre dicembre декабря декабрь дек dezembro grudnia grudzien aralik грудня",
)
_MONTH = {name: month for month, names in enumerate(_MONTHS, start=1) for name in names.split()}
# The day stands first everywhere else.
_MONTH_FIRST = frozenset({"US", "PH"})
# Two digits before this may be of either century.
_CERTAIN_FROM = 30
# Spreadsheets count days from here: 10,000 is a day of 1927, 73,050 the last of 2099.
_DAY_ZERO = date(1899, 12, 30)
_SERIALS = range(10_000, 73_051)


@lru_cache(maxsize=65_536)
def read_day(text: str, country: str = "") -> date | None:
    """The day that a text names, None where it names none or could be two; `country` decides 03/04/1980.

    A number of five digits is a spreadsheet's day.
    """
    text = text.strip()
    # The commonest form in a tenth of the time.
    if len(text) == 10 and text[4] == text[7] == "-":
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    if found := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_FIRST.fullmatch(text):
        return _in_numbers(found, country)
    if found := _SERIAL.fullmatch(text):
        days = int(found[1])
        return _DAY_ZERO + timedelta(days=days) if days in _SERIALS else None
    return _with_month(fold(text)) if len(text) < 40 else None


def _in_numbers(found: re.Match[str], country: str) -> date | None:
    first, second = int(found[1]), int(found[3])
    year = _century(found[4])
    if found[2] == "/" and country in _MONTH_FIRST:
        first, second = second, first
    return _day(year, second, first) or (_day(year, first, second) if found[2] == "/" else None)


def _century(year: str) -> int:
    """The whole year; 0 where two digits may be of either century."""
    if len(year) == 4:
        return int(year)
    return 1900 + int(year) if int(year) >= _CERTAIN_FROM else 0


def _with_month(folded: str) -> date | None:
    if found := _NAMED.fullmatch(folded):
        return _day(_century(found[3]), _MONTH.get(found[2], 0), int(found[1]))
    if found := _NAMED_FIRST.fullmatch(folded):
        return _day(int(found[3]), _MONTH.get(found[1], 0), int(found[2]))
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
