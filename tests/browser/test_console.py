"""What people do with the console, in a real browser."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from sqlalchemy import select

from dm.db import reading
from dm.db import tables as t
from tests.browser.conftest import PATIENCE_MS

SERIOUS = ("serious", "critical")


def rows(workshop, table):
    with reading(workshop.engine) as connection:
        return connection.execute(select(table)).all()


def serious(page):
    found = Axe().run(page).response["violations"]
    return [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in found if each["impact"] in SERIOUS]


def test_a_marketer_stops_a_campaign(enter, workshop):
    page = enter("marketer")
    page.get_by_role("link", name="Spring catalogue 2027").click()
    expect(page.get_by_role("heading", name="Who is contacted, and who is not")).to_be_visible()
    page.get_by_role("button", name="Stop …").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.get_by_role("button", name="Keep it running")).to_be_focused()
    page.get_by_role("button", name="Stop now").click()
    expect(page.get_by_role("status")).to_contain_text("The campaign is stopped")
    states = {row.state for row in rows(workshop, t.piece)}
    assert not states & {"planned", "produced", "claimed"}


def test_thinking_better_of_it_stops_nothing(enter, workshop):
    page = enter("marketer")
    page.get_by_role("link", name="Spring catalogue 2027").click()
    page.get_by_role("button", name="Stop …").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert {row.state for row in rows(workshop, t.campaign)} == {"running"}


def next_contact(page):
    """By keyboard; from here on the page's script listens, for it has hidden all but the first words of the call."""
    expect(page.get_by_role("button", name="Next contact")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("timer").wait_for()
    expect(page.locator("#node-reason")).to_be_hidden()


def test_a_whole_call_by_keyboard_alone(enter, workshop):
    page = enter("agent")
    next_contact(page)
    page.keyboard.press("Shift+Digit1")  # yes, speaking
    expect(page.locator("#node-reason")).to_be_visible()
    expect(page.locator("#node-hello")).to_be_hidden()
    page.locator("#heard-email").focus()
    page.keyboard.type("new7@example.com")
    page.keyboard.press("Escape")
    page.keyboard.press("6")  # interested
    expect(page.locator('input[value="INTERESTED"]')).to_be_checked()
    page.locator("#note").focus()
    page.keyboard.type("sends 6 swatches")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/calls?done=call_saved")
    done = next(row for row in rows(workshop, t.call_task) if row.id == "C0")
    assert (done.state, done.last_disposition) == ("done", "INTERESTED")
    assert [(row.field, row.new) for row in rows(workshop, t.correction)] == [("email", "new7@example.com")]
    assert len(rows(workshop, t.call_lease)) == 2
    expect(page.get_by_role("heading", name="Jörg Müller")).to_be_visible()


def test_alt_c_asks_for_the_time(enter, workshop):
    page = enter("agent")
    next_contact(page)
    expect(page.locator("#when")).to_be_hidden()
    page.keyboard.press("Alt+c")
    expect(page.locator("#callback_at")).to_be_focused()
    page.locator("#callback_at").fill("2027-03-10T15:30")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/calls?done=call_saved")
    assert next(row.callback_wall for row in rows(workshop, t.call_task) if row.id == "C0") == "2027-03-10T15:30"


def test_alt_d_holds_at_once(enter, workshop):
    page = enter("agent")
    next_contact(page)
    page.keyboard.press("Alt+d")
    page.wait_for_url("**/calls?done=do_not_call")
    assert rows(workshop, t.suppression)


def test_digits_in_a_field_are_only_digits(enter):
    page = enter("agent")
    next_contact(page)
    page.locator("#heard-phone").focus()
    page.keyboard.type("123456789")
    expect(page.locator("#heard-phone")).to_have_value("123456789")
    assert page.locator('input[name="disposition"]:checked').count() == 0
    expect(page.locator("#status-phone")).to_have_value("corrected")


def test_the_screen_works_without_scripts(browser, console, workshop):
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(f"{console}/login")
    page.fill("#name", "agent")
    page.fill("#password", "four quiet unrelated words")
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="Next contact").click()
    expect(page.locator("#node-hello")).to_be_visible()
    page.locator("label.outcome", has_text="No answer").click()
    page.get_by_role("button", name="Save and pause").click()
    assert next(row.last_disposition for row in rows(workshop, t.call_task) if row.id == "C0") == "NO_ANSWER"
    context.close()


@pytest.mark.parametrize(
    ("user", "address"),
    [
        ("marketer", "/campaigns"),
        ("marketer", "/campaigns/spring"),
        ("print", "/batches/L0000001"),
        ("supervisor", "/calls/board"),
        ("supervisor", "/people/why?q=P1"),
        ("admin", "/users"),
        ("analyst", "/reports"),
        ("agent", "/password"),
    ],
)
def test_pages_have_no_serious_barriers(enter, console, user, address):
    page = enter(user)
    page.goto(console + address)
    assert serious(page) == []


def test_the_agents_screen_has_no_serious_barriers(enter):
    page = enter("agent")
    next_contact(page)
    assert serious(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_log_in_page_has_no_serious_barriers(browser, console, scheme):
    context = browser.new_context(color_scheme=scheme)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(f"{console}/login")
    assert serious(page) == []
    context.close()


def test_dark_pages_have_no_serious_barriers(browser, console, context, enter):
    page = enter("marketer")
    page.emulate_media(color_scheme="dark")
    page.goto(f"{console}/campaigns/spring")
    assert serious(page) == []


def test_twice_the_size_needs_no_scrolling_sideways(enter, console):
    page = enter("marketer")
    page.set_viewport_size({"width": 680, "height": 425})  # 1360 at 200 %
    for address in ("/campaigns/spring", "/batches/L0000001", "/batches"):
        page.goto(console + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 680


def test_nothing_is_fetched_from_elsewhere(enter, console):
    page = enter("marketer")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{console}/campaigns/spring")
    assert asked
    assert all(address.startswith(console) for address in asked)
