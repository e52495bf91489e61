"""Doubtful pairs by keyboard, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from dm.db import reading
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


def listening(page, text):
    expect(page.get_by_role("status").first).to_contain_text(text)
    expect(page.locator("html")).to_have_attribute("data-listening", "yes")


def test_pairs_are_decided_and_taken_back_by_keys_alone(page, workshop):
    page.keyboard.press("j")
    expect(page.get_by_text("2 of 2")).to_be_visible()
    page.keyboard.press("k")
    expect(page.get_by_text("1 of 2")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-listening", "yes")
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
