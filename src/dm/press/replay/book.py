"""Documents taught by the first of each kind and replayed for the others."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from dm.errors import TemplateError
from dm.press.replay import boxes, classes
from dm.press.replay.bands import painted
from dm.press.replay.classes import Frame, LetterClass, Set
from dm.press.replay.composed import Following, Replayed
from dm.press.replay.drawn import Mark, read_mark
from dm.press.replay.fences import Fenced, beside_text, put_together
from dm.press.replay.grids import watched_tables
from dm.press.replay.inside import StrangeTextError
from dm.press.replay.lessons import Lesson
from dm.press.replay.proof import same_links, same_look, same_texts
from dm.press.replay.sheets import Page, Sheets, Shown, links_of
from dm.press.replay.stacks import UNMOVED, Moved, Vector
from dm.press.replay.trees import alike, built
from dm.press.replay.unions import filled, take_units, without_units
from dm.press.replay.words import Words
from dm.press.sandbox import without_fences

# So many kinds of letters are free in a chunk; each further one must have been of use to another letter. A skeleton
# without such use holds something of each letter's own where replaying does not follow.
_PATIENCE = 12
# So many letters could be laid out in the time that a lesson takes on top of its own, with its proof.
LESSON = 2.5
# So many lessons are always tried; what more they cost than they have saved is at most so much of what letters cost.
_TRIED, _LOST = 4, 0.2
# A class weighs some hundred kilobytes.
_REMEMBERED = 150
_DERIVED = 2000
# A rule within the letter that looks at an attribute.
_ASKED = re.compile(r"<style[^>]*>[^<]*\[[a-z-]+[\]~|^$*=]", re.IGNORECASE)
_ODD = (AttributeError, TypeError, ValueError, LookupError, AssertionError)

Source = Callable[[str], Any]
LayOut = Callable[[Any], Any]


@dataclass(slots=True)
class _Skeleton:
    frames: dict[tuple[int, ...], dict[tuple[str | None, ...], Frame]] = field(default_factory=dict)


class _Purse(list["_Here"]):
    """How the letters of all skeletons go in this chunk. What it holds, in letters that WeasyPrint could lay out
    meanwhile, is counted by what became of the letters and never by the clock."""

    def __init__(self, letters: int | None) -> None:
        super().__init__()
        self._full = math.inf if letters is None else LESSON * _TRIED + letters * _LOST

    def suffices(self) -> bool:
        """Whether one more lesson can be paid for."""
        kinds = sum([len(here.kinds) for here in self])
        lessons = kinds + sum([here.failed + len(here.baseless) for here in self])
        saved = sum([here.used for here in self]) - kinds
        return LESSON * (lessons + 1) <= self._full + saved


@dataclass(slots=True)
class _Here:
    """How the letters of a skeleton go in this chunk: decided anew in each, so that no chunk depends on another."""

    purse: _Purse
    kinds: set[int] = field(default_factory=set)
    failed: int = 0
    used: int = 0
    # of letters of these kinds no lesson has all units
    baseless: set[tuple[str | None, ...]] = field(default_factory=set)

    def patient(self) -> bool:
        """Whether one more kind may be tried."""
        kinds = len(self.kinds) + self.failed
        return kinds - _PATIENCE <= self.used - kinds and self.purse.suffices()


@dataclass(slots=True)
class _Found:
    frame: Frame
    done: list[Set]
    vector: Vector | None
    kind: LetterClass | None
    moved: Moved

    def following(self) -> Following | None:
        return Following(self.frame, self.done, self.vector, self.kind, self.moved) if self.kind else None


class Book:
    """Replays documents of one sort (letters, or what lies over them). What it learned it keeps; what a letter looks
    like depends on the letter alone."""

    def __init__(self, words: Words, source: Source, lay_out: LayOut, *, links_matter: bool = False) -> None:
        self._words = words
        self._source, self._lay_out, self._links_matter = source, lay_out, links_matter
        self._skeletons: dict[str, _Skeleton] = {}
        self._here: dict[str, _Here] = {}
        self._purse = _Purse(None)
        self._classes = 0
        self._derived: dict[tuple[Any, ...], bool] = {}
        # of the union asked about last: its units' elements and all its boxes
        self._whole: tuple[tuple[Any, ...], dict[int, list[Any]], Any] | None = None

    def begin(self, letters: int | None = None) -> None:
        """A new chunk; where lessons must pay for themselves, of so many letters."""
        self._here, self._whole, self._purse = {}, None, _Purse(letters)
        if self._classes > _REMEMBERED:
            self._skeletons, self._classes = {}, 0
        if len(self._derived) > _DERIVED:
            self._derived = {}

    def replay(self, letter: Fenced, sheets: Sheets) -> Replayed | None:
        """The letter, after a lesson where one is needed; None where WeasyPrint shall draw it. Where others of its
        union cannot teach it, it is a letter by itself."""
        if letter.alone is None:
            return self._replay(letter, sheets)
        try:
            replayed = self._replay(letter, sheets) if self._is_derived(letter, letter.alone) else None
        except TemplateError:
            # what is wrong with the union need not be wrong with the letter
            self._going(letter.skeleton).failed += 1
            replayed = None
        return replayed or self._replay(letter.alone, sheets)

    def _is_derived(self, letter: Fenced, alone: Fenced) -> bool:
        """Whether WeasyPrint makes the same boxes of the letter as of its union without what the letter lacks."""
        if not letter.absent:
            return True
        key = (letter.skeleton, alone.skeleton, _kept(alone))
        if key not in self._derived:
            self._derived[key] = self._is_part(filled(letter), filled(alone))
        return self._derived[key]

    def _is_part(self, whole: Fenced, mine: Fenced) -> bool:
        key = (whole.skeleton, whole.values)
        if self._whole is None or self._whole[0] != key:
            self._whole = None
            source = self._source(without_fences(put_together(whole)))
            try:
                units = take_units(source.etree_element)
            except StrangeTextError:
                return False
            self._whole = key, units, built(partial(self._lay_out, source))
        _, units, boxes_of_all = self._whole
        lacks = {id(element) for unit in whole.absent for one in units[unit] for element in one.iter()}
        less = self._source(without_units(without_fences(put_together(mine))))
        return alike(boxes_of_all, built(partial(self._lay_out, less)), lacks)

    def _replay(self, letter: Fenced, sheets: Sheets) -> Replayed | None:
        skeleton = self._skeletons.setdefault(letter.skeleton, _Skeleton())
        here = self._going(letter.skeleton)
        kept = _kept(letter)
        try:
            if letter.alone and not self._has_base(skeleton, here, letter, kept) and letter.absent:
                return None
            found = self._find(skeleton, letter, kept)
            kind = found.kind if found else None
            if kind is None and found and letter.absent and found.vector is not None:
                return self._on_other_pages(found, letter, here, sheets)
            if id(kind) not in here.kinds and not here.patient():
                return None
            if kind is None:
                self._teach(skeleton, replace(letter, absent=frozenset()), kept)
                found = self._find(skeleton, letter, kept)
        except StrangeTextError:
            here.failed += 1
            return None
        return self._composed(found, letter, here, sheets, taught=kind is None)

    def _composed(
        self, found: _Found | None, letter: Fenced, here: _Here, sheets: Sheets, *, taught: bool
    ) -> Replayed | None:
        following = found.following() if found else None
        if following is None:
            here.failed += 1
            return None
        try:
            composed = following.composed(letter, _marks(letter), sheets, self._words, taught=taught)
        except StrangeTextError:
            here.failed += 1
            return None
        here.kinds.add(id(following.kind))
        here.used += 1
        return composed

    def _on_other_pages(self, found: _Found, letter: Fenced, here: _Here, sheets: Sheets) -> Replayed | None:
        """A letter whose pages end elsewhere than its union's lesson's, after a lesson with as many units as end them
        where it does; raises StrangeTextError."""
        frame, seen = found.frame, found.vector or ()
        pattern = frame.ends(seen)
        if not pattern:
            return None
        for lesser in frame.lessers.get(pattern, ()):
            mine = lesser.member(letter)
            known = self._find(self._skeletons[lesser.skeleton], mine, _kept(mine)) if lesser.holds(letter) else None
            if known and known.kind and (id(known.kind) in here.kinds or here.patient()):
                return self._composed(known, mine, here, sheets, taught=False)
        if not here.patient():
            return None
        lesser, whole = frame.lesser(letter, seen)
        if not self._is_part(filled(replace(letter, absent=lesser.lacks)), filled(whole)):
            raise StrangeTextError("other boxes where units are lacking")
        skeleton = self._skeletons.setdefault(lesser.skeleton, _Skeleton())
        self._teach(skeleton, whole, _kept(whole))
        frame.lessers.setdefault(pattern, []).append(lesser)
        mine = lesser.member(letter)
        return self._composed(self._find(skeleton, mine, _kept(mine)), mine, here, sheets, taught=True)

    def _going(self, skeleton: str) -> _Here:
        if skeleton not in self._here:
            self._here[skeleton] = _Here(self._purse)
            self._purse.append(self._here[skeleton])
        return self._here[skeleton]

    def _has_base(self, skeleton: _Skeleton, here: _Here, letter: Fenced, kept: tuple[str | None, ...]) -> bool:
        """Whether there is the lesson that letters like this follow, which lack some of their union's units."""
        if self._base(skeleton, letter, kept):
            return True
        if kept in here.baseless or not here.patient():
            return False
        try:
            whole = replace(filled(letter), absent=frozenset())
            self._teach(skeleton, whole, kept)
            pinned = next((one for one, all_ in skeleton.frames.items() if _key(whole, kept, one) in all_), ())
            if _key(whole, kept, pinned) != _key(letter, kept, pinned):
                own = {number: letter.values[number] for number in pinned}
                values = [own.get(number, value) for number, value in enumerate(whole.values)]
                self._teach(skeleton, replace(whole, values=tuple(values)), kept)
        except (StrangeTextError, TemplateError):
            here.failed += 1
        if not self._base(skeleton, letter, kept):
            here.baseless.add(kept)
            return False
        return True

    def _base(self, skeleton: _Skeleton, letter: Fenced, kept: tuple[str | None, ...]) -> bool:
        frames = (frames.get(_key(letter, kept, pinned)) for pinned, frames in skeleton.frames.items())
        return any(frame.base for frame in frames if frame)

    def pinned(self, letter: Fenced) -> tuple[int, ...] | None:
        """Which values must be the same in letters that follow this one; None where it cannot be followed."""
        replayed = self.replay(letter, Sheets({}))
        letter = replayed.letter if replayed else letter
        try:
            found = self._find(self._skeletons.get(letter.skeleton, _Skeleton()), letter, _kept(letter))
        except StrangeTextError:
            return None
        return found.frame.pinned if found and found.kind else None

    def _find(self, skeleton: _Skeleton, letter: Fenced, kept: tuple[str | None, ...]) -> _Found | None:
        for pinned, frames in skeleton.frames.items():
            frame = frames.get(_key(letter, kept, pinned))
            if frame is None:
                continue
            return _Found(frame, *frame.find(letter, self._words))
        return None

    def _teach(self, skeleton: _Skeleton, letter: Fenced, kept: tuple[str | None, ...]) -> None:
        html = put_together(letter)
        source = self._source(html)
        root = source.etree_element
        units = take_units(root)
        fences = classes.find_fences(root, letter)
        if self._links_matter or "attr(" in html or _ASKED.search(html):
            fences.keep_attributes()
        fences.elsewhere -= fences.unseen
        if not _same(root, self._source(without_units(without_fences(html))).etree_element):
            raise StrangeTextError("the parser moves values")
        with watched_tables() as tables:
            document = self._lay_out(source)
        boxes.check_pages(document.pages)
        try:
            frame, kind = Lesson(document, root, fences, letter, self._words, tables, units).learn()
        except _ODD as odd:
            # WeasyPrint's boxes may have shapes that nobody met yet
            raise StrangeTextError("boxes of another shape") from odd
        frames = skeleton.frames.setdefault(frame.pinned, {})
        known = frames.setdefault(_key(letter, kept, frame.pinned), frame)
        if known is not frame:
            _merge(known, frame)
        done = known.set(letter, self._words, frame.rooms[0])
        seen = known.vector(letter, done)
        if seen is None:
            raise StrangeTextError("lines of an unknown kind")
        self._prove(document, Following(known, done, seen, kind, kind.stack.unmoved()), letter)
        known.add(frame.rooms[0], seen, kind)
        if frame.units and _is_base(letter, frame.pinned):
            known.base = known.base or (known.rooms.index(frame.rooms[0]), seen, kind)
        self._classes += 1

    def _prove(self, document: Any, following: Following, letter: Fenced) -> None:
        """The letter of the lesson, replayed, against the lesson itself; raises StrangeTextError."""
        pages, theirs = painted(document, lambda _: False)
        ours = [shown for _, shown in following.shown(letter)]
        if not same_texts(ours, [text.shown for text in theirs], self._words.blanks()):
            raise StrangeTextError("texts differ from WeasyPrint's")
        plain, mine = Sheets({}), Sheets({})
        for leaf in pages:
            plain.written(Page(leaf.width, leaf.height, "\n".join(leaf.shown(UNMOVED, plain)), bleed=leaf.bleed))
        written = following.composed(letter, _marks(letter), mine, self._words, taught=True).pages
        for page, laid in zip(written, document.pages, strict=True):
            mine.written(page)
            if not same_links(page.links, links_of(laid)):
                raise StrangeTextError("links differ from WeasyPrint's")
        if not same_look(mine.finish(), 0, plain.finish()):
            raise StrangeTextError("pages look different from WeasyPrint's")

    def shown(self, letter: Fenced) -> list[tuple[int, Shown]]:
        """All texts of a letter that was replayed, with their pages."""
        found = self._find(self._skeletons[letter.skeleton], letter, _kept(letter))
        following = found.following() if found else None
        return following.shown(letter) if following else []


def _marks(letter: Fenced) -> dict[int, Mark]:
    drawn = [(number, read_mark(value)) for number, value in enumerate(letter.values) if value[:5] == "<svg "]
    return {number: mark for number, mark in drawn if mark}


def _kept(letter: Fenced) -> tuple[str | None, ...]:
    # whether there is text decides about boxes, and so does the form of a mark
    sure = beside_text(letter.skeleton)
    kept = [None if value.strip(" \t\n\r") or number in sure else value for number, value in enumerate(letter.values)]
    for which, mark in _marks(letter).items():
        kept[which] = mark.form
    return tuple(kept)


def _is_base(letter: Fenced, pinned: tuple[int, ...]) -> bool:
    """Whether any text stands in the stead of all values but the pinned ones."""
    pairs = enumerate(zip(filled(letter).values, letter.values, strict=True))
    return all(one == other or number in pinned for number, (one, other) in pairs)


def _key(letter: Fenced, kept: tuple[str | None, ...], pinned: tuple[int, ...]) -> tuple[str | None, ...]:
    return (*[letter.values[number] for number in pinned], *kept) if pinned else kept


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
        raise StrangeTextError("flows of another kind")
    for one, other in zip(known.flows, new.flows, strict=True):
        for key, line in other.lines.items():
            if one.lines.setdefault(key, line) != line:
                raise StrangeTextError("lines of another height")
    if new.rooms[0] not in known.rooms:
        known.rooms.append(new.rooms[0])
