"""Training again: what a model learned from the whole base would change, and freezing it."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations, product
from typing import Any

import numpy as np
from sqlalchemy import Connection, Engine, select

from dm.actualize import query
from dm.actualize.entries import Entry
from dm.actualize.link import GENERAL, Doubt, Linker, current, features_of, freeze, keys_of, next_version
from dm.actualize.link.train import ENOUGH_RECORDS
from dm.actualize.link.versions import PEOPLE
from dm.consent import audit
from dm.db import insert_new, reading, writing
from dm.db import tables as t
from dm.errors import StateError

_AT_ONCE = 10_000
_SHOWN = 10
# Of somebody with many records so many stand for all.
_LOOKED_AT = 3

Places = tuple[list[int], list[int]]


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

    Returns {version, from, records, applied, together, apart, queued, examples}: pairs of people who would be one,
    people who would be several, and some of both. People who are there stay as they are: with `apply` the pairs wait
    for a person to decide, and who would be several can be split by the rows that are shown.
    Raises StateError where the base is too small to learn from.
    """
    with writing(engine) as connection:
        linker, base = _gathered(connection, next_version(connection, now=now), say)
        if len(base.persons) < ENOUGH_RECORDS:
            raise StateError(
                f"The base holds {len(base.persons):,} records; at least {ENOUGH_RECORDS:,} are needed to learn from.",
                hint="The general model serves small lists; `dm actualize model` shows it.",
            )
        before = current(connection).version
        groups = linker.links().group.tolist()
        together, apart = _changes(base.persons, groups, query.kept_apart(connection))
        queued = 0
        if apply:
            freeze(connection, linker.model, now=now)
            queued = insert_new(connection, t.review_pair, _to_review(linker, together))
            payload = {"records": len(groups), "together": len(together), "apart": len(apart), "queued": queued}
            audit.append(connection, actor=actor, action="train", object=linker.model.version, payload=payload, now=now)
        parts = {person: _parts(connection, person, base, groups) for person in apart[:_SHOWN]}
    pairs = [list(pair) for pair in sorted(together)[:_SHOWN]]
    return {
        "version": linker.model.version,
        "from": before,
        "records": len(groups),
        "applied": apply,
        "together": len(together),
        "apart": len(apart),
        "queued": queued,
        "examples": {"together": pairs, "apart": list(parts), "rows": parts},
    }


@dataclass(slots=True)
class _Base:
    """Whose each record is today, by the places in which a linker met them."""

    persons: list[str] = field(default_factory=list)
    records: array[int] = field(default_factory=lambda: array("q"))


def _gathered(connection: Connection, version: str, say: Callable[[str], None]) -> tuple[Linker, _Base]:
    """A linker that has met every record as if nobody were known."""
    linker, base = Linker(GENERAL, learn_as=version, say=say), _Base()
    for entries in _all_entries(connection):
        features = features_of([entry._replace(person_id="") for entry in entries])
        linker.add(features, keys_of(features))
        base.persons += [entry.person_id for entry in entries]
        base.records.extend(entry.record_id for entry in entries)
    return linker, base


def _all_entries(connection: Connection) -> Iterator[Sequence[Entry]]:
    batch = t.batch
    ids = select(batch.c.id).where(batch.c.state == "actualized").order_by(batch.c.imported_at, batch.c.id)
    for batch_id in connection.execute(ids).scalars().all():
        yield from query.known_entries(connection, batch_id, _AT_ONCE)


def _changes(
    persons: Sequence[str], groups: Sequence[int], rejected: set[frozenset[str]]
) -> tuple[dict[tuple[str, str], Places], list[str]]:
    """Pairs of people whom a group joins, unless somebody said that they are two, with some places of both; and people
    in several groups."""
    by_group: dict[int, dict[str, list[int]]] = {}
    for place, (person, group) in enumerate(zip(persons, groups, strict=True)):
        by_group.setdefault(group, {}).setdefault(person, []).append(place)
    together = {
        (one, other): (people[one][:_LOOKED_AT], people[other][:_LOOKED_AT])
        for people in by_group.values()
        for one, other in combinations(sorted(people), 2)
        if frozenset((one, other)) not in rejected
    }
    parts = Counter(person for people in by_group.values() for person in people)
    return together, sorted(person for person, count in parts.items() if count > 1)


def _to_review(linker: Linker, together: Mapping[tuple[str, str], Places]) -> Iterator[dict[str, Any]]:
    """Rows of pairs for people to decide, each with what speaks most for it."""
    asked = [(pair, places) for pair, sides in together.items() for places in product(*sides)]
    found: dict[tuple[str, str], Doubt] = {}
    for (pair, _), doubt in zip(asked, linker.lay_open([places for _, places in asked]), strict=True):
        if pair not in found or doubt.probability > found[pair].probability:
            found[pair] = doubt
    for (left, right), doubt in found.items():
        said = {"probability": doubt.probability, "why": doubt.why, "evidence": doubt.evidence}
        yield {"left_person_id": left, "right_person_id": right, **said}


def _parts(connection: Connection, person: str, base: _Base, groups: Sequence[int]) -> list[list[str]]:
    """The rows of somebody who would be several, as `dm actualize split` takes them."""
    group_of = {base.records[place]: groups[place] for place, one in enumerate(base.persons) if one == person}
    parts: dict[int, list[str]] = {}
    for entry in query.entries_at(connection, group_of):
        parts.setdefault(group_of[entry.record_id], []).append(f"{entry.batch.id}:{entry.row}")
    return list(parts.values())
