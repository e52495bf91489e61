"""Pictures and marks that stand within a text: they move with its words, and are drawn for each letter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from weasyprint import draw
from weasyprint.pdf.stream import Stream

from dm.press.replay.drawn import Mark
from dm.press.replay.inlines import check_inline
from dm.press.replay.inside import StrangeTextError
from dm.press.replay.sheets import Drawing, Sheets, drawn

if TYPE_CHECKING:
    from dm.press.replay.classes import Place, Set
    from dm.press.replay.flows import Flow

_NO_BLEED = {"top": 0.0, "right": 0.0, "bottom": 0.0, "left": 0.0}


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """A picture: its margin box's width, and its drawing; or the number of the mark's value and, counted from the
    margin box, its place, width and height."""

    element: int
    width: float
    drawing: Drawing | None
    mark: int | None = None
    box: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)

    def shown(self, x: float, y: float, marks: Mapping[int, Mark], sheets: Sheets) -> str:
        """As it is drawn with its margin box here."""
        if self.drawing is not None:
            return f"q 1 0 0 1 {x:.3f} {y:.3f} cm /{sheets.form(self.drawing)} Do Q"
        across, down, width, height = self.box
        return f"0 g {marks[self.mark or 0].shown(x + across, y + down, width, height)}"


def read_figure(element: int, box: Any, mark: int | None) -> Figure:
    """The figure of a laid-out picture within a line; raises StrangeTextError."""
    check_inline([box])
    if mark is None:
        return Figure(element, box.margin_width(), _drawing(box))
    if box.style["object_fit"] != "fill" or box.background is not None:
        raise StrangeTextError("a mark shown in a special way")
    if any(box.style[f"border_{side}_width"] for side in _NO_BLEED):
        raise StrangeTextError("a mark shown in a special way")
    across, down = box.content_box_x() - box.position_x, box.content_box_y() - box.position_y
    return Figure(element, box.margin_width(), None, mark, (across, down, box.width, box.height))


def _drawing(box: Any) -> Drawing:
    def paint(stream: Stream, _: float) -> None:
        stream.transform(e=-box.position_x, f=-box.position_y)
        draw.draw_background(stream, box.background)
        draw.draw_border(stream, box)
        draw.draw_replacedbox(stream, box)

    size = {"width": box.margin_width(), "height": box.margin_height()}
    return drawn(SimpleNamespace(bleed=_NO_BLEED, paint=paint, **size))


def learn_figures(
    line: Any, boxes: Sequence[Any], start: float, top: float, ids: Mapping[int, int]
) -> dict[int, tuple[float, float, float]]:
    """How far below the line's top its pictures stand; raises StrangeTextError where they stand elsewhere."""
    laid = [(ids.get(id(box.element), -1) * 3, box) for box in boxes]
    if [element for element, _ in laid] != [figure.element for figure, _ in line.figures]:
        raise StrangeTextError("other pictures on a line")
    for (figure, x), (_, box) in zip(line.figures, laid, strict=True):
        if abs(box.position_x - start - x) > 0.02 or abs(box.margin_width() - figure.width) > 0.02:
            raise StrangeTextError("a picture elsewhere")
    return {element: (round(box.position_y - top, 4), 0.0, box.margin_height()) for element, box in laid}


def figures_shown(
    flow: Flow, done: Set, places: Sequence[Place], marks: Mapping[int, Mark], sheets: Sheets
) -> Iterator[tuple[int, str]]:
    """The pictures on a flow's lines, with their pages."""
    from dm.press.replay.boxes import start_of

    if not flow.figures:
        return
    for line, elements, place in zip(done.lines, done.lines.signatures, places, strict=True):
        start = start_of(flow, place.x + done.moved, line, done.width)
        for figure, x in line.figures:
            down = flow.lines[elements][1][figure.element][0]
            yield place.page, figure.shown(start + x, place.y + down, marks, sheets)
