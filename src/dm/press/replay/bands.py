"""The pages of a lesson without what differs from letter to letter, in bands that move on their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from weasyprint import draw

from dm.press.replay.boxes import walk
from dm.press.replay.inside import StrangeTextError, kinds
from dm.press.replay.sheets import Bleed, Drawing, Sheets, Shown, begun, bleed_of
from dm.press.replay.stacks import EXACT, STILL, Moved, Spot, still
from dm.press.replay.standing import Standing
from dm.press.replay.talls import Ruled, Tall, lowered, paint_background, paint_border, tall_of

_SIDES = ("top", "right", "bottom", "left")


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """What moves together, drawn from `y` downwards; what does not move is drawn at its place."""

    drawing: Drawing
    y: float
    spot: Spot

    def shown(self, moved: Moved, sheets: Sheets) -> str:
        """The band in this letter."""
        name = sheets.form(self.drawing)
        if not self.spot.place:
            return f"/{name} Do"
        return f"q 1 0 0 1 0 {moved.down(self.y, self.spot):.3f} cm /{name} Do Q"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page of a class, from below upwards."""

    width: float
    height: float
    bleed: Bleed
    parts: tuple[Band | Tall | Ruled, ...]

    def shown(self, moved: Moved, sheets: Sheets) -> list[str]:
        """What is on it in this letter."""
        parts = self.parts
        if moved.hidden:
            parts = tuple([part for part in parts if part.spot.place not in moved.hidden])
        return [part.shown(moved, sheets) if isinstance(part, Band) else part.shown(moved) for part in parts]


class Fixed(NamedTuple):
    """A text that all letters of a class have."""

    page: int
    shown: Shown
    spot: Spot


def banded(
    document: Any, skip: Callable[[Any], bool], standing: Standing, but: Callable[[], Any]
) -> tuple[tuple[Leaf, ...], tuple[Fixed, ...]]:
    """The pages without the boxes for which `skip` holds and without what is left out meanwhile in `but`; raises
    StrangeTextError."""
    leaves, fixed = [], []
    for number, page in enumerate(document.pages):
        artist = _Artist(page, number, skip, standing)
        with artist.drawing(), but():
            page.paint(artist.stream, 1)
        leaves.append(Leaf(page.width, page.height, bleed_of(page), tuple(artist.done())))
        fixed += artist.fixed
    return tuple(leaves), tuple(fixed)


def painted(document: Any, skip: Callable[[Any], bool]) -> tuple[tuple[Leaf, ...], tuple[Fixed, ...]]:
    """The pages without the boxes for which `skip` holds, and the texts that they show."""
    return banded(document, skip, Standing(still(0), {}), nullcontext)


@dataclass(slots=True)
class _Run:
    stream: Any
    fonts: dict[Any, Any]
    images: dict[str, Any]
    y: float
    spot: Spot


@dataclass(slots=True)
class _Artist:
    """Draws a page into bands."""

    page: Any
    number: int
    skip: Callable[[Any], bool]
    standing: Standing
    fixed: list[Fixed] = field(default_factory=list)
    _parts: list[_Run | Tall | Ruled] = field(default_factory=list)
    _boxes: dict[int, Any] = field(default_factory=dict)
    _within: Any = None
    stream: Any = None

    def __post_init__(self) -> None:
        for box, _ in walk(self.page._page_box):
            if box.background is not None:
                self._boxes[id(box.background)] = box
            if box.style["outline_width"] and self.standing.spot(box, self.number) != STILL:
                raise StrangeTextError("an outline that moves")
        self.stream = self._run(STILL, 0.0).stream

    def done(self) -> Iterator[Band | Tall | Ruled]:
        """All parts, from below upwards."""
        bleed = bleed_of(self.page)
        for part in self._parts:
            if isinstance(part, _Run):
                yield Band(Drawing(part.stream, part.images, part.fonts, bleed), part.y, part.spot)
            else:
                yield part

    def _run(self, spot: Spot, y: float) -> _Run:
        """The band that is drawn in now."""
        last = self._parts[-1] if self._parts else None
        if isinstance(last, _Run) and last.spot.place == spot.place:
            return last
        fonts: dict[Any, Any] = {}
        images: dict[str, Any] = {}
        stream = begun(self.page, fonts, images, moving=bool(spot.place))
        run = _Run(stream, fonts, images, round(y, EXACT) if spot.place else 0.0, Spot(spot.place))
        self._parts.append(run)
        return run

    @contextmanager
    def drawing(self) -> Iterator[None]:
        """Meanwhile WeasyPrint draws into the bands."""
        names = ("background", "border", "text", "replacedbox", "collapsed_borders", "stacking_context")
        own = {name: getattr(draw, f"draw_{name}") for name in names}
        for name in names:
            setattr(draw, f"draw_{name}", self._instead(own[name], getattr(self, f"_draw_{name}")))
        try:
            yield
        finally:
            for name, function in own.items():
                setattr(draw, f"draw_{name}", function)

    def _instead(self, own: Any, mine: Any) -> Any:
        def drawn(stream: Any, *more: Any, **named: Any) -> None:
            mine(own, stream, *more, **named)

        return drawn

    def _draw_background(self, own: Any, stream: Any, background: Any, *more: Any, **named: Any) -> None:
        if background is None:
            return
        box = self._boxes.get(id(background))
        spot = self.standing.spot(box, self.number) if box is not None else STILL
        if self._within is not None:
            own(stream, background, *more, **named)
        elif spot.growth:
            self._parts.append(tall_of(box, paint_background, spot))
        else:
            run = self._run(spot, box.border_box_y() if box is not None else 0.0)
            moved = lowered(background, run.y) if spot.place else background
            own(run.stream, moved, *more, **named)

    def _draw_border(self, own: Any, stream: Any, box: Any) -> None:
        spot = self.standing.spot(box, self.number)
        columns = box.style["column_count"] != "auto" or box.style["column_width"] != "auto"
        if self._within is not None:
            own(stream, box)
        elif not (columns or any(getattr(box, f"border_{side}_width", 0) for side in _SIDES)):
            return
        elif spot.growth:
            self._parts.append(tall_of(box, paint_border, spot))
        elif columns and spot.place:
            raise StrangeTextError("columns that move")
        else:
            run = self._run(spot, box.border_box_y())
            own(run.stream, _lower(box, run))

    def _draw_text(self, own: Any, stream: Any, box: Any, *more: Any) -> None:
        if self.skip(box):
            return
        spot = self.standing.spot(box, self.number)
        run = self._run(spot, box.position_y) if self._within is None else None
        into = run.stream if run else stream
        start = len(into.stream)
        own(into, _lower(box, run) if run else box, *more)
        strings = tuple(part.decode() for part in into.stream[start:] if part.endswith(b" TJ"))
        if strings:
            shown = Shown(box.position_x, box.position_y + box.baseline, strings)
            self.fixed.append(Fixed(self.number, shown, spot))

    def _draw_replacedbox(self, own: Any, stream: Any, box: Any) -> None:
        if self.skip(box):
            return
        if self._within is not None:
            own(stream, box)
            return
        run = self._run(self.standing.spot(box, self.number), box.position_y)
        own(run.stream, _lower(box, run))

    def _draw_collapsed_borders(self, own: Any, stream: Any, table: Any) -> None:
        spot = self.standing.spot(table, self.number)
        if self._within is not None or spot == STILL:
            own(stream if self._within is not None else self._run(STILL, 0.0).stream, table)
            return
        rows = tuple(tuple(self.standing.spot(row, self.number) for row in group.children) for group in table.children)
        self._parts.append(Ruled(table, table.border_box_y(), spot, rows))

    def _draw_stacking_context(self, own: Any, stream: Any, context: Any) -> None:
        box = context.box
        style = box.style
        whole = style["opacity"] < 1 or box.transformation_matrix or style["overflow"] != "visible" or style["clip"]
        if self._within is not None or not whole or isinstance(box, kinds.PageBox) or box.is_for_root_element:
            own(stream, context)
            return
        if self.standing.spot(box, self.number) != STILL:
            raise StrangeTextError("a box that cuts off, and moves")
        self._within = box
        own(self._run(STILL, 0.0).stream, context)
        self._within = None


def _lower(box: Any, run: _Run) -> Any:
    """The box as it stands in its band."""
    if not run.spot.place:
        return box
    lower = box.copy()
    lower.position_y = round(box.position_y - run.y, EXACT)
    return lower
