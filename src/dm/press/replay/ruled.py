"""What is painted of a table whose columns are of other widths in each letter: cells' backgrounds, and all lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, NamedTuple

from weasyprint import draw
from weasyprint.pdf.stream import Stream

from dm.press.replay.inside import StrangeTextError, kinds, number
from dm.press.replay.paints import Paint, paint_of, painted_by
from dm.press.replay.stacks import EXACT, Moved, Spot

# Between columns that exist only to tell lines' ends from each other, in CSS pixels.
_APART = 100_000.0
_SIDES = ("top", "right", "bottom", "left")
_CORNERS = ("top_left", "top_right", "bottom_right", "bottom_left")


class Edge(NamedTuple):
    """A place that moves with a column: `more` beyond its beginning, or its end."""

    column: int
    ends: bool
    more: float

    def at(self, places: Sequence[float], widths: Sequence[float]) -> float:
        """Where it is, in these columns."""
        return places[self.column] + (widths[self.column] if self.ends else 0.0) + self.more


class Rung(NamedTuple):
    """A place that moves with one of the table's boxes: with its upper edge, or its lower one."""

    box: int
    ends: bool
    y: float
    high: float = 0.0

    def at(self, moved: Moved, spots: Sequence[Spot]) -> float:
        """Where it is, in this letter; both edges of a box that is not there are one."""
        spot = spots[self.box]
        more = moved.grown[spot.growth] if spot.place not in moved.hidden else -self.high
        return round(self.y + moved.shifts[spot.place] + (more if self.ends else 0.0), EXACT)


class _Columns(dict[Edge, str]):
    """Places of a letter's columns as they are written; many a line begins or ends there."""

    def __init__(self, places: Sequence[float], widths: Sequence[float]) -> None:
        super().__init__()
        self.places, self.widths = places, widths

    def __missing__(self, edge: Edge) -> str:
        text = self[edge] = f"{edge.at(self.places, self.widths):.3f}"
        return text


class _Rungs(dict[Rung, str]):
    """Places of a letter's rows as they are written."""

    def __init__(self, moved: Moved, spots: Sequence[Spot]) -> None:
        super().__init__()
        self.moved, self.spots = moved, spots

    def __missing__(self, rung: Rung) -> str:
        text = self[rung] = f"{rung.at(self.moved, self.spots):.3f}"
        return text


@dataclass(frozen=True, slots=True)
class _Area:
    """A plain rectangle, or a box that WeasyPrint paints."""

    left: Edge
    right: Edge
    top: Rung
    height: float
    ink: str
    paint: Paint | None = None

    def shown(self, columns: _Columns, rungs: _Rungs) -> str:
        places, widths, moved, spots = columns.places, columns.widths, rungs.moved, rungs.spots
        left, right = self.left.at(places, widths), self.right.at(places, widths)
        taller = moved.grown[spots[self.top.box].growth]
        if self.paint:
            return self.paint.shown(left, right - left, moved.shifts[spots[self.top.box].place], taller)
        high = round(self.height + taller, EXACT)
        return f"{self.ink} {columns[self.left]} {rungs[self.top]} {right - left:.3f} {high:.3f} re f"


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of collapsed borders, down or across; `ink` is its colour and thickness where it is a plain one."""

    begins: Edge
    ends: Edge
    top: Rung
    bottom: Rung
    more: tuple[Any, ...]
    ink: str

    def shown(self, columns: _Columns, rungs: _Rungs) -> str:
        if self.ink:
            start, end = f"{columns[self.begins]} {rungs[self.top]}", f"{columns[self.ends]} {rungs[self.bottom]}"
            return f"{self.ink} {start} m {end} l S"
        left, right = (edge.at(columns.places, columns.widths) for edge in (self.begins, self.ends))
        top, bottom = (rung.at(rungs.moved, rungs.spots) for rung in (self.top, self.bottom))
        return painted_by(lambda stream: draw.draw_line(stream, left, top, right, bottom, *self.more))


@dataclass(frozen=True, slots=True)
class TablePaint:
    """What is painted of a table on one page, from below upwards."""

    page: int
    grid: int
    parts: tuple[_Area | _Line, ...]

    def shown(self, places: Sequence[float], widths: Sequence[float], moved: Moved, spots: Sequence[Spot]) -> str:
        """As it is with these columns, and with its boxes where `spots` tell."""
        parts = self.parts
        if moved.hidden:
            # the line above a row goes with it, the one below the last does not
            parts = tuple([part for part in parts if part.top.ends or spots[part.top.box].place not in moved.hidden])
        columns, rungs = _Columns(places, widths), _Rungs(moved, spots)
        return "\n".join(["q", *[part.shown(columns, rungs) for part in parts], "Q"])


@dataclass(frozen=True, slots=True)
class Painted:
    """A table's paint, the boxes that it stands for, the table whose lines between cells are among that, and the
    boxes that parts of the paint move with."""

    paint: TablePaint
    boxes: tuple[Any, ...]
    table: Any
    along: tuple[Any, ...]


def paint_table(page: int, page_box: Any, grid: int, table: Any, *, whole: bool) -> Painted:
    """The paint of a laid-out table; `whole`: the table itself is of another width in each letter too. Raises
    StrangeTextError for what is painted in a special way."""
    if any(column.background for group in table.column_groups for column in (group, *group.children)):
        raise StrangeTextError("a painted column")
    collapsed = table.style["border_collapse"] == "collapse"
    boxes: list[Any] = [table] if whole else []
    for group in table.children:
        boxes += [group] if whole else []
        for row in group.children:
            boxes += [row, *row.children] if whole else row.children
    shown = [box for box in boxes if box.background is not None or (_bordered(box) and not collapsed)]
    rows = [row for group in table.children for row in group.children]
    along = (*shown, *rows)
    parts: list[_Area | _Line] = [
        _area(page, page_box, table, box, at, collapsed=collapsed) for at, box in enumerate(shown)
    ]
    if collapsed:
        parts += _lines(table, len(shown), rows)
    return Painted(TablePaint(page, grid, tuple(parts)), tuple(shown), table, along)


def _bordered(box: Any) -> bool:
    return any(box.style[f"border_{side}_width"] for side in _SIDES)


def _area(page: int, page_box: Any, table: Any, box: Any, at: int, *, collapsed: bool) -> _Area:
    inner = isinstance(box, kinds.TableCellBox)
    first = box.grid_x if inner else 0
    last = first + (box.colspan if inner else len(table.column_widths)) - 1
    places, widths = table.column_positions, table.column_widths
    background = box.background
    bordered = not collapsed and _bordered(box)
    if background is not None and (background.layers[:-1] or background.style["box_shadow"]):
        raise StrangeTextError("a cell painted in a special way")
    x, y, wide, high = background.layers[-1].painting_area if background and not bordered else _outer(box)
    left, right = Edge(first, False, x - places[first]), Edge(last, True, x + wide - places[last] - widths[last])
    if bordered or any(radius.value for corner in _CORNERS for radius in box.style[f"border_{corner}_radius"]):
        x, _, wide, _ = _outer(box)
        edges = Edge(first, False, x - places[first]), Edge(last, True, x + wide - places[last] - widths[last])
        rung = Rung(at, False, y)
        return _Area(*edges, rung, high, "", paint_of(page, box, page_box, -1, box.border_box_x(), box.border_width()))
    if background.color.alpha != 1 or background.layers[-1].image is not None:
        raise StrangeTextError("a cell painted in a special way")
    return _Area(left, right, Rung(at, False, y), high, _stroke(background.color).lower())


def _outer(box: Any) -> tuple[float, float, float, float]:
    return box.border_box_x(), box.border_box_y(), box.border_width(), box.border_height()


def _stroke(colour: Any) -> str:
    if colour.alpha != 1 or colour.space not in ("srgb", "hsl", "hwb", "device-cmyk"):
        raise StrangeTextError("a colour that is not plain")
    if colour.space == "device-cmyk":
        return " ".join(number(part) for part in tuple(colour)[:4]) + " K"
    return " ".join(number(part) for part in colour.to("srgb").coordinates) + " RG"


def _lines(table: Any, first: int, rows: Sequence[Any]) -> list[_Line]:
    """WeasyPrint draws the lines once in columns and rows so far apart that each end tells its column and its row."""
    count = len(table.column_widths)
    apart = table.copy()
    apart.column_positions = [number * _APART for number in range(count)]
    apart.column_widths = [_APART] * count
    apart.children = _rows_apart(table)
    ends = [*(row.position_y for row in rows), *(row.position_y + row.height for row in rows[-1:])]
    lines: list[_Line] = []

    def edge(x: float) -> Edge:
        column = round(x / _APART)
        return Edge(min(column, count - 1), column == count, x - column * _APART)

    def rung(y: float) -> Rung:
        row = round(y / _APART)
        box = min(row, len(rows) - 1)
        return Rung(first + box, row == len(rows), ends[row] + y - row * _APART, rows[box].height)

    def noted(_: Any, left: float, top: float, right: float, bottom: float, width: float, style: str, ink: Any) -> None:
        plain = f"{_stroke(ink)} {number(width)} w" if style == "solid" else ""
        lines.append(_Line(edge(left), edge(right), rung(top), rung(bottom), (width, style, ink), plain))

    draw_line, draw.draw_line = draw.draw_line, noted
    try:
        draw.draw_collapsed_borders(Stream({}, (0, 0, 0, 0), {}, {}, None, {}, None, compress=False), apart)
    finally:
        draw.draw_line = draw_line
    return lines


def _rows_apart(table: Any) -> list[Any]:
    groups, at = [], 0
    for group in table.children:
        count = len(group.children)
        rows = [SimpleNamespace(position_y=(at + row) * _APART, height=_APART) for row in range(count)]
        groups.append(SimpleNamespace(children=rows, is_header=group.is_header, is_footer=group.is_footer))
        at += count
    return groups
