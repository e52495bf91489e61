"""What one letter may cost: a template that never ends, or eats the memory, stops alone."""

from __future__ import annotations

import resource
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dm.errors import TemplateError

# A letter takes a thousandth of a second; the slowest machines and the longest tables are far below this.
CPU_SECONDS = 5
# WeasyPrint takes a tenth of a second for a page; tables within tables can take it hours.
LAYOUT_SECONDS = 60
MEMORY_BYTES = 2 << 30


class _SlowError(BaseException):
    """Raised by the clock; no template and no library catches it."""


def _able() -> bool:
    """Signals reach a process's main thread only: whoever prints in another thread does so in a process of its own."""
    return threading.current_thread() is threading.main_thread()


class _Clock(threading.local):
    """The seconds of CPU left for what runs in this thread; None where nothing is limited."""

    left: int | None = None


_clock = _Clock()


@contextmanager
def ticking() -> Iterator[None]:
    """Meanwhile `LimitedTime` limits: one timer for all letters, since to set one for each costs more than a letter."""
    if not _able():
        yield
        return
    before = signal.signal(signal.SIGVTALRM, _tick)
    signal.setitimer(signal.ITIMER_VIRTUAL, 1, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before or signal.SIG_DFL)


class LimitedTime:
    """Within `ticking`, ends what takes more CPU time than this; `label` says what it was."""

    __slots__ = ("_hint", "_label", "_seconds")

    def __init__(self, label: str, seconds: int = CPU_SECONDS, *, hint: str = "Look for loops within loops.") -> None:
        self._label, self._seconds, self._hint = label, seconds, hint

    def __enter__(self) -> None:
        _clock.left = self._seconds

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        _clock.left = None
        if kind is _SlowError:
            raise TemplateError(f"{self._label} takes more than {self._seconds} seconds.", hint=self._hint) from None


@contextmanager
def limited_memory(more_bytes: int = MEMORY_BYTES) -> Iterator[None]:
    """Meanwhile the process gets no more than so much additional memory: whatever wants it meets a MemoryError."""
    if not _able():
        yield
        return
    room = resource.getrlimit(resource.RLIMIT_AS)
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    wanted = pages * resource.getpagesize() + more_bytes
    limits = [limit for limit in (wanted, *room) if limit != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min(limits), room[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, room)


def _tick(_number: int, _frame: Any) -> None:
    if _clock.left is None:
        return
    _clock.left -= 1
    if _clock.left < 0:
        _clock.left = None
        raise _SlowError
