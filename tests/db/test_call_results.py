"""Outcomes back from a dialler: each row once, each under a permit, wishes always heeded; and the verbs around it."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from dm.channels import call
from dm.channels.call import export_list, import_results, lease, list_overview
from dm.cli.channels import calls, settle
from dm.cli.terminal import Terminal
from dm.db import reading
from dm.db import tables as t
from dm.errors import InputError
from dm.wiring import Workshop
from tests.db.channel_world import MORNING, attempts, number_of, office_of, quiet, seed_campaign, seed_people, states

NOON = MORNING + timedelta(hours=2)


@pytest.fixture
def office(engine, tmp_path, repo):
    return office_of(engine, tmp_path, repo)


@pytest.fixture
def tasks(office):
    """Task ids of three people on a list, by person."""
    seed_people(office.engine, 3)
    seed_campaign(office.engine, "call", range(3))
    call.dispatch(office, campaign="spring", wave="call", now=MORNING, say=quiet)
    with reading(office.engine) as connection:
        rows = connection.execute(select(t.call_task.c.person_id, t.call_task.c.id)).all()
    return {row.person_id: row.id for row in rows}


def outcomes(tmp_path, *rows, head="task_id;disposition;at;agent;phone;callback_at;note"):
    path = tmp_path / "outcomes.csv"
    path.write_text("\n".join([head, *rows]), encoding="utf-8")
    return path


def read(office, path, now=NOON):
    return import_results(office.engine, office, path, now=now)


def row(task, code, at="2027-03-03T09:30:00Z", callback=""):
    return f"{task};{code};{at};dialler;;{callback};"


def test_outcomes_have_the_same_effect_as_on_the_screen(office, tasks, tmp_path) -> None:
    path = outcomes(tmp_path, row(tasks["P0"], "NOT_INTERESTED"), row(tasks["P1"], "no_answer"))
    report = read(office, path)
    assert (report.recorded, report.faults, report.without_permit) == (2, [], [])
    assert states(office.engine) == {"delivered": 1, "planned": 2}
    assert [(one["person_id"], one["outcome"]) for one in attempts(office.engine)] == sorted(
        [("P0", "NOT_INTERESTED"), ("P1", "NO_ANSWER")], key=lambda pair: _piece(office, pair[0])
    )
    assert all(one["permit_sources"] for one in attempts(office.engine))


def test_the_same_row_counts_once(office, tasks, tmp_path) -> None:
    path = outcomes(tmp_path, row(tasks["P1"], "NO_ANSWER"))
    read(office, path)
    again = read(office, path)
    assert (again.recorded, again.repeated, len(attempts(office.engine))) == (0, 1, 1)


def test_a_callback_comes_back_at_its_wall_time(office, tasks, tmp_path) -> None:
    read(office, outcomes(tmp_path, row(tasks["P1"], "CALLBACK_AGREED", callback="2027-03-04T15:00")))
    with reading(office.engine) as connection:
        due = connection.execute(select(t.call_task.c.due_at).where(t.call_task.c.person_id == "P1")).scalar()
    assert due == datetime(2027, 3, 4, 14, tzinfo=UTC)


def test_a_call_at_a_forbidden_hour_is_reported_and_its_wish_is_heeded(office, tasks, tmp_path) -> None:
    report = read(office, outcomes(tmp_path, row(tasks["P0"], "DO_NOT_CALL", "2027-03-03T05:00:00Z")))
    assert (report.recorded, report.without_permit[0]["reason"]) == (0, "HOURS_CLOSED")
    assert attempts(office.engine) == []
    assert states(office.engine) == {"dropped": 1, "planned": 2}
    with reading(office.engine) as connection:
        assert connection.execute(select(t.suppression)).all()


def test_rows_that_cannot_be_used_are_named_and_the_rest_counts(office, tasks, tmp_path) -> None:
    lease(office.engine, office, "olga", now=NOON)
    with reading(office.engine) as connection:
        query = select(t.call_task.c.person_id).join(t.piece).where(t.piece.c.state == "claimed")
        leased = connection.execute(query).scalar()
    free = next(person for person in tasks if person != leased)
    path = outcomes(
        tmp_path,
        row("T-NOBODY", "NO_ANSWER"),
        row(tasks[free], "SLEPT"),
        row(tasks[free], "NO_ANSWER", "yesterday"),
        row(tasks[free], "NO_ANSWER", "2027-03-03T09:30:00"),
        row(tasks[free], "NO_ANSWER", "2027-03-09T09:30:00Z"),
        row(tasks[free], "CALLBACK_AGREED"),
        row(tasks[leased], "NO_ANSWER"),
        row(tasks[free], "NO_ANSWER"),
    )
    report = read(office, path)
    assert [fault["row"] for fault in report.faults] == [2, 3, 4, 5, 6, 7, 8]
    assert report.recorded == 1


def test_vicidial_s_own_column_names_are_understood(office, tasks, tmp_path) -> None:
    path = outcomes(tmp_path, f"{tasks['P0']},NO_ANSWER,2027-03-03T09:30:00Z", head="vendor_lead_code,status,call_date")
    assert read(office, path).recorded == 1


def test_a_file_without_the_columns_is_refused(office, tmp_path) -> None:
    with pytest.raises(InputError, match="'task_id'"):
        read(office, outcomes(tmp_path, "x", head="a;b"))


def test_an_export_holds_who_is_still_open(office, tasks, tmp_path) -> None:
    read(office, outcomes(tmp_path, row(tasks["P0"], "NOT_INTERESTED")))
    made = export_list(
        office, tmp_path / "again.csv", kind="generic", now=NOON, ahead=timedelta(days=7), list_id="T0000001"
    )
    with (tmp_path / "again.csv").open(encoding="utf-8-sig", newline="") as file:
        phones = {entry["phone_e164"] for entry in csv.DictReader(file, delimiter=";")}
    assert (made.rows, phones) == (2, {number_of(1), number_of(2)})


def test_lists_are_counted_by_state(office, tasks, tmp_path) -> None:
    read(office, outcomes(tmp_path, row(tasks["P0"], "NOT_INTERESTED"), row(tasks["P1"], "NO_ANSWER")))
    with reading(office.engine) as connection:
        (found,) = list_overview(connection, now=NOON)
    assert (found["list"], found["people"], found["open"], found["due_now"], found["done"]) == ("T0000001", 3, 2, 1, 1)


@pytest.fixture
def typed(office):
    """`dm --json` as typed in this workspace; returns the document on stdout."""
    workshop = Workshop(office.settings, fixed_now=NOON)
    terminal = Terminal(as_json=True)
    # both are made when first asked for; the test's own database is closed by its fixture
    vars(workshop).update(engine=office.engine)
    vars(terminal).update(workshop=workshop, office=office)

    def run(command, *words):
        result = CliRunner().invoke(command, words, obj=terminal, catch_exceptions=False)
        return json.loads(result.stdout)

    return run


def test_the_verbs_speak_json(typed, tasks, tmp_path) -> None:
    assert typed(calls, "list")["lists"][0]["people"] == 3
    out = tmp_path / "list.tsv"
    made = typed(calls, "export", "T0000001", "--format", "vicidial", "--out", str(out))
    assert (made["rows"], len(out.read_text().splitlines())) == (3, 3)
    assert typed(calls, "import", str(outcomes(tmp_path, row(tasks["P0"], "NO_ANSWER"))))["recorded"] == 1
    assert typed(settle) == {"to_settle": []}


def _piece(office, person):
    with reading(office.engine) as connection:
        return connection.execute(select(t.piece.c.id).where(t.piece.c.person_id == person)).scalar()
