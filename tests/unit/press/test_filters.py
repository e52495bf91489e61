"""Filters of templates: what is no amount, currency, day or language is refused, never printed."""

from __future__ import annotations

import pytest

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
