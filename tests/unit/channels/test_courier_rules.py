"""Numbers that catch a wrong digit, days that are worked at the recipient's place, parcels as the brief wants them."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm.channels.courier.consignment import check_character, consignment_no, is_consignment_no
from dm.channels.courier.parcel import load_parcel
from dm.channels.courier.windows import delivery_window, first_working_day
from dm.errors import InputError

SERIALS = st.integers(1, 36**7 - 1)
LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def test_the_check_character_agrees_with_the_published_example() -> None:
    assert check_character("A12425GABC1234002") == "M"  # the example of a Global Release Identifier, ISO 7064


@given(SERIALS, st.integers(2, 11), st.sampled_from(LETTERS))
def test_no_single_wrong_character_passes(serial, place, letter) -> None:
    number = consignment_no(serial, 1)
    wrong = number[:place] + letter + number[place + 1 :]
    assert is_consignment_no(wrong) is (wrong == number)


def test_nearly_all_swapped_neighbours_are_caught() -> None:
    passed = total = 0
    for serial in range(1, 36**7, 36**7 // 500):
        number = consignment_no(serial, 3)
        for place in range(2, 12):
            swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
            total += swapped != number
            passed += swapped != number and is_consignment_no(swapped)
    assert passed / total < 0.01


def test_each_try_and_each_parcel_has_its_own_number() -> None:
    numbers = {consignment_no(serial, number, part) for serial in (1, 2) for number in (1, 2) for part in (1, 2)}
    assert len(numbers) == 8


@pytest.mark.parametrize(
    ("pickup", "country", "region", "day"),
    [
        (date(2027, 3, 2), "DE", "", date(2027, 3, 3)),
        (date(2027, 3, 12), "DE", "", date(2027, 3, 15)),  # Friday: Monday
        (date(2027, 3, 5), "DE", "", date(2027, 3, 9)),  # 8 March is a holiday in Berlin
        (date(2027, 3, 25), "DE", "", date(2027, 3, 30)),  # before Easter
        (date(2027, 5, 26), "DE", "Bayern", date(2027, 5, 28)),  # Corpus Christi, a holiday there
        (date(2027, 5, 26), "DE", "DE-BE", date(2027, 5, 27)),  # and none there
        (date(2027, 5, 26), "DE", "", date(2027, 5, 28)),  # region unknown: worked everywhere
        (date(2027, 3, 7), "RU", "", date(2027, 3, 9)),  # 8 March
        (date(2027, 2, 11), "SA", "", date(2027, 2, 14)),  # the weekend is Friday and Saturday
    ],
)
def test_windows_lie_on_days_that_are_worked_there(pickup, country, region, day) -> None:
    window = delivery_window(pickup, country=country, region=region, opens=time(10), closes=time(14), transit_days=1)
    assert (window.start, window.end) == (datetime.combine(day, time(10)), datetime.combine(day, time(14)))


def test_a_country_without_a_calendar_has_no_window() -> None:
    window = delivery_window(date(2027, 3, 2), country="", region="", opens=time(9), closes=time(18), transit_days=1)
    assert window is None


def test_a_pick_up_is_moved_off_the_weekend() -> None:
    assert first_working_day(date(2027, 3, 13), "DE") == date(2027, 3, 15)


def test_a_wave_overrules_the_template_s_parcel(tmp_path) -> None:
    (tmp_path / "parcel.toml").write_text('contents = "Wine"\nweight_g = 1200\nwindow = "10:00-14:00"\n')
    parcel = load_parcel(tmp_path, {"parcel": {"weight_g": 900, "declared_value": "35 EUR"}})
    assert (parcel.contents, parcel.weight_g, parcel.opens) == ("Wine", 900, time(10))
    assert (parcel.declared_value, parcel.currency) == (Decimal(35), "EUR")


@pytest.mark.parametrize(
    ("parcel", "said"),
    [
        ({"wieght_g": 3}, "weight_g"),
        ({"weight_g": "heavy"}, "heavy"),
        ({"weight_g": 0}, "weight_g = 0"),
        ({"declared_value": "much"}, "much"),
        ({"window": "14:00-10:00"}, "before it begins"),
    ],
)
def test_a_wrong_parcel_is_named(tmp_path, parcel, said) -> None:
    with pytest.raises(InputError) as caught:
        load_parcel(tmp_path, {"parcel": parcel})
    assert said in str(caught.value)
