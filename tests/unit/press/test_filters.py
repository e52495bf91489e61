"""Filters of templates: what is no amount, currency, day or language is refused, never printed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from dm.errors import TemplateError
from dm.press.filters import filters_for


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "1e999999", 10**40, "", "1.234,50", 12.5, True])
def test_what_is_no_amount_is_refused(amount: object) -> None:
    with pytest.raises(TemplateError):
        filters_for("de")["money"](amount, "EUR")


@pytest.mark.parametrize("currency", ["", "EURO", "eur", None])
def test_what_is_no_currency_is_refused(currency: object) -> None:
    with pytest.raises(TemplateError, match="There is no currency"):
        filters_for("de")["money"]("12", currency)


@pytest.mark.parametrize("amount", ["1 234,50", "1\u00a0234.50", "1\u202f234,50", 123450])
def test_amounts_may_have_any_space_between_thousands(amount: object) -> None:
    assert filters_for("de")["money"](amount, "EUR") == "1.234,50\u00a0\u20ac"


@pytest.mark.parametrize("language", ["xx", "", "zz_ZZ", "no language"])
def test_an_unknown_language_is_refused_by_name(language: str) -> None:
    with pytest.raises(TemplateError, match=f"There is no language '{language}'"):
        filters_for(language)


def test_a_region_may_be_written_with_a_hyphen_and_nothing_is_printed_for_nothing() -> None:
    german = filters_for("de-AT")
    assert german["date_short"]("2027-03-01") == "01.03.27"
    assert (german["nbsp"](None), filters_for("ru")["case"](None, "gent")) == ("", "")


_ORDERS = {
    "ru": "one few many other", "pl": "one few many other", "uk": "one few many other", "cs": "one few other many",
    "lt": "one few other many", "sl": "one two few other", "hr": "one few other", "ro": "one few other",
    "lv": "zero one other", "ar": "zero one two few many other", "de": "one other", "tr": "one other",
}  # fmt: skip


@given(st.sampled_from(sorted(_ORDERS)), st.one_of(st.integers(0, 2000), st.decimals(0, 200, places=2)))
def test_plural_forms_are_cldrs_categories(language: str, number: int | Decimal) -> None:
    names = _ORDERS[language].split()
    plain = int(number) if number == int(number) else Decimal(number).normalize()
    assert filters_for(language)["plural"](number, *names) == Locale(language).plural_form(plain)


@pytest.mark.parametrize(
    ("language", "number", "forms", "told"),
    [
        ("cs", "1.5", ("den", "dny", "dn\u00ed"), "takes a form of its own in Czech"),
        ("pl", "2,5", ("dzie\u0144", "dni", "dni"), "takes a form of its own in Polish"),
        ("sl", 2, ("dan", "dneva", "dni"), "plural takes 2 or 4 forms in Slovenian"),
        ("de", 2, ("Tag",), "plural takes 2 forms"),
    ],
)
def test_forms_that_do_not_fit_the_language_are_refused(language, number, forms, told) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(TemplateError, match=told):
        filters_for(language)["plural"](number, *forms)


def test_a_fraction_takes_its_own_form() -> None:
    assert filters_for("cs")["plural"]("1.5", "den", "dny", "dn\u00ed", "dne") == "dne"
    days = ("\u0434\u0435\u043d\u044c", "\u0434\u043d\u044f", "\u0434\u043d\u0435\u0439")
    assert filters_for("ru")["plural"]("1,5", *days) == days[1]
    assert filters_for("pl")["plural"]("5.00", "dzie\u0144", "dni", "dni") == "dni"
