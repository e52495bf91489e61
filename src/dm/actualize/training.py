"""Training again: what a model learned from the whole base would change, and freezing it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import combinations
from typing import Any

import numpy as np
from sqlalchemy import Connection, Engine, select

from dm.actualize import query
from dm.actualize.entries import Entry
from dm.actualize.link import GENERAL, Linker, current, features_of, freeze, keys_of, next_version
from dm.actualize.link.train import ENOUGH_RECORDS
from dm.actualize.link.versions import PEOPLE
from dm.consent import audit
from dm.db import reading, writing
from dm.db import tables as t
from dm.errors import StateError

_AT_ONCE = 10_000
_SHOWN = 10


def show_model(engine: Engine) -> dict[str, Any]:
    """The model in force: {version, records, merge_from, doubt_from, matches, made, levels, versions}.

    Each level says how often it is seen within one person (m), between strangers (u), and what it is worth in bits; the
    worth of a value that is the same depends on how rare it is.
    """
    version = t.link_version
    with reading(engine) as connection:
        model = current(connection)
        rows = connection.execute(
            select(version.c.id, version.c.frozen_at).where(version.c.id.startswith(PEOPLE))
        ).all()
    document = model.document()
    levels = [
        {
            "field": name,
            "level": level,
            "m": round(m, 4),
            "u": float(f"{u:.3g}"),
            "bits": round(float(np.log2(m / u)), 1),
        }
        for name, some in model.levels.items()
        for level, (m, u) in some.items()
    ]
    kept = ("version", "records", "merge_from", "doubt_from", "matches", "made")
    versions = [{"version": one, "frozen_at": at.isoformat()} for one, at in sorted(rows, key=lambda row: row[1])]
    return {name: document[name] for name in kept} | {"levels": levels, "versions": versions}


def train_again(
    engine: Engine, *, apply: bool, now: datetime, actor: str, say: Callable[[str], None]
) -> dict[str, Any]:
    """What a model learned from all records would change; with `apply` it is frozen for every later batch.

    Returns {version, from, records, applied, together, apart, examples}: pairs of people who would be one, people who
    would be several, and ids of some. People who are there stay as they are: a changed model judges new records only.
    Raises StateError where the base is too small to learn from.
    """
    with writing(engine) as connection:
        linker, persons = _gathered(connection, next_version(connection, now=now), say)
        if len(persons) < ENOUGH_RECORDS:
            raise StateError(
                f"The base holds {len(persons):,} records; at least {ENOUGH_RECORDS:,} are needed to learn from.",
                hint="The general model serves small lists; `dm actualize model` shows it.",
            )
        before = current(connection).version
        groups = linker.links().group.tolist()
        rejected = query.kept_apart(connection)
        together, apart = _changes(persons, groups, rejected)
        if apply:
            freeze(connection, linker.model, now=now)
            payload = {"records": len(persons), "together": len(together), "apart": len(apart)}
            audit.append(connection, actor=actor, action="train", object=linker.model.version, payload=payload, now=now)
    return {
        "version": linker.model.version,
        "from": before,
        "records": len(persons),
        "applied": apply,
        "together": len(together),
        "apart": len(apart),
        "examples": {"together": [list(pair) for pair in together[:_SHOWN]], "apart": apart[:_SHOWN]},
    }


def _gathered(connection: Connection, version: str, say: Callable[[str], None]) -> tuple[Linker, list[str]]:
    """A linker that has met every record as if nobody were known, and who each belongs to today."""
    linker = Linker(GENERAL, learn_as=version, say=say)
    persons: list[str] = []
    for entries in _all_entries(connection):
        features = features_of([entry._replace(person_id="") for entry in entries])
        linker.add(features, keys_of(features))
        persons += [entry.person_id for entry in entries]
    return linker, persons


def _all_entries(connection: Connection) -> Iterator[Sequence[Entry]]:
    batch = t.batch
    ids = select(batch.c.id).where(batch.c.state == "actualized").order_by(batch.c.imported_at, batch.c.id)
    for batch_id in connection.execute(ids).scalars().all():
        yield from query.known_entries(connection, batch_id, _AT_ONCE)


def _changes(
    persons: Sequence[str], groups: Sequence[int], rejected: set[frozenset[str]]
) -> tuple[list[tuple[str, str]], list[str]]:
    """Pairs of people whom a group joins, unless somebody said that they are two; and people in several groups."""
    by_group: dict[int, dict[str, None]] = {}
    for person, group in zip(persons, groups, strict=True):
        by_group.setdefault(group, {})[person] = None
    pairs = (pair for people in by_group.values() if len(people) > 1 for pair in combinations(sorted(people), 2))
    together = sorted({pair for pair in pairs if frozenset(pair) not in rejected})
    parts = Counter(person for person, _ in {*zip(persons, groups, strict=True)})
    return together, sorted(person for person, count in parts.items() if count > 1)
