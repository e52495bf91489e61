"""Backgrounds and borders of boxes that are of another height in each letter, painted by WeasyPrint itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from weasyprint import draw
from weasyprint.pdf.stream import Stream

from dm.press.replay.inside import StrangeTextError
from dm.press.replay.paints import painted_by
from dm.press.replay.stacks import EXACT, Moved, Spot

_REMEMBERED = 500


@dataclass(eq=False)
class Tall:
    """What is painted of a box, apart from its place; `high` is its border box's height in the lesson."""

    box: Any
    paint: Callable[[Stream, Any], None]
    y: float
    high: float
    spot: Spot
    _known: dict[int, str] = field(default_factory=dict)

    def shown(self, moved: Moved) -> str:
        """The box in this letter."""
        hundredths = round(round(self.high + moved.grown[self.spot.growth], EXACT) * 100)
        if hundredths not in self._known:
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            taller = _taller(self.box, self.y, hundredths / 100 - self.high)
            self._known[hundredths] = painted_by(lambda stream: self.paint(stream, taller))
        painted = self._known[hundredths]
        return f"q 1 0 0 1 0 {moved.down(self.y, self.spot):.3f} cm\n{painted}\nQ" if painted else ""


def tall_of(box: Any, paint: Callable[[Stream, Any], None], spot: Spot) -> Tall:
    """What is painted of a laid-out box by one of WeasyPrint's functions."""
    kept = box.copy()
    if hasattr(kept, "children"):
        kept.children = ()
    return Tall(kept, paint, box.border_box_y(), box.border_height(), spot)


def check_tall(box: Any) -> None:
    """Raises StrangeTextError for a box with more than plain colours."""
    background = box.background
    special = background is not None and (background.layers[:-1] or background.layers[-1].image is not None)
    if special or box.style["box_shadow"] or box.style["border_image_source"][0] != "none":
        raise StrangeTextError("a box painted in a special way")
    painted_by(lambda stream: paint_background(stream, box))
    painted_by(lambda stream: paint_border(stream, box))


def paint_background(stream: Stream, box: Any) -> None:
    """Its background alone."""
    draw.draw_background(stream, box.background)


def paint_border(stream: Stream, box: Any) -> None:
    """Its border alone."""
    draw.draw_border(stream, box)


def _taller(box: Any, y: float, more: float) -> Any:
    """The box at the page's upper edge, so much higher."""
    taller = box.copy()
    taller.position_y = round(box.position_y - y, EXACT)
    taller.height += more
    taller.background = lowered(box.background, y, more)
    return taller


def lowered(background: Any, y: float, more: float = 0.0) -> Any:
    """A background that stands higher by `y`, and is higher by `more`."""
    if background is None:
        return None

    def area(one: Sequence[Any]) -> tuple[Any, ...]:
        return one[0], round(one[1] - y, EXACT), one[2], round(one[3] + more, EXACT), *one[4:]

    layers = [
        layer._replace(
            painting_area=area(layer.painting_area),
            # without an image there is none
            positioning_area=layer.positioning_area if layer.image is None else area(layer.positioning_area),
            clipped_boxes=[area(one) for one in layer.clipped_boxes],
        )
        for layer in background.layers
    ]
    return background._replace(layers=layers)


@dataclass(eq=False)
class Ruled:
    """The lines between a table's cells; `rows` are what each row moves and grows with."""

    table: Any
    y: float
    spot: Spot
    rows: tuple[tuple[Spot, ...], ...]
    _known: dict[tuple[float | None, ...], str] = field(default_factory=dict)

    def shown(self, moved: Moved) -> str:
        """The lines in this letter."""
        key = tuple(
            [
                round(value, EXACT) if spot.place not in moved.hidden else None
                for group in self.rows
                for spot in group
                for value in (moved.shifts[spot.place] - moved.shifts[self.spot.place], moved.grown[spot.growth])
            ]
        )
        if key not in self._known:
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            self._known[key] = painted_by(lambda stream: draw.draw_collapsed_borders(stream, self._table(key)))
        return f"q 1 0 0 1 0 {moved.down(self.y, self.spot):.3f} cm\n{self._known[key]}\nQ"

    def _table(self, key: Sequence[float | None]) -> Any:
        """The table in this letter: its rows, and of the lines those that go with them."""
        table, values = self.table.copy(), iter(key)
        groups = []
        down, across = ([*lines] for lines in self.table.collapsed_border_grid)
        at = 0
        for group in self.table.children:
            rows = []
            for row in group.children:
                lower, taller = next(values), next(values)
                if lower is None or taller is None:
                    # the line above a row goes with it
                    del down[at], across[at]
                    continue
                at += 1
                y, high = round(row.position_y - self.y + lower, EXACT), round(row.height + taller, EXACT)
                rows.append(SimpleNamespace(position_y=y, height=high))
            groups.append(SimpleNamespace(children=rows, is_header=group.is_header, is_footer=group.is_footer))
        table.children = groups
        table.collapsed_border_grid = down, across
        return table
