"""Whether the lines of a block stand where their text alone cannot move them, and how much room they have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from dm.press.replay.inside import StrangeTextError, kinds


@dataclass(frozen=True, slots=True)
class Block:
    """A box with lines of its own, its page, and the boxes around it from the page inwards."""

    page: int
    box: Any
    above: tuple[Any, ...]

    @property
    def laid(self) -> list[Any]:
        """All its line boxes."""
        return [child for child in getattr(self.box, "children", ()) if isinstance(child, kinds.LineBox)]

    @property
    def lines(self) -> list[Any]:
        """Its line boxes; not the one of no height that WeasyPrint makes of an empty element behind the last."""
        lines = self.laid
        return lines[:-1] if len(lines) > 1 and not lines[-1].height and not _has_text(lines[-1]) else lines

    @property
    def cell(self) -> Any:
        """The innermost table cell that it is or stands in."""
        cells = (box for box in (self.box, *reversed(self.above)) if isinstance(box, kinds.TableCellBox))
        return next(cells, None)

    @property
    def repeated(self) -> bool:
        """Whether it stands on several pages as a whole: in a page's margin, in a table's head, or fixed."""
        return any(
            isinstance(box, kinds.MarginBox)
            or box.style["position"] == "fixed"
            or (isinstance(box, kinds.TableRowGroupBox) and (box.is_header or box.is_footer))
            for box in (self.box, *self.above)
        )


def _has_text(box: Any) -> bool:
    """Whether anything but empty elements is in a line."""
    children = getattr(box, "children", None)
    return children is None or any(map(_has_text, children))


@dataclass(slots=True)
class Room:
    """The width for a block's lines. `single`: text that does not fit is WeasyPrint's affair; `table`: the box of
    a table that fits its columns to their content; `fits`: a box that fits itself to its text, and its parent;
    `turned`: the matrix of a turned box around them."""

    width: float
    single: bool = False
    clipped: bool = False
    table: Any = None
    fits: tuple[Any, Any] | None = None
    turned: tuple[float, ...] = ()
    passed: list[Any] = field(default_factory=list)


def room_for(parts: Sequence[Block]) -> Room:
    """The room that these blocks of one element have; raises StrangeTextError where text could move them."""
    rooms = [_room(part) for part in parts]
    for part in parts:
        others = [box for box in part.box.children if not (isinstance(box, kinds.LineBox) or box.is_outside_marker)]
        if not isinstance(part.box, kinds.BlockContainerBox) or any(box.is_in_normal_flow() for box in others):
            raise StrangeTextError("lines beside other boxes")
    if any(
        room.turned and (room.table is not None or room.fits or part.repeated)
        for room, part in zip(rooms, parts, strict=True)
    ):
        raise StrangeTextError("a turned box as wide as its content, or on several pages")
    if max(room.width for room in rooms) - min(room.width for room in rooms) > 1e-6:
        raise StrangeTextError("lines in boxes of different widths")
    return rooms[0]


def _room(part: Block) -> Room:
    room = Room(part.box.width)
    for box in (part.box, *part.above):
        if box.style["transform"] and box.transformation_matrix and not room.turned and not box.is_for_root_element:
            room.turned = turn_of(box)
            room.clipped = check_painting(part, box, turned=True) or room.clipped
        else:
            room.clipped = check_painting(part, box) or room.clipped
    for box, parent in zip((part.box, *reversed(part.above)), (*reversed(part.above), None), strict=True):
        if isinstance(box, kinds.PageBox) or _settled(room, part, box, parent):
            return room
        room.passed.append(box)
    return room


def check_painting(part: Block, box: Any, *, turned: bool = False) -> bool:
    """Whether lines are cut off at the box's edge, which they respect; raises StrangeTextError for special painting."""
    style = box.style
    if isinstance(box, kinds.PageBox | kinds.MarginBox) or box.is_for_root_element:
        return False
    if style["opacity"] < 1 or style["visibility"] != "visible" or style["clip"] or (style["transform"] and not turned):
        raise StrangeTextError("a translucent, turned or hidden box")
    if box.footnote or box.is_outside_marker:
        raise StrangeTextError("a note or marker")
    if style["overflow"] == "visible":
        return False
    top, bottom = box.padding_box_y(), box.padding_box_y() + box.padding_height()
    if any(line.position_y < top - 0.01 or line.position_y + line.height > bottom + 0.01 for line in part.lines):
        raise StrangeTextError("text that is cut off")
    return True


def turn_of(*chain: Any) -> tuple[float, ...]:
    """The matrix of the turned box among these; nothing where there is none."""
    turned = (box.transformation_matrix for box in chain if box.transformation_matrix and not box.is_for_root_element)
    return next((tuple(matrix.values) for matrix in turned), ())


def unit_of(width: Any) -> str:
    """The unit of a given width, "%" for a calculated one; "" where content decides."""
    if isinstance(width, str):
        return ""
    return str(width.unit) if hasattr(width, "unit") else "%"


def _settled(room: Room, part: Block, box: Any, parent: Any) -> bool:
    """Whether the box's width is given; raises StrangeTextError where it fits itself to its content."""
    style = box.style
    unit = unit_of(style["width"])
    if isinstance(parent, kinds.FlexContainerBox):
        if not shares(box, parent):
            _fit(room, part, box, parent)
        return False
    if isinstance(parent, kinds.GridContainerBox):
        if not has_given_columns(parent):
            _fit(room, part, box, parent)
        return False
    if isinstance(box, kinds.TableBox):
        if fits_columns(box):
            if room.table is not None:
                raise StrangeTextError("a table within a table")
            room.table = box
        return False
    if isinstance(box, kinds.TableCellBox):
        return False
    if isinstance(box, kinds.TableCaptionBox) and not unit_of(parent.get_wrapped_table().style["width"]):
        raise StrangeTextError("a caption as wide as its table's content")
    if box.is_table_wrapper:
        if not (box.is_in_normal_flow() or unit_of(box.get_wrapped_table().style["width"])):
            raise StrangeTextError("a table as wide as its content that stands apart")
        return False
    if unit == "px":
        return True
    if unit == "%":
        return False
    if box.is_absolutely_positioned() and (style["left"] == "auto" or style["right"] == "auto"):
        if style["right"] != "auto" or is_painted(box) or room.passed[1:]:
            _fit(room, part, box, parent)
        else:
            _fit_left(room, part, box)
        return True
    if box.is_floated():
        _fit(room, part, box, parent)
        return False
    if isinstance(box, kinds.MarginBox | kinds.AtomicInlineLevelBox):
        raise StrangeTextError("a box as wide as its content")
    return False


def fits_columns(table: Any) -> bool:
    """Whether WeasyPrint looks at all cells of a table for the width of its columns."""
    return bool(table.style["table_layout"] != "fixed" or table.style["width"] == "auto")


def shares(box: Any, parent: Any) -> bool:
    """Whether a flexible container's boxes have widths that no text decides about; raises StrangeTextError."""
    if parent.style["flex_direction"].startswith("column"):
        if box.style["align_self"] not in (("auto",), ("stretch",), ("normal",)) or parent.style["align_items"] not in (
            ("normal",),
            ("stretch",),
        ):
            raise StrangeTextError("a flex item as wide as its content")
        return True
    for child in parent.children:
        basis = child.style["flex_basis"]
        if not (unit_of(child.style["width"]) if basis == "auto" else unit_of(basis)):
            return False
    return True


def _fit(room: Room, part: Block, box: Any, parent: Any) -> None:
    """Where it stands follows from its text, and perhaps from its neighbours'."""
    inner = [one for one in (part.box, *room.passed) if one is not box]
    relative = any(unit_of(one.style["width"]) for one in inner)
    if room.table is not None or room.fits or relative or part.repeated:
        raise StrangeTextError("a box as wide as its content")
    room.fits = box, parent


def is_painted(box: Any) -> bool:
    """Whether something shows how wide a box is."""
    shown = any(box.style[f"border_{side}_width"] for side in ("top", "right", "bottom", "left"))
    return bool(
        shown or (box.background is not None and (box.background.color.alpha > 0 or box.background.layers[:-1]))
    )


def has_given_columns(grid: Any) -> bool:
    """Whether no text decides how wide a grid's columns are."""
    sizes = sizes_of(grid)
    return bool(sizes) and all(getattr(size, "unit", "") in ("px", "%", "fr") for size in sizes)


def sizes_of(grid: Any) -> list[Any]:
    """The sizes of a grid's columns, one by one."""
    columns = grid.style["grid_template_columns"]
    sizes: list[Any] = []
    for size in columns[1::2] if isinstance(columns, tuple) else ():
        repeated = isinstance(size, tuple) and size[0] == "repeat()" and isinstance(size[1], int)
        sizes += [*size[2][1::2]] * size[1] if repeated else [size]
    return sizes


def _fit_left(room: Room, part: Block, box: Any) -> None:
    """A box that begins at a given place and is as wide as its text: the text stays where it is, as long as it has not
    to be broken and nothing shows how wide the box is."""
    around = around_of(part, box)
    edge = min(around.content_box_x() + around.width, part.above[0].margin_width())
    room.width, room.single = edge - part.box.content_box_x(), True


def around_of(part: Block, box: Any) -> Any:
    """The box that an absolutely positioned box around a block is placed in."""
    outer = part.above[: part.above.index(box)] if box in part.above else part.above
    around = next((one for one in reversed(outer) if one.style["position"] != "static"), None)
    return around or next(one for one in part.above if not isinstance(one, kinds.PageBox))


def is_fixed(page: int, box: Any, above: Sequence[Any]) -> bool:
    """Whether a picture of a given size may be painted at its place by itself."""
    style = box.style
    sizes = [getattr(style[side], "unit", "") for side in ("width", "height")]
    if "px" not in sizes or style["object_fit"] != "fill":
        return False
    try:
        for one in above:
            check_painting(Block(page, box, ()), one)
    except (StrangeTextError, AttributeError):
        return False
    return True
