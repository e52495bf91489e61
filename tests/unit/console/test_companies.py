"""The pages of companies and households: found, looked at, decided side by side."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import insert, select

from dm.db import reading, writing
from dm.db import tables as t
from tests.unit.console import world

SAME = {"country": "DE", "city": "Bonn", "postal_code": "53111", "batch_id": "", "at": world.NOW}


@pytest.fixture
def workshop(workshop):
    world.add_campaign(workshop)
    world.add_points(workshop)
    with writing(workshop.engine) as connection:
        for number, name in enumerate(("Tarmel GmbH", f"Tarmel {world.HOSTILE}")):
            row = {"id": f"F{number}", "name": name, "name_folded": "tarmel", "country": "DE", "city": "Bonn"}
            connection.execute(insert(t.company).values(**row, created_at=world.NOW))
            spelled = {"id": number, "company_id": f"F{number}", "name": name, **SAME}
            connection.execute(insert(t.company_spelling).values(spelled))
            job = {"company_id": f"F{number}", "person_id": f"P{number}", "role": "CEO", "from_on": date(2027, 1, 1)}
            connection.execute(insert(t.company_member).values(job))
        pair = {"id": 1, "left_company_id": "F0", "right_company_id": "F1", "probability": 0.9, "why": "name +19"}
        connection.execute(insert(t.company_pair).values(pair))
        home = {"id": "H1", "address_key": "", "building": 5, "created_at": world.NOW}
        connection.execute(insert(t.household).values(home))
        for who in ("P0", "P1"):
            lives = {"household_id": "H1", "person_id": who, "role": "adult", "from_on": date(2027, 1, 1)}
            connection.execute(insert(t.household_member).values(lives))
    return workshop


def test_companies_are_found_and_names_stay_text(visit):
    page = visit("marketer").get("/companies?q=tarmel").text
    assert "Tarmel GmbH" in page
    assert "<script>alert" not in page
    assert "1 doubtful pairs wait" in page
    assert "No such company" in visit("marketer").get("/companies?q=nowhere").text


def test_a_company_is_shown_with_its_people_and_points(visit):
    page = visit("supervisor").get("/companies/F0").text
    assert "p0@example.com" in page
    assert "first spelling" in page
    assert "/people/why?q=P0" in page
    assert visit("supervisor").get("/companies/FNONE").status_code == 422


def test_a_pair_is_decided_and_taken_back(visit, workshop):
    visitor = visit("marketer")
    assert "90.0 % likely one company" in visitor.get("/companies/review").text
    answer = visitor.send("/companies/review/1", {"decision": "one"}, page="/companies/review")
    assert answer.headers["location"] == "/companies/review?done=company_one"
    assert _aliases(workshop) == [("F1", "F0")]
    visitor.send("/companies/review/1", {"decision": "undo"}, page="/companies/review")
    assert _aliases(workshop) == []


@pytest.mark.parametrize(("decision", "state"), [("two", "rejected"), ("later", "open")])
def test_other_decisions_are_stored(visit, workshop, decision, state):
    visit("marketer").send("/companies/review/1", {"decision": decision}, page="/companies/review")
    with reading(workshop.engine) as connection:
        assert connection.execute(select(t.company_pair.c.state)).scalar_one() == state


def test_agents_see_no_companies(visit):
    assert visit("agent").get("/companies").status_code == 403
    assert visit("agent").get("/companies/review").status_code == 403


def test_a_person_leads_to_company_and_household(visit):
    page = visit("marketer").get("/people/why?q=P0").text
    assert "/companies/F0" in page
    assert "Lives with" in page


def _aliases(workshop):
    with reading(workshop.engine) as connection:
        return list(map(tuple, connection.execute(select(t.company_alias.c.old_id, t.company_alias.c.company_id))))
