"""Chunks on disk, for presses that share a file system and nothing else: a chunk that is there is not printed again."""

from __future__ import annotations

import os
import pickle
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from dm.channels.letter.presses import Task
from dm.channels.letter.printing import Chunk, Press, PrintJob

_JOB = "job"
# One press at a time: it is set up for one job, and Pango is not made for threads.
_one = threading.Lock()
_press: tuple[bytes, Press] | None = None


class Spool:
    """Hands each chunk to `send`, which has `print_spooled` called with folder and number wherever it likes."""

    def __init__(self, send: Callable[[Path, list[int]], object]) -> None:
        self._send = send

    def print(self, job: PrintJob, tasks: Sequence[Task]) -> Iterator[tuple[int, Chunk]]:
        """Each task's number and what became of it."""
        folder = tasks[0].path.parent / job.engine
        folder.mkdir(exist_ok=True)
        _put(folder / _JOB, job)
        for task in tasks:
            _put(folder / f"{task.number:06d}.letters", task)
        self._send(folder, [task.number for task in tasks])
        for task in tasks:
            yield task.number, _get(_done(folder, task.number))


def print_spooled(folder: Path, number: int) -> None:
    """Print this chunk of a spool; safe to be called again, and by several at once."""
    done = _done(folder, number)
    if done.exists():
        return
    task: Task = _get(folder / f"{number:06d}.letters")
    with _one:
        chunk = _set_up(folder).print(task.path.with_suffix(f".{os.getpid()}.pdf"), task.letters)
    _put(done, chunk)


def _set_up(folder: Path) -> Press:
    global _press  # noqa: PLW0603 - a press is worth keeping from chunk to chunk
    told = (folder / _JOB).read_bytes()
    if _press is None or _press[0] != told:
        _press = told, Press(pickle.loads(told))  # noqa: S301 - written by the run that reads it
    return _press[1]


def _done(folder: Path, number: int) -> Path:
    return folder / f"{number:06d}.done"


def _put(path: Path, thing: object) -> None:
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_bytes(pickle.dumps(thing))
    part.replace(path)


def _get(path: Path) -> Any:
    # a file of this very run, in the workspace's own folder
    return pickle.loads(path.read_bytes())  # noqa: S301
