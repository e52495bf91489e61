"""Characters that the page has from somewhere else than the letter's text, and that no pinned font draws."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dm.press.fonts import describe

_LISTS = {"ul", "ol", "menu"}


def foreign_text(document: Any, root: Any, missing: Callable[[str], set[str]]) -> tuple[str, str] | None:
    """What is drawn in a stranger's font first, and the way out of it; None where every character has a font.

    `root` is the letter's HTML as it was parsed.
    """
    for page in document.pages:
        for box in page._page_box.descendants(placeholders=True):
            text = getattr(box, "text", "")
            if isinstance(text, str) and (signs := missing(text)):
                return _told(box, root, describe(signs))
    return None


def _told(box: Any, root: Any, signs: str) -> tuple[str, str]:
    tag, _, part = str(box.element_tag).partition("::")
    if part == "marker":
        level = _level(box.element, root)
        way = f"Say `list-style-type` for `{' '.join(['ul'] * level)}` in print.css with a sign that they have (• or –)"
        return f"the marker {signs} of lists of level {level} is in none of the pinned fonts", f"{way}, or pin another."
    where = f"that the styles put {part} <{tag}>" if part else f"in <{tag}>"
    return f"{signs} {where} is in none of the pinned fonts", "Take another character, or pin a font that has it."


def _level(item: Any, root: Any) -> int:
    above = {child: parent for parent in root.iter() for child in parent}
    level, element = 0, item
    while element is not None:
        level += element.tag in _LISTS
        element = above.get(element)
    return max(1, level)
