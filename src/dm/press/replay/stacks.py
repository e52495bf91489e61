"""How everything on a letter's pages stands below what is above it: places of another letter whose texts are higher or
lower, by adding and comparing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

Vector = tuple[tuple[float, ...], ...]
# What two lessons come to differs by the noise of adding; no height of a line has more digits.
EXACT = 10
_FUDGE = 1e-9


class Growth(Protocol):
    """By how much something is higher than in the lesson."""

    def more(self, grown: Sequence[float], sums: Sequence[float]) -> float:
        """From what is known already, and from the heights of all texts."""


class Pages(Protocol):
    """The flow of a document through its pages."""

    sheets: tuple[Any, ...]
    pattern: tuple[Any, ...]

    def of(self, vector: Vector, grown: Sequence[float], *, more: int = 0) -> tuple[Any, ...] | None:
        """Where the pages of a letter with these heights end, if so many further pages are like the last ones."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text by itself, or a part of it: the number of a flow, or behind those of a cut."""

    flow: int
    height: float

    def more(self, grown: Sequence[float], sums: Sequence[float]) -> float:
        """As its lines are."""
        return sums[self.flow] - self.height


@dataclass(frozen=True, slots=True)
class Total:
    """Things below each other."""

    parts: tuple[int, ...]

    def more(self, grown: Sequence[float], sums: Sequence[float]) -> float:
        """As all of them together."""
        return sum([grown[part] for part in self.parts])


@dataclass(frozen=True, slots=True)
class Rest:
    """What of a box is on a page and reaches down to its foot, below other things."""

    parts: tuple[int, ...]

    def more(self, grown: Sequence[float], sums: Sequence[float]) -> float:
        """As much as the others leave."""
        return -sum([grown[part] for part in self.parts])


@dataclass(frozen=True, slots=True)
class Limited:
    """A box of a least and a greatest height; `natural` is what its content asks for."""

    of: int
    natural: float
    least: float
    most: float
    height: float

    def more(self, grown: Sequence[float], sums: Sequence[float]) -> float:
        """As its content, within the limits."""
        return max(self.least, min(self.most, self.natural + grown[self.of])) - self.height


@dataclass(frozen=True, slots=True)
class Highest:
    """Things beside each other, the highest of which decides; `least` is what stays as it is."""

    least: float
    items: tuple[tuple[float, int], ...]
    height: float

    def more(self, grown: Sequence[float], sums: Sequence[float]) -> float:
        """As the highest."""
        return max(self.least, *[height + grown[item] for height, item in self.items]) - self.height


@dataclass(frozen=True, slots=True)
class Gap:
    """The room before a thing: `before` tells for each that may stand there, from near to far, which unit it is (None:
    it is in all letters) and how much room there is then."""

    before: tuple[tuple[int | None, float], ...]
    height: float

    def more(self, grown: Sequence[float], sums: Sequence[float]) -> float:
        """As behind the first that is there."""
        return next((gap for unit, gap in self.before if unit is None or sums[unit]), self.height) - self.height


@dataclass(frozen=True, slots=True)
class Present:
    """A unit with the room before it, which goes with it."""

    unit: int
    of: int
    height: float

    def more(self, grown: Sequence[float], sums: Sequence[float]) -> float:
        """As what is in it, or less by all of it where the letter lacks it."""
        return grown[self.of] if sums[self.unit] else -self.height


@dataclass(frozen=True, slots=True)
class Filled:
    """A line of things beside each other, some of which are units: how high each is by itself, with what it grows, and
    its unit. `lead` is the room before the line, which goes with it where its first thing is lacking."""

    items: tuple[tuple[float, int, int | None], ...]
    lead: float
    height: float

    def more(self, grown: Sequence[float], sums: Sequence[float]) -> float:
        """As the highest that is there, or less by all of it."""
        there = [height + grown[item] for height, item, unit in self.items if unit is None or sums[unit]]
        return (max(there) if there else -self.lead) - self.height


class Move(NamedTuple):
    """A place as far from another one as in the lesson, and a share of what one thing has grown more than another."""

    after: int
    plus: int
    minus: int = 0
    share: float = 1.0


class Spot(NamedTuple):
    """What a thing moves with, and what it grows with."""

    place: int
    growth: int = 0


class Moved(NamedTuple):
    """A letter's places and heights, as differences from the lesson's; what moves with the `hidden` places is not there
    at all."""

    shifts: Sequence[float]
    grown: Sequence[float]
    hidden: frozenset[int] = frozenset()

    def down(self, y: float, spot: Spot) -> float:
        """Where something stands that stood at `y` in the lesson."""
        return round(y + self.shifts[spot.place], EXACT)

    def at(self, spots: Sequence[Spot]) -> tuple[float, ...]:
        """By how much these have moved."""
        return tuple([round(self.shifts[place], EXACT) for place in dict.fromkeys([spot.place for spot in spots])])

    @property
    def anything(self) -> bool:
        """Whether anything is at another place or of another height."""
        return any(self.shifts) or any(self.grown)


class Cut(NamedTuple):
    """The lines of a flow that are on one page; None: all others."""

    flow: int
    first: int
    last: int | None


STILL = Spot(0, 0)
UNMOVED = Moved((0.0,), (0.0,))


@dataclass(slots=True)
class Stack:
    """The heights of a lesson's pages; behind the texts' heights, whether each unit is there. Letters follow it whose
    `kept` texts have the same lines as the lesson's, whose `leading` ones begin with as high a line, whose pages have
    room for all of it, and end where the lesson's end."""

    free: frozenset[int]
    kept: tuple[int, ...]
    leading: tuple[int, ...]
    growths: tuple[Growth, ...] = ()
    moves: tuple[Move, ...] = ()
    rooms: tuple[tuple[int, int, float], ...] = ()
    # places within units; of these units a letter must have one
    within: tuple[tuple[int, tuple[int, ...]], ...] = ()
    needs: tuple[tuple[int, ...], ...] = ()
    cuts: tuple[Cut, ...] = ()
    pages: Pages | None = None
    # units that fill lines in order: a letter has none behind one that it lacks
    orders: tuple[tuple[int, ...], ...] = ()

    @property
    def pattern(self) -> tuple[Any, ...]:
        """Where the pages end; nothing where each text has its page."""
        return self.pages.pattern if self.pages else ()

    def parts(self, flow: int) -> list[tuple[int, int | None]]:
        """The first line of a flow on each of its pages, and the first one overleaf."""
        return [(cut.first, cut.last) for cut in self.cuts if cut.flow == flow] or [(0, None)]

    def key(self, vector: Vector) -> tuple[Any, ...]:
        """What letters that follow have in common."""
        return (*[vector[flow] for flow in self.kept], *[vector[flow][:1] for flow in self.leading])

    def unmoved(self) -> Moved:
        """The places in the lesson."""
        return Moved([0.0] * (len(self.moves) + 1), [0.0] * (len(self.growths) + 1))

    def _grown(self, vector: Vector) -> list[float]:
        sums = [sum(heights) for heights in vector]
        sums += [sum(vector[flow][first:last]) for flow, first, last in self.cuts]
        grown = [0.0]
        for growth in self.growths:
            grown.append(growth.more(grown, sums))
        return grown

    def ends(self, vector: Vector, *, more: int = 0) -> tuple[Any, ...] | None:
        """Where the pages of a letter with these heights end, if so many further pages are like the last ones; None
        where nobody knows."""
        return self.pages.of(vector, self._grown(vector), more=more) if self.pages else ()

    def moved(self, vector: Vector) -> Moved | None:
        """The places in a letter with these heights; None where it has no room for them."""
        grown = self._grown(vector)
        shifts = [0.0]
        for after, plus, minus, share in self.moves:
            shifts.append(shifts[after] + share * (grown[plus] - grown[minus]))
        if any(shifts[place] + grown[more] > room + _FUDGE for place, more, room in self.rooms):
            return None
        if any(not any(sum(vector[unit]) for unit in units) for units in self.needs):
            return None
        for units in self.orders:
            there = [bool(sum(vector[unit])) for unit in units]
            if there != sorted(there, reverse=True):
                return None
        hidden = [place for place, units in self.within if not all(sum(vector[unit]) for unit in units)]
        return Moved(shifts, grown, frozenset(hidden))


def still(flows: int) -> Stack:
    """Where nothing may be of another height."""
    return Stack(frozenset(), tuple(range(flows)), ())
