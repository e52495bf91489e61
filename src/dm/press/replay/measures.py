"""How high laid-out boxes are by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dm.press.replay.inside import kinds


def inner_of(box: Any) -> Any:
    """The box that a placeholder stands for."""
    return getattr(box, "_box", box)


def flowing(box: Any) -> list[Any]:
    """What stands below each other or beside each other in a box: its lines, and boxes that do not stand apart."""
    inner = [inner_of(child) for child in getattr(box, "children", ())]
    return [one for one in inner if isinstance(one, kinds.LineBox) or one.is_in_normal_flow()]


def has_limits(box: Any) -> bool:
    """Whether the box has a least or a greatest height."""
    return bool(least_of(box) or box.max_height != float("inf"))


def least_of(box: Any) -> float:
    """The least height that is asked for; WeasyPrint gives flexible boxes that of their content."""
    given = box.style["min_height"]
    return float(box.min_height) if getattr(given, "value", 0) else 0.0


def height_given(box: Any) -> bool:
    """Whether a height is asked for; WeasyPrint writes the height that a grid's box gets into its style."""
    if box.is_grid_item:
        return "height" in getattr(box.style, "cascaded", {})
    return bool(box.style["height"] != "auto")


def natural_of(box: Any) -> float:
    """How high a box's content is; endless where margins above and below nothing meet."""
    below = flowing(box)
    if not below:
        return 0.0
    last = below[-1]
    if isinstance(last, kinds.LineBox):
        return float(last.position_y + last.height - box.content_box_y())
    margins = [] if _collapses(box) else [0.0, *_hanging(last)]
    more = max(margins, default=0.0) + min(margins, default=0.0)
    return float(last.border_box_y() + last.border_height() + more - box.content_box_y())


def _collapses(box: Any) -> bool:
    """Whether the margin of what is last in a box meets its own."""
    return isinstance(box, kinds.BlockBox) and bool(box.bottom_margin_collapses()) and not height_given(box)


def _hanging(box: Any) -> Sequence[float]:
    """The margins that meet below a box."""
    if not _collapses(box):
        return [box.margin_bottom]
    inner = flowing(box)
    if not inner:
        return [box.margin_bottom, float("inf")]
    if isinstance(inner[-1], kinds.LineBox):
        return [box.margin_bottom]
    return [box.margin_bottom, *_hanging(inner[-1])]


def cell_height(row: Any, cell: Any) -> float:
    """How high a cell of this row is by itself."""
    padding = sum(cell.style[f"padding_{side}"].value for side in ("top", "bottom"))
    high = float(cell.content_height + padding + cell.border_top_width + cell.border_bottom_width)
    if cell.computed_height != "auto":
        high = max(high, high - cell.content_height + cell.computed_height)
    return high + (row.baseline - cell.baseline if cell.vertical_align == "baseline" else 0.0)
