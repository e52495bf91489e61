"""Tables that fit their columns to their content: column widths of another letter, by WeasyPrint's own rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from weasyprint.layout import preferred
from weasyprint.layout import table as tables

from dm.press.replay.fences import Fenced
from dm.press.replay.flows import Flow
from dm.press.replay.inside import StrangeTextError, kinds
from dm.press.replay.places import Block
from dm.press.replay.words import Words

_NEAR = 0.02
_SIDES = ("left", "right")
_AROUND = ("padding_left", "padding_right", "border_left_width", "border_right_width")


@dataclass(frozen=True, slots=True)
class Laid:
    """What WeasyPrint was asked when it laid a table out."""

    width: Any
    around: tuple[Any, ...]
    wanted: tuple[Any, ...]
    sides: tuple[Any, ...]
    given: tuple[tuple[float, float], ...]

    @property
    def pushed(self) -> float:
        """Which part of the room that is left stands before the table."""
        left, right = (side == "auto" for side in self.sides[:2])
        return (0.5 if right else 1.0) if left else 0.0


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
        sides = (box.margin_left, box.margin_right, *(getattr(table, side) for side in _AROUND))
        given = tuple(_given(context, table, len(wanted[2])))
        if getattr(table.style["width"], "unit", "") == "px":
            # a width in pixels is a least width too, and counts the borders in another way
            width = max(width, preferred.adjust(table, outer=False, width=table.style["width"].value))
        seen[id(table.element)] = Laid(width, tuple(containing_block), wanted, sides, given)

    tables.auto_table_layout = watch
    try:
        yield seen
    finally:
        tables.auto_table_layout = lay_out


def _given(context: Any, table: Any, count: int) -> Iterator[tuple[float, float]]:
    """The widths that columns ask for themselves."""
    columns = [(group, column) for group in table.column_groups for column in group.children][:count]
    for both in columns:
        least = max(preferred.min_content_width(context, one) for one in both)
        yield least, max(least, *(preferred.max_content_width(context, one) for one in both))
    yield from [(0.0, 0.0)] * (count - len(columns))


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its columns, the numbers of its flows with what is beside their text, its width where it is given, how
    wide it is without text, and the units that it stands in."""

    column: int
    span: int
    flows: tuple[tuple[int, float], ...]
    given: float | None
    bare: float = 0.0
    units: frozenset[int] = frozenset()


@dataclass(slots=True)
class Grid:
    """A table of a frame."""

    laid: Laid
    cells: tuple[Cell, ...]
    starts: tuple[float, ...]
    between: tuple[float, ...]
    wide: float
    _last: tuple[Fenced | None, tuple[list[float], list[float]]] = (None, ([], []))

    @property
    def fits(self) -> bool:
        """Whether the whole table is as wide as its content."""
        return bool(self.laid.width == "auto")

    def columns(self, flows: Sequence[Flow], letter: Fenced, words: Words) -> tuple[list[float], list[float]]:
        """Where each column begins, and how wide it is, in this letter."""
        if self._last[0] is not letter:
            least, most = self._wanted(flows, letter, words)
            widths = _widths(self.laid, least, most)
            at, places = self.starts[0] + self.laid.pushed * (self.wide - sum(widths)), []
            for width, gap in zip(widths, self.between, strict=True):
                places.append(at)
                at += width + gap
            self._last = letter, (places, widths)
        return self._last[1]

    def _wanted(self, flows: Sequence[Flow], letter: Fenced, words: Words) -> tuple[list[float], list[float]]:
        least, most = [one for one, _ in self.laid.given], [one for _, one in self.laid.given]
        wide: list[tuple[Cell, float, float]] = []
        for cell in self.cells:
            if not letter.absent.isdisjoint(cell.units):
                continue
            low = high = cell.bare
            for number, beside in cell.flows:
                if not letter.absent.isdisjoint(flows[number].units):
                    continue
                narrow, broad = flows[number].extent(letter, words)
                low, high = max(low, narrow + beside), max(high, broad + beside)
            high = cell.given if cell.given is not None else max(low, high)
            if cell.span > 1:
                wide.append((cell, low, high))
                continue
            least[cell.column] = max(least[cell.column], low)
            most[cell.column] = max(most[cell.column], low, high)
        for cell, low, high in sorted(wide, key=lambda one: one[0].column):
            self._widen(cell, low, high, least, most)
        return least, most

    def _widen(self, cell: Cell, low: float, high: float, least: list[float], most: list[float]) -> None:
        """A cell over several columns may make them wider."""
        span = slice(cell.column, cell.column + cell.span)
        spacing = sum(self.between[cell.column : cell.column + cell.span - 1])
        _, _, _, _, percentages, constrained, _, grid = self.laid.wanted
        for wanted, known in ((low, least), (high, most)):
            more = wanted - sum(known[span]) - spacing
            if more > 0:
                tables.distribute_excess_width(None, grid, more, known, constrained, percentages, most, span)

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
    left, right, *around = laid.sides
    room = laid.width
    if room == "auto":
        room = laid.around[0] - sum(side for side in laid.sides if side != "auto")
    if sum(least) + spacing > room - _NEAR:
        raise StrangeTextError("a table wider than its room")
    table = SimpleNamespace(width=laid.width, column_widths=[], **dict(zip(_AROUND, around, strict=True)))
    wrapper = SimpleNamespace(get_wrapped_table=lambda: table, margin_left=left, margin_right=right)
    wanted = (sum(least) + spacing, sum(most) + spacing, least, most, percentages, constrained, spacing, grid)
    asked = tables.table_and_columns_preferred_widths
    tables.table_and_columns_preferred_widths = lambda *_, **__: wanted
    try:
        tables.auto_table_layout(None, wrapper, laid.around)
    finally:
        tables.table_and_columns_preferred_widths = asked
    return [float(width) for width in table.column_widths]


def table_boxes(pages: Sequence[Any], table: int) -> list[tuple[int, Any]]:
    """The boxes of the table whose element has this id, with their pages."""
    from dm.press.replay.boxes import walk

    return [
        (number, box)
        for number, page in enumerate(pages)
        for box, _ in walk(page._page_box)
        if isinstance(box, kinds.TableBox) and id(box.element) == table
    ]


def is_captioned(pages: Sequence[Any], table: int) -> bool:
    """Whether the table whose element has this id has a caption, which is as wide as the table."""
    from dm.press.replay.boxes import walk

    found = (
        above[-1] for page in pages for box, above in walk(page._page_box) if isinstance(box, kinds.TableCaptionBox)
    )
    return any(id(wrapper.element) == table for wrapper in found)


def read_grid(
    table: Any,
    laid: Laid,
    cells: dict[int, tuple[Any, list[tuple[int, Block]]]],
    units_of: Callable[[Any], Iterator[int]],
) -> Grid:
    """The grid of a table box; `cells` has the blocks of each cell's text with the numbers of their flows. Raises
    StrangeTextError where more than texts would move with the columns."""
    wide = laid.wanted[2]
    laid_out = Laid(laid.width, laid.around, (*laid.wanted[:7], [True] * len(wide)), laid.sides, laid.given)
    fits = laid.width == "auto"
    if not (fits or isinstance(laid.width, int | float)) or table.style["direction"] != "ltr":
        raise StrangeTextError("a table of a special kind")
    if fits and any(laid.wanted[4]):
        raise StrangeTextError("a table of a special kind")
    places, widths = table.column_positions, table.column_widths
    if len(places) != len(widths) or len(wide) != len(widths):
        raise StrangeTextError("a table with empty columns")
    ends = [place + width for place, width in zip(places, widths, strict=True)]
    between = [*(after - end for end, after in zip(ends, places[1:], strict=False)), 0.0]
    return Grid(
        laid_out,
        tuple([_cell(*one, frozenset(units_of(one[0].element))) for one in cells.values()]),
        tuple(places),
        tuple(between),
        sum(widths),
    )


def is_plain(table: Any) -> bool:
    """Whether what is painted of a table looks the same wherever its columns begin."""
    return all(_is_plain(table, row) for group in table.children for row in group.children)


def _is_plain(table: Any, row: Any) -> bool:
    looks = set()
    for cell in row.children:
        style = cell.style
        colour = cell.background.color if cell.background is not None else None
        if any(style[f"border_{side}_width"] for side in _SIDES) or (cell.background and cell.background.layers[:-1]):
            return False
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
    apart = table.style["border_collapse"] == "separate" and table.style["border_spacing"][0]
    painted = looks != {("", "0", "none", str(row.style["color"]), "0", "none", str(row.style["color"]))}
    return len(looks) < 2 and not (
        apart and painted and any(part not in ("", "0", "none") for part in next(iter(looks))[:3])
    )


def _cell(cell: Any, blocks: list[tuple[int, Block]], units: frozenset[int]) -> Cell:
    for child in cell.children:
        if not isinstance(child, kinds.LineBox | kinds.BlockBox):
            raise StrangeTextError("a cell with more than text")
    around = cell.border_width()
    flows = tuple((number, around - block.box.width) for number, block in blocks)
    width = cell.style["width"]
    unit = getattr(width, "unit", "")
    if cell.style["empty_cells"] != "show" or (cell.colspan > 1 and unit == "%"):
        raise StrangeTextError("a cell of a special kind")
    least, most = cell.style["min_width"], cell.style["max_width"]
    if getattr(least, "value", 0) or getattr(most, "value", float("inf")) != float("inf"):
        raise StrangeTextError("a cell of a given least width")
    beside = around - cell.width if cell.style["box_sizing"] == "content-box" else 0.0
    given = width.value + beside if unit == "px" else None
    return Cell(cell.grid_x, cell.colspan, flows, given, around - cell.width, units)
