"""What is known of letters of one skeleton: where their values stand, and the classes of their lines."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from dm.press.replay.attributes import is_unseen
from dm.press.replay.bands import Fixed, Leaf
from dm.press.replay.beside import Rooms
from dm.press.replay.fences import CLOSE, OPEN, Fenced
from dm.press.replay.flows import Flow, Lines
from dm.press.replay.grids import Grid
from dm.press.replay.inside import StrangeTextError, address
from dm.press.replay.lesser import Lesser, lessened, suited
from dm.press.replay.paints import Paint
from dm.press.replay.rows import Row
from dm.press.replay.ruled import TablePaint
from dm.press.replay.stacks import EXACT, STILL, UNMOVED, Moved, Spot, Stack, Vector
from dm.press.replay.tracks import Tracks
from dm.press.replay.unions import filled
from dm.press.replay.words import Words

Parts = tuple[str | int, ...]
Texts = dict[tuple[int, bool], Parts]
# What stands for a unit that is there, among the heights of texts.
PRESENT = (1.0,)
# A letter may have so many pages more than the lesson with any text in the values' stead.
_MORE = 12


@dataclass(slots=True)
class Fences:
    """Where a document's values stand: in texts, as drawn marks (their elements), or elsewhere, and of these in the
    addresses of links (by the link's id), and where only style sheets could see them."""

    texts: Texts = field(default_factory=dict)
    marks: dict[int, Any] = field(default_factory=dict)
    targets: dict[int, Parts] = field(default_factory=dict)
    elsewhere: set[int] = field(default_factory=set)
    unseen: set[int] = field(default_factory=set)

    def keep_attributes(self) -> None:
        """For style sheets that ask for attributes: no value in one is followed."""
        self.targets.clear()
        self.unseen.clear()


class Place(NamedTuple):
    """Where a line or a mark stands on its page in the lesson, in CSS pixels, what it moves with, and the matrix of a
    turned box around it."""

    page: int
    x: float
    y: float
    width: float = 0.0
    height: float = 0.0
    spot: Spot = STILL
    turned: tuple[float, ...] = ()


@dataclass(slots=True)
class LetterClass:
    """Letters of one frame that stand as one lesson does: what is on their pages, and how it moves."""

    pages: tuple[Leaf, ...]
    lines: tuple[tuple[Place, ...], ...]
    marks: tuple[tuple[int, Place], ...]
    fixed: tuple[Fixed, ...]
    links: tuple[tuple[Place, Parts], ...]
    paints: tuple[tuple[Paint, Spot], ...]
    tables: tuple[tuple[TablePaint, tuple[Spot, ...]], ...]
    stack: Stack
    serial: int = field(default_factory=itertools.count().__next__)

    def places(self, flow: int, heights: Sequence[float], moved: Moved) -> list[Place]:
        """Where a flow's lines of these heights stand in a letter."""
        if flow not in self.stack.free:
            return [place._replace(y=moved.down(place.y, place.spot)) for place in self.lines[flow]]
        found: list[Place] = []
        for start, end in self.stack.parts(flow):
            first = self.lines[flow][start]
            y = moved.down(first.y, first.spot)
            for height in heights[start:end]:
                found.append(first._replace(y=y))
                y = round(y + height, EXACT)
        return found


class Follower(NamedTuple):
    """A letter's lines, the class that it follows, if one is known, and how far its things are from the lesson's."""

    done: list[Set]
    vector: Vector | None
    kind: LetterClass | None
    moved: Moved = UNMOVED


@dataclass(frozen=True, slots=True)
class Column:
    """Where a flow stands in a table or a row: the grid's number, its columns, and what is beside its text."""

    grid: int
    first: int
    span: int
    beside: float


@dataclass(slots=True)
class Frame:
    """Letters of one skeleton that agree in the values not understood (`pinned`), and the one that taught it."""

    pinned: tuple[int, ...]
    flows: tuple[Flow, ...]
    in_address: tuple[bool, ...]
    marks: tuple[int, ...]
    grids: tuple[Grid | Row | Tracks, ...]
    columns: tuple[Column | None, ...]
    lesson: Fenced
    rooms: list[tuple[Rooms, ...]]
    units: int = 0
    base: tuple[int, Vector, LetterClass] | None = None
    classes: dict[tuple[int, Vector], LetterClass] = field(default_factory=dict)
    stacks: dict[tuple[Any, ...], dict[Any, dict[Any, LetterClass]]] = field(default_factory=dict)
    there: dict[frozenset[int], tuple[bool, ...]] = field(default_factory=dict)
    # for letters of a union whose pages end elsewhere than the lesson's, by where they do
    lessers: dict[tuple[Any, ...], list[Lesser]] = field(default_factory=dict)

    def add(self, rooms: tuple[Rooms, ...], seen: Vector, kind: LetterClass) -> None:
        """One more class."""
        number, stack = self.rooms.index(rooms), kind.stack
        self.classes.setdefault((number, seen), kind)
        if stack.free:
            pages = len(stack.pages.sheets) if stack.pages else 0
            same = self.stacks.setdefault((number, stack.kept, stack.leading, pages), {})
            same.setdefault(stack.key(seen), {}).setdefault(stack.pattern, kind)

    def _known(self, number: int, seen: Vector) -> tuple[LetterClass, Moved] | None:
        """The class of a letter with lines of these heights, and how it moves."""
        if kind := self.classes.get((number, seen)):
            return kind, kind.stack.unmoved()
        for (rooms, *_), same in self.stacks.items():
            if rooms != number:
                continue
            first = next(iter(next(iter(same.values())).values()))
            alike = same.get(first.stack.key(seen))
            # where pages end follows from any lesson whose other texts are the same
            other = alike.get(next(iter(alike.values())).stack.ends(seen)) if alike else None
            moved = other.stack.moved(seen) if other else None
            if other and moved:
                return other, moved
        return None

    def vector(self, letter: Fenced, done: Sequence[Set]) -> Vector | None:
        """Each flow's line heights, and whether each unit is there; None where a line is of a kind not seen yet."""
        heights = vector(self.flows, done)
        if heights is None or not self.units:
            return heights
        if self.base and letter.absent:
            # what is not there was not set
            found = zip(heights, self.base[1], self._there(letter), strict=False)
            heights = tuple([mine if there else theirs for mine, theirs, there in found])
        return (*heights, *[() if unit in letter.absent else PRESENT for unit in range(self.units)])

    def shows(self, flow: int, letter: Fenced) -> bool:
        """Whether the letter has this flow."""
        return not letter.absent or self._there(letter)[flow]

    def _there(self, letter: Fenced) -> tuple[bool, ...]:
        if letter.absent not in self.there:
            self.there[letter.absent] = tuple([letter.absent.isdisjoint(flow.units) for flow in self.flows])
        return self.there[letter.absent]

    def find(self, letter: Fenced, words: Words) -> Follower:
        """Every flow's lines in this letter, and its class if that is known. Lines beside floats have the rooms of the
        class: where lines of the same heights come of it, they stand where they stood. Raises StrangeTextError for what
        WeasyPrint shall set."""
        if self.base and letter.alone:
            follower = self._find_based(self.base, letter, words)
            if follower.kind or letter.absent:
                return follower
        done, strange = None, None
        for number, rooms in enumerate(self.rooms):
            try:
                done = self.set(letter, words, rooms)
            except StrangeTextError as error:
                strange = error
                continue
            seen = self.vector(letter, done)
            known = self._known(number, seen) if seen is not None else None
            if known:
                return Follower(done, seen, *known)
        if done is None:
            raise strange or StrangeTextError("no rooms")
        return Follower(done, None, None)

    def _find_based(self, known: tuple[int, Vector, LetterClass], letter: Fenced, words: Words) -> Follower:
        """A letter of a union follows the lesson that has any text in the values' stead; where it lacks units, no
        other: which letters do is then the same in all chunks."""
        number, base, kind = known
        done = self.set(letter, words, self.rooms[number])
        seen = self.vector(letter, done)
        follows = seen is not None and kind.stack.key(seen) == kind.stack.key(base)
        if seen is None or not follows or kind.stack.ends(seen) != kind.stack.pattern:
            return Follower(done, seen, None)
        moved = kind.stack.moved(seen)
        return Follower(done, seen, kind if moved else None, moved or UNMOVED)

    def ends(self, seen: Vector) -> tuple[Any, ...] | None:
        """Where the pages of a union's letter end, as far as its lesson tells."""
        return self.base[2].stack.ends(seen, more=_MORE) if self.base else None

    def lesser(self, letter: Fenced, seen: Vector) -> tuple[Lesser, Fenced]:
        """As many units of the union as end the pages where this letter's end, and a letter that has them all: with any
        text in the values' stead, if that comes to the same."""
        base = self.base[1] if self.base else seen
        flows, pattern, values = len(self.flows), self.ends(seen), letter.values
        heights = seen[:flows]
        if self.ends((*base[:flows], *seen[flows:])) == pattern:
            heights, texts = base[:flows], filled(letter).values
            values = tuple([values[at] if at in self.pinned else text for at, text in enumerate(texts)])

        def suits(more: Sequence[int]) -> bool:
            there = [PRESENT if unit not in letter.absent or unit in more else () for unit in range(self.units)]
            return self.ends((*heights, *there)) == pattern

        lesser = lessened(letter.skeleton, letter.absent.difference(suited(sorted(letter.absent), suits)))
        return lesser, lesser.member(replace(letter, values=values, absent=frozenset()))

    def set(self, letter: Fenced, words: Words, rooms: tuple[Rooms, ...]) -> list[Set]:
        """Every flow's lines in this letter; raises StrangeTextError for what WeasyPrint shall set."""
        there = self._there(letter) if self.base and letter.absent else itertools.repeat(True)
        if not self.grids:
            return [
                Set(flow.broken(letter, words, None, room), 0.0, flow.width) if is_there else _NOTHING
                for flow, room, is_there in zip(self.flows, rooms, there, strict=False)
            ]
        laid = [grid.columns(self.flows, letter, words) for grid in self.grids]
        done = []
        for flow, column, room, is_there in zip(self.flows, self.columns, rooms, there, strict=False):
            if not is_there:
                done.append(_NOTHING)
                continue
            if column is None:
                done.append(Set(flow.broken(letter, words, None, room), 0.0, flow.width))
                continue
            places, widths = laid[column.grid]
            last = column.first + column.span - 1
            width = places[last] + widths[last] - places[column.first] - column.beside
            done.append(Set(flow.broken(letter, words, width), places[column.first], width))
        return done


class Set(NamedTuple):
    """A flow's lines, by how much their places are to be moved, and how wide they may be."""

    lines: Lines
    moved: float
    width: float


# What a letter does not have.
_NOTHING = Set(Lines([]), 0.0, 0.0)


def target(parts: Parts, letter: Fenced) -> str:
    """Where a link leads in this letter; raises StrangeTextError where WeasyPrint has to find out."""
    if len(parts) == 1 and isinstance(parts[0], str):
        return parts[0]
    return address("".join(letter.text(part) if isinstance(part, int) else part for part in parts))


def find_fences(root: Any, letter: Fenced) -> Fences:
    """Take the fences out of a parsed document, in place, and tell where they stood; raises StrangeTextError."""
    found = _Finder(letter)
    found.element(root)
    return found.fences


class _Finder:
    """Goes through a document in its order."""

    def __init__(self, letter: Fenced) -> None:
        self._letter = letter
        self.fences = Fences(elsewhere=set(range(len(letter.values))))
        self._next, self._open = 0, False

    def element(self, node: Any) -> None:
        """An element, what is in it and what follows it."""
        if self._open and isinstance(node.tag, str) and node.tag.rpartition("}")[2] == "svg":
            self.fences.marks.setdefault(self._next, node)
        for name, value in list(node.attrib.items()):
            if OPEN in value:
                if name == "href" and node.tag == "a":
                    self.fences.targets[id(node)] = self._parts(value)
                if is_unseen(node.tag, name, node.attrib):
                    self.fences.unseen |= set(range(self._next, self._next + value.count(OPEN)))
                node.attrib[name] = value.replace(OPEN, "").replace(CLOSE, "")
                self._next += value.count(OPEN)
        if node.tag == "title" or not isinstance(node.tag, str):
            # neither a title nor a comment is drawn
            self.fences.elsewhere -= set(range(self._next, self._next + (node.text or "").count(OPEN)))
        visible = isinstance(node.tag, str) and node.tag not in ("style", "title", "script", "textarea", "option")
        node.text = self._text(node.text, (id(node), False), visible)
        for child in node:
            self.element(child)
            child.tail = self._text(child.tail, (id(child), True), visible)

    def _parts(self, value: str) -> Parts:
        """An attribute's strings and numbers of values."""
        pieces = re.split(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}", value)
        if any(OPEN in piece or CLOSE in piece for piece in pieces):
            raise StrangeTextError("a value that the parser moves")
        parts: list[str | int] = []
        for number, piece in enumerate(pieces):
            parts += [self._next + number - 1] if number else []
            parts += [piece] if piece else []
        return tuple(parts)

    def _text(self, text: str | None, key: tuple[int, bool], visible: bool) -> str | None:  # noqa: FBT001
        if not text or (OPEN not in text and CLOSE not in text):
            return text
        if not visible:
            self._next += text.count(OPEN)
            return text.replace(OPEN, "").replace(CLOSE, "")
        parts: list[str | int] = []
        whole = ""
        if self._open:
            whole, _, text = text.partition(CLOSE)
            parts.append(whole)
            self._open = False
            self._next += 1
        while OPEN in text:
            before, _, text = text.partition(OPEN)
            whole += before
            parts.append(before)
            if CLOSE not in text:
                self._open = True
                text = ""
                break
            value, _, text = text.partition(CLOSE)
            # a parser moves what stands in a table but not in a cell
            if value != self._letter.text(self._next).replace("\r\n", "\n").replace("\r", "\n"):
                raise StrangeTextError("a value that the parser moves")
            whole += value
            parts.append(self._next)
            self.fences.elsewhere.discard(self._next)
            self._next += 1
        parts.append(text)
        if any(isinstance(part, int) for part in parts):
            self.fences.texts[key] = tuple(part for part in parts if part != "")
        return whole + text


def vector(flows: Sequence[Flow], done: Sequence[Set]) -> Vector | None:
    """Each flow's line heights; None where a line is of a kind not seen yet."""
    heights = []
    for flow, one in zip(flows, done, strict=True):
        known = flow.heights(one.lines.signatures)
        if known is None:
            return None
        heights.append(known)
    return tuple(heights)
