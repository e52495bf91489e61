"""People who turned out to be one: the second becomes an alias of the first, and nothing more leaves for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from dm import ledger
from dm.actualize.pairs_today import close_joined
from dm.actualize.query import rows_where
from dm.db import insert_many
from dm.db import tables as t

MERGED = "MERGED"
# Why linking retires somebody.
SAME_PERSON = "same person"


def retire(connection: Connection, merged: Mapping[str, str], *, reason: str, now: datetime) -> None:
    """Turn people into aliases; `merged` leads from each to the one who stays.

    Pieces already sent stay with whom they were sent to; what has not left is cancelled. Pairs in review whose two are
    one by now are closed. Records must be tied to the one who stays by the caller.
    """
    if not merged:
        return
    pairs = [{"lost": lost, "kept": kept} for lost, kept in sorted(merged.items())]
    person, alias = t.person, t.person_alias
    connection.execute(
        update(person)
        .where(person.c.id == bindparam("lost"))
        .values(state="merged", merged_into=bindparam("kept"), updated_at=now),
        pairs,
    )
    connection.execute(
        update(alias).where(alias.c.person_id == bindparam("lost")).values(person_id=bindparam("kept")), pairs
    )
    insert_many(
        connection,
        alias,
        ({"old_id": lost, "person_id": kept, "reason": reason, "at": now} for lost, kept in sorted(merged.items())),
    )
    close_joined(connection, reason=reason, now=now)
    for member in (t.company_member, t.household_member):
        ended = update(member).where(member.c.person_id == bindparam("lost"), member.c.to_on.is_(None))
        connection.execute(ended.values(to_on=now.date()), [{"lost": pair["lost"]} for pair in pairs])
    waiting = select(t.piece.c.id).where(t.piece.c.state.in_([state.value for state in ledger.NOT_YET_SENT]))
    pieces = [row["id"] for row in rows_where(connection, waiting, t.piece.c.person_id, merged)]
    if pieces:
        ledger.cancel(connection, pieces, MERGED, now=now)
