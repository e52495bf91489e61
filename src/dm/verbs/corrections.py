"""What was heard in calls: taken by rule where the person himself said it, else by a supervisor's word."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from dm import actualize
from dm.consent import audit
from dm.db import reading, writing
from dm.db import tables as t
from dm.errors import DmError, InputError, StateError
from dm.ledger import Office
from dm.model import Disposition

Row = Mapping[Any, Any]
SAME_PERSON = "same_person"
_AT_ONCE = 500


def decide_correction(office: Office, correction_id: int, *, accept: bool, by: str, now: datetime) -> None:
    """Take a proposal into the base at once, above every list, or reject it.

    Raises InputError for an unknown proposal or a value that cannot be used, StateError when somebody has decided
    already; then nothing is changed.
    """
    _decide(office, correction_id, "accepted" if accept else "rejected", by=by, now=now)


def settle_corrections(office: Office, *, now: datetime, task_id: str | None = None) -> int:
    """Take what [verification] take lets be taken unasked: said by the person himself, and good by its kind's checks.

    What the rules or the checks do not let through waits for a supervisor. Safe to run at any time; returns how many
    were taken.
    """
    taken = 0
    for correction_id in _takable(office, task_id):
        try:
            _decide(office, correction_id, "accepted", by="rule", now=now)
            taken += 1
        except DmError:
            continue
    return taken


def _takable(office: Office, task_id: str | None) -> list[int]:
    """Proposals of fields that are taken, from calls in which the right person was spoken to."""
    correction, lease = t.correction, t.call_lease
    right = [code.value for code in Disposition if code.rule.right_party]
    query = (
        select(correction.c.id)
        .join(lease, (lease.c.task_id == correction.c.task_id) & (lease.c.closed_at == correction.c.at))
        .where(
            correction.c.state == "proposed",
            correction.c.source == "call",
            correction.c.field.in_(office.settings.verification.take),
            lease.c.disposition.in_(right),
        )
        .order_by(correction.c.id)
    )
    if task_id is not None:
        query = query.where(correction.c.task_id == task_id)
    with reading(office.engine) as connection:
        return list(connection.execute(query.limit(_AT_ONCE)).scalars())


def _decide(office: Office, correction_id: int, state: str, *, by: str, now: datetime) -> None:
    with reading(office.engine) as connection:
        about = _proposal(connection, correction_id)
    if state == "accepted" and about["field"] == SAME_PERSON:
        _answer_pair(office, about, now)
    with writing(office.engine) as connection:
        row = _proposal(connection, correction_id)
        decided = {"state": state, "decided_by": by, "decided_at": now}
        connection.execute(update(t.correction).where(t.correction.c.id == correction_id).values(**decided))
        if state == "accepted" and row["field"] != SAME_PERSON:
            key = office.settings.suppression_key
            actualize.take_correction(connection, row, key=key, now=now, careful=by == "rule")
        payload = {"correction": correction_id, "state": state, "field": row["field"]}
        audit.append(connection, actor=by, action="correction", object=str(correction_id), payload=payload, now=now)


def _answer_pair(office: Office, row: Row, now: datetime) -> None:
    """Heard in a call, the answer decides the pair; somebody may have done so already."""
    pair, heard = int(row["old"]), f"{row['agent']} (call)"
    try:
        if row["new"] == "yes":
            key = office.settings.suppression_key
            actualize.accept_pair(office.engine, pair, key=key, now=now, actor=heard)
        else:
            actualize.reject_pair(office.engine, pair, now=now, actor=heard)
    except StateError:
        return


def _proposal(connection: Connection, correction_id: int) -> Row:
    correction = t.correction
    query = select(correction).where(correction.c.id == correction_id).with_for_update()
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise InputError(f"There is no correction {correction_id}.")
    if row["state"] != "proposed":
        raise StateError(f"Correction {correction_id} is {row['state']} already.", hint="Open the board again.")
    return row
