"""Painted elements within running text, and links: where their boxes stand follows from the texts in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from weasyprint.layout.background import layout_box_backgrounds

from dm.press.replay.inside import StrangeTextError, kinds
from dm.press.replay.paints import painted
from dm.press.replay.places import is_painted

_SIDES = ("top", "right", "bottom", "left")
_STRUT = ("font_size", "font_family", "font_weight", "font_style", "line_height", "vertical_align")
_REMEMBERED = 500
_NEAR = 0.02
_INKED = -1_000_000_000


@dataclass(eq=False)
class Inline:
    """An element within text: the elements of its runs, what is between its edges and its text, where its address
    leads ("" for no link), and the box to paint, if any."""

    element: int
    runs: frozenset[int]
    before: float
    behind: float
    target: tuple[str | int, ...] = ()
    box: Any = None
    _known: dict[tuple[int, bool, bool], str] = field(default_factory=dict)

    @property
    def linked(self) -> int:
        """The key of the link's height on a line."""
        return -1 - self.element

    @property
    def inked(self) -> int:
        """The key of the painted box's height on a line."""
        return _INKED - self.element

    def spans(self, lines: Sequence[Sequence[Any]]) -> Iterator[tuple[int, float, float, bool, bool]]:
        """Line by line where its box begins and ends, counted from the line's beginning, and whether it begins and
        ends there indeed."""
        on = [number for number, line in enumerate(lines) if any(one.element in self.runs for one in line)]
        for number in on:
            texts = [one for one in lines[number] if one.element in self.runs]
            starts, ends = number == on[0], number == on[-1]
            left = texts[0].x - (self.before if starts else 0.0)
            right = texts[-1].x + texts[-1].width + (self.behind if ends else 0.0)
            yield number, left, right, starts, ends

    def painted(self, x: float, y: float, width: float, *, starts: bool, ends: bool) -> str:
        """Its background and border at this place."""
        key = (round(width * 100), starts, ends)
        if key not in self._known:
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            self._known[key] = painted(self._resized(key[0] / 100, starts=starts, ends=ends))
        return f"q 1 0 0 1 {x:.3f} {y:.3f} cm\n{self._known[key]}\nQ"

    def _resized(self, width: float, *, starts: bool, ends: bool) -> Any:
        box = self.box.copy()
        box.style = box.style.copy()
        for side in [side for side, kept in (("left", starts), ("right", ends)) if not kept]:
            box._reset_spacing(side)
        box.width += width - box.border_width()
        box.position_x, box.position_y = -box.margin_left, -box.margin_top
        layout_box_backgrounds(self.box, box, None, layout_children=False)
        return box


def read_inline(
    number: int, parts: Sequence[Any], runs: frozenset[int], target: tuple[str | int, ...], *, plain: bool
) -> Inline:
    """The element of these boxes; `plain` tells that it holds nothing but text. Raises StrangeTextError."""
    first, last = parts[0], parts[-1]
    before = first.padding_left + first.border_left_width
    behind = last.padding_right + last.border_right_width
    inked = is_painted(first)
    if (inked or target) and not (plain and runs):
        raise StrangeTextError("a painted or linked element with more than text")
    kept = None
    if inked:
        kept = first.copy()
        kept.children = ()
        if last is not first:
            raise StrangeTextError("a painted element on several lines")
        painted(kept)
    return Inline(number * 3, runs, before, behind, target, kept)


def check_inline(parts: Sequence[Any]) -> None:
    """Raises StrangeTextError for an element that more than paint sets apart."""
    for box in parts:
        style = box.style
        if style["outline_width"] or style["position"] != "static" or style["box_decoration_break"] == "clone":
            raise StrangeTextError("an element within text set apart")
        if box.transformation_matrix or style["opacity"] < 1 or style["box_shadow"]:
            raise StrangeTextError("an element within text set apart")


def is_apart(box: Any) -> bool:
    """Whether an element may make a line higher where it has no text on it: its font is not that of what it is in."""
    around = box.style.parent_style
    return any(box.style[name] != around[name] for name in _STRUT)


def generated_text(parts: Sequence[Any], texts: Sequence[str]) -> str:
    """What the boxes of a pseudo-element say; a laid-out text has lost the space at its line's end. Raises
    StrangeTextError."""
    content = parts[0].style["content"]
    if isinstance(content, tuple) and all(kind == "string" for kind, _ in content):
        return "".join(text for _, text in content)
    if len(parts) > 1:
        raise StrangeTextError("generated text on several lines")
    return "".join(texts)


def learn_spans(
    inlines: Sequence[Inline],
    lines: Sequence[Sequence[Any]],
    laid: Sequence[tuple[float, float, dict[tuple[int, str], Any]]],
) -> list[dict[int, tuple[float, float, float]]]:
    """The heights of painted and linked boxes on each line; `laid` has each line's start, its upper edge, and its
    boxes by element. Raises StrangeTextError where a box stands elsewhere."""
    found: list[dict[int, tuple[float, float, float]]] = [{} for _ in lines]
    for inline in (one for one in inlines if one.target or one.box is not None):
        for number, left, right, _, _ in inline.spans(lines):
            start, top, boxes = laid[number]
            box = boxes.get((inline.element, ""))
            if box is None or abs(box.border_box_x() - start - left) > _NEAR:
                raise StrangeTextError("a painted or linked element elsewhere")
            if abs(box.border_width() - (right - left)) > _NEAR:
                raise StrangeTextError("a painted or linked element of another width")
            outer = isinstance(box, kinds.InlineBox)
            high = box.margin_height() if outer else box.border_height()
            edge = box.position_y if outer else box.border_box_y()
            found[number][inline.linked] = (round(edge - top, 4), high, 0.0)
            if inline.box is not None:
                found[number][inline.inked] = (round(box.border_box_y() - top, 4), box.border_height(), 0.0)
    return found
