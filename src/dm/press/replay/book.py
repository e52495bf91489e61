"""Documents of one chunk, taught by the first of each kind and replayed for the others."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dm.press.marks import Rectangle
from dm.press.replay import boxes, classes
from dm.press.replay.classes import Frame, LetterClass
from dm.press.replay.drawn import Mark, read_mark
from dm.press.replay.fences import Fenced, put_together
from dm.press.replay.flows import Fragment, Line
from dm.press.replay.inside import Sheets, Shown, StrangeTextError, number
from dm.press.replay.words import Words
from dm.press.sandbox import without_fences

# So many lessons are free; each further one must have been of use to another letter. A skeleton without such use holds
# something of each letter's own where replaying does not follow.
_PATIENCE = 12
_PX_PER_MM = 96 / 25.4

Source = Callable[[str], Any]
LayOut = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Replayed:
    """A letter ready to be written: for each page its size and content, and its texts for comparison."""

    kind: LetterClass
    pages: tuple[tuple[float, float, str], ...]
    address: tuple[tuple[str, Rectangle], ...]


@dataclass(slots=True)
class _Skeleton:
    frames: dict[tuple[int, ...], dict[tuple[str | None, ...], Frame]] = field(default_factory=dict)
    taught: int = 0
    used: int = 0


@dataclass(slots=True)
class _Found:
    frame: Frame
    broken: list[list[Line]]
    kind: LetterClass | None


class Book:
    """Replays documents of one kind (letters, or what lies over them) into one PDF."""

    def __init__(self, sheets: Sheets, words: Words, source: Source, lay_out: LayOut) -> None:
        self._sheets, self._words = sheets, words
        self._source, self._lay_out = source, lay_out
        self._skeletons: dict[str, _Skeleton] = {}

    def replay(self, letter: Fenced) -> Replayed | None:
        """The letter, after a lesson where one is needed; None where WeasyPrint shall draw it."""
        skeleton = self._skeletons.setdefault(letter.skeleton, _Skeleton())
        marks = _marks(letter)
        kept = _kept(letter, marks)
        try:
            found = self._find(skeleton, letter, kept)
            if found is None or found.kind is None:
                if skeleton.taught - _PATIENCE > skeleton.used - skeleton.taught:
                    return None
                skeleton.taught += 1
                self._teach(skeleton, letter, kept)
                found = self._find(skeleton, letter, kept)
        except StrangeTextError:
            return None
        if found is None or found.kind is None:
            return None
        skeleton.used += 1
        return self._composed(letter, found, found.kind, marks)

    def _find(self, skeleton: _Skeleton, letter: Fenced, kept: tuple[str | None, ...]) -> _Found | None:
        for pinned, frames in skeleton.frames.items():
            frame = frames.get(_key(letter, kept, pinned))
            if frame is None:
                continue
            broken = [flow.broken(letter, self._words) for flow in frame.flows]
            seen = classes.vector(frame.flows, broken)
            return _Found(frame, broken, frame.classes.get(seen) if seen is not None else None)
        return None

    def _teach(self, skeleton: _Skeleton, letter: Fenced, kept: tuple[str | None, ...]) -> None:
        html = put_together(letter)
        source = self._source(html)
        root = source.etree_element
        fences = classes.find_fences(root, letter)
        if not _same(root, self._source(without_fences(html)).etree_element):
            raise StrangeTextError
        document = self._lay_out(source)
        boxes.check_pages(document.pages)
        frame, lines, marks, places = classes.learn(document, root, fences, letter, self._words)
        frames = skeleton.frames.setdefault(frame.pinned, {})
        known = frames.setdefault(_key(letter, kept, frame.pinned), frame)
        if known is not frame:
            _merge(known, frame)
        seen = classes.vector(known.flows, [flow.broken(letter, self._words) for flow in known.flows])
        if seen is None:
            raise StrangeTextError
        pages, fixed = classes.drawing(document, (frame.flows, marks), root, self._sheets.form)
        told = repr((letter.skeleton, frame.pinned, _key(letter, kept, frame.pinned), seen))
        name = hashlib.sha256(told.encode()).hexdigest()
        known.classes[seen] = LetterClass(pages, lines, places, fixed, name)

    def _composed(self, letter: Fenced, found: _Found, kind: LetterClass, marks: dict[int, Mark]) -> Replayed:
        contents = [[f"/{form} Do"] for _, _, form in kind.pages]
        address: list[tuple[str, Rectangle]] = []
        for page, fragment, x, y, box in self._texts(found, kind):
            contents[page].append(self._shown(fragment, x, y))
            if box is not None and page == 0:
                address.append((fragment.text, box))
        for which, place in kind.marks:
            shown = marks[which].shown(place.x, place.y, place.width, place.height)
            contents[place.page].append(f"0 g {shown}")
        sizes = zip(kind.pages, contents, strict=True)
        pages = tuple((width, high, "\n".join(parts)) for (width, high, _), parts in sizes)
        return Replayed(kind, pages, tuple(address))

    def _texts(self, found: _Found, kind: LetterClass) -> list[tuple[int, Fragment, float, float, Rectangle | None]]:
        placed = []
        frame = found.frame
        for flow, lines, places, inside in zip(frame.flows, found.broken, kind.lines, frame.in_address, strict=True):
            for line, place in zip(lines, places, strict=True):
                start = boxes.start_of(flow, place.x, line)
                _, known = flow.lines[boxes.signature(line)]
                for one in line:
                    base, top, high = known[one.element]
                    box = (start + one.x, place.y + top, one.width, high)
                    inked = Rectangle(*(side / _PX_PER_MM for side in box)) if inside else None
                    placed.append((place.page, one, start + one.x, place.y + base, inked))
        return placed

    def _shown(self, fragment: Fragment, x: float, y: float) -> str:
        if fragment.shown is None:
            fragment.shown = self._before_and_after(fragment)
        before, after = fragment.shown
        return f"{before}{x:.3f} {y:.3f}{after}"

    def _before_and_after(self, fragment: Fragment) -> tuple[str, str]:
        fonts = {self._sheets.use(fragment.face, glyphs) for glyphs in fragment.words}
        if len(fonts) != 1:
            raise StrangeTextError
        shown = "".join([glyphs.shown for glyphs in fragment.words]).replace("><", "")
        size = number(fragment.words[0].size)
        return f"{fragment.colour} BT /{fonts.pop()} {size} Tf 1 0 0 -1 ", f" Tm [{shown}] TJ ET"

    def shown(self, letter: Fenced) -> list[Shown]:
        """All texts of a letter that was replayed, to be compared with what WeasyPrint draws."""
        marks = _marks(letter)
        kept = _kept(letter, marks)
        found = self._find(self._skeletons[letter.skeleton], letter, kept)
        if found is None or found.kind is None:
            return []
        moving = [
            Shown(x, y, ("[" + "".join(glyphs.shown for glyphs in one.words) + "] TJ",))
            for _, one, x, y, _ in self._texts(found, found.kind)
        ]
        return [shown for _, shown in found.kind.fixed] + moving


def _marks(letter: Fenced) -> dict[int, Mark]:
    drawn = ((number, read_mark(value)) for number, value in enumerate(letter.values) if value[:5] == "<svg ")
    return {number: mark for number, mark in drawn if mark}


def _kept(letter: Fenced, marks: Mapping[int, Mark]) -> tuple[str | None, ...]:
    return tuple(marks[n].form if n in marks else letter.kept(n) for n in range(len(letter.values)))


def _key(letter: Fenced, kept: Sequence[str | None], pinned: tuple[int, ...]) -> tuple[str | None, ...]:
    return (*(letter.values[number] for number in pinned), *kept)


def _same(one: Any, other: Any) -> bool:
    mine, yours = list(one.iter()), list(other.iter())
    return len(mine) == len(yours) and all(
        (a.tag, a.text or "", a.tail or "", a.attrib) == (b.tag, b.text or "", b.tail or "", b.attrib)
        for a, b in zip(mine, yours, strict=True)
    )


def _merge(known: Frame, new: Frame) -> None:
    """Take over the kinds of lines that the new letter showed."""
    same = len(known.flows) == len(new.flows) and known.marks == new.marks
    if not same or not all(one.same(other) for one, other in zip(known.flows, new.flows, strict=True)):
        raise StrangeTextError
    for one, other in zip(known.flows, new.flows, strict=True):
        for key, line in other.lines.items():
            if one.lines.setdefault(key, line) != line:
                raise StrangeTextError
