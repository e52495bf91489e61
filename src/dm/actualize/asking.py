"""A doubtful pair asked by telephone: one of the two is called, and the answer decides."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from dm import ledger
from dm.actualize import query
from dm.actualize.review import open_pair, set_pair
from dm.actualize.verification import is_callable
from dm.consent import audit
from dm.db import tables as t
from dm.db import writing
from dm.errors import StateError
from dm.ledger import Office, Verification


def ask_by_telephone(office: Office, pair_id: int, *, now: datetime, actor: str) -> str:
    """Make, or widen, a verification call for one of the two; returns the task. Raises StateError where nobody can be.

    While the call is open the pair is out of the review queue; a call that ends without an answer brings it back.
    """
    with writing(office.engine) as connection:
        pair = open_pair(connection, pair_id)
        people = query.active_people(connection, [pair["left_person_id"], pair["right_person_id"]])
        person = _callable(connection, people)
        if person is None:
            raise StateError("Neither of the two has a number that can be called.", hint="Decide by the records.")
        why = "may be two records of one person"
        priority = office.settings.verification.doubtful
        wanted = Verification(person, why, ("same_person",), priority, again=True)
        ledger.add_verification(connection, office, [wanted], now=now)
        task = ledger.open_verification(connection, person)
        assert task is not None
        set_pair(connection, pair_id, task_id=task)
        audit.append(connection, actor=actor, action="review_ask", object=str(pair_id), payload={"task": task}, now=now)
    return task


def _callable(connection: Connection, people: set[str]) -> str | None:
    """The one of them with the better number, by rank and then by how lately it was seen."""
    point = t.contact_point
    columns = (point.c.person_id, point.c.kind, point.c.status, point.c.line_type)
    found = select(*columns).where(point.c.person_id.in_(people))
    rows = connection.execute(found.order_by(point.c.rank, point.c.observed_at.desc(), point.c.id)).mappings()
    return next((row["person_id"] for row in rows if is_callable(row)), None)
