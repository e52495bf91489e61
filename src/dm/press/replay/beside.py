"""Lines beside floats: how much room each line of a block has, where the floats stand in the same place in all letters
of a class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dm.press.replay.inside import StrangeTextError, kinds
from dm.press.replay.places import Block, unit_of

_NEAR = 0.01
Rooms = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Float:
    """A floating box, its page, the boxes around it, and whether text that differs from letter to letter decides about
    its width."""

    page: int
    box: Any
    above: tuple[Any, ...]
    varies: bool

    def beside(self, page: int, top: float, height: float) -> bool:
        """Whether it takes room from a line here, by WeasyPrint's own rule."""
        start, end = self.box.position_y, self.box.position_y + self.box.margin_height()
        bottom = top + height
        return page == self.page and (
            start < top < end or start < bottom < end or (start >= top and end <= bottom and end > start)
        )

    def overlaps(self, part: Block) -> bool:
        """Whether lines of the block are beside it and would run into it."""
        start, left = part.box.content_box_x(), self.box.position_x
        if left + self.box.margin_width() <= start or left >= start + part.box.width:
            return False
        return any(self.beside(part.page, line.position_y, line.height) for line in part.lines)

    def stands_in(self, box: Any) -> bool:
        """Whether it is this box or within it."""
        return box is self.box or box in self.above


def rooms_of(parts: Sequence[Block], floats: Sequence[Float]) -> Rooms:
    """Where each line of these blocks may begin, counted from the block's edge, and how wide it may be; nothing where
    all of them have the whole width. Raises StrangeTextError where another letter's text could move a float."""
    rooms: list[tuple[float, float]] = []
    beside = [[one for one in floats if one.overlaps(part) and _meets(part, one)] for part in parts]
    if not any(beside):
        return ()
    for part, ones in zip(parts, beside, strict=True):
        for one in ones:
            _check(part, one)
        rooms += _rooms(part, ones)
    return tuple(rooms)


def _rooms(part: Block, floats: Sequence[Float]) -> list[tuple[float, float]]:
    rooms, below = [], part.lines[0].position_y if part.lines else 0.0
    left, right = part.box.content_box_x(), part.box.content_box_x() + part.box.width
    for line in part.lines:
        if abs(line.position_y - below) > _NEAR:
            raise StrangeTextError("a line below its place, beside a float")
        below = line.position_y + line.height
        beside = [one.box for one in floats if one.beside(part.page, line.position_y, line.height)]
        lefts = [box.position_x + box.margin_width() for box in beside if box.style["float"] == "left"]
        rights = [box.position_x for box in beside if box.style["float"] == "right"]
        start, end = max([left, *lefts]), min([right, *rights])
        rooms.append((start - left, end - start))
    first = part.lines[0].position_y
    if abs(first - part.box.content_box_y()) > _NEAR:
        raise StrangeTextError("a line below its place, beside a float")
    return rooms


def _check(part: Block, one: Float) -> None:
    if one.varies or one.box.style["float"] not in ("left", "right"):
        raise StrangeTextError("lines beside a float as wide as its content")
    if isinstance(_context(one.above), kinds.FlexContainerBox | kinds.GridContainerBox):
        raise StrangeTextError("a float in a flexible box")
    if part.box in one.above and not _is_first(part, one.box):
        raise StrangeTextError("lines beside a float within them")


def _meets(part: Block, one: Float) -> bool:
    """Whether lines of the block run into the float: those within it do not, nor those that stand apart from it."""
    inside = one.box is part.box or one.box in part.above
    return not inside and _context((*part.above, part.box)) is _context(one.above)


def _context(above: Sequence[Any]) -> Any:
    """The box within which floats and lines meet."""
    apart = kinds.FlexContainerBox | kinds.GridContainerBox | kinds.PageBox
    return next(box for box in reversed(above) if isinstance(box, apart) or box.establishes_formatting_context())


def _is_first(part: Block, box: Any) -> bool:
    """Whether a float stands before all text of its block."""
    lines = part.lines
    return bool(lines) and _comes_first(lines[0], box)


def _comes_first(line: Any, wanted: Any) -> bool:
    for child in line.children:
        inner = getattr(child, "_box", child)
        if inner is wanted:
            return True
        if not (isinstance(inner, kinds.TextBox) and not inner.text.strip()):
            return False
    return False


def check_alone(tables: Sequence[tuple[int, Any]], floats: Sequence[Float]) -> None:
    """Raises StrangeTextError for a table that, once wider, could move away from a float beside it."""
    for page, table in tables:
        for one in floats:
            if one.beside(page, table.position_y, table.margin_height()) and not one.stands_in(table):
                raise StrangeTextError("a table as wide as its content beside a float")


def is_settled(box: Any) -> bool:
    """Whether a floating box's width does not follow from its text."""
    return isinstance(box, kinds.ReplacedBox) or bool(unit_of(box.style["width"]))


def has_values(element: Any, texts: dict[tuple[int, bool], Any]) -> bool:
    """Whether text that differs from letter to letter stands in an element."""
    return any((id(one), False) in texts or (one is not element and (id(one), True) in texts) for one in element.iter())
