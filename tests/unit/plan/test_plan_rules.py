"""Draws, capacity, cost, dates and figures, without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm.errors import InputError
from dm.model import Channel, Money, Rate
from dm.plan.brief import Cell, Wave
from dm.plan.calendar import moment_of, wave_days
from dm.plan.detect import detectable_lift
from dm.plan.rules import approvals_needed, draw_arm, draw_cell, first_places, orders_to_break_even, wave_cost

KEY = b"key"
UNITS = [f"P{number}" for number in range(4000)]


@given(st.sampled_from(UNITS), st.floats(0, 1), st.floats(0, 1))
def test_a_greater_holdout_keeps_those_of_a_smaller_one(unit, one, other):
    small, great = sorted((one, other))
    if draw_arm(KEY, "spring", unit, small) == "holdout":
        assert draw_arm(KEY, "spring", unit, great) == "holdout"


def test_the_holdout_is_of_its_share_and_of_nobodys_choosing():
    held = sum(draw_arm(KEY, "spring", unit, 0.1) == "holdout" for unit in UNITS)
    assert 340 < held < 460
    assert sum(draw_arm(b"other", "spring", unit, 0.1) == "holdout" for unit in UNITS) != held


def test_cells_have_their_shares_and_do_not_follow_the_holdout():
    cells = (Cell("A", 0.25, ""), Cell("B", 0.75, ""))
    drawn = {unit: draw_cell(KEY, "spring", unit, cells) for unit in UNITS}
    in_a = [unit for unit in UNITS if drawn[unit] == "A"]
    assert 900 < len(in_a) < 1100
    held = sum(draw_arm(KEY, "spring", unit, 0.5) == "holdout" for unit in in_a)
    assert 0.44 < held / len(in_a) < 0.56


@given(st.dictionaries(st.sampled_from(UNITS[:50]), st.none() | st.floats(0, 10)), st.integers(0, 60), st.randoms())
def test_places_go_to_the_higher_scores_in_whatever_order_people_come(scores, places, dice):
    listed = list(scores.items())
    kept = first_places(listed, places, key=KEY, campaign="spring")
    dice.shuffle(listed)
    assert first_places(listed, places, key=KEY, campaign="spring") == kept
    assert len(kept) == min(places, len(scores))
    worst = min((scores[unit] if scores[unit] is not None else -1.0 for unit in kept), default=float("inf"))
    assert all((score if score is not None else -1.0) <= worst for unit, score in listed if unit not in kept)


@pytest.mark.parametrize(
    ("unit_cost", "fixed", "pieces", "minor"),
    [
        ("0.85", None, 3, 255),
        ("0.0873", None, 1000, 8730),
        ("0.0873", 500, 10, 587),
        (None, 500, 0, 0),
        (None, None, 9, 0),
    ],
)
def test_a_wave_costs_its_price_times_its_pieces_rounded_once(unit_cost, fixed, pieces, minor):
    wave = Wave(
        "letter",
        Channel.LETTER,
        "letter/spring",
        unit_cost=Rate(Decimal(unit_cost), "EUR") if unit_cost else None,
        fixed_cost=Money(fixed, "EUR") if fixed else None,
    )
    assert wave_cost(wave, pieces, "EUR") == Money(minor, "EUR")


def test_orders_to_break_even_round_up():
    assert orders_to_break_even(Money(10001, "EUR"), Money(5000, "EUR")) == 3
    assert orders_to_break_even(Money(10001, "EUR"), None) is None


def test_a_second_approval_is_needed_above_the_amount_not_at_it():
    amount = Money(500, "EUR")
    assert [approvals_needed(amount, Money(minor, "EUR")) for minor in (500, 501)] == [1, 2]
    assert approvals_needed(None, Money(10**9, "EUR")) == 1


def test_detectable_lift_agrees_with_statsmodels():
    from statsmodels.stats.power import NormalIndPower
    from statsmodels.stats.proportion import proportion_effectsize

    found = detectable_lift(18000, 2000, 0.02)
    assert found is not None
    effect = proportion_effectsize(0.02 + found, 0.02)
    power = NormalIndPower().power(effect, 18000, 0.05, ratio=2000 / 18000)
    assert power == pytest.approx(0.80, abs=0.03)


@pytest.mark.parametrize(("treated", "holdout"), [(0, 10), (10, 0), (2, 1)])
def test_no_lift_can_be_shown_without_people(treated, holdout):
    assert detectable_lift(treated, holdout, 0.02) is None


@given(st.integers(10, 10**6), st.integers(10, 10**6))
def test_more_people_show_smaller_lifts(treated, holdout):
    less, more = detectable_lift(treated, holdout, 0.02), detectable_lift(2 * treated, 2 * holdout, 0.02)
    if less is not None:
        assert more is not None
        assert more < less


def wave(name, **changes):
    return Wave(name, Channel.EMAIL, "email/spring", **changes)


def test_days_are_reckoned_from_the_wave_before_whatever_the_order():
    waves = (
        wave("call", after="mail", after_days=5),
        wave("mail", after="post", after_days=7),
        wave("post", drop_on=date(2027, 3, 3)),
    )
    days = wave_days(waves)
    assert [days[name].day for name in ("post", "mail", "call")] == [3, 10, 15]


def test_waves_that_wait_for_each_other_are_refused():
    with pytest.raises(InputError, match="wait for each other: a after b after a"):
        wave_days((wave("a", after="b"), wave("b", after="a")))


@pytest.mark.parametrize(
    ("day", "hour", "moment"),
    [
        (date(2027, 3, 27), time(10), datetime(2027, 3, 27, 9, tzinfo=UTC)),
        (date(2027, 3, 28), time(10), datetime(2027, 3, 28, 8, tzinfo=UTC)),
        (date(2027, 3, 28), time(2, 30), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),  # 2:30 does not exist: 3:30 it is
        (date(2027, 10, 31), time(2, 30), datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),  # twice: the first
    ],
)
def test_a_promised_hour_survives_the_change_of_clocks(day, hour, moment):
    assert moment_of(day, hour, "Europe/Berlin") == moment
