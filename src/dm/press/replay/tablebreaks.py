"""Where WeasyPrint ends a page within a table: between rows, below its head and above its foot."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from dm.press.replay.breaks import (
    AVOIDED,
    FORCED,
    NOTHING,
    Laid,
    Piece,
    Resume,
    Sort,
    Thing,
)
from dm.press.replay.inside import StrangeTextError


class Tables:
    """The part of a pager that knows tables."""

    _grown: Sequence[float]
    _spoken: bool
    _lacks: AbstractSet[int]

    @abstractmethod
    def _overflows(self, space: float, y: float) -> bool: ...

    @abstractmethod
    def _asked(self, before: Thing | None, after: Thing | None) -> str: ...

    @abstractmethod
    def _earlier(self, kept: list[Piece]) -> tuple[list[Piece], Resume] | None: ...

    @abstractmethod
    def _block(
        self, thing: Thing, number: int, y: float, space: float, skip: Resume, adjoining: list[float], lead: float,
        *, empty: bool,
    ) -> Laid: ...  # fmt: skip

    def _table(self, thing: Thing, number: int, y: float, space: float, skip: Resume, *, empty: bool) -> Laid:
        """A table within its wrapper."""
        head, foot = thing.heads
        piece = Piece(thing, number, y, thing.above if skip is None or head else 0.0, 0.0, thing.below)
        if thing.collapsed is not None and not head:
            piece.above = thing.collapsed[_rows_before(thing, skip, self._lacks)]
        at = piece.inner + (thing.spacing if skip is None else 0.0)
        heads = [self._whole(one, at, space if empty else None) for one in thing.heads if one]
        below = heads[-1].height + thing.spacing if foot else 0.0
        begins = at + (heads[0].height + thing.spacing if head else 0.0)
        first = skip[0] if isinstance(skip, tuple) else 0
        there = [child for child in thing.children[first:] if child.unit not in self._lacks]
        bodies = [child for child in there if child not in thing.heads]
        alone = bool(bodies and bodies[0].inside in AVOIDED) if heads else empty
        ends = self._groups(piece, begins, space + below, skip, empty=alone)
        if ends is None:
            if heads and empty and bodies:
                raise StrangeTextError("a table's head with no room for a row")
            return NOTHING
        if head:
            piece.children.insert(0, heads[0])
        if foot:
            piece.children.append(_moved(heads[-1], ends - heads[-1].y))
        if piece.resume is not None and thing.inside in AVOIDED and not empty:
            return NOTHING
        if piece.resume is not None and not foot:
            piece.below = 0.0
        piece.height = ends + below - piece.inner
        return Laid(piece, [])

    def _whole(self, group: Thing, y: float, space: float | None) -> Piece:
        """A table's head or foot."""
        piece = Piece(group, -1, y, 0.0)
        for number, row in enumerate(group.children):
            piece.children.append(Piece(row, number, y, 0.0, row.high + self._grown[row.growth]))
            y = piece.children[-1].end + group.spacing
        if space is not None and self._overflows(space, y):
            raise StrangeTextError("a table's head higher than a page")
        piece.height = y - piece.y - (group.spacing if group.children else 0.0)
        return piece

    def _groups(self, piece: Piece, y: float, space: float, skip: Resume, *, empty: bool) -> float | None:
        """The groups of rows between head and foot; None where none of them may stand here."""
        thing, kept = piece.thing, piece.children
        start, within = skip if isinstance(skip, tuple) else (0, None)
        for number in range(start, len(thing.children)):
            group = thing.children[number]
            if group in thing.heads or group.unit in self._lacks:
                continue
            if kept and self._asked(kept[-1].thing, group) == FORCED:
                self._spoken, piece.resume = True, (number, None)
                return y
            laid = self._group(group, number, y, space, within, empty=empty)
            within = None
            if laid is None:
                earlier = self._before(group, number, kept, empty=empty)
                if earlier is None:
                    return None
                piece.children, piece.resume = earlier
                return y
            kept.append(laid)
            y, empty = y + laid.height + thing.spacing, False
            if laid.resume is not None:
                piece.resume = (number, laid.resume)
                return y
        return y

    def _group(self, group: Thing, number: int, y: float, space: float, skip: Resume, *, empty: bool) -> Piece | None:
        """As many rows as fit."""
        piece, first = Piece(group, number, y, 0.0), empty
        if isinstance(skip, tuple) and skip[1] is not None:
            raise StrangeTextError("a row that breaks")
        start = skip[0] if isinstance(skip, tuple) else 0
        for at in range(start, len(group.children)):
            row = group.children[at]
            if row.unit in self._lacks:
                continue
            if piece.children and self._asked(piece.children[-1].thing, row) == FORCED:
                self._spoken, piece.resume = True, (at, None)
                break
            high = row.high + self._grown[row.growth]
            fits = self._fits(row, y, y + high + group.spacing, space, empty=empty)
            if not fits and not empty:
                earlier = self._before(row, at, piece.children, empty=first)
                if earlier is None:
                    return None
                piece.children, piece.resume = earlier
                break
            piece.children.append(Piece(row, at, y, 0.0, high))
            y, empty = y + high + group.spacing, False
        if piece.resume is not None and not first and (group.inside in AVOIDED or not piece.children):
            return None
        piece.height = y - piece.y - (group.spacing if piece.children else 0.0)
        return piece

    def _fits(self, row: Thing, y: float, end: float, space: float, *, empty: bool) -> bool:
        """Whether the row stands here as a whole; raises StrangeTextError where it breaks."""
        over = self._overflows(space, end)
        if not over and not self._overflows(space + row.below, end):
            return True
        filled = broken = False
        for number, cell in enumerate(row.children):
            if not cell.children and cell.sort is not Sort.LINES:
                continue
            laid = self._block(cell, number, y, space, None, [], 0.0, empty=empty).piece
            filled |= laid is not None and bool(laid.children or laid.lines[1])
            broken |= laid is None or laid.resume is not None
        if broken and (filled or empty):
            avoided = row.inside in AVOIDED or any(cell.inside in AVOIDED for cell in row.children)
            if empty or not avoided:
                raise StrangeTextError("a row that breaks")
        return not (broken or over)

    def _before(
        self, thing: Thing, number: int, kept: list[Piece], *, empty: bool
    ) -> tuple[list[Piece], Resume] | None:
        """A page that ends before a row or group, or above if it may not end there."""
        if kept:
            if self._asked(kept[-1].thing, thing) not in AVOIDED:
                return kept, (number, None)
            earlier = self._earlier(kept)
            if earlier is not None:
                return earlier
        return (kept, (number, None)) if empty else None


def _moved(foot: Piece, down: float) -> Piece:
    for piece in (foot, *foot.children):
        piece.y += down
    return foot


def _rows_before(table: Thing, skip: Resume, lacks: AbstractSet[int]) -> int:
    """How many rows of the lesson's are before the first one here."""
    if not isinstance(skip, tuple):
        rows = [(group, row) for group in table.children for row in group.children]
        return next((at for at, both in enumerate(rows) if lacks.isdisjoint([one.unit for one in both])), 0)
    group, row = skip[0], skip[1][0] if skip[1] else 0
    return int(row) + sum(len(one.children) for one in table.children[:group])
