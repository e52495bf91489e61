"""Grids with columns as wide as their content: how wide each is in another letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dm.press.replay.fences import Fenced
from dm.press.replay.flows import Flow
from dm.press.replay.inside import StrangeTextError
from dm.press.replay.places import Block, sizes_of, unit_of
from dm.press.replay.rows import Item, row_width
from dm.press.replay.words import Words

_NEAR = 0.02
_FITS = ("auto", "max-content")


@dataclass(frozen=True, slots=True)
class Tracks:
    """A grid of a frame: the columns' sizes in pixels, in shares of what is left ("fr"), or "" where content decides;
    each item with its column. `starts` are the lesson's own."""

    left: float
    room: float
    gap: float
    sizes: tuple[float | str, ...]
    shares: tuple[float, ...]
    items: tuple[tuple[int, Item], ...]
    starts: tuple[float, ...]

    def columns(self, flows: Sequence[Flow], letter: Fenced, words: Words) -> tuple[list[float], list[float]]:
        """Where each column begins, and how wide it is, in this letter."""
        widths = [size if isinstance(size, float) else 0.0 for size in self.sizes]
        limits = list(widths)
        for column, item in self.items:
            size = self.sizes[column]
            if not isinstance(size, float):
                least = item.least(flows, letter, words) if item.given is None else item.given
                most = item.width(flows, letter, words) if size in _FITS else least
                widths[column] = max(widths[column], most if size == "max-content" else least)
                limits[column] = max(limits[column], most, least)
        free = self._grown(widths, limits, self.room - self.gap * (len(widths) - 1) - sum(widths))
        self._share(widths, free)
        places, at = [], self.left
        for width in widths:
            places.append(at)
            at += width + self.gap
        return places, widths

    def _grown(self, widths: list[float], limits: Sequence[float], free: float) -> float:
        """What is left when each column has got its part, as far as its content needs it: WeasyPrint asks once."""
        if free < _NEAR:
            raise StrangeTextError("a grid wider than its room")
        part = free / len(widths)
        for column, (width, limit) in enumerate(zip(widths, limits, strict=True)):
            if self.sizes[column] != "fr":
                widths[column] = min(width + part, limit)
        return self.room - self.gap * (len(widths) - 1) - sum(widths)

    def _share(self, widths: list[float], free: float) -> None:
        """What is left goes to the shares, or to the columns that may stretch."""
        if any(self.shares):
            whole = free + sum(width for width, share in zip(widths, self.shares, strict=True) if share)
            for column, share in enumerate(self.shares):
                if share and whole * share / sum(self.shares) < widths[column] + _NEAR:
                    raise StrangeTextError("a grid wider than its room")
                widths[column] = whole * share / sum(self.shares) if share else widths[column]
            return
        stretched = [column for column, size in enumerate(self.sizes) if size == "auto"]
        for column in stretched:
            widths[column] += free / len(stretched)

    def check(self, flows: Sequence[Flow], letter: Fenced, words: Words, laid: Sequence[tuple[int, Any]]) -> None:
        """Raises StrangeTextError where WeasyPrint put the items elsewhere."""
        places, widths = self.columns(flows, letter, words)
        for column, box in laid:
            if abs(places[column] - box.position_x) > _NEAR or abs(widths[column] - box.margin_width()) > _NEAR:
                raise StrangeTextError("a grid laid out in another way")


def read_tracks(grid: Any, flows: Sequence[Sequence[tuple[int, Block]]]) -> tuple[Tracks, list[tuple[int, Any]]]:
    """The tracks of a laid-out grid, with the numbers of the flows of each item, and the items with their columns;
    raises StrangeTextError."""
    given = sizes_of(grid)
    justify = {*grid.style["justify_content"], *grid.style["justify_items"]}
    boxes = items_of(grid)
    if (
        not given
        or justify - {"normal", "stretch"}
        or grid.style["direction"] != "ltr"
        or grid.style["grid_auto_flow"] != ("row",)
    ):
        raise StrangeTextError("a grid of a special kind")
    sizes, shares = tuple(_size(one, grid.width) for one in given), tuple(_share_of(one) for one in given)
    if 0 < sum(shares) < 1:
        raise StrangeTextError("a grid of a special kind")
    gap = grid.style["column_gap"]
    if gap != "normal" and unit_of(gap) != "px":
        raise StrangeTextError("a grid of a special kind")
    starts = sorted({round(box.position_x, 3) for box in boxes})
    # a laid-out item's own style says how wide it became
    if len(starts) != len(sizes) or any(
        box.style["justify_self"] != ("auto",) or "width" in box.style.cascaded for box in boxes
    ):
        raise StrangeTextError("a grid of a special kind")
    placed = [(starts.index(round(box.position_x, 3)), box) for box in boxes]
    items = tuple((column, _item(box, blocks)) for (column, box), blocks in zip(placed, flows, strict=True))
    between = 0.0 if gap == "normal" else float(gap.value)
    left = grid.content_box_x()
    return Tracks(left, grid.width, between, sizes, shares, items, tuple(starts)), placed


def items_of(grid: Any) -> list[Any]:
    """The boxes of a grid."""
    return [child for child in grid.children if child.is_in_normal_flow()]


def column_of(grid: Any, box: Any) -> int:
    """The number of an item's column."""
    return sorted({round(item.position_x, 3) for item in items_of(grid)}).index(round(box.position_x, 3))


def _size(size: Any, room: float) -> float | str:
    if size in _FITS:
        return str(size)
    unit = getattr(size, "unit", "")
    if unit == "fr":
        return "fr"
    if unit not in ("px", "%"):
        raise StrangeTextError("a grid of a special kind")
    return float(size.value) if unit == "px" else float(size.value) * room / 100


def _share_of(size: Any) -> float:
    return float(size.value) if getattr(size, "unit", "") == "fr" else 0.0


def _item(box: Any, blocks: Sequence[tuple[int, Block]]) -> Item:
    least, most = box.style["min_width"], box.style["max_width"]
    if (least != "auto" and least.value) or getattr(most, "value", float("inf")) != float("inf"):
        raise StrangeTextError("a box of a given least width")
    outer = row_width(box)
    beside = tuple((number, outer - block.box.width) for number, block in blocks)
    return Item(beside, None if blocks else outer - box.width)
