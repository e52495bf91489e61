"""Numbers, amounts and moments as a person of each language writes them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from dm.model import Money

# English as the world outside the United States writes it: day before month, 24 hours.
_LOCALE = {"en": "en_GB", "ru": "ru_RU"}


def whole(number: float | Decimal | None, language: str) -> str:
    """12,345; a dash for nothing known."""
    return "–" if number is None else str(format_decimal(number, locale=_LOCALE[language]))


def share(part: float | Decimal | None, language: str) -> str:
    """A share 0..1 in per cent with one decimal."""
    if part is None:
        return "–"
    return f"{format_decimal(Decimal(str(part)) * 100, format='#,##0.0', locale=_LOCALE[language])} %"


def number(text: str, language: str) -> str:
    """A decimal number as it was written, with the reader's point or comma."""
    return str(format_decimal(Decimal(text), format="#,##0.00##", locale=_LOCALE[language]))


def amount(minor: int | None, currency: str, language: str) -> str:
    """1,234.50 EUR."""
    if minor is None:
        return "–"
    value = Money(minor, currency).major
    pattern = "#,##0" + ("." + "0" * -int(value.as_tuple().exponent) if value.as_tuple().exponent else "")
    return f"{format_decimal(value, format=pattern, locale=_LOCALE[language])} {currency}"


def size(octets: int, language: str) -> str:
    """1.2 MB, in steps of a thousand."""
    value, unit = Decimal(octets), "B"
    for larger in ("kB", "MB", "GB"):
        if value < 1000:
            break
        value, unit = value / 1000, larger
    pattern = "#,##0" if unit == "B" or value >= 100 else "#,##0.0"
    return f"{format_decimal(value, format=pattern, locale=_LOCALE[language])} {unit}"


def phone(value: str) -> str:
    """+49 30 23125000, in groups that can be read and dialled; what is no number stays as it is."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(value), phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    except phonenumbers.NumberParseException:
        return value


def day(on: date | str | None, language: str) -> str:
    """3 Mar 2027."""
    if not on:
        return "–"
    known = date.fromisoformat(on[:10]) if isinstance(on, str) else on
    return str(format_date(known, format="medium", locale=_LOCALE[language]))


def moment(at: datetime | str | None, zone: str, language: str) -> str:
    """3 Mar 2027, 10:00 in the zone given."""
    if not at:
        return "–"
    known = datetime.fromisoformat(at) if isinstance(at, str) else at
    local = known.astimezone(zone_of(zone))
    return str(format_datetime(local, format="d MMM y, HH:mm", locale=_LOCALE[language]))


def when(at: datetime, zone: str, language: str) -> str:
    """The day alone where a moment means one: midnight in its zone."""
    local = at.astimezone(zone_of(zone))
    return day(local.date(), language) if (local.hour, local.minute) == (0, 0) else moment(at, zone, language)


def zone_of(name: str) -> ZoneInfo:
    """The zone of that name; UTC when it has none."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
