"""Objections under earlier normal forms of an address, written again under today's form.

A suppression row holds a keyed hash and no address, so it cannot be made anew when the normal form changes. Whoever has
the address in hand hashes its earlier forms too; what is found is kept under today's as well, where everybody looks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, select, update

from dm.consent.keys import name_post_hash
from dm.consent.rows import rows_where
from dm.db import insert_new
from dm.db import tables as t
from dm.normal import addresses
from dm.normal.addresses import PostalAddress, former_keys
from dm.normal.folding import fold
from dm.normal.keyed import key_id, keyed_hash, older_keys


class Home(NamedTuple):
    """An address with its keyed hash of today, and who is said to live there."""

    address: PostalAddress
    hmac: str
    family: str
    given: str


def has_address_objections(connection: Connection) -> bool:
    """Whether anybody objected for an address, so that it is worth looking."""
    row = t.suppression
    asked = select(row.c.id).where(row.c.normal_kind.in_(("post", "name_post"))).limit(1)
    return connection.execute(asked).scalar() is not None


def carry_forward(connection: Connection, homes: Iterable[Home], *, key: bytes) -> int:
    """Keep objections to earlier forms of these addresses under today's form; returns how many rows are new."""
    today = dict(pair for home in homes for pair in _former_hashes(home, key))
    if not today:
        return 0
    row = t.suppression
    columns = [column for column in row.c if column.name != "id"]
    found = rows_where(connection, select(*columns), row.c.hmac, today)
    again = [
        {**one, "hmac": today[one["hmac"]], "key_id": key_id(key), "normal_version": _version(one["normal_kind"], one)}
        for one in map(dict, found)
    ]
    return insert_new(connection, row, again)


def follow(connection: Connection, moves: Mapping[str, str]) -> None:
    """Consents and tries of an address go on under the hash of its form of today; `moves` leads from old to new."""
    for table in (t.consent_event, t.attempt):
        held = table.c.point_hmac
        found = {row["point_hmac"] for row in rows_where(connection, select(held).distinct(), held, moves)}
        for old in sorted(found):
            connection.execute(update(table).where(held == old).values(point_hmac=moves[old]))


def _version(kind: str, row: dict[str, object]) -> object:
    return addresses.VERSION if kind == "post" else row["normal_version"]


def _former_hashes(home: Home, key: bytes) -> Iterator[tuple[str, str]]:
    family, given = fold(home.family), fold(home.given)
    name = f"{family}|{given}" if family and given else ""
    for text in former_keys(home.address):
        for one in (bytes(key), *older_keys(key)):
            former = keyed_hash(one, "post", text)
            yield former, home.hmac
            if name:
                yield name_post_hash(one, name, former), name_post_hash(key, name, home.hmac)
