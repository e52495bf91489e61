"""The built-in campaign of verification calls: they are pieces like all others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from dm.consent import audit
from dm.db import tables as t
from dm.db.bulk import chunks, insert_new
from dm.ledger.built_in import CELL, BuiltIn, ensure_campaign
from dm.ledger.planning import plan_pieces
from dm.ledger.values import Office, PlannedPiece, Verification
from dm.model import Channel, TaskState, base32_id, piece_id

CAMPAIGN = "verify"
WAVE = "call"
BATCH_UNDONE = "BATCH_UNDONE"
Row = Mapping[Any, Any]
_OPEN = TaskState.OPEN.value
_CALLS = BuiltIn(CAMPAIGN, "Verification by telephone", "verify", WAVE, Channel.CALL, "call/verify")


def add_verification(connection: Connection, office: Office, wanted: Iterable[Verification], *, now: datetime) -> int:
    """Ask for verification calls, one open task a person; returns how many are new.

    A task that waits already takes the new reasons in. After a call that ended, a person is asked anew only when
    [verification] again_after has gone by, or something new turned up.
    """
    asked = {one.person_id: one for one in wanted}
    if not asked:
        return 0
    ensure_campaign(connection, office, _CALLS, now)
    earlier = _earlier(connection, asked)
    _widen(connection, [(earlier[one][0], asked[one]) for one in earlier if earlier[one][0]["state"] == _OPEN])
    rest = now - office.settings.verification.again_after
    rounds = {one: 1 + len(earlier.get(one, ())) for one in asked if _may_ask(asked[one], earlier.get(one, ()), rest)}
    languages = _languages(connection, list(rounds))
    for number in sorted(set(rounds.values()) - {1}):
        _ensure_round(connection, number, now)
    plan_pieces(
        connection,
        (_piece(asked[one], number, languages.get(one, ""), now) for one, number in rounds.items()),
        key=office.settings.secret_key,
        now=now,
    )
    tasks = [_task(asked[one], number, languages, now) for one, number in rounds.items()]
    new = insert_new(connection, t.call_task, tasks)
    if new:
        audit.append(connection, actor="ledger", action="verify", object=CAMPAIGN, payload={"tasks": new}, now=now)
    return new


def open_verification(connection: Connection, person_id: str) -> str | None:
    """The id of the verification call that waits for this person, None where there is none."""
    task = t.call_task
    query = select(task.c.id).where(task.c.campaign_id == CAMPAIGN, task.c.person_id == person_id)
    return connection.execute(query.where(task.c.state == _OPEN)).scalar()


def _earlier(connection: Connection, people: Iterable[str]) -> dict[str, list[Row]]:
    """{person: the verification tasks there have been, newest first}."""
    task = t.call_task
    columns = (task.c.id, task.c.person_id, task.c.state, task.c.closed_at, task.c.why, task.c.fields, task.c.priority)
    from_piece = task.outerjoin(t.piece, t.piece.c.id == task.c.piece_id)
    found: dict[str, list[Row]] = {}
    for some in chunks(people, 5_000):
        query = select(*columns, t.piece.c.reason).select_from(from_piece)
        query = query.where(task.c.campaign_id == CAMPAIGN, task.c.person_id.in_(some))
        for row in connection.execute(query.order_by(task.c.created_at.desc(), task.c.id)).mappings():
            found.setdefault(row["person_id"], []).append(row)
    return found


def _may_ask(one: Verification, earlier: Sequence[Row], rest: datetime) -> bool:
    # A task that went with its list asked nobody.
    asked = [one for one in earlier if one["reason"] != BATCH_UNDONE]
    if not asked:
        return True
    last = asked[0]
    rested = last["closed_at"] is None or last["closed_at"] <= rest
    return last["state"] != _OPEN and (one.again or rested)


def _widen(connection: Connection, pairs: Iterable[tuple[Row, Verification]]) -> None:
    """Reasons and fields join those that the task has; the higher priority holds."""
    task = t.call_task
    for row, one in pairs:
        fields = list(dict.fromkeys([*row["fields"], *one.fields]))
        if fields == row["fields"] and one.priority <= row["priority"]:
            continue
        reasons = dict.fromkeys(part for part in (*row["why"].split("; "), *one.why.split("; ")) if part)
        values = {"why": "; ".join(reasons), "fields": fields, "priority": max(row["priority"], one.priority)}
        connection.execute(update(task).where(task.c.id == row["id"]).values(**values))
        connection.execute(
            update(t.piece)
            .where(t.piece.c.id == select(task.c.piece_id).where(task.c.id == row["id"]).scalar_subquery())
            .values(score=float(values["priority"]))
        )


def _round(number: int) -> str:
    """Each round of questions is a wave of its own: a person has one piece in each."""
    return WAVE if number == 1 else f"{WAVE}-{number}"


def _ensure_round(connection: Connection, number: int, now: datetime) -> None:
    row = {
        "campaign_id": CAMPAIGN,
        "name": _round(number),
        "position": number - 1,
        "channel": Channel.CALL.value,
        "template": _CALLS.template,
        "due_at": now,
    }
    insert_new(connection, t.wave, [row])


def _languages(connection: Connection, people: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for some in chunks(people, 500):
        query = select(t.person.c.id, t.person.c.language).where(t.person.c.id.in_(some))
        found.update(connection.execute(query).all())
    return found


def _piece(one: Verification, number: int, language: str, now: datetime) -> PlannedPiece:
    return PlannedPiece(
        campaign_id=CAMPAIGN,
        wave=_round(number),
        unit_id=one.person_id,
        person_id=one.person_id,
        channel=Channel.CALL,
        point_id=None,
        cell=CELL,
        language=language,
        score=float(one.priority),
        due_at=now,
    )


def _task(one: Verification, number: int, languages: dict[str, str], now: datetime) -> dict[str, object]:
    wave = _round(number)
    return {
        "id": "V" + base32_id("task", CAMPAIGN, one.person_id, *([wave] if number > 1 else [])),
        "piece_id": piece_id(CAMPAIGN, wave, one.person_id),
        "person_id": one.person_id,
        "campaign_id": CAMPAIGN,
        "state": _OPEN,
        "priority": one.priority,
        "why": one.why,
        "fields": list(one.fields),
        "due_at": now,
        "language": languages.get(one.person_id, ""),
        "dead_points": [],
        "created_at": now,
    }
