"""Doubtful pairs of companies, decided by a person: one, two, later, and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Engine, select, update

from dm.actualize.companies.merging import join_companies, part_companies
from dm.actualize.query import rows_where
from dm.actualize.rebuild import rebuild
from dm.consent import audit
from dm.db import tables as t
from dm.db import writing
from dm.errors import InputError, StateError


def accept_company_pair(engine: Engine, pair_id: int, *, now: datetime, actor: str) -> str:
    """The two are one: the later becomes an alias of the earlier; returns who stays."""
    with writing(engine) as connection:
        pair = _open_pair(connection, pair_id)
        company = t.company
        two = {today_id(connection, pair[f"{side}_company_id"]) for side in ("left", "right")}
        found = rows_where(connection, select(company), company.c.id, two)
        rows = sorted(found, key=lambda row: (row["created_at"], row["id"]))
        kept = str(rows[0]["id"])
        lost = {str(row["id"]): kept for row in rows[1:]}
        outcome = next(iter(join_companies(connection, lost, reason=f"review {pair_id}", now=now)), None)
        _set(connection, pair_id, state="accepted", decided_by=actor, decided_at=now, outcome=outcome)
        payload = {"lost": sorted(lost)}
        audit.append(connection, actor=actor, action="merge_companies", object=kept, payload=payload, now=now)
    return kept


def reject_company_pair(engine: Engine, pair_id: int, *, now: datetime, actor: str) -> None:
    """The two are two, also for every later list."""
    with writing(engine) as connection:
        _open_pair(connection, pair_id)
        _set(connection, pair_id, state="rejected", decided_by=actor, decided_at=now)


def postpone_company_pair(engine: Engine, pair_id: int, *, now: datetime) -> None:
    """Somebody wants to see it later: it goes behind all that nobody has looked at."""
    with writing(engine) as connection:
        _open_pair(connection, pair_id)
        _set(connection, pair_id, postponed_at=now)


def undo_company_decision(engine: Engine, pair_id: int, *, key: bytes, now: datetime, actor: str) -> None:
    """Take a decision back: the pair is open again, and two that were merged are two under their own ids.

    What later lists brought under either's spellings goes with them. Raises StateError where the merge was built upon
    since; then `split` takes the company apart.
    """
    with writing(engine) as connection:
        pair = _locked(connection, pair_id)
        if pair["state"] == "open":
            raise StateError(f"Pair {pair_id} is open: there is nothing to take back.")
        if pair["state"] == "accepted":
            _part(connection, pair, key=key, now=now)
        _set(connection, pair_id, state="open", decided_by="", decided_at=None, outcome=None)
        payload = {"was": pair["state"], "by": pair["decided_by"], "of": "companies"}
        audit.append(connection, actor=actor, action="review_undone", object=str(pair_id), payload=payload, now=now)


def _part(connection: Connection, pair: Mapping[Any, Any], *, key: bytes, now: datetime) -> None:
    outcome = pair["outcome"]
    alias = t.company_alias
    called = select(alias.c.company_id).where(alias.c.old_id == (outcome or {}).get("lost"))
    if not outcome or connection.execute(called).scalar() != outcome["kept"]:
        raise StateError(
            f"Pair {pair['id']} cannot be taken back: its company was merged or taken apart since.",
            hint="`dm actualize companies split COMPANY` takes a company apart.",
        )
    part_companies(connection, outcome)
    member = t.company_member
    here = member.c.company_id.in_([outcome["kept"], outcome["lost"]])
    rebuild(connection, list(connection.execute(select(member.c.person_id).where(here)).scalars()), key=key, now=now)


def today_id(connection: Connection, company_id: str) -> str:
    """The id by which a company goes today."""
    alias = t.company_alias
    called = connection.execute(select(alias.c.company_id).where(alias.c.old_id == company_id)).scalar()
    return str(called or company_id)


def _open_pair(connection: Connection, pair_id: int) -> Mapping[Any, Any]:
    row = _locked(connection, pair_id)
    if row["state"] != "open":
        raise StateError(
            f"Pair {pair_id} is {row['state']} already.",
            hint="`dm actualize companies review undo PAIR` takes it back.",
        )
    return row


def _locked(connection: Connection, pair_id: int) -> Mapping[Any, Any]:
    pair = t.company_pair
    row = connection.execute(select(pair).where(pair.c.id == pair_id).with_for_update()).mappings().one_or_none()
    if row is None:
        raise no_pair(pair_id)
    return cast("Mapping[Any, Any]", row)


def no_pair(pair_id: int) -> InputError:
    """What to say where there is no such pair."""
    return InputError(f"There is no pair {pair_id}.", hint="`dm actualize companies review list` shows the open ones.")


def _set(connection: Connection, pair_id: int, **values: Any) -> None:
    connection.execute(update(t.company_pair).where(t.company_pair.c.id == pair_id).values(**values))
