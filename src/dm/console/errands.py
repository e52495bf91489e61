"""Work that takes longer than somebody waits for a page: it goes on behind it, one of a kind at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from dm.errors import DmError

# Within this a page waits for its own work, so that the usual case answers at once.
PATIENCE_SECONDS = 4.0


@dataclass
class Errands:
    """What is being done, and what came of it; the database, not this, decides whether it must be done again."""

    patience: float = PATIENCE_SECONDS
    _running: dict[str, threading.Thread] = field(default_factory=dict)
    _failed: dict[str, DmError] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, key: str, work: Callable[[], object]) -> bool:
        """Begin the work unless it runs already; True when it is done, and its error raised, within the patience."""
        with self._lock:
            thread = self._running.get(key)
            if thread is None:
                self._failed.pop(key, None)
                thread = threading.Thread(target=self._do, args=(key, work), name=key, daemon=True)
                self._running[key] = thread
                thread.start()
        thread.join(self.patience)
        if thread.is_alive():
            return False
        if failure := self.failure(key):
            raise failure
        return True

    def is_running(self, key: str) -> bool:
        """Whether it is still being done."""
        return key in self._running

    def failure(self, key: str) -> DmError | None:
        """Why it came to nothing, told once."""
        return self._failed.pop(key, None)

    def _do(self, key: str, work: Callable[[], object]) -> None:
        try:
            work()
        except DmError as error:
            self._failed[key] = error
        except Exception as error:  # noqa: BLE001 - nobody else would ever hear of it
            self._failed[key] = DmError(f"This failed: {error}.", hint="`dm doctor` tells what is wrong here.")
        finally:
            self._running.pop(key, None)
