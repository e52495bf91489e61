"""Where WeasyPrint ends a letter's pages: its own rules, followed for blocks and their lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dm.press.replay.breaks import (
    AVOIDED,
    FORCED,
    NOTHING,
    Laid,
    Pattern,
    Piece,
    Resume,
    Sheet,
    Sort,
    Thing,
    forced_or_avoided,
    met,
)
from dm.press.replay.inside import StrangeTextError
from dm.press.replay.stacks import Vector
from dm.press.replay.tablebreaks import Tables

_FUDGE = 1e-9
# Nearer than this to a page's foot, rounding decides; so WeasyPrint shall.
_DOUBT = 1e-4


class Pager(Tables):
    """Lays out the pages of one letter; raises StrangeTextError where it does not know how. The things of some `units`
    may be lacking: of those with no height of their own."""

    def __init__(
        self, sheets: Sequence[Sheet], vector: Vector, grown: Sequence[float], units: Sequence[int] = ()
    ) -> None:
        self._sheets, self._vector, self._grown = sheets, vector, grown
        self._lacks = frozenset([unit for unit in units if not vector[unit]])
        self._page, self._bottom, self._forced, self._spoken = 0, 0.0, False, False

    def pages(self, root: Thing) -> tuple[list[Piece], Pattern] | None:
        """What is on each page, and where the pages end; None where there are more pages than known ones."""
        resume: Resume = None
        pages, pattern = [], []
        for number, sheet in enumerate(self._sheets):
            self._page, self._bottom, self._forced, self._spoken = number, sheet.bottom, self._spoken, False
            piece = self._level(root, 0, sheet.top, 0.0, resume, None, [], empty=True).piece
            if piece is None:
                raise StrangeTextError("a page with nothing on it")
            pages.append(piece)
            resume = piece.resume
            pattern.append((resume, *_feet(piece, sheet.bottom)))
            if resume is None:
                return pages, tuple(pattern)
        return None

    def _asked(self, before: Thing | None, after: Thing | None) -> str:
        return forced_or_avoided(before, after, self._lacks)

    def _overflows(self, space: float, y: float) -> bool:
        bottom = self._bottom - space
        if abs(y - bottom) < _DOUBT and abs(y - bottom) > _FUDGE * 10:
            raise StrangeTextError("a page that ends where its room ends")
        return y > bottom * (1 + _FUDGE)

    # blocks

    def _level(
        self, thing: Thing, number: int, y: float, space: float, skip: Resume, around: Thing | None,
        adjoining: list[float], *, empty: bool,
    ) -> Laid:  # fmt: skip
        """A thing among others."""
        lead = thing.margins[0]
        discarded = thing.margin_break == "discard" or (thing.margin_break == "auto" and not self._forced)
        if self._page and empty and discarded and ((around and around.root) or adjoining):
            lead = 0.0
        if thing.sort is Sort.TABLE:
            return self._table(thing, number, y, space, skip, empty=empty)
        if thing.is_block():
            return self._block(thing, number, y, space, skip, adjoining, lead, empty=empty)
        piece = Piece(thing, number, y, thing.above, 0.0, thing.below, thing.margins[1], lead)
        piece.height = thing.high + self._grown[thing.growth]
        if thing.sort is Sort.SOLID and self._overflows(space, piece.end + max(0.0, piece.margin)):
            raise StrangeTextError("a row or grid at a page's foot")
        return Laid(piece, [])

    def _block(
        self, thing: Thing, number: int, y: float, space: float, skip: Resume, adjoining: list[float], lead: float,
        *, empty: bool,
    ) -> Laid:  # fmt: skip
        begins = skip is None
        piece = Piece(thing, number, y, thing.above if begins else 0.0, 0.0, thing.below, thing.margins[1])
        piece.lead = lead if begins else 0.0
        adjoining.append(piece.lead)
        mine = adjoining
        merges = not (piece.above or thing.apart or thing.wrapper or thing.root)
        if merges:
            at = y
        else:
            piece.y += met(adjoining) - piece.lead
            adjoining, at = [], piece.inner
        if thing.sort is Sort.LINES:
            at = self._lines(piece, at + met(adjoining), space, skip, empty=empty)
            adjoining = []
        else:
            at, adjoining = self._children(piece, at, space, skip, adjoining, empty=empty, merges=merges)
        if at is None or (piece.resume is not None and thing.inside in AVOIDED and not empty):
            return NOTHING
        if merges:
            piece.y += met(mine) - piece.lead
        return self._finished(piece, at, space, adjoining)

    def _finished(self, piece: Piece, at: float, space: float, adjoining: list[float]) -> Laid:
        """The block with its height."""
        thing, through = piece.thing, False
        if not piece.children and thing.sort is Sort.BLOCK:
            through = not (thing.given or thing.least or piece.above or thing.below)
            if not through:
                at, adjoining = at + met(adjoining), []
        elif thing.given is not None:
            adjoining = []
        if thing.below or thing.apart or thing.wrapper or thing.root:
            at, adjoining = at + met(adjoining), []
        if piece.resume is not None:
            piece.below = piece.margin = 0.0
            if thing.given is not None or thing.least or thing.most != float("inf"):
                raise StrangeTextError("a box of a given height that breaks")
        piece.height = thing.given if thing.given is not None else max(0.0, at - piece.inner)
        if piece.resume is None:
            piece.height = max(min(piece.height, thing.most), thing.least)
        else:
            # it reaches down to the page's foot
            piece.height = max(piece.height, self._bottom - space - piece.inner)
        return Laid(piece, adjoining, through)

    def _lines(self, piece: Piece, y: float, space: float, skip: Resume, *, empty: bool) -> Any:
        """A text's lines; where they end, or None where none of them may stand here."""
        thing = piece.thing
        heights = thing.heights if thing.flow is None else self._vector[thing.flow]
        first = skip if isinstance(skip, int) else 0
        orphans, widows = thing.keeps
        last = first
        for at in range(first, len(heights)):
            end = y + heights[at]
            edge = thing.below if at + 1 == len(heights) else 0.0
            if (last > first or not empty) and self._overflows(space, end + edge):
                needed = max(0, widows - len(heights) + at)
                over = last - first - orphans
                if not empty and (over < 0 or needed > over):
                    return None
                last -= needed if needed <= over else 0
                piece.resume = last
                break
            if empty and self._overflows(space, end):
                raise StrangeTextError("a line higher than its page")
            y, last = end, at + 1
        piece.lines = first, last
        return y

    def _children(
        self, piece: Piece, y: float, space: float, skip: Resume, adjoining: list[float], *, empty: bool, merges: bool
    ) -> tuple[Any, list[float]]:
        """What is in a block; where it ends, or None where nothing of it may stand here."""
        thing, kept = piece.thing, piece.children
        start, within = skip if isinstance(skip, tuple) else (0, None)
        for number in range(start, len(thing.children)):
            child = thing.children[number]
            if child.sort is Sort.APART or child.unit in self._lacks:
                continue
            asked = self._asked(kept[-1].thing, child) if kept else "auto"
            if asked == FORCED:
                self._spoken = True
                piece.resume = (number, None)
                return y, []
            laid, y, adjoining = self._child(piece, child, number, y, space, within, adjoining, empty=empty)
            within = None
            if laid is None:
                if asked in AVOIDED:
                    earlier = self._earlier(kept)
                    if earlier is None and not empty:
                        return None, []
                    if earlier is not None:
                        piece.children, piece.resume = earlier
                        return y, []
                if not kept:
                    return None, []
                piece.resume = (number, None)
                return y, []
            kept.append(laid)
            if laid.resume is not None:
                piece.resume = (number, laid.resume)
                return y, []
        return y, adjoining

    def _child(
        self, piece: Piece, child: Thing, number: int, y: float, space: float, skip: Resume, adjoining: list[float],
        *, empty: bool,
    ) -> tuple[Piece | None, float, list[float]]:  # fmt: skip
        """One thing in a block, and where the next one begins."""
        thing, top = piece.thing, y
        if adjoining and thing.wrapper:
            top, adjoining = y + met(adjoining), []
        elif adjoining and not child.is_block():
            adjoining.append(child.margins[0])
            top, adjoining = y + met(adjoining) - child.margins[0], []
        alone = empty and not piece.children
        laid, below, through = self._level(child, number, top, space, skip, thing, adjoining, empty=alone)
        if laid is not None and not through:
            over = self._overflows(space, laid.inner + laid.height)
            # what is below counts twice: so does WeasyPrint
            more = space + laid.below
            if thing.below or thing.apart or thing.wrapper or thing.root:
                more += laid.margin
            if not alone and over:
                laid = None
            elif not alone and self._overflows(more, laid.end):
                self._spoken = False
                laid, below, through = self._level(child, number, top, more, skip, thing, adjoining, empty=alone)
                y = laid.end if laid else y
            else:
                y = laid.end
        if laid is None:
            self._spoken = False
        else:
            below = [*below, laid.margin]
        return laid, y, below

    def _earlier(self, kept: list[Piece]) -> tuple[list[Piece], Resume] | None:
        """A place above where a page may end, where it may not end here."""
        behind: Piece | None = None
        for at in range(len(kept) - 1, -1, -1):
            piece = kept[at]
            if piece.number < 0:
                continue
            asked = self._asked(piece.thing, behind.thing if behind else None)
            if behind is not None and asked not in AVOIDED:
                return kept[: at + 1], (behind.number, None)
            behind = piece
            if piece.thing.inside not in AVOIDED:
                inner = self._within(piece)
                if inner is not None:
                    return [*kept[:at], inner], (inner.number, inner.resume)
        return None

    def _within(self, piece: Piece) -> Piece | None:
        """A shorter piece, if the thing may break within it."""
        shorter = Piece(piece.thing, piece.number, piece.y, piece.above, piece.height, piece.below, piece.margin)
        shorter.lead, shorter.short = piece.lead, True
        if piece.thing.sort is Sort.LINES:
            orphans, widows = piece.thing.keeps
            first, last = piece.lines
            if last - first - widows < orphans:
                return None
            shorter.lines, shorter.resume = (first, last - widows), last - widows
            return shorter
        if piece.thing.sort not in (Sort.BLOCK, Sort.TABLE, Sort.GROUP):
            return None
        if piece.thing.heads[1]:
            raise StrangeTextError("a table's foot on a page that ends above it")
        earlier = self._earlier(piece.children)
        if earlier is None:
            return None
        shorter.children, shorter.resume = earlier
        return shorter


def _feet(piece: Piece, bottom: float) -> Iterator[Any]:
    """Where boxes end that go on overleaf: above a page's foot if there is something below them. Tables end with their
    last row."""
    while piece.resume is not None:
        if piece.short or piece.thing.is_block():
            yield "short" if piece.short else round(piece.end - bottom, 3)
        if not piece.children:
            return
        piece = piece.children[-1]
