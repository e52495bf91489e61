"""Which pairs are compared at all: those that share a key that is not everybody's."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dm.actualize.link.columns import Codes, Longs
from dm.actualize.link.keys import MOST_OF_A_KEY


def candidate_pairs(keys: Longs, places: Codes, *, most: int = MOST_OF_A_KEY) -> tuple[Codes, Codes]:
    """(left, right) places of every pair that shares a key with at most `most` bearers, each once, left < right."""
    order = np.argsort(keys, kind="stable")
    keys, places = keys[order], places[order]
    starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]]) if len(keys) else np.zeros(0, np.int64)
    sizes = np.diff(np.r_[starts, len(keys)])
    found = [
        _pairs_within(places, starts[sizes == size], int(size))
        for size in np.unique(sizes[(sizes > 1) & (sizes <= most)])
    ]
    packed = np.unique(np.concatenate(found)) if found else np.zeros(0, np.int64)
    return (packed >> 32).astype(np.int32), (packed & 0xFFFFFFFF).astype(np.int32)


def _pairs_within(places: Codes, starts: NDArray[np.intp], size: int) -> Longs:
    """All pairs of blocks of one size, packed as left << 32 | right; places within a block ascend."""
    members = places[starts[:, None] + np.arange(size)].astype(np.int64)
    left, right = np.triu_indices(size, 1)
    return np.unique((members[:, left] << 32 | members[:, right]).ravel())
