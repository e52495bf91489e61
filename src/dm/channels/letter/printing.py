"""Letters through a press: the engine that lays them out, and a pool of processes that feeds it chunk by chunk."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import resource
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, overload

from dm.errors import DmError, TemplateError
from dm.press.folders import Template
from dm.press.fonts import load_fonts
from dm.press.marks import read_marks
from dm.press.pdf import Layout, Printed, Sheet, Unprintable
from dm.press.profiles import Profile
from dm.press.replay import Replay
from dm.press.sandbox import Sandbox, without_fences

# Below 20 letters the fixed cost of a PDF shows, above 50 memory grows by a megabyte a letter and speed no more.
CHUNK = 25
# Replayed letters weigh little, and each chunk costs the replay its lessons and proofs: half a second.
REPLAYED_CHUNK = 500
BODY = "body.html"


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter to print: its variables, its language, a label for messages and the prefix of its marks."""

    context: Mapping[str, Any]
    language: str
    label: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class PrintJob:
    """What every process needs to set up its press; `engine` is auto (replay what is proved) or weasyprint."""

    template: Template
    fonts: Path
    profile: Profile
    engine: str = "weasyprint"

    def __post_init__(self) -> None:
        allowed = self.profile.fonts
        strange = [family for family in self.template.families if allowed and family not in allowed]
        if strange or (allowed and not self.template.families):
            raise TemplateError(
                f"{self.template.name} uses {strange[0] if strange else 'whatever fonts the machine has'}; "
                f"{self.profile.name} takes {', '.join(allowed)}.",
                hint="Name only these under `fonts` in template.toml.",
            )

    @property
    def chunk(self) -> int:
        """How many letters one process prints at once; a file of the vendor's is never larger than it may be."""
        most = REPLAYED_CHUNK if self.profile.per_piece else self.profile.max_pieces
        return min(most, CHUNK if self.engine == "weasyprint" else REPLAYED_CHUNK)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A printed chunk: its PDF on disk, and for each letter pages, text hash and fault.

    `cpu_seconds` is what its process had spent in all by then.
    """

    path: Path
    pages: tuple[int, ...]
    marks: tuple[str | None, ...]
    texts: tuple[str, ...]
    faults: tuple[Unprintable | None, ...]
    replayed: int
    process: int
    cpu_seconds: float
    peak_rss_mb: float


class Engine(Protocol):
    """Lays out letters. The same letters give the same bytes."""

    def print_printable(self, letters: Sequence[Sheet]) -> Printed:
        """The letters that can be printed, as one PDF, and the faults of the others."""


def print_chunks(
    job: PrintJob, letters: Sequence[Letter], folder: Path, *, workers: int, tick: Callable[[int], None]
) -> list[Chunk]:
    """All letters, in order, as PDFs in `folder`; chunks are the same whatever the number of workers."""
    parts = [letters[start : start + job.chunk] for start in range(0, len(letters), job.chunk)]
    tasks = [(folder / f"{number:06d}.pdf", part) for number, part in enumerate(parts)]
    chunks: list[Chunk] = []
    for chunk in _run(job, tasks, min(workers, len(tasks))):
        chunks.append(chunk)
        tick(len(chunk.pages))
    return chunks


def default_workers() -> int:
    """As many as this process may use."""
    return max(1, len(os.sched_getaffinity(0)))


def _run(job: PrintJob, tasks: list[tuple[Path, Sequence[Letter]]], workers: int) -> Iterator[Chunk]:
    if workers <= 1:
        press = _Press(job)
        yield from (press.print(*task) for task in tasks)
        return
    # spawn: Pango and GLib hold locks that a forked child would inherit
    context = multiprocessing.get_context("spawn")
    try:
        with ProcessPoolExecutor(workers, mp_context=context, initializer=_set_up, initargs=(job,)) as pool:
            yield from pool.map(_print, tasks)
    except BrokenProcessPool as error:
        raise DmError(
            "A printing process died; nothing of this batch was kept.",
            hint="Was the machine out of memory? Run again with fewer --workers.",
            permanent=False,
        ) from error


class _Sheets(Sequence[Sheet]):
    """Letters rendered when they are asked for: half a thousand of them weigh more than their pages."""

    def __init__(self, render: Callable[[Letter], Sheet], letters: Sequence[Letter]) -> None:
        self._render, self._letters = render, letters
        self._texts: dict[int, str] = {}

    def __len__(self) -> int:
        return len(self._letters)

    @overload
    def __getitem__(self, at: int) -> Sheet: ...

    @overload
    def __getitem__(self, at: slice) -> list[Sheet]: ...

    def __getitem__(self, at: int | slice) -> Sheet | list[Sheet]:
        if isinstance(at, slice):
            return [self[number] for number in range(*at.indices(len(self)))]
        at = range(len(self))[at]
        sheet = self._render(self._letters[at])
        self._texts[at] = hashlib.sha256(sheet.html.encode()).hexdigest()
        return sheet

    def texts(self) -> tuple[str, ...]:
        """The hash of each letter's HTML."""
        return tuple(self._texts[number] for number in range(len(self)))


class _Press:
    """One process's press: templates compiled, fonts loaded, styles parsed."""

    def __init__(self, job: PrintJob) -> None:
        fonts = load_fonts(job.fonts, job.template.families)
        self._sandbox = Sandbox(job.template)
        self._profile = job.profile
        layout = Layout(job.template.folder, fonts, job.profile)
        self._engine: Engine = layout if job.engine == "weasyprint" else Replay(layout)
        self._fenced = job.engine != "weasyprint"

    def print(self, path: Path, letters: Sequence[Letter]) -> Chunk:
        """These letters as the PDF `path`; every mark is read back before they count as printed."""
        sheets = _Sheets(self._sheet, letters)
        printed = self._engine.print_printable(sheets if self._fenced else list(sheets))
        self._check_marks(printed, letters)
        if printed.pdf:
            path.write_bytes(printed.pdf)
        return Chunk(
            path=path,
            pages=printed.pages,
            marks=printed.marks,
            texts=sheets.texts(),
            faults=printed.faults,
            replayed=printed.replayed,
            process=os.getpid(),
            cpu_seconds=time.process_time(),
            peak_rss_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        )

    def _sheet(self, letter: Letter) -> Sheet:
        try:
            if not self._fenced:
                html = self._sandbox.render(BODY, letter.context, letter.language)
                return Sheet(html, letter.label, letter.mark)
            fenced = self._sandbox.render_fenced(BODY, letter.context, letter.language)
            return Sheet(without_fences(fenced), letter.label, letter.mark, fenced)
        except TemplateError as error:
            raise TemplateError(f"{letter.label}: {error.message}", hint=error.hint) from error

    def _check_marks(self, printed: Printed, letters: Sequence[Letter]) -> None:
        if self._profile.mark is None:
            return
        wanted = [(page, mark) for page, mark in enumerate(printed.marks) if mark is not None]
        found = read_marks(printed.pdf, self._profile.mark, [page for page, _ in wanted]) if wanted else []
        for (page, mark), read in zip(wanted, found, strict=True):
            if read != mark:
                raise TemplateError(
                    f"{letters[0].label} to {letters[-1].label}: page {page + 1} should carry the mark {mark}; "
                    f"a scanner at 200 dpi reads {read or 'nothing'}.",
                    hint="Keep the mark's rectangle in the profile free of other ink.",
                )


_press: _Press | None = None


def _set_up(job: PrintJob) -> None:
    global _press  # noqa: PLW0603 - a pool hands nothing else from its initializer to its tasks
    _press = _Press(job)


def _print(task: tuple[Path, Sequence[Letter]]) -> Chunk:
    if _press is None:
        raise DmError("The printing process was not set up.")
    return _press.print(*task)
