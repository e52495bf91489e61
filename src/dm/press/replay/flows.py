"""A block of running text with values in it, and its lines as they are set in one letter."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from dm.press.replay.fences import Fenced
from dm.press.replay.inside import Face, Glyphs, transformed
from dm.press.replay.words import Words

_SPACES = re.compile("[ \t\n\r]+")
_REMEMBERED = 100


def _collapsed(text: str) -> str:
    return _SPACES.sub(" ", text)


@dataclass(frozen=True, slots=True)
class Run:
    """One text of an element: strings and numbers of values in order. `face` is None where it never has text."""

    element: int
    face: Face | None
    colour: str
    parts: tuple[str | int, ...]
    ruled: tuple[Rule, ...] = ()

    def texts(self, letter: Fenced) -> list[tuple[str, bool]]:
        """Its texts in this letter, spaces collapsed, and for each whether it is the same in all letters."""
        if self.face and self.face.transforms:
            text = "".join(letter.text(part) if isinstance(part, int) else part for part in self.parts)
            return [(_collapsed(transformed(text, self.face.style)), False)]
        return [
            (_collapsed(letter.text(part)), False) if isinstance(part, int) else (_collapsed(part), True)
            for part in self.parts
        ]


@dataclass(frozen=True, slots=True)
class Rule:
    """A line under or through text: its distance from the text's upper edge, its thickness and colour."""

    down: float
    thickness: float
    colour: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Room at the edge of an inline element, and on which side its text is."""

    width: float
    opens: bool


@dataclass(frozen=True, slots=True)
class Hold:
    """The edge of a box that no line end parts; a line may end before and after it."""

    opens: bool


class Break:
    """A forced end of line."""


Piece = Run | Gap | Hold | Break


@dataclass(slots=True)
class Fragment:
    """Text of one run on one line; `x` counts from the line's beginning. `spread` is what each space gains in a
    justified line."""

    element: int
    face: Face
    colour: str
    x: float
    width: float
    text: str
    words: list[Glyphs]
    ruled: tuple[Rule, ...] = ()
    spread: float = 0.0


Line = list[Fragment]


def signature(line: Line) -> tuple[int, ...]:
    """Which elements have text on a line: that decides about its height."""
    return tuple(sorted({fragment.element for fragment in line}))


class Lines(list[Line]):
    """A flow's lines in one letter. `shown` remembers what pages of a class say of them."""

    def __init__(self, lines: list[Line]) -> None:
        super().__init__(lines)
        self.signatures = tuple([signature(line) for line in lines])
        self.shown: dict[Any, list[tuple[int, str]]] = {}


@dataclass(slots=True)
class Flow:
    """How a block's text is set. `lines` knows, by the elements on a line, its height and each one's baseline."""

    element: int
    pieces: tuple[Piece, ...]
    width: float
    align: str
    wraps: bool
    lang: str | None
    hyphenates: tuple[int, int, int] | None = None
    hyphen: str = "\u2010"
    clipped: bool = False
    fitted: bool = False
    links: tuple[tuple[int, tuple[str | int, ...]], ...] = ()
    lines: dict[tuple[int, ...], tuple[float, dict[int, tuple[float, float, float]]]] = field(default_factory=dict)
    numbers: tuple[int, ...] = ()
    _known: dict[tuple[Any, ...], Lines] = field(default_factory=dict)
    _extents: dict[tuple[str, ...], tuple[float, float]] = field(default_factory=dict)
    # what the setter made of long texts that are the same in all letters
    settled: dict[tuple[Any, ...], Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        runs = (piece for piece in self.pieces if isinstance(piece, Run))
        self.numbers = tuple(part for run in runs for part in run.parts if isinstance(part, int))

    def same(self, other: Flow) -> bool:
        """Whether both set the same values in the same way."""
        mine = (self.element, self.align, self.wraps, self.lang, self.clipped, self.fitted, len(self.pieces))
        theirs = (other.element, other.align, other.wraps, other.lang, other.clipped, other.fitted, len(other.pieces))
        return (self.fitted or abs(self.width - other.width) < 1e-6) and mine == theirs

    def broken(self, letter: Fenced, words: Words, width: float | None = None) -> Lines:
        """The letter's lines, in another width than its own where one is given; raises StrangeTextError for what
        WeasyPrint shall set."""
        from dm.press.replay.setting import Setter

        room = self.width if width is None else width
        key = (room, *[letter.values[number] for number in self.numbers])
        lines = self._known.get(key)
        if lines is None:
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            lines = self._known[key] = Lines(Setter(self, words, room, fitted=self.fitted).lines(letter))
        return lines

    def extent(self, letter: Fenced, words: Words) -> tuple[float, float]:
        """How wide the text is at least, broken wherever it may be, and at most, broken only where it must."""
        from dm.press.replay.setting import Setter

        key = ("extent", *[letter.values[number] for number in self.numbers])
        if key not in self._extents:
            if len(self._extents) > _REMEMBERED:
                self._extents.clear()
            self._extents[key] = Setter(self, words, self.width).extent(letter)
        return self._extents[key]
