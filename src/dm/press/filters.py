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

_ORDER = ("zero", "one", "two", "few", "many", "other")
# The category that only fractions have, by language (CLDR).
_FRACTIONS = {"cs": "many", "sk": "many", "lt": "many", "pl": "other", "ru": "other", "uk": "other", "be": "other"}
# 1,5 дня: the genitive singular, which in Russian is the form after two, too.
_SECOND_FOR_FRACTIONS = {"ru"}
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
    amount = _amount(number)
    # 5.0 is written and said as 5
    category = locale.plural_form(int(amount) if amount == int(amount) else amount.normalize())
    order, fractions = _categories(locale.language), _FRACTIONS.get(locale.language)
    if len(forms) == len(order):
        return forms[order.index(category)]
    if len(forms) == 2:
        return forms[category != "one"]
    if fractions and len(forms) == len(order) - 1:
        if category != fractions:
            return forms[order.index(category)]
        if locale.language in _SECOND_FOR_FRACTIONS:
            return forms[1]
        raise TemplateError(
            f"{amount} takes a form of its own in {locale.english_name}, and plural was given {len(forms)}.",
            hint="Add a fourth for fractions: plural('den', 'dny', 'dn\u00ed', 'dne').",
        )
    if len(forms) == 3 and set(order) <= {"one", "many", "other"}:
        return forms[0 if category == "one" else 2]
    known = sorted({2, len(order) - 1 if fractions else len(order)})
    raise TemplateError(
        f"plural takes {' or '.join(map(str, known))} forms in {locale.english_name}, not {len(forms)}.",
        hint=f"Write them in the order {', '.join(order)}.",
    )


def _categories(language: str) -> list[str]:
    """CLDR's plural categories of a language in the order in which forms are given: fractions last."""
    there = {*Locale(language).plural_form.tags, "other"}
    last = _FRACTIONS.get(language)
    return sorted(there, key=lambda name: (name == last, _ORDER.index(name)))
