"""What lines are made of: words, units that no line end parts, and blocks of units that all letters share."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from dm.press.replay.figures import Figure
from dm.press.replay.flows import Fragment, Hold, Line, Run
from dm.press.replay.inside import Glyphs, StrangeTextError, joined, kerned_space
from dm.press.replay.words import Words, script

# Words of a run and parts of a block: most letters break their lines where others do.
_REMEMBERED = 400
NBSP = "\u00a0"
# Spaces that no line ends at, and what Pango lets stand beyond a line's end.
KEPT = (NBSP, "\u202f")
_WHITE = (" ", *KEPT)


@dataclass(slots=True, eq=False)
class Word:
    """A word, a space or a gap within a unit; `alone`: a space that is all of its run's text; `edge`: the element that
    a gap opens, or closes if it is less than 0."""

    run: Run | None
    text: str
    glyphs: Glyphs | None
    width: float
    letters: str = ""
    alone: bool = False
    figure: Figure | None = None
    edge: int = 0


@dataclass(slots=True, eq=False)
class Unit:
    """What no line end parts, after `space`; `width` is that of its words, `kept` says that a box holds it together,
    `trails` how wide the space behind it is that ends its text, `spaced` how far its end is from the first such space
    within it."""

    words: list[Word]
    space: Word | None = None
    kept: bool = False
    width: float = 0.0
    trails: float = 0.0
    spaced: float = 0.0


def wide(words: Sequence[Word]) -> float:
    """How wide these words are together."""
    return words[0].width if len(words) == 1 else sum([word.width for word in words])


def last_of(words: list[Word]) -> Word | None:
    """The last word with text."""
    for word in reversed(words):
        if word.text:
            return word
    return None


def behind_text(words: Sequence[Word]) -> float:
    """How wide the words are from the first one on that ends its text with a space; 0 where there is none."""
    texts = [(at, word) for at, word in enumerate(words) if word.text]
    if texts and texts[-1][1].text[-1] in KEPT:
        texts.append((len(words), Word(None, "", None, 0.0)))
    pairs = itertools.pairwise(texts)
    ends = (at for (at, one), (_, other) in pairs if one.text[-1] in _WHITE and one.run is not other.run)
    at = next(ends, None)
    return 0.0 if at is None else wide(words[at:])


def opened(words: Sequence[Word]) -> float:
    """How wide the gaps of elements are together that begin in these words, or in the last of them, and do not end."""
    wide_of: dict[int, float] = {}
    for word in words:
        if word.edge > 0:
            wide_of[word.edge] = word.width
        elif word.edge:
            wide_of.pop(-word.edge, None)
    return sum(wide_of.values())


def parted(text: str) -> list[str]:
    """Words and the unbreakable spaces between them: both may grow in a justified line."""
    parts: list[str] = []
    for number, part in enumerate(text.split(NBSP)):
        parts += [NBSP] if number else []
        parts += [part] if part else []
    return parts


def fragments(words: Sequence[Word], spread: float) -> Line:
    """These words as a line: a text for each run in it; each space has `spread` more room."""
    line = Line()
    x, last, run = 0.0, None, None
    for word in words:
        glyphs = word.glyphs
        if glyphs is None:
            if word.figure:
                line.figures = (*line.figures, (word.figure, x))
            x, last = x + word.width, None
            continue
        if last is None or word.run is not run:
            run = word.run
            assert run is not None and run.face is not None  # noqa: PT018 - whatever has glyphs has them
            last = Fragment(run.element, run.face, run.colour, x, 0.0, "", [], run.ruled, spread)
            line.append(last)
        width = word.width + spread if spread and word.text in (" ", NBSP) else word.width
        last.text += word.text
        last.words.append(glyphs)
        last.width += width
        x += width
    line.width = x
    return line


def pulled(before: Word | None, space: Word, after: Word) -> Word:
    """The space between these words of one text, in a font that kerns spaces with letters."""
    tail = before.glyphs.tail if before and before.glyphs and before.run is space.run else (0.0, 0)
    lead = after.glyphs.lead if after.glyphs and after.run is space.run else 0.0
    if space.glyphs is None or not (tail[0] or lead):
        return space
    if len(after.letters) > 1 and not (before and script(before.text) == script(after.text) != ""):
        # a space is of the script before it, and no font kerns from script to script
        raise StrangeTextError("a kerned space in a text of two scripts")
    glyphs = kerned_space(space.glyphs, tail, lead)
    return Word(space.run, " ", glyphs, glyphs.width, space.letters, space.alone)


def is_pulled(space: Word) -> bool:
    """Whether the words beside a space pull at it."""
    own = space.run.face.space if space.run and space.run.face else None
    return bool(own and space.glyphs and space.glyphs.shown != own.shown)


def padded(words: list[Word], hold: Hold, least: float) -> list[Word]:
    """The text of a box with a given width, with room on both sides; raises StrangeTextError where there is none."""
    first = next((at for at, word in enumerate(words) if word.text), len(words))
    free = hold.width - wide(words[first:])
    if free < least or hold.align not in ("left", "center", "right"):
        raise StrangeTextError("a box with no room")
    before = {"left": 0.0, "center": free / 2, "right": free}[hold.align]
    both = [Word(None, "", None, before), *words[first:], Word(None, "", None, free - before)]
    return [*words[:first], *both]


class RunWords(dict[str, Word]):
    """The words of a run in texts with the same scripts, and its long texts that are the same in all letters."""

    def __init__(self, run: Run, letters: str, words: Words) -> None:
        super().__init__()
        if run.face is None:
            raise StrangeTextError("text in an element that had none")
        self.run, self.blocks = run, dict[str, Block]()
        self._face, self._letters, self._words = run.face, letters, words
        space = words.space(run.face)
        self.space = Word(run, " ", space, space.width)
        self.lone = Word(run, " ", space, space.width, alone=True)

    def __missing__(self, text: str) -> Word:
        glyphs = self._words.word(self._face, text, self._letters)
        if len(self) >= _REMEMBERED:
            self.clear()
        word = self[text] = Word(self.run, text, glyphs, glyphs.width, self._letters)
        return word


class Block:
    """Units with a space before each, between two certain line ends, which all letters have alike."""

    def __init__(self, units: list[Unit]) -> None:
        self.units = units
        self._spaces = [unit.space.width if unit.space else 0.0 for unit in units]
        self._ends = [0.0]
        for unit, space in zip(units, self._spaces, strict=True):
            self._ends.append(self._ends[-1] + space + unit.width)
        self._parts: dict[tuple[int, int, bool], Word] = {}

    def reach(self, at: int, room: float, *, begins: bool) -> int:
        """Behind the last unit from `at` on that ends before `room`; where these begin a line, without their space."""
        limit = self._ends[at] + room + (self._spaces[at] if begins else 0.0)
        return max(at, bisect_left(self._ends, limit, at) - 1)

    def part(self, at: int, until: int, *, begins: bool) -> Word:
        """These units as one word."""
        key = (at, until, begins)
        if key not in self._parts:
            if len(self._parts) >= _REMEMBERED:
                self._parts.clear()
            self._parts[key] = self._joined(at, until, begins=begins)
        return self._parts[key]

    def _joined(self, at: int, until: int, *, begins: bool) -> Word:
        words = [word for unit in self.units[at:until] for word in (unit.space, *unit.words) if word]
        words = words[1:] if begins else words
        glyphs = [word.glyphs for word in words if word.glyphs is not None]
        if any(one.font != glyphs[0].font for one in glyphs):
            raise StrangeTextError("words of several fonts")
        whole = joined(glyphs[0], glyphs[1:])
        whole = whole._replace(used=tuple(dict.fromkeys(whole.used)))
        return Word(words[0].run, "".join([word.text for word in words]), whole, whole.width, words[0].letters)
