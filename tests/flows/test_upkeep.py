"""What the worker does without being asked: due pieces, retention, and the wishes of the console."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from dm import consent, db
from dm.db import tables as t
from dm.ledger.verification import CAMPAIGN
from dm.verbs.wishes import wish
from tests.flows.conftest import DUE, PLANNED, READ, approved, know


def count(workshop, table, *where):
    with db.reading(workshop.engine) as connection:
        return connection.execute(select(func.count()).select_from(table).where(*where)).scalar_one()


def due_file(workshop):
    """A printed file whose day has come."""
    path = workshop.settings.workspace / "out" / "letters.pdf"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"%PDF")
    row = {"kind": "letters", "path": "out/letters.pdf", "sha256": "0" * 64, "size": 4, "made_at": READ}
    with db.writing(workshop.engine) as connection:
        connection.execute(t.artefact.insert().values(**row, destroy_on=READ.date()))
    return path


def test_due_sends_what_was_put_off_and_signs_the_chain(run_flow, workshop, lists) -> None:
    root = str(workshop.settings.workspace)
    for file, source in lists.files:
        run_flow("acquire", workspace=root, file=str(file), source=source, now=READ.isoformat())
    run_flow("actualize", workspace=root, now=READ.isoformat())
    know(workshop, lists)
    run_flow("plan", workspace=root, brief="campaigns/mail.toml", now=PLANNED.isoformat())
    approved(workshop)
    later = DUE + timedelta(hours=2)
    with db.writing(workshop.engine) as connection:
        one = select(func.min(t.piece.c.id)).where(t.piece.c.campaign_id == "mail-2027").scalar_subquery()
        connection.execute(update(t.piece).where(t.piece.c.id == one).values(due_at=later))
    run_flow("launch", workspace=root, campaign="mail-2027", now=DUE.isoformat())
    early = run_flow("due", workspace=root, now=DUE.isoformat())
    done = run_flow("due", workspace=root, now=later.isoformat())
    assert early["campaigns"] == []
    assert [wave["dispatched"] for one in done["campaigns"] for wave in one["waves"]] == [1]
    assert done["signed"]
    assert consent.audit.verify(workshop.engine, key=workshop.settings.secret_key).holds


def test_the_daily_judgement_queues_calls_and_a_second_list_enriches(run_flow, workshop, lists) -> None:
    root = str(workshop.settings.workspace)
    (first, source), (second, other), *_ = lists.files
    run_flow("acquire", workspace=root, file=str(first), source=source, now=READ.isoformat())
    run_flow("actualize", workspace=root, now=READ.isoformat())
    people = count(workshop, t.person)
    added = run_flow(
        "acquire", workspace=root, file=str(second), source=other, options={"enrich": True}, now=READ.isoformat()
    )
    assert added["enriched"]["records"] == added["accepted"]
    assert count(workshop, t.person) == people
    judged = run_flow("verify", workspace=root, now=DUE.isoformat())
    assert judged["judged"] > 0
    assert judged["wanted"] <= count(workshop, t.piece, t.piece.c.campaign_id == CAMPAIGN)


def test_retention_destroys_what_is_past_its_day(run_flow, workshop) -> None:
    path = due_file(workshop)
    done = run_flow("retention", workspace=str(workshop.settings.workspace), now=DUE.isoformat())
    assert done["files"] == 1
    assert not path.exists()
    assert count(workshop, t.audit, t.audit.c.action == "destroy") == 1


@pytest.fixture
def worker(prefect_server, repo, workshop, tmp_path):
    """The worker of `dm up` beside the shared server."""
    from prefect.settings import PREFECT_API_URL

    environment = {**os.environ, "PREFECT_API_URL": str(PREFECT_API_URL.value())}
    command = [sys.executable, str(repo / "flows" / "worker.py"), str(workshop.settings.workspace)]
    log = tmp_path / "worker.log"
    with log.open("wb") as out, subprocess.Popen(command, env=environment, stdout=out, stderr=out) as process:
        yield log
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=120)
        finally:
            process.kill()


def test_the_worker_runs_what_the_console_asked_for(worker, workshop) -> None:
    path = due_file(workshop)
    wish(workshop.office, "retention", {}, by="ada", now=READ)
    deadline = time.monotonic() + 600
    while path.exists() and time.monotonic() < deadline:
        time.sleep(0.5)
    assert not path.exists(), worker.read_text(encoding="utf-8")[-2000:]
    assert count(workshop, t.flow_wish, t.flow_wish.c.state == "done") == 1
