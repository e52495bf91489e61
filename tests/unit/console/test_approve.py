"""From a plan to an approved campaign, with the buttons of the page."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from dm.console import create_app
from dm.db import connect, reading
from dm.db import tables as t
from dm.wiring import Workshop
from tests import plan_world
from tests.unit.console import world
from tests.unit.console.conftest import Visitor, at_leisure


@pytest.fixture
def planned(sqlite_database, tmp_path, repo):
    engine = connect(sqlite_database)
    plan_world.fill(engine, 8)
    desk = plan_world.Desk(engine, tmp_path, repo)
    desk.plan()
    engine.dispose()
    workshop = Workshop(desk.settings, fixed_now=plan_world.NOW)
    world.add_users(workshop)
    return workshop


def test_proofs_are_made_downloaded_and_approved(planned):
    visitor = Visitor(at_leisure(create_app(planned)))
    visitor.log_in("marketer")
    assert "There are no proofs" in visitor.get("/campaigns/spring").text
    made = visitor.send("/campaigns/spring/proof", page="/campaigns/spring")
    assert made.headers["location"] == "/campaigns/spring?done=proofs"
    page = visitor.get("/campaigns/spring").text
    first = visitor.get("/campaigns/spring/proofs/0")
    assert first.content.startswith(b"%PDF")
    hashes = {name: re.search(f'name="{name}" value="([0-9a-f]+)"', page)[1] for name in ("plan_hash", "proof_hash")}
    unseen = visitor.send("/campaigns/spring/approve", hashes, page="/campaigns/spring")
    assert unseen.status_code == 403
    done = visitor.send("/campaigns/spring/approve", {**hashes, "seen": "yes"}, page="/campaigns/spring")
    assert done.headers["location"] == "/campaigns/spring?done=approved"
    with reading(planned.engine) as connection:
        assert connection.execute(select(t.approval.c.approved_by)).scalars().all() == ["marketer"]
        assert connection.execute(select(t.campaign.c.state)).scalar_one() == "approved"
    assert "Approve as" not in visitor.get("/campaigns/spring").text
