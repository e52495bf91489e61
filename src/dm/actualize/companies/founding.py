"""New spellings become companies, or join those of the base."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from dm.actualize.companies.frequencies import current_rarity
from dm.actualize.companies.grouping import Grouping, Node, group_nodes
from dm.actualize.companies.known import apart, nodes_sharing, town_words, without_spelling
from dm.actualize.companies.merging import join_companies
from dm.actualize.companies.spelling import Spelling
from dm.actualize.query import rows_where
from dm.db import insert_many, insert_new, insert_tuples
from dm.db import tables as t
from dm.model import base32_id


@dataclass(slots=True)
class _Founding:
    """What is to be written: companies, and of each spelling the company, how it joined and how certainly."""

    companies: dict[str, dict[str, Any]] = field(default_factory=dict)
    owner: dict[int, str] = field(default_factory=dict)
    certainty: dict[int, float] = field(default_factory=dict)


def found_companies(
    connection: Connection, spellings: Sequence[Spelling], *, now: datetime
) -> tuple[dict[int, str], int]:
    """{spelling: company} for spellings that the base does not know, and how many companies are new.

    The order in which the spellings come changes nothing: the earliest record of a company gives it its id.
    """
    if not spellings:
        return {}, 0
    ordered = sorted(spellings, key=lambda one: (one.earliness, one.id))
    is_first = connection.execute(select(t.company.c.id).limit(1)).scalar() is None
    older = {} if is_first else _older(connection, ordered)
    rarity = current_rarity(connection, ordered, now=now)
    keys = {one.id: one.found_by() for one in ordered}
    nodes = _nodes(ordered, keys, older)
    nodes += [] if is_first else nodes_sharing(connection, {key for some in keys.values() for key in some})
    grouping = group_nodes(nodes, rarity, apart(connection))
    founding = _found(nodes, grouping, {one.id: one for one in ordered}, now)
    made = _write(connection, founding, ordered, keys, now)
    _propose(connection, nodes, grouping, founding)
    lost = _joined(nodes, grouping)
    join_companies(connection, lost, reason="same company", now=now)
    owner = {number: lost.get(company, company) for number, company in founding.owner.items()}
    return owner, made


def _older(connection: Connection, spellings: Sequence[Spelling]) -> dict[int, str]:
    """Companies stored before spellings were kept: the same folded name in the same country was one company then."""
    rows = without_spelling(connection, {one.key for one in spellings})
    found = {(row["name_folded"], row["country"]): row["id"] for row in rows}
    return {one.id: found[one.key, one.country] for one in spellings if (one.key, one.country) in found}


def _nodes(spellings: Sequence[Spelling], keys: Mapping[int, tuple[int, ...]], older: Mapping[int, str]) -> list[Node]:
    """Spellings that differ in nothing that is compared are one node."""
    nodes: dict[object, Node] = {}
    for one in spellings:
        naming = one.naming
        found_by = keys[one.id]
        where = (one.country, one.city, one.postal_code, one.domain, one.registration_no)
        alone = None if one.is_likely_one else one.id
        same = (naming.written, naming.compact, naming.form, naming.tail, *where, older.get(one.id), alone)
        node = nodes.get(same)
        if node is None:
            town = town_words(one.city)
            where_ = (one.country, town, one.postal_code, one.domain, one.registration_no)
            node = nodes[same] = Node(
                naming, *where_, found_by, frozenset(one.hints), frozenset(one.people), older.get(one.id, "")
            )
        elif node.keys != found_by:
            node.keys = tuple(dict.fromkeys((*node.keys, *found_by)))
            node.hints |= frozenset(one.hints)
            node.people |= frozenset(one.people)
        node.spellings.append(one.id)
    return list(nodes.values())


def _found(nodes: Sequence[Node], grouping: Grouping, spellings: Mapping[int, Spelling], now: datetime) -> _Founding:
    founding = _Founding()
    groups: dict[int, list[int]] = {}
    for place, group in enumerate(grouping.group):
        groups.setdefault(group, []).append(place)
    for places in groups.values():
        own = [spellings[number] for place in places for number in nodes[place].spellings if number in spellings]
        if not own:
            continue
        there = next((nodes[place].company for place in places if nodes[place].company), "")
        identity = there or _company_id(own)
        if not there:
            founding.companies[identity] = _company_row(identity, own, now)
        for place in places:
            certainty = max((grouping.certainty.get(one, 0.0) for one in places), default=0.0)
            for number in nodes[place].spellings:
                if number in spellings:
                    founding.owner[number] = identity
                    if len(places) > 1:
                        founding.certainty[number] = certainty
    return founding


def _company_id(own: Sequence[Spelling]) -> str:
    return "F" + base32_id("company", *min(own, key=lambda one: (one.earliness, one.id)).origin)


def _company_row(identity: str, own: Sequence[Spelling], now: datetime) -> dict[str, Any]:
    """The fullest spelling gives the name: one with a legal form, not in capitals, seen first."""
    best = min(own, key=lambda one: (not one.form, one.name.isupper() or one.name.islower(), one.earliness))
    return {
        "id": identity,
        "name": best.name,
        "name_folded": best.key,
        "legal_form": best.form,
        "country": best.country,
        "city": best.city,
        "registration_no": next((one.registration_no for one in own if one.registration_no), ""),
        "created_at": now,
    }


def _write(
    connection: Connection,
    founding: _Founding,
    spellings: Sequence[Spelling],
    keys: Mapping[int, tuple[int, ...]],
    now: datetime,
) -> int:
    company = t.company
    there = {row["id"] for row in rows_where(connection, select(company.c.id), company.c.id, founding.companies)}
    fresh = [row for identity, row in founding.companies.items() if identity not in there]
    insert_many(connection, company, fresh)
    insert_many(connection, t.company_spelling, (_spelling_row(one, founding, now) for one in spellings))
    rows = sorted({(key, one.id) for one in spellings for key in keys[one.id]})
    insert_tuples(connection, t.company_key, ("key", "spelling_id"), rows)
    return len(fresh)


def _spelling_row(one: Spelling, founding: _Founding, now: datetime) -> dict[str, Any]:
    certainty = founding.certainty.get(one.id)
    return {
        "id": one.id,
        "company_id": founding.owner[one.id],
        "name": one.name,
        "country": one.country,
        "city": one.city,
        "postal_code": one.postal_code,
        "domain": one.domain,
        "registration_no": one.registration_no,
        "linked_by": "none" if certainty is None else "model",
        "probability": certainty,
        "batch_id": one.batch_id,
        "at": now,
    }


def _company_at(place: int, nodes: Sequence[Node], founding: _Founding) -> str:
    node = nodes[place]
    return node.company or founding.owner[node.spellings[0]]


def _propose(connection: Connection, nodes: Sequence[Node], grouping: Grouping, founding: _Founding) -> None:
    """Doubtful pairs go to a person; one decided already stays decided."""
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for doubt in sorted(grouping.doubts, key=lambda one: -one.probability):
        left, right = sorted(_company_at(place, nodes, founding) for place in (doubt.left, doubt.right))
        if left != right:
            row = {"left_company_id": left, "right_company_id": right}
            rows.setdefault((left, right), row | {"probability": doubt.probability, "why": doubt.why})
    insert_new(connection, t.company_pair, rows.values())


def _joined(nodes: Sequence[Node], grouping: Grouping) -> dict[str, str]:
    """{company: company it is one with} where a group holds several of the base."""
    first: dict[int, str] = {}
    lost: dict[str, str] = {}
    for place, group in enumerate(grouping.group):
        company = nodes[place].company
        if company and first.setdefault(group, company) != company:
            lost[company] = first[group]
    return lost
