"""A small workspace with customers who asked for e-mail, and flows loaded by their path, as Prefect does."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dm import accounts, consent
from dm.model import Role
from dm.verbs.demo.lists import write_lists
from dm.verbs.demo.people import people
from dm.verbs.workspace import init_workspace

READ = datetime(2026, 11, 2, 9, tzinfo=UTC)
PLANNED = datetime(2027, 2, 15, 9, tzinfo=UTC)
DUE = datetime(2027, 3, 3, 12, tzinfo=UTC)
BRIEF = """
[campaign]
id = "mail-2027"
title = "Spring"
goal = "order"
sphere = "retail"
price_category = "middle"
opens_on = 2027-03-01
closes_on = 2027-04-30
time_zone = "Europe/Berlin"
controller = "Beispiel GmbH"
purpose = "own_goods"
[audience]
segment = "segments/all.toml"
countries = ["DE", "GB"]
holdout = 0.1
[[cell]]
name = "A"
share = 1.0
offer = "10 %"
[[wave]]
name = "mail"
channel = "email"
template = "email/spring"
drop_on = 2027-03-03
[budget]
cap = "900 EUR"
"""
SEGMENT = '[segment]\nid = "all"\ntitle = "All"\nany = [ { field = "has.email", is = true } ]\n'


@pytest.fixture(scope="session")
def run_flow(prefect_server, repo):
    """Run flows/NAME.py:NAME the way Prefect loads it."""
    from prefect.flows import load_flow_from_entrypoint

    def run(name, /, **parameters):
        return load_flow_from_entrypoint(f"{repo}/flows/{name}.py:{name}")(**parameters)

    return run


@pytest.fixture
def workshop(tmp_path):
    workshop = init_workspace(tmp_path / "ws", clock="simulated")
    root = workshop.settings.workspace
    (root / "campaigns" / "mail.toml").write_text(BRIEF, encoding="utf-8")
    (root / "segments" / "all.toml").write_text(SEGMENT, encoding="utf-8")
    accounts.add_user(workshop.engine, "marie", Role.MARKETER, now=READ)
    return workshop


@pytest.fixture
def lists(workshop):
    from dm.acquire import register_source

    made = write_lists(workshop.settings.workspace / "lists", people(60, 3), 3)
    for source in made.sources:
        register_source(workshop.engine, source, now=READ, actor="marie")
    return made


def know(workshop, lists):
    """Consents with their proof."""
    wordings = consent.load_wordings(workshop.settings.consent / "wordings")
    key = workshop.settings.suppression_key
    consent.import_events(workshop.engine, lists.consents, wordings=wordings, key=key, now=READ, actor="marie")


def approved(workshop):
    """Proofs and an approval of the planned campaign."""
    from dm import plan
    from dm.verbs.proof import make_proofs

    make_proofs(workshop.office, "mail-2027", now=PLANNED, say=lambda _: None)
    plan.approve(
        workshop.engine,
        "mail-2027",
        by="marie",
        settings=workshop.settings,
        policies=workshop.policies,
        now=PLANNED + timedelta(hours=1),
    )


def at(workshop, now):
    return replace(workshop, fixed_now=now)


def plain(document):
    return json.loads(json.dumps(document, default=str))
