"""What words and towns are worth, learned again from the whole base; and what that would change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import combinations
from typing import Any, cast

from sqlalchemy import Connection, Engine, select

from dm.actualize.companies.frequencies import ENOUGH, freeze, latest, learned, next_version
from dm.actualize.companies.grouping import Node, group_nodes
from dm.actualize.companies.keys import name_keys, plain_keys
from dm.actualize.companies.known import apart, node_of
from dm.actualize.companies.rarity import DELIVERED, Rarity
from dm.actualize.query import Row
from dm.consent import audit
from dm.db import tables as t
from dm.db import writing
from dm.errors import StateError

_SHOWN = 10


def train_companies(engine: Engine, *, apply: bool, now: datetime, actor: str) -> dict[str, Any]:
    """What weights learned from all spellings would change; with `apply` they are frozen for every later list.

    Returns {version, from, spellings, applied, words, together, apart, examples}: `words` are the first whose bits
    change most, as [word, before, after]. Companies that are there stay as they are. Raises StateError where the base
    is too small to learn from.
    """
    with writing(engine) as connection:
        rows = list(connection.execute(select(t.company_spelling).order_by(t.company_spelling.c.id)).mappings())
        if len(rows) < ENOUGH:
            raise StateError(
                f"The base holds {len(rows):,} spellings of companies; at least {ENOUGH:,} are needed to learn from.",
                hint="The delivered weights serve small lists.",
            )
        nodes = _nodes(connection, rows)
        firms = len({node.company for node in nodes})
        before = latest(connection)
        named = [(node.naming, next(iter(node.town), "")) for node in nodes]
        now_learned = replace(learned(named), firms=firms)
        together, several = _changes(connection, nodes, now_learned)
        version = next_version(connection)
        if apply:
            freeze(connection, now_learned, names=len(rows), now=now)
            payload = {"spellings": len(rows), "together": len(together), "apart": len(several)}
            audit.append(connection, actor=actor, action="train_companies", object=version, payload=payload, now=now)
    return {
        "version": version,
        "from": before[0] if before else "delivered",
        "spellings": len(rows),
        "applied": apply,
        "words": _words(before[1] if before else DELIVERED, now_learned, nodes),
        "together": len(together),
        "apart": len(several),
        "examples": {"together": [list(pair) for pair in together[:_SHOWN]], "apart": several[:_SHOWN]},
    }


def _nodes(connection: Connection, rows: Sequence[Any]) -> list[Node]:
    keys: dict[int, list[int]] = {row["id"]: [] for row in rows}
    key = t.company_key
    for one, of in connection.execute(select(key.c.key, key.c.spelling_id)):
        if of in keys:
            keys[of].append(one)
    return [_node(row, keys[row["id"]]) for row in rows]


def _node(row: Mapping[Any, Any], keys: Sequence[int]) -> Node:
    """What its name, domain and number do not give as a key is a telephone, an address or somebody's name."""
    node = node_of(cast("Row", row), keys, row["company_id"])
    named = {*name_keys(node.naming, next(iter(node.town), row["postal_code"][:3]))}
    hints = {*keys} - named - {*plain_keys(node.domain, node.registration_no)}
    return replace(node, hints=frozenset(hints), people=frozenset())


def _changes(connection: Connection, nodes: Sequence[Node], rarity: Rarity) -> tuple[list[tuple[str, str]], list[str]]:
    """Pairs of companies that would be one, and companies that would be several, by a grouping from nothing."""
    strangers = [replace(node, company="") for node in nodes]
    groups = group_nodes(strangers, rarity).group
    by_group: dict[int, set[str]] = {}
    for node, group in zip(nodes, groups, strict=True):
        by_group.setdefault(group, set()).add(node.company)
    rejected = apart(connection)
    pairs = (pair for some in by_group.values() if len(some) > 1 for pair in combinations(sorted(some), 2))
    parts = Counter(company for some in by_group.values() for company in some)
    together = sorted(pair for pair in pairs if frozenset(pair) not in rejected)
    return together, sorted(company for company, count in parts.items() if count > 1)


def _words(before: Rarity, after: Rarity, nodes: Sequence[Node]) -> list[list[Any]]:
    delivered: Mapping[str, float] = {word.text: word.bits for node in nodes for word in node.naming.core}
    changed: list[tuple[str, float, float]] = []
    for word in {*before.words, *after.words}:
        old, new = (one.words.get(word, delivered.get(word, 0.0)) for one in (before, after))
        if round(old, 1) != round(new, 1):
            changed.append((word, round(old, 1), round(new, 1)))
    return [list(one) for one in sorted(changed, key=lambda one: (-abs(one[2] - one[1]), one[0]))[:_SHOWN]]
