"""A supervisor's word on what was heard in a call."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine, select, update

from dm.consent import audit
from dm.db import tables as t
from dm.db import writing
from dm.errors import InputError, StateError


def decide_correction(engine: Engine, correction_id: int, *, accept: bool, by: str, now: datetime) -> None:
    """Take a proposal or reject it; what is taken stands above every list from the next actualizing on.

    Raises InputError for an unknown proposal, StateError when somebody has decided already.
    """
    correction = t.correction
    with writing(engine) as connection:
        found = connection.execute(select(correction.c.state).where(correction.c.id == correction_id)).scalar()
        if found is None:
            raise InputError(f"There is no correction {correction_id}.")
        if found != "proposed":
            raise StateError(f"Correction {correction_id} is {found} already.", hint="Open the board again.")
        state = "accepted" if accept else "rejected"
        connection.execute(
            update(correction)
            .where(correction.c.id == correction_id)
            .values(state=state, decided_by=by, decided_at=now)
        )
        payload = {"correction": correction_id, "state": state}
        audit.append(connection, actor=by, action="correction", object=str(correction_id), payload=payload, now=now)
