"""The smallest lift that a campaign of this size can show."""

from __future__ import annotations

import math
from statistics import NormalDist

# 80 % power at a two-sided 5 %: the usual yardstick of two-proportion tests.
_SURE = NormalDist().inv_cdf(0.975)
_POWER = NormalDist().inv_cdf(0.80)


def detectable_lift(treated: int, holdout: int, base_rate: float) -> float | None:
    """The difference of rates that would be seen in 80 of 100 such campaigns; None when none would be.

    `base_rate` is the assumed rate of the holdout, 0 to 1.
    """
    if not treated or not holdout:
        return None
    if not _shows(1 - base_rate, treated, holdout, base_rate):
        return None
    low, high = 0.0, 1 - base_rate
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if _shows(middle, treated, holdout, base_rate) else (middle, high)
    return high


def _shows(difference: float, treated: int, holdout: int, base: float) -> bool:
    """Whether a true difference of this size is found with that power (pooled variance under no difference)."""
    rate = base + difference
    pooled = (rate * treated + base * holdout) / (treated + holdout)
    spread = math.sqrt(pooled * (1 - pooled) * (1 / treated + 1 / holdout))
    own = math.sqrt(rate * (1 - rate) / treated + base * (1 - base) / holdout)
    return difference >= _SURE * spread + _POWER * own
