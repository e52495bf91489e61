"""The statistics agree with statsmodels and say something even where nothing happened."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint, proportions_ztest
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from dm.analyze import rules

counts = st.integers(1, 50_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
amounts = st.lists(st.floats(0, 1_000), min_size=3, max_size=60)


@given(counts)
def test_a_rate_has_the_wilson_interval_of_statsmodels(pair):
    count, n = pair
    low, high = proportion_confint(count, n, method="wilson")
    ours = rules.rate(count, n)
    assert (ours.low, ours.high) == (pytest.approx(low, abs=1e-12), pytest.approx(high, abs=1e-12))


@given(counts, counts)
def test_a_difference_has_the_newcombe_interval_of_statsmodels(treated, control):
    low, high = confint_proportions_2indep(*treated, *control, method="newcomb", compare="diff")
    ours = rules.rate_difference(*treated, *control)
    assert (ours.low, ours.high) == (pytest.approx(low, abs=1e-9), pytest.approx(high, abs=1e-9))
    assert ours.low <= ours.value <= ours.high


@given(counts, counts)
def test_the_p_value_is_that_of_the_pooled_test(treated, control):
    total, people = treated[0] + control[0], treated[1] + control[1]
    assume(0 < total < people)
    _, expected = proportions_ztest([treated[0], control[0]], [treated[1], control[1]])
    assert rules.rate_difference(*treated, *control).p_value == pytest.approx(float(expected), abs=1e-9)


@given(amounts, amounts)
def test_means_and_their_difference_are_those_of_statsmodels(treated, control):
    one, two = DescrStatsW(treated), DescrStatsW(control)
    assume(one.var > 1e-6 and two.var > 1e-6)
    ours = rules.mean(rules.Sample.of(treated))
    assert (ours.low, ours.high) == pytest.approx(one.tconfint_mean(), rel=1e-6, abs=1e-6)
    compared = CompareMeans(one, two)
    difference = rules.mean_difference(rules.Sample.of(treated), rules.Sample.of(control))
    assert (difference.low, difference.high) == pytest.approx(
        compared.tconfint_diff(usevar="unequal"), rel=1e-5, abs=1e-5
    )
    assert difference.p_value == pytest.approx(compared.ttest_ind(usevar="unequal")[1], abs=1e-6)


def test_no_response_of_fifty_is_an_interval_and_not_zero_plus_minus_zero():
    ours = rules.rate(0, 50)
    assert ours.low == 0.0
    assert ours.high == pytest.approx(0.0713, abs=1e-4)


def test_nobody_at_all_says_that_nothing_is_known():
    assert rules.rate(0, 0) == rules.Estimate(0.0, 0.0, 1.0)
    assert rules.rate_difference(3, 10, 0, 0).p_value == 1.0


def test_lift_of_a_hand_worked_example():
    """Newcombe 1998, table II (a): 56/70 against 48/80, interval .0524 to .3339."""
    ours = rules.rate_difference(56, 70, 48, 80)
    assert ours.value == pytest.approx(0.2)
    assert (round(ours.low, 4), round(ours.high, 4)) == (0.0524, 0.3339)
    assert ours.is_certain


@given(counts, counts)
def test_exchanging_the_arms_turns_the_sign(treated, control):
    there, back = rules.rate_difference(*treated, *control), rules.rate_difference(*control, *treated)
    assert math.isclose(there.low, -back.high, abs_tol=1e-12)
    assert math.isclose(there.p_value, back.p_value, abs_tol=1e-12)


def test_two_people_bear_no_certainty():
    assert rules.mean(rules.Sample.of([5.0])) == rules.Estimate(5.0, 5.0, 5.0)
    assert rules.mean_difference(rules.Sample.of([5.0]), rules.Sample.of([1.0])).p_value == 1.0


def test_larger_arms_detect_smaller_differences():
    assert rules.smallest_detectable(0.02, 900, 100) > rules.smallest_detectable(0.02, 9_000, 1_000) > 0


def test_a_small_control_that_shows_nothing_makes_no_small_difference_visible():
    assert rules.smallest_detectable(22 / 306, 262, 44) > 0.1
