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
CPU_SECONDS = 5.0
MEMORY_BYTES = 2 << 30


class _SlowError(BaseException):
    """Raised by the alarm; no template and no library catches it."""


def _able() -> bool:
    """Alarms reach a process's main thread only: whoever prints in another thread does so in a process of its own."""
    return threading.current_thread() is threading.main_thread()


class LimitedTime:
    """Ends what takes more CPU time than that; `label` says what it was."""

    __slots__ = ("_able", "_label", "_seconds")

    def __init__(self, label: str, cpu_seconds: float = CPU_SECONDS) -> None:
        self._label, self._seconds, self._able = label, cpu_seconds, _able()

    def __enter__(self) -> None:
        if self._able:
            if signal.getsignal(signal.SIGVTALRM) is not _alarm:
                signal.signal(signal.SIGVTALRM, _alarm)
            signal.setitimer(signal.ITIMER_VIRTUAL, self._seconds)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._able:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        if kind is _SlowError:
            raise TemplateError(
                f"{self._label}: the template takes more than {self._seconds:g} seconds.",
                hint="Look for loops within loops.",
            ) from None


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


def _alarm(_number: int, _frame: Any) -> None:
    raise _SlowError
