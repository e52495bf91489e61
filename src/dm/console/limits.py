"""Modest limits on what one address may ask for; in memory, because they guard a process."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from fastapi import HTTPException, Request, status

# More addresses than this at once are no office; the least recently seen are forgotten.
_REMEMBERED = 10_000


@dataclass(frozen=True)
class Limit:
    """`burst` requests at once, then `per_minute`."""

    burst: int
    per_minute: float


LOG_IN = Limit(burst=20, per_minute=10)
PUBLIC = Limit(burst=60, per_minute=60)


class Limiter:
    """Token buckets by (what, who)."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._buckets: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()

    def admits(self, what: str, who: str, limit: Limit) -> bool:
        """Whether one more request is within the limit; it is counted when it is."""
        moment = self._clock()
        with self._lock:
            left, seen = self._buckets.pop((what, who), (float(limit.burst), moment))
            left = min(float(limit.burst), left + (moment - seen) * limit.per_minute / 60)
            admitted = left >= 1
            self._buckets[what, who] = (left - 1 if admitted else left, moment)
            while len(self._buckets) > _REMEMBERED:
                self._buckets.popitem(last=False)
        return admitted


def check(request: Request, limiter: Limiter, what: str, limit: Limit) -> None:
    """Refuse with 429 what is over the limit."""
    who = request.client.host if request.client else "unknown"
    if not limiter.admits(what, who, limit):
        raise HTTPException(status.HTTP_429_TOO_MANY_REQUESTS, headers={"Retry-After": "60"})
