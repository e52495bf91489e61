"""Flows run the same functions as the terminal; the database decides what is done."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from dm import db
from dm.db import tables as t
from dm.verbs.wishes import answer_late, take_wishes, upcoming_waves, wish
from tests.flows.conftest import DUE, PLANNED, READ, approved, at, know


@pytest.fixture
def based(run_flow, workshop, lists):
    """Lists read and actualized by their flows."""
    root = str(workshop.settings.workspace)
    read = [
        run_flow("acquire", workspace=root, file=str(file), source=source, now=READ.isoformat())
        for file, source in lists.files
    ]
    done = run_flow("actualize", workspace=root, now=READ.isoformat())
    know(workshop, lists)
    return read, done


def count(workshop, table, *where):
    with db.reading(workshop.engine) as connection:
        return connection.execute(select(func.count()).select_from(table).where(*where)).scalar_one()


def test_lists_walk_from_file_to_people(based, workshop) -> None:
    read, done = based
    assert sum(one["accepted"] for one in read) == done["records"] == count(workshop, t.record)
    assert done["persons"] == count(workshop, t.person, t.person.c.state == "active")


def test_a_launch_by_flow_sends_once_and_a_late_run_asks(based, run_flow, workshop) -> None:
    root = str(workshop.settings.workspace)
    planned = run_flow("plan", workspace=root, brief="campaigns/mail.toml", now=PLANNED.isoformat())
    approved(workshop)
    late = run_flow(
        "launch",
        workspace=root,
        campaign="mail-2027",
        wave="mail",
        now=DUE.isoformat(),
        planned_for="2027-03-03T00:00:00+01:00",
    )
    assert late == {"campaign": "mail-2027", "late": True}
    assert count(workshop, t.attempt) == 0
    with db.reading(workshop.engine) as connection:
        question = connection.execute(select(t.flow_wish).where(t.flow_wish.c.state == "late")).mappings().one()
    answer_late(workshop.office, question["id"], send=True, by="marie", now=DUE)
    started = []
    assert take_wishes(workshop.office, lambda flow, values: started.append((flow, values)) or "run-1", now=DUE) == 1
    flow, values = started[0]
    first = run_flow(flow, **values, now=DUE.isoformat())
    again = run_flow("due", workspace=root, now=DUE.isoformat())
    assert first["waves"][0]["dispatched"] == planned["pieces"]["email"] > 0
    assert again["campaigns"] == []
    assert count(workshop, t.attempt) == planned["pieces"]["email"]


def test_the_whole_way_waits_for_the_approvals_row(based, run_flow, workshop) -> None:
    root = str(workshop.settings.workspace)

    stopped = threading.Event()

    def approve_soon():
        while not count(workshop, t.proof) and not stopped.wait(0.2):
            pass
        if not stopped.is_set():
            approved(workshop)

    with ThreadPoolExecutor(1) as person:
        approval = person.submit(approve_soon)
        try:
            done = run_flow(
                "campaign", workspace=root, brief="campaigns/mail.toml", patience_hours=1, now=PLANNED.isoformat()
            )
        finally:
            stopped.set()
    approval.result()
    assert done["approved"]
    assert done["waves"] == []  # nothing is due in February
    ahead = upcoming_waves(workshop.office, now=PLANNED)
    assert [(one.campaign, one.name) for one in ahead] == [("mail-2027", "mail")]
    assert ahead[0].due_at.isoformat() == "2027-03-02T23:00:00+00:00"  # midnight in Berlin


def test_without_an_approval_the_flow_gives_up_after_its_patience(based, run_flow, workshop) -> None:
    root = str(workshop.settings.workspace)
    done = run_flow("campaign", workspace=root, brief="campaigns/mail.toml", patience_hours=0, now=PLANNED.isoformat())
    assert not done["approved"]
    assert count(workshop, t.attempt) == 0


def test_a_wish_is_taken_once(workshop) -> None:
    wish(workshop.office, "report", {"campaign": "mail-2027"}, by="marie", now=READ)
    started = []

    def start(flow, values):
        started.append((flow, values["campaign"]))
        return "run"

    assert take_wishes(workshop.office, start, now=READ) == 1
    assert take_wishes(at(workshop, DUE).office, start, now=DUE) == 0
    assert started == [("report", "mail-2027")]
