"""The report's numbers are those of the raw events, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, update

from dm.analyze import rules
from dm.analyze.store import load_figures
from dm.db import reading, writing
from dm.db import tables as t
from dm.errors import InputError
from dm.respond import add_response, import_responses
from tests.campaign_world import NOW, code_of, office_for, plain_campaign

ANSWERS = """code,email,at,kind,order_ref,value,currency
{p0},p0@example.com,2027-03-12,order,A-1,49.90,EUR
,p1@example.com,2027-03-13,order,A-2,20.10,EUR
{p2},,2027-03-14,order,A-3,99,EUR
,p3@example.com,2027-03-14,question,,,
,h0@example.com,2027-03-20,order,A-4,10,EUR
{seed},,2027-03-20,order,A-5,1000,EUR
"""


@pytest.fixture
def world(engine, tmp_path):
    plain_campaign(engine)
    office = office_for(engine, tmp_path)
    path = tmp_path / "answers.csv"
    codes = {"p0": code_of("p0"), "p2": code_of("p2"), "seed": code_of("seed-1")}
    path.write_text(ANSWERS.format(**codes), encoding="utf-8")
    import_responses(office, path, now=NOW, actor="anna")
    with writing(engine) as connection:
        back = t.piece.c.id == "K-spring-letter-p5"
        connection.execute(update(t.piece).where(back).values(state="returned", closed_at=NOW))
        gone = t.piece.c.id == "K-spring-mail-p4"
        connection.execute(update(t.piece).where(gone).values(state="dropped", reason="OBJECTED", sent_at=None))
    return office


@pytest.fixture
def figures(world):
    return load_figures(world.engine, "spring", simulated=False)


def count(world, *where):
    with reading(world.engine) as connection:
        return connection.execute(select(func.count()).select_from(t.piece).where(*where)).scalar()


def test_the_funnel_is_the_raw_events_without_seeds(world, figures):
    total = figures.total
    real = t.piece.c.seed.is_(False)
    assert total.planned == count(world, real) == 12
    assert total.sent == count(world, real, t.piece.c.sent_at.is_not(None)) == 11
    assert (total.returned, total.net, total.dropped) == (1, 10, 1)
    assert total.planned == total.dropped + total.waiting + total.produced


def test_waves_and_cells_add_up_to_the_total(figures):
    for name in ("planned", "sent", "returned", "net", "responded", "orders", "value_minor", "cost_minor"):
        assert sum(getattr(row, name) for row in figures.waves) == getattr(figures.total, name)
        assert sum(getattr(row, name) for row in figures.funnel) == getattr(figures.total, name)


def test_an_answer_without_code_is_the_last_pieces_and_with_code_its_own(figures):
    by_wave = {row.wave: (row.responded, row.orders) for row in figures.waves}
    assert by_wave == {"letter": (2, 2), "mail": (2, 1)}


def test_costs_are_unit_cost_times_sent(figures):
    assert figures.total.cost_minor == 6 * 85 + 5 * 1


def test_rates_of_cells_have_wilsons_interval_on_units_reached(figures):
    cell = next(one for one in figures.cells if one.cell == "A")
    assert (cell.units, cell.reached, cell.responded, cell.ordered) == (3, 3, 2, 2)
    assert cell.response_rate == rules.rate(2, 3)


def test_lift_counts_only_what_both_arms_can_show(figures):
    """The order of p2 came by code alone: it gives a response rate, never lift."""
    lift = figures.lift("order")
    assert (lift.treated_units, lift.control_units) == (6, 4)
    assert lift.treated == pytest.approx(2 / 6)
    assert lift.control == pytest.approx(1 / 4)
    assert lift.difference == rules.rate_difference(2, 6, 1, 4)
    assert lift.incremental.value == pytest.approx(2 - 6 / 4)


def test_value_a_unit_is_compared_by_welch(figures):
    lift = figures.lift("value")
    expected = rules.mean_difference(rules.Sample.of([4990.0, 2010.0, 0, 0, 0, 0]), rules.Sample.of([1000.0, 0, 0, 0]))
    assert lift.difference.low == pytest.approx(expected.low)


def test_amounts_of_a_few_buyers_bear_no_certainty(figures):
    """One buyer in the holdout: Welch finds hardly any spread there and would promise too much."""
    assert not figures.lift("value").enough
    assert not figures.lift("value").is_certain


def test_days_run_from_the_first_piece_and_cumulate(figures):
    assert str(figures.days[0].on) == "2027-03-03"
    assert (figures.days[-1].responses_so_far, figures.days[-1].orders_so_far) == (4, 3)
    assert sum(day.responses for day in figures.days) == 4


def test_a_campaign_that_nobody_answered_has_figures_too(engine):
    plain_campaign(engine)
    figures = load_figures(engine, "spring", simulated=False)
    assert figures.treated.response_rate.high > 0
    assert figures.days == []


def test_a_treated_person_whose_piece_never_left_stays_in_the_lift(world):
    with writing(world.engine) as connection:
        never = t.piece.c.person_id == "p5"
        connection.execute(update(t.piece).where(never).values(state="cancelled", sent_at=None))
    figures = load_figures(world.engine, "spring", simulated=False)
    assert figures.treated.units == 6
    assert figures.treated.reached == 5


def test_an_unknown_campaign_is_answered_with_the_nearest(world):
    with pytest.raises(InputError, match="Did you mean 'spring'"):
        load_figures(world.engine, "sprnig", simulated=False)


def test_orders_of_another_currency_are_counted_and_not_added(world):
    fields = {"email": "p5@example.com", "kind": "order", "at": "2027-03-15", "value": "5", "currency": "CHF"}
    add_response(world, fields, source="terminal", now=NOW, actor="anna")
    figures = load_figures(world.engine, "spring", simulated=False)
    assert figures.other_currencies == 1
    assert figures.treated.value_minor == 4990 + 2010 + 9900


def test_units_outside_the_newest_plan_are_in_no_arm(world):
    with writing(world.engine) as connection:
        left = t.audience_member.c.person_id == "p4"
        connection.execute(update(t.audience_member).where(left).values(outcome="excluded"))
    assert load_figures(world.engine, "spring", simulated=False).treated.units == 5
