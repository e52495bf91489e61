"""Boxes as wide as their text, alone or in a row: where each stands follows from how wide all of them are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dm.press.replay.fences import Fenced
from dm.press.replay.flows import Flow
from dm.press.replay.inside import StrangeTextError, kinds
from dm.press.replay.places import Block, unit_of
from dm.press.replay.words import Words

_NEAR = 0.02
_ENDS = {"end", "flex-end", "right"}
_KNOWN = _ENDS | {"normal", "flex-start", "start", "left", "center", "space-between", "space-around", "space-evenly"}


@dataclass(frozen=True, slots=True)
class Item:
    """A box of the row: the numbers of its flows with what is beside their text, or its width where it is given;
    whether it takes the room that is left, and which of its margins do (`push`, 0 for none)."""

    flows: tuple[tuple[int, float], ...]
    given: float | None = None
    grows: bool = False
    push: tuple[int, int] = (0, 0)

    def width(self, flows: Sequence[Flow], letter: Fenced, words: Words) -> float:
        """How wide it is in this letter, when nothing is broken that need not be."""
        if self.given is not None:
            return self.given
        return max(flows[number].extent(letter, words)[1] + beside for number, beside in self.flows)

    def least(self, flows: Sequence[Flow], letter: Fenced, words: Words) -> float:
        """How wide it must be at least."""
        return max((flows[number].extent(letter, words)[0] + beside for number, beside in self.flows), default=0.0)


@dataclass(slots=True)
class Row:
    """A row of a frame: where its room begins and how much there is. `starts` are the lesson's own."""

    left: float
    room: float
    items: tuple[Item, ...]
    justify: str
    gap: float
    starts: tuple[float, ...]

    def columns(self, flows: Sequence[Flow], letter: Fenced, words: Words) -> tuple[list[float], list[float]]:
        """Where each item begins, and how wide it is with its given margins, in this letter."""
        growing = [number for number, item in enumerate(self.items) if item.grows]
        widths = [0.0 if item.grows else item.width(flows, letter, words) for item in self.items]
        free = self.room - sum(widths) - self.gap * (len(widths) - 1)
        if free < (_NEAR if len(widths) > 1 or growing else -_NEAR):
            raise StrangeTextError("a row wider than its room")
        if growing:
            widths[growing[0]], least = free, self.items[growing[0]].least(flows, letter, words)
            if least > free - _NEAR:
                raise StrangeTextError("a row wider than its room")
            free = 0.0
        return self._places(widths, free), widths

    def _places(self, widths: Sequence[float], free: float) -> list[float]:
        pushing = sum(sum(item.push) for item in self.items)
        count = len(widths)
        pushed, free = (free / pushing, 0.0) if pushing else (0.0, free)
        at, between = self.left, self.gap
        if self.justify in _ENDS:
            at += free
        elif self.justify == "center":
            at += free / 2
        elif self.justify == "space-around":
            at, between = at + free / count / 2, between + free / count
        elif self.justify == "space-evenly":
            at, between = at + free / (count + 1), between + free / (count + 1)
        elif self.justify == "space-between" and count > 1:
            between += free / (count - 1)
        places = []
        for item, width in zip(self.items, widths, strict=True):
            at += pushed * item.push[0]
            places.append(at)
            at += width + pushed * item.push[1] + between
        return places

    def moves(self, number: int) -> bool:
        """Whether an item may stand at another place in another letter."""
        if any(sum(item.push) for item in self.items):
            return True
        first = self.justify in ("normal", "flex-start", "start", "left", "space-between") and number == 0
        last = (self.justify == "space-between" or self.justify in _ENDS) and number == len(self.items) - 1
        return not (first or (last and len(self.items) > 1) or (last and self.items[number].given is not None))

    def check(self, flows: Sequence[Flow], letter: Fenced, words: Words, laid: Sequence[tuple[float, float]]) -> None:
        """Raises StrangeTextError where WeasyPrint put them elsewhere."""
        for pair, (place, width) in zip(zip(*self.columns(flows, letter, words), strict=True), laid, strict=True):
            if abs(pair[0] - place) > _NEAR or abs(pair[1] - width) > _NEAR:
                raise StrangeTextError("a row laid out in another way")


@dataclass(frozen=True, slots=True)
class RowBoxes:
    """The boxes that become a Row."""

    container: Any
    boxes: tuple[Any, ...]
    flex: bool
    left: float
    right: float

    def row(self, flows: Sequence[Sequence[tuple[int, Block]]]) -> Row:
        """The row, with the numbers of each box's flows; raises StrangeTextError."""
        items = tuple(self._item(box, blocks) for box, blocks in zip(self.boxes, flows, strict=True))
        if sum(item.grows for item in items) > 1:
            raise StrangeTextError("a row that grows in several places")
        justify, gap = self._justify(), self._gap()
        starts = tuple(_start(box) for box in self.boxes)
        return Row(self.left, self.right - self.left, items, justify, gap, starts)

    def laid(self) -> list[tuple[float, float]]:
        """Where each box stands, and how wide it is."""
        return [(_start(box), row_width(box)) for box in self.boxes]

    def _justify(self) -> str:
        if not self.flex:
            box = self.boxes[0]
            return "flex-end" if _is_right(box) else "flex-start"
        wanted = self.container.style["justify_content"]
        if len(wanted) != 1 or wanted[0] not in _KNOWN or self.container.style["direction"] != "ltr":
            raise StrangeTextError("a row of a special kind")
        return str(wanted[0])

    def _gap(self) -> float:
        gap: Any = self.container.style["column_gap"] if self.flex else "normal"
        if gap == "normal":
            return 0.0
        if unit_of(gap) != "px":
            raise StrangeTextError("a row of a special kind")
        return float(gap.value)

    def _item(self, box: Any, flows: Sequence[tuple[int, Block]]) -> Item:
        style, outer = box.style, row_width(box)
        basis = style["flex_basis"] if self.flex else "auto"
        given = unit_of(style["width"] if basis == "auto" else basis)
        grows = self.flex and style["flex_grow"] > 0
        least, most = style["min_width"], style["max_width"]
        if (least != "auto" and least.value) or getattr(most, "value", float("inf")) != float("inf"):
            raise StrangeTextError("a box of a given least width")
        beside = tuple((number, outer - block.box.width) for number, block in flows)
        fixed = outer if (given and not grows) or not flows else None
        push = (int(style["margin_left"] == "auto"), int(style["margin_right"] == "auto")) if self.flex else (0, 0)
        return Item(beside, fixed, grows, push)


def _is_right(box: Any) -> bool:
    return bool(box.style["float"] == "right" if box.is_floated() else box.style["left"] == "auto")


def _start(box: Any) -> float:
    return float(box.position_x + (box.margin_left if box.style["margin_left"] == "auto" else 0.0))


def row_width(box: Any) -> float:
    """How wide a box is with its margins, those that take what room is left apart."""
    margins = (box.style[f"margin_{side}"] == "auto" for side in ("left", "right"))
    left, right = (
        0.0 if auto else side for auto, side in zip(margins, (box.margin_left, box.margin_right), strict=True)
    )
    return float(left + box.border_width() + right)


def row_boxes(box: Any, parent: Any, left: float) -> RowBoxes:
    """The row of a box that fits itself to its text: its flexible container's children, or the box alone, between
    `left` and its right edge, or from its left edge on; raises StrangeTextError."""
    if isinstance(parent, kinds.FlexContainerBox):
        children = tuple(child for child in parent.children if child.is_in_normal_flow())
        rows = {child.position_y for child in children if parent.style["align_items"] == ("flex-start",)}
        ordered = [child.position_x for child in children]
        plain = parent.style["flex_direction"] == "row" and ordered == sorted(ordered) and len(rows) < 2
        if not plain or any(child.style["order"] for child in children):
            raise StrangeTextError("a row of a special kind")
        start = parent.content_box_x()
        return RowBoxes(parent, children, flex=True, left=start, right=start + parent.width)
    right = box.position_x + box.margin_width()
    if not _is_right(box):
        left, right = box.position_x, max(right, left)
    return RowBoxes(parent, (box,), flex=False, left=left, right=right)


def texts_only(box: Any) -> Iterator[Any]:
    """The painted boxes of an item, itself among them; raises StrangeTextError for more than text in blocks."""
    inner = getattr(box, "_box", box)
    if isinstance(inner, kinds.LineBox):
        return
    if not isinstance(inner, kinds.BlockContainerBox) or isinstance(inner, kinds.TableCellBox):
        raise StrangeTextError("more than text in a box that moves")
    if inner.is_outside_marker or not (inner.is_in_normal_flow() or inner is box):
        raise StrangeTextError("more than text in a box that moves")
    sides = ("top", "right", "bottom", "left")
    if inner.background is not None or any(getattr(inner, f"border_{side}_width") for side in sides):
        yield inner
    for child in inner.children:
        yield from texts_only(child)
