"""How common words are in names of firms, as the lists themselves teach it; frozen once there are enough."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from dm.actualize.companies.naming import Naming
from dm.actualize.companies.rarity import TOWN_BITS, Rarity
from dm.actualize.companies.spelling import Spelling
from dm.actualize.companies.words import VERSION as WORDS_VERSION
from dm.db import tables as t

# Fewer names teach nothing about a language; the delivered weights hold until then.
ENOUGH = 1_000
_KIND = "companies"
# What the delivered weights are worth against counts: as if they came from so many firms.
_PRIOR_FIRMS = 2_000
_MIN_COMPANY_KEPT = 6
_LEAST_BITS = 3.0
# Towns are counted as if 32 had been seen already; no town says more than its postal code would.
_PRIOR_TOWNS = 32
_MOST_TOWN_BITS = 9.0


def learned_weight(namings: Iterable[Naming]) -> dict[str, float]:
    """{word: bits} of words that keep many different companies.

    A word is as common as the different words it stands beside, not as the rows it stands in: a brand that a list
    repeats a thousand times is still one brand.
    """
    beside: dict[str, set[object]] = defaultdict(set)
    bits: dict[str, float] = {}
    firms: set[frozenset[str]] = set()
    for naming in namings:
        core = frozenset(word.text for word in naming.core)
        firms.add(core)
        for word in naming.core:
            bits[word.text] = word.bits
            beside[word.text].add((core - {word.text}) or naming.generic)
    total = len(firms) + _PRIOR_FIRMS
    found = {}
    for text, others in beside.items():
        if len(others) >= _MIN_COMPANY_KEPT:
            share = (len(others) + _PRIOR_FIRMS * 2.0 ** -bits[text]) / total
            found[text] = round(max(_LEAST_BITS, min(bits[text], -math.log2(share))), 2)
    return found


def learned_towns(places: Iterable[tuple[str, str]]) -> tuple[dict[str, float], float]:
    """({town: bits}, bits of a town that was never seen) from (town, name) pairs; a firm counts once in each town."""
    seen = Counter(town for town, _ in set(places))
    total = sum(seen.values()) + _PRIOR_TOWNS
    bits = {town: round(min(_MOST_TOWN_BITS, -math.log2((count + 1) / total)), 2) for town, count in seen.items()}
    elsewhere = round(min(_MOST_TOWN_BITS, math.log2(total)), 2)
    return {town: found for town, found in bits.items() if found != elsewhere}, elsewhere


def learned(spelled: Iterable[tuple[Naming, str]]) -> Rarity:
    """What spellings teach: (name, folded town) each."""
    some = list(spelled)
    towns, elsewhere = learned_towns((town, naming.compact) for naming, town in some if town)
    return Rarity(learned_weight(naming for naming, _ in some), towns, elsewhere)


def current_rarity(connection: Connection, spellings: Sequence[Spelling], *, now: datetime) -> Rarity:
    """The frozen version, for as many firms as the base holds; the first list that is large enough freezes it."""
    known = connection.execute(select(func.count()).select_from(t.company)).scalar_one()
    firms = known + len({(spelling.naming.compact, spelling.country) for spelling in spellings})
    frozen = latest(connection)
    if frozen is not None:
        return replace(frozen[1], firms=firms)
    if len(spellings) < ENOUGH:
        return Rarity(firms=firms)
    found = learned((spelling.naming, spelling.town) for spelling in spellings)
    freeze(connection, found, names=len(spellings), now=now)
    return replace(found, firms=firms)


def latest(connection: Connection) -> tuple[str, Rarity] | None:
    """The version in force and what it says; None as long as nothing was learned."""
    version = t.link_version
    newest = (
        select(version)
        .where(version.c.id.like(f"{_KIND}-%"))
        .order_by(version.c.frozen_at.desc(), func.length(version.c.id).desc(), version.c.id.desc())
    )
    row = connection.execute(newest.limit(1)).mappings().one_or_none()
    if row is None:
        return None
    said = row["definition"]
    return row["id"], Rarity(said["weight"], said.get("towns", {}), said.get("elsewhere", TOWN_BITS))


def next_version(connection: Connection) -> str:
    """The id that the next version gets."""
    version = t.link_version.c.id
    return f"{_KIND}-{len(connection.execute(select(version).where(version.like(f'{_KIND}-%'))).all()) + 1}"


def freeze(connection: Connection, rarity: Rarity, *, names: int, now: datetime) -> str:
    """Store it as the version that every later list is judged by; returns its id."""
    definition: dict[str, Any] = {
        "kind": _KIND,
        "words": WORDS_VERSION,
        "names": names,
        "weight": dict(rarity.words),
        "towns": dict(rarity.towns),
        "elsewhere": rarity.elsewhere,
    }
    version = next_version(connection)
    connection.execute(insert(t.link_version).values(id=version, definition=definition, frozen_at=now))
    return version
