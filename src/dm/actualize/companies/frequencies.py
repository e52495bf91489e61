"""How common words are in names of firms, as the lists themselves teach it; frozen once there are enough."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from dm.actualize.companies.naming import Naming
from dm.actualize.companies.spelling import Spelling
from dm.actualize.companies.words import VERSION as WORDS_VERSION
from dm.db import tables as t

# Fewer names teach nothing about a language; the delivered weights hold until then.
ENOUGH = 3_000
_KIND = "companies"
# What the delivered weights are worth against counts: as if they came from so many firms.
_PRIOR_FIRMS = 20_000
_MIN_COMPANY_KEPT = 6
_LEAST_BITS = 3.0


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


def current_weight(connection: Connection, spellings: Sequence[Spelling], *, now: datetime) -> dict[str, float]:
    """The frozen weights; the first list that is large enough freezes them."""
    frozen = connection.execute(
        select(t.link_version.c.definition)
        .where(t.link_version.c.id.like(f"{_KIND}-%"))
        .order_by(t.link_version.c.frozen_at.desc())
    ).scalar()
    if frozen is not None:
        return {str(word): float(bits) for word, bits in frozen["weight"].items()}
    if len(spellings) < ENOUGH:
        return {}
    weight = learned_weight(spelling.naming for spelling in spellings)
    freeze(connection, weight, names=len(spellings), now=now)
    return weight


def freeze(connection: Connection, weight: dict[str, float], *, names: int, now: datetime) -> str:
    """Store weights as the version that every later list is judged by; returns its id."""
    there = (
        connection.execute(select(t.link_version.c.id).where(t.link_version.c.id.like(f"{_KIND}-%"))).scalars().all()
    )
    definition: dict[str, Any] = {"kind": _KIND, "words": WORDS_VERSION, "names": names, "weight": weight}
    version = f"{_KIND}-{len(there) + 1}"
    connection.execute(insert(t.link_version).values(id=version, definition=definition, frozen_at=now))
    return version
