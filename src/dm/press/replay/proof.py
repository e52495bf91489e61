"""Replayed letters against WeasyPrint's own: every text at its place, every page the same to look at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Any

import numpy as np
import pypdfium2

from dm.press.replay.sheets import Link, Shown

Pixels = np.ndarray[Any, Any]
# A twentieth of a CSS pixel is a twenty-fifth of a point.
NEAR_PX = 0.05
_TOKEN = re.compile(r"<([0-9a-f]+)>|(-?[\d.]+)")
_DPI = 72
# Grey of two renderings of the same letter, half a pixel apart; a few specks are two hairlines' joint.
_DARK, _DARKISH = 144, 208
_SPECKS = 4


def same_texts(ours: Sequence[Shown], theirs: Sequence[Shown], blanks: AbstractSet[str]) -> bool:
    """Whether both show the same glyphs in the same order at the same places; `blanks` may end a text or not."""
    mine, others = _sorted(ours), _sorted(theirs)
    return len(mine) == len(others) and all(_alike(*pair, blanks) for pair in zip(mine, others, strict=True))


def same_links(ours: Sequence[Link], theirs: Sequence[Link]) -> bool:
    """Whether both have links to the same addresses at the same places."""
    mine, others = (sorted(links, key=lambda one: (one.target, one.y, one.x)) for links in (ours, theirs))
    return len(mine) == len(others) and all(
        one.target == other.target
        and max(abs(getattr(one, side) - getattr(other, side)) for side in ("x", "y", "width", "height")) <= NEAR_PX
        for one, other in zip(mine, others, strict=True)
    )


def same_look(ours: bytes, first: int, theirs: bytes) -> bool:
    """Whether the pages of `ours` from `first` on look like all pages of `theirs`."""
    one, other = pypdfium2.PdfDocument(ours), pypdfium2.PdfDocument(theirs)
    try:
        return all(_looks(one[first + number], other[number]) for number in range(len(other)))
    finally:
        one.close()
        other.close()


def _looks(one: pypdfium2.PdfPage, other: pypdfium2.PdfPage) -> bool:
    mine, yours = (page.render(scale=_DPI / 72, grayscale=True).to_numpy().squeeze() for page in (one, other))
    return mine.shape == yours.shape and _covers(mine, yours) and _covers(yours, mine)


def _covers(one: Pixels, other: Pixels) -> bool:
    """Whether each dark pixel of the one has a darkish one in the other, there or beside it."""
    around = np.pad(other, 1, constant_values=255)
    high, wide = other.shape
    darkest = np.minimum.reduce([around[y : y + high, x : x + wide] for y in range(3) for x in range(3)])
    return int(((one < _DARK) & (darkest > _DARKISH)).sum()) <= _SPECKS


def _sorted(shown: Sequence[Shown]) -> list[Shown]:
    inked = [one for one in shown if one.strings]
    return sorted(inked, key=lambda one: (round(one.y), round(one.x), "".join(_glyphs(one)), one.y))


def _glyphs(shown: Shown) -> list[str]:
    return [found[1] for string in shown.strings for found in _TOKEN.finditer(string) if found[1]]


def _alike(one: Shown, other: Shown, blanks: AbstractSet[str]) -> bool:
    near = abs(one.x - other.x) <= NEAR_PX and abs(one.y - other.y) <= NEAR_PX
    return near and _advances(one, blanks) == _advances(other, blanks)


def _advances(shown: Shown, blanks: AbstractSet[str]) -> list[str | int]:
    """Glyphs and what moves the next one; adjustments of less than a hundredth of the size are rounding."""
    told: list[str | int] = []
    for string in shown.strings:
        for found in _TOKEN.finditer(string):
            if found[1]:
                told += [found[1][place : place + 4] for place in range(0, len(found[1]), 4)]
            elif abs(moved := float(found[2])) > 2:
                told.append(round(moved / 4))
    while told and (told[-1] in blanks or isinstance(told[-1], int)):
        told.pop()
    return told
