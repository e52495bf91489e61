"""What flows through the pages of a lesson, and in which letters the pages end where they end there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dm.press.replay.breaks import AVOIDED, FORCED, Pattern, Piece, Sheet, Sort, Thing
from dm.press.replay.inside import StrangeTextError, kinds
from dm.press.replay.measures import least_of
from dm.press.replay.pager import Pager
from dm.press.replay.places import Block
from dm.press.replay.stacks import STILL, Spot, Vector

_NEAR = 0.001
_SIDES = ("top", "bottom")
_KNOWN = {"auto", *AVOIDED, FORCED}


@dataclass(slots=True)
class Paging:
    """The flow of a lesson's pages and where they end; `split` are the parts of boxes that go on overleaf, `units` the
    places of what letters may lack among their heights."""

    root: Thing
    sheets: tuple[Sheet, ...]
    units: tuple[int, ...]
    pattern: Pattern = ()
    split: set[int] = field(default_factory=set)
    _whole: list[tuple[Thing, int]] = field(default_factory=list)

    def grow(self, spots: dict[int, Spot]) -> None:
        """Take what each row and picture grows with."""
        for thing, box in self._whole:
            thing.growth = spots.get(box, STILL).growth

    def of(self, vector: Vector, grown: Sequence[float], *, more: int = 0) -> Pattern | None:
        """Where the pages of a letter with these heights end, if so many further pages are like the last ones; None
        where WeasyPrint has to find out."""
        sheets = self.sheets + self.sheets[-2 if len(self.sheets) > 2 else -1 :] * more
        try:
            laid = Pager(sheets, vector, grown, self.units).pages(self.root)
        except StrangeTextError:
            return None
        return laid[1] if laid else None


def read_paging(
    pages: Sequence[Any], parts: Sequence[Sequence[Block]], vector: Vector, units: Mapping[int, int]
) -> Paging:
    """The flow of these pages, compared with them; `parts` are the blocks of each flow, `vector` the heights of their
    lines, `units` the places among them of elements that letters may lack; raises StrangeTextError."""
    return _Reader(pages, parts, units).read(vector)


class _Reader:
    """Puts the parts of each box on several pages together."""

    def __init__(self, pages: Sequence[Any], parts: Sequence[Sequence[Block]], units: Mapping[int, int]) -> None:
        self._pages = [page._page_box for page in pages]
        self._units = units
        self._flows = {id(blocks[0].box): (number, len(blocks)) for number, blocks in enumerate(parts)}
        self._whole: list[tuple[Thing, int]] = []
        self._split: set[int] = set()

    def read(self, vector: Vector) -> Paging:
        """The whole."""
        if any(page.page_type.blank for page in self._pages):
            raise StrangeTextError("a blank page")
        roots = [_inner(page.children[0]) for page in self._pages]
        root = self._thing(roots, None)
        root.root = True
        sheets = tuple(Sheet(page.content_box_y(), page.content_box_y() + page.height) for page in self._pages)
        laid = Pager(sheets, vector, (0.0,)).pages(root)
        if laid is None or len(laid[0]) != len(roots):
            raise StrangeTextError("another number of pages")
        for piece, box in zip(laid[0], roots, strict=True):
            _compare(piece, box)
        units = tuple(sorted(set(self._units.values())))
        return Paging(root, sheets, units, laid[1], self._split, self._whole)

    def _thing(self, boxes: list[Any], around: Any) -> Thing:
        """What these parts are together, within those of an element."""
        first, last = boxes[0], boxes[-1]
        style = first.style
        _check(first)
        breaks = (style["break_before"], style["break_after"], style["break_inside"])
        if set(breaks) - _KNOWN:
            raise StrangeTextError("a page that begins in a special way")
        thing = Thing(
            _sort(first),
            (_length(style["margin_top"]), _length(style["margin_bottom"])),
            first.border_top_width + first.padding_top,
            last.border_bottom_width + last.padding_bottom,
            breaks,
            style["margin_break"],
            wrapper=bool(first.is_table_wrapper),
            unit=self._units.get(id(first.element)) if first.element is not around else None,
        )
        if thing.sort in (Sort.SOLID, Sort.PICTURE, Sort.ROW):
            if len(boxes) > 1:
                raise StrangeTextError("a row, grid or picture on several pages")
            thing.high = first.height
            self._whole.append((thing, id(first)))
        if thing.is_block():
            self._split |= {id(box) for box in boxes[:-1]}
            _measure(thing, first)
            if thing.sort is Sort.LINES:
                self._text(thing, boxes)
                return thing
        if thing.sort is Sort.TABLE:
            self._table(thing, boxes)
        elif thing.sort is Sort.ROW:
            self._row(thing, first)
        elif thing.sort in (Sort.BLOCK, Sort.GROUP):
            thing.children = [self._child(parts, first.element) for parts in _merged(boxes)]
        return thing

    def _child(self, boxes: list[Any], around: Any) -> Thing:
        if not boxes[0].is_in_normal_flow():
            if boxes[0].is_floated() or len(boxes) > 1:
                raise StrangeTextError("a float beside pages that end")
            return Thing(Sort.APART)
        return self._thing(boxes, around)

    def _text(self, thing: Thing, boxes: list[Any]) -> None:
        number, count = self._flows.get(id(boxes[0]), (None, 0))
        if number is not None and count != len(boxes):
            raise StrangeTextError("a text on other pages than its box")
        thing.flow = number
        thing.heights = tuple([line.height for box in boxes for line in box.children])
        thing.keeps = boxes[0].style["orphans"], boxes[0].style["widows"]

    def _table(self, thing: Thing, boxes: list[Any]) -> None:
        first, style = boxes[0], boxes[0].style
        if style["height"] != "auto" or style["direction"] != "ltr":
            raise StrangeTextError("a table of a given height")
        collapses = style["border_collapse"] == "collapse"
        thing.spacing = 0.0 if collapses else style["border_spacing"][1]
        groups = _merged(boxes)
        every = [self._thing(parts, first.element) for parts in groups]
        heads = [
            one if parts[0].is_header or parts[0].is_footer else None for one, parts in zip(every, groups, strict=True)
        ]
        thing.children = every
        for group in thing.children:
            group.spacing = thing.spacing
        thing.heads = heads[0], heads[-1] if groups[-1][0].is_footer else None
        if collapses and first.collapsed_border_grid[1]:
            lines = first.collapsed_border_grid[1]
            thing.collapsed = tuple([max(width for _, (_, width, _) in line) / 2 for line in lines])

    def _row(self, thing: Thing, row: Any) -> None:
        for cell in row.children:
            padding = [_length(cell.style[f"padding_{side}"]) for side in _SIDES]
            inner = self._thing([cell], row.element)
            inner.apart, inner.margins = True, (0.0, 0.0)
            inner.above, inner.below = cell.border_top_width + padding[0], cell.border_bottom_width + padding[1]
            inner.given, inner.least, inner.most = None, 0.0, float("inf")
            thing.children.append(inner)
        # what is below counts twice at a page's foot
        thing.below = 2 * max([_below(cell) for cell in thing.children], default=0.0)


def _inner(box: Any) -> Any:
    return getattr(box, "_box", box)


def _merged(boxes: list[Any]) -> list[list[Any]]:
    """The boxes within these parts, each with its own parts."""
    found: list[list[Any]] = []
    heads: list[list[Any]] = []
    for part in boxes:
        begins = True
        for child in map(_inner, part.children):
            if _is_head(child):
                heads += [] if any(_same(one[0], child) for one in heads) else [[child]]
            elif begins and found and _same(found[-1][-1], child):
                found[-1].append(child)
            else:
                found.append([child])
            begins = begins and _is_head(child)
    head = [one for one in heads if one[0].is_header]
    return [*head, *found, *(one for one in heads if one not in head)]


def _is_head(box: Any) -> bool:
    return isinstance(box, kinds.TableRowGroupBox) and (box.is_header or box.is_footer)


def _same(one: Any, other: Any) -> bool:
    own = one.element is other.element and one.element_tag == other.element_tag
    return own and one.style is other.style and type(one) is type(other)


def _sort(box: Any) -> Sort:
    named = (
        (kinds.TableBox, Sort.TABLE),
        (kinds.TableRowGroupBox, Sort.GROUP),
        (kinds.TableRowBox, Sort.ROW),
        (kinds.FlexContainerBox | kinds.GridContainerBox, Sort.SOLID),
        (kinds.ReplacedBox, Sort.PICTURE),
    )
    for kind, sort in named:
        if isinstance(box, kind):
            return sort
    if not isinstance(box, kinds.BlockContainerBox):
        raise StrangeTextError("a box of another kind")
    lines = [isinstance(child, kinds.LineBox) for child in box.children]
    if any(lines) and not all(lines):
        raise StrangeTextError("lines beside boxes")
    return Sort.LINES if any(lines) else Sort.BLOCK


def _check(box: Any) -> None:
    """Raises StrangeTextError for what ends pages in ways of its own."""
    style = box.style
    columns = style["column_count"] != "auto" or style["column_width"] != "auto"
    shortened = style["max_lines"] != "none" or style["continue"] != "auto" or style["overflow"] != "visible"
    special = columns or (shortened and not box.is_for_root_element) or style["box_decoration_break"] == "clone"
    moved = style["position"] == "relative" and any(style[side] != "auto" for side in _SIDES)
    if special or moved or style["page"] not in ("auto", ""):
        raise StrangeTextError("a box that breaks in a special way")
    if "flow-root" in style["display"]:
        raise StrangeTextError("a box that keeps its margins")


def _length(value: Any) -> float:
    if value == "auto":
        return 0.0
    if getattr(value, "unit", "") != "px":
        raise StrangeTextError("a share of a width above or below a box")
    return float(value.value)


def _measure(thing: Thing, box: Any) -> None:
    given = box.style["height"]
    thing.given = None if given == "auto" else float(box.height)
    thing.least, thing.most = least_of(box), float(box.max_height)


def _below(thing: Thing) -> float:
    return thing.below + thing.margins[1] + max([_below(child) for child in thing.children], default=0.0)


def _compare(piece: Piece, box: Any) -> None:
    """Raises StrangeTextError where a page was laid out in another way."""
    far = max(abs(piece.y - box.position_y), abs(piece.inner - box.content_box_y()), abs(piece.height - box.height))
    if piece.thing.sort in (Sort.GROUP, Sort.ROW):
        far = max(abs(piece.y - box.position_y), abs(piece.height - box.height))
    if far > _NEAR:
        raise StrangeTextError(f"a box that stands elsewhere {box}")
    if piece.thing.sort is Sort.LINES:
        first, last = piece.lines
        if len(box.children) != last - first or (
            last > first and abs(box.children[0].position_y - piece.inner) > _NEAR
        ):
            raise StrangeTextError("other lines on a page")
    elif piece.thing.sort in (Sort.BLOCK, Sort.TABLE, Sort.GROUP):
        inner = list(_flowing(box))
        if len(inner) != len(piece.children):
            raise StrangeTextError("other boxes on a page")
        for one, other in zip(piece.children, inner, strict=True):
            _compare(one, other)


def _flowing(box: Any) -> Iterator[Any]:
    return (inner for inner in map(_inner, box.children) if inner.is_in_normal_flow())
