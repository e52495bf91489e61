"""Many letters: chunks of them, printed here or in other processes, whichever is free."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from queue import SimpleQueue
from typing import Protocol

from dm.channels.letter.printing import Chunk, Letter, Press, PrintJob
from dm.errors import DmError, TemplateError
from dm.press.garbage import uncollected

# So many letters show whether a template's letters share their layouts; fewer are not worth a lesson.
_SAMPLE = 60
_FEW = 6
# A process that dies twice over the same chunk would die a third time.
_TRIES = 2
# Three seconds pass until a further process has loaded its libraries and learned its lessons: longer work is shared.
_SHARED = timedelta(seconds=6)


@dataclass(frozen=True, slots=True)
class Task:
    """A chunk of letters and the PDF that it becomes."""

    number: int
    path: Path
    letters: Sequence[Letter]


class Presses(Protocol):
    """Where chunks are printed, in any order."""

    def print(self, job: PrintJob, tasks: Sequence[Task]) -> Iterator[tuple[int, Chunk]]:
        """Each task's number and what became of it, as they are done."""


_presses: ContextVar[Presses | None] = ContextVar("presses", default=None)


@contextmanager
def printing_on(presses: Presses) -> Iterator[None]:
    """Meanwhile letters are printed there, for instance on a cluster."""
    token = _presses.set(presses)
    try:
        yield
    finally:
        _presses.reset(token)


def print_chunks(
    job: PrintJob, letters: Sequence[Letter], folder: Path, *, workers: int | None, tick: Callable[[int], None]
) -> list[Chunk]:
    """All letters, in order, as PDFs in `folder`; bytes are the same wherever and by how many they are printed.

    `workers`: None starts further processes where they are worth their start, one a core.
    """
    # what is replayed leaves no cycles behind, and those of WeasyPrint's trees are collected where they are made
    with uncollected():
        return _print_chunks(job, letters, folder, workers, tick)


def _print_chunks(
    job: PrintJob, letters: Sequence[Letter], folder: Path, workers: int | None, tick: Callable[[int], None]
) -> list[Chunk]:
    press = Press(job) if job.engine == "auto" and len(letters) >= _FEW else None
    if job.engine == "auto" and (press is None or not _worth(press, letters)):
        job, press = replace(job, engine="painted" if press else "weasyprint"), None
    chunks = _printed(job, letters, folder, workers, tick, press)
    if any(chunk.disproved for chunk in chunks):
        # a sample differed from WeasyPrint: nothing that was replayed stays
        chunks = _printed(replace(job, engine="weasyprint"), letters, folder, workers, lambda _: None, None)
    return chunks


def _worth(press: Press, letters: Sequence[Letter]) -> bool:
    step = max(1, len(letters) // _SAMPLE)
    try:
        return press.worth(letters[::step][:_SAMPLE], len(letters))
    except TemplateError:
        # printing finds the same fault, and says it of the first letter that has it
        return True


def _printed(
    job: PrintJob,
    letters: Sequence[Letter],
    folder: Path,
    workers: int | None,
    tick: Callable[[int], None],
    press: Press | None,
) -> list[Chunk]:
    parts = [letters[start : start + job.chunk] for start in range(0, len(letters), job.chunk)]
    tasks = [Task(number, folder / f"{number:06d}.pdf", part) for number, part in enumerate(parts)]
    done: dict[int, Chunk] = {}
    if not tasks:
        return []
    for number, chunk in _where(workers and min(workers, len(tasks)), press).print(job, tasks):
        done[number] = chunk
        tick(len(chunk.pages))
    return [done[number] for number in range(len(tasks))]


def _where(workers: int | None, press: Press | None) -> Presses:
    elsewhere = _presses.get()
    if elsewhere is not None:
        return elsewhere
    # what limits a template's time and memory works in a main thread, so other threads print in a process
    if threading.current_thread() is not threading.main_thread():
        return Processes(workers or _cores())
    if workers is None:
        return Growing(press)
    return Here(press) if workers == 1 else Processes(workers)


def _cores() -> int:
    return max(1, len(os.sched_getaffinity(0)))


class Here:
    """This very process."""

    def __init__(self, press: Press | None = None) -> None:
        self._press = press

    def print(self, job: PrintJob, tasks: Sequence[Task]) -> Iterator[tuple[int, Chunk]]:
        """Each task's number and what became of it."""
        press = self._press or Press(job)
        for task in tasks:
            yield task.number, press.print(task.path, task.letters)


class Growing:
    """This process, and as many as there are cores as soon as the rest would take long."""

    def __init__(self, press: Press | None = None) -> None:
        self._here = Here(press)

    def print(self, job: PrintJob, tasks: Sequence[Task]) -> Iterator[tuple[int, Chunk]]:
        """Each task's number and what became of it."""
        began = time.monotonic()
        for done, printed in enumerate(self._here.print(job, tasks), start=1):
            yield printed
            left = timedelta(seconds=(time.monotonic() - began) / done) * (len(tasks) - done)
            if left > _SHARED and _cores() > 1:
                yield from Processes(_cores()).print(job, tasks[done:])
                return


class Processes:
    """Processes of this machine, each with a press of its own: one that dies costs its chunk, which another prints."""

    def __init__(self, count: int) -> None:
        self._count = count

    def print(self, job: PrintJob, tasks: Sequence[Task]) -> Iterator[tuple[int, Chunk]]:
        """Each task's number and what became of it."""
        free: SimpleQueue[_Worker] = SimpleQueue()
        workers = [_Worker(job) for _ in range(min(self._count, len(tasks)))]
        for worker in workers:
            free.put(worker)

        def work(task: Task) -> tuple[int, Chunk]:
            worker = free.get()
            try:
                return task.number, worker.print(task)
            finally:
                free.put(worker)

        threads = ThreadPoolExecutor(len(workers))
        try:
            for done in as_completed([threads.submit(work, task) for task in tasks]):
                yield done.result()
        finally:
            threads.shutdown(wait=True, cancel_futures=True)
            for worker in workers:
                worker.close()


class _Worker:
    """One process, replaced when it dies."""

    def __init__(self, job: PrintJob) -> None:
        self._job = job
        self._pool = self._started()

    def print(self, task: Task) -> Chunk:
        """The chunk, by a second process where the first one died."""
        for _ in range(_TRIES):
            try:
                done: Future[Chunk] = self._pool.submit(_print, task)
                return done.result()
            except BrokenProcessPool:
                self.close()
                self._pool = self._started()
        raise DmError(
            f"Printing {task.letters[0].label} to {task.letters[-1].label} killed {_TRIES} processes; "
            "nothing of this batch was kept.",
            hint="Was the machine out of memory? Run again with fewer --workers.",
            permanent=False,
        )

    def close(self) -> None:
        """End the process."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _started(self) -> ProcessPoolExecutor:
        # spawn: Pango and GLib hold locks that a forked child would inherit
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(1, mp_context=context, initializer=_set_up, initargs=(self._job,))


_press: Press | None = None


def _set_up(job: PrintJob) -> None:
    global _press  # noqa: PLW0603 - a pool hands nothing else from its initializer to its tasks
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _press = Press(job)


def _end_with_parent() -> None:
    """Who waits for work holds the pipe's other end too: it would wait for ever, with letters in its memory."""
    if (parent := multiprocessing.parent_process()) is not None:
        parent.join()
        os._exit(1)


def _print(task: Task) -> Chunk:
    if _press is None:
        raise DmError("The printing process was not set up.")
    return _press.print(task.path, task.letters)
