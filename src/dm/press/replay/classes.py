"""What one letter laid out by WeasyPrint teaches about all letters of its skeleton."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from dm.press.replay import boxes
from dm.press.replay.drawn import read_mark
from dm.press.replay.fences import CLOSE, OPEN, Fenced
from dm.press.replay.flows import Flow, Line
from dm.press.replay.inside import StrangeTextError, kinds
from dm.press.replay.sheets import Drawing, Shown, drawn, watched
from dm.press.replay.words import Words

Texts = dict[tuple[int, bool], tuple[str | int, ...]]
Vector = tuple[tuple[float, ...], ...]


@dataclass(slots=True)
class Fences:
    """Where a document's values stand: in texts, as drawn marks (their elements), or elsewhere."""

    texts: Texts = field(default_factory=dict)
    marks: dict[int, Any] = field(default_factory=dict)
    elsewhere: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line or a mark stands on its page, in CSS pixels."""

    page: int
    x: float
    y: float
    width: float = 0.0
    height: float = 0.0


@dataclass(slots=True)
class LetterClass:
    """Letters of one frame whose lines are as many and as high: everything else stands at the same places."""

    pages: tuple[tuple[float, float, Drawing], ...]
    lines: tuple[tuple[Place, ...], ...]
    marks: tuple[tuple[int, Place], ...]
    fixed: tuple[tuple[int, Shown], ...]


@dataclass(slots=True)
class Frame:
    """Letters of one skeleton that agree in the values that are not understood (`pinned`)."""

    pinned: tuple[int, ...]
    flows: tuple[Flow, ...]
    in_address: tuple[bool, ...]
    marks: tuple[int, ...]
    classes: dict[Vector, LetterClass] = field(default_factory=dict)


def find_fences(root: Any, letter: Fenced) -> Fences:
    """Take the fences out of a parsed document, in place, and tell where they stood; raises StrangeTextError."""
    found = _Finder(letter)
    found.element(root)
    return found.fences


class _Finder:
    """Goes through a document in its order."""

    def __init__(self, letter: Fenced) -> None:
        self._letter = letter
        self.fences = Fences(elsewhere=set(range(len(letter.values))))
        self._next, self._open = 0, False

    def element(self, node: Any) -> None:
        """An element, what is in it and what follows it."""
        if self._open and isinstance(node.tag, str) and node.tag.rpartition("}")[2] == "svg":
            self.fences.marks.setdefault(self._next, node)
        for name, value in list(node.attrib.items()):
            if OPEN in value:
                node.attrib[name] = value.replace(OPEN, "").replace(CLOSE, "")
                self._next += value.count(OPEN)
        if node.tag == "title" or not isinstance(node.tag, str):
            # neither a title nor a comment is drawn
            self.fences.elsewhere -= set(range(self._next, self._next + (node.text or "").count(OPEN)))
        visible = isinstance(node.tag, str) and node.tag not in ("style", "title", "script", "textarea", "option")
        node.text = self._text(node.text, (id(node), False), visible)
        for child in node:
            self.element(child)
            child.tail = self._text(child.tail, (id(child), True), visible)

    def _text(self, text: str | None, key: tuple[int, bool], visible: bool) -> str | None:  # noqa: FBT001
        if not text or (OPEN not in text and CLOSE not in text):
            return text
        if not visible:
            self._next += text.count(OPEN)
            return text.replace(OPEN, "").replace(CLOSE, "")
        parts: list[str | int] = []
        whole = ""
        if self._open:
            whole, _, text = text.partition(CLOSE)
            parts.append(whole)
            self._open = False
            self._next += 1
        while OPEN in text:
            before, _, text = text.partition(OPEN)
            whole += before
            parts.append(before)
            if CLOSE not in text:
                self._open = True
                text = ""
                break
            value, _, text = text.partition(CLOSE)
            # a parser moves what stands in a table but not in a cell
            if value != self._letter.text(self._next).replace("\r\n", "\n").replace("\r", "\n"):
                raise StrangeTextError("?")
            whole += value
            parts.append(self._next)
            self.fences.elsewhere.discard(self._next)
            self._next += 1
        parts.append(text)
        if any(isinstance(part, int) for part in parts):
            self.fences.texts[key] = tuple(part for part in parts if part != "")
        return whole + text


def learn(
    document: Any, root: Any, fences: Fences, letter: Fenced, words: Words
) -> tuple[Frame, tuple[tuple[Place, ...], ...], list[Any], tuple[tuple[int, Place], ...]]:
    """The frame that this letter belongs to, where its lines stand, the elements of marks, and their places."""
    ids = {id(node): number for number, node in enumerate(root.iter())}
    parents = {id(child): parent for parent in root.iter() for child in parent}
    found, floating = boxes.blocks(document.pages), boxes.floats(document.pages)
    pinned = set(fences.elsewhere)
    by_block: dict[int, tuple[Any, set[int]]] = {}
    for (node, after), parts in fences.texts.items():
        numbers = {part for part in parts if isinstance(part, int)}
        block = _block_of(node, after, root, parents, found)
        if block is None:
            pinned |= numbers
        else:
            by_block.setdefault(id(block), (block, set()))[1].update(numbers)
    flows, lines, in_address = [], [], []
    for block, numbers in by_block.values():
        parts_of = found[id(block)]
        try:
            boxes.check_places(parts_of, floating)
            flow = boxes.read_flow(block, parts_of, fences.texts, ids, words)
            broken = flow.broken(letter, words)
            boxes.learn_lines(flow, parts_of, broken, ids)
        except StrangeTextError:
            pinned |= numbers
            continue
        flows.append(flow)
        in_address.append(any(box.element_tag == "address" for box in (parts_of[0].box, *parts_of[0].above)))
        lines.append(
            tuple(
                Place(part.page, part.box.content_box_x(), line.position_y) for part in parts_of for line in part.lines
            )
        )
    marks = _marks(document, fences, letter, pinned)
    frame = Frame(tuple(sorted(pinned)), tuple(flows), tuple(in_address), tuple(number for number, _ in marks))
    return frame, tuple(lines), [fences.marks[number] for number, _ in marks], tuple(marks)


def _block_of(node: int, after: bool, root: Any, parents: dict[int, Any], found: dict[int, Any]) -> Any:  # noqa: FBT001
    element = next(one for one in root.iter() if id(one) == node)
    element = parents.get(id(element)) if after else element
    while element is not None and id(element) not in found:
        element = parents.get(id(element))
    return element


def _marks(document: Any, fences: Fences, letter: Fenced, pinned: set[int]) -> list[tuple[int, Place]]:
    places: dict[int, list[Place]] = {}
    wanted = {id(node): number for number, node in fences.marks.items()}
    for number, page in enumerate(document.pages):
        for box, above in boxes.walk(page._page_box):
            if isinstance(box, kinds.ReplacedBox) and id(box.element) in wanted and _fixed(box, above):
                place = Place(number, box.content_box_x(), box.content_box_y(), box.width, box.height)
                places.setdefault(wanted[id(box.element)], []).append(place)
    known = [(number, found[0]) for number, found in sorted(places.items()) if len(found) == 1]
    known = [(number, place) for number, place in known if read_mark(letter.values[number])]
    pinned -= {number for number, _ in known}
    return known


def _fixed(box: Any, above: Sequence[Any]) -> bool:
    style = box.style
    sizes = [getattr(style[side], "unit", "") for side in ("width", "height")]
    if "px" not in sizes or style["object_fit"] != "fill":
        return False
    try:
        for one in above:
            boxes._check_painting(one)
    except StrangeTextError:
        return False
    return True


def vector(flows: Sequence[Flow], broken: Sequence[Sequence[Line]]) -> Vector | None:
    """Each flow's line heights; None where a line is of a kind not seen yet."""
    heights = []
    for flow, lines in zip(flows, broken, strict=True):
        known = [flow.lines.get(boxes.signature(line)) for line in lines]
        if None in known:
            return None
        heights.append(tuple(one[0] for one in known if one is not None))
    return tuple(heights)


def drawing(
    document: Any, taught: tuple[Sequence[Flow], Sequence[Any]], root: Any
) -> tuple[tuple[tuple[float, float, Drawing], ...], tuple[tuple[int, Shown], ...]]:
    """The pages without the texts of the flows and without the marks, and the texts that they show."""
    flows, marks = taught
    nodes = list(root.iter())
    moving = {id(child) for flow in flows for child in nodes[flow.element].iter()} | {id(node) for node in marks}
    return painted(document, lambda box: id(box.element) in moving and "::" not in box.element_tag)


def painted(
    document: Any, skip: Callable[[Any], bool]
) -> tuple[tuple[tuple[float, float, Drawing], ...], tuple[tuple[int, Shown], ...]]:
    """The pages without the boxes for which `skip` holds, and the texts that they show."""
    shown: list[tuple[int, Shown]] = []
    pages = []
    for number, page in enumerate(document.pages):
        seen: list[Shown] = []
        with watched(skip, seen):
            pages.append((page.width, page.height, drawn(page)))
        shown += [(number, text) for text in seen]
    return tuple(pages), tuple(shown)
