"""Tables that fit their columns to their content: column widths of another letter, by WeasyPrint's own rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from weasyprint.layout import table as tables

from dm.press.replay.fences import Fenced
from dm.press.replay.flows import Flow
from dm.press.replay.inside import StrangeTextError, kinds
from dm.press.replay.places import Block
from dm.press.replay.words import Words

_NEAR = 0.02
_SIDES = ("left", "right")


@dataclass(frozen=True, slots=True)
class Laid:
    """What WeasyPrint was asked when it laid a table out."""

    width: Any
    around: tuple[Any, ...]
    wanted: tuple[Any, ...]


@contextmanager
def watched_tables() -> Iterator[dict[int, Laid]]:
    """Meanwhile every table laid out is noted, by the id of its element."""
    seen: dict[int, Laid] = {}
    lay_out = tables.auto_table_layout

    def watch(context: Any, box: Any, containing_block: Any) -> None:
        table = box.get_wrapped_table()
        width = table.width
        lay_out(context, box, containing_block)
        wanted = tables.table_and_columns_preferred_widths(context, box, outer=False)
        seen[id(table.element)] = Laid(width, tuple(containing_block), wanted)

    tables.auto_table_layout = watch
    try:
        yield seen
    finally:
        tables.auto_table_layout = lay_out


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its columns, the numbers of its flows with what is beside their text, and its width where it is given."""

    column: int
    span: int
    flows: tuple[tuple[int, float], ...]
    given: float | None


@dataclass(slots=True)
class Grid:
    """A table of a frame."""

    laid: Laid
    cells: tuple[Cell, ...]
    starts: tuple[float, ...]
    between: tuple[float, ...]

    def columns(self, flows: Sequence[Flow], letter: Fenced, words: Words) -> tuple[list[float], list[float]]:
        """Where each column begins, and how wide it is, in this letter."""
        least, most = self._wanted(flows, letter, words)
        widths = _widths(self.laid, least, most)
        at, places = self.starts[0], []
        for width, gap in zip(widths, self.between, strict=True):
            places.append(at)
            at += width + gap
        return places, widths

    def _wanted(self, flows: Sequence[Flow], letter: Fenced, words: Words) -> tuple[list[float], list[float]]:
        count = len(self.starts)
        least, most = [0.0] * count, [0.0] * count
        wide: list[tuple[Cell, float, float]] = []
        for cell in self.cells:
            low = high = 0.0
            for number, beside in cell.flows:
                narrow, broad = flows[number].extent(letter, words)
                low, high = max(low, narrow + beside), max(high, broad + beside)
            high = cell.given if cell.given is not None else max(low, high)
            if cell.span > 1:
                wide.append((cell, low, high))
                continue
            least[cell.column] = max(least[cell.column], low)
            most[cell.column] = max(most[cell.column], low, high)
        for cell, low, high in wide:
            span = slice(cell.column, cell.column + cell.span)
            if low > sum(least[span]) - _NEAR or high > sum(most[span]) - _NEAR:
                raise StrangeTextError("a cell that widens several columns")
        return least, most

    def check(self, flows: Sequence[Flow], letter: Fenced, words: Words, widths: Sequence[float]) -> None:
        """Raises StrangeTextError where WeasyPrint came to other widths."""
        least, most = self._wanted(flows, letter, words)
        _, mine = self.columns(flows, letter, words)
        pairs = [*zip(least, self.laid.wanted[2], strict=True), *zip(most, self.laid.wanted[3], strict=True)]
        pairs += zip(mine, widths, strict=True)
        if any(abs(one - other) > _NEAR for one, other in pairs):
            raise StrangeTextError("columns of other widths")


def _widths(laid: Laid, least: list[float], most: list[float]) -> list[float]:
    _, _, _, _, percentages, constrained, spacing, grid = laid.wanted
    if sum(least) + spacing > laid.width - _NEAR:
        raise StrangeTextError("a table wider than its room")
    table = SimpleNamespace(
        width=laid.width,
        padding_left=0,
        padding_right=0,
        border_left_width=0,
        border_right_width=0,
        column_widths=[],
    )
    wrapper = SimpleNamespace(get_wrapped_table=lambda: table, margin_left=0, margin_right=0)
    wanted = (sum(least), sum(most), least, most, percentages, constrained, spacing, grid)
    asked = tables.table_and_columns_preferred_widths
    tables.table_and_columns_preferred_widths = lambda *_, **__: wanted
    try:
        tables.auto_table_layout(None, wrapper, laid.around)
    finally:
        tables.table_and_columns_preferred_widths = asked
    return [float(width) for width in table.column_widths]


def read_grid(table: Any, laid: Laid, cells: dict[int, tuple[Any, list[tuple[int, Block]]]]) -> Grid:
    """The grid of a table box; `cells` has the blocks of each cell's text with the numbers of their flows. Raises
    StrangeTextError where more than texts would move with the columns."""
    wide = laid.wanted[2]
    laid_out = Laid(laid.width, laid.around, (*laid.wanted[:7], [None] * len(wide)))
    if not isinstance(laid.width, int | float) or table.style["direction"] != "ltr" or table.column_groups:
        raise StrangeTextError("a table of a special kind")
    places, widths = table.column_positions, table.column_widths
    if len(places) != len(widths) or len(wide) != len(widths):
        raise StrangeTextError("a table with empty columns")
    ends = [place + width for place, width in zip(places, widths, strict=True)]
    between = [*(after - end for end, after in zip(ends, places[1:], strict=False)), 0.0]
    for group in table.children:
        for row in group.children:
            _check_row(table, row)
    return Grid(laid_out, tuple(_cell(*one) for one in cells.values()), tuple(places), tuple(between))


def _check_row(table: Any, row: Any) -> None:
    """What is painted of a row must look the same wherever its columns begin."""
    looks = set()
    for cell in row.children:
        style = cell.style
        colour = cell.background.color if cell.background is not None else None
        if any(style[f"border_{side}_width"] for side in _SIDES) or (cell.background and cell.background.layers[:-1]):
            raise StrangeTextError("lines between columns")
        looks.add(
            (
                str(colour) if colour is not None and colour.alpha else "",
                *(
                    str(style[f"border_{side}_{what}"])
                    for side in ("top", "bottom")
                    for what in ("width", "style", "color")
                ),
            )
        )
        if cell.style["empty_cells"] != "show" or cell.rowspan != 1:
            raise StrangeTextError("a cell of a special kind")
    apart = table.style["border_collapse"] == "separate" and table.style["border_spacing"][0]
    painted = looks != {("", "0", "none", str(row.style["color"]), "0", "none", str(row.style["color"]))}
    if len(looks) > 1 or (apart and painted and any(part not in ("", "0", "none") for part in next(iter(looks))[:3])):
        raise StrangeTextError("cells painted differently")


def _cell(cell: Any, blocks: list[tuple[int, Block]]) -> Cell:
    for child in cell.children:
        if not isinstance(child, kinds.LineBox | kinds.BlockBox):
            raise StrangeTextError("a cell with more than text")
    around = cell.border_width()
    flows = tuple((number, around - block.box.width) for number, block in blocks)
    width = cell.style["width"]
    unit = getattr(width, "unit", "")
    least, most = cell.style["min_width"], cell.style["max_width"]
    if getattr(least, "value", 0) or getattr(most, "value", float("inf")) != float("inf"):
        raise StrangeTextError("a cell of a given least width")
    given = width.value + around - cell.width if unit == "px" else None
    return Cell(cell.grid_x, cell.colspan, flows, given)
