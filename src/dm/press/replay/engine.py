"""The engine: letters in, one PDF out; WeasyPrint lays out what is new, the rest is replayed and proved."""

from __future__ import annotations

import gc
import io
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from dm.errors import TemplateError
from dm.press.marks import datamatrix_svg
from dm.press.pdf import Layout, Printed, Sheet, Unprintable, Used, complaints_of, refuse
from dm.press.replay.book import Book, Replayed
from dm.press.replay.classes import LetterClass
from dm.press.replay.fences import CLOSE, OPEN, Fenced, take_apart
from dm.press.replay.inside import Sheets, Shown, StrangeTextError, known, watched
from dm.press.replay.proof import same_look, same_texts
from dm.press.replay.words import Words

VERSION = 1
# WeasyPrint's own documents weigh a megabyte each.
_PLAIN_AT_ONCE = 25
_SAMPLES = 4
# So many letters show whether a template's letters share their layouts.
_JUDGED_AFTER = 20


class _DisprovedError(Exception):
    """A replayed letter is not as WeasyPrint prints it."""


class _NotWorthItError(Exception):
    """Nearly every letter wants a layout of its own: WeasyPrint alone is quicker."""


class Replay:
    """Prints letters as `Layout` does. The same letters give the same bytes, whatever was printed before."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._words = Words()
        self._proved: dict[str, frozenset[int]] = {}
        self._able = known() and layout.pinned

    def print_printable(self, letters: Sequence[Sheet]) -> Printed:
        """The letters that can be printed, as one PDF, and the faults of the others."""
        if self._able:
            gc.disable()
            try:
                return _Chunk(self._layout, self._words, self._proved).print(letters)
            except (_DisprovedError, StrangeTextError, _NotWorthItError):
                pass
            finally:
                gc.enable()
                gc.collect()
        return _in_parts(self._layout, letters)


@dataclass(frozen=True, slots=True)
class _Sample:
    """A letter that is to be proved, its first page, and the numbers of the values that it proves."""

    letter: Sheet
    fenced: Fenced
    page: int
    values: frozenset[int]


@dataclass(slots=True)
class _Uses:
    """The letters of one class: each value that varies differs from the first letter's in one of the samples."""

    kind: LetterClass
    count: int = 0
    samples: list[_Sample] = field(default_factory=list)
    proved: frozenset[int] = frozenset()

    def add(self, letter: Sheet, fenced: Fenced, page: int) -> None:
        """One more letter."""
        self.count += 1
        if not self.samples:
            self.samples.append(_Sample(letter, fenced, page, frozenset()))
            return
        if len(self.proved) == len(fenced.values) or len(self.samples) > _SAMPLES:
            return
        pairs = zip(self.samples[0].fenced.values, fenced.values, strict=True)
        new = frozenset(number for number, (one, other) in enumerate(pairs) if one != other) - self.proved
        if new:
            self.proved |= new
            self.samples.append(_Sample(letter, fenced, page, new))

    def wanted(self, proved: AbstractSet[int] | None) -> list[_Sample]:
        """The samples that are left to prove when these values are; the first letter only where it is alone."""
        others = [sample for sample in self.samples[1:] if not sample.values <= (proved or frozenset())]
        return self.samples if proved is None and not others else others


class _Chunk:
    """One PDF: all that is learned for it is forgotten afterwards, so that no chunk depends on another.

    `proved` outlives it: which values of which classes were proved.
    """

    def __init__(self, layout: Layout, words: Words, proved: dict[str, frozenset[int]]) -> None:
        self._layout = layout
        self._proved = proved
        self._used = Used()
        self._sheets = Sheets(self._used)
        self._words = words
        self._letter: Sheet | None = None
        self._book = Book(self._sheets, words, layout.parsed, self._laid_out)
        self._over = Book(self._sheets, words, layout.parsed, layout.laid_over)
        self._marks: list[str | None] = []
        self._uses: dict[int, _Uses] = {}
        self._documents = 0

    def print(self, letters: Sequence[Sheet]) -> Printed:
        """All letters; raises _DisprovedError."""
        results = []
        with complaints_of("replay") as complaints:
            for letter in letters:
                results.append(self._print(letter))
                refuse(complaints, letter.label)
                if len(results) == _JUDGED_AFTER and self._documents > _JUDGED_AFTER / 2:
                    raise _NotWorthItError
            faults = tuple(result if isinstance(result, Unprintable) else None for result in results)
            counts = tuple(0 if isinstance(result, Unprintable) else result for result in results)
            if not any(counts):
                return Printed(b"", counts, (), faults)
            pdf = self._sheets.finish()
        refuse(complaints, letters[0].label)
        self._layout.check_fonts(self._used, letters)
        self._prove(pdf)
        replayed = sum(uses.count for uses in self._uses.values())
        return Printed(pdf, counts, tuple(self._marks), faults, replayed)

    def _laid_out(self, source: Any) -> Any:
        if self._letter is None:
            raise StrangeTextError
        document = self._layout.laid_out(source, self._letter)
        _refuse_strange(document)
        self._count()
        return document

    def _print(self, letter: Sheet) -> int | Unprintable:
        """How many pages it has."""
        try:
            self._layout.check_glyphs(letter)
            self._letter = letter
            fenced = take_apart(letter.fenced) if letter.fenced else None
            replayed = self._book.replay(fenced) if fenced else None
            if fenced and replayed and all(self._layout.in_window(box) for _, box in replayed.address):
                return self._write(letter, fenced, replayed)
            return self._paint(letter)
        except Unprintable as fault:
            return fault

    def _write(self, letter: Sheet, fenced: Fenced, replayed: Replayed) -> int:
        uses = self._uses.setdefault(id(replayed.kind), _Uses(replayed.kind))
        uses.add(letter, fenced, len(self._marks))
        marks = self._layout.marks(letter, self._layout.padded(len(replayed.pages)))
        for mark, (width, height, content) in zip(marks, replayed.pages, strict=False):
            self._sheets.written(width, height, content + self._above(mark))
        return self._finish(marks, len(replayed.pages), replayed.pages[0][:2])

    def _paint(self, letter: Sheet) -> int:
        document = self._layout.laid_out(self._layout.parsed(letter.html), letter)
        _refuse_strange(document)
        marks = self._layout.marks(letter, self._layout.padded(len(document.pages)))
        for mark, page in zip(marks, document.pages, strict=False):
            self._sheets.painted(page, self._above(mark))
        self._count()
        return self._finish(marks, len(document.pages), (document.pages[0].width, document.pages[0].height))

    def _count(self) -> None:
        self._documents += 1
        if self._documents % _PLAIN_AT_ONCE == 0:
            gc.collect()

    def _finish(self, marks: list[str | None], pages: int, size: tuple[float, float]) -> int:
        for mark in marks[pages:]:
            self._sheets.written(*size, self._above(mark).lstrip())
        self._marks += marks
        return len(marks)

    def _above(self, mark: str | None) -> str:
        if mark is None:
            return ""
        replayed = self._over.replay(self._over_fenced(mark))
        if replayed is None:
            raise _DisprovedError
        return f"\n{replayed.pages[0][2]}"

    def _over_fenced(self, mark: str) -> Fenced:
        batch, piece, sheet, sheets = mark.split(".")
        values = [datamatrix_svg(mark), batch, piece, f"{sheet}/{sheets}"]
        svg, *lines = (f"{OPEN}{value}{CLOSE}" for value in values)
        fenced = take_apart(self._layout.over_html(f"{svg}<p>{'<br>'.join(lines)}</p>"))
        if fenced is None:
            raise StrangeTextError
        return fenced

    def _prove(self, pdf: bytes) -> None:
        """Samples of each class that was not proved yet, once more by WeasyPrint alone; raises _DisprovedError."""
        for uses in self._uses.values():
            for sample in uses.wanted(self._proved.get(uses.kind.name)):
                if not self._proves(uses.kind, sample, pdf):
                    raise _DisprovedError
                self._proved[uses.kind.name] = self._proved.get(uses.kind.name, frozenset()) | sample.values

    def _proves(self, kind: LetterClass, sample: _Sample, pdf: bytes) -> bool:
        ours = self._book.shown(sample.fenced)
        for mark in self._layout.marks(sample.letter, self._layout.padded(len(kind.pages))):
            ours += self._over.shown(self._over_fenced(mark)) if mark else []
        return prove(self._layout, sample.letter, ours, pdf, sample.page, self._words.blanks())


def prove(
    layout: Layout, letter: Sheet, ours: Sequence[Shown], pdf: bytes, first: int, blanks: AbstractSet[str]
) -> bool:
    """Whether plain WeasyPrint prints the letter with these texts, and like the pages of `pdf` from `first` on."""
    theirs: list[Shown] = []
    try:
        with watched(lambda _: False, theirs):
            plain = layout.print([letter])
    except TemplateError:
        return False
    return same_texts(ours, theirs, blanks) and same_look(pdf, first, plain.pdf)


def _refuse_strange(document: Any) -> None:
    """Pages with bleed have boxes of their own: nothing of such a chunk is written here."""
    if any(any(page.bleed.values()) for page in document.pages):
        raise _DisprovedError


def _in_parts(layout: Layout, letters: Sequence[Sheet]) -> Printed:
    """Plain WeasyPrint, in parts that fit into memory."""
    parts = [
        layout.print_printable(letters[start : start + _PLAIN_AT_ONCE])
        for start in range(0, len(letters), _PLAIN_AT_ONCE)
    ]
    return Printed(
        _bound([part.pdf for part in parts if part.pdf]),
        tuple(pages for part in parts for pages in part.pages),
        tuple(mark for part in parts for mark in part.marks),
        tuple(fault for part in parts for fault in part.faults),
    )


def _bound(pdfs: Sequence[bytes]) -> bytes:
    if len(pdfs) < 2:
        return pdfs[0] if pdfs else b""
    out = io.BytesIO()
    with pikepdf.new() as whole:
        for pdf in pdfs:
            with pikepdf.open(io.BytesIO(pdf)) as part:
                whole.pages.extend(part.pages)
        whole.save(out, deterministic_id=True)
    return out.getvalue()
