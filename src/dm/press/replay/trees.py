"""Boxes before they are laid out: whether a letter has those of another one, but for what it lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from typing import Any

from weasyprint import document

from dm.press.replay.inside import kinds

_BORDERS = tuple(f"border_{side}_width" for side in ("top", "right", "bottom", "left"))
_GRID = ("grid_x", "colspan", "rowspan", "is_header", "is_footer", "is_table_wrapper", "is_outside_marker")


class _BuiltError(Exception):
    """Carries the box of a document's root."""

    def __init__(self, root: Any) -> None:
        super().__init__()
        self.root = root


def built(lay_out: Callable[[], Any]) -> Any:
    """The boxes that WeasyPrint would lay out."""
    own = document.layout_document

    def stop(_: Any, root: Any, *__: Any) -> None:
        raise _BuiltError(root)

    document.layout_document = stop
    try:
        lay_out()
    except _BuiltError as done:
        return done.root
    finally:
        document.layout_document = own
    raise AssertionError("a document without a layout")


def alike(whole: Any, less: Any, lacks: AbstractSet[int]) -> bool:
    """Whether the boxes of `less` are those of `whole` without the elements with these ids: of the same kinds, with the
    same declarations and texts."""
    return _alike(whole, less, lacks, {})


def _alike(whole: Any, less: Any, lacks: AbstractSet[int], styles: dict[tuple[int, int], bool]) -> bool:
    if type(whole) is not type(less) or whole.element_tag != less.element_tag:
        return False
    if isinstance(whole, kinds.TextBox):
        return bool(whole.text == less.text) and _same_style(whole.style, less.style, styles)
    if any(getattr(whole, name, None) != getattr(less, name, None) for name in (*_BORDERS, *_GRID)):
        return False
    if not _same_style(whole.style, less.style, styles) or not _same_lines(whole, less, lacks):
        return False
    mine = [child for child in getattr(whole, "children", ()) if id(child.element) not in lacks]
    theirs = getattr(less, "children", ())
    return len(mine) == len(theirs) and all(
        _alike(one, other, lacks, styles) for one, other in zip(mine, theirs, strict=True)
    )


def _same_style(one: Any, other: Any, known: dict[tuple[int, int], bool]) -> bool:
    """Whether both were declared alike, and all that they inherit from."""
    if one is None or other is None:
        return one is other
    key = (id(one), id(other))
    if key not in known:
        mine, yours = (getattr(style, "cascaded", {}) for style in (one, other))
        known[key] = (
            mine.keys() == yours.keys()
            and all(_equal(mine[name][0], yours[name][0]) for name in mine)
            and _same_style(one.parent_style, other.parent_style, known)
        )
    return known[key]


def _equal(one: Any, other: Any) -> bool:
    """Whether two values of a declaration are the same; colours and calculations know no equals."""
    if one is other or one == other:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, list | tuple) and one:
        return len(one) == len(other) and all(map(_equal, one, other))
    if hasattr(one, "serialize"):
        return bool(one.serialize() == other.serialize())
    return bool(getattr(one, "__dict__", None)) and _equal([*vars(one).items()], [*vars(other).items()])


def _same_lines(whole: Any, less: Any, lacks: AbstractSet[int]) -> bool:
    """Whether a table has the lines between its cells that the other one has without those of the rows it lacks."""
    grid = getattr(whole, "collapsed_border_grid", None)
    if not isinstance(whole, kinds.TableBox):
        return True
    columns = ([len(group.children) for group in table.column_groups] for table in (whole, less))
    if next(columns) != next(columns):
        return False
    if not grid:
        return True
    down, across = ([*lines] for lines in grid)
    kept = [row for row, box in enumerate(_rows(whole)) if id(box.element) not in lacks]
    down, across = [down[row] for row in kept], [*(across[row] for row in kept), across[-1]]
    return _equal([down, across], [[*lines] for lines in less.collapsed_border_grid])


def _rows(table: Any) -> Iterator[Any]:
    return (row for group in table.children for row in group.children)
