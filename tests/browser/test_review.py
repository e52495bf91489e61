"""Doubtful pairs by keyboard, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from sqlalchemy import insert, select

from dm.db import reading, writing
from dm.db import tables as t
from tests.browser.test_console import serious
from tests.unit.console import world


@pytest.fixture
def workshop(workshop):
    world.add_pairs(workshop)
    return workshop


@pytest.fixture
def page(enter, console):
    made = enter("supervisor")
    made.goto(f"{console}/review")
    expect(made.locator("html")).to_have_attribute("data-listening", "yes")
    return made


def states(workshop):
    with reading(workshop.engine) as connection:
        return dict(connection.execute(select(t.review_pair.c.id, t.review_pair.c.state)).all())


def shown(page, text):
    """The next page is there, and its script listens: it comes after the words."""
    expect(page.get_by_text(text)).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-listening", "yes")


def listening(page, text):
    expect(page.get_by_role("status").first).to_contain_text(text)
    expect(page.locator("html")).to_have_attribute("data-listening", "yes")


def test_pairs_are_decided_and_taken_back_by_keys_alone(page, workshop):
    page.keyboard.press("j")
    shown(page, "2 of 2")
    page.keyboard.press("k")
    shown(page, "1 of 2")
    page.keyboard.press("y")
    listening(page, "They are one person now")
    assert states(workshop)[1] == "accepted"
    page.keyboard.press("u")
    listening(page, "Taken back")
    page.keyboard.press("n")
    listening(page, "They stay two people")
    page.keyboard.press("l")
    listening(page, "It comes last now")
    assert states(workshop) == {1: "rejected", 2: "open"}


def test_a_pair_becomes_a_call_by_one_key(page, workshop):
    page.keyboard.press("t")
    listening(page, "It is a call now")
    with reading(workshop.engine) as connection:
        assert connection.execute(select(t.call_task.c.fields).where(t.call_task.c.campaign_id == "verify")).scalar()


def test_single_keys_can_be_switched_off(page, workshop):
    page.locator("#keys").uncheck()
    page.keyboard.press("y")
    expect(page.get_by_text("1 of 2")).to_be_visible()
    assert states(workshop)[1] == "open"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_has_no_serious_barriers(page, scheme):
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    assert serious(page) == []


@pytest.fixture
def heard(workshop):
    """Two proposals that wait for a supervisor."""
    with writing(workshop.engine) as connection:
        for field, new in (("address", "Neuer Weg 7, 10115 Berlin"), ("notes", "rings twice")):
            row = {"person_id": "P1", "field": field, "new": new, "source": "call", "agent": "agent", "at": world.NOW}
            connection.execute(insert(t.correction).values(**row, state="proposed"))


def proposals(workshop):
    with reading(workshop.engine) as connection:
        return dict(connection.execute(select(t.correction.c.field, t.correction.c.state)).all())


def test_corrections_are_decided_by_keys(enter, console, workshop, heard):
    page = enter("supervisor")
    page.goto(f"{console}/calls/board")
    expect(page.locator("html")).to_have_attribute("data-listening", "yes")
    page.keyboard.press("y")  # nobody stands on a row: nothing happens
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("n")
    listening(page, "Noted")
    assert proposals(workshop) == {"address": "proposed", "notes": "rejected"}
    page.keyboard.press("j")
    page.keyboard.press("y")
    expect(page.get_by_text("Nothing waits for a decision.")).to_be_visible()
    assert proposals(workshop)["address"] == "accepted"


def test_the_board_brings_itself_up_to_date(enter, console, workshop):
    page = enter("supervisor")
    page.goto(f"{console}/calls/board?every=1")
    expect(page.get_by_text("Nothing waits for a decision.")).to_be_visible()
    with writing(workshop.engine) as connection:
        row = {"person_id": "P1", "field": "email", "new": "x@example.org", "agent": "agent", "at": world.NOW}
        connection.execute(insert(t.correction).values(**row, state="proposed"))
    expect(page.get_by_text("x@example.org")).to_be_visible()


@pytest.mark.parametrize("address", ["/sources", "/calls/board", "/people/why?q=P1"])
def test_other_pages_have_no_serious_barriers(enter, console, heard, address):
    page = enter("admin")
    page.goto(console + address)
    assert serious(page) == []
