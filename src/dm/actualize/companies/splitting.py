"""A company taken apart by its spellings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import combinations
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update

from dm.actualize.companies.deciding import today_id
from dm.actualize.query import Row
from dm.actualize.rebuild import rebuild
from dm.consent import audit
from dm.db import insert_new, writing
from dm.db import tables as t
from dm.errors import InputError, StateError
from dm.model import base32_id
from dm.normal.companies import read_company
from dm.normal.keyed import keyed_hash, older_keys


def split_company(
    engine: Engine, company_id: str, *, spellings: Sequence[int] = (), key: bytes, now: datetime, actor: str
) -> list[str]:
    """Take a company apart by its spellings: those named leave together, else every name for itself.

    The earliest name keeps the id. Objections made against the whole hold for every part; later lists do not join the
    parts again. Returns all ids.
    """
    with writing(engine) as connection:
        identity = today_id(connection, company_id)
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
