"""Which boxes hand the height of a text within them on by rules that are known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dm.press.replay.boxes import walk
from dm.press.replay.inside import StrangeTextError, kinds
from dm.press.replay.lined import are_lines_known, is_column_known, is_lined
from dm.press.replay.measures import cell_height, has_limits, height_given, inner_of, least_of, natural_of
from dm.press.replay.places import Block, is_painted
from dm.press.replay.talls import check_tall

_NEAR = 0.01
_FORCED = {"page", "always", "left", "right", "recto", "verso"}


class Yielding:
    """Tells which texts of a document may be higher or lower than they are."""

    def __init__(self, pages: Sequence[Any], *, flowing: bool = False) -> None:
        self._known: dict[int, bool] = {}
        last = len(pages) - 1
        # what did not fit on the page before could fit there if it were of another height; the one before is filled up
        self._alone = [
            flowing or (number == last and _is_forced(pages, number) and _has_room(page._page_box))
            for number, page in enumerate(pages)
        ]
        self._floats = [self._floating(page) for page in pages]

    def frees(self, block: Block) -> bool:
        """Whether the block's text may be of another height in another letter."""
        if block.repeated or not self._alone[block.page] or self._beside_float(block):
            return False
        return all(self._yields(box) for box in (block.box, *block.above))

    def lets_go(self, page: int, boxes: Sequence[Any], top: float) -> bool:
        """Whether something at `top` in these boxes, from the page inwards, may be lacking in another letter."""
        beside = any(top < box.position_y + box.margin_height() for _, box, _ in self._floats[page])
        return self._alone[page] and not beside and all(self._yields(box) for box in boxes)

    def _floating(self, page: Any) -> list[tuple[int, Any, set[int]]]:
        """The page's floats, with how many boxes stand before each, and what is around it."""
        self._order = getattr(self, "_order", {})
        found = []
        for number, (box, above) in enumerate(walk(page._page_box)):
            self._order[id(box)] = number
            if box.is_floated():
                found.append((number, box, {id(one) for one in above}))
        return found

    def _beside_float(self, block: Block) -> bool:
        """A text beside a float, or before its foot."""
        top = min(line.position_y for line in block.lines)
        return any(
            id(block.box) in around
            or (number < self._order[id(block.box)] and top < box.position_y + box.margin_height())
            for number, box, around in self._floats[block.page]
        )

    def _yields(self, box: Any) -> bool:
        if id(box) not in self._known:
            self._known[id(box)] = self._is_known(box) and _can_be_painted(box)
        return self._known[id(box)]

    def _is_known(self, box: Any) -> bool:
        style = box.style
        if isinstance(box, kinds.PageBox):
            return True
        if isinstance(box, kinds.MarginBox | kinds.AtomicInlineLevelBox | kinds.LineBox):
            return False
        if box.is_floated() or style["position"] == "fixed" or style["column_count"] != "auto":
            return False
        if (style["overflow"] != "visible" and not box.is_for_root_element) or style["opacity"] < 1:
            return False
        sides = [style[side] for side in ("top", "bottom", "height", "min_height", "max_height")]
        if style["transform"] or style["column_width"] != "auto" or style["max_lines"] != "none":
            return False
        if any(getattr(side, "unit", "px") != "px" for side in sides):
            return False
        if isinstance(box, kinds.TableBox):
            cells = [cell for group in box.children for row in group.children for cell in row.children]
            return bool(style["height"] == "auto") and all(cell.rowspan == 1 for cell in cells)
        if isinstance(box, kinds.TableRowBox):
            return _is_row_known(box)
        if isinstance(box, kinds.TableCellBox):
            return bool(style["height"] == "auto")
        if isinstance(box, kinds.TableRowGroupBox):
            return True
        if is_lined(box):
            return are_lines_known(box)
        if isinstance(box, kinds.FlexContainerBox):
            return is_column_known(box)
        if has_limits(box) and not (height_given(box) or _is_item(box)):
            wanted = max(least_of(box), min(box.max_height, natural_of(box)))
            return bool(abs(wanted - box.height) < _NEAR)
        return isinstance(box, kinds.BlockContainerBox)


def _has_room(page: Any) -> bool:
    """Whether all that flows on the page ends above its foot."""
    root = inner_of(page.children[0])
    return bool(root.position_y + root.margin_height() <= page.content_box_y() + page.height + _NEAR)


def _is_forced(pages: Sequence[Any], number: int) -> bool:
    """Whether a page begins where it does in all letters, as long as the one before has room."""
    if not number:
        return True
    before, after = (inner_of(page._page_box.children[0]) for page in pages[number - 1 : number + 1])
    return bool({*_breaks(before, -1, "break_after"), *_breaks(after, 0, "break_before")} & _FORCED)


def _breaks(box: Any, at: int, name: str) -> set[str]:
    values = set()
    while box is not None and hasattr(box, "style"):
        values.add(box.style[name])
        inner = [inner_of(child) for child in getattr(box, "children", ())]
        flow = [one for one in inner if not isinstance(one, kinds.LineBox) and one.is_in_normal_flow()]
        box = flow[at] if flow and not isinstance(inner[at], kinds.LineBox) else None
    return values


def _is_row_known(row: Any) -> bool:
    given = row.style["height"]
    for cell in row.children:
        if any(cell.style[f"padding_{side}"].unit != "px" for side in ("top", "bottom")):
            return False
    high = max((cell_height(row, cell) for cell in row.children), default=0.0)
    return bool(abs(max(high, 0.0 if given == "auto" else given.value) - row.height) < _NEAR)


def _is_item(box: Any) -> bool:
    return bool(box.is_flex_item or box.is_grid_item)


def _can_be_painted(box: Any) -> bool:
    """Whether the box can be painted in another height."""
    if isinstance(box, kinds.PageBox) or not is_painted(box):
        return True
    if isinstance(box, kinds.TableRowGroupBox):
        return False
    try:
        check_tall(box)
    except StrangeTextError:
        return False
    return True
