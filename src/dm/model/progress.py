"""How far long work has come, said at most every few seconds."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

_EVERY_SECONDS = 10.0


@dataclass(slots=True)
class Progress:
    """`say` hears "normalise: 40 %, 65,000 a second, 3 min left"; nothing where the work is short.

    With a `total` of 0 nobody knows how much there is: then how many are done is said instead of the time left.
    """

    say: Callable[[str], None]
    what: str
    total: int
    clock: Callable[[], float] = time.perf_counter
    done: int = 0
    _started: float = field(init=False)
    _said: float = field(init=False)

    def __post_init__(self) -> None:
        self._started = self._said = self.clock()

    def more(self, count: int) -> None:
        """So many further ones are done."""
        self.done += count
        now = self.clock()
        if now - self._said < _EVERY_SECONDS or (self.total and self.done >= self.total):
            return
        self._said = now
        pace = self.done / (now - self._started)
        if not self.total:
            self.say(f"{self.what}: {self.done:,}, {pace:,.0f} a second")
            return
        left = (self.total - self.done) / pace
        self.say(f"{self.what}: {100 * self.done // self.total} %, {pace:,.0f} a second, {_span(left)} left")


def _span(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
