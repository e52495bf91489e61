"""Doubtful pairs of companies, decided by a person; and companies taken apart again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import combinations
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update

from dm.actualize.companies.merging import join_companies
from dm.actualize.query import Row, rows_where
from dm.actualize.rebuild import rebuild
from dm.consent import audit
from dm.db import insert_new, reading, writing
from dm.db import tables as t
from dm.errors import InputError, StateError
from dm.model import base32_id
from dm.normal.companies import read_company
from dm.normal.keyed import keyed_hash, older_keys


def list_company_pairs(engine: Engine, *, limit: int = 100) -> list[dict[str, Any]]:
    """Open pairs with the spellings of both sides, the likeliest first."""
    pair = t.company_pair
    query = select(pair).where(pair.c.state == "open").order_by(pair.c.probability.desc(), pair.c.id).limit(limit)
    with reading(engine) as connection:
        rows = connection.execute(query).mappings().all()
        shown = _shown(connection, {row[f"{side}_company_id"] for row in rows for side in ("left", "right")})
    return [
        {
            "pair": row["id"],
            "probability": row["probability"],
            "why": row["why"],
            "left": shown[row["left_company_id"]],
            "right": shown[row["right_company_id"]],
        }
        for row in rows
    ]


def _shown(connection: Connection, ids: set[str]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {one: {"id": one, "name": "", "spellings": []} for one in ids}
    company, spelling = t.company, t.company_spelling
    for row in rows_where(connection, select(company), company.c.id, ids):
        found[row["id"]] |= {name: row[name] for name in ("name", "legal_form", "city", "country", "registration_no")}
    for row in rows_where(connection, select(spelling).order_by(spelling.c.id), spelling.c.company_id, ids):
        names = ("id", "name", "city", "domain", "linked_by", "probability")
        found[row["company_id"]]["spellings"].append({name: row[name] for name in names})
    return found


def accept_company_pair(engine: Engine, pair_id: int, *, now: datetime, actor: str) -> str:
    """The two are one: the later becomes an alias of the earlier; returns who stays."""
    with writing(engine) as connection:
        two = _decide(connection, pair_id, "accepted", actor, now)
        company = t.company
        rows = sorted(
            rows_where(connection, select(company), company.c.id, [_today(connection, one) for one in two]),
            key=lambda row: (row["created_at"], row["id"]),
        )
        kept = str(rows[0]["id"])
        lost = {str(row["id"]): kept for row in rows[1:]}
        join_companies(connection, lost, reason=f"review {pair_id}", now=now)
        payload = {"lost": sorted(lost)}
        audit.append(connection, actor=actor, action="merge_companies", object=kept, payload=payload, now=now)
    return kept


def reject_company_pair(engine: Engine, pair_id: int, *, now: datetime, actor: str) -> None:
    """The two are two, also for every later list."""
    with writing(engine) as connection:
        _decide(connection, pair_id, "rejected", actor, now)


def _decide(connection: Connection, pair_id: int, state: str, actor: str, now: datetime) -> tuple[str, str]:
    pair = t.company_pair
    row = connection.execute(select(pair).where(pair.c.id == pair_id)).mappings().one_or_none()
    if row is None:
        raise InputError(f"There is no pair {pair_id}.", hint="`dm actualize companies list` shows the open ones.")
    if row["state"] != "open":
        raise StateError(
            f"Pair {pair_id} is {row['state']} already.", hint="`dm actualize companies split` undoes a merge."
        )
    connection.execute(update(pair).where(pair.c.id == pair_id).values(state=state, decided_by=actor, decided_at=now))
    return row["left_company_id"], row["right_company_id"]


def _today(connection: Connection, company_id: str) -> str:
    alias = t.company_alias
    called = connection.execute(select(alias.c.company_id).where(alias.c.old_id == company_id)).scalar()
    return str(called or company_id)


def split_company(
    engine: Engine, company_id: str, *, spellings: Sequence[int] = (), key: bytes, now: datetime, actor: str
) -> list[str]:
    """Take a company apart by its spellings: those named leave together, else every name for itself.

    The earliest name keeps the id. Objections made against the whole hold for every part; later lists do not join the
    parts again. Returns all ids.
    """
    with writing(engine) as connection:
        identity = _today(connection, company_id)
        rows = _spellings(connection, identity)
        stays, *leaving = _parts(rows, set(spellings))
        if not stays or not leaving:
            raise StateError(f"{identity} has nothing to be taken apart by.", hint="It has a single name.")
        ids = [identity, *(_leave(connection, identity, part, key, now) for part in leaving)]
        member = t.company_member
        here = select(member.c.person_id).where(member.c.company_id == identity).distinct()
        rebuild(connection, list(connection.execute(here).scalars()), key=key, now=now)
        _keep_apart(connection, ids, actor, now)
        payload = {"into": len(ids)}
        audit.append(connection, actor=actor, action="split_company", object=identity, payload=payload, now=now)
    return ids


def _spellings(connection: Connection, company_id: str) -> list[Row]:
    spelling = t.company_spelling
    query = select(spelling).where(spelling.c.company_id == company_id).order_by(spelling.c.at, spelling.c.id)
    rows: list[Row] = list(connection.execute(query).mappings())  # type: ignore[arg-type]
    if not rows:
        raise InputError(f'There is no company "{company_id}".', hint="`dm actualize companies list` shows ids.")
    return rows


def _parts(rows: Sequence[Row], named: set[int]) -> list[list[Row]]:
    if named:
        if not named <= {row["id"] for row in rows}:
            raise InputError("Not all of these spellings are this company's.", hint="Take their ids from the list.")
        return [[row for row in rows if row["id"] not in named], [row for row in rows if row["id"] in named]]
    names: dict[str, list[Row]] = {}
    for row in rows:
        names.setdefault(read_company(row["name"]).key, []).append(row)
    return list(names.values())


def _leave(connection: Connection, company_id: str, part: Sequence[Row], key: bytes, now: datetime) -> str:
    identity = "F" + base32_id("split", company_id, *(row["id"] for row in part))
    first = part[0]
    read = read_company(first["name"])
    row = {"id": identity, "name": first["name"], "name_folded": read.key, "legal_form": read.form, "created_at": now}
    row |= {name: first[name] for name in ("country", "city", "registration_no")}
    connection.execute(insert(t.company).values(row))
    spelling = t.company_spelling
    mine = spelling.c.id.in_([row["id"] for row in part])
    connection.execute(update(spelling).where(mine).values(company_id=identity, linked_by="split", probability=None))
    _copy_objections(connection, company_id, identity, key)
    return identity


def _copy_objections(connection: Connection, whole: str, part: str, key: bytes) -> None:
    suppression = t.suppression
    for one in (key, *older_keys(key)):
        listed = select(suppression).where(suppression.c.hmac == keyed_hash(one, "company", whole))
        rows: list[Mapping[str, Any]] = list(connection.execute(listed).mappings())  # type: ignore[arg-type]
        copies = ({**row, "hmac": keyed_hash(one, "company", part)} for row in rows)
        insert_new(connection, suppression, ({k: v for k, v in row.items() if k != "id"} for row in copies))


def _keep_apart(connection: Connection, ids: Sequence[str], actor: str, now: datetime) -> None:
    decided = {"probability": 0.0, "why": "taken apart", "state": "rejected", "decided_by": actor, "decided_at": now}
    pairs = (sorted(two) for two in combinations(ids, 2))
    rows = [{"left_company_id": left, "right_company_id": right, **decided} for left, right in pairs]
    pair = t.company_pair
    for row in rows:
        here = (pair.c.left_company_id == row["left_company_id"]) & (pair.c.right_company_id == row["right_company_id"])
        connection.execute(update(pair).where(here).values(decided))
    insert_new(connection, pair, rows)
