"""However people come, each ends once, and the counts add up."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm.errors import DmError
from dm.model import Outcome
from dm.plan.brief import Cell, Pressure, Unit
from dm.plan.waterfall import Candidate, Drawn, Exclusion, add_up, settle_waterfall

KEY = b"key"


def brief(*, unit=Unit.HOUSEHOLD, maximum=None, pressure=None):
    audience = SimpleNamespace(unit=unit, maximum=maximum, holdout=0.3, holdout_key="spring")
    return SimpleNamespace(
        id="spring", audience=audience, pressure=pressure, cells=(Cell("A", 0.5, ""), Cell("B", 0.5, ""))
    )


def person(number, household, score, pressed, refused):
    return Candidate(
        person_id=f"P{number}",
        unit_id=f"H{household}",
        score=score,
        pressed=pressed,
        points={"letter": "x"},
        exclusion=Exclusion("permission", "BASIS_MISSING") if refused else None,
    )


@st.composite
def bases(draw):
    kinds = st.tuples(st.integers(0, 6), st.none() | st.floats(0, 9), st.booleans(), st.booleans())
    return [person(number, *kind) for number, kind in enumerate(draw(st.lists(kinds, max_size=30)))]


@given(bases(), st.none() | st.integers(1, 9), st.randoms())
def test_everybody_ends_once_in_whatever_order_they_come(people, maximum, dice):
    terms = brief(maximum=maximum, pressure=Pressure(30, 2))
    again = [replace(one, points=dict(one.points)) for one in people]
    dice.shuffle(again)
    ended = settle_waterfall(people, terms, {}, key=KEY)
    totals = add_up(ended, terms, len(people))
    assert sum(number for _, _, number in totals.lines) + totals.holdout + totals.people == len(people)
    kept = [one for one in ended if one.exclusion is None]
    assert len({one.unit_id for one in kept}) == len(kept)
    assert maximum is None or len(kept) <= maximum
    assert not any(one.pressed for one in kept)
    by_id = {one.person_id: one for one in settle_waterfall(again, terms, {}, key=KEY)}
    assert all(by_id[one.person_id] == one for one in ended)


def test_the_holdout_has_its_cell_too():
    people = [person(number, number, None, pressed=False, refused=False) for number in range(50)]
    ended = settle_waterfall(people, brief(), {}, key=KEY)
    held = [one for one in ended if one.outcome is Outcome.HOLDOUT]
    assert held
    assert {one.cell for one in held} == {"A", "B"}


def test_a_stored_draw_and_who_stood_for_the_unit_stay():
    people = [person(1, 1, 9.0, pressed=False, refused=False), person(2, 1, 1.0, pressed=False, refused=False)]
    ended = settle_waterfall(people, brief(), {"H1": Drawn("P2", "holdout", "B")}, key=KEY)
    assert [(one.outcome, one.cell) for one in ended] == [(Outcome.EXCLUDED, ""), (Outcome.HOLDOUT, "B")]


def test_a_waterfall_that_does_not_add_up_is_refused():
    people = [person(1, 1, None, pressed=False, refused=False)]
    with pytest.raises(DmError, match="does not add up: 2 people in the base, 1 accounted for"):
        add_up(settle_waterfall(people, brief(), {}, key=KEY), brief(), 2)
