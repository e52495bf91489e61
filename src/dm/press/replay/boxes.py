"""What laid-out boxes tell of a block's text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dm.press.replay.beside import Float, has_values, is_settled
from dm.press.replay.figures import Figure, learn_figures, read_figure
from dm.press.replay.flows import Break, Flow, Gap, Hold, Line, Piece, Rule, Run, signature
from dm.press.replay.inlines import Inline, check_inline, generated_text, is_apart, learn_spans, read_inline
from dm.press.replay.inside import Face, StrangeTextError, colour, kinds
from dm.press.replay.places import Block, Room, is_painted, unit_of
from dm.press.replay.stacks import EXACT
from dm.press.replay.stretches import Stretch
from dm.press.replay.words import Words

Parts = tuple[str | int, ...]
_NEAR = 0.02
_ALIGNED = {"start": "left", "left": "left", "end": "right", "right": "right", "center": "center", "justify": "justify"}


@dataclass(frozen=True, slots=True)
class Known:
    """A document's values: the parts of each text with values, under (id, False) what stands in an element and under
    (id, True) what stands after it; the numbers of elements; by an element's id the parts of links' addresses and the
    numbers of marks."""

    texts: dict[tuple[int, bool], Any]
    ids: dict[int, int]
    targets: dict[int, Any]
    marks: dict[int, int]


def walk(box: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """Every box of a page with those around it."""
    box = getattr(box, "_box", box)
    yield box, above
    for child in getattr(box, "children", ()):
        yield from walk(child, (*above, box))


def blocks(pages: Sequence[Any]) -> dict[int, list[Block]]:
    """Blocks with lines, by the id of their element, in the order of the pages. Inline blocks with nothing but text
    belong to the line that they stand in."""
    found: dict[int, list[Block]] = {}
    for number, page in enumerate(pages):
        for box, above in walk(page._page_box):
            lines = any(isinstance(child, kinds.LineBox) for child in getattr(box, "children", ()))
            named = box.element is not None and not _pseudo(box)
            if lines and named and not box.is_outside_marker and not is_text_box(box):
                found.setdefault(id(box.element), []).append(Block(number, box, above))
    return found


def is_text_box(box: Any) -> bool:
    """Whether this is an inline block that shows nothing but one line of text."""
    if not isinstance(box, kinds.InlineBlockBox) or len(box.children) != 1:
        return False
    style = box.style
    plain = style["overflow"] == "visible" and style["opacity"] == 1 and not unit_of(style["min_width"])
    plain = plain and getattr(style["max_width"], "value", float("inf")) == float("inf")
    given = style["width"] == "auto" or unit_of(style["width"]) == "px"
    return isinstance(box.children[0], kinds.LineBox) and plain and given


def floats(pages: Sequence[Any], texts: dict[tuple[int, bool], Any]) -> list[Float]:
    """Floating boxes; `texts` as in Known."""
    return [
        Float(number, box, above, not is_settled(box) and has_values(box.element, texts))
        for number, page in enumerate(pages)
        for box, above in walk(page._page_box)
        if hasattr(box, "is_floated") and box.is_floated()
    ]


def check_pages(pages: Sequence[Any]) -> None:
    """Raises StrangeTextError for what depends on texts beyond lines and places: notes, form fields, leaders."""
    for page in pages:
        if any(page.forms.values()):
            raise StrangeTextError("form fields")
        for box, _ in walk(page._page_box):
            if box.footnote or box.is_leader:
                raise StrangeTextError("footnotes or leaders")


def named(pages: Sequence[Any]) -> set[int]:
    """The ids of elements whose text stands elsewhere too: as a named string, or as a bookmark."""
    return {id(box.element) for page in pages for box, _ in walk(page._page_box) if box.style["string_set"] != "none"}


def walk_line(box: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """Every box of a line; not what stands elsewhere."""
    yield box, above
    for child in getattr(box, "children", ()):
        inner = getattr(child, "_box", child)
        if inner.is_in_normal_flow() and not inner.is_outside_marker:
            yield from walk_line(inner, (*above, box))


def read_flow(
    element: Any,
    stretches: Sequence[Stretch],
    number: int,
    parts: Sequence[Block],
    room: Room,
    known: Known,
    words: Words,
) -> Flow:
    """The flow of a stretch of an element's text."""
    reader = _Reader(parts, known, words)
    pieces = reader.read(element, stretches, number)
    style = parts[0].box.style
    spaces = {style["white_space"], *(one["white_space"] for one in reader.styles)}
    align = _ALIGNED.get(style["text_align_all"])
    last = style["text_align_last"] in ("auto", "start" if align == "justify" else style["text_align_all"])
    if (
        align is None
        or not last
        or len(spaces) > 1
        or style["direction"] != "ltr"
        or spaces - {"normal", "nowrap", "pre-line"}
    ):
        raise StrangeTextError("text aligned or spaced in a special way")
    indent = style["text_indent"]
    if unit_of(indent) != "px" or (indent.value and align not in ("left", "justify")):
        raise StrangeTextError("text indented in a special way")
    if indent.value:
        pieces = (Gap(indent.value, opens=True), *pieces)
    if parts[0].box.first_letter_style or parts[0].box.first_line_style:
        raise StrangeTextError("a first line or letter of its own")
    if room.single and align != "left":
        raise StrangeTextError("a box as wide as its content")
    return Flow(
        known.ids[id(element)],
        pieces,
        room.width,
        align,
        "nowrap" not in spaces and not room.single,
        style["lang"],
        _hyphenation(reader.styles),
        style["hyphenate_character"],
        room.clipped or room.single or reader.ellipsis,
        room.table is not None or room.fits is not None,
        tuple(reader.inlines),
        tuple(reader.figures),
    )


def _hyphenation(styles: Sequence[Any]) -> tuple[int, int, int] | None:
    wanted = {style["hyphens"] == "auto" for style in styles}
    if True not in wanted:
        return None
    limits = {style["hyphenate_limit_chars"] for style in styles}
    zones = {style["hyphenate_limit_zone"].value for style in styles}
    if len(wanted) > 1 or len(limits) > 1 or zones != {0}:
        raise StrangeTextError("hyphenation of several kinds")
    total, left, right = limits.pop()
    return int(total), int(left), int(right)


class _Reader:
    """Reads the pieces of a block's text from its element and its boxes."""

    def __init__(self, parts: Sequence[Block], known: Known, words: Words) -> None:
        self._texts, self._ids, self._targets, self._marks = known.texts, known.ids, known.targets, known.marks
        self.inlines: list[Inline] = []
        self.figures: list[Figure] = []
        # texts of one face may still be broken in other ways
        self.styles: list[Any] = []
        self._inline: dict[tuple[int, str], list[Any]] = {}
        self._faces: dict[tuple[int, str], tuple[Face, str, tuple[Rule, ...]]] = {}
        self.ellipsis = False
        self._lines = parts[0].box.style["white_space"] == "pre-line"
        for part in parts:
            for line in part.laid:
                if line.block_ellipsis != "none":
                    raise StrangeTextError("a shortened line")
                self.ellipsis |= line.text_overflow != "clip"
                for box, _ in walk_line(line):
                    self._see(box, words)
        self._elsewhere = {
            id(box.element)
            for part in parts
            for line in part.lines
            for box, _ in walk(line)
            if (is_anchored(box) or box.is_floated()) and not _pseudo(box)
        }

    def _see(self, box: Any, words: Words) -> None:
        key = (id(box.element), _pseudo(box))
        if isinstance(box, kinds.TextBox):
            if box.text not in ("", "\n"):
                _check_text(box)
                self.styles.append(box.style)
                self._faces[key] = (words.face(box.style), colour(box.style), _rules(box))
            elif key not in self._faces and box.style["text_decoration_line"] == "none":
                # a space at a line's end was taken away; in another letter there may be text
                self._faces[key] = (words.face(box.style), colour(box.style), ())
        elif isinstance(box, kinds.InlineBox | kinds.InlineReplacedBox) or is_text_box(box):
            self._inline.setdefault(key, []).append(box)
        elif not isinstance(box, kinds.LineBox):
            raise StrangeTextError("a box within text")

    def read(self, element: Any, stretches: Sequence[Stretch], number: int) -> tuple[Piece, ...]:
        """All pieces of a stretch of the element's text."""
        before = self._generated(element, "before") if number == 0 else ()
        behind = self._generated(element, "after") if number == len(stretches) - 1 else ()
        return (*before, *self._within(element, stretches[number]), *behind)

    def _within(self, node: Any, stretch: Stretch) -> Iterator[Piece]:
        if stretch.begins:
            yield from self._text(node, node, after=False)
        for child, whole in stretch.children:
            if whole and child.tag == "br":
                yield Break()
            elif whole and isinstance(child.tag, str) and id(child) not in self._elsewhere:
                yield from self._inside(child)
            yield from self._text(child, node, after=True)

    def _inside(self, node: Any) -> Iterator[Piece]:
        boxes = self._inline.get((id(node), ""))
        if boxes is None:
            raise StrangeTextError("a box within text")
        if isinstance(boxes[0], kinds.ReplacedBox):
            self.figures.append(read_figure(self._ids[id(node)] * 3, boxes[0], self._marks.get(id(node))))
            yield self.figures[-1]
            return
        inner = [*self._generated(node, "before"), *self._within(node, _whole(node)), *self._generated(node, "after")]
        check_inline(boxes)
        self._note(node, boxes, inner)
        first, last = boxes[0], boxes[-1]
        before = first.margin_left + first.padding_left + first.border_left_width
        behind = last.margin_right + last.padding_right + last.border_right_width
        inner_block = isinstance(first, kinds.InlineBlockBox)
        key = 0 if inner_block else self._ids[id(node)] * 3 + 3
        gaps = [Gap(before, True, key, is_apart(first))], [Gap(behind, False, key)]
        if inner_block:
            wide = first.width if first.style["width"] != "auto" else 0.0
            align = _ALIGNED.get(first.style["text_align_all"], "")
            yield from (Hold(opens=True), *gaps[0], Hold(True), *inner, Hold(False, wide, align), *gaps[1])
            yield Hold(opens=False)
            return
        yield from (*gaps[0], *inner, *gaps[1])

    def _note(self, node: Any, boxes: Sequence[Any], inner: Sequence[Piece]) -> None:
        """Remember a painted or linked element."""
        target: Parts = ()
        if boxes[0].link:
            _, (kind, where) = boxes[0].link
            if kind != "external":
                raise StrangeTextError("a link within the letter")
            target = self._targets.get(id(node), (where,))
        if target or is_painted(boxes[0]):
            runs = frozenset(piece.element for piece in inner if isinstance(piece, Run))
            plain = all(isinstance(piece, Run) or (isinstance(piece, Gap) and not piece.width) for piece in inner)
            self.inlines.append(read_inline(self._ids[id(node)], boxes, runs, target, plain=plain))

    def _text(self, of: Any, node: Any, *, after: bool) -> Iterator[Piece]:
        parts = self._texts.get((id(of), after)) or ((of.tail if after else of.text) or "",)
        if parts != ("",):
            face, ink, rules = self._faces.get((id(node), ""), (None, "", ()))
            yield Run(self._ids[id(node)] * 3, face, ink, tuple(parts), rules, self._lines)

    def _generated(self, node: Any, which: str) -> Iterator[Piece]:
        """Text of a pseudo-element: the same in all letters."""
        boxes = self._inline.get((id(node), which))
        if boxes is None:
            return
        text = generated_text(boxes, [box.text for one in boxes for box in walk_texts(one)])
        face, ink, rules = self._faces.get((id(node), which), (None, "", ()))
        before, behind = _edges(boxes)
        key = self._ids[id(node)] * 3 + (1 if which == "before" else 2)
        yield from [Gap(before, True, key)] if before else []
        yield Run(key, face, ink, (text,), rules)
        yield from [Gap(behind, False, key)] if behind else []


def _whole(node: Any) -> Stretch:
    return Stretch(children=[(child, True) for child in node])


def is_anchored(box: Any) -> bool:
    """Whether a box stands where the text around it does not move it."""
    style = box.style
    across = style["left"] != "auto" or style["right"] != "auto"
    down = style["top"] != "auto" or style["bottom"] != "auto"
    return bool(box.is_absolutely_positioned() and across and down)


def _pseudo(box: Any) -> str:
    return str(box.element_tag.partition("::")[2])


def walk_texts(box: Any) -> list[Any]:
    """The boxes that show text, in order."""
    return [one for one, _ in walk_line(box) if isinstance(one, kinds.TextBox) and one.text not in ("", "\n")]


def _check_text(box: Any) -> None:
    style = box.style
    plain = (
        _pseudo(box) in ("", "before", "after")
        and not style["word_spacing"]
        and style["visibility"] == "visible"
        and style["word_break"] == "normal"
        and style["direction"] == "ltr"
        and style["text_transform"] in ("none", "uppercase", "lowercase", "capitalize")
    )
    if not plain:
        raise StrangeTextError("text in a style that is not followed")


def _rules(box: Any) -> tuple[Rule, ...]:
    """The lines under and through a text."""
    style, layout = box.style, box.pango_layout
    lines = style["text_decoration_line"]
    if lines == "none":
        return ()
    given = (style["text_decoration_thickness"], style["text_underline_offset"], style["text_decoration_style"])
    if (
        set(lines) - {"underline", "line-through"}
        or given[0] not in ("auto", "from-font")
        or given[1:] != ("auto", "solid")
    ):
        raise StrangeTextError("a line at text of a special kind")
    ink = colour(style, "text_decoration_color")
    rules = []
    if "underline" in lines:
        thickness = layout.underline_thickness
        rules.append(Rule(box.baseline - layout.underline_position + thickness / 2, thickness, ink))
    if "line-through" in lines:
        rules.append(Rule(box.baseline - layout.strikethrough_position, layout.strikethrough_thickness, ink))
    return tuple(rules)


def _edges(parts: Sequence[Any]) -> tuple[float, float]:
    check_inline(parts)
    if any(is_painted(box) for box in parts):
        raise StrangeTextError("a painted element within text")
    first, last = parts[0], parts[-1]
    return first.margin_left + first.padding_left, last.margin_right + last.padding_right


def start_of(flow: Flow, left: float, line: Line, width: float | None = None) -> float:
    """Where a line begins on its page."""
    room = (flow.width if width is None else width) - line.width
    if line.room is not None:
        left, room = left + line.room[0], line.room[1] - line.width
    if flow.align in ("left", "justify") or room <= 0:
        return left
    return left + (room / 2 if flow.align == "center" else room)


def learn_lines(flow: Flow, parts: Sequence[Block], lines: Sequence[Line], ids: dict[int, int]) -> None:
    """Compare the lines with what WeasyPrint laid out and remember their heights; raises StrangeTextError."""
    laid = [(part, line) for part in parts for line in part.lines]
    if len(laid) != len(lines):
        raise StrangeTextError("another number of lines")
    inlines = _learn_inlines(flow, ids, laid, lines)
    for (part, box), line, around in zip(laid, lines, inlines, strict=True):
        start = start_of(flow, part.box.content_box_x(), line)
        texts = walk_texts(box)
        if len(texts) > len(line) and texts[-1].text.isspace():
            texts.pop()  # kept before a box that stands elsewhere
        if len(texts) != len(line):
            raise StrangeTextError("another number of texts on a line")
        places: dict[int, tuple[float, float, float]] = {}
        for text, fragment in zip(texts, line, strict=True):
            moved = text.position_x - start - fragment.x
            if text.text != fragment.text or abs(moved) > _NEAR:
                raise StrangeTextError(f"{fragment.text!r} is {text.text!r}, {moved:.2f}")
            top = text.position_y - box.position_y
            place = (round(top + text.baseline, EXACT), round(top, EXACT), round(text.height, EXACT))
            if places.setdefault(fragment.element, place) != place:
                raise StrangeTextError("texts of one element at several heights")
        places.update(around)
        pictures = [one for one, _ in walk_line(box) if isinstance(one, kinds.ReplacedBox)]
        places.update(learn_figures(line, pictures, start, box.position_y, ids))
        known = (round(box.height, EXACT), places)
        if flow.lines.setdefault(signature(line), known) != known:
            raise StrangeTextError("lines of another height")


def _learn_inlines(
    flow: Flow, ids: dict[int, int], laid: Sequence[tuple[Block, Any]], lines: Sequence[Line]
) -> list[dict[int, tuple[float, float, float]]]:
    """The heights of painted and linked elements on each line stand beside those of the texts."""
    if not flow.inlines:
        return [{} for _ in lines]
    seen = []
    for (part, box), line in zip(laid, lines, strict=True):
        inner = {(ids.get(id(one.element), -1) * 3, _pseudo(one)): one for one, _ in walk_line(box) if _is_inline(one)}
        seen.append((start_of(flow, part.box.content_box_x(), line), box.position_y, inner))
    return learn_spans(flow.inlines, lines, seen)


def _is_inline(box: Any) -> bool:
    return isinstance(box, kinds.InlineBox) or is_text_box(box)
