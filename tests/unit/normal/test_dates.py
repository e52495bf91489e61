"""Days read."""

from __future__ import annotations

from datetime import date

import pytest

from dm.normal.dates import read_day


@pytest.mark.parametrize(
    ("text", "country", "day"),
    [
        ("1980-04-03", "", date(1980, 4, 3)),
        ("19800403", "", date(1980, 4, 3)),
        ("03.04.1980", "RU", date(1980, 4, 3)),
        ("03/04/1980", "GB", date(1980, 4, 3)),
        ("04/03/1980", "US", date(1980, 4, 3)),
        ("12/31/1980", "DE", date(1980, 12, 31)),
        ("1980-04-03 00:00:00", "", date(1980, 4, 3)),
        ("31.02.1980", "DE", None),
        ("--0203", "", None),
        ("", "", None),
    ],
)
def test_a_day_is_read(text: str, country: str, day: date | None) -> None:
    assert read_day(text, country) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12.03.80", date(1980, 3, 12)),
        ("12-Mar-80", date(1980, 3, 12)),
        ("12 marca 1980", date(1980, 3, 12)),
        ("12 Mart 1980", date(1980, 3, 12)),
        ("12 березня 1980", date(1980, 3, 12)),
        ("12 Mar 20", None),
        ("12. März 1980", date(1980, 3, 12)),
        ("12 марта 1980 г.", date(1980, 3, 12)),
        ("March 12, 1980", date(1980, 3, 12)),
        ("12 de marzo de 1980", date(1980, 3, 12)),
        ("33333", date(1991, 4, 5)),
        ("33333.0", date(1991, 4, 5)),
    ],
)
def test_named_months_short_years_and_spreadsheet_days(text: str, day: date) -> None:
    assert read_day(text) == day


@pytest.mark.parametrize("text", ["12.03.05", "1980", "00133", "mars", "4509 123456", "31. April 1980"])
def test_what_could_be_two_days_or_none_is_none(text: str) -> None:
    assert read_day(text) is None
