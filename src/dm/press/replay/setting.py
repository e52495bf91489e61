"""Lines of text, filled greedily as WeasyPrint and Pango fill them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from dm.press.replay.blocks import NBSP, Block, Unit, Word, fragments, is_pulled, last_of, opened, wide
from dm.press.replay.flows import Flow, Line
from dm.press.replay.inside import StrangeTextError, breaks, hyphenated
from dm.press.replay.reading import Reading
from dm.press.replay.words import Words

# Nearer than this to the end of the line, rounding decides; so WeasyPrint shall.
_DOUBT = 0.004
_EXACT = 1e-4
# Room that no rounding and no spacing between letters can take away, in CSS pixels.
_BY_FAR = 8.0


class Setter(Reading):
    """Sets the text of one flow in one letter."""

    def __init__(self, flow: Flow, words: Words) -> None:
        super().__init__(flow, words)
        self._width = self._full = self._used = 0.0
        self._rooms: Sequence[tuple[float, float]] = ()
        self._lines: list[Line] = []
        self._line: list[Word] = []

    def lines(self, width: float, rooms: Sequence[tuple[float, float]] = ()) -> list[Line]:
        """All lines of what was read, the first ones in these rooms; raises StrangeTextError for what WeasyPrint shall
        set."""
        self._lines, self._line, self._used, self._full, self._rooms = [], [], 0.0, width, rooms
        self._width = rooms[0][1] if rooms else width
        wraps = self._flow.wraps
        for unit in self._units:
            if unit is None:
                self._end_line(last=True)
                continue
            if isinstance(unit, Block):
                self._fill(unit)
                continue
            space = unit.space
            # most units fit by far
            need = self._used + unit.width + (space.width if space and self._line else 0.0)
            if wraps and need + unit.trails < self._width - _BY_FAR:
                if space and self._line:
                    self._line.append(space)
                self._line += unit.words
                self._used = need
            else:
                self._place(unit)
        if self._line:
            self._end_line(last=True)
        if self._flow.measured:
            self._measure()
        return self._lines

    def _measure(self) -> None:
        """A flexible box is as high as if it were as wide as its widest text, which WeasyPrint breaks after its first
        word where it ends in a space; raises StrangeTextError where that is higher."""
        if self._flow.measured < float("inf") and self.extent()[1] > self._flow.measured - _BY_FAR:
            raise StrangeTextError("a text wider than the row around its column")
        units = self._apart()
        last = units[-1] if units else None
        if last is None or not last.trails:
            return
        given = 1 + sum(unit is None for unit in units)
        if len(self._lines) > given and len(self._flow.faces) == 1:
            return
        behind = [*itertools.takewhile(lambda unit: unit is not None, reversed(units))]
        run = getattr(last_of(last.words), "run", None)
        mine = [word for unit in behind if unit for word in unit.words if word.run is run]
        single = len(mine) == 1 and not breaks(mine[0].text, self._flow.lang)
        widths = [sum(_with_space(unit) for unit in behind if unit), *(line.width for line in self._lines)]
        if not single and max(widths) - widths[0] < last.trails + _DOUBT:
            raise StrangeTextError("a text that ends in a space, in a flexible box")

    def _fill(self, block: Block) -> None:
        """Lines of text that is the same in all letters: as many of its units at a time as fit by far."""
        at, count = 0, len(block.units)
        while at < count:
            until = block.reach(at, self._width - _BY_FAR - self._used, begins=not self._line)
            if until > at and self._flow.wraps:
                word = block.part(at, until, begins=not self._line)
                self._line.append(word)
                self._used += word.width
                at = until
            else:
                self._place(block.units[at])
                at += 1

    def extent(self) -> tuple[float, float]:
        """How wide what was read is at least and at most."""
        least = most = line = last = 0.0
        for unit in [*self._apart(), Unit([], self._space)]:
            if unit is None:
                line = last = 0.0
                continue
            if unit.space and unit.space.alone:
                # WeasyPrint counts such a space to the word before it
                least = max(least, last + unit.space.width)
            if unit.spaced:
                # WeasyPrint takes such a space for a line's end in the least width, and for none in the lines
                raise StrangeTextError("a space that no line may end at, in a box as wide as its text")
            if unit.words:
                line += (unit.space.width if unit.space and line else 0.0) + unit.width
                last = self._narrowest(unit)
                least, most = max(least, last), max(most, line)
        return (least, most) if self._flow.wraps else (most, most)

    def _apart(self) -> list[Unit | None]:
        units: list[Unit | None] = []
        for unit in self._units:
            units += unit.units if isinstance(unit, Block) else [unit]
        return units

    def _narrowest(self, unit: Unit) -> float:
        words = [word for word in unit.words if word.text and word.text != " "]
        places = [] if unit.kept else [breaks(word.text, self._flow.lang) for word in words]
        if self._flow.hyphenates or (any(places) and len(unit.words) > 1):
            raise StrangeTextError("a broken word in a table as wide as its content")
        if not any(places):
            return unit.width
        starts = [0, *places[0], len(words[0].text)]
        parts = (words[0].text[one:other] for one, other in itertools.pairwise(starts))
        return max(self._again(words[0], part).width for part in parts)

    def _place(self, unit: Unit) -> None:
        space = unit.space if self._line else None
        before = space.width if space else 0.0
        room = self._width - self._used - before - unit.width
        if not self._flow.wraps:
            if self._flow.clipped and room < _DOUBT:
                raise StrangeTextError("text that is cut off")
            self._append(unit.words, space)
            return
        if self._doubtful(room, unit):
            raise StrangeTextError(f"a line that ends where its room ends {room}")
        if self._ends_early(room, unit):
            raise StrangeTextError("a text that fits without its last space")
        if room >= (-_EXACT if self._flow.fitted else 0) or not unit.words:
            self._append(unit.words, space)
        elif room > -_DOUBT - self._edges(unit):
            raise StrangeTextError("a text that fits without its element's edges")
        else:
            self._overflow(unit, space)

    def _ends_early(self, room: float, unit: Unit) -> bool:
        """Whether WeasyPrint ends the line after the first word of a text, which fits but for the space at its end."""
        if unit.spaced and -_DOUBT - unit.spaced < room < -_EXACT:
            return True
        if not (unit.trails and 0 <= room < unit.trails + _DOUBT):
            return False
        # a box as wide as its only word
        return not (self._flow.fitted and room < _EXACT and self._begins(unit))

    def _begins(self, unit: Unit) -> bool:
        """Whether a text begins on this line with the unit, and is all one word."""
        last = last_of(unit.words)
        before = any(word.run is last.run for word in self._line) if last else False
        return not (before or any(breaks(word.text, self._flow.lang) for word in unit.words))

    def _doubtful(self, room: float, unit: Unit) -> bool:
        """Whether rounding decides; a column that fits itself to this very text leaves it no room, and it fits."""
        kerned = _BY_FAR if any(face.kerned for face in self._flow.faces) else 0.0
        if abs(room) >= _DOUBT + self._flow.spacing + kerned or (self._flow.fitted and abs(room) < _EXACT):
            return False
        return bool(abs(room) < _DOUBT + self._spacing(unit) and self._width and unit.words)

    def _spacing(self, unit: Unit) -> float:
        """What a space behind the unit, or its letters' spacing, may take of its width."""
        last = last_of(unit.words)
        pulled = abs(last.glyphs.tail[0]) if last and last.glyphs else 0.0
        return max((word.run.face.spacing for word in unit.words if word.run and word.run.face), default=0.0) + pulled

    def _edges(self, unit: Unit) -> float:
        """What WeasyPrint leaves out when it breaks an element's text: its edge on the left, others at times."""
        return opened(self._line) + sum([word.width for word in unit.words if word.edge])

    def _append(self, words: list[Word], space: Word | None) -> None:
        if space:
            self._line.append(space)
            self._used += space.width
        self._line += words
        self._used += wide(words)

    def _overflow(self, unit: Unit, space: Word | None) -> None:
        """As much of the unit as fits, then a new line."""
        first = next((word.run for word in unit.words if word.run and word.run.face), None)
        begins = first and first.face and first.face.broken and (space is None or space.run is not first)
        if self._line and begins and not unit.kept:
            # WeasyPrint takes the beginning of an element for that of a line, though not that of an inline block
            raise StrangeTextError("an element's first word that may be broken anywhere")
        lang = self._flow.lang
        places = [] if unit.kept else [breaks(word.text, lang) for word in unit.words if word.text not in ("", " ")]
        if any(places):
            if len(unit.words) > 1:
                raise StrangeTextError("a broken word of several elements")
            self._part(unit, places[0], space)
        elif self._hyphenate(unit, space):
            pass
        elif not self._line:
            raise StrangeTextError("a word wider than its line")
        else:
            self._end_line()
            self._place(unit)

    def _part(self, unit: Unit, places: list[int], space: Word | None) -> None:
        """A word with hyphens or slashes."""
        word = unit.words[0]
        if self._flow.hyphenates:
            raise StrangeTextError("a word with hyphens that may be hyphenated too")
        for place in reversed(places):
            first = self._again(word, word.text[:place])
            room = self._width - self._used - (space.width if space else 0.0) - first.width
            doubt = _DOUBT + self._spacing(Unit([word]))
            if -doubt - opened(self._line) < room < doubt:
                raise StrangeTextError(f"a line that ends where its room ends {room}")
            if room >= 0:
                self._append([first], space)
                word = self._again(word, word.text[place:])
                break
        else:
            if not self._line:
                raise StrangeTextError("a word wider than its line")
        self._end_line()
        self._place(Unit([word], width=word.width, trails=unit.trails))

    def _again(self, word: Word, text: str) -> Word:
        assert word.run is not None and word.run.face is not None  # noqa: PT018
        glyphs = self._words.word(word.run.face, text, word.letters)
        return Word(word.run, text, glyphs, glyphs.width, word.letters)

    def _hyphenate(self, unit: Unit, space: Word | None) -> bool:
        """Part the word as its language's dictionary does, if one of its parts fits."""
        limits, lang = self._flow.hyphenates, self._flow.lang
        if limits is None or lang is None:
            return False
        words = [word for word in unit.words if word.run]
        if not words:
            return False
        if len(words) > 1 or unit.kept or space is None or not self._line or self._line[-1].run is not words[0].run:
            if max(len(word.text) for word in words) >= limits[0]:
                raise StrangeTextError("hyphenation where elements meet")
            return False
        word = words[0]
        for part in hyphenated(word.text, lang, limits):
            first = self._again(word, part + self._flow.hyphen)
            room = self._width - self._used - space.width - first.width
            if -_DOUBT - opened(self._line) < room < _DOUBT:
                raise StrangeTextError(f"a line that ends where its room ends {room}")
            if room >= 0:
                self._append([first], space)
                self._end_line()
                left = self._again(word, word.text[len(part) :])
                self._place(Unit([left], width=left.width, trails=unit.trails))
                return True
        return False

    def _end_line(self, *, last: bool = False) -> None:
        line = fragments(self._line, 0.0 if last else self._spread())
        at = len(self._lines) + 1
        if at <= len(self._rooms):
            line.room = self._rooms[at - 1]
        self._width = self._rooms[at][1] if at < len(self._rooms) else self._full
        self._lines.append(line)
        self._line, self._used = [], 0.0

    def _spread(self) -> float:
        if self._flow.align != "justify":
            return 0.0
        if any(word.text == " " and is_pulled(word) for word in self._line):
            raise StrangeTextError("justified text in a font that kerns spaces")
        spaces = sum(word.text in (" ", NBSP) for word in self._line)
        return max(0.0, self._width - self._used) / spaces if spaces else 0.0


def _with_space(unit: Unit) -> float:
    return unit.width + (unit.space.width if unit.space else 0.0)
