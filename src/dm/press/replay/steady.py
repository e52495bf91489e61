"""What stands where it stands in all letters of a class: links and marks; and floats that stand nowhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dm.press.replay import boxes
from dm.press.replay.classes import Parts, Place
from dm.press.replay.inside import StrangeTextError, kinds
from dm.press.replay.places import is_fixed


def steady_links(
    pages: Sequence[Any], lines: Sequence[Any], targets: Mapping[int, Parts], parents: Mapping[int, Any]
) -> tuple[list[tuple[Any, Place, Parts]], set[int]]:
    """The links with their boxes that do not move with these lines, and the elements whose targets they are."""
    moving = {id(box) for line in lines for box, _ in boxes.walk(line)}
    known: list[tuple[Any, Place, Parts]] = []
    used: set[int] = set()
    for number, page in enumerate(pages):
        for kind, address, (left, top, right, bottom), box in page.links:
            if kind != "external" or id(box) in moving:
                continue
            node = box.element
            while node is not None and id(node) not in targets:
                node = parents.get(id(node))
            parts = (address,) if node is None else targets[id(node)]
            used |= set() if node is None else {id(node)}
            known.append((box, Place(number, left, top, right - left, bottom - top), parts))
    return known, used


def steady_marks(pages: Sequence[Any], wanted: Mapping[int, int]) -> list[tuple[int, Place]]:
    """The places of the marks, by element, that are shown once and do not move."""
    places: dict[int, list[Place]] = {}
    for number, page in enumerate(pages):
        for box, above in boxes.walk(page._page_box):
            if isinstance(box, kinds.ReplacedBox) and id(box.element) in wanted and is_fixed(number, box, above):
                place = Place(number, box.content_box_x(), box.content_box_y(), box.width, box.height)
                places.setdefault(wanted[id(box.element)], []).append(place)
    return [(number, found[0]) for number, found in sorted(places.items()) if len(found) == 1]


def check_float(page: Any, box: Any, others: Sequence[Any]) -> None:
    """A float as wide as its content stands alone at the right: among floats, or beside text that is not set from the
    left, it could stand elsewhere, and StrangeTextError is raised."""
    if box.style["float"] != "right":
        raise StrangeTextError("a float as wide as its content")
    if any(other is not box and _beside(other, other.margin_height(), box) for other in others):
        raise StrangeTextError("a float beside another")
    for line, above in boxes.walk(page._page_box):
        if not isinstance(line, kinds.LineBox) or not _beside(line, line.height, box):
            continue
        if not any(one is box for one in above):
            raise StrangeTextError("text beside a float as wide as its content")


def _beside(other: Any, high: float, box: Any) -> bool:
    top, bottom = box.position_y, box.position_y + box.margin_height()
    return bool(other.position_y < bottom and other.position_y + high > top)
