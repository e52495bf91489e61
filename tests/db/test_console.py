"""The console's own Selects, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from dm.console import create_app
from tests.unit.console import world
from tests.unit.console.conftest import Visitor

PAGES = {
    "admin": ["/campaigns", "/campaigns/spring", "/batches", "/batches/L0000001", "/reports", "/sources", "/users"],
    "supervisor": ["/calls/board", "/people/why?q=P1", "/review"],
    "print": ["/batches"],
}


@pytest.fixture
def workshop(database_url: str, tmp_path: Path):
    made = world.open_workshop(tmp_path, database_url)
    world.add_users(made)
    world.add_campaign(made)
    world.add_points(made)
    world.add_calls(made)
    world.add_batch(made)
    world.add_pairs(made)
    yield made
    made.engine.dispose()


def test_every_page_opens(workshop):
    app = create_app(workshop)
    for user, addresses in PAGES.items():
        visitor = Visitor(app)
        visitor.log_in(user)
        assert {address: visitor.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 200)


def test_a_call_is_taken_saved_and_followed_by_the_next(workshop):
    visitor = Visitor(create_app(workshop))
    visitor.log_in("agent")
    visitor.send("/calls/next", page="/calls")
    page = visitor.get("/calls").text
    lease = page.split('name="lease_token" value="')[1].split('"')[0]
    fields = {"lease_token": lease, "disposition": "NO_ANSWER", "then": "next"}
    assert visitor.send("/calls/C0/outcome", fields, page="/calls").headers["location"] == "/calls?done=call_saved"
    assert "Jörg Müller" in visitor.get("/calls").text
