"""A block of running text with values in it, and its lines as they are set in one letter."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from dm.press.marks import Rectangle
from dm.press.replay.fences import Fenced
from dm.press.replay.figures import Figure
from dm.press.replay.inlines import Inline
from dm.press.replay.inside import Face, Glyphs, transformed
from dm.press.replay.words import Words, script

if TYPE_CHECKING:
    from dm.press.replay.blocks import RunWords
    from dm.press.replay.setting import Setter

_SPACES = re.compile("[ \t\n\r]+")
_BLANKS = re.compile("[ \t]+")
_LINE_ENDS = re.compile(" ?(?:\r\n|\r|\n) ?")
_ODD_SPACES = re.compile("[\t\n\r]|  ")
# Constant text shorter than this is not worth being remembered as words.
_LONG = 60
# A space after a letter or a comma and before a letter: there a line may always end.
_CERTAIN = re.compile(r"(?<=[\w.,;:]) (?=[^\W\d_])")
_REMEMBERED = 100


def _collapsed(text: str) -> str:
    return _SPACES.sub(" ", text) if _ODD_SPACES.search(text) else text


class Constant(str):
    """Text that is the same in all letters: the scripts in it; and where it is long, its first words, its inner ones
    with the space before them, and its last ones: between these a line may end for certain."""

    __slots__ = ("cut", "letters")
    letters: str
    cut: tuple[str, str, str] | None

    def __new__(cls, text: str) -> Self:
        """The text with its spaces collapsed."""
        made = super().__new__(cls, _collapsed(text))
        made.letters = script(made)
        places = [found.start() for found in _CERTAIN.finditer(made)] if len(made) > _LONG else []
        first, last = (places[0], places[-1]) if len(places) > 3 else (0, 0)
        made.cut = (made[:first], made[first:last], made[last:]) if last else None
        return made


@dataclass(slots=True, eq=False)
class Run:
    """One text of an element: strings and numbers of values in order. `face` is None where it never has text; `lines`
    says that ends of lines in it are kept."""

    element: int
    face: Face | None
    colour: str
    parts: tuple[str | int, ...]
    ruled: tuple[Rule, ...] = ()
    lines: bool = False
    _texts: tuple[Constant | int, ...] = field(init=False)
    _letters: str = field(init=False)

    def __post_init__(self) -> None:
        self._texts = tuple([part if isinstance(part, int) else Constant(part) for part in self.parts])
        self._letters = "".join([part.letters for part in self._texts if isinstance(part, Constant)])

    def texts(self, letter: Fenced) -> tuple[list[str], str]:
        """Its texts in this letter, spaces collapsed, and the scripts in them."""
        if self.lines or (self.face and self.face.transforms):
            text = "".join([letter.text(part) if isinstance(part, int) else part for part in self.parts])
            text = transformed(text, self.face.style) if self.face and self.face.transforms else text
            whole = _LINE_ENDS.sub("\n", _BLANKS.sub(" ", text)) if self.lines else _collapsed(text)
            return [whole], script(whole)
        texts: list[str] = []
        letters = self._letters
        for part in self._texts:
            if isinstance(part, int):
                text = _collapsed(letter.text(part))
                letters += script(text)
                texts.append(text)
            else:
                texts.append(part)
        return texts, ("n" if "n" in letters else "") + ("\u043d" if "\u043d" in letters else "")


@dataclass(frozen=True, slots=True)
class Rule:
    """A line under or through text: its distance from the text's upper edge, its thickness and colour."""

    down: float
    thickness: float
    colour: str


@dataclass(frozen=True, slots=True)
class Gap:
    """The edge of an inline element: its width, and on which side its text is; 0 is no element. `apart`: its font is
    not that of what it is in."""

    width: float
    opens: bool
    element: int = 0
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Hold:
    """The edge of a box that no line end parts; a line may end before and after it. `width`: its given width, within
    which its text is set as `align` says."""

    opens: bool
    width: float = 0.0
    align: str = ""


class Break:
    """A forced end of line."""


Piece = Run | Gap | Hold | Break | Figure


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


class Line(list[Fragment]):
    """The fragments of a line, and how far it reaches. `room`: where it may begin and how wide it may be, where that is
    not its block's affair; `figures`: pictures with their places."""

    width: float = 0.0
    room: tuple[float, float] | None = None
    figures: tuple[tuple[Figure, float], ...] = ()


def signature(line: Line) -> tuple[int, ...]:
    """Which elements have text on a line: that decides about its height."""
    return tuple(sorted({*(fragment.element for fragment in line), *(figure.element for figure, _ in line.figures)}))


class Said(NamedTuple):
    """What a flow's lines say in a class of letters: for each text its page and what is drawn, and where the address
    stands, in millimetres."""

    shown: list[tuple[int, str]]
    address: list[tuple[str, Rectangle]]


class Lines(list[Line]):
    """A flow's lines in one letter. `said` remembers what pages of a class say of them."""

    def __init__(self, lines: list[Line]) -> None:
        super().__init__(lines)
        self.signatures = tuple(
            [(line[0].element,) if len(line) == 1 and not line.figures else signature(line) for line in lines],
        )
        self.said: dict[Any, Said] = {}


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
    inlines: tuple[Inline, ...] = ()
    figures: tuple[Figure, ...] = ()
    lines: dict[tuple[int, ...], tuple[float, dict[int, tuple[float, float, float]]]] = field(default_factory=dict)
    numbers: tuple[int, ...] = ()
    spacing: float = 0.0
    faces: tuple[Face, ...] = ()
    units: frozenset[int] = frozenset()
    # the room in which it is laid out once more, to tell how high its box is; 0: no such room
    measured: float = 0.0
    _known: dict[tuple[Any, ...], Lines] = field(default_factory=dict)
    _extents: dict[tuple[str, ...], tuple[float, float]] = field(default_factory=dict)
    _heights: dict[tuple[tuple[int, ...], ...], tuple[float, ...]] = field(default_factory=dict)
    _read: tuple[tuple[str, ...], Setter] | None = None
    # the words of its runs, by the scripts in them
    _words: dict[tuple[int, str], Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        runs = [piece for piece in self.pieces if isinstance(piece, Run)]
        self.faces = tuple({id(run.face): run.face for run in runs if run.face}.values())
        self.spacing = max((run.face.spacing for run in runs if run.face), default=0.0)
        self.numbers = tuple(part for run in runs for part in run.parts if isinstance(part, int))

    def same(self, other: Flow) -> bool:
        """Whether both set the same values in the same way."""
        mine = (self.element, self.align, self.wraps, self.lang, self.clipped, self.fitted, len(self.pieces))
        theirs = (other.element, other.align, other.wraps, other.lang, other.clipped, other.fitted, len(other.pieces))
        return (self.fitted or abs(self.width - other.width) < 1e-6) and mine == theirs

    def broken(
        self, letter: Fenced, words: Words, width: float | None = None, rooms: tuple[tuple[float, float], ...] = ()
    ) -> Lines:
        """The letter's lines, in another width than its own where one is given, the first ones in these rooms; raises
        StrangeTextError for what WeasyPrint shall set."""
        from dm.press.replay.setting import Setter

        room = self.width if width is None else width
        values = letter.values
        key = (room, rooms, *[values[number] for number in self.numbers])
        lines = self._known.get(key)
        if lines is None:
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            # in a table that fits its columns the text was read for its extent
            read = self._read[1] if self._read and self._read[0] == key[2:] else Setter(self, words).read(letter)
            lines = self._known[key] = Lines(read.lines(room, rooms))
        return lines

    def heights(self, signatures: tuple[tuple[int, ...], ...]) -> tuple[float, ...] | None:
        """The heights of lines with these elements; None where one is of a kind not seen yet."""
        heights = self._heights.get(signatures)
        if heights is None:
            known = [self.lines.get(elements) for elements in signatures]
            if None in known:
                return None
            if len(self._heights) > _REMEMBERED:
                self._heights.clear()
            heights = self._heights[signatures] = tuple([line[0] for line in known if line is not None])
        return heights

    def words(self, run: Run, letters: str, words: Words) -> RunWords:
        """The words of a run in texts with these scripts."""
        from dm.press.replay.blocks import RunWords

        key = (id(run), letters)
        found: RunWords | None = self._words.get(key)
        if found is None:
            found = self._words[key] = RunWords(run, letters, words)
        return found

    def extent(self, letter: Fenced, words: Words) -> tuple[float, float]:
        """How wide the text is at least, broken wherever it may be, and at most, broken only where it must."""
        from dm.press.replay.setting import Setter

        values = letter.values
        key = tuple([values[number] for number in self.numbers])
        if key not in self._extents:
            if len(self._extents) > _REMEMBERED:
                self._extents.clear()
            read = Setter(self, words).read(letter)
            self._read = (key, read)
            self._extents[key] = read.extent()
        return self._extents[key]
