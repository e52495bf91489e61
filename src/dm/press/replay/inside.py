"""Everything that is read of WeasyPrint's insides, for the one version in which it was read.

Another version, or a name that is gone, and `known()` says no: then nobody replays.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import weasyprint
from weasyprint import draw, pdf
from weasyprint.formatting_structure import boxes
from weasyprint.pdf.fonts import Font
from weasyprint.text import line_break
from weasyprint.text.ffi import FROM_UNITS, ffi, pango
from weasyprint.text.fonts import get_pango_font_key

VERSION = "70.0"
kinds = boxes
_NAMES = (
    (draw, ("draw_text", "draw_replacedbox")),
    (pdf, ("_use_references",)),
    (line_break, ("create_layout", "get_log_attrs", "_font_style_cache_key")),
    (kinds, ("LineBox", "TextBox", "InlineBox", "ReplacedBox", "TableCellBox", "TableBox", "MarginBox", "PageBox")),
)


def known() -> bool:
    """Whether this is the WeasyPrint whose insides are known here."""
    return weasyprint.__version__ == VERSION and all(
        hasattr(module, name) for module, names in _NAMES for name in names
    )


class StrangeTextError(Exception):
    """Text that the replay does not set itself."""


@dataclass(frozen=True, slots=True)
class Glyphs:
    """A shaped word: its width in CSS pixels, how a PDF shows it, and what its font must know of it."""

    width: float
    shown: str
    font: Any
    size: float
    used: tuple[tuple[int, int, str], ...]


@dataclass
class Face:
    """A style that text is set in. `kept` has its Pango fonts, each with a layout that keeps it alive."""

    style: Any
    key: str
    space: Glyphs | None = None
    kept: dict[Any, Any] = field(default_factory=dict)
    widths: dict[tuple[Any, int], int] = field(default_factory=dict)
    names: dict[Any, str] = field(default_factory=dict)

    def font_name(self, glyphs: Glyphs) -> str:
        """How a PDF calls the font of these glyphs."""
        if glyphs.font not in self.names:
            self.names[glyphs.font] = str(font_of(self, glyphs).hash)
        return self.names[glyphs.font]


def font_of(face: Face, glyphs: Glyphs) -> Any:
    """The font that these glyphs are of, as a PDF knows it."""
    pango_font, _ = face.kept[glyphs.font]
    _, description, _ = get_pango_font_key(pango_font)
    return Font(pango_font, description, glyphs.font[1])


def colour(style: Any) -> str:
    """The style's colour as a PDF sets it for text; raises StrangeTextError for transparent and for special ones."""
    *parts, alpha = style["color"]
    if alpha != 1:
        raise StrangeTextError("?")
    if style["color"].space in ("srgb", "hsl", "hwb"):
        return " ".join(number(part) for part in style["color"].to("srgb").coordinates) + " rg"
    if style["color"].space == "device-cmyk":
        return " ".join(number(part) for part in parts) + " k"
    raise StrangeTextError("?")


def number(value: float) -> str:
    """A number as a PDF has it, to a ten thousandth."""
    return f"{value:.4f}".rstrip("0").rstrip(".")


def face_key(style: Any) -> str:
    """What decides how a word looks in this style."""
    more = (style["font_kerning"], style["direction"], style["text_decoration_line"])
    return f"{line_break._font_style_cache_key(style, include_size=True)}{more}"


def shape(face: Face, text: str, before: str = "") -> Glyphs:
    """`text` as Pango sets it between spaces, after the letters `before` that decide about its script."""
    lead = f"{before} " if before else ""
    layout = line_break.create_layout(f"{lead}{text} " if text != " " else text, face.style, None, None, 0)
    line, more = layout.get_first_line()
    if more is not None:
        raise StrangeTextError("?")
    glyphs = [glyph for run in _runs(line) for glyph in _glyphs(face, run, layout.layout)]
    layout.deactivate()
    if text == " ":
        return _put_together(glyphs, " ")
    start, end = len(lead.encode()), len((lead + text).encode())
    _refuse_kerned_spaces(face, glyphs, start, end)
    return _put_together([glyph for glyph in glyphs if start <= glyph.at < end], text, start)


@dataclass(frozen=True, slots=True)
class _Glyph:
    number: int
    at: int
    width: int
    logical: int
    font: Any
    size: float


def _runs(line: Any) -> Iterator[Any]:
    run = line.runs[0]
    while run != ffi.NULL:
        yield run.data
        run = run.next


def _glyphs(face: Face, item: Any, layout: Any) -> Iterator[_Glyph]:
    font, string = item.item.analysis.font, item.glyphs
    if item.item.analysis.level % 2:
        raise StrangeTextError("?")
    key, _, size = get_pango_font_key(font)
    face.kept.setdefault((key, size), (font, layout))
    count = string.num_glyphs
    for info, cluster in zip(string.glyphs[0:count], string.log_clusters[0:count], strict=True):
        glyph, place = info.glyph, info.geometry
        if glyph == pango.PANGO_GLYPH_EMPTY or glyph & pango.PANGO_GLYPH_UNKNOWN_FLAG:
            raise StrangeTextError("?")
        if place.x_offset or place.y_offset:
            raise StrangeTextError("?")
        logical = _logical(face, font, (key, glyph), size)
        yield _Glyph(glyph, item.item.offset + cluster, place.width, logical, (key, size), size)


def _logical(face: Face, font: Any, key: tuple[Any, int], size: float) -> int:
    if key not in face.widths:
        ink, logical = ffi.new("PangoRectangle *"), ffi.new("PangoRectangle *")
        pango.pango_font_get_glyph_extents(font, key[1], ink, logical)
        face.widths[key] = round(logical.width * 1000 * FROM_UNITS / size)
    return face.widths[key]


def _refuse_kerned_spaces(face: Face, glyphs: list[_Glyph], start: int, end: int) -> None:
    """Words are set one by one only in fonts where a space changes nothing beside it."""
    if not face.space:
        face.space = shape(face, " ")
    beside = [glyph for glyph in glyphs if glyph.at == start - 1 or glyph.at >= end]
    for glyph in beside:
        if glyph.number != face.space.used[0][0] or abs(glyph.width * FROM_UNITS - face.space.width) > 1e-6:
            raise StrangeTextError("?")
    last = max((glyph for glyph in glyphs if start <= glyph.at < end), key=lambda glyph: glyph.at, default=None)
    if last is None or abs(last.logical - last.width * 1000 * FROM_UNITS / last.size) > 1:
        raise StrangeTextError("?")


def _put_together(glyphs: list[_Glyph], text: str, start: int = 0) -> Glyphs:
    font = glyphs[0].font if glyphs else None
    if font is None or any(glyph.font != font for glyph in glyphs):
        raise StrangeTextError("?")
    shown, used, raw = "<", [], text.encode()
    for number, glyph in enumerate(glyphs):
        shown += f"{glyph.number:04x}"
        if kerning := int(glyph.logical - glyph.width * 1000 * FROM_UNITS / glyph.size):
            shown += f">{kerning}<"
        after = glyphs[number + 1].at if number + 1 < len(glyphs) else start + len(raw)
        used.append((glyph.number, glyph.logical, raw[glyph.at - start : after - start].decode()))
    width = sum(glyph.width for glyph in glyphs) * FROM_UNITS
    return Glyphs(width, f"{shown}>", font, glyphs[0].size, tuple(used))


def breaks(text: str, lang: str | None) -> list[int]:
    """Where Pango may break a line inside this text."""
    attributes = line_break.get_log_attrs(text, lang)
    return [place for place in range(1, len(text)) if attributes[place].is_line_break]
