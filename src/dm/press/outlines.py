"""Short texts as outlines of a pinned font: for numbers under bars that no layout engine has placed."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any


def outline(text: str, font: Path, *, x: float, y: float, size: float) -> str:
    """PDF operators that fill the text; its baseline begins at x, y and all lengths are points."""
    glyphs, names, per_em = _opened(font)
    scale, drawn = size / per_em, []
    for char in text:
        glyph = glyphs[names.get(ord(char), ".notdef")]
        drawn.append(_drawn(glyph, glyphs, x, y, scale))
        x += glyph.width * scale
    return "\n".join(filter(None, drawn))


def width_of(text: str, font: Path, *, size: float) -> float:
    """How wide the text is, in points."""
    glyphs, names, per_em = _opened(font)
    return float(sum(glyphs[names.get(ord(char), ".notdef")].width for char in text) * size / per_em)


@lru_cache(maxsize=4)
def _opened(font: Path) -> tuple[Any, dict[int, str], int]:
    from fontTools.ttLib import TTFont

    opened = TTFont(font)
    return opened.getGlyphSet(), opened.getBestCmap(), opened["head"].unitsPerEm


def _drawn(glyph: Any, glyphs: Any, x: float, y: float, scale: float) -> str:
    from fontTools.pens.qu2cuPen import Qu2CuPen
    from fontTools.pens.recordingPen import DecomposingRecordingPen
    from fontTools.pens.transformPen import TransformPen

    record = DecomposingRecordingPen(glyphs)
    glyph.draw(TransformPen(Qu2CuPen(record, max_err=0.5, all_cubic=True), (scale, 0, 0, scale, x, y)))
    operators = {"moveTo": "m", "lineTo": "l", "curveTo": "c", "closePath": "h", "endPath": "h"}
    lines = []
    for name, points in record.value:
        numbers = " ".join(f"{number:.3f}" for point in points for number in point)
        lines.append(f"{numbers} {operators[name]}".strip())
    return "\n".join(lines)
