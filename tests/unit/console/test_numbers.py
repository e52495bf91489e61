"""Numbers, amounts and moments as people write them."""

from __future__ import annotations

from datetime import UTC, datetime

from dm.console import numbers

AT = datetime(2027, 3, 2, 23, 0, tzinfo=UTC)


def test_midnight_in_its_zone_is_a_day():
    assert numbers.when(AT, "Europe/Berlin", "en") == "3 Mar 2027"
    assert numbers.when(AT, "UTC", "en") == "2 Mar 2027, 23:00"


def test_amounts_keep_their_minor_units():
    assert numbers.amount(123450, "EUR", "en") == "1,234.50 EUR"
    assert numbers.amount(1500, "JPY", "en") == "1,500 JPY"
    assert numbers.amount(None, "EUR", "en") == "–"


def test_russian_groups_by_spaces():
    assert numbers.whole(12345, "ru").replace("\xa0", " ") == "12 345"


def test_sizes_are_short():
    assert [numbers.size(each, "en") for each in (0, 999, 1500, 2_340_000)] == ["0 B", "999 B", "1.5 kB", "2.3 MB"]


def test_a_telephone_number_can_be_read_aloud():
    assert numbers.phone("+498999998005") == "+49 89 99998005"
    assert numbers.phone("ext. 12") == "ext. 12"


def test_an_unknown_zone_is_utc():
    assert numbers.moment(AT, "Mars/Olympus", "en") == "2 Mar 2027, 23:00"
