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
