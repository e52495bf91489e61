"""The review page: what it shows, who may decide, and the way back."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from dm.db import reading
from dm.db import tables as t
from tests.unit.console import world


@pytest.fixture
def workshop(workshop):
    world.add_campaign(workshop)
    world.add_points(workshop)
    world.add_pairs(workshop)
    return workshop


def states(workshop):
    with reading(workshop.engine) as connection:
        return dict(connection.execute(select(t.review_pair.c.id, t.review_pair.c.state)).all())


def test_the_likeliest_pair_is_open_with_signs_and_words(visit):
    page = visit("supervisor").get("/review").text
    assert "71.0 % likely one person" in page
    assert "1 of 2" in page
    assert "differs" in page
    assert "visitors.csv" in page
    assert "If they are one" in page


def test_hostile_names_stay_text(visit):
    page = visit("supervisor").get("/review?pair=2").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(("decision", "state"), [("one", "accepted"), ("two", "rejected"), ("later", "open")])
def test_a_decision_is_stored_and_the_next_pair_comes(visit, workshop, decision, state):
    visitor = visit("supervisor")
    answer = visitor.send("/review/1", {"decision": decision}, page="/review")
    assert answer.headers["location"] == f"/review?done=review_{decision}"
    assert states(workshop)[1] == state
    assert "42.0 % likely" in visitor.get("/review").text


def test_the_last_decision_can_be_taken_back(visit, workshop):
    visitor = visit("marketer")
    visitor.send("/review/1", {"decision": "one"}, page="/review")
    assert "Decided last" in visitor.get("/review").text
    visitor.send("/review/1", {"decision": "undo"}, page="/review")
    assert states(workshop)[1] == "open"
    with reading(workshop.engine) as connection:
        assert set(connection.execute(select(t.person.c.state)).scalars()) == {"active"}


def test_a_pair_can_become_a_call(visit, workshop):
    visitor = visit("supervisor")
    visitor.send("/review/1", {"decision": "ask"}, page="/review")
    with reading(workshop.engine) as connection:
        (task,) = connection.execute(select(t.call_task)).all()
    assert (task.campaign_id, task.fields) == ("verify", ["same_person"])
    assert "1 of 1" in visitor.get("/review").text


def test_who_came_too_late_is_told(visit):
    visitor = visit("supervisor")
    visitor.send("/review/1", {"decision": "two"}, page="/review")
    late = visitor.send("/review/1", {"decision": "one"}, page="/review")
    assert late.headers["location"] == "/review?pair=1&done=review_too_late"
    page = visitor.get(late.headers["location"]).text
    assert "Somebody was quicker" in page
    assert "Decided by" in page
    assert visitor.get("/review?pair=999").status_code == 422


def test_a_decision_needs_the_pages_own_form(visit, workshop):
    visitor = visit("supervisor")
    assert visitor.post("/review/1", data={"decision": "one"}).status_code == 403
    assert states(workshop)[1] == "open"


@pytest.mark.parametrize("role", ["agent", "print", "courier", "analyst"])
def test_other_roles_do_not_decide(visit, role):
    assert visit(role).get("/review").status_code == 403


def test_the_page_speaks_russian(visit):
    visitor = visit("supervisor")
    visitor.send("/language", {"language": "ru"}, page="/review")
    assert "Один человек или двое?" in visitor.get("/review").text
