"""To whom an answer belongs: one rule for treated people and holdout."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from dm.model import CourierStatus, ReturnReason
from dm.respond.rules import Membership, Touch, attribute, doubts_address, ends_address, ends_piece, is_open, places

MARCH = datetime(2027, 3, 10, 12, tzinfo=UTC)
TREATED = Membership("spring", "p1", "u1", "treated", "A", date(2027, 3, 1), date(2027, 4, 30), "Europe/Berlin", "EUR")
HOLDOUT = replace(TREATED, campaign_id="summer", arm="holdout", opens_on=date(2027, 3, 5))
LETTER = Touch("K1", "spring", "u1", "letter", "letter", datetime(2027, 3, 3, tzinfo=UTC))
EMAIL = Touch("K2", "spring", "u1", "mail", "email", datetime(2027, 3, 9, tzinfo=UTC))


def test_the_latest_piece_that_left_before_gets_the_answer():
    found = attribute({"p1"}, MARCH, [TREATED], [LETTER, EMAIL])
    assert found.touch == EMAIL
    assert attribute({"p1"}, datetime(2027, 3, 8, tzinfo=UTC), [TREATED], [LETTER, EMAIL]).touch == LETTER


def test_somebody_in_two_campaigns_is_counted_for_one_and_compared_in_both():
    found = attribute({"p1"}, MARCH, [TREATED, HOLDOUT], [LETTER])
    assert found.chosen == TREATED
    assert {one.campaign_id for one in found.matches} == {"spring", "summer"}


def test_the_holdout_is_matched_by_the_same_rule():
    found = attribute({"p1"}, MARCH, [HOLDOUT], [])
    assert (found.chosen.arm, found.touch) == ("holdout", None)


def test_campaigns_hear_answers_until_60_days_after_closing():
    assert is_open(TREATED, datetime(2027, 6, 29, 12, tzinfo=UTC))
    assert not is_open(TREATED, datetime(2027, 6, 30, 12, tzinfo=UTC))
    assert not is_open(TREATED, datetime(2027, 2, 28, 12, tzinfo=UTC))


def test_the_opening_day_begins_where_the_campaign_lives():
    assert is_open(TREATED, datetime(2027, 2, 28, 23, 30, tzinfo=UTC))


def test_a_shared_address_is_told_apart_by_the_draw():
    other = replace(TREATED, person_id="p2")
    assert attribute({"p1", "p2"}, MARCH, [TREATED, other], [LETTER]).person_id == "p1"
    assert attribute({"p1", "p3"}, MARCH, [TREATED], [LETTER]).person_id == "p1"


def test_nobody_guesses_between_two_units():
    assert attribute({"p1", "p2"}, MARCH, [TREATED, replace(TREATED, person_id="p2", unit_id="u2")], []) is None


def test_after_a_merge_two_units_of_one_arm_count_once_and_of_two_arms_not_at_all():
    twice = attribute({"p1"}, MARCH, [TREATED, replace(TREATED, unit_id="u2")], [])
    assert [one.unit_id for one in twice.matches] == ["u1"]
    assert attribute({"p1"}, MARCH, [TREATED, replace(TREATED, unit_id="u2", arm="holdout")], []).matches == ()


def test_sure_reasons_end_an_address_at_once_and_doubtful_ones_at_the_second_time():
    assert ends_address(ReturnReason.NO_SUCH_ADDRESS, [])
    assert not ends_address(ReturnReason.UNCLAIMED, [])
    assert ends_address(ReturnReason.UNCLAIMED, [ReturnReason.STORAGE_EXPIRED])
    assert not ends_address(ReturnReason.REFUSED, [ReturnReason.REFUSED])


def test_a_courier_who_comes_again_ends_nothing():
    assert not ends_piece(CourierStatus.NOT_HOME)
    assert ends_piece(CourierStatus.REFUSED)
    assert doubts_address(CourierStatus.WRONG_ADDRESS)


@given(st.lists(st.sampled_from([("a",), ("b",), ("c",)])))
def test_equal_answers_are_numbered_so_that_no_two_are_the_same(keys):
    numbered = list(zip(keys, places(keys), strict=True))
    assert len(set(numbered)) == len(numbered)
