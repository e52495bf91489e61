"""Doubtful pairs, decided by a person; and people taken apart again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any, cast

from sqlalchemy import Connection, Engine, Select, case, select, update

from dm.actualize import query, store
from dm.actualize.enriching.records import tie, untie
from dm.actualize.entries import Entry
from dm.actualize.evidence import lay_open
from dm.actualize.following import follow_records
from dm.actualize.merges import SAME_PERSON, retire
from dm.actualize.pairs_today import open_again, pairs_today
from dm.actualize.parting import part_again
from dm.actualize.rebuild import rebuild
from dm.consent import audit
from dm.db import insert_new, reading, writing
from dm.db import tables as t
from dm.errors import InputError, StateError
from dm.model import base32_id
from dm.model.reasons import TAKEN_APART


def list_pairs(
    engine: Engine, *, limit: int = 100, key: bytes, half_lives: Mapping[str, timedelta], now: datetime
) -> list[dict[str, Any]]:
    """Open pairs laid open, the likeliest first, those that somebody put off last; see evidence.lay_open.

    Pairs whose answer is asked by telephone are left out.
    """
    with reading(engine) as connection:
        rows = connection.execute(_waiting(limit)).mappings().all()
        return [lay_open(connection, row, key=key, half_lives=half_lives, now=now) for row in rows]


def show_pair(
    engine: Engine, pair_id: int, *, key: bytes, half_lives: Mapping[str, timedelta], now: datetime
) -> dict[str, Any]:
    """One pair laid open, whatever its state. Raises InputError where there is none."""
    with reading(engine) as connection:
        found = connection.execute(pairs_today().where(t.review_pair.c.id == pair_id)).mappings().one_or_none()
        if found is None:
            raise _no_pair(pair_id)
        return lay_open(connection, found, key=key, half_lives=half_lives, now=now)


def waiting_pairs(connection: Connection, *, limit: int = 500) -> list[int]:
    """The ids of the first pairs that wait for a person, in the order in which they should be looked at."""
    return [row.id for row in connection.execute(_waiting(limit))]


def sum_up(connection: Connection) -> dict[str, Any]:
    """What deciding is worth: {waiting, expected, bands}, the likeliest band first.

    `expected` is how many of the pairs are one person by their probabilities.
    """
    pair = t.review_pair
    waiting = connection.execute(select(pair.c.probability).where(pair.c.id.in_(_open()))).scalars().all()
    bands: dict[int, list[float]] = {}
    for probability in waiting:
        bands.setdefault(int(probability * 10), []).append(probability)
    told = [
        {"from": at / 10, "pairs": len(some), "expected": round(sum(some))}
        for at, some in sorted(bands.items(), reverse=True)
    ]
    return {"waiting": len(waiting), "expected": round(sum(waiting)), "bands": told}


def recent_decisions(connection: Connection, *, limit: int = 10) -> list[Mapping[Any, Any]]:
    """What people decided last, newest first; what actualizing or a split wrote by itself is left out."""
    pair = t.review_pair
    by_itself = (pair.c.why == TAKEN_APART) | (pair.c.decided_by == SAME_PERSON) | pair.c.decided_by.like("review %")
    query_ = select(pair).where(pair.c.state != "open", pair.c.decided_at.is_not(None), ~by_itself)
    return list(connection.execute(query_.order_by(pair.c.decided_at.desc(), pair.c.id.desc()).limit(limit)).mappings())


def _open() -> Select[Any]:
    """Pairs that wait; a call that ended without an answer leaves its pair to people again."""
    pair, task = t.review_pair, t.call_task
    on_the_line = select(task.c.id).where(task.c.id == pair.c.task_id, task.c.state == "open")
    return select(pair.c.id).where(pair.c.state == "open", ~on_the_line.exists())


def _waiting(limit: int) -> Select[Any]:
    """The first pairs as they stand today; whom a merge has made one in the meantime is left out."""
    pair = t.review_pair
    as_today = pairs_today()
    left, right = (as_today.selected_columns[side] for side in ("left_person_id", "right_person_id"))
    later = case((pair.c.postponed_at.is_(None), 0), else_=1)
    order = (later, pair.c.postponed_at, pair.c.probability.desc(), pair.c.id)
    first = _open().order_by(*order).limit(limit)
    return as_today.where(pair.c.id.in_(first), left != right).order_by(*order)


def accept_pair(engine: Engine, pair_id: int, *, key: bytes, now: datetime, actor: str) -> str:
    """The two are one: their records join, the later becomes an alias of the earlier; returns who stays."""
    with writing(engine) as connection:
        pair = _decide(connection, pair_id, "accepted", actor, now)
        left, right = pair["left_person_id"], pair["right_person_id"]
        if pair["record_id"] is not None:
            outcome = tie(connection, pair["record_id"], left, key=key, now=now)
            set_pair(connection, pair_id, outcome=outcome)
            audit.append(connection, actor=actor, action="merge", object=left, payload={"records": 1}, now=now)
            return str(outcome["kept"])
        active = query.active_people(connection, [left, right])
        if len(active) < 2:
            return next(iter(active), left)
        entries = query.entries_of(connection, active)
        kept = next((entry.person_id for entry in entries), min(active))
        lost = next(one for one in active if one != kept)
        moved = [entry.record_id for entry in entries if entry.person_id == lost]
        store.assign_records(connection, [(record, kept, "review") for record in moved])
        rebuild(connection, [kept], key=key, now=now, merged={lost: kept})
        retire(connection, {lost: kept}, reason=_reason(pair_id), now=now)
        outcome = {"kept": kept, "lost": lost, "records": moved}
        set_pair(connection, pair_id, outcome=outcome)
        audit.append(connection, actor=actor, action="merge", object=kept, payload={"records": len(moved)}, now=now)
    return kept


def reject_pair(engine: Engine, pair_id: int, *, now: datetime, actor: str) -> None:
    """The two are two, also for every later list."""
    with writing(engine) as connection:
        _decide(connection, pair_id, "rejected", actor, now)


def postpone_pair(engine: Engine, pair_id: int, *, now: datetime) -> None:
    """Somebody wants to see it later: it goes behind all that nobody has looked at."""
    with writing(engine) as connection:
        open_pair(connection, pair_id)
        set_pair(connection, pair_id, postponed_at=now)


def undo_decision(engine: Engine, pair_id: int, *, key: bytes, now: datetime, actor: str) -> None:
    """Take a decision back: the pair is open again, and two who were merged are two under their own ids.

    Raises StateError where the merge was built upon since; then `split` takes the person apart.
    """
    with writing(engine) as connection:
        pair = _locked(connection, pair_id)
        if pair["state"] == "open":
            raise StateError(f"Pair {pair_id} is open: there is nothing to take back.")
        if pair["state"] == "accepted" and pair["record_id"] is not None:
            untie(connection, pair["record_id"], pair["outcome"]["kept"], key=key, now=now)
        elif pair["state"] == "accepted" and pair["outcome"]:
            part_again(connection, pair["outcome"], merged_at=pair["decided_at"], key=key, now=now)
            open_again(connection, reason=_reason(pair_id))
        elif pair["state"] == "accepted":
            raise StateError(f"Pair {pair_id} merged nobody.", hint="`dm actualize split PERSON` takes a person apart.")
        set_pair(connection, pair_id, state="open", decided_by="", decided_at=None, outcome=None, task_id=None)
        payload = {"was": pair["state"], "by": pair["decided_by"]}
        audit.append(connection, actor=actor, action="review_undone", object=str(pair_id), payload=payload, now=now)


def _decide(connection: Connection, pair_id: int, state: str, actor: str, now: datetime) -> Mapping[Any, Any]:
    row = open_pair(connection, pair_id)
    set_pair(connection, pair_id, state=state, decided_by=actor, decided_at=now)
    return row


def open_pair(connection: Connection, pair_id: int) -> Mapping[Any, Any]:
    """The pair's row, locked. Raises StateError when somebody has decided already, InputError where there is none."""
    row = _locked(connection, pair_id)
    if row["state"] != "open":
        raise StateError(
            f"Pair {pair_id} is {row['state']} already.", hint="`dm actualize review undo PAIR` takes it back."
        )
    return row


def _reason(pair_id: int) -> str:
    return f"review {pair_id}"


def _locked(connection: Connection, pair_id: int) -> Mapping[Any, Any]:
    pair = t.review_pair
    row = connection.execute(select(pair).where(pair.c.id == pair_id).with_for_update()).mappings().one_or_none()
    if row is None:
        raise _no_pair(pair_id)
    return cast("Mapping[Any, Any]", row)


def set_pair(connection: Connection, pair_id: int, **values: Any) -> None:
    """Write these columns of a pair."""
    connection.execute(update(t.review_pair).where(t.review_pair.c.id == pair_id).values(**values))


def _no_pair(pair_id: int) -> InputError:
    return InputError(f"There is no pair {pair_id}.", hint="`dm actualize review list` shows the open ones.")


def split(
    engine: Engine, person_id: str, *, rows: Sequence[str] = (), key: bytes, now: datetime, actor: str
) -> list[str]:
    """Take a person apart by his records: the rows named ("BATCH:ROW") leave together, else every name for itself.

    Who is taken apart keeps his earliest record; the others get new ids, and later lists do not join them again. What
    happened at a point that only the leaving records name goes with them.
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
        follow_records(connection, identity, stays, dict(zip(ids[1:], leaving, strict=True)), key=key)
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
            "why": TAKEN_APART,
            "state": "rejected",
            "decided_by": actor,
            "decided_at": now,
        }
        for left, right in pairs
    )
    insert_new(connection, t.review_pair, rows)
