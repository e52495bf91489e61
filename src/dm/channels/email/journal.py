"""A line before each message leaves and one after: of what a crash left claimed, it names the very few in doubt."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Self

BEGUN, TAKEN, REJECTED, UNTOUCHED = ">", "+", "-", "="


class Journal:
    """Append-only lines of a mark and an attempt id. It must exist before anything is claimed.

    A line of the future (`BEGUN`) is on the disk before the message leaves; the others may be lost with the machine,
    which only makes a message doubtful that was not.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._file = path.open("a", encoding="ascii")
        os.fsync(self._file.fileno())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *problem: object) -> None:
        self._file.close()

    def begun(self, attempt_id: str) -> None:
        """The message is about to leave."""
        self._write(BEGUN, attempt_id)
        os.fsync(self._file.fileno())

    def taken(self, attempt_id: str) -> None:
        """The other side took it."""
        self._write(TAKEN, attempt_id)

    def untouched(self, attempt_id: str) -> None:
        """It did not leave after all."""
        self._write(UNTOUCHED, attempt_id)

    def rejected(self, attempt_id: str) -> None:
        """The other side said no."""
        self._write(REJECTED, attempt_id)

    def forget(self) -> None:
        """Everything is marked in the database: the journal has done its work."""
        self._file.close()
        self._path.unlink(missing_ok=True)

    def _write(self, mark: str, attempt_id: str) -> None:
        self._file.write(f"{mark}{attempt_id}\n")
        self._file.flush()


def read_journal(path: Path) -> dict[str, str] | None:
    """The last mark of each attempt; None: there is no journal, and so nothing is known."""
    try:
        text = path.read_text(encoding="ascii", errors="replace")
    except FileNotFoundError:
        return None
    # a line without its end was cut off with the machine: the deed it announces had not begun
    whole = text[: text.rfind("\n") + 1]
    return {line[1:]: line[0] for line in whole.splitlines() if line}
