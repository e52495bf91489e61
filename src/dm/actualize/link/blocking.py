"""Which pairs are compared at all: those that share a key that is not everybody's."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from dm.actualize.link.columns import Codes, Columns, Longs
from dm.actualize.link.keys import MOST_OF_A_KEY

# Columns by which rare values bring records together as well, within so many pairs a record and column.
_LOOSE = ("given", "family", "postal", "house", "city", "company")
_LOOSE_PAIRS, _FEW_PAIRS, _MOST_ALIKE = 0.5, 60_000, 300


def candidate_pairs(columns: Columns) -> tuple[Codes, Codes]:
    """(left, right) places of every pair that is worth comparing, each once, left < right."""
    found = list(_blocks(columns.keys, columns.key_places, most=MOST_OF_A_KEY, budget=None))
    found.append(_alike_in_crowds(columns))
    budget = max(int(_LOOSE_PAIRS * len(columns)), _FEW_PAIRS)
    for values in (columns.births, *(columns.codes[name] for name in _LOOSE)):
        places = np.flatnonzero(values).astype(np.int32)
        found += _blocks(values[places], places, most=_MOST_ALIKE, budget=budget)
    packed = np.sort(np.concatenate(found)) if found else np.zeros(0, np.int64)
    packed = packed[np.r_[True, packed[1:] != packed[:-1]]] if len(packed) else packed
    return (packed >> 32).astype(np.int32), (packed & 0xFFFFFFFF).astype(np.int32)


def _blocks(keys: Longs | Codes, places: Codes, *, most: int, budget: int | None) -> Iterator[Longs]:
    """Pairs of those who share a key, the rarest keys first, until the budget is spent."""
    order = np.argsort(keys, kind="stable")
    keys, places = keys[order], places[order]
    starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]]) if len(keys) else np.zeros(0, np.int64)
    sizes = np.diff(np.r_[starts, len(keys)])
    for size in np.unique(sizes[(sizes > 1) & (sizes <= most)]).tolist():
        blocks = starts[sizes == size]
        if budget is not None:
            budget -= len(blocks) * size * (size - 1) // 2
            if budget < 0:
                return
        yield _pairs_within(places, blocks, size)


def _alike_in_crowds(columns: Columns) -> Longs:
    """Of keys that very many share, records that say the same: a customer's hundred orders are still one customer's."""
    keys, places = columns.keys, columns.key_places
    alike = np.zeros(len(columns), np.int64)
    for part in (columns.codes["given"], columns.codes["family"], columns.births, columns.emails[:, 0]):
        alike = alike * np.int64(1_000_003) + part
    order = np.lexsort((places, alike[places], keys))
    keys, places = keys[order], places[order]
    if not len(keys):
        return np.zeros(0, np.int64)
    _, which, counts = np.unique(keys, return_inverse=True, return_counts=True)
    rows = np.flatnonzero((counts[which[1:]] > MOST_OF_A_KEY) & (keys[1:] == keys[:-1]))
    one, other = places[rows].astype(np.int64), places[rows + 1].astype(np.int64)
    same = alike[one] == alike[other]
    return np.asarray(one[same] << 32 | other[same], np.int64)


def _pairs_within(places: Codes, starts: NDArray[np.intp], size: int) -> Longs:
    """All pairs of blocks of one size, packed as left << 32 | right; places within a block ascend."""
    members = places[starts[:, None] + np.arange(size)].astype(np.int64)
    left, right = np.triu_indices(size, 1)
    return np.asarray(members[:, left] << 32 | members[:, right]).ravel()
