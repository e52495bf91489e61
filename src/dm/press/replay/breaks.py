"""What stands in a document's flow, and what of it is on a page."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, NamedTuple

AVOIDED = ("avoid", "avoid-page")
FORCED = "page"
# Where things on a page end: a child's number and what of it is on the page, or the number of a line.
Resume = tuple[Any, ...] | int | None
Pattern = tuple[Any, ...]


class Sort(Enum):
    """How a thing is laid out."""

    BLOCK = auto()
    LINES = auto()
    TABLE = auto()
    GROUP = auto()
    ROW = auto()
    SOLID = auto()
    PICTURE = auto()
    APART = auto()


_PARALLEL = (Sort.BLOCK, Sort.LINES, Sort.TABLE, Sort.GROUP, Sort.ROW, Sort.SOLID, Sort.PICTURE)


@dataclass(slots=True, eq=False)
class Thing:
    """What stands in the flow of a document, over however many pages: a block, a text, a table, a row.

    `above` and `below` are its border and padding; `high` is the height of what does not break, with its margins, and
    `growth` the number of what it grows with; `least` and `most` limit a block's height; `unit` is its place among what
    letters may lack.
    """

    sort: Sort
    margins: tuple[float, float] = (0.0, 0.0)
    above: float = 0.0
    below: float = 0.0
    breaks: tuple[str, str, str] = ("auto", "auto", "auto")
    margin_break: str = "auto"
    children: list[Thing] = field(default_factory=list)
    flow: int | None = None
    heights: tuple[float, ...] = ()
    keeps: tuple[int, int] = (2, 2)
    high: float = 0.0
    growth: int = 0
    given: float | None = None
    least: float = 0.0
    most: float = float("inf")
    root: bool = False
    wrapper: bool = False
    apart: bool = False
    heads: tuple[Thing | None, Thing | None] = (None, None)
    spacing: float = 0.0
    collapsed: tuple[float, ...] | None = None
    unit: int | None = None

    @property
    def inside(self) -> str:
        """Whether it may break."""
        return self.breaks[2]

    def is_block(self) -> bool:
        """Whether its margins meet those of what is in it, and around it."""
        return self.sort in (Sort.BLOCK, Sort.LINES)


@dataclass(slots=True, eq=False)
class Piece:
    """What of a thing is on a page; `lines` are the numbers of the first line and behind the last one;
    `short`: it ends above where it could, because no page may end there."""

    thing: Thing
    number: int
    y: float
    above: float
    height: float = 0.0
    below: float = 0.0
    margin: float = 0.0
    lead: float = 0.0
    children: list[Piece] = field(default_factory=list)
    lines: tuple[int, int] = (0, 0)
    resume: Resume = None
    short: bool = False

    @property
    def inner(self) -> float:
        """Where its content begins."""
        return self.y + self.lead + self.above

    @property
    def end(self) -> float:
        """Its border's lower edge."""
        return self.inner + self.height + self.below


class Sheet(NamedTuple):
    """Where a page's text begins and ends."""

    top: float
    bottom: float


class Laid(NamedTuple):
    """What came of a thing: what of it is on the page, the margins that meet below it, whether they met through it."""

    piece: Piece | None
    adjoining: list[float]
    through: bool = False


NOTHING = Laid(None, [])


def met(margins: Sequence[float]) -> float:
    """What becomes of margins that meet."""
    return max([0.0, *margins]) + min([0.0, *margins])


def forced_or_avoided(before: Thing | None, after: Thing | None, lacks: AbstractSet[int]) -> str:
    """What two neighbours, and the last and first things in them, ask for between them."""
    result = "auto"
    for value in [*_asked(before, 1, lacks), *_asked(after, 0, lacks)]:
        if value == FORCED or (value in AVOIDED and result == "auto"):
            result = value
    return result


def _asked(thing: Thing | None, which: int, lacks: AbstractSet[int]) -> list[str]:
    values = []
    while thing is not None and thing.sort in _PARALLEL:
        values.append(thing.breaks[which])
        inside = thing.children[::-1] if which else thing.children
        thing = next((child for child in inside if child.unit not in lacks), None)
    return values[::-1] if which else values
