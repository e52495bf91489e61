"""Fonts as a PDF holds them: embedded or not, how wide each glyph is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf


@dataclass(frozen=True, slots=True)
class PdfFont:
    """A font of a PDF: whether it is embedded, and its widths in thousandths."""

    name: str
    embedded: bool
    two_bytes: bool
    widths: dict[int, float]
    default: float
    ascent: float
    descent: float


def read_font(source: Any) -> PdfFont:
    """The font that a page's resources name."""
    name = str(source.get("/BaseFont", "/")).removeprefix("/")
    composite = source.get("/Subtype") == "/Type0"
    inner = source.DescendantFonts[0] if composite else source
    description = inner.get("/FontDescriptor", pikepdf.Dictionary())
    embedded = any(key in description for key in ("/FontFile", "/FontFile2", "/FontFile3"))
    widths = dict(_wide(inner.get("/W", []))) if composite else _narrow(inner)
    default = float(inner.get("/DW", 1000)) if composite else 0.0
    ascent, descent = float(description.get("/Ascent", 800)), float(description.get("/Descent", -200))
    return PdfFont(name, embedded, composite, widths, default, ascent, min(descent, 0.0))


def _wide(entries: Any) -> Iterator[tuple[int, float]]:
    """`c [w1 w2 …]` and `c_first c_last w`."""
    rest = list(entries)
    while rest:
        first, second = int(rest.pop(0)), rest.pop(0)
        if isinstance(second, pikepdf.Array):
            yield from ((first + number, float(width)) for number, width in enumerate(second))
        else:
            width = float(rest.pop(0))
            yield from ((code, width) for code in range(first, int(second) + 1))


def _narrow(source: Any) -> dict[int, float]:
    first = int(source.get("/FirstChar", 0))
    return {first + number: float(width) for number, width in enumerate(source.get("/Widths", []))}


def codes(text: bytes, *, two: bool) -> Iterator[int]:
    """The glyph codes of a shown text."""
    if not two:
        yield from text
        return
    for at in range(0, len(text) - 1, 2):
        yield text[at] << 8 | text[at + 1]
