"""What a vendor's gate looks at: ink where none may be."""

from __future__ import annotations

from typing import Any

import numpy as np
import pypdfium2

from dm.press.marks import Rectangle
from dm.press.profiles import KeepOut, Profile

Pixels = np.ndarray[Any, Any]
_DPI = 200
# Anti-aliasing leaves a shade of grey beside a line that ends exactly on the border.
_INK_BELOW = 200


def ink_in_keep_outs(pdf: bytes, profile: Profile, firsts: set[int]) -> list[tuple[int, KeepOut]]:
    """(page counted from 0, rectangle) for each reserved rectangle with ink in it; `firsts`: first pages of pieces."""
    document = pypdfium2.PdfDocument(pdf)
    found: list[tuple[int, KeepOut]] = []
    try:
        for number, page in enumerate(document):
            pixels = page.render(scale=_DPI / 72, grayscale=True).to_numpy().squeeze()
            zones = (zone for zone in profile.keep_out if _applies(zone, number in firsts))
            found += [(number, zone) for zone in zones if (_crop(pixels, zone.rectangle) < _INK_BELOW).any()]
    finally:
        document.close()
    return found


def _applies(zone: KeepOut, is_first: bool) -> bool:  # noqa: FBT001 - a page is one or the other
    return zone.pages == "all" or (zone.pages == "first") == is_first


def _crop(pixels: Pixels, box: Rectangle) -> Pixels:
    scale = _DPI / 25.4
    left, top = round(box.x * scale) + 1, round(box.y * scale) + 1
    right, bottom = round((box.x + box.width) * scale) - 1, round((box.y + box.height) * scale) - 1
    return pixels[top:bottom, left:right]
