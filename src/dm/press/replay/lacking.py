"""Boxes that some letters of a skeleton do not have, and the gaps between what is left."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dm.press.replay.boxes import walk
from dm.press.replay.inside import StrangeTextError, kinds
from dm.press.replay.lined import fills, is_lined, is_mismeasured
from dm.press.replay.measures import flowing, has_limits, inner_of
from dm.press.replay.stacks import Gap
from dm.press.replay.yielding import Yielding

_NEAR = 0.01
_FORCED = {"page", "always", "left", "right", "recto", "verso", "column"}
# The greatest and the least of margins that touch.
Margins = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Lead:
    """What stands before a box: the gap, and the box's unit (its place among what letters differ in) and height."""

    gap: Gap
    unit: int | None = None
    height: float = 0.0


@dataclass(slots=True)
class Lacking:
    """The units of a document: which boxes they are, by their elements, each with its place in a letter's heights."""

    yielding: Yielding
    units: Mapping[int, int] = field(default_factory=dict)
    found: dict[int, set[int]] = field(default_factory=dict)
    needs: list[tuple[int, ...]] = field(default_factory=list)
    orders: list[tuple[int, ...]] = field(default_factory=list)

    def leads(self, parent: Any, above: Sequence[Any], page: int) -> dict[int, Lead]:
        """What stands before the boxes in this one, and under 0 what stands behind the last, where some of them are
        units that letters may lack; empty where there are none."""
        inside = [inner_of(child) for child in getattr(parent, "children", ())]
        boxes = [box for box in inside if not isinstance(box, kinds.LineBox) and box.is_in_normal_flow()]
        units = [self._unit(box, parent) for box in boxes]
        if not any(unit is not None for unit in units):
            return {}
        try:
            if len(boxes) != len(
                [one for one in inside if not one.is_absolutely_positioned() and not one.is_floated()]
            ):
                raise StrangeTextError("boxes beside lines")
            self._check(parent, above, page, boxes, units)
            ends = _ends(parent)
            leads = self._leads(parent, boxes, units, ends)
        except StrangeTextError:
            return {}
        for box, unit in zip(boxes, units, strict=True):
            if unit is not None:
                self.found.setdefault(unit, set()).add(id(box.element))
        if None not in units:
            self.needs.append(tuple(unit for unit in units if unit is not None))
        return leads

    def filling(self, parent: Any, above: Sequence[Any], page: int) -> dict[int, int]:
        """The units among the boxes of a wrapping row or a grid, by the boxes' ids: letters have none behind one that
        they lack, so that no other box stands elsewhere. Empty where there are none."""
        boxes = flowing(parent)
        units = [self._unit(box, parent) for box in boxes]
        found = [unit for unit in units if unit is not None]
        if not found:
            return {}
        try:
            if not fills(parent) or None in units[len(units) - len(found) :]:
                raise StrangeTextError("boxes that stand elsewhere where others are lacking")
            self._check(parent, above, page, boxes, units)
        except StrangeTextError:
            return {}
        for box, unit in zip(boxes, units, strict=True):
            if unit is not None:
                self.found.setdefault(unit, set()).add(id(box.element))
        self.orders.append(tuple(found))
        if None not in units:
            self.needs.append(tuple(found))
        return {id(box): unit for box, unit in zip(boxes, units, strict=True) if unit is not None}

    def free(self, pages: Sequence[Any], units: Mapping[int, Sequence[Any]]) -> frozenset[int]:
        """The units that letters may lack: all that is seen of them was met once."""
        seen = Counter(id(box.element) for page in pages for box in _outermost(page._page_box, self.units))
        shown = {id(box.element) for page in pages for box, _ in walk(page._page_box)}

        def is_met(unit: int, element: Any) -> bool:
            met = id(element) in self.found.get(unit, ()) and seen[id(element)] == 1
            return met or not any(id(one) in shown for one in element.iter())

        return frozenset(unit for unit, elements in units.items() if all(is_met(unit, element) for element in elements))

    def _unit(self, box: Any, parent: Any) -> int | None:
        """The unit that this box is an element of; boxes within it may be of the same element."""
        if box.element is None or box.element is parent.element:
            return None
        return self.units.get(id(box.element))

    def _check(
        self, parent: Any, above: Sequence[Any], page: int, boxes: Sequence[Any], units: Sequence[int | None]
    ) -> None:
        """Raises StrangeTextError where the boxes do not simply stand below each other."""
        grouped = isinstance(parent, kinds.TableRowGroupBox)
        if grouped and (parent.is_header or parent.is_footer):
            raise StrangeTextError("rows that are repeated")
        if not grouped and not isinstance(parent, kinds.BlockContainerBox) and not is_lined(parent):
            raise StrangeTextError("boxes that do not stand below each other")
        if any(map(is_mismeasured, above)):
            raise StrangeTextError("a column whose height is not that of what is in it")
        top = min(box.border_box_y() for box, unit in zip(boxes, units, strict=True) if unit is not None)
        if not self.yielding.lets_go(page, (*above, parent), top):
            raise StrangeTextError("a box whose height is not followed")
        for box, unit in zip(boxes, units, strict=True):
            if unit is not None:
                _check_unit(box)
        if grouped:
            self._check_widths(next(box for box in reversed(above) if isinstance(box, kinds.TableBox)), parent)

    def _check_widths(self, table: Any, group: Any) -> None:
        """Raises StrangeTextError where a row that letters may lack gives a column its width."""
        rows = [row for one in table.children for row in one.children]
        sure = [row for row in rows if self._unit(row, table) is None]
        if table.style["table_layout"] == "fixed" and table.style["width"] != "auto" and rows[0] in sure:
            return
        known = {_width_of(cell) for row in sure for cell in row.children}
        for row in group.children:
            widths = {_width_of(cell) for cell in row.children if cell.style["width"] != "auto"}
            if row not in sure and widths - known:
                raise StrangeTextError("a unit that gives a column its width")

    def _leads(
        self, parent: Any, boxes: Sequence[Any], units: Sequence[int | None], ends: tuple[bool, bool]
    ) -> dict[int, Lead]:
        found: dict[int, Lead] = {}
        gap_of = _between if not isinstance(parent, kinds.TableRowGroupBox) else _spacing(boxes)
        start, end = (_Edge(parent, boxes, units, side, ends[side]) for side in (0, 1))
        for at, box in enumerate(boxes):
            before = [(units[one], gap_of(boxes[one], box)) for one in _back(units, at)]
            mine = _top(box) - (_bottom(boxes[at - 1]) if at else parent.content_box_y())
            if len(before) == at and all(units[one] is not None for one in range(at)):
                before.append((None, start.gap(box)))
            if abs(before[0][1] - mine) > _NEAR:
                raise StrangeTextError("margins of another kind")
            gap = Gap(tuple(before), before[0][1])
            if units[at] is not None or len(before) > 1:
                found[id(box)] = Lead(gap, units[at], before[0][1] + _high(box))
        last = [(units[one], end.gap(boxes[one])) for one in _back(units, len(boxes))]
        if len(last) > 1:
            found[0] = Lead(Gap(tuple(last), last[0][1]))
        return found


def _outermost(box: Any, units: Mapping[int, int], around: Any = None) -> Iterator[Any]:
    """The boxes of units that are not within another box of the same element."""
    box = inner_of(box)
    if id(box.element) in units and box.element is not around:
        yield box
    for child in getattr(box, "children", ()):
        yield from _outermost(child, units, box.element)


def _back(units: Sequence[int | None], at: int) -> Iterator[int]:
    """What may stand before, from near to far, up to what is in all letters."""
    for one in range(at - 1, -1, -1):
        yield one
        if units[one] is None:
            return


def _check_unit(box: Any) -> None:
    for inner, _ in walk(box):
        style = inner.style
        if inner.is_floated() or (inner.is_absolutely_positioned() and not inner.is_outside_marker):
            raise StrangeTextError("a unit with boxes that stand apart")
        if {style["break_before"], style["break_after"]} & _FORCED:
            raise StrangeTextError("a unit that ends a page")
        if style["string_set"] != "none":
            raise StrangeTextError("a unit that names a string")


def _width_of(cell: Any) -> tuple[Any, ...]:
    """The width that is asked for, in which column."""
    sides = [cell.style[f"padding_{side}"] for side in ("left", "right")]
    lines = [getattr(cell, f"border_{side}_width") for side in ("left", "right")]
    return cell.grid_x, cell.colspan, cell.style["width"], cell.style["box_sizing"], *sides, *lines


def _top(box: Any) -> float:
    return float(box.border_box_y())


def _high(box: Any) -> float:
    return float(box.border_height())


def _bottom(box: Any) -> float:
    return _top(box) + _high(box)


def _ends(parent: Any) -> tuple[bool, bool]:
    """Whether the margins of what is first and last in the box are its own affair."""
    apart = _is_apart(parent)
    above = apart or bool(parent.padding_top or parent.border_top_width)
    return above, apart or bool(parent.padding_bottom or parent.border_bottom_width or has_limits(parent))


def _is_apart(box: Any) -> bool:
    """Whether margins do not collapse through the box's edges."""
    style = box.style
    item = box.is_flex_item or box.is_grid_item
    apart = item or style["overflow"] != "visible" or box.is_floated() or box.is_absolutely_positioned()
    return bool(apart or not isinstance(box, kinds.BlockBox) or box.is_table_wrapper or style["column_count"] != "auto")


@dataclass(slots=True)
class _Edge:
    """The upper edge of a box (`side` 0) or the lower one; `keeps`: margins do not collapse through it."""

    parent: Any
    boxes: Sequence[Any]
    units: Sequence[int | None]
    side: int
    keeps: bool

    def gap(self, box: Any) -> float:
        """Between the edge and this box, if it is the first or last one there; raises StrangeTextError."""
        if isinstance(self.parent, kinds.TableRowGroupBox):
            return 0.0
        own = _sum(_margins(box, self.side))
        if self.keeps:
            return own
        outer = self.boxes[0 if self.side == 0 else -1]
        root = self.parent.element_tag in ("body", "html") and self.side == 1
        if not root and _margins(box, self.side) != _margins(outer, self.side):
            raise StrangeTextError("margins that collapse with others")
        return 0.0


def _spacing(rows: Sequence[Any]) -> Any:
    gaps = [_top(after) - _bottom(before) for before, after in itertools.pairwise(rows)]
    if gaps and max(gaps) - min(gaps) > _NEAR:
        raise StrangeTextError("rows with other spaces")
    return lambda _, __: gaps[0]


def _between(before: Any, after: Any) -> float:
    high, low = zip(_margins(before, 1), _margins(after, 0), strict=True)
    return _sum((max(high), min(low)))


def _sum(margins: Margins) -> float:
    return margins[0] + margins[1]


def _margins(box: Any, side: int) -> Margins:
    """The margins that touch at a box's upper edge (`side` 0) or its lower one."""
    name = ("top", "bottom")[side]
    own = getattr(box, f"margin_{name}")
    high, low = max(own, 0.0), min(own, 0.0)
    if _is_apart(box) or getattr(box, f"padding_{name}") or getattr(box, f"border_{name}_width"):
        return high, low
    if side == 1 and (has_limits(box) or box.style["height"] != "auto"):
        raise StrangeTextError("margins below a box of a given height")
    inside = [inner_of(child) for child in box.children]
    inside = [one for one in inside if not one.is_absolutely_positioned() and not one.is_floated()]
    if not inside or not box.height:
        raise StrangeTextError("margins on both sides of nothing")
    inner = inside[-side]
    if isinstance(inner, kinds.LineBox):
        return high, low
    deeper = _margins(inner, side)
    return max(high, deeper[0]), min(low, deeper[1])
