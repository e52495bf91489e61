"""Buttons: each does what its verb does, and only for those who may."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import insert, select, update

from dm.console.errands import Errands
from dm.db import reading, writing
from dm.db import tables as t
from dm.errors import StateError
from tests.unit.console import world


@pytest.fixture
def campaign(workshop):
    world.add_campaign(workshop)
    world.add_points(workshop)


def one(workshop, query):
    with reading(workshop.engine) as connection:
        return connection.execute(query).scalar_one()


def state(workshop):
    return one(workshop, select(t.campaign.c.state).where(t.campaign.c.id == "spring"))


def test_stop_cancels_everything_that_has_not_left(visit, workshop, campaign):
    visitor = visit("supervisor")
    answer = visitor.send("/campaigns/spring/stop", page="/campaigns/spring")
    assert answer.headers["location"] == "/campaigns/spring?done=stopped"
    assert state(workshop) == "stopped"
    page = visitor.get("/campaigns/spring?done=stopped").text
    assert "Nothing more leaves" in page
    assert "by supervisor" in page


def test_pause_and_go_on(visit, workshop, campaign):
    visitor = visit("marketer")
    visitor.send("/campaigns/spring/pause", page="/campaigns/spring")
    assert state(workshop) == "paused"
    visitor.send("/campaigns/spring/resume", page="/campaigns/spring")
    assert state(workshop) == "approved"


def test_who_may_not_stop_cannot(visit, workshop, campaign):
    visitor = visit("analyst")
    assert visitor.send("/campaigns/spring/stop", page="/reports").status_code == 403
    assert state(workshop) == "running"


def test_an_approval_of_something_else_than_was_shown_is_refused(visit, workshop, campaign):
    fields = {"plan_hash": "0" * 64, "proof_hash": "0" * 64, "seen": "yes"}
    answer = visit("marketer").send("/campaigns/spring/approve", fields, page="/campaigns/spring")
    assert answer.status_code == 403
    assert "made anew" in answer.text


def test_a_late_run_waits_for_a_word(visit, workshop, campaign):
    wish = {
        "flow": "launch",
        "parameters": {"campaign": "spring", "wave": "call"},
        "state": "late",
        "asked_at": world.NOW,
    }
    with writing(workshop.engine) as connection:
        connection.execute(insert(t.flow_wish).values(wish))
    visitor = visit("marketer")
    assert "Wave call was not sent at its time" in visitor.get("/campaigns/spring").text
    visitor.send("/campaigns/spring/late/1", {"answer": "leave"}, page="/campaigns/spring")
    assert one(workshop, select(t.flow_wish.c.state)) == "declined"


def test_a_vendor_acknowledges_only_forward(visit, workshop, campaign):
    batch = world.add_batch(workshop)
    visitor = visit("print")
    address = f"/batches/{batch}"
    assert visitor.send(f"{address}/ack", {"state": "printed"}, page=address).status_code == 303
    assert one(workshop, select(t.piece_batch.c.state)) == "printed"
    assert visitor.send(f"{address}/ack", {"state": "received"}, page=address).status_code == 409


def test_a_courier_is_not_asked_whether_it_is_printed(visit, workshop, campaign):
    page = visit("courier").get(f"/batches/{world.add_batch(workshop, channel='courier')}").text
    assert 'value="received"' in page
    assert "It is on its way" in page
    assert "printed" not in page


def test_spoiled_pieces_are_pasted_or_sent_as_a_file(visit, workshop, campaign):
    batch = world.add_batch(workshop)
    visitor, address = visit("print"), f"/batches/{batch}"
    pasted = visitor.send(f"{address}/spoil", {"pieces": "1-2"}, page=address)
    assert pasted.headers["location"] == f"{address}?done=spoiled"
    file = {"file": ("spoiled.csv", f"piece_id\n{world.letter_id(2)}\n".encode())}
    assert visitor.send(f"{address}/spoil", page=address, files=file).headers["location"].endswith("done=spoiled")
    again = visitor.send(f"{address}/spoil", {"pieces": "1-2"}, page=address)
    assert again.headers["location"].endswith("done=spoiled_again")


def test_a_piece_of_another_batch_is_refused_with_the_way_out(visit, workshop, campaign):
    batch = world.add_batch(workshop)
    answer = visit("print").send(f"/batches/{batch}/spoil", {"pieces": "KUNKNOWN"}, page=f"/batches/{batch}")
    assert answer.status_code == 422
    assert "KUNKNOWN" in answer.text


def test_a_vendor_cannot_touch_a_batch_of_another_kind(visit, workshop, campaign):
    batch = world.add_batch(workshop, channel="courier")
    answer = visit("print").send(f"/batches/{batch}/ack", {"state": "received"}, page="/password")
    assert answer.status_code == 404


def test_only_the_house_releases(visit, workshop, campaign):
    batch = world.add_batch(workshop, state="sealed")
    assert visit("print").send(f"/batches/{batch}/release", page="/password").status_code == 403
    done = visit("marketer").send(f"/batches/{batch}/release", page=f"/batches/{batch}")
    assert done.headers["location"] == f"/batches/{batch}?done=released"


def test_one_persons_story_is_told(visit, workshop, campaign):
    visitor = visit("supervisor")
    page = visitor.get("/people/why?q=p1@example.com").text
    assert "Jörg Müller" in page
    assert "letter" in page
    assert visitor.get("/people/why?q=P0").text.count("<script>alert") == 0
    assert visitor.get("/people/why?q=nobody-at-all").status_code == 200


def test_the_vendor_says_of_single_pieces_how_far_they_are(visit, workshop, campaign):
    batch = world.add_batch(workshop)
    visitor, address = visit("print"), f"/batches/{batch}"
    told = visitor.send(f"{address}/spoil", {"pieces": "1-2", "state": "printed"}, page=address)
    assert told.headers["location"] == f"{address}?done=acknowledged"
    assert "printed 2" in visitor.get(address).text


def test_a_vendors_user_sees_the_batches_of_that_vendor_alone(visit, workshop, campaign):
    batch = world.add_batch(workshop)
    with writing(workshop.engine) as connection:
        vendor = connection.execute(select(t.piece_batch.c.vendor)).scalar_one()
        connection.execute(update(t.user_account).where(t.user_account.c.name == "print").values(vendor=vendor))
    assert visit("print").get(f"/batches/{batch}").status_code == 200
    with writing(workshop.engine) as connection:
        connection.execute(update(t.user_account).where(t.user_account.c.name == "print").values(vendor="uk-dl"))
    assert visit("print").get(f"/batches/{batch}").status_code == 404
    assert batch not in visit("print").get("/batches").text


def test_work_that_takes_longer_goes_on_behind_the_page():
    gate, errands = threading.Event(), Errands(patience=0.01)
    assert not errands.run("/batches/L1", gate.wait)
    assert not errands.run("/batches/L1", lambda: pytest.fail("twice"))
    assert errands.is_running("/batches/L1")
    gate.set()
    errands.patience = 120
    assert errands.run("/batches/L1", lambda: None)


def test_work_that_fails_says_so():
    def fail() -> None:
        raise StateError("The template has changed since.")

    with pytest.raises(StateError, match="changed"):
        Errands(patience=120).run("/batches/L1", fail)


def test_the_page_tells_where_a_batch_was_sent(visit, workshop, campaign):
    batch = world.add_batch(workshop)
    sent = {"batch_id": batch, "state": "done", "target": "sftp://print.example:22/in", "begun_at": world.NOW}
    with writing(workshop.engine) as connection:
        connection.execute(insert(t.delivery).values(sent | {"done_at": world.NOW}))
    assert "sftp://print.example:22/in" in visit("print").get(f"/batches/{batch}").text
