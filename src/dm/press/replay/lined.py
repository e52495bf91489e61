"""Flexible rows, wrapping ones too, and grids: boxes beside each other in lines, the highest of which decides about its
line's height."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from dm.press.replay.boxes import walk
from dm.press.replay.inside import StrangeTextError, kinds
from dm.press.replay.measures import flowing, has_limits, height_given, inner_of, least_of, natural_of
from dm.press.replay.places import has_given_columns, is_painted, unit_of
from dm.press.replay.stacks import Filled, Growth, Highest

_NEAR = 0.01
SHARES = {"middle": 0.5, "center": 0.5, "bottom": 1.0, "end": 1.0, "flex-end": 1.0}
_STRETCHED = {"normal", "stretch"}
_ALIGNED = {*_STRETCHED, "flex-start", "start", "flex-end", "end", "center"}
_STARTS = {"normal", "flex-start", "start"}
_AUTO = {"auto"}


def is_row(box: Any) -> bool:
    """Whether this is a row of flexible boxes, perhaps in several lines."""
    return isinstance(box, kinds.FlexContainerBox) and not box.style["flex_direction"].startswith("column")


def is_column(box: Any) -> bool:
    """Whether this is a column of flexible boxes."""
    return isinstance(box, kinds.FlexContainerBox) and not is_row(box)


def is_unmoved(item: Any, box: Any) -> bool:
    """Whether an item of a flexible column is as high as its text would be in the width of the row that the column is
    an item of: so is WeasyPrint's, and what is in further lines sticks out."""
    return is_mismeasured(box) and item.style["width"] == "auto" and not height_given(item)


def is_mismeasured(box: Any) -> bool:
    """Whether what is in a flexible column has its heights in the width of the row around the column."""
    return bool(is_column(box) and box.is_flex_item and box.style["width"] == "auto")


def is_column_known(box: Any) -> bool:
    """Whether what is in a flexible column stands below each other, in the heights that are known here."""
    style = box.style
    gap = style["row_gap"]
    plain = style["flex_wrap"] == "nowrap" and style["flex_direction"] == "column"
    if not plain or has_limits(box) or height_given(box) or not (gap == "normal" or unit_of(gap) == "px"):
        return False
    if (
        box.is_flex_item
        and unit_of(style["width"])
        and (unit_of(style["width"]), style["width"].value) != ("px", box.width)
    ):
        return False
    kept = {inner.style["white_space"] for inner, _ in walk(box)} - {"normal", "nowrap"}
    top = box.content_box_y()
    for item in flowing(box):
        odd = is_unmoved(item, box) and (kept or has_limits(item))
        if odd or abs(item.position_y - top) > _NEAR or is_column(item) or unit_of(item.style["width"]) == "%":
            return False
        top += item.margin_height() + gap_of(box)
    return True


def is_lined(box: Any) -> bool:
    """Whether the box has others beside each other in lines."""
    return is_row(box) or isinstance(box, kinds.GridContainerBox)


def lines_of(box: Any) -> list[list[Any]]:
    """The boxes of each line."""
    lines: list[list[Any]] = []
    several = isinstance(box, kinds.GridContainerBox) or box.style["flex_wrap"] != "nowrap"
    for item in flowing(box):
        if not lines or (several and item.position_x <= lines[-1][-1].position_x + _NEAR):
            lines.append([])
        lines[-1].append(item)
    return lines


def gap_of(box: Any) -> float:
    """The room between two lines."""
    gap = box.style["row_gap"]
    return 0.0 if gap == "normal" else float(gap.value)


def align_of(item: Any, box: Any) -> str:
    """Where an item stands in its line."""
    own = item.style["align_self"]
    return str((box.style["align_items"] if own == ("auto",) else own)[0])


def is_stretched(item: Any, box: Any) -> bool:
    """Whether an item is as high as its line."""
    return align_of(item, box) in _STRETCHED and not height_given(item)


def outer_of(item: Any, box: Any) -> float:
    """How high an item is by itself, with its margins."""
    if not is_stretched(item, box) or is_lined(item) or not hasattr(item, "children"):
        return float(item.margin_height())
    return float(item.margin_height() - item.height + max(natural_of(item), least_of(item)))


def high_of(box: Any, line: Sequence[Any]) -> float:
    """How high a line is."""
    return max([outer_of(item, box) for item in line], default=0.0)


def grown_line(
    box: Any, line: Sequence[Any], growths: Sequence[int], units: Mapping[int, int], lead: float
) -> Growth | None:
    """How a line grows whose items grow so, some of which are units, by their ids; `lead` is the room before it."""
    highs = [outer_of(item, box) for item in line]
    if any(id(item) in units for item in line):
        which = [units.get(id(item)) for item in line]
        return Filled(tuple(zip(highs, growths, which, strict=True)), lead, max(highs))
    least = max([high for high, growth in zip(highs, growths, strict=True) if not growth], default=0.0)
    items = tuple((high, growth) for high, growth in zip(highs, growths, strict=True) if growth)
    return Highest(least, items, max(highs)) if items else None


def are_lines_known(box: Any) -> bool:
    """Whether the heights of a row's or a grid's lines follow from their boxes' by the rules that are known here."""
    style = box.style
    items = flowing(box)
    if {align for one in (box, *items) for align in _aligned(one, box)} - _ALIGNED - _AUTO:
        return False
    if any(item.style[f"margin_{side}"] == "auto" for item in items for side in ("top", "bottom")):
        return False
    still = all(is_column(item) and all(is_unmoved(one, item) for one in flowing(item)) for item in items)
    if has_limits(box) or height_given(box) or not all(_is_item_known(item, box, still=still) for item in items):
        return False
    if is_row(box) and style["flex_wrap"] == "nowrap":
        return bool(abs(high_of(box, items) - box.height) < _NEAR)
    if not (_is_plain_grid(box, items) if isinstance(box, kinds.GridContainerBox) else style["flex_wrap"] == "wrap"):
        return False
    gap = style["row_gap"]
    return bool(gap == "normal" or unit_of(gap) == "px") and _stand(box)


def _aligned(one: Any, box: Any) -> Any:
    return one.style["align_items" if one is box else "align_self"]


def _stand(box: Any) -> bool:
    """Whether all lines and what is in them stand where they should."""
    top, gap = box.content_box_y(), gap_of(box)
    for line in lines_of(box):
        high = high_of(box, line)
        for item in line:
            free = high - item.margin_height()
            if is_stretched(item, box) and abs(free) > _NEAR:
                return False
            if abs(item.position_y - top - free * SHARES.get(align_of(item, box), 0.0)) > _NEAR:
                return False
        top += high + gap
    return bool(abs(top - gap - box.content_box_y() - box.height) < _NEAR)


def _is_plain_grid(box: Any, items: list[Any]) -> bool:
    style = box.style
    plain = style["grid_template_rows"] == "none" and style["grid_template_areas"] == "none"
    return bool(
        plain
        and isinstance(box, kinds.GridBox)
        and style["grid_auto_rows"] == ("auto",)
        and style["grid_auto_flow"] == ("row",)
        and all(item.style[f"grid_row_{side}"] == "auto" for item in items for side in ("start", "end"))
        and not any(item.is_table_wrapper for item in items)
    )


def _is_item_known(item: Any, box: Any, *, still: bool) -> bool:
    """Whether it is known how high an item is by itself, and what becomes of it where its line is higher; `still`: none
    of the items is ever of another height."""
    if any(inner.is_floated() for inner, _ in walk(item) if hasattr(inner, "is_floated")):
        return False
    if not is_stretched(item, box):
        return True
    if item.max_height != float("inf"):
        return False
    if isinstance(item, kinds.GridContainerBox):
        return False
    if not is_row(item):
        return not is_column(item) or still or _keeps_above(item)
    inner = flowing(item)
    return item.style["flex_wrap"] == "nowrap" and not any(
        align_of(one, item) in SHARES
        or (is_stretched(one, item) and (is_painted(one) or isinstance(one, kinds.FlexContainerBox)))
        for one in inner
    )


def fills(box: Any) -> bool:
    """Whether the last boxes of a wrapping row or a grid may be lacking without another standing elsewhere."""
    items = flowing(box)
    if any(is_column(item) and not _keeps_above(item) for item in items):
        return False
    if isinstance(box, kinds.GridContainerBox):
        sides = (item.style[f"grid_column_{side}"] for item in items for side in ("start", "end"))
        return has_given_columns(box) and all(side == "auto" for side in sides)
    margins = (item.style[f"margin_{side}"] for item in items for side in ("left", "right"))
    return bool(
        is_row(box)
        and box.style["flex_wrap"] == "wrap"
        and box.style["flex_direction"] == "row"
        and not set(box.style["justify_content"]) - _STARTS
        and not any(item.style["flex_grow"] for item in items)
        and "auto" not in margins
    )


def _keeps_above(column: Any) -> bool:
    """Whether what is in a flexible column stays above where the column is higher than that."""
    items = [inner_of(child) for child in column.children]
    return not (set(column.style["justify_content"]) - _STARTS) and not any(
        item.style["flex_grow"] or "auto" in (item.style["margin_top"], item.style["margin_bottom"]) for item in items
    )


def measured_in(chain: Sequence[Any]) -> float:
    """The room that a text in these boxes, from the page inwards, has where WeasyPrint looks once more how high it is:
    a flexible box is at least as high as it would be if it were as wide as its content, and what is in a column that is
    an item of a row as high as in the whole row. 0 for other texts; raises StrangeTextError where other lines could
    come of it there."""
    room = 0.0
    for around, box in itertools.pairwise(chain):
        if box.is_absolutely_positioned():
            room = 0.0
        if room and not _breaks_alike(box, around):
            raise StrangeTextError("a text within a flexible box, in a width of its own")
        if box.is_flex_item and box.style["min_height"] == "auto":
            if _is_resized(box, around):
                raise StrangeTextError("a text within a flexible box of another width than its own")
            room = room or (float("inf") if box.style["width"] == "auto" else 0.0)
        if is_mismeasured(box):
            room = around.width - box.margin_width() + chain[-1].width
    return room


def _is_resized(item: Any, around: Any) -> bool:
    """Whether a flexible box has another width than the given one, in which WeasyPrint looks how high it is."""
    width = item.style["width"]
    if width == "auto":
        return False
    wanted = width.value * around.width / 100 if unit_of(width) == "%" and hasattr(width, "value") else width
    wanted = getattr(wanted, "value", wanted)
    own = item.border_width() if item.style["box_sizing"] == "border-box" else item.width
    return not isinstance(wanted, int | float) or abs(wanted - own) > _NEAR


def _breaks_alike(box: Any, around: Any) -> bool:
    """Whether text in a box has the room for its longest line where everything is as wide as its content."""
    if isinstance(box, kinds.LineBox | kinds.InlineBox):
        return True
    style = box.style
    unit = unit_of(style["width"])
    given = unit in ("", "px") or getattr(style["width"], "value", 0) == 100
    edges = (f"{kind}_{side}" for kind in ("padding", "margin") for side in ("left", "right"))
    plain = given and all(style[edge] == "auto" or unit_of(style[edge]) == "px" for edge in edges)
    if not plain or box.is_floated() or isinstance(around, kinds.GridContainerBox):
        return False
    if is_row(around):
        # gaps are not counted there
        gap = around.style["column_gap"]
        return style["flex_basis"] in ("auto", "content") and (gap == "normal" or not gap.value)
    if isinstance(box, kinds.TableBox):
        return bool(style["table_layout"] == "auto")
    parts = (
        kinds.TableRowGroupBox
        | kinds.TableRowBox
        | kinds.TableCellBox
        | kinds.FlexContainerBox
        | kinds.GridContainerBox
    )
    columns = style["column_count"] != "auto" or style["column_width"] != "auto"
    return isinstance(box, kinds.BlockBox | parts) and not columns
