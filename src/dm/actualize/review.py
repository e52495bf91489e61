"""Doubtful pairs, decided by a person; and people taken apart again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import combinations
from typing import Any

from sqlalchemy import Connection, Engine, select, update

from dm.actualize import query, store
from dm.actualize.entries import Entry
from dm.actualize.merges import retire
from dm.actualize.rebuild import rebuild
from dm.consent import audit
from dm.db import insert_new, reading, writing
from dm.db import tables as t
from dm.errors import InputError, StateError
from dm.model import base32_id


def list_pairs(engine: Engine, *, limit: int = 100) -> list[dict[str, Any]]:
    """Open pairs with what tells the two apart, the likeliest first."""
    pair = t.review_pair
    with reading(engine) as connection:
        rows = (
            connection.execute(
                select(pair).where(pair.c.state == "open").order_by(pair.c.probability.desc(), pair.c.id).limit(limit)
            )
            .mappings()
            .all()
        )
        ids = {row[side] for row in rows for side in ("left_person_id", "right_person_id")}
        people = {row["id"]: row for row in query.rows_where(connection, select(t.person), t.person.c.id, ids)}
    return [
        {
            "pair": row["id"],
            "probability": row["probability"],
            "why": row["why"],
            "left": _shown(people.get(row["left_person_id"])),
            "right": _shown(people.get(row["right_person_id"])),
        }
        for row in rows
    ]


def _shown(row: query.Row | None) -> dict[str, Any]:
    names = ("id", "full_name", "birth_date", "city", "source_id")
    return {name: row[name] for name in names} if row else {}


def accept_pair(engine: Engine, pair_id: int, *, key: bytes, now: datetime, actor: str) -> str:
    """The two are one: their records join, the later becomes an alias of the earlier; returns who stays."""
    with writing(engine) as connection:
        left, right = _decide(connection, pair_id, "accepted", actor, now)
        active = query.active_people(connection, [left, right])
        if len(active) < 2:
            return next(iter(active), left)
        entries = query.entries_of(connection, active)
        kept = next((entry.person_id for entry in entries), min(active))
        lost = next(one for one in active if one != kept)
        links = [(entry.record_id, kept, "review") for entry in entries if entry.person_id == lost]
        store.assign_records(connection, links)
        rebuild(connection, [kept], key=key, now=now, merged={lost: kept})
        retire(connection, {lost: kept}, reason=f"review {pair_id}", now=now)
        audit.append(connection, actor=actor, action="merge", object=kept, payload={"records": len(links)}, now=now)
    return kept


def reject_pair(engine: Engine, pair_id: int, *, now: datetime, actor: str) -> None:
    """The two are two, also for every later list."""
    with writing(engine) as connection:
        _decide(connection, pair_id, "rejected", actor, now)


def _decide(connection: Connection, pair_id: int, state: str, actor: str, now: datetime) -> tuple[str, str]:
    pair = t.review_pair
    row = connection.execute(select(pair).where(pair.c.id == pair_id)).mappings().one_or_none()
    if row is None:
        raise InputError(f"There is no pair {pair_id}.", hint="`dm actualize review list` shows the open ones.")
    if row["state"] != "open":
        raise StateError(
            f"Pair {pair_id} is {row['state']} already.", hint="`dm actualize split PERSON` undoes a merge."
        )
    decided = update(pair).where(pair.c.id == pair_id)
    connection.execute(decided.values(state=state, decided_by=actor, decided_at=now))
    return row["left_person_id"], row["right_person_id"]


def split(
    engine: Engine, person_id: str, *, rows: Sequence[str] = (), key: bytes, now: datetime, actor: str
) -> list[str]:
    """Take a person apart by his records: the rows named ("BATCH:ROW") leave together, else every name for itself.

    Who is taken apart keeps his earliest record; the others get new ids, and later lists do not join them again.
    Returns all ids.
    """
    with writing(engine) as connection:
        active = query.active_people(connection, [person_id])
        if not active:
            raise InputError(f'There is no person "{person_id}".', hint="`dm why NAME` finds one by e-mail or phone.")
        identity = next(iter(active))
        stays, *leaving = _parts(query.entries_of(connection, [identity]), rows)
        if not stays or not leaving:
            raise StateError(f"{identity} has nothing to be taken apart by.", hint="It rests on a single record.")
        ids = [identity, *(_leave(connection, identity, part) for part in leaving)]
        rebuild(connection, ids, key=key, now=now, new=ids[1:])
        _keep_apart(connection, ids, actor, now)
        audit.append(connection, actor=actor, action="split", object=identity, payload={"into": len(ids)}, now=now)
    return ids


def _parts(entries: Sequence[Entry], rows: Sequence[str]) -> list[list[Entry]]:
    if rows:
        named = [entry for entry in entries if f"{entry.batch.id}:{entry.row}" in rows]
        if len(named) != len(set(rows)):
            raise InputError(
                "Not all of these rows are this person's.", hint="Write BATCH:ROW, as `dm why` shows them."
            )
        return [[entry for entry in entries if entry not in named], named]
    names: dict[object, list[Entry]] = {}
    for entry in entries:
        names.setdefault((entry.given, entry.family), []).append(entry)
    return list(names.values()) if len(names) > 1 else [[entry] for entry in entries]


def _leave(connection: Connection, person_id: str, part: Sequence[Entry]) -> str:
    identity = "P" + base32_id("split", person_id, *(entry.record_id for entry in part))
    store.assign_records(connection, [(entry.record_id, identity, "split") for entry in part])
    return identity


def _keep_apart(connection: Connection, ids: Iterable[str], actor: str, now: datetime) -> None:
    pairs = [tuple(sorted(pair)) for pair in combinations(ids, 2)]
    rows = (
        {
            "left_person_id": left,
            "right_person_id": right,
            "probability": 0.0,
            "why": "taken apart",
            "state": "rejected",
            "decided_by": actor,
            "decided_at": now,
        }
        for left, right in pairs
    )
    insert_new(connection, t.review_pair, rows)
