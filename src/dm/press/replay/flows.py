"""A block of running text with values in it: its lines are broken here as WeasyPrint breaks them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from dm.press.replay.fences import Fenced
from dm.press.replay.inside import Face, Glyphs, StrangeTextError, breaks
from dm.press.replay.words import Words, script

_SPACES = re.compile("[ \t\n\r]+")
# Nearer than this to the end of the line, rounding decides; so WeasyPrint shall.
_DOUBT = 0.02
_REMEMBERED = 100


@dataclass(frozen=True, slots=True)
class Run:
    """One text of an element: strings and numbers of values in order. `face` is None where it never has text."""

    element: int
    face: Face | None
    colour: str
    parts: tuple[str | int, ...]

    def text(self, letter: Fenced) -> str:
        """The text in this letter."""
        return "".join(letter.text(part) if isinstance(part, int) else part for part in self.parts)


@dataclass(frozen=True, slots=True)
class Gap:
    """Room at the edge of an inline element, and on which side its text is."""

    width: float
    opens: bool


class Break:
    """A forced end of line."""


Piece = Run | Gap | Break


@dataclass(slots=True)
class Fragment:
    """Text of one run on one line; `x` counts from the line's beginning. `shown`: what a PDF says before and after its
    place, once that is known."""

    element: int
    face: Face
    colour: str
    x: float
    width: float
    text: str
    words: list[Glyphs]
    shown: tuple[str, str] | None = None


Line = list[Fragment]


@dataclass(slots=True)
class Flow:
    """How a block's text is set. `lines` knows, by the elements on a line, its height and each one's baseline."""

    element: int
    pieces: tuple[Piece, ...]
    width: float
    align: str
    wraps: bool
    lang: str | None
    lines: dict[tuple[int, ...], tuple[float, dict[int, tuple[float, float, float]]]] = field(default_factory=dict)
    numbers: tuple[int, ...] = ()
    _known: dict[tuple[str, ...], list[Line]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        runs = (piece for piece in self.pieces if isinstance(piece, Run))
        self.numbers = tuple(part for run in runs for part in run.parts if isinstance(part, int))

    def same(self, other: Flow) -> bool:
        """Whether both set the same values in the same way."""
        mine = (self.element, self.align, self.wraps, self.lang, len(self.pieces))
        return abs(self.width - other.width) < 1e-6 and mine == (
            other.element,
            other.align,
            other.wraps,
            other.lang,
            len(other.pieces),
        )

    def broken(self, letter: Fenced, words: Words) -> list[Line]:
        """The letter's lines; raises StrangeTextError for what WeasyPrint shall set."""
        key = tuple([letter.values[number] for number in self.numbers])
        if key not in self._known:
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            self._known[key] = self._set(letter, words)
        return self._known[key]

    def _set(self, letter: Fenced, words: Words) -> list[Line]:
        setter = _Setter(self, words)
        spaced = True
        for piece, text in self._texts(letter):
            if isinstance(piece, Gap):
                setter.gap(piece)
            elif isinstance(piece, Break):
                setter.end_line()
                spaced = True
            elif text:
                setter.run(piece, text[1:] if spaced and text[0] == " " else text)
                spaced = text.endswith(" ")
        return setter.finished()

    def _texts(self, letter: Fenced) -> list[tuple[Piece, str]]:
        return [
            (piece, _SPACES.sub(" ", piece.text(letter)) if isinstance(piece, Run) else "") for piece in self.pieces
        ]


@dataclass(slots=True)
class _Word:
    """A word or a gap within a unit that no line end parts."""

    run: Run | None
    text: str
    glyphs: Glyphs | None
    width: float
    letters: str = ""
    space: bool = False


class _Setter:
    """Fills lines, greedily."""

    def __init__(self, flow: Flow, words: Words) -> None:
        self._flow, self._words = flow, words
        self._lines: list[Line] = []
        self._line: list[_Word] = []
        self._used = 0.0
        self._space: _Word | None = None
        self._unit: list[_Word] = []
        self._last = 0

    def run(self, run: Run, text: str) -> None:
        """More text."""
        if run.face is None:
            if text.strip(" "):
                raise StrangeTextError("?")
            return
        letters = script(text)
        for number, word in enumerate(text.split(" ")):
            if number:
                self._put_space(run, run.face)
            if word:
                glyphs = self._words.word(run.face, word, letters)
                self._put_word(_Word(run, word, glyphs, glyphs.width, letters))

    def gap(self, gap: Gap) -> None:
        """Room before or after an inline element's text."""
        word = _Word(None, "", None, gap.width)
        if gap.opens or self._unit:
            self._unit.append(word)
        elif self._space:
            raise StrangeTextError("?")
        else:
            self._line.append(word)
            self._used += gap.width

    def end_line(self) -> None:
        """A forced break; WeasyPrint keeps a space before it."""
        self._place()
        if self._space:
            self._line.append(self._space)
        self._next_line()

    def finished(self) -> list[Line]:
        """All lines."""
        self._place()
        if self._line:
            self._next_line()
        return self._lines

    def _put_space(self, run: Run, face: Face) -> None:
        glyphs = self._words.space(face)
        space = _Word(run, " ", glyphs, glyphs.width, space=True)
        if self._unit and all(word.run is None for word in self._unit):
            raise StrangeTextError("?")
        self._place()
        if self._line:
            if self._space:
                raise StrangeTextError("?")
            self._space = space

    def _put_word(self, word: _Word) -> None:
        last = next((one for one in reversed(self._unit) if one.text), None)
        if (
            last
            and last.run is not word.run
            and self._words.may_break(last.text[-1], word.text[0], self._flow.lang, "")
        ):
            self._place()
        if not self._unit and self._space and self._line:
            before = next((one.text for one in reversed(self._line) if one.text and not one.space), "n")
            if not self._words.may_break(before, word.text, self._flow.lang):
                self._take_back()
        self._unit.append(word)

    def _take_back(self) -> None:
        """No line may end at this space: the unit before it goes on."""
        if self._space is None or not self._last:
            raise StrangeTextError("?")
        self._unit = [*self._line[-self._last :], self._space]
        del self._line[-self._last :]
        self._space = self._line.pop() if self._line and self._line[-1].space else None
        self._used = sum(word.width for word in self._line)
        self._last = 0

    def _place(self) -> None:
        """The unit onto this line, or else onto the next one."""
        if not self._unit:
            return
        unit, self._unit = self._unit, []
        space = self._space.width if self._space else 0.0
        room = self._flow.width - self._used - space - sum(word.width for word in unit)
        if abs(room) < _DOUBT and self._flow.wraps and self._flow.width:
            raise StrangeTextError("?")
        if room >= 0 or not self._flow.wraps:
            self._append(unit)
        else:
            self._part(unit)

    def _append(self, unit: list[_Word]) -> None:
        self._last = len(unit)
        if self._space:
            unit = [self._space, *unit]
            self._space = None
        self._line += unit
        self._used += sum(word.width for word in unit)

    def _part(self, unit: list[_Word]) -> None:
        """Too long: as much of a word with hyphens or slashes as fits, then a new line."""
        places = [breaks(word.text, self._flow.lang) for word in unit if word.text and not word.space]
        if not any(places):
            if not self._line:
                raise StrangeTextError("?")
            self._next_line()
            self._unit = unit
            self._place()
            return
        if len(unit) > 1:
            raise StrangeTextError("?")
        self._part_word(unit[0], places[0])

    def _part_word(self, word: _Word, places: list[int]) -> None:
        if word.run is None or word.run.face is None:
            raise StrangeTextError("?")
        space = self._space.width if self._space else 0.0
        for place in reversed(places):
            glyphs = self._words.word(word.run.face, word.text[:place], word.letters)
            room = self._flow.width - self._used - space - glyphs.width
            if abs(room) < _DOUBT:
                raise StrangeTextError("?")
            if room >= 0:
                self._append([_Word(word.run, word.text[:place], glyphs, glyphs.width)])
                rest = word.text[place:]
                glyphs = self._words.word(word.run.face, rest, word.letters)
                word = _Word(word.run, rest, glyphs, glyphs.width, word.letters)
                break
        else:
            if not self._line:
                raise StrangeTextError("?")
        self._next_line()
        self._unit = [word]
        self._place()

    def _next_line(self) -> None:
        self._lines.append(_fragments(self._line))
        self._line, self._used, self._space = [], 0.0, None
        self._last = 0


def _fragments(words: Sequence[_Word]) -> Line:
    line: Line = []
    x, run = 0.0, None
    for word in words:
        if word.run is not None and word.run.face is not None and word.glyphs is not None:
            if word.run is not run or not line:
                line.append(Fragment(word.run.element, word.run.face, word.run.colour, x, 0.0, "", []))
                run = word.run
            line[-1].text += word.text
            line[-1].words.append(word.glyphs)
            line[-1].width += word.width
        else:
            run = None
        x += word.width
    return line
