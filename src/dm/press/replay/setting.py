"""Lines of text, filled greedily as WeasyPrint and Pango fill them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from dm.press.replay.fences import Fenced
from dm.press.replay.flows import Flow, Fragment, Gap, Hold, Line, Run
from dm.press.replay.inside import Glyphs, StrangeTextError, breaks, hyphenated
from dm.press.replay.words import Words, script

# Nearer than this to the end of the line, rounding decides; so WeasyPrint shall.
_DOUBT = 0.004
_EXACT = 1e-4
# Room that no rounding and no spacing between letters can take away, in CSS pixels.
_BY_FAR = 8.0
# Constant text shorter than this is not worth being remembered as words.
_LONG = 60
# A space after a letter or a comma and before a letter: there a line may always end.
_CERTAIN = re.compile(r"(?<=[\w.,;:]) (?=[^\W\d_])")
_NBSP = "\u00a0"


@dataclass(slots=True)
class _Word:
    """A word, a space or a gap within a unit; `alone`: a space that is all of its run's text."""

    run: Run | None
    text: str
    glyphs: Glyphs | None
    width: float
    letters: str = ""
    alone: bool = False


@dataclass(slots=True)
class _Unit:
    """What no line end parts, after `space`; `width` is that of its words, `kept` says that a box holds it together."""

    words: list[_Word] = field(default_factory=list)
    space: _Word | None = None
    kept: bool = False
    width: float = 0.0


class Setter:
    """Sets the lines of one flow in one letter."""

    def __init__(self, flow: Flow, words: Words, width: float, *, fitted: bool = False) -> None:
        self._flow, self._words, self._width, self._fitted = flow, words, width, fitted
        self._units: list[_Unit | None] = []
        self._unit = _Unit()
        self._space: _Word | None = None
        self._held = 0
        self._lines: list[Line] = []
        self._line: list[_Word] = []
        self._used = 0.0

    def lines(self, letter: Fenced) -> list[Line]:
        """All lines; raises StrangeTextError for what WeasyPrint shall set."""
        self._read(letter)
        wraps, width = self._flow.wraps, self._width
        for unit in self._units:
            if unit is None:
                self._end_line(last=True)
                continue
            space = unit.space
            # most units fit by far
            need = self._used + unit.width + (space.width if space and self._line else 0.0)
            if wraps and width - need > _BY_FAR:
                if space and self._line:
                    self._line.append(space)
                self._line += unit.words
                self._used = need
            else:
                self._place(unit)
        if self._line:
            self._end_line(last=True)
        return self._lines

    def extent(self, letter: Fenced) -> tuple[float, float]:
        """How wide the text is at least and at most."""
        self._read(letter)
        least = most = line = last = 0.0
        for unit in [*self._units, _Unit([], self._space)]:
            if unit is None:
                line = last = 0.0
                continue
            if unit.space and unit.space.alone:
                # WeasyPrint counts such a space to the word before it
                least = max(least, last + unit.space.width)
            if unit.words:
                line += (unit.space.width if unit.space and line else 0.0) + unit.width
                last = self._narrowest(unit)
                least, most = max(least, last), max(most, line)
        return (least, most) if self._flow.wraps else (most, most)

    def _narrowest(self, unit: _Unit) -> float:
        words = [word for word in unit.words if word.text and word.text != " "]
        places = [] if unit.kept else [breaks(word.text, self._flow.lang) for word in words]
        if self._flow.hyphenates or (any(places) and len(unit.words) > 1):
            raise StrangeTextError("a broken word in a table as wide as its content")
        if not any(places):
            return unit.width
        starts = [0, *places[0], len(words[0].text)]
        parts = (words[0].text[one:other] for one, other in itertools.pairwise(starts))
        return max(self._again(words[0], part).width for part in parts)

    def _read(self, letter: Fenced) -> None:
        spaced = True
        for piece in self._flow.pieces:
            if isinstance(piece, Run):
                spaced = self._read_run(piece, letter, spaced=spaced)
            elif isinstance(piece, Gap):
                self._gap(piece)
            elif isinstance(piece, Hold):
                self._hold(piece)
            else:
                self._break()
                spaced = True
        self._close()

    # units

    def _read_run(self, run: Run, letter: Fenced, *, spaced: bool) -> bool:
        """The run's words; whether its text, or the one before it, ends with a space."""
        texts = run.texts(letter)
        whole = "".join([text for text, _ in texts])
        if run.face is None:
            if whole.strip(" "):
                raise StrangeTextError("text in an element that had none")
            return spaced
        letters, rest = script(whole), ""
        for text, constant in texts:
            if spaced and text[:1] == " ":
                text = text[1:]  # noqa: PLW2901 - collapsed with the space before it
            if not text:
                continue
            spaced = text[-1] == " "
            cut = self._cut(text) if constant and len(text) > _LONG and not self._held else None
            if cut is None:
                rest += text
                continue
            head, inner, tail = cut
            self._put_text(run, rest + head, letters)
            self._units += self._settled(run, inner, letters)
            rest = tail
        self._put_text(run, rest, letters)
        return spaced

    def _cut(self, text: str) -> tuple[str, str, str] | None:
        """A long text's first words, its inner ones with the space before them, and its last ones: between
        these a line may end for certain."""
        key = ("cut", text)
        if key not in self._flow.settled:
            places = [found.start() for found in _CERTAIN.finditer(text)]
            inside = len(places) > 3
            first, last = (places[0], places[-1]) if inside else (0, 0)
            self._flow.settled[key] = (text[:first], text[first:last], text[last:]) if inside else None
        found: tuple[str, str, str] | None = self._flow.settled[key]
        return found

    def _settled(self, run: Run, text: str, letters: str) -> list[_Unit | None]:
        """The units of a text that begins with a space and stands between two others."""
        self._close()
        key = (id(run), text, letters)
        if key not in self._flow.settled:
            apart = Setter(self._flow, self._words, self._width)
            apart._units = [_Unit([_Word(run, "n", None, 0.0)])]
            apart._put_text(run, text, letters)
            apart._close()
            self._flow.settled[key] = apart._units[1:]
        units: list[_Unit | None] = self._flow.settled[key]
        return units

    def _put_text(self, run: Run, text: str, letters: str) -> None:
        alone = text == " "
        for number, word in enumerate(text.split(" ")):
            if number:
                self._put_space(run, alone=alone)
            if word:
                self._put_word(run, word, letters)

    def _put_word(self, run: Run, text: str, letters: str) -> None:
        assert run.face is not None
        parts = [text] if self._flow.align != "justify" or _NBSP not in text else _parted(text)
        for part in parts:
            glyphs = self._words.word(run.face, part, letters)
            word = _Word(run, part, glyphs, glyphs.width, letters)
            if not self._held:
                self._part_from_last(word)
            self._unit.words.append(word)

    def _part_from_last(self, word: _Word) -> None:
        """Where no space stands between two words of different runs, a line may end all the same."""
        words = self._unit.words
        last = next((one for one in reversed(words) if one.text), None)
        if last is None:
            before = self._units[-1] if self._units else None
            if self._space and before and before.words and not before.kept:
                end = next((one.text for one in reversed(before.words) if one.text), "n")
                if not self._words.may_break(end, word.text, self._flow.lang):
                    # no line ends at this space: the unit before it goes on
                    self._units.pop()
                    before.words += [self._space, *words]
                    self._unit, self._space = before, before.space
        elif last.run is not word.run and self._words.may_break(last.text[-1], word.text[0], self._flow.lang, ""):
            self._close()

    def _put_space(self, run: Run, *, alone: bool) -> None:
        assert run.face is not None
        glyphs = self._words.space(run.face)
        space = _Word(run, " ", glyphs, glyphs.width, alone=alone)
        words = self._unit.words
        if self._held:
            words.append(space)
            return
        if words and all(word.run is None for word in words):
            raise StrangeTextError("a space at an element's edge")
        self._close()
        if self._units and self._units[-1] is not None:
            if self._space:
                raise StrangeTextError("two spaces")
            self._space = space

    def _close(self) -> None:
        if self._unit.words:
            self._unit.space, self._space = self._space, None
            self._unit.width = _wide(self._unit.words)
            self._units.append(self._unit)
            self._unit = _Unit()

    def _gap(self, gap: Gap) -> None:
        if not gap.opens and not self._unit.words:
            raise StrangeTextError("a gap after a space")
        self._unit.words.append(_Word(None, "", None, gap.width))

    def _hold(self, hold: Hold) -> None:
        self._close()
        self._held += 1 if hold.opens else -1
        if not hold.opens and self._units and self._units[-1] is not None:
            self._units[-1].kept = True

    def _break(self) -> None:
        """A forced break; WeasyPrint keeps a space before it."""
        if self._held:
            raise StrangeTextError("a forced end of line within a box")
        self._close()
        if self._space:
            self._units.append(_Unit([], self._space))
            self._space = None
        self._units.append(None)

    # lines

    def _place(self, unit: _Unit) -> None:
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
        if room >= (-_EXACT if self._fitted else 0) or not unit.words:
            self._append(unit.words, space)
        else:
            self._overflow(unit, space)

    def _doubtful(self, room: float, unit: _Unit) -> bool:
        """Whether rounding decides; a column that fits itself to this very text leaves it no room, and it fits."""
        if self._fitted and abs(room) < _EXACT:
            return False
        return bool(abs(room) < _DOUBT + self._spacing(unit) and self._width and unit.words)

    def _spacing(self, unit: _Unit) -> float:
        return max((word.run.face.spacing for word in unit.words if word.run and word.run.face), default=0.0)

    def _append(self, words: list[_Word], space: _Word | None) -> None:
        if space:
            self._line.append(space)
            self._used += space.width
        self._line += words
        self._used += _wide(words)

    def _overflow(self, unit: _Unit, space: _Word | None) -> None:
        """As much of the unit as fits, then a new line."""
        texts = [word for word in unit.words if word.text and word.text != " "]
        places = [] if unit.kept else [breaks(word.text, self._flow.lang) for word in texts]
        if any(places):
            if len(unit.words) > 1:
                raise StrangeTextError("a broken word of several elements")
            self._part(unit.words[0], places[0], space)
        elif self._hyphenate(unit, space):
            pass
        elif not self._line:
            raise StrangeTextError("a word wider than its line")
        else:
            self._end_line()
            self._place(unit)

    def _part(self, word: _Word, places: list[int], space: _Word | None) -> None:
        """A word with hyphens or slashes."""
        if self._flow.hyphenates:
            raise StrangeTextError("a word with hyphens that may be hyphenated too")
        for place in reversed(places):
            first = self._again(word, word.text[:place])
            room = self._width - self._used - (space.width if space else 0.0) - first.width
            if abs(room) < _DOUBT + self._spacing(_Unit([word])):
                raise StrangeTextError(f"a line that ends where its room ends {room}")
            if room >= 0:
                self._append([first], space)
                word = self._again(word, word.text[place:])
                break
        else:
            if not self._line:
                raise StrangeTextError("a word wider than its line")
        self._end_line()
        self._place(_Unit([word], width=word.width))

    def _again(self, word: _Word, text: str) -> _Word:
        assert word.run is not None and word.run.face is not None  # noqa: PT018
        glyphs = self._words.word(word.run.face, text, word.letters)
        return _Word(word.run, text, glyphs, glyphs.width, word.letters)

    def _hyphenate(self, unit: _Unit, space: _Word | None) -> bool:
        """Part the word as its language's dictionary does, if one of its parts fits."""
        limits, lang = self._flow.hyphenates, self._flow.lang
        words = [word for word in unit.words if word.run]
        if limits is None or lang is None or not words:
            return False
        if len(words) > 1 or unit.kept or space is None or not self._line or self._line[-1].run is not words[0].run:
            if max(len(word.text) for word in words) >= limits[0]:
                raise StrangeTextError("hyphenation where elements meet")
            return False
        word = words[0]
        for part in hyphenated(word.text, lang, limits):
            first = self._again(word, part + self._flow.hyphen)
            room = self._width - self._used - space.width - first.width
            if abs(room) < _DOUBT:
                raise StrangeTextError(f"a line that ends where its room ends {room}")
            if room >= 0:
                self._append([first], space)
                self._end_line()
                left = self._again(word, word.text[len(part) :])
                self._place(_Unit([left], width=left.width))
                return True
        return False

    def _end_line(self, *, last: bool = False) -> None:
        self._lines.append(_fragments(self._line, 0.0 if last else self._spread()))
        self._line, self._used = [], 0.0

    def _spread(self) -> float:
        if self._flow.align != "justify":
            return 0.0
        spaces = sum(word.text in (" ", _NBSP) for word in self._line)
        return max(0.0, self._width - self._used) / spaces if spaces else 0.0


def _wide(words: Sequence[_Word]) -> float:
    return words[0].width if len(words) == 1 else sum([word.width for word in words])


def _parted(text: str) -> list[str]:
    """Words and the unbreakable spaces between them: both may grow in a justified line."""
    parts: list[str] = []
    for number, part in enumerate(text.split(_NBSP)):
        parts += [_NBSP] if number else []
        parts += [part] if part else []
    return parts


def _fragments(words: Sequence[_Word], spread: float) -> Line:
    line: Line = []
    x, run = 0.0, None
    for word in words:
        if word.run is not None and word.run.face is not None and word.glyphs is not None:
            if word.run is not run or not line:
                run = word.run
                line.append(Fragment(run.element, word.run.face, run.colour, x, 0.0, "", [], run.ruled, spread))
            last = line[-1]
            wide = word.width + spread if word.text in (" ", _NBSP) else word.width
            last.text += word.text
            last.words.append(word.glyphs)
            last.width += wide
            x += wide
        else:
            run = None
            x += word.width
    return line
