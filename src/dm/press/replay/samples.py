"""Which letters are printed once more by plain WeasyPrint: few that together show what varies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from dm.press.pdf import Sheet
from dm.press.replay.classes import Frame, LetterClass
from dm.press.replay.composed import Replayed
from dm.press.replay.fences import Fenced

MOST = 4
# One letter of so many proves the others of a small chunk.
_EACH = 8
# Among so many of a frame the telling ones are chosen; each keeps its text in memory.
_CHOICE = 40


@dataclass(frozen=True, slots=True)
class Sample:
    """A letter that may be proved, its first page, the values in which it differs from the lesson's, and its class
    where its lines are of other heights."""

    letter: Sheet
    fenced: Fenced
    page: int
    values: frozenset[int]
    moved: LetterClass | None


@dataclass(slots=True)
class Samples:
    """The letters of one frame. Its `proved` values and the classes in `stood` need no sample any more."""

    frame: Frame
    proved: frozenset[int]
    stood: dict[int, LetterClass]
    most: int = MOST
    _choice: list[Sample] = field(default_factory=list)
    _values: frozenset[int] = frozenset()
    _lacks: frozenset[int] = frozenset()
    _moved: set[int] = field(default_factory=set)

    def add(self, letter: Sheet, page: int, replayed: Replayed) -> None:
        """One more letter of the frame."""
        fenced = replayed.letter
        kind = replayed.kind if replayed.moved and id(replayed.kind) not in self.stood else None
        fresh = kind is not None and id(kind) not in self._moved
        # what a letter lacks is counted below nothing
        lacks = frozenset(-1 - unit for unit in fenced.absent) - self.proved
        fresh = fresh or not lacks <= self._lacks
        if not fresh and (len(self._choice) >= _CHOICE or len(self.proved) >= len(fenced.values)):
            return
        pairs = zip(self.frame.lesson.values, fenced.values, strict=True)
        values = frozenset(number for number, (one, other) in enumerate(pairs) if one != other) - self.proved
        if values or lacks or kind is not None:
            self._choice.append(Sample(letter, fenced, page, values | lacks, kind))
            self._values |= values
            self._lacks |= lacks
            self._moved |= set() if kind is None else {id(kind)}

    def chosen(self) -> Iterator[Sample]:
        """As few as show each value that varies (in `most` letters at most), each unit that letters lack and each class
        that moves."""
        values, lacks, moved, taken = set(self._values), set(self._lacks), set(self._moved), 0
        while moved or lacks or (values and taken < self.most):
            best = max(
                self._choice,
                key=lambda one: (id(one.moved) in moved, len(one.values & lacks), len(one.values & values)),
            )
            values -= best.values
            lacks -= best.values
            moved.discard(id(best.moved))
            taken += 1
            self.proved |= best.values
            if best.moved is not None:
                self.stood[id(best.moved)] = best.moved
            yield best


def share(letters: int) -> int:
    """How many of so many letters are printed twice."""
    return max(1, min(MOST, letters // _EACH))
