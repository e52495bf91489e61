"""The demo, moment by moment: what people do with `dm` in half a year, in a minute."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import select

from dm import accounts, consent, db, ledger
from dm.db import tables as t
from dm.model import BatchState, Channel, Role
from dm.verbs.demo import outside
from dm.verbs.demo.brief import CAMPAIGN, write_brief
from dm.verbs.demo.lists import Lists, write_lists
from dm.verbs.demo.people import people
from dm.wiring import Workshop

_LISTS_READ = datetime(2026, 11, 2, 9, tzinfo=UTC)
_VERIFIED = datetime(2026, 11, 9, 9, tzinfo=UTC)
_PLANNED = datetime(2027, 2, 15, 9, tzinfo=UTC)
_DROP = datetime(2027, 3, 3, 6, tzinfo=UTC)  # early on the day of posting
_RETURNS = datetime(2027, 3, 9, 12, tzinfo=UTC)
_MAIL = datetime(2027, 3, 10, 16, tzinfo=UTC)
_CALLS = datetime(2027, 3, 16, 9, tzinfo=UTC)
_LAST = datetime(2027, 5, 3, 9, tzinfo=UTC)
END = _LAST + timedelta(minutes=5)
USERS = (
    ("admin", Role.ADMIN),
    ("marie", Role.MARKETER),
    ("boris", Role.SUPERVISOR),
    ("agata", Role.AGENT),
    ("paul", Role.PRINT),
    ("kurt", Role.COURIER),
    ("ada", Role.ANALYST),
)
# Some contacts are left for whoever opens the agent's screen.
_CALLS_A_DAY = 15


class Stages(Protocol):
    """The stages, run directly or as flows."""

    def acquire(self, file: Path, source: str, now: datetime) -> dict[str, Any]: ...
    def actualize(self, now: datetime) -> dict[str, Any]: ...
    def plan(self, brief: Path, now: datetime) -> dict[str, Any]: ...
    def launch(self, campaign: str, now: datetime) -> dict[str, Any]: ...
    def report(self, campaign: str, now: datetime) -> dict[str, Any]: ...


@dataclass
class Told:
    """What the demo has done, for the table at its end."""

    documents: dict[str, Any]
    passwords: dict[str, str]


def tell(workshop: Workshop, stages: Stages, *, count: int, seed: int, say: Callable[[str], None]) -> Told:
    """Walk the whole way in a workspace with a simulated clock; everything lies in it afterwards."""
    root = workshop.settings.workspace
    lists = write_lists(root / "lists", people(count, seed), seed)
    told = Told({}, _users(workshop))
    say("1/8  lists: sources registered, files read, consents, objections and past orders imported")
    told.documents["acquire"] = _read_lists(workshop, stages, lists)
    say("2/8  actualize: normalised, validated, linked")
    told.documents["actualize"] = stages.actualize(_LISTS_READ)
    _past(workshop, lists)
    _registers(workshop, lists, _LISTS_READ)
    say("3/8  verification calls (simulated)")
    told.documents["verified"] = _call(workshop, _VERIFIED, days=2)
    say("4/8  plan, proofs, two approvals")
    _registers(workshop, lists, _PLANNED)
    told.documents["plan"] = stages.plan(write_brief(root), _PLANNED)
    _approve(workshop, told)
    say("5/8  letters and courier parcels")
    told.documents["drop"] = stages.launch(CAMPAIGN, _DROP)
    told.documents["reprint"] = _vendor(workshop)
    _respond(
        workshop, outside.write_returns(workshop.office, CAMPAIGN, root / "lists" / "returns.csv", _RETURNS), _MAIL
    )
    say("6/8  e-mails, then calls (simulated agents)")
    _registers(workshop, lists, _MAIL)
    told.documents["mail"] = stages.launch(CAMPAIGN, _MAIL)
    told.documents["calls"] = stages.launch(CAMPAIGN, _CALLS)
    told.documents["called"] = _call(workshop, _CALLS, days=3)
    say("7/8  answers (simulated) come back, from treated people and from the control group")
    answers = outside.write_answers(workshop.office, CAMPAIGN, root / "lists" / "answers.csv", _DROP)
    told.documents["answers"] = _respond(workshop, answers, _LAST)
    say("8/8  report")
    told.documents["report"] = stages.report(CAMPAIGN, _LAST)
    return told


def _at(workshop: Workshop, now: datetime, actor: str = "demo") -> Workshop:
    return replace(workshop, fixed_now=now, actor=actor)


def _users(workshop: Workshop) -> dict[str, str]:
    return {name: accounts.add_user(workshop.engine, name, role, now=_LISTS_READ) for name, role in USERS}


def _read_lists(workshop: Workshop, stages: Stages, lists: Lists) -> list[dict[str, Any]]:
    from dm.acquire import register_source

    for source in lists.sources:
        register_source(workshop.engine, source, now=_LISTS_READ, actor="marie")
    return [stages.acquire(file, source, _LISTS_READ) for file, source in lists.files]


def _past(workshop: Workshop, lists: Lists) -> None:
    """What was known before: consents with proof, objections, orders."""
    key = workshop.settings.suppression_key
    wordings = consent.load_wordings(workshop.settings.consent / "wordings")
    consent.import_events(workshop.engine, lists.consents, wordings=wordings, key=key, now=_LISTS_READ, actor="marie")
    consent.import_suppressions(workshop.engine, lists.objections, key=key, now=_LISTS_READ, actor="marie")
    _respond(workshop, lists.orders, _LISTS_READ)


def _registers(workshop: Workshop, lists: Lists, now: datetime) -> None:
    """A fresh copy of each register: an old one refuses."""
    for register, path in lists.registers.items():
        consent.import_register(
            workshop.engine,
            workshop.policies,
            register,
            path,
            as_of=now.date(),
            key=workshop.settings.suppression_key,
            now=now,
            actor="marie",
        )


def _respond(workshop: Workshop, path: Path, now: datetime) -> dict[str, Any]:
    from dm.respond import import_responses

    return import_responses(workshop.office, path, now=now, actor="demo").document()


def _approve(workshop: Workshop, told: Told) -> None:
    from dm import plan
    from dm.verbs.proof import make_proofs

    told.documents["proofs"] = make_proofs(workshop.office, CAMPAIGN, now=_PLANNED, say=lambda _: None).document()
    for name in ("marie", "boris"):
        plan.approve(
            workshop.engine,
            CAMPAIGN,
            by=name,
            settings=workshop.settings,
            policies=workshop.policies,
            now=_PLANNED + timedelta(hours=1),
        )


def _vendor(workshop: Workshop) -> dict[str, Any]:
    """The print vendor acknowledges, spoils three letters and gets them again."""
    from dm.channels.letter import vendor

    office = workshop.office
    with db.reading(office.engine) as connection:
        first = connection.execute(
            select(t.piece_batch.c.id, t.piece_batch.c.pieces).where(t.piece_batch.c.channel == Channel.LETTER.value)
        ).first()
    if first is None or first.pieces < 5:
        return {}
    report = office.settings.workspace / "lists" / "spoiled.csv"
    with report.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["sequence"], ["2"], ["3"], ["5"]])
    _ack(office, first.id, BatchState.PRINTED)
    vendor.spoil(office, first.id, report, now=_DROP + timedelta(hours=6))
    again = vendor.reprint(office, first.id, now=_DROP + timedelta(hours=7), say=lambda _: None)
    if again is not None:
        with db.reading(office.engine) as connection:
            state = ledger.find_batch(connection, again.id).state
        if state == BatchState.SEALED:
            vendor.release(office, again.id, by="marie", now=_DROP + timedelta(hours=8))
        _ack(office, again.id, BatchState.POSTED)
    _ack(office, first.id, BatchState.POSTED)
    return {"batch": first.id, **vendor.reconcile(office, first.id)}


def _ack(office: ledger.Office, batch: str, state: BatchState) -> None:
    with db.writing(office.engine) as connection:
        ledger.ack_batch(connection, batch, state, by="paul", now=_DROP + timedelta(hours=9))


def _call(workshop: Workshop, start: datetime, *, days: int) -> dict[str, int]:
    """Simulated agents work the queue; how each call ends is a keyed draw."""
    from dm.channels import call

    ends: dict[str, int] = {}
    for day in range(days):
        now = start + timedelta(days=day)
        for number in range(_CALLS_A_DAY):
            now += timedelta(minutes=4)
            leased = call.lease(workshop.office.engine, workshop.office, "agata", now=now)
            if leased is None:
                break
            end = outside.end_of_call(leased.person["id"], number)
            call.record_outcome(
                workshop.office.engine,
                workshop.office,
                leased.task_id,
                leased.lease_token,
                end,
                now=now + timedelta(minutes=2),
            )
            ends[end.value] = ends.get(end.value, 0) + 1
    return ends
