"""Everything that is read of WeasyPrint's insides, for the one version in which it was read.

Another version, or a name that is gone, and `known()` says no: then nobody replays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

import pyphen  # type: ignore[import-untyped]
import weasyprint
from weasyprint import css, draw, pdf
from weasyprint.formatting_structure import boxes
from weasyprint.formatting_structure.text import transform
from weasyprint.layout import percent
from weasyprint.pdf.fonts import Font
from weasyprint.text import line_break
from weasyprint.text.ffi import FROM_UNITS, TO_UNITS, ffi, pango
from weasyprint.text.fonts import get_pango_font_key
from weasyprint.urls import iri_to_uri

VERSION = "70.0"
kinds = boxes
_NAMES = (
    (draw, ("draw_text", "draw_replacedbox")),
    (pdf, ("_use_references",)),
    (line_break, ("create_layout", "get_log_attrs", "_font_style_cache_key", "split_first_line", "Layout")),
    (css, ("ComputedStyle", "AnonymousStyle", "StyleFor")),
    (percent, ("resolve_percentages", "resolve_one_percentage", "adjust_box_sizing")),
    (kinds, ("LineBox", "TextBox", "InlineBox", "ReplacedBox", "TableCellBox", "TableBox", "MarginBox", "PageBox")),
)


def known() -> bool:
    """Whether this is the WeasyPrint whose insides are known here."""
    return weasyprint.__version__ == VERSION and all(
        hasattr(module, name) for module, names in _NAMES for name in names
    )


class StrangeTextError(Exception):
    """Text that the replay does not set itself."""


class Glyphs(NamedTuple):
    """A shaped word: its width in CSS pixels, how a PDF shows it between < and > (as a text's `first` otherwise, where
    letters are spaced), and what its font must know of it."""

    width: float
    shown: str
    first: str
    font: Any
    size: float
    used: tuple[tuple[int, int, str], ...]
    # what a space takes of the last glyph behind it, in pixels and as a PDF says it, and of itself before the first one
    tail: tuple[float, int] = (0.0, 0)
    lead: float = 0.0


@dataclass
class Face:
    """A style that text is set in. `kept` has its Pango fonts, each with a layout that keeps it alive; `heads` what a
    PDF says before a text's place."""

    style: Any
    key: str
    space: Glyphs | None = None
    kept: dict[Any, Any] = field(default_factory=dict)
    widths: dict[tuple[Any, int], int] = field(default_factory=dict)
    names: dict[Any, str] = field(default_factory=dict)
    heads: dict[tuple[str, Any], str] = field(default_factory=dict)
    fonts: dict[int, tuple[Any, float]] = field(default_factory=dict)
    layout: Any = None
    kerned: bool = False

    @cached_property
    def transforms(self) -> bool:
        """Whether texts are not set as they are written."""
        return bool(self.style["text_transform"] != "none")

    @cached_property
    def broken(self) -> bool:
        """Whether words may be broken anywhere."""
        return bool(self.style["overflow_wrap"] != "normal")

    @cached_property
    def spacing(self) -> float:
        """What is added between letters, in CSS pixels."""
        spacing = self.style["letter_spacing"]
        return 0.0 if spacing == "normal" else float(spacing)

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


def colour(style: Any, name: str = "color") -> str:
    """The style's colour as a PDF sets it; raises StrangeTextError for transparent and for special ones."""
    wanted = style[name] if style[name] != "currentcolor" else style["color"]
    *parts, alpha = wanted
    if alpha != 1:
        raise StrangeTextError("a colour that is not plain")
    if wanted.space in ("srgb", "hsl", "hwb"):
        return " ".join(number(part) for part in wanted.to("srgb").coordinates) + " rg"
    if wanted.space == "device-cmyk":
        return " ".join(number(part) for part in parts) + " k"
    raise StrangeTextError("a colour that is not plain")


def number(value: float) -> str:
    """A number as a PDF has it, to a ten thousandth."""
    return f"{value:.4f}".rstrip("0").rstrip(".")


def face_key(style: Any) -> str:
    """What decides how a word looks in this style."""
    names = ("font_kerning", "direction", "text_decoration_line", "letter_spacing", "text_transform", "lang")
    more = [style[name] for name in (*names, "overflow_wrap")]
    return f"{line_break._font_style_cache_key(style, include_size=True)}{more}"


def transformed(text: str, style: Any) -> str:
    """The text in the letters that the style asks for."""
    return str(transform(style["text_transform"], text, (style["lang"] or "").split("-")[0].lower()))


def address(text: str) -> str:
    """An absolute address as a PDF has it; raises StrangeTextError for any other."""
    if not text.strip().startswith(("https://", "http://", "mailto:", "tel:")):
        raise StrangeTextError("a link that is no absolute address")
    return str(iri_to_uri(text.strip()))


def shape(face: Face, text: str, before: str = "") -> Glyphs:
    """`text` as Pango sets it between spaces, after the letters `before` that decide about its script."""
    lead, trail = (f"{before or 0} ", " 0") if face.spacing else (f"{before} ", " ")
    if text == " ":
        lead, trail = ("0", "0") if face.spacing else ("", "")
    glyphs = _laid(face, f"{lead}{text}{trail}")
    start, end = len(lead.encode()), len((lead + text).encode())
    kerned = {}
    if text != " " and _is_kerned(face, glyphs, start, end):
        alone = _laid(face, f"{lead}{text}")
        kerned = _kerning(face, glyphs, alone, start, end)
        glyphs, face.kerned = alone, True
    done = _put_together([glyph for glyph in glyphs if start <= glyph.at < end], text, start)._replace(**kerned)
    if face.space and done.font != face.space.font:
        # a font that steps in for a character makes its line higher
        raise StrangeTextError("a word in another font than its space")
    return done


def _laid(face: Face, whole: str) -> list[_Glyph]:
    if face.layout is None:
        face.layout = line_break.create_layout(whole, face.style, None, None, 0)
    face.layout.set_text(whole)
    line = pango.pango_layout_get_line_readonly(face.layout.layout, 0)
    if line.length != len(whole.encode()):
        raise StrangeTextError("a line end within a word")
    return [glyph for run in _runs(line) for glyph in _glyphs(face, run, whole)]


_at = attrgetter("at")


class _Glyph(NamedTuple):
    number: int
    at: int
    width: int
    logical: int
    offset: int
    font: Any
    size: float

    def shown(self, *, first: bool) -> str:
        """As a PDF shows it; a text's first glyph has no room before it."""
        if not self.offset:
            kerning = int(self.logical - self.width * 1000 * FROM_UNITS / self.size)
            return f"{self.number:04x}>{kerning}<" if kerning else f"{self.number:04x}"
        offset, width = (0, self.width - self.offset) if first else (self.offset, self.width)
        moved = offset / self.size
        kerning = self.logical + moved - width * 1000 * FROM_UNITS / self.size
        before, after = f">{-moved}<" if moved else "", f">{int(kerning)}<" if int(kerning) else ""
        return f"{before}{self.number:04x}{after}"


def _runs(line: Any) -> Iterator[Any]:
    run = line.runs[0]
    while run != ffi.NULL:
        yield run.data
        run = run.next


def _glyphs(face: Face, item: Any, whole: str) -> list[_Glyph]:
    font, string = item.item.analysis.font, item.glyphs
    if item.item.analysis.level % 2:
        raise StrangeTextError("text from right to left")
    key, size = _font_key(face, font, whole)
    count, offset = string.num_glyphs, item.item.offset
    if not count:
        return []
    # Pango's own list of glyphs in one go: number, width, and by how much each is moved across and down
    room = ffi.sizeof(string.glyphs[0])
    infos = memoryview(ffi.buffer(string.glyphs, count * room)).cast("i").tolist()
    numbers, widths, across, down = (infos[at :: room // 4] for at in range(4))
    if any(down) or (any(across) and not face.spacing):
        raise StrangeTextError("a mark above or below a letter")
    if any(glyph == pango.PANGO_GLYPH_EMPTY or glyph & pango.PANGO_GLYPH_UNKNOWN_FLAG for glyph in numbers):
        raise StrangeTextError("a character without a glyph")
    own = (key, size)
    logical = [_logical(face, font, (key, glyph), size) for glyph in numbers]
    places = [offset + cluster for cluster in ffi.unpack(string.log_clusters, count)]
    return [_Glyph(*one, own, size) for one in zip(numbers, places, widths, logical, across, strict=True)]


def _font_key(face: Face, font: Any, whole: str) -> tuple[Any, float]:
    """The font's key and size; the first text set in it is laid out once more, and that layout keeps the font."""
    address = int(ffi.cast("intptr_t", font))
    if address not in face.fonts:
        key, _, size = get_pango_font_key(font)
        if (key, size) in face.kept:
            return key, size
        keeper = line_break.create_layout(whole, face.style, None, None, 0)
        line, _ = keeper.get_first_line()
        same = [run.item.analysis.font for run in _runs(line) if run.item.analysis.font == font]
        if not same:
            raise StrangeTextError("a font that does not stay")
        face.kept[key, size] = (same[0], keeper)
        face.fonts[address] = (key, size)
    return face.fonts[address]


def _logical(face: Face, font: Any, key: tuple[Any, int], size: float) -> int:
    if key not in face.widths:
        ink, logical = ffi.new("PangoRectangle *"), ffi.new("PangoRectangle *")
        pango.pango_font_get_glyph_extents(font, key[1], ink, logical)
        face.widths[key] = round(logical.width * 1000 * FROM_UNITS / size)
    return face.widths[key]


def _is_kerned(face: Face, glyphs: list[_Glyph], start: int, end: int) -> bool:
    """Whether a space changes something beside it: words are set one by one."""
    if not face.space:
        face.space = shape(face, " ")
    beside = [glyph for glyph in glyphs if glyph.at in (start - 1, end)]
    if any(glyph.font != face.space.font or glyph.number != face.space.used[0][0] for glyph in beside):
        raise StrangeTextError("another space")
    if any(abs(glyph.width * FROM_UNITS - face.space.width) > 1e-6 for glyph in beside):
        return True
    last = max([glyph for glyph in glyphs if start <= glyph.at < end], key=_at, default=None)
    return last is None or abs(last.logical - (last.width * FROM_UNITS - face.spacing) * 1000 / last.size) > 1


def _kerning(face: Face, glyphs: list[_Glyph], alone: list[_Glyph], start: int, end: int) -> dict[str, Any]:
    """By how much spaces pull at a word that is as it is when it stands `alone` at a line's end."""
    before, behind = ([glyph for glyph in glyphs if glyph.at == place] for place in (start - 1, end))
    word, own = ([one for one in both if start <= one.at < end] for both in (glyphs, alone))
    if face.spacing or not face.space or len(before) != 1 or len(behind) != 1 or word[:-1] != own[:-1] or not own:
        raise StrangeTextError("a word that is kerned with a space")
    last, plain = word[-1], own[-1]
    settled = abs(plain.logical - plain.width * FROM_UNITS * 1000 / plain.size) <= 1
    if last.number != plain.number or not settled or abs(behind[0].width * FROM_UNITS - face.space.width) > 1e-6:
        raise StrangeTextError("a word that is kerned with a space")
    kerning = int(last.logical - last.width * 1000 * FROM_UNITS / last.size)
    pulled = ((last.width - plain.width) * FROM_UNITS, kerning) if last.width != plain.width else (0.0, 0)
    return {"tail": pulled, "lead": before[0].width * FROM_UNITS - face.space.width}


def kerned_space(space: Glyphs, tail: tuple[float, int], lead: float) -> Glyphs:
    """A space that pulls at the glyph before it, and is pulled by the one behind it."""
    number, logical, _ = space.used[0]
    width = round((space.width + lead) * TO_UNITS)
    after = int(logical - width * 1000 * FROM_UNITS / space.size)
    shown = f"{f'>{tail[1]}<' if tail[1] else ''}{number:04x}{f'>{after}<' if after else ''}"
    return space._replace(width=tail[0] + width * FROM_UNITS, shown=shown, first=shown)


def _put_together(glyphs: list[_Glyph], text: str, start: int = 0) -> Glyphs:
    font = glyphs[0].font if glyphs else None
    if font is None or [glyph for glyph in glyphs if glyph.font is not font and glyph.font != font]:
        raise StrangeTextError("a word in several fonts")
    used, raw = [], text.encode()
    ends = [glyph.at - start for glyph in glyphs[1:]] + [len(raw)]
    for glyph, end in zip(glyphs, ends, strict=True):
        used.append((glyph.number, glyph.logical, raw[glyph.at - start : end].decode()))
    width = sum(glyph.width for glyph in glyphs) * FROM_UNITS
    shown = [glyph.shown(first=False) for glyph in glyphs]
    first = "".join([glyphs[0].shown(first=True), *shown[1:]])
    return Glyphs(width, "".join(shown), first, font, glyphs[0].size, tuple(used))


def joined(head: Glyphs, others: list[Glyphs]) -> Glyphs:
    """Glyphs that do not change beside each other, as one word."""
    width, used = head.width, list(head.used)
    for one in others:
        width += one.width
        used += one.used
    tail = "".join([one.shown for one in others])
    ends = others[-1].tail if others else head.tail
    return Glyphs(
        width, f"{head.shown}{tail}", f"{head.first}{tail}", head.font, head.size, tuple(used), ends, head.lead
    )


def spread_space(space: Glyphs, spread: float, *, first: bool) -> str:
    """A space that a justified line makes wider, as a PDF shows it: Pango puts half of the room before it."""
    number, logical, _ = space.used[0]
    more = int(spread * TO_UNITS)
    half = more // 2
    half = -(-half // TO_UNITS) * TO_UNITS if more % TO_UNITS == 0 else half
    half = 0 if first else half
    width = round(space.width * TO_UNITS) + more
    return _Glyph(number, 0, width, logical, half, space.font, space.size).shown(first=first)


# Letters and digits alone, with a sign behind them: no language breaks a line within.
_WHOLE = re.compile("[A-Za-z0-9\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0400-\u0481\u048a-\u052f]+[.,:;!?]?")


def breaks(text: str, lang: str | None) -> list[int]:
    """Where Pango may break a line inside this text."""
    return [] if _WHOLE.fullmatch(text) else _breaks(text, lang)


@lru_cache(maxsize=4096)
def _breaks(text: str, lang: str | None) -> list[int]:
    attributes = line_break.get_log_attrs(text, lang)
    return [place for place in range(1, len(text)) if attributes[place].is_line_break]


def hyphenated(text: str, lang: str, limits: tuple[int, int, int]) -> list[str]:
    """The beginnings of this text that a line may end with before a hyphen, the longest first."""
    total, left, right = limits
    language, at = pyphen.language_fallback(lang), 0
    while language and (found := line_break.get_next_word_boundaries(text[at:], language)):
        start, stop = found
        if stop - start >= total:
            dictionary = pyphen.Pyphen(lang=language, left=left, right=right)
            before = text[: at + start]
            return [before + part for part, _ in dictionary.iterate(text[at + start : at + stop])]
        at += stop
    return []
