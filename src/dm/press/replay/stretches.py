"""Text that stands beside blocks in one element: WeasyPrint wraps each stretch of it in a block without a name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from weasyprint.css import AnonymousStyle

from dm.press.replay.inside import StrangeTextError, kinds
from dm.press.replay.places import Block

Key = tuple[int, int]


@dataclass(slots=True)
class Stretch:
    """A stretch of an element's content: its own text if it `begins` there, and children with the texts after them;
    of the child that parts it from the stretch before, only the text after it belongs here."""

    begins: bool = True
    children: list[tuple[Any, bool]] = field(default_factory=list)

    def shows(self, element: Any) -> bool:
        """Whether there is something to see, in the letter that is laid out."""
        own = [element.text or ""] if self.begins else []
        tails = [child.tail or "" for child, _ in self.children]
        inner = any(whole and isinstance(child.tag, str) for child, whole in self.children)
        return inner or bool("".join([*own, *tails]).strip(" \t\n\r"))


def stretches_of(element: Any, parting: set[int]) -> list[Stretch]:
    """An element's content, parted at the children that are blocks."""
    found = [Stretch()]
    for child in element:
        if id(child) in parting:
            found.append(Stretch(begins=False, children=[(child, False)]))
        else:
            found[-1].children.append((child, True))
    return found


def parting(pages: Sequence[Any]) -> set[int]:
    """The ids of elements that are blocks beside their siblings."""
    return {id(box.element) for page in pages for box in _blocks_within(page._page_box)}


def _blocks_within(box: Any) -> Iterator[Any]:
    box = getattr(box, "_box", box)
    for child in getattr(box, "children", ()):
        inner = getattr(child, "_box", child)
        block = isinstance(inner, kinds.BlockLevelBox) and not is_nameless(inner) and inner.is_in_normal_flow()
        if block and not isinstance(box, kinds.LineBox | kinds.InlineBox):
            yield inner
        yield from _blocks_within(inner)


def is_nameless(box: Any) -> bool:
    """Whether no element is this box: WeasyPrint put it around something."""
    return isinstance(box.style, AnonymousStyle)


def parted(
    element: Any, parts: Sequence[Block], blocks_beside: set[int]
) -> tuple[list[Stretch], dict[int, list[Block]]]:
    """An element's stretches, and the blocks of each that shows something, by its number; raises StrangeTextError
    where they do not tell which is which."""
    if not any(is_nameless(part.box) for part in parts):
        whole = Stretch(children=[(child, True) for child in element])
        return [whole], {0: list(parts)}
    found = stretches_of(element, blocks_beside)
    shown = [number for number, stretch in enumerate(found) if stretch.shows(element)]
    if len(shown) == 1:
        return found, {shown[0]: list(parts)}
    if len(shown) != len(parts):
        raise StrangeTextError("text beside blocks")
    return found, {number: [part] for number, part in zip(shown, parts, strict=True)}
