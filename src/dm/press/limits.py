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

# A letter takes a tenth of a second; the slowest machines and the longest tables are far below this.
CPU_SECONDS = 30.0
MEMORY_BYTES = 1 << 30


class _SlowError(BaseException):
    """Raised by the alarm; no template and no library catches it."""


@contextmanager
def limited(label: str, *, cpu_seconds: float = CPU_SECONDS, memory_bytes: int = MEMORY_BYTES) -> Iterator[None]:
    """Ends what takes more CPU time or more additional memory. Alarms reach a process's main thread only: in any other
    thread nothing is limited, and whoever prints there does so in a process of its own."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before, room = signal.signal(signal.SIGVTALRM, _alarm), resource.getrlimit(resource.RLIMIT_AS)
    signal.setitimer(signal.ITIMER_VIRTUAL, cpu_seconds)
    _allow(_size() + memory_bytes, room)
    try:
        yield
    except _SlowError:
        raise TemplateError(
            f"{label}: the template takes more than {cpu_seconds:g} seconds.", hint="Look for loops within loops."
        ) from None
    except MemoryError:
        raise TemplateError(
            f"{label}: the template takes more than {memory_bytes >> 20} MB.", hint="Look for texts made by counting."
        ) from None
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
        resource.setrlimit(resource.RLIMIT_AS, room)


def _alarm(_number: int, _frame: Any) -> None:
    raise _SlowError


def _size() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize()


def _allow(size: int, room: tuple[int, int]) -> None:
    soft, hard = room
    fits = [limit for limit in (size, soft, hard) if limit != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min(fits), hard))
