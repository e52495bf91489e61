"""Companies that the base holds already, as far as a new list may mean them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import Connection, func, select

from dm.actualize.companies.grouping import Node
from dm.actualize.companies.naming import read_naming
from dm.actualize.companies.sounding import sound
from dm.actualize.companies.spelling import town_of
from dm.actualize.query import Row, rows_where
from dm.db import tables as t

# A key that so many spellings have says nothing any more.
MOST_OF_A_KEY = 150


def companies_of(connection: Connection, spelling_ids: Iterable[int]) -> dict[int, str]:
    """{spelling: company} of those that the base knows."""
    spelling = t.company_spelling
    query = select(spelling.c.id, spelling.c.company_id)
    return {row["id"]: row["company_id"] for row in rows_where(connection, query, spelling.c.id, spelling_ids)}


def nodes_sharing(connection: Connection, keys: Collection[int]) -> list[Node]:
    """The spellings of the base that have one of these keys, in the order of their ids."""
    key, spelling = t.company_key, t.company_spelling
    counted = rows_where(connection, select(key.c.key, func.count().label("many")).group_by(key.c.key), key.c.key, keys)
    telling = [row["key"] for row in counted if row["many"] <= MOST_OF_A_KEY]
    shared: dict[int, set[int]] = {}
    for row in rows_where(connection, select(key), key.c.key, telling):
        shared.setdefault(row["spelling_id"], set()).add(row["key"])
    rows = rows_where(connection, select(spelling), spelling.c.id, shared)
    return [node_of(row, shared[row["id"]], row["company_id"]) for row in sorted(rows, key=lambda row: row["id"])]


def node_of(row: Row, keys: Collection[int], company: str) -> Node:
    """A stored spelling as it is compared; its keys are those by which it was found."""
    return Node(
        naming=read_naming(row["name"], town_of(row["city"])),
        country=row["country"],
        town=town_words(row["city"]),
        postal_code=row["postal_code"],
        domain=row["domain"],
        registration_no=row["registration_no"],
        keys=tuple(sorted(keys)),
        hints=frozenset(keys),
        people=frozenset(keys),
        company=company,
        spellings=[row["id"]],
    )


def apart(connection: Connection) -> set[frozenset[str]]:
    """Pairs of companies that somebody said are two."""
    pair = t.company_pair
    rows = connection.execute(select(pair.c.left_company_id, pair.c.right_company_id).where(pair.c.state == "rejected"))
    return {frozenset(row) for row in rows}


def town_words(city: str) -> frozenset[str]:
    """The town as it is compared; empty where none is known."""
    return frozenset((sound(town_of(city)),)) if city else frozenset()


def without_spelling(connection: Connection, folded_names: Iterable[str]) -> list[Row]:
    """Companies of these folded names that were stored before spellings were kept."""
    company, spelling = t.company, t.company_spelling
    spelled = select(spelling.c.company_id).where(spelling.c.company_id == company.c.id)
    query = select(company).where(~spelled.exists())
    return list(rows_where(connection, query, company.c.name_folded, folded_names))
