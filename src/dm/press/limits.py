"""What one letter may cost: a template that never ends, or eats the memory, stops alone."""

from __future__ import annotations

import ctypes
import resource
import signal
import threading
import time
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
# So often, in seconds, another thread's clock is looked at.
_LOOKS = 0.25


class _SlowError(BaseException):
    """Raised by the clock; no template and no library catches it."""


def _able() -> bool:
    """Signals reach a process's main thread only."""
    return threading.current_thread() is threading.main_thread()


class _Left:
    """The seconds of CPU left for what runs in a thread; None where nothing is limited."""

    def __init__(self) -> None:
        self.seconds: int | None = None
        self.ended = False
        self.lock = threading.Lock()

    def tick(self) -> bool:
        """One second has passed; whether it was one too many."""
        if self.seconds is None:
            return False
        self.seconds -= 1
        if self.seconds >= 0:
            return False
        self.seconds, self.ended = None, True
        return True


class _Clock(threading.local):
    def __init__(self) -> None:
        self.left = _Left()


_clock = _Clock()


@contextmanager
def ticking() -> Iterator[None]:
    """Meanwhile `LimitedTime` limits: one timer for all letters, since to set one for each costs more than a letter."""
    if not _able():
        with _watched():
            yield
        return
    before = signal.signal(signal.SIGVTALRM, _tick)
    signal.setitimer(signal.ITIMER_VIRTUAL, 1, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before or signal.SIG_DFL)


@contextmanager
def _watched() -> Iterator[None]:
    """The same in another thread, as on a cluster: a second one looks at its clock. It ends Python's code alone."""
    done = threading.Event()
    watch = threading.Thread(target=_watch, args=(threading.get_ident(), _clock.left, done), daemon=True)
    watch.start()
    try:
        yield
    except _SlowError:
        # it came when the letter was just done
        raise TemplateError("A letter takes longer than letters may.", hint="Look for loops within loops.") from None
    finally:
        done.set()
        watch.join()


def _watch(thread: int, left: _Left, done: threading.Event) -> None:
    clock = time.pthread_getcpuclockid(thread)
    seen = time.clock_gettime(clock)
    while not done.wait(_LOOKS):
        now = time.clock_gettime(clock)
        if now - seen < 1:
            continue
        seen = now
        with left.lock:
            if left.tick():
                _raise_in(thread, _SlowError)


def _raise_in(thread: int, error: type[BaseException] | None) -> None:
    """None takes back what has not been raised yet."""
    told = ctypes.py_object(error) if error else None
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), told)


class LimitedTime:
    """Within `ticking`, ends what takes more CPU time than this; `label` says what it was."""

    __slots__ = ("_hint", "_label", "_seconds")

    def __init__(self, label: str, seconds: int = CPU_SECONDS, *, hint: str = "Look for loops within loops.") -> None:
        self._label, self._seconds, self._hint = label, seconds, hint

    def __enter__(self) -> None:
        _clock.left.seconds = self._seconds

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        left = _clock.left
        with left.lock:
            left.seconds = None
            ended, left.ended = left.ended, False
        if ended and kind is not _SlowError and not _able():
            _raise_in(threading.get_ident(), None)
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
    if _clock.left.tick():
        raise _SlowError
