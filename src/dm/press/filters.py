"""Filters of templates: money, dates, plural forms, Russian cases, unbreakable spaces. One set for each language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, get_currency_precision, list_currencies
from jinja2 import Undefined

from dm.errors import TemplateError
from dm.normal.declension import decline

# A thousand billions: what is more was written by no hand.
_DIGITS = 15


def filters_for(language: str) -> dict[str, Callable[..., object]]:
    """`money number date_long date_short plural case nbsp otherwise`, speaking this language."""
    locale = _locale(language)
    return {
        "money": lambda amount, currency: _money(amount, currency, locale),
        "number": lambda amount: format_decimal(_amount(amount), locale=locale),
        "date_long": lambda day: format_date(_day(day), format="long", locale=locale),
        "date_short": lambda day: format_date(_day(day), format="short", locale=locale),
        "plural": lambda number, *forms: _plural(number, forms, locale),
        "case": lambda name, case: decline("" if name is None else str(name), case),
        "nbsp": lambda text: "" if text is None else str(text).replace(" ", "\u00a0"),
        "otherwise": _otherwise,
    }


def _locale(language: str) -> Locale:
    try:
        return Locale.parse({"en": "en_GB"}.get(language, language.replace("-", "_")))
    except (UnknownLocaleError, ValueError) as error:
        raise TemplateError(
            f"There is no language {language!r}.", hint='Name it as in `language = "de"`, ISO 639.'
        ) from error


def _money(amount: object, currency: str, locale: Locale) -> str:
    if currency not in _currencies():
        raise TemplateError(f"There is no currency {currency!r}.", hint="Name it by its ISO 4217 code, as in EUR.")
    return format_currency(_major(amount, currency), currency, locale=locale)


def _major(amount: object, currency: str) -> Decimal:
    """Whole numbers are minor units (cents, kopecks), as everywhere in the house; texts and Decimals are major ones."""
    if isinstance(amount, bool) or not isinstance(amount, int | str | Decimal):
        raise TemplateError(f"money needs a whole number of minor units or a Decimal, not {amount!r}.")
    if isinstance(amount, int):
        return _amount(amount).scaleb(-get_currency_precision(currency))
    return _amount(amount)


@lru_cache(maxsize=1)
def _currencies() -> frozenset[str]:
    return frozenset(list_currencies())


def _amount(amount: object) -> Decimal:
    try:
        number = Decimal("".join(str(amount).replace(",", ".").split()))
    except InvalidOperation as error:
        raise TemplateError(f"{amount!r} cannot be read as an amount.", hint="Write it as 1234.50.") from error
    if not number.is_finite() or number.adjusted() > _DIGITS:
        raise TemplateError(f"{str(amount)[:40]!r} is no amount that a letter can name.", hint="Write it as 1234.50.")
    return number


def _otherwise(value: object, text: str) -> object:
    """The value, or this text where it is missing or blank."""
    missing = isinstance(value, Undefined) or value is None or not str(value).strip()
    return text if missing else value


def _day(value: object) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError as error:
        raise TemplateError(f"{value!r} cannot be read as a day.", hint="Write it as 2027-03-31.") from error


def _plural(number: object, forms: tuple[str, ...], locale: Locale) -> str:
    if not 2 <= len(forms) <= 3:
        raise TemplateError(f"plural needs two or three forms, not {len(forms)}.", hint="plural('day', 'days')")
    amount = _amount(number)
    place = {"one": 0, "few": 1}.get(locale.plural_form(amount), len(forms) - 1)
    # Slavic languages take the second form after a fraction: 1,5 дня
    return forms[1] if len(forms) > 2 and amount % 1 else forms[place]
