"""What laid-out boxes tell of how heights are handed on from box to box."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dm.press.replay.boxes import walk
from dm.press.replay.inside import StrangeTextError, kinds
from dm.press.replay.lacking import Lacking, Lead
from dm.press.replay.lined import (
    SHARES,
    align_of,
    gap_of,
    grown_line,
    is_lined,
    is_stretched,
    is_unmoved,
    lines_of,
)
from dm.press.replay.measures import cell_height, has_limits, height_given, inner_of, least_of, natural_of
from dm.press.replay.pages import Paging, read_paging
from dm.press.replay.places import Block, is_painted
from dm.press.replay.stacks import (
    STILL,
    Cut,
    Growth,
    Highest,
    Limited,
    Move,
    Present,
    Rest,
    Spot,
    Stack,
    Text,
    Total,
    Vector,
)
from dm.press.replay.yielding import Yielding

_NEAR = 0.01


@dataclass(slots=True)
class Standing:
    """The stack of a lesson's pages, and with what each box of them moves and grows."""

    stack: Stack
    spots: dict[int, Spot]
    _alike: dict[tuple[Any, ...], Spot] = field(default_factory=dict)

    def spot(self, box: Any, page: int = 0) -> Spot:
        """Of this box, or of the box on that page that it is a copy of."""
        known = self.spots.get(id(box))
        return known if known is not None else self._alike.get((page, *_like(box)), STILL)

    def note(self, pages: Sequence[Any]) -> None:
        """What is drawn are copies of boxes; raises StrangeTextError where they cannot be told apart."""
        for number, page in enumerate(pages):
            for box, _ in walk(page._page_box):
                spot = self.spots.get(id(box), STILL)
                if self._alike.setdefault((number, *_like(box)), spot) != spot:
                    raise StrangeTextError("boxes that cannot be told apart")


def _like(box: Any) -> tuple[Any, ...]:
    return type(box), id(box.style), box.position_x, box.position_y


def read_standing(
    pages: Sequence[Any], parts: Sequence[Sequence[Block]], vector: Vector, units: Mapping[int, Sequence[Any]]
) -> Standing:
    """How the pages of a document stand; `parts` are the blocks of each flow, `vector` the heights of their lines with
    the presence of all units behind them, `units` their elements; raises StrangeTextError."""
    known = {id(element): len(parts) + unit for unit, elements in units.items() for element in elements}
    paging = _paging(pages, parts, vector, known)
    yielding = Yielding(pages, flowing=paging is not None)
    free: dict[int, int] = {}
    cuts: list[Cut] = []
    for number, blocks in enumerate(parts):
        if not vector[number] or not all(yielding.frees(block) for block in blocks):
            continue
        if len(blocks) == 1:
            free[id(blocks[0].box)] = number
        elif paging is not None:
            first = 0
            for block in blocks:
                last = None if block is blocks[-1] else first + len(block.lines)
                free[id(block.box)] = len(vector) + len(cuts)
                cuts.append(Cut(number, first, last))
                first = last or 0
    reader = _Reader(pages, free, vector, Lacking(yielding, known), tuple(cuts), paging)
    return reader.read({len(parts) + unit: elements for unit, elements in units.items()})


def _paging(
    pages: Sequence[Any], parts: Sequence[Sequence[Block]], vector: Vector, units: Mapping[int, int]
) -> Paging | None:
    """The flow of several pages, if it is understood."""
    if len(pages) < 2:
        return None
    try:
        return read_paging(pages, parts, vector, units)
    except StrangeTextError:
        return None


@dataclass(slots=True)
class _Holder:
    """A box that others are placed in, and what waits for its height to be known."""

    place: int
    waiting: list[Callable[[int], None]] = field(default_factory=list)


class _Reader:
    """Goes through all boxes, from above downwards."""

    def __init__(
        self,
        pages: Sequence[Any],
        free: dict[int, int],
        vector: Vector,
        lacking: Lacking,
        cuts: tuple[Cut, ...],
        paging: Paging | None,
    ) -> None:
        self._pages, self._free, self._vector, self._lacking = pages, free, vector, lacking
        self._above: list[Any] = []
        self._inside: list[int] = []
        self._owned: dict[int, tuple[int, ...]] = {}
        self._page = 0
        self._cuts, self._paging = cuts, paging
        self._sums = [sum(heights) for heights in vector]
        self._sums += [sum(vector[flow][first:last]) for flow, first, last in cuts]
        self._growths: list[Growth] = []
        self._moves: list[Move] = []
        self._rooms: list[tuple[int, int, float]] = []
        self._spots: dict[int, Spot] = {}
        self._leading: set[int] = set()
        self._holders: list[_Holder] = []
        self._bottom = 0.0

    def read(self, units: Mapping[int, Sequence[Any]]) -> Standing:
        """The whole."""
        for number, page in enumerate(self._pages):
            self._page = number
            box = page._page_box
            self._above = [box]
            self._bottom = box.content_box_y() + box.height
            self._holders = [_Holder(0)]
            self._spots[id(box)] = STILL
            for child in box.children:
                growth = self._box(inner_of(child), 0)
                if growth and self._paging is None:
                    self._room(0, growth, child.position_y + child.margin_height())
            for wait in self._holders[0].waiting:
                wait(0)
        count = len(self._vector)
        texts = frozenset(self._cuts[one - count].flow if one >= count else one for one in self._free.values())
        free = texts | self._lacking.free(self._pages, units)
        kept = tuple(number for number in range(len(self._vector)) if number not in free)
        leading = tuple(sorted(self._leading))
        within = tuple(self._owned.items())
        drawn = tuple(self._growths), tuple(self._moves), tuple(self._rooms)
        stack = Stack(
            free,
            kept,
            leading,
            *drawn,
            within,
            tuple(self._lacking.needs),
            self._cuts,
            orders=tuple(self._lacking.orders),
        )
        if self._paging is not None:
            self._paging.grow(self._spots)
            stack.pages = self._paging
        standing = Standing(stack, self._spots)
        standing.note(self._pages)
        return standing

    # what grows, and what moves

    def _grow(self, growth: Growth) -> int:
        self._growths.append(growth)
        return len(self._growths)

    def _move(self, move: Move) -> int:
        self._moves.append(move)
        if self._inside:
            self._owned[len(self._moves)] = tuple(self._inside)
        return len(self._moves)

    def _room(self, place: int, growth: int, bottom: float) -> None:
        self._rooms.append((place, growth, self._bottom - bottom))

    def _total(self, parts: Sequence[int]) -> int:
        return self._grow(Total(tuple(parts))) if len(parts) > 1 else (parts[0] if parts else 0)

    # boxes

    def _box(self, box: Any, place: int) -> int:
        """With what the box grows."""
        self._above.append(box)
        holds = box.style["position"] != "static"
        if holds:
            self._holders.append(_Holder(place))
        if isinstance(box, kinds.TableRowBox):
            growth = self._row(box, place)
        elif is_lined(box):
            growth = self._lined(box, place)
        else:
            growth = self._limited(box, place, self._content(box, place))
        goes_on = self._paging is not None and id(box) in self._paging.split
        if goes_on:
            growth = self._rest(box, place)
        self._spots[id(box)] = Spot(place, growth)
        if holds:
            for wait in self._holders.pop().waiting:
                wait(growth)
        self._above.pop()
        return 0 if goes_on else growth

    def _rest(self, box: Any, place: int) -> int:
        """With what a box grows that goes on overleaf: it reaches down to the page's foot."""
        if abs(box.position_y + box.margin_height() - self._bottom) > _NEAR and is_painted(box):
            raise StrangeTextError("a painted box that ends above the page's foot")
        parts = []
        while place:
            move = self._moves[place - 1]
            if move.minus or move.share != 1:
                raise StrangeTextError("a box that goes on overleaf, within another")
            parts.append(move.plus)
            place = move.after
        return self._grow(Rest(tuple(parts))) if parts else 0

    def _content(self, box: Any, place: int) -> int:
        """What is in the box, one below the other."""
        flow = self._free.get(id(box))
        parts = []
        if flow is not None:
            parts.append(self._grow(Text(flow, self._sums[flow])))
        leads = self._lacking.leads(box, self._above, self._page)
        for child in getattr(box, "children", ()):
            inner = inner_of(child)
            if isinstance(inner, kinds.LineBox):
                self._line(inner, place)
            elif inner.is_absolutely_positioned():
                self._apart(inner, place)
            elif lead := leads.get(id(inner)):
                parts.append(self._led(inner, place, lead))
                place = self._move(Move(place, parts[-1]))
            else:
                growth = self._box(inner, place)
                if is_unmoved(inner, box):
                    self._spots[id(inner)] = Spot(place)
                elif growth and not inner.is_floated():
                    parts.append(growth)
                    place = self._move(Move(place, growth))
        if behind := leads.get(0):
            parts.append(self._grow(behind.gap))
        return self._total(parts)

    def _led(self, box: Any, place: int, lead: Lead) -> int:
        """A box that is a unit, or has units before it."""
        gap = self._grow(lead.gap)
        if lead.unit is not None:
            self._inside.append(lead.unit)
        growth = self._box(box, self._move(Move(place, gap)))
        whole = self._total([gap, growth] if growth else [gap])
        if lead.unit is None:
            return whole
        self._inside.pop()
        return self._grow(Present(lead.unit, whole, lead.height))

    def _line(self, box: Any, place: int) -> None:
        self._spots[id(box)] = Spot(place)
        for child in getattr(box, "children", ()):
            inner = inner_of(child)
            if inner.is_absolutely_positioned():
                self._apart(inner, place)
            elif isinstance(inner, kinds.LineBox | kinds.InlineBox | kinds.TextBox):
                self._line(inner, place)
            else:
                self._box(inner, place)

    def _limited(self, box: Any, place: int, growth: int) -> int:
        if not growth or isinstance(box, kinds.TableBox | kinds.TableRowGroupBox | kinds.TableCellBox):
            return growth
        if height_given(box):
            self._room(place, growth, box.content_box_y() + natural_of(box))
            return 0
        if has_limits(box):
            natural, least = natural_of(box), least_of(box)
            own = max(least, min(box.max_height, natural))
            return self._grow(Limited(growth, natural, least, box.max_height, own))
        return growth

    def _apart(self, box: Any, place: int) -> None:
        """A box that stands apart from what is around it."""
        style, holder = box.style, self._holders[-1]
        if style["position"] == "fixed":
            holder = self._holders[0]
        top, bottom, high = style["top"], style["bottom"], style["height"]
        hangs = bottom != "auto" and top == "auto"
        mine = place if top == "auto" else holder.place
        if hangs:
            mine = self._move(Move(holder.place, 0))
        growth = self._box(box, mine)
        if growth:
            end = box.position_y + box.margin_height()
            if end <= self._bottom:
                self._room(mine, growth, end)
        shares = any(getattr(one, "unit", "px") != "px" for one in (top, bottom, high) if one != "auto")
        strained = top != "auto" and bottom != "auto"

        def wait(around: int) -> None:
            if around and (shares or strained):
                raise StrangeTextError("a box placed by the height of another")
            if hangs:
                self._moves[mine - 1] = Move(holder.place, around, growth)

        holder.waiting.append(wait)

    def _row(self, row: Any, place: int) -> int:
        """A table's row: its highest cell decides, and the others' content may stand in the middle or at the foot."""
        cells = []
        grows = any(self._within(row))
        for cell in row.children:
            share = SHARES.get(cell.vertical_align, 0.0) if grows else 0.0
            inner = self._move(Move(place, 0)) if share else place
            growth = self._content(cell, inner)
            if growth and cell.vertical_align == "baseline":
                self._leading |= {self._free[id(inner)] for inner in self._within(cell)}
            cells.append((cell, share, inner, growth))
        least = max([cell_height(row, cell) for cell, _, _, growth in cells if not growth], default=0.0)
        given = row.style["height"]
        least = max(least, 0.0 if given == "auto" else given.value)
        items = tuple((cell_height(row, cell), growth) for cell, _, _, growth in cells if growth)
        whole = self._grow(Highest(least, items, row.height)) if items else 0
        for cell, share, inner, growth in cells:
            self._spots[id(cell)] = Spot(place, whole)
            if share:
                self._moves[inner - 1] = Move(place, whole, growth, share)
        return whole

    def _lined(self, box: Any, place: int) -> int:
        """A row of flexible boxes, or a grid."""
        for child in box.children:
            item = inner_of(child)
            if item.is_absolutely_positioned():
                self._apart(item, place)
        units = self._lacking.filling(box, self._above, self._page)
        grows = bool(units) or any(self._within(box))
        parts = []
        for number, line in enumerate(lines_of(box)):
            growth = self._items(box, line, place, units, gap_of(box) if number else 0.0, grows=grows)
            if growth:
                parts.append(growth)
                place = self._move(Move(place, growth))
        whole = self._total(parts)
        return self._limited(box, place, whole) if whole else 0

    def _items(
        self, box: Any, line: Sequence[Any], place: int, units: Mapping[int, int], lead: float, *, grows: bool
    ) -> int:
        """The boxes of one line."""
        found = []
        for item in line:
            share = SHARES.get(align_of(item, box), 0.0) if grows else 0.0
            unit = units.get(id(item))
            if unit is not None:
                self._inside.append(unit)
            inner = self._move(Move(place, 0)) if share or unit is not None else place
            found.append((item, share, inner, self._box(item, inner)))
            if unit is not None:
                self._inside.pop()
        grown = grown_line(box, line, [growth for _, _, _, growth in found], units, lead)
        whole = self._grow(grown) if grown else 0
        for item, share, inner, growth in found:
            if share:
                self._moves[inner - 1] = Move(place, whole, growth, share)
            elif is_stretched(item, box):
                self._spots[id(item)] = Spot(inner, whole)
        return whole

    def _within(self, box: Any) -> Iterator[Any]:
        return (inner for inner, _ in walk(box) if id(inner) in self._free)
