"""Which pairs are candidates at all: those that share a key that is not everybody's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dm.actualize.link.columns import Codes, Columns, Longs, distinct
from dm.actualize.link.keys import MOST_OF_A_KEY

# Columns by which rare values bring records together as well, within so many pairs a record and column.
_LOOSE = ("given", "family", "postal", "house", "city", "company")
_LOOSE_PAIRS, _FEW_PAIRS, _MOST_ALIKE = 0.5, 60_000, 300
# So many pairs are in memory at once: eight bytes each, and as much again to look at them.
_AT_ONCE = 1_000_000
# Keys are counted by as many of their bits; most stand alone, and these need not be put in order.
_COUNTED_BITS = 22
_MIXED = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class _Blocks:
    """Places in the order of what they share; a block starts at each of `starts` and has so many members."""

    places: Codes
    starts: NDArray[np.intp]
    sizes: NDArray[np.intp]


class Candidates:
    """All pairs of places that share something, in portions; a pair that shares several things comes several times."""

    def __init__(self, columns: Columns) -> None:
        keyed, crowds = _keyed(columns)
        self._blocks = [_few(keyed, MOST_OF_A_KEY), *_loose(columns)]
        self._alike = _alike_in_crowds(columns, crowds)

    def __len__(self) -> int:
        return len(self._alike) + sum(int((one.sizes * (one.sizes - 1)).sum()) // 2 for one in self._blocks)

    def portions(self) -> Iterator[Longs]:
        """Pairs packed as left << 32 | right, left < right."""
        for blocks in self._blocks:
            yield from _pairs(blocks)
        yield self._alike

    def some(self, most: int) -> tuple[Codes, Codes]:
        """At most so many of the pairs, evenly chosen and the same every time, each once."""
        share = min(1.0, 2 * most / max(len(self), 1))
        limit = np.uint64(min(int(share * 2**64), 2**64 - 1))
        found = [pairs[pairs.view(np.uint64) * _MIXED <= limit] for pairs in self.portions()]
        chosen = distinct(np.concatenate(found))
        return unpacked(chosen[evenly(len(chosen), most)])


def unpacked(pairs: Longs) -> tuple[Codes, Codes]:
    """(left, right) of packed pairs."""
    return (pairs >> 32).astype(np.int32), (pairs & 0xFFFFFFFF).astype(np.int32)


def evenly(count: int, most: int) -> NDArray[np.intp]:
    """At most so many of the numbers below `count`, at even distances."""
    return distinct(np.linspace(0, count - 1, min(count, most)).astype(np.intp)) if count else np.zeros(0, np.intp)


def _keyed(columns: Columns) -> tuple[_Blocks, tuple[Longs, Codes]]:
    """Blocks of who shares a key; and (key, place) of the keys that too many share."""
    keys, places = columns.keys, columns.key_places
    hashed = (keys & ((1 << _COUNTED_BITS) - 1)).astype(np.int32)
    several = np.bincount(hashed, minlength=1 << _COUNTED_BITS)[hashed] > 1
    keys, places = keys[several], places[several]
    order = np.argsort(keys, kind="stable")
    keys, places = keys[order], places[order]
    blocks = _of_ordered(keys, places)
    crowded = np.repeat(blocks.sizes > MOST_OF_A_KEY, blocks.sizes)
    return blocks, (keys[crowded], places[crowded])


def _of_ordered(values: Longs | Codes, places: Codes) -> _Blocks:
    starts = np.flatnonzero(np.r_[True, values[1:] != values[:-1]]) if len(values) else np.zeros(0, np.intp)
    return _Blocks(places, starts, np.diff(np.r_[starts, len(values)]))


def _few(blocks: _Blocks, most: int) -> _Blocks:
    """Blocks of two and more, not of more than so many."""
    good = (blocks.sizes > 1) & (blocks.sizes <= most)
    return _Blocks(blocks.places, blocks.starts[good], blocks.sizes[good])


def _loose(columns: Columns) -> Iterator[_Blocks]:
    """Blocks of rare values of single columns, the rarest first, until the budget is spent."""
    budget = max(int(_LOOSE_PAIRS * len(columns)), _FEW_PAIRS)
    births = np.unique(columns.births, return_inverse=True)[1] if len(columns) else columns.births
    first_is_none = columns.births.min(initial=0) == 0
    for values in (births if first_is_none else births + 1, *(columns.codes[name] for name in _LOOSE)):
        counts = np.bincount(values, minlength=1)
        counts[0] = 0
        most = _most_within(counts, budget)
        places = np.flatnonzero((counts[values] > 1) & (counts[values] <= most)).astype(np.int32)
        chosen = values[places]
        order = np.argsort(chosen, kind="stable")
        yield _of_ordered(chosen[order], places[order])


def _most_within(counts: NDArray[np.int64], budget: int) -> int:
    """The size up to which all blocks together have no more pairs than the budget."""
    sizes = np.arange(_MOST_ALIKE + 1)
    pairs = np.bincount(np.minimum(counts, _MOST_ALIKE + 1), minlength=_MOST_ALIKE + 2)[:-1] * sizes * (sizes - 1) // 2
    return int(np.searchsorted(np.cumsum(pairs), budget, side="right")) - 1


def _alike_in_crowds(columns: Columns, crowds: tuple[Longs, Codes]) -> Longs:
    """Of keys that very many share, records that say the same: a customer's hundred orders are still one customer's."""
    keys, places = crowds
    alike = np.zeros(len(places), np.int64)
    for part in (columns.codes["given"], columns.codes["family"], columns.births, columns.emails[:, 0]):
        alike = alike * np.int64(1_000_003) + part[places]
    order = np.lexsort((places, alike, keys))
    keys, places, alike = keys[order], places[order], alike[order]
    rows = np.flatnonzero((keys[1:] == keys[:-1]) & (alike[1:] == alike[:-1]))
    return np.asarray(places[rows].astype(np.int64) << 32 | places[rows + 1], np.int64)


def _pairs(blocks: _Blocks) -> Iterator[Longs]:
    """All pairs within each block; places within a block ascend."""
    for size in distinct(blocks.sizes).tolist():
        left, right = np.triu_indices(size, 1)
        starts, step = blocks.starts[blocks.sizes == size], max(_AT_ONCE // len(left), 1)
        for at in range(0, len(starts), step):
            members = blocks.places[starts[at : at + step, None] + np.arange(size)].astype(np.int64)
            yield np.asarray(members[:, left] << 32 | members[:, right]).ravel()
