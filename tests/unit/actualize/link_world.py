"""Records for linking, made of the fields of a list."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any

from dm.actualize.entries import BatchFacts, read_entry
from dm.actualize.link import GENERAL, Features, Linker, Links, Model, features_of, keys_of

BATCH = BatchFacts("B", "fair", "0" * 64, "consumer", "DE", "de", 50, datetime(2026, 1, 1, tzinfo=UTC))


def features(*records: dict[str, Any]) -> list[Features]:
    """The features of records; "person" is the id that a record has already."""
    return features_of(
        [
            read_entry(fields, BATCH, place=place, record_id=place, row=place, person_id=fields.get("person", ""))
            for place, fields in enumerate(records)
        ]
    )


def linked(
    records: Sequence[Features], apart: Collection[frozenset[str]] = (), *, model: Model = GENERAL, base_size: int = 0
) -> Links:
    """What the linker makes of them."""
    linker = Linker(model, apart=apart, base_size=base_size)
    linker.add(records, keys_of(records))
    return linker.links()


def groups(*records: dict[str, Any], apart: Collection[frozenset[str]] = ()) -> list[list[int]]:
    """Places that are one person, by their first."""
    return grouped(linked(features(*records), apart))


def grouped(links: Links) -> list[list[int]]:
    """The same, of links."""
    found: dict[int, list[int]] = {}
    for place, head in enumerate(links.group.tolist()):
        found.setdefault(head, []).append(place)
    return list(found.values())
