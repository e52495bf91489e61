"""Lines of text, filled greedily as WeasyPrint and Pango fill them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from dm.press.replay.blocks import NBSP, Block, RunWords, Unit, Word, fragments, last_of, parted, wide
from dm.press.replay.fences import Fenced
from dm.press.replay.flows import Constant, Flow, Gap, Hold, Line, Run
from dm.press.replay.inside import StrangeTextError, breaks, hyphenated
from dm.press.replay.words import Words

# Nearer than this to the end of the line, rounding decides; so WeasyPrint shall.
_DOUBT = 0.004
_EXACT = 1e-4
# Room that no rounding and no spacing between letters can take away, in CSS pixels.
_BY_FAR = 8.0


class Setter:
    """Sets the text of one flow in one letter."""

    def __init__(self, flow: Flow, words: Words) -> None:
        self._flow, self._words, self._width = flow, words, 0.0
        self._units: list[Unit | Block | None] = []
        self._unit = Unit([])
        self._space: Word | None = None
        self._held = 0
        self._lines: list[Line] = []
        self._full = 0.0
        self._rooms: Sequence[tuple[float, float]] = ()
        self._line: list[Word] = []
        self._used = 0.0

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
            if wraps and need < self._width - _BY_FAR:
                if space and self._line:
                    self._line.append(space)
                self._line += unit.words
                self._used = need
            else:
                self._place(unit)
        if self._line:
            self._end_line(last=True)
        return self._lines

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

    def read(self, letter: Fenced) -> Setter:
        """Take the letter's words; raises StrangeTextError."""
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
        return self

    # units

    def _read_run(self, run: Run, letter: Fenced, *, spaced: bool) -> bool:
        """The run's words; whether its text, or the one before it, ends with a space."""
        texts, letters = run.texts(letter)
        if run.face is None:
            if "".join(texts).strip(" "):
                raise StrangeTextError("text in an element that had none")
            return spaced
        words = self._flow.words(run, letters, self._words)
        rest = ""
        for text in texts:
            # a space is collapsed with the one before it
            less = 1 if spaced and text[:1] == " " else 0
            if len(text) == less:
                continue
            spaced = text[-1] == " "
            if isinstance(text, Constant) and text.cut and not self._held and self._flow.align != "justify":
                head, inner, tail = text.cut
                self._put_text(words, rest + head[less:])
                self._close()
                self._units.append(self._settled(words, inner))
                rest = tail
            else:
                rest += text[less:]
        self._put_text(words, rest)
        return spaced

    def _settled(self, words: RunWords, text: str) -> Block:
        """A text that begins with a space and stands between two others."""
        block = words.blocks.get(text)
        if block is None:
            apart = Setter(self._flow, self._words)
            apart._units = [Unit([Word(words.run, "n", None, 0.0)])]
            apart._put_text(words, text)
            apart._close()
            block = words.blocks[text] = Block([unit for unit in apart._units[1:] if isinstance(unit, Unit)])
        return block

    def _put_text(self, words: RunWords, text: str) -> None:
        if not text:
            return
        pieces = text.split(" ")
        if self._held or (NBSP in text and self._flow.align == "justify"):
            for number, piece in enumerate(pieces):
                if number:
                    self._put_space(words, alone=text == " ")
                if piece:
                    self._put_word(words, piece)
            return
        if pieces[0]:
            self._put_word(words, pieces[0])
        if len(pieces) > 1:
            self._put_space(words, alone=text == " ")
            if pieces[1]:
                self._put_word(words, pieces[1])
                self._put_more(words, pieces[1:])

    def _put_more(self, words: RunWords, pieces: list[str]) -> None:
        """All but the first of these pieces, which has been put already."""
        unit, units, space = self._unit, self._units, words.space
        ends = not pieces[-1]
        for before, piece in itertools.pairwise(pieces[:-1] if ends else pieces):
            word = words[piece]
            if self._words.may_break(before, piece, self._flow.lang):
                unit.space, self._space = self._space, space
                unit.width = wide(unit.words)
                units.append(unit)
                self._unit = unit = Unit([word])
            else:
                unit.words += [space, word]
        if ends:
            self._put_space(words, alone=False)

    def _put_word(self, words: RunWords, text: str) -> None:
        parts = [text] if self._flow.align != "justify" or NBSP not in text else parted(text)
        for part in parts:
            word = words[part]
            if not self._held:
                self._part_from_last(word)
            self._unit.words.append(word)

    def _part_from_last(self, word: Word) -> None:
        """Where no space stands between two words of different runs, a line may end all the same."""
        words = self._unit.words
        last = last_of(words)
        if last is None:
            before = self._units[-1] if self._units else None
            if self._space and isinstance(before, Unit) and before.words and not before.kept:
                end = last_of(before.words)
                if not self._words.may_break(end.text if end else "n", word.text, self._flow.lang):
                    # no line ends at this space: the unit before it goes on
                    self._units.pop()
                    before.words += [self._space, *words]
                    self._unit, self._space = before, before.space
        elif last.run is not word.run and self._words.may_break(last.text[-1], word.text[0], self._flow.lang, ""):
            self._close()

    def _put_space(self, words: RunWords, *, alone: bool) -> None:
        space = words.lone if alone else words.space
        if self._held:
            self._unit.words.append(space)
            return
        if self._unit.words and all(word.run is None for word in self._unit.words):
            raise StrangeTextError("a space at an element's edge")
        self._close()
        if self._units and self._units[-1] is not None:
            if self._space:
                raise StrangeTextError("two spaces")
            self._space = space

    def _close(self) -> None:
        if self._unit.words:
            self._unit.space, self._space = self._space, None
            self._unit.width = wide(self._unit.words)
            self._units.append(self._unit)
            self._unit = Unit([])

    def _gap(self, gap: Gap) -> None:
        if not gap.opens and not self._unit.words:
            raise StrangeTextError("a gap after a space")
        self._unit.words.append(Word(None, "", None, gap.width))

    def _hold(self, hold: Hold) -> None:
        if hold.width:
            self._pad(hold)
        if not self._held or (self._held == 1 and not hold.opens):
            self._close()
        self._held += 1 if hold.opens else -1
        last = self._units[-1] if self._units else None
        if not hold.opens and not self._held and isinstance(last, Unit):
            last.kept = True

    def _pad(self, hold: Hold) -> None:
        """Room on both sides of the text of a box with a given width."""
        words = self._unit.words
        first = next((at for at, word in enumerate(words) if word.text), len(words))
        free = hold.width - wide(words[first:])
        if free < _BY_FAR / 4 or hold.align not in ("left", "center", "right"):
            raise StrangeTextError("a box with no room")
        before = {"left": 0.0, "center": free / 2, "right": free}[hold.align]
        words[first:] = [Word(None, "", None, before), *words[first:], Word(None, "", None, free - before)]

    def _break(self) -> None:
        """A forced break; WeasyPrint keeps a space before it."""
        if self._held:
            raise StrangeTextError("a forced end of line within a box")
        self._close()
        if self._space:
            self._units.append(Unit([], self._space))
            self._space = None
        self._units.append(None)

    # lines

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
        if room >= (-_EXACT if self._flow.fitted else 0) or not unit.words:
            self._append(unit.words, space)
        else:
            self._overflow(unit, space)

    def _doubtful(self, room: float, unit: Unit) -> bool:
        """Whether rounding decides; a column that fits itself to this very text leaves it no room, and it fits."""
        if abs(room) >= _DOUBT + self._flow.spacing or (self._flow.fitted and abs(room) < _EXACT):
            return False
        return bool(abs(room) < _DOUBT + self._spacing(unit) and self._width and unit.words)

    def _spacing(self, unit: Unit) -> float:
        return max((word.run.face.spacing for word in unit.words if word.run and word.run.face), default=0.0)

    def _append(self, words: list[Word], space: Word | None) -> None:
        if space:
            self._line.append(space)
            self._used += space.width
        self._line += words
        self._used += wide(words)

    def _overflow(self, unit: Unit, space: Word | None) -> None:
        """As much of the unit as fits, then a new line."""
        lang = self._flow.lang
        places = [] if unit.kept else [breaks(word.text, lang) for word in unit.words if word.text not in ("", " ")]
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

    def _part(self, word: Word, places: list[int], space: Word | None) -> None:
        """A word with hyphens or slashes."""
        if self._flow.hyphenates:
            raise StrangeTextError("a word with hyphens that may be hyphenated too")
        for place in reversed(places):
            first = self._again(word, word.text[:place])
            room = self._width - self._used - (space.width if space else 0.0) - first.width
            if abs(room) < _DOUBT + self._spacing(Unit([word])):
                raise StrangeTextError(f"a line that ends where its room ends {room}")
            if room >= 0:
                self._append([first], space)
                word = self._again(word, word.text[place:])
                break
        else:
            if not self._line:
                raise StrangeTextError("a word wider than its line")
        self._end_line()
        self._place(Unit([word], width=word.width))

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
            if abs(room) < _DOUBT:
                raise StrangeTextError(f"a line that ends where its room ends {room}")
            if room >= 0:
                self._append([first], space)
                self._end_line()
                left = self._again(word, word.text[len(part) :])
                self._place(Unit([left], width=left.width))
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
        spaces = sum(word.text in (" ", NBSP) for word in self._line)
        return max(0.0, self._width - self._used) / spaces if spaces else 0.0
