"""The engine: letters in, one PDF out; WeasyPrint lays out what is new, the rest is replayed and proved."""

from __future__ import annotations

import gc
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any

import pikepdf

from dm.errors import TemplateError
from dm.press.garbage import uncollected
from dm.press.marks import datamatrix_svg
from dm.press.pdf import Layout, Printed, Sheet, Unprintable, Used, complaints_of, refuse
from dm.press.replay.book import LESSON, Book
from dm.press.replay.classes import Frame, LetterClass
from dm.press.replay.composed import Replayed
from dm.press.replay.fences import CLOSE, OPEN, Fenced, take_apart
from dm.press.replay.inside import StrangeTextError, known
from dm.press.replay.proof import same_look, same_texts
from dm.press.replay.samples import Sample, Samples, share
from dm.press.replay.sheets import Page, Sheets, Shown, bleed_of, links_of, watched
from dm.press.replay.shortcuts import Shortcuts
from dm.press.replay.unions import united
from dm.press.replay.words import Words

VERSION = 2
# WeasyPrint's own documents weigh a megabyte each.
_PLAIN_AT_ONCE = 25
# After so many the whole heap is looked through once.
_ALL_OF_IT = 500
# To ask whether it is worth it, to teach and to prove the first letter takes as long as so many lessons more.
_FIRST = 3


class _DisprovedError(Exception):
    """A replayed letter is not as WeasyPrint prints it."""


class Replay:
    """Prints letters as `Layout` does. The same letters give the same bytes, whatever was printed before.

    Lessons, shaped words and proofs are kept from call to call. One that does not learn replays no letter, only what
    lies over them.
    """

    def __init__(self, layout: Layout, *, learns: bool = True) -> None:
        self.layout, self.learns = layout, learns
        self.words = Words()
        self._shortcuts = Shortcuts(layout.sheets)
        self.letters = Book(self.words, layout.parsed, self._laid_out, links_matter=layout.links_matter)
        self.marks = Book(self.words, layout.parsed, layout.laid_over)
        self.proved: dict[int, tuple[Frame, frozenset[int]]] = {}
        self.stood: dict[int, LetterClass] = {}
        self.letter: Sheet | None = None
        self._documents = 0
        self._able = known()

    def print_printable(self, letters: Sequence[Sheet]) -> Printed:
        """The letters that can be printed, as one PDF, and the faults of the others."""
        disproved = False
        if self._able:
            try:
                with uncollected():
                    return _Chunk(self, len(letters)).print(letters)
            except StrangeTextError:
                pass
            except _DisprovedError:
                disproved = True
        return in_parts(self.layout, letters, disproved=disproved)

    def worth(self, sample: Iterable[Sheet], count: int) -> bool:
        """Whether `count` letters like these share enough layouts for a replay to pay."""
        sheets = list(sample)
        letters = list(zip(sheets, united([_apart(letter) for letter in sheets]), strict=True))
        kinds = Counter(fenced.skeleton if fenced else letter.html for letter, fenced in letters)
        if not self._able or count - len(kinds) < LESSON * (len(kinds) + _FIRST):
            return False
        # by Good and Turing, kinds seen once make up the share of letters whose kind the sample did not show
        alone = sum(number == 1 for number in kinds.values())
        return 2 * (alone + self._own(letters) * (len(letters) - alone)) < len(letters)

    def _own(self, letters: Sequence[tuple[Sheet, Fenced | None]]) -> float:
        """Which part of the letters cannot follow the second letter of their kind."""
        seen: Counter[str] = Counter()
        firsts: dict[str, tuple[Fenced, tuple[int, ...] | None]] = {}
        own, asked, most = 0, 0, share(len(letters))
        for sheet, fenced in letters:
            if fenced is None:
                continue
            seen[fenced.skeleton] += 1
            if fenced.skeleton in firsts:
                first, pinned = firsts[fenced.skeleton]
                asked += 1
                own += pinned is None or any(first.values[number] != fenced.values[number] for number in pinned)
            elif seen[fenced.skeleton] == 2 and len(firsts) < most:
                firsts[fenced.skeleton] = fenced, self._pinned(sheet, fenced)
        return own / asked if asked else 0.0

    def _pinned(self, letter: Sheet, fenced: Fenced) -> tuple[int, ...] | None:
        self.letter = letter
        try:
            return self.letters.pinned(fenced)
        except TemplateError:
            return None

    def _laid_out(self, source: Any) -> Any:
        if self.letter is None:
            raise StrangeTextError("no letter")
        return self.laid_out(source, self.letter)

    def laid_out(self, source: Any, letter: Sheet) -> Any:
        """The letter's document."""
        with self._shortcuts.taken(letter.html):
            document = self.layout.laid_out(source, letter)
        self.laid_one_out()
        return document

    def laid_one_out(self) -> None:
        """Count a document; their trees are full of cycles, and all of them are young while nobody else collects."""
        self._documents += 1
        if self._documents % _PLAIN_AT_ONCE == 0:
            gc.collect(0 if self._documents % _ALL_OF_IT else 2)


def _apart(letter: Sheet) -> Fenced | None:
    return take_apart(letter.fenced) if letter.fenced else None


class _Chunk:
    """One PDF."""

    def __init__(self, press: Replay, letters: int) -> None:
        self._press, self._layout = press, press.layout
        self._used = Used()
        self._sheets = Sheets(self._used)
        self._marks: list[str | None] = []
        self._uses: dict[int, Samples] = {}
        self._replayed = 0
        self._checked: set[str] = set()
        # few letters are not proved by half as many again
        self._most = share(letters)
        press.letters.begin(letters)
        press.marks.begin()

    def print(self, letters: Sequence[Sheet]) -> Printed:
        """All letters; raises _DisprovedError."""
        # Rendered once: a letter is looked at with all others of its chunk before it is printed.
        letters = list(letters)
        results = []
        apart = [_apart(letter) if self._press.learns else None for letter in letters]
        with complaints_of("") as complaints:
            for letter, fenced in zip(letters, united(apart), strict=True):
                results.append(self._print(letter, fenced))
                refuse(complaints, letter.label)
            faults = tuple(result if isinstance(result, Unprintable) else None for result in results)
            counts = tuple(0 if isinstance(result, Unprintable) else result for result in results)
            if not any(counts):
                return Printed(b"", counts, (), faults)
            pdf = self._sheets.finish()
        refuse(complaints, letters[0].label)
        self._layout.check_fonts(self._used, letters)
        self._prove(pdf)
        return Printed(pdf, counts, tuple(self._marks), faults, self._replayed)

    def _print(self, letter: Sheet, fenced: Fenced | None) -> int | Unprintable:
        """How many pages it has."""
        try:
            self._check_glyphs(letter, fenced)
            self._press.letter = letter
            replayed = self._press.letters.replay(fenced, self._sheets) if fenced else None
            if fenced and replayed and all(self._layout.in_window(box) for _, box in replayed.address):
                return self._write(letter, replayed)
            return self._paint(letter)
        except Unprintable as fault:
            return fault

    def _check_glyphs(self, letter: Sheet, fenced: Fenced | None) -> None:
        """The skeleton's characters once in a chunk, the values' each time; a drawn mark has none but digits."""
        if fenced is None:
            self._layout.check_glyphs(letter)
            return
        skeleton = (fenced.alone or fenced).skeleton
        if skeleton not in self._checked:
            self._layout.check_glyphs(letter)
            self._checked.add(skeleton)
        self._layout.check_glyphs(letter, "".join([value for value in fenced.values if value[:5] != "<svg "]))

    def _write(self, letter: Sheet, replayed: Replayed) -> int:
        self._replayed += not replayed.taught
        frame = replayed.frame
        _, proved = self._press.proved.get(id(frame), (frame, frozenset()))
        self._uses.setdefault(id(frame), Samples(frame, proved, dict(self._press.stood), self._most)).add(
            letter, len(self._marks), replayed
        )
        marks = self._layout.marks(letter, self._layout.padded(len(replayed.pages)))
        for mark, page in zip(marks, replayed.pages, strict=False):
            above = self._above(mark)
            self._sheets.written(replace(page, content=f"{page.content}{above}") if above else page)
        return self._finish(marks, len(replayed.pages), replace(replayed.pages[0], content="", links=()))

    def _paint(self, letter: Sheet) -> int:
        document = self._press.laid_out(self._layout.parsed(letter.html), letter)
        marks = self._layout.marks(letter, self._layout.padded(len(document.pages)))
        for mark, page in zip(marks, document.pages, strict=False):
            self._sheets.painted(page, self._above(mark), links_of(page))
        first = document.pages[0]
        return self._finish(marks, len(document.pages), Page(first.width, first.height, "", (), bleed_of(first)))

    def _finish(self, marks: list[str | None], pages: int, blank: Page) -> int:
        for mark in marks[pages:]:
            self._sheets.written(replace(blank, content=self._above(mark).lstrip()))
        self._marks += marks
        return len(marks)

    def _above(self, mark: str | None) -> str:
        if mark is None:
            return ""
        replayed = self._press.marks.replay(self._over_fenced(mark), self._sheets)
        if replayed is None:
            raise StrangeTextError("the mark's own page")
        return f"\n{replayed.pages[0].content}"

    def _over_fenced(self, mark: str) -> Fenced:
        batch, piece, sheet, sheets = mark.split(".")
        values = [datamatrix_svg(mark), batch, piece, f"{sheet}/{sheets}"]
        svg, *lines = (f"{OPEN}{value}{CLOSE}" for value in values)
        fenced = take_apart(self._layout.over_html(f"{svg}<p>{'<br>'.join(lines)}</p>"))
        if fenced is None:
            raise StrangeTextError("the mark's own page")
        return fenced

    def _prove(self, pdf: bytes) -> None:
        """Samples of each frame, once more by WeasyPrint alone; raises _DisprovedError."""
        for uses in self._uses.values():
            for sample in uses.chosen():
                if not self._proves(sample, pdf):
                    raise _DisprovedError
            self._press.proved[id(uses.frame)] = (uses.frame, uses.proved)
            self._press.stood |= uses.stood

    def _proves(self, sample: Sample, pdf: bytes) -> bool:
        self._press.laid_one_out()
        placed = self._press.letters.shown(sample.fenced)
        ours = [shown for _, shown in placed]
        pages = 1 + max((page for page, _ in placed), default=0)
        for mark in self._layout.marks(sample.letter, self._layout.padded(pages)):
            ours += [shown for _, shown in self._press.marks.shown(self._over_fenced(mark))] if mark else []
        return prove(self._layout, sample.letter, ours, pdf, sample.page, self._press.words.blanks())


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


def in_parts(layout: Layout, letters: Sequence[Sheet], *, disproved: bool = False) -> Printed:
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
        disproved=disproved,
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
