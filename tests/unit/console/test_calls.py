"""The agent's screen as plain forms, and the same through the JSON API."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select, update

from dm.db import reading, writing
from dm.db import tables as t
from dm.model import Role
from tests.unit.console import world


@pytest.fixture
def called(workshop):
    world.add_campaign(workshop)
    world.add_points(workshop)
    world.add_calls(workshop)


@pytest.fixture
def agent(visit, called):
    visitor = visit("agent")
    visitor.send("/calls/next", page="/calls")
    return visitor


def form_of(page):
    """Hidden values and the address of the outcome form."""
    address = re.search(r'id="outcome" method="post" action="([^"]+)"', page)[1]
    lease = re.search(r'name="lease_token" value="([^"]+)"', page)[1]
    token = re.search(r'name="form_token" value="([^"]+)"', page)[1]
    return address, {"form_token": token, "lease_token": lease}


def rows(workshop, table):
    with reading(workshop.engine) as connection:
        return connection.execute(select(table)).all()


def task(workshop, number=0):
    return next(row for row in rows(workshop, t.call_task) if row.id == f"C{number}")


def test_the_next_contact_comes_with_script_and_number(agent):
    page = agent.get("/calls").text
    assert "tel:+493023125000" in page
    assert "may say no at any time" in page
    assert page.count("data-key=") == 9
    assert "&lt;script&gt;alert" in page
    assert "<script>alert" not in page


def test_an_address_with_a_slip_shows_what_was_probably_meant(agent, workshop):
    point = t.contact_point
    with writing(workshop.engine) as connection:
        connection.execute(update(point).where(point.c.value == "p0@example.com").values(value="p0@gmial.com"))
    assert "perhaps p0@gmail.com?" in agent.get("/calls").text


def test_an_open_contact_stays_until_it_is_saved(agent, workshop):
    agent.send("/calls/next", page="/password")
    assert len(rows(workshop, t.call_lease)) == 1


def test_saving_an_outcome_takes_the_next(agent, workshop):
    address, fields = form_of(agent.get("/calls").text)
    answer = agent.post(address, data={**fields, "disposition": "NO_ANSWER", "then": "next"})
    assert answer.headers["location"] == "/calls?done=call_saved"
    assert task(workshop).last_disposition == "NO_ANSWER"
    assert "Jörg Müller" in agent.get("/calls").text


def test_a_callback_without_a_time_comes_back_with_everything_typed(agent, workshop):
    address, fields = form_of(agent.get("/calls").text)
    typed = {"disposition": "CALLBACK_AGREED", "note": "asks for Ms Fischer", "heard.company": "Fischer KG"}
    answer = agent.post(address, data={**fields, **typed, "status.company": "corrected"})
    assert answer.status_code == 422
    assert "asks for Ms Fischer" in answer.text
    assert "Fischer KG" in answer.text
    assert task(workshop).last_disposition == ""


def test_a_promise_is_kept_in_the_persons_own_time(agent, workshop):
    address, fields = form_of(agent.get("/calls").text)
    agent.post(address, data={**fields, "disposition": "CALLBACK_AGREED", "callback_at": "2027-03-10T15:30"})
    kept = task(workshop)
    assert (kept.callback_wall, kept.callback_zone, kept.callback_owner) == (
        "2027-03-10T15:30",
        "Europe/Berlin",
        "agent",
    )


def test_corrections_and_consents_are_stored_as_heard(agent, workshop):
    address, fields = form_of(agent.get("/calls").text)
    heard = {
        "status.email": "corrected",
        "heard.email": "new@example.com",
        "status.phone": "confirmed",
        "status.company": "refused",
        "consent.email": "yes",
        "consent.phone": "not_asked",
    }
    agent.post(address, data={**fields, "disposition": "INTERESTED", **heard})
    states = {row.field: (row.new, row.state) for row in rows(workshop, t.correction)}
    assert states == {
        "email": ("new@example.com", "accepted"),
        "phone": ("+493023125000", "confirmed"),
        "company": ("", "refused"),
    }
    events = [row for row in rows(workshop, t.consent_event) if row.form == "oral"]
    assert [(row.channel, row.action, row.recorded_by) for row in events] == [("email", "given", "agent")]
    (read_out,) = [row for row in rows(workshop, t.wording) if row.id == events[0].wording]
    assert read_out.sha256 == events[0].wording_sha256
    (point,) = [row for row in rows(workshop, t.contact_point) if row.value == "new@example.com"]
    assert point.hmac == events[0].point_hmac


def test_do_not_call_needs_nothing_else_and_holds_at_once(agent, workshop):
    address, fields = form_of(agent.get("/calls").text)
    answer = agent.post(address, data={**fields, "at_once": "DO_NOT_CALL"})
    assert answer.headers["location"] == "/calls?done=do_not_call"
    assert rows(workshop, t.suppression)
    assert not any(row.state in ("planned", "claimed") for row in rows(workshop, t.piece) if row.person_id == "P0")


def test_what_comes_too_late_is_not_saved_but_shown(agent, workshop, app):
    from datetime import timedelta

    address, fields = form_of(agent.get("/calls").text)
    app.state.desk = type(app.state.desk)(
        world.open_workshop(
            workshop.settings.workspace, workshop.settings.database_url, now=world.NOW + timedelta(minutes=4)
        ),
        app.state.desk.sessions,
    )
    answer = agent.post(address, data={**fields, "disposition": "ORDERED", "note": "two red cushions"})
    assert answer.status_code == 409
    assert "two red cushions" in answer.text
    assert task(workshop).last_disposition == ""


def test_two_agents_never_get_the_same_person(visit, agent, workshop):
    other = visit("supervisor")
    other.send("/calls/next", page="/calls")
    people = {row.task_id for row in rows(workshop, t.call_lease)}
    assert len(people) == 2


def test_a_heartbeat_keeps_the_contact(agent):
    page = agent.get("/calls").text
    address, fields = form_of(page)
    beat = address.replace("/outcome", "/heartbeat")
    headers = {"X-Form-Token": fields["form_token"]}
    assert agent.post(beat, data={"lease_token": fields["lease_token"]}, headers=headers).json() == {
        "seconds_left": 180
    }
    assert agent.post(beat, data={"lease_token": "stale"}, headers=headers).status_code == 409
    assert agent.post(beat, data={"lease_token": fields["lease_token"]}).status_code == 403


def test_a_contact_can_be_given_back(agent, workshop):
    address, fields = form_of(agent.get("/calls").text)
    agent.post(address.replace("/outcome", "/release"), data=fields)
    assert rows(workshop, t.call_lease)[0].closed_why == "released"
    assert "Due now" in agent.get("/calls").text


def test_the_board_shows_queue_and_open_contacts(agent, visit):
    page = visit("supervisor").get("/calls/board").text
    assert "Spring catalogue 2027" in page
    assert "talking" in page


def test_a_supervisor_decides_on_what_was_heard(agent, visit, workshop):
    address, fields = form_of(agent.get("/calls").text)
    heard = {"status.email": "corrected", "heard.email": "new@example.com"}
    agent.post(address, data={**fields, "disposition": "SECRETARY_GAVE_DATA", **heard})
    supervisor = visit("supervisor")
    assert "new@example.com" in supervisor.get("/calls/board").text
    supervisor.send("/calls/board/corrections/1", {"decision": "accept"}, page="/calls/board")
    assert [(row.state, row.decided_by) for row in rows(workshop, t.correction)] == [("accepted", "supervisor")]
    again = supervisor.send("/calls/board/corrections/1", {"decision": "reject"}, page="/calls/board")
    assert again.status_code == 409


def test_the_api_leases_beats_and_records(visit, called, workshop):
    headers = {"Authorization": f"Bearer {world.add_token(workshop, Role.AGENT)}"}
    program = visit("")
    contact = program.post("/api/calls/lease", headers=headers).json()
    assert set(contact) >= {"task_id", "lease_token", "lease_until", "person", "points", "script", "history"}
    address = f"/api/calls/{contact['task_id']}"
    beat = program.post(f"{address}/heartbeat", headers=headers, json={"lease_token": contact["lease_token"]})
    assert beat.json()["lease_until"].startswith("2027-03-09T10:03:00")
    ended = {"lease_token": contact["lease_token"], "disposition": "BUSY", "note": "tone"}
    done = program.post(f"{address}/outcome", headers=headers, json=ended)
    assert (done.status_code, done.json()["state"]) == (200, "open")
    assert program.post(f"{address}/outcome", headers=headers, json=ended).status_code == 409


def test_the_api_says_when_nobody_is_due(visit, workshop):
    world.add_campaign(workshop)
    headers = {"Authorization": f"Bearer {world.add_token(workshop, Role.AGENT)}"}
    answer = visit("").post("/api/calls/lease", headers=headers)
    assert (answer.status_code, answer.content) == (204, b"")


@pytest.mark.parametrize(("header", "status"), [("", 401), ("Bearer dm_wrong", 401), ("Basic eA==", 401)])
def test_the_api_wants_a_token(visit, header, status):
    answer = visit("").post("/api/calls/lease", headers={"Authorization": header})
    assert answer.status_code == status
    assert "error" in answer.json()


def test_the_api_is_for_callers_only(visit, workshop):
    headers = {"Authorization": f"Bearer {world.add_token(workshop, Role.ANALYST)}"}
    assert visit("").post("/api/calls/lease", headers=headers).status_code == 403


def test_a_wrong_disposition_is_explained(visit, called, workshop):
    headers = {"Authorization": f"Bearer {world.add_token(workshop, Role.AGENT)}"}
    program = visit("")
    contact = program.post("/api/calls/lease", headers=headers).json()
    ended = {"lease_token": contact["lease_token"], "disposition": "BUSSY"}
    answer = program.post(f"/api/calls/{contact['task_id']}/outcome", headers=headers, json=ended)
    assert answer.status_code == 422
    assert "BUSY" in answer.json()["hint"]


def test_the_api_describes_itself_and_its_health(visit):
    program = visit("")
    described = program.get("/api/openapi.json").json()
    assert set(described["paths"]) == {
        "/api/calls/lease",
        "/api/calls/{task_id}/heartbeat",
        "/api/calls/{task_id}/outcome",
        "/api/health",
    }
    assert program.get("/api/health").json()["status"] == "ok"


@pytest.mark.parametrize(("answer", "state"), [("yes", "accepted"), ("no", "rejected"), ("not_asked", "open")])
def test_an_agent_answers_whether_two_records_are_one_person(agent, workshop, answer, state):
    world.add_pairs(workshop)
    with writing(workshop.engine) as connection:
        connection.execute(update(t.review_pair).where(t.review_pair.c.id == 2).values(task_id="C0"))
    page = agent.get("/calls").text
    assert "Do not read the other record out" in page
    address, fields = form_of(page)
    agent.post(address, data={**fields, "disposition": "INTERESTED", "pair.2": answer, "pair.x": "yes"})
    assert {row.id: row.state for row in rows(workshop, t.review_pair)} == {1: "open", 2: state}
