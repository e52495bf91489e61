"""Letters through a press: one process's engine, which prints them chunk by chunk."""

from __future__ import annotations

import hashlib
import os
import resource
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, overload

from dm.channels.letter.checking import Asked, Checker
from dm.errors import TemplateError
from dm.press.folders import Template
from dm.press.fonts import load_fonts
from dm.press.limits import LimitedTime, limited_memory, ticking
from dm.press.pdf import Layout, Printed, Sheet, Unprintable
from dm.press.profiles import Profile
from dm.press.replay import Replay
from dm.press.sandbox import Sandbox, without_fences

# Below 20 letters the fixed cost of a PDF shows, above 50 memory grows by a megabyte a letter and speed no more.
CHUNK = 25
# Replayed letters weigh little; each chunk has fonts of its own and a preflight, 30 ms.
REPLAYED_CHUNK = 500
BODY = "body.html"
# What a text of megabytes, or boxes within boxes by the thousand, end with.
_TOO_MUCH = (MemoryError, RecursionError)


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter to print: its variables, its language, a label for messages and the prefix of its marks."""

    context: Mapping[str, Any]
    language: str
    label: str
    mark: str = ""
    address: tuple[str, ...] = ()
    post: str = ""


@dataclass(frozen=True, slots=True)
class PrintJob:
    """What every process needs to set up its press; `engine` is auto (replay what is proved), painted (WeasyPrint lays
    each letter out, and all are written together) or weasyprint.

    `check_all`: the preflight measures every letter, else the first and the longest of each chunk.
    """

    template: Template
    fonts: Path
    profile: Profile
    engine: str = "auto"
    check_all: bool = True

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
    disproved: bool
    process: int
    cpu_seconds: float
    peak_rss_mb: float


class Engine(Protocol):
    """Lays out letters. The same letters give the same bytes."""

    def print_printable(self, letters: Sequence[Sheet]) -> Printed:
        """The letters that can be printed, as one PDF, and the faults of the others."""


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
        self._texts[at] = hashlib.sha256(sheet.html.encode("utf-8", "surrogatepass")).hexdigest()
        return sheet

    def texts(self) -> tuple[str, ...]:
        """The hash of each letter's HTML."""
        return tuple(self._texts[number] for number in range(len(self)))


class _Chosen(Sequence[Sheet]):
    """Some of the letters."""

    def __init__(self, sheets: _Sheets, numbers: Sequence[int]) -> None:
        self._sheets, self._numbers = sheets, numbers

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, at: int) -> Sheet: ...

    @overload
    def __getitem__(self, at: slice) -> list[Sheet]: ...

    def __getitem__(self, at: int | slice) -> Sheet | list[Sheet]:
        if isinstance(at, slice):
            return [self._sheets[number] for number in self._numbers[at]]
        return self._sheets[self._numbers[at]]


class Press:
    """One process's press: templates compiled, fonts loaded, styles parsed."""

    def __init__(self, job: PrintJob) -> None:
        fonts = load_fonts(job.fonts, job.template.families)
        self._sandbox = Sandbox(job.template)
        font = fonts.faces[0].path if fonts.faces else None
        self._checker = Checker(job.profile, job.template.families, job.check_all, font)
        layout = Layout(job.template.folder, fonts, job.profile)
        self._replay = None if job.engine == "weasyprint" else Replay(layout, learns=job.engine == "auto")
        self._engine: Engine = self._replay or layout
        self._fenced = job.engine == "auto"

    def worth(self, sample: Sequence[Letter], count: int) -> bool:
        """Whether `count` letters like these share enough layouts for a replay to pay."""
        if self._replay is None or not self._fenced:
            return False
        try:
            with limited_memory(), ticking():
                return self._replay.worth(_Sheets(self._sheet, sample), count)
        except _TOO_MUCH:
            return False

    def print(self, path: Path, letters: Sequence[Letter]) -> Chunk:
        """These letters as the PDF `path`; every mark is read back before they count as printed."""
        sheets = _Sheets(self._sheet, letters)
        asked = [Asked(letter.label, letter.address, letter.post) for letter in letters]
        try:
            printed = self._checker.checked(lambda numbers: self._printed(_Chosen(sheets, numbers)), asked)
        except _TOO_MUCH as error:
            raise TemplateError(
                f"{letters[0].label} to {letters[-1].label}: a letter is larger than letters may be.",
                hint="Look for endless texts and for boxes within boxes within boxes.",
            ) from error
        if printed.pdf:
            path.write_bytes(printed.pdf)
        return Chunk(
            path=path,
            pages=printed.pages,
            marks=printed.marks,
            texts=sheets.texts(),
            faults=printed.faults,
            replayed=printed.replayed,
            disproved=printed.disproved,
            process=os.getpid(),
            cpu_seconds=time.process_time(),
            peak_rss_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        )

    def _printed(self, sheets: Sequence[Sheet]) -> Printed:
        with limited_memory(), ticking():
            return self._engine.print_printable(sheets if self._replay else list(sheets))

    def _sheet(self, letter: Letter) -> Sheet:
        try:
            with LimitedTime(f"{letter.label}: the template"):
                return self._rendered(letter)
        except TemplateError as error:
            if letter.label in error.message:
                raise
            raise TemplateError(f"{letter.label}: {error.message}", hint=error.hint) from error

    def _rendered(self, letter: Letter) -> Sheet:
        if not self._fenced:
            html = self._sandbox.render(BODY, letter.context, letter.language)
            return Sheet(html, letter.label, letter.mark)
        fenced = self._sandbox.render_fenced(BODY, letter.context, letter.language)
        return Sheet(without_fences(fenced), letter.label, letter.mark, fenced)
