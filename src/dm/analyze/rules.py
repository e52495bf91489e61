"""Statistics of campaigns, pure: rates, differences and means, each with its interval.

Confidence is 95 % throughout. Sources: Wilson 1927; Newcombe 1998, method 10; Welch 1947.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import erfc, sqrt
from statistics import NormalDist

CONFIDENCE = 0.95
# Below this many responses a rate is shown in grey: it may well be chance (usual practice in direct mail).
FEW_RESPONSES = 30
# Amounts of an arm with fewer buyers have no spread to reckon with: Welch would promise certainty out of ignorance.
FEW_BUYERS = 5

_NORMAL = NormalDist()
_Z = _NORMAL.inv_cdf(0.5 + CONFIDENCE / 2)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number between its bounds."""

    value: float
    low: float
    high: float

    def times(self, factor: float) -> Estimate:
        """The same statement about `factor` things; the factor is not negative."""
        return Estimate(self.value * factor, self.low * factor, self.high * factor)


@dataclass(frozen=True, slots=True)
class Difference:
    """Treated minus control. `p_value`: how often chance alone would show at least as much."""

    value: float
    low: float
    high: float
    p_value: float

    @property
    def is_certain(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low > 0 or self.high < 0

    @property
    def estimate(self) -> Estimate:
        """The difference without its p-value."""
        return Estimate(self.value, self.low, self.high)


@dataclass(frozen=True, slots=True)
class Sample:
    """What is needed of a column of amounts: how many, their sum, the sum of their squares."""

    n: int
    total: float
    squares: float

    @classmethod
    def of(cls, values: list[float]) -> Sample:
        """The sample of plain numbers."""
        return cls(len(values), sum(values), sum(value * value for value in values))

    @property
    def mean(self) -> float:
        """The mean; 0 of nothing."""
        return self.total / self.n if self.n else 0.0

    @property
    def variance(self) -> float:
        """The unbiased variance; 0 of fewer than two."""
        if self.n < 2:
            return 0.0
        return max(0.0, (self.squares - self.total * self.total / self.n) / (self.n - 1))


def rate(count: int, n: int) -> Estimate:
    """A share with its Wilson interval: never 0 ± 0, never outside 0..1. Of nobody: 0 between 0 and 1."""
    if n == 0:
        return Estimate(0.0, 0.0, 1.0)
    share, square = count / n, _Z * _Z
    centre = (share + square / (2 * n)) / (1 + square / n)
    half = _Z / (1 + square / n) * sqrt(share * (1 - share) / n + square / (4 * n * n))
    low = 0.0 if count == 0 else max(0.0, centre - half)
    high = 1.0 if count == n else min(1.0, centre + half)
    return Estimate(share, low, high)


def rate_difference(treated: int, treated_n: int, control: int, control_n: int) -> Difference:
    """Treated share minus control share: Newcombe's interval, p-value of the pooled two-proportion test."""
    one, two = rate(treated, treated_n), rate(control, control_n)
    value = one.value - two.value
    low = value - sqrt((one.value - one.low) ** 2 + (two.high - two.value) ** 2)
    high = value + sqrt((one.high - one.value) ** 2 + (two.value - two.low) ** 2)
    return Difference(value, low, high, _pooled_p(treated, treated_n, control, control_n))


def _pooled_p(treated: int, treated_n: int, control: int, control_n: int) -> float:
    if not treated_n or not control_n:
        return 1.0
    pooled = (treated + control) / (treated_n + control_n)
    spread = sqrt(pooled * (1 - pooled) * (1 / treated_n + 1 / control_n))
    if spread == 0:
        return 1.0
    z = abs(treated / treated_n - control / control_n) / spread
    return erfc(z / sqrt(2))


def mean(sample: Sample) -> Estimate:
    """A mean with Student's interval; of fewer than two it is known only as a point."""
    if sample.n < 2:
        return Estimate(sample.mean, sample.mean, sample.mean)
    half = _t_quantile(sample.n - 1) * sqrt(sample.variance / sample.n)
    return Estimate(sample.mean, sample.mean - half, sample.mean + half)


def mean_difference(treated: Sample, control: Sample) -> Difference:
    """Treated mean minus control mean by Welch: amounts of the two arms need not vary alike."""
    value = treated.mean - control.mean
    if treated.n < 2 or control.n < 2:
        return Difference(value, value, value, 1.0)
    one, two = treated.variance / treated.n, control.variance / control.n
    if one + two == 0:
        return Difference(value, value, value, 1.0 if value == 0 else 0.0)
    freedom = (one + two) ** 2 / (one**2 / (treated.n - 1) + two**2 / (control.n - 1))
    error = sqrt(one + two)
    half = _t_quantile(freedom) * error
    return Difference(value, value - half, value + half, _t_p(value / error, freedom))


def smallest_detectable(seen_rate: float, treated_n: int, control_n: int, *, power: float = 0.8) -> float:
    """The smallest true difference of shares that such arms would probably (`power`) show; 1.0 when one is empty.

    `seen_rate` is the share over both arms: a small control that shows nothing does not make small differences visible.
    """
    if not treated_n or not control_n:
        return 1.0
    # a rate of exactly 0 would promise certainty; one response more is the least that can be seen
    base = max(seen_rate, 1 / (treated_n + control_n))
    return (_Z + _NORMAL.inv_cdf(power)) * sqrt(base * (1 - base) * (1 / treated_n + 1 / control_n))


def _t_quantile(freedom: float) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 0.5 + CONFIDENCE / 2))


def _t_p(t: float, freedom: float) -> float:
    from scipy.special import stdtr

    return float(2 * stdtr(freedom, -abs(t)))
