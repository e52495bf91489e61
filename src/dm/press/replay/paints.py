"""Backgrounds and borders of boxes that are of another width in each letter, painted by WeasyPrint itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from weasyprint import draw
from weasyprint.layout.background import layout_box_backgrounds
from weasyprint.pdf.stream import Stream

from dm.press.replay.inside import StrangeTextError
from dm.press.replay.stacks import EXACT

# An opaque state is what a page begins with.
_OPAQUE = re.compile(rb"/[aA]1(\.0)? gs")
_REMEMBERED = 500


@dataclass(eq=False)
class Paint:
    """A painted box: `dx` and `dw` tell its border box from a flow's place and width."""

    page: int
    box: Any
    page_box: Any
    flow: int
    dx: float
    dw: float
    _known: dict[tuple[int, float], str] = field(default_factory=dict)

    def shown(self, moved: float, width: float, down: float = 0.0, taller: float = 0.0) -> str:
        """The box where its flow begins at `moved` and has this width; it stands so much lower than in the lesson, and
        is so much higher."""
        key = (round((width + self.dw) * 100), round(self.box.height + taller, EXACT))
        if key not in self._known:
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            self._known[key] = self._painted(key[0] / 100, key[1])
        painted = self._known[key]
        y = round(self.box.border_box_y() + down, EXACT)
        return f"q 1 0 0 1 {moved + self.dx:.3f} {y:.3f} cm\n{painted}\nQ" if painted else ""

    def _painted(self, width: float, height: float) -> str:
        box = self.box.copy()
        box.width += width - box.border_width()
        box.height = height
        box.position_x = -(box.margin_left if isinstance(box.margin_left, int | float) else 0.0)
        box.position_y = -(box.margin_top if isinstance(box.margin_top, int | float) else 0.0)
        layout_box_backgrounds(self.page_box, box, None, layout_children=False)
        return painted(box)


def paint_of(page: int, box: Any, page_box: Any, flow: int, start: float, width: float) -> Paint:
    """The paint of a laid-out box in which a flow of this width begins at `start`; raises StrangeTextError."""
    kept, kept_page = box.copy(), page_box.copy()
    kept.children = kept_page.children = ()
    paint = Paint(page, kept, kept_page, flow, box.border_box_x() - start, box.border_width() - width)
    paint.shown(start, width)
    return paint


def painted(box: Any) -> str:
    """What draws a box's background and border; raises StrangeTextError for more than plain colours."""

    def both(stream: Stream) -> None:
        draw.draw_background(stream, box.background)
        draw.draw_border(stream, box)

    return painted_by(both)


def painted_by(paint: Callable[[Stream], None]) -> str:
    """What this draws; raises StrangeTextError for more than plain colours."""
    stream = Stream({}, (0, 0, 0, 0), {"ExtGState": {}}, {}, None, {}, None, compress=False)
    try:
        paint(stream)
    except (KeyError, TypeError, AttributeError) as odd:
        raise StrangeTextError("a box painted in a special way") from odd
    content = b"\n".join(_OPAQUE.sub(b"", part) for part in stream.stream)
    if b"/" in content:
        raise StrangeTextError("a box painted in a special way")
    return content.decode()


@contextmanager
def unpainted(boxes: Sequence[Any], tables: Sequence[Any] = ()) -> Iterator[None]:
    """Meanwhile the backgrounds and borders of these boxes are not drawn, nor the lines between these tables' cells."""
    backgrounds = {id(box.background) for box in boxes if box.background is not None}
    # what is drawn are copies of boxes
    bordered = {_copied(box) for box in boxes}
    ruled = {_copied(table) for table in tables}
    background, border, lines = draw.draw_background, draw.draw_border, draw.draw_collapsed_borders

    def draw_background(stream: Any, what: Any, *more: Any, **named: Any) -> None:
        if id(what) not in backgrounds:
            background(stream, what, *more, **named)

    def draw_border(stream: Any, box: Any) -> None:
        if _copied(box) not in bordered:
            border(stream, box)

    def draw_collapsed_borders(stream: Any, table: Any) -> None:
        if _copied(table) not in ruled:
            lines(stream, table)

    draw.draw_background, draw.draw_border = draw_background, draw_border
    draw.draw_collapsed_borders = draw_collapsed_borders
    try:
        yield
    finally:
        draw.draw_background, draw.draw_border, draw.draw_collapsed_borders = background, border, lines


def _copied(box: Any) -> tuple[int, float, float]:
    return id(box.style), box.position_x, box.position_y
