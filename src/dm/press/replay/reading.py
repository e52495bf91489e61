"""A flow's words in one letter, as units that no line end parts."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Self

from dm.press.replay.blocks import (
    KEPT,
    NBSP,
    Block,
    RunWords,
    Unit,
    Word,
    behind_text,
    last_of,
    padded,
    parted,
    pulled,
    wide,
)
from dm.press.replay.fences import Fenced
from dm.press.replay.figures import Figure
from dm.press.replay.flows import Constant, Flow, Gap, Hold, Run
from dm.press.replay.inside import StrangeTextError, breaks
from dm.press.replay.words import Words

# What WeasyPrint takes a box within text for.
_BOX = "\u2e80"
# Room that no rounding can take away, in CSS pixels.
_ENOUGH = 2.0


class Reading:
    """Takes the words of one flow."""

    def __init__(self, flow: Flow, words: Words) -> None:
        self._flow, self._words = flow, words
        self._units: list[Unit | Block | None] = []
        self._unit = Unit([])
        self._space: Word | None = None
        self._held = 0
        # texts so far, those before an element began, those before a forced end of line
        self._texts, self._opened, self._lined = 0, dict[int, int](), 0
        self._hollow = False
        # open elements in another font than what they are in
        self._in_others: set[int] = set()

    def read(self, letter: Fenced) -> Self:
        """Take the letter's words; raises StrangeTextError."""
        spaced = True
        for piece in self._flow.pieces:
            if isinstance(piece, Run):
                spaced = self._read_run(piece, letter, spaced=spaced)
            elif isinstance(piece, Gap):
                self._gap(piece)
            elif isinstance(piece, Hold):
                self._hold(piece)
            elif isinstance(piece, Figure):
                self._figure(piece)
                spaced = False
            else:
                self._break()
                spaced = True
        self._close()
        self._end_hollow()
        self._kern()
        self._trail()
        return self

    def _trail(self) -> None:
        """Which units end their text but for a space, or have such a space within."""
        after: Unit | None = Unit([], self._space)
        for unit in reversed(self._units):
            last = last_of(unit.words) if isinstance(unit, Unit) else None
            if isinstance(unit, Unit) and last and (len(unit.words) > 1 or last.text[-1] in KEPT):
                unit.spaced = behind_text(unit.words)
            space = after.space if isinstance(after, Unit) else None
            if isinstance(unit, Unit) and last and space and last.run is space.run:
                goes_on = after is not None and after.words and after.words[0].run is space.run
                unit.trails = 0.0 if goes_on else space.width
            # a block's first unit is of the same text as its others
            after = unit if isinstance(unit, Unit) else None

    def _kern(self) -> None:
        """Spaces that pull at the words beside them; a line's last word is as it is alone."""
        if not any(face.kerned for face in self._flow.faces):
            return
        last: Word | None = None
        for unit in self._units:
            if unit is None or isinstance(unit, Block):
                last = None if unit is None else last_of(unit.units[-1].words)
                continue
            for at, word in enumerate(unit.words):
                if at == 0 and unit.space:
                    unit.space = pulled(last, unit.space, word)
                if word.text == " " and at + 1 < len(unit.words):
                    unit.words[at] = pulled(last, word, unit.words[at + 1])
                last = word if word.text else None
            unit.width = wide(unit.words)

    def _read_run(self, run: Run, letter: Fenced, *, spaced: bool) -> bool:
        """The run's words; whether its text, or the one before it, ends with a space."""
        texts, letters = run.texts(letter)
        if run.face is None:
            if "".join(texts).strip(" "):
                raise StrangeTextError("text in an element that had none")
            return spaced
        words = self._flow.words(run, letters, self._words)
        if any(text and text != " " for text in texts):
            self._note_text()
        if run.lines:
            return self._read_lines(words, texts[0], spaced=spaced)
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
                block = self._settled(words, inner)
                # where spaces pull at words, each has its own
                self._units += [] if run.face.kerned else [block]
                rest = f"{inner}{tail}" if run.face.kerned else tail
            else:
                rest += text[less:]
        self._put_text(words, rest)
        return spaced

    def _read_lines(self, words: RunWords, text: str, *, spaced: bool) -> bool:
        """A text whose ends of lines are kept."""
        first, *others = text.split("\n")
        if others and not (first and all(others)):
            raise StrangeTextError("an empty line, or one that an element ends")
        self._put_text(words, first[1:] if spaced and first[:1] == " " else first)
        for other in others:
            self._break()
            self._note_text()
            self._put_text(words, other)
        return (others or [first])[-1][-1:] == " "

    def _settled(self, words: RunWords, text: str) -> Block:
        """A text that begins with a space and stands between two others."""
        block = words.blocks.get(text)
        if block is None:
            apart = type(self)(self._flow, self._words)
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
            elif (
                isinstance(before, Unit)
                and before.kept
                and not (self._space or self._words.may_break(_BOX, word.text, self._flow.lang, ""))
            ):
                self._keep([word])
                self._units.pop()
                before.words += words
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
        if gap.width and not gap.opens and not self._unit.words:
            raise StrangeTextError("a gap after a space")
        if gap.element and gap.width < 0:
            raise StrangeTextError("an element that reaches over its neighbour")
        if gap.opens:
            self._opened[gap.element] = self._texts
            self._in_others |= {gap.element} if gap.apart else set()
        elif self._opened.get(gap.element) == self._texts > self._lined:
            self._hollow = True
        elif gap.element in self._in_others and self._opened[gap.element] < self._lined == self._texts:
            raise StrangeTextError("an element that a forced end of line ends")
        if not gap.opens:
            self._in_others.discard(gap.element)
        if not gap.width:
            return
        self._unit.words.append(Word(None, "", None, gap.width, edge=gap.element if gap.opens else -gap.element))

    def _note_text(self) -> None:
        """A text; WeasyPrint finds no place to end a line beside an element before it that has none."""
        if self._hollow:
            raise StrangeTextError("an element with nothing in it")
        self._texts += 1

    def _end_hollow(self) -> None:
        """The end of a line; WeasyPrint counts a space before such an element to the line's width."""
        if self._hollow and self._flow.align not in ("left", "justify"):
            raise StrangeTextError("an element with nothing in it")
        self._hollow, self._lined = False, self._texts

    def _hold(self, hold: Hold) -> None:
        self._note_text()
        if hold.width:
            self._unit.words = padded(self._unit.words, hold, _ENOUGH)
        if not self._held and not self._may_part_from_box():
            raise StrangeTextError("text that keeps to a box")
        if not self._held or (self._held == 1 and not hold.opens):
            self._close()
        self._held += 1 if hold.opens else -1
        last = self._units[-1] if self._units else None
        if not hold.opens and not self._held and isinstance(last, Unit):
            last.kept = True

    def _figure(self, figure: Figure) -> None:
        if self._held:
            raise StrangeTextError("a picture within a box")
        self._note_text()
        if self._may_part_from_box():
            self._close()
        self._keep(self._unit.words)
        self._unit.words.append(Word(None, "", None, figure.width, figure=figure))
        self._unit.kept = True
        self._close()

    def _may_part_from_box(self) -> bool:
        """Whether a line may end before a box, as it may before an ideograph."""
        last = last_of(self._unit.words)
        return last is None or self._words.may_break(last.text, _BOX, self._flow.lang, "")

    def _keep(self, words: Sequence[Word]) -> None:
        """These words become part of what no line end parts."""
        if any(breaks(word.text, self._flow.lang) for word in words):
            raise StrangeTextError("text that keeps to a box")

    def _break(self) -> None:
        """A forced break; WeasyPrint keeps a space before it."""
        if self._held:
            raise StrangeTextError("a forced end of line within a box")
        lined = self._lined
        self._close()
        self._end_hollow()
        if any(max(self._opened[one], lined) == self._texts for one in self._in_others):
            raise StrangeTextError("an element that a forced end of line begins")
        if self._space:
            self._units.append(Unit([], self._space))
            self._space = None
        self._units.append(None)
