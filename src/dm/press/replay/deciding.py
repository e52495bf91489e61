"""Units that decide about widths: without them, what other letters have would stand elsewhere."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from dm.press.replay.boxes import walk, walk_texts
from dm.press.replay.inside import StrangeTextError, kinds
from dm.press.replay.places import fits_columns, has_given_columns, shares, unit_of

# Nearer than this to the width of what it stands in, a word or a box may have made it so wide.
_NEAR = 0.5
_SETTLED = ("px", "%")


def undecided(
    pages: Sequence[Any], units: Mapping[int, Sequence[Any]], followed: Collection[int]
) -> dict[int, Sequence[Any]]:
    """The units that decide about no width: all boxes around them have given ones, or are tables whose columns are
    followed, by their elements' ids."""
    unit_at = {id(element): unit for unit, elements in units.items() for element in elements}
    deciding = set()
    for page in pages:
        for box, above in walk(page._page_box):
            unit = unit_at.get(id(box.element))
            inner = unit is None or (above and above[-1].element is box.element)
            if not inner and unit not in deciding and not _is_settled(box, above, followed):
                deciding.add(unit)
    return {unit: elements for unit, elements in units.items() if unit not in deciding}


def uneven_tables(pages: Sequence[Any], units: Collection[int]) -> list[int]:
    """The tables that fit their columns to cells of which letters may lack some, by their elements' ids."""
    found: dict[int, None] = {}
    for page in pages if units else ():
        for box, above in walk(page._page_box):
            if id(box.element) in units:
                tables = [one for one in above if isinstance(one, kinds.TableBox) and one.element is not box.element]
                found.update({id(one.element): None for one in tables if fits_columns(one)})
    return [*found]


def _is_settled(unit: Any, above: Sequence[Any], followed: Collection[int]) -> bool:
    chain = (unit, *reversed(above))
    for number, (box, parent) in enumerate(itertools.pairwise(chain)):
        if isinstance(box, kinds.PageBox):
            return True
        if not number:
            continue
        if isinstance(box, kinds.TableBox) and not _keeps_columns(box, chain[:number], followed):
            return False
        if isinstance(parent, kinds.FlexContainerBox | kinds.GridContainerBox):
            if not _keeps_shares(chain[:2], box, parent):
                return False
        elif unit_of(box.style["width"]) == "px":
            return True
        elif unit_of(box.style["width"]) not in _SETTLED and _is_shrunk(box):
            return False
    return True


def _is_shrunk(box: Any) -> bool:
    sides = (box.style["left"], box.style["right"])
    apart = box.is_absolutely_positioned() and "auto" in sides
    return bool(apart or box.is_floated() or isinstance(box, kinds.MarginBox | kinds.AtomicInlineLevelBox))


def _keeps_columns(table: Any, inside: Sequence[Any], followed: Collection[int]) -> bool:
    """Whether the table's columns do not depend on the unit within, or are followed."""
    rows = [row for group in table.children for row in group.children]
    if fits_columns(table) and id(table.element) not in followed:
        return False
    if any(isinstance(box, kinds.TableCellBox) for box in inside):
        return True
    count = len(table.column_widths)
    if any(sum(cell.colspan for cell in row.children) != count for row in rows):
        return False
    cells = [cell for row in rows for cell in row.children]
    widths = not fits_columns(table) and any(unit_of(cell.style["width"]) for cell in cells)
    return not (
        any(cell.rowspan > 1 for cell in cells) or (widths and any(row is rows[0] for row in _rows(inside[-1])))
    )


def _rows(box: Any) -> Iterator[Any]:
    yield from (one for one, _ in walk(box) if isinstance(one, kinds.TableRowBox))


def _keeps_shares(unit: Sequence[Any], item: Any, parent: Any) -> bool:
    """Whether the items of a row or grid are as wide without the unit within one of them, given with what it is in."""
    grid = isinstance(parent, kinds.GridContainerBox)
    try:
        given = has_given_columns(parent) if grid else shares(item, parent)
    except StrangeTextError:
        return False
    column = not grid and parent.style["flex_direction"].startswith("column")
    return given and (column or not any(_is_wide(box, above) for box, above in walk(unit[0], (unit[1],))))


def _is_wide(box: Any, above: Sequence[Any]) -> bool:
    """Whether the box may be what made that around it so wide."""
    room = above[-1].width - _NEAR
    if isinstance(box, kinds.LineBox):
        texts = walk_texts(box)
        parted = " " in "".join(text.text for text in texts).strip(" ")
        kept = any(text.style["white_space"] in ("nowrap", "pre") for text in texts)
        return bool(box.width >= room + 2 * _NEAR or (box.width >= room and (kept or not parted)))
    if isinstance(box, kinds.AtomicInlineLevelBox | kinds.InlineBox | kinds.TextBox):
        return isinstance(box, kinds.AtomicInlineLevelBox)
    given = unit_of(box.style["width"]) == "px" or unit_of(box.style["min_width"]) == "px"
    return bool((given or isinstance(box, kinds.ReplacedBox)) and box.margin_width() >= room)
