"""Fonts as a PDF holds them: embedded or not, how wide each glyph is, what it says."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf

_CHARACTERS = re.compile(rb"beginbf(char|range)(.*?)endbf", re.DOTALL)
_PAIR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>")
_TRIPLE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")


@dataclass(frozen=True, slots=True, eq=False)
class PdfFont:
    """A font of a PDF: whether it is embedded, its widths in thousandths, and its glyphs' texts."""

    name: str
    embedded: bool
    two_bytes: bool
    widths: dict[int, float]
    default: float
    ascent: float
    descent: float
    texts: dict[int, str]

    def codes(self, shown: bytes) -> Sequence[int]:
        """The glyph codes of a shown string."""
        return struct.unpack(f">{len(shown) // 2}H", shown[: len(shown) // 2 * 2]) if self.two_bytes else shown

    def wide(self, codes: Sequence[int]) -> float:
        """How wide these glyphs are together."""
        default, widths = self.default, self.widths
        return sum([widths.get(code, default) for code in codes])

    def said(self, codes: Sequence[int]) -> str:
        """What these glyphs say; "" for those of which the font does not tell."""
        texts = self.texts
        return "".join([texts.get(code, "") for code in codes])


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
    told = source.get("/ToUnicode")
    texts = dict(_texts(told.read_bytes())) if isinstance(told, pikepdf.Stream) else {}
    return PdfFont(name, embedded, composite, widths, default, ascent, min(descent, 0.0), texts)


def _wide(entries: Any) -> Iterator[tuple[int, float]]:
    """`c [w1 w2 …]` and `c_first c_last w`."""
    rest = iter(list(entries))
    for first in rest:
        second = next(rest)
        if isinstance(second, pikepdf.Array):
            yield from ((int(first) + number, float(width)) for number, width in enumerate(second))
        else:
            width = float(next(rest))
            yield from ((code, width) for code in range(int(first), int(second) + 1))


def _narrow(source: Any) -> dict[int, float]:
    first = int(source.get("/FirstChar", 0))
    return {first + number: float(width) for number, width in enumerate(source.get("/Widths", []))}


def _texts(cmap: bytes) -> Iterator[tuple[int, str]]:
    for kind, body in _CHARACTERS.findall(cmap):
        if kind == b"char":
            yield from ((int(code, 16), _text(text)) for code, text in _PAIR.findall(body))
        else:
            for low, high, text in _TRIPLE.findall(body):
                first = _text(text)
                for number in range(int(high, 16) - int(low, 16) + 1):
                    yield int(low, 16) + number, first[:-1] + chr(ord(first[-1]) + number)


def _text(digits: bytes) -> str:
    return bytes.fromhex(digits.decode("ascii")).decode("utf-16-be", "replace")
