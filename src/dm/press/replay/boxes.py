"""What laid-out boxes tell of a block's text, and whether its width could depend on a value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dm.press.replay.flows import Break, Flow, Gap, Line, Piece, Run
from dm.press.replay.inside import StrangeTextError, colour, kinds
from dm.press.replay.words import Words

_NEAR = 0.02
_ALIGNED = {"start": "left", "left": "left", "end": "right", "right": "right", "center": "center"}


@dataclass(frozen=True, slots=True)
class Block:
    """A box with lines of its own, its page, and the boxes around it from the page inwards."""

    page: int
    box: Any
    above: tuple[Any, ...]

    @property
    def lines(self) -> list[Any]:
        """Its line boxes."""
        return [child for child in self.box.children if isinstance(child, kinds.LineBox)]


def walk(box: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """Every box of a page with those around it."""
    box = getattr(box, "_box", box)
    yield box, above
    for child in getattr(box, "children", ()):
        yield from walk(child, (*above, box))


def blocks(pages: Sequence[Any]) -> dict[int, list[Block]]:
    """Blocks with lines, by the id of their element, in the order of the pages."""
    found: dict[int, list[Block]] = {}
    for number, page in enumerate(pages):
        for box, above in walk(page._page_box):
            lines = any(isinstance(child, kinds.LineBox) for child in getattr(box, "children", ()))
            if lines and not box.is_outside_marker:
                found.setdefault(id(box.element), []).append(Block(number, box, above))
    return found


def floats(pages: Sequence[Any]) -> list[tuple[int, Any]]:
    """Floating boxes with their pages."""
    return [
        (number, box)
        for number, page in enumerate(pages)
        for box, _ in walk(page._page_box)
        if hasattr(box, "is_floated") and box.is_floated()
    ]


def check_pages(pages: Sequence[Any]) -> None:
    """Raises StrangeTextError for what depends on texts beyond lines and places: named strings, notes, form fields."""
    for page in pages:
        if any(page.forms.values()):
            raise StrangeTextError("?")
        for box, _ in walk(page._page_box):
            if box.string_set or box.footnote or box.style["string_set"] != "none" or box.is_leader:
                raise StrangeTextError("?")


def check_places(parts: Sequence[Block], floating: Sequence[tuple[int, Any]]) -> None:
    """Raises StrangeTextError unless the lines of these blocks stand where their text alone cannot move them."""
    for part in parts:
        others = [box for box in part.box.children if not (isinstance(box, kinds.LineBox) or box.is_outside_marker)]
        if not isinstance(part.box, kinds.BlockContainerBox) or others:
            raise StrangeTextError("?")
        for box in (part.box, *part.above):
            _check_painting(box)
        _check_width(part)
        for page, box in floating:
            if page == part.page and box not in part.above and box is not part.box and _beside(part, box):
                raise StrangeTextError("?")
    if max(part.box.width for part in parts) - min(part.box.width for part in parts) > 1e-6:
        raise StrangeTextError("?")


def _check_painting(box: Any) -> None:
    style = box.style
    if isinstance(box, kinds.PageBox) or box.is_for_root_element:
        return
    if isinstance(box, kinds.MarginBox) or style["overflow"] != "visible" or style["opacity"] < 1:
        raise StrangeTextError("?")
    if style["transform"] or style["visibility"] != "visible" or style["clip"] or box.footnote or box.is_outside_marker:
        raise StrangeTextError("?")


def _check_width(part: Block) -> None:
    """Up to a box whose width is given, nothing may fit itself to its content."""
    for box, parent in zip((part.box, *reversed(part.above)), (*reversed(part.above), None), strict=True):
        if isinstance(box, kinds.PageBox):
            return
        style, width = box.style, box.style["width"]
        if isinstance(parent, kinds.FlexContainerBox | kinds.GridContainerBox):
            raise StrangeTextError("?")
        given = width != "auto" and getattr(width, "unit", "") in ("px", "%")
        if isinstance(box, kinds.TableBox):
            if style["table_layout"] != "fixed":
                raise StrangeTextError("?")
            continue
        if isinstance(box, kinds.TableCellBox) or box.is_table_wrapper:
            continue
        if given and width.unit == "px":
            return
        if given:
            continue
        pinned = style["left"] != "auto" and style["right"] != "auto"
        fitted = box.is_floated() or (box.is_absolutely_positioned() and not pinned)
        if fitted or isinstance(box, kinds.AtomicInlineLevelBox):
            raise StrangeTextError("?")


def _beside(part: Block, box: Any) -> bool:
    left, right = box.position_x, box.position_x + box.margin_width()
    top, bottom = box.position_y, box.position_y + box.margin_height()
    start = part.box.content_box_x()
    if right <= start or left >= start + part.box.width:
        return False
    return any(line.position_y < bottom and line.position_y + line.height > top for line in part.lines)


def read_flow(
    element: Any, parts: Sequence[Block], texts: dict[tuple[int, bool], Any], ids: dict[int, int], words: Words
) -> Flow:
    """The flow of an element's text. `texts` has the parts of each text with values: under (id, False) what stands in
    an element, under (id, True) what stands after it."""
    inline = _inline(parts)
    style = parts[0].box.style
    faces = {id(box.element): (words.face(box.style), colour(box.style)) for box in _text_boxes(parts) if _checked(box)}
    pieces = _pieces(element, texts, ids, faces, inline)
    spaces = {style["white_space"], *(face.style["white_space"] for face, _ in faces.values())}
    align = _ALIGNED.get(style["text_align_all"])
    last = style["text_align_last"] in ("auto", style["text_align_all"])
    if align is None or not last or len(spaces) > 1 or style["direction"] != "ltr":
        raise StrangeTextError("?")
    if (
        spaces - {"normal", "nowrap"}
        or _indent(style)
        or parts[0].box.first_letter_style
        or parts[0].box.first_line_style
    ):
        raise StrangeTextError("?")
    return Flow(ids[id(element)], pieces, parts[0].box.width, align, spaces == {"normal"}, style["lang"])


def _indent(style: Any) -> bool:
    return bool(style["text_indent"].value)


def _inline(parts: Sequence[Block]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for part in parts:
        for line in part.lines:
            if line.text_overflow != "clip" or line.block_ellipsis != "none":
                raise StrangeTextError("?")
            for box, _ in walk(line):
                if isinstance(box, kinds.InlineBox):
                    found.setdefault(id(box.element), []).append(box)
                elif not isinstance(box, kinds.TextBox | kinds.LineBox):
                    raise StrangeTextError("?")
    return found


def _text_boxes(parts: Sequence[Block]) -> Iterator[Any]:
    for part in parts:
        for line in part.lines:
            yield from line_texts(line)


def line_texts(line: Any) -> list[Any]:
    """The boxes of a line that show text, in order."""
    return [box for box, _ in walk(line) if isinstance(box, kinds.TextBox) and box.text not in ("", "\n")]


def _checked(box: Any) -> bool:
    style = box.style
    plain = (
        "::" not in box.element_tag
        and style["letter_spacing"] == "normal"
        and not style["word_spacing"]
        and style["text_transform"] == "none"
        and style["hyphens"] != "auto"
        and style["text_decoration_line"] == "none"
        and style["visibility"] == "visible"
        and style["word_break"] == "normal"
        and style["direction"] == "ltr"
    )
    if not plain:
        raise StrangeTextError("?")
    return True


def _pieces(
    element: Any, texts: dict[tuple[int, bool], Any], ids: dict[int, int], faces: dict[int, Any], inline: dict[int, Any]
) -> tuple[Piece, ...]:
    pieces: list[Piece] = []

    def text(of: Any, after: bool, node: Any) -> None:  # noqa: FBT001
        parts = texts.get((id(of), after)) or ((of.tail if after else of.text) or "",)
        if parts != ("",):
            face, colour_of = faces.get(id(node), (None, ""))
            pieces.append(Run(ids[id(node)], face, colour_of, tuple(parts)))

    def within(node: Any) -> None:
        text(node, False, node)
        for child in node:
            if child.tag == "br":
                pieces.append(Break())
            elif isinstance(child.tag, str):
                boxes = inline.get(id(child))
                if boxes is None:
                    raise StrangeTextError("?")
                before, behind = _edges(boxes)
                pieces.extend([Gap(before, opens=True)] if before else [])
                within(child)
                pieces.extend([Gap(behind, opens=False)] if behind else [])
            text(child, True, node)

    within(element)
    return tuple(pieces)


def _edges(parts: Sequence[Any]) -> tuple[float, float]:
    for box in parts:
        style = box.style
        bordered = any(style[f"border_{side}_width"] for side in ("top", "right", "bottom", "left"))
        painted = box.background is not None and (box.background.color.alpha > 0 or box.background.layers[:-1])
        if bordered or painted or style["outline_width"] or style["position"] != "static":
            raise StrangeTextError("?")
        if style["box_decoration_break"] == "clone" or box.transformation_matrix or style["opacity"] < 1:
            raise StrangeTextError("?")
    first, last = parts[0], parts[-1]
    return first.margin_left + first.padding_left, last.margin_right + last.padding_right


def start_of(flow: Flow, left: float, line: Line) -> float:
    """Where a line begins on its page."""
    used = line[-1].x + line[-1].width if line else 0.0
    room = flow.width - used
    if flow.align == "left" or room <= 0:
        return left
    return left + (room / 2 if flow.align == "center" else room)


def learn_lines(flow: Flow, parts: Sequence[Block], lines: Sequence[Line], ids: dict[int, int]) -> None:
    """Compare the lines with what WeasyPrint laid out and remember their heights; raises StrangeTextError."""
    laid = [(part, line) for part in parts for line in part.lines]
    if len(laid) != len(lines):
        raise StrangeTextError("?")
    for (part, box), line in zip(laid, lines, strict=True):
        start = start_of(flow, part.box.content_box_x(), line)
        texts = line_texts(box)
        if len(texts) != len(line):
            raise StrangeTextError("?")
        places: dict[int, tuple[float, float, float]] = {}
        for text, fragment in zip(texts, line, strict=True):
            if text.text != fragment.text or abs(text.position_x - start - fragment.x) > _NEAR:
                raise StrangeTextError("?")
            top = text.position_y - box.position_y
            place = (round(top + text.baseline, 4), round(top, 4), text.height)
            if places.setdefault(ids[id(text.element)], place) != place:
                raise StrangeTextError("?")
        known = (round(box.height, 4), places)
        if flow.lines.setdefault(signature(line), known) != known:
            raise StrangeTextError("?")


def signature(line: Line) -> tuple[int, ...]:
    """Which elements have text on a line: that decides about its height."""
    return tuple(sorted({fragment.element for fragment in line}))
