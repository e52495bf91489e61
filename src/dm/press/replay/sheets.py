"""A PDF in the making as WeasyPrint makes it: what letters share is drawn once, pages are added one by one."""

from __future__ import annotations

import copy
import io
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import pydyf  # type: ignore[import-untyped]
from weasyprint import draw, pdf
from weasyprint.pdf.fonts import build_fonts_dictionary
from weasyprint.pdf.stream import Stream

from dm.press.replay.inside import Face, Glyphs, font_of
from dm.press.replay.shortcuts import quick_arrays

_PT = 0.75
_LEVEL = 1
# So many texts' lines are kept until their glyphs are entered together.
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Shown:
    """Text as it was drawn: where its baseline begins, in CSS pixels, and the strings."""

    x: float
    y: float
    strings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A place on a page that leads to an address, in CSS pixels."""

    x: float
    y: float
    width: float
    height: float
    target: str


def links_of(page: Any) -> list[Link]:
    """The links of a page that WeasyPrint laid out; its rectangles are corners. Places within a PDF do not survive
    the vendor's file."""
    return [
        Link(left, top, right - left, bottom - top, target)
        for kind, target, (left, top, right, bottom), _ in page.links
        if kind == "external"
    ]


Bleed = tuple[float, float, float, float]
_NO_BLEED = (0.0, 0.0, 0.0, 0.0)


def bleed_of(page: Any) -> Bleed:
    """How far a laid-out page goes beyond its edges: above, right, below and left."""
    return page.bleed["top"], page.bleed["right"], page.bleed["bottom"], page.bleed["left"]


@dataclass(frozen=True, slots=True)
class Page:
    """What is written on a page, in CSS pixels from the upper left corner."""

    width: float
    height: float
    content: str
    links: tuple[Link, ...] = ()
    bleed: Bleed = _NO_BLEED


@contextmanager
def watched(skip: Callable[[Any], bool], seen: list[Shown]) -> Iterator[None]:
    """Meanwhile each text drawn is noted in `seen`, and boxes for which `skip` holds are left out."""
    text, replaced = draw.draw_text, draw.draw_replacedbox

    def draw_text(stream: Any, box: Any, *more: Any) -> None:
        if skip(box):
            return
        start = len(stream.stream)
        text(stream, box, *more)
        strings = tuple(part.decode() for part in stream.stream[start:] if part.endswith(b" TJ"))
        if strings:
            seen.append(Shown(box.position_x, box.position_y + box.baseline, strings))

    def draw_replacedbox(stream: Any, box: Any) -> None:
        if not skip(box):
            replaced(stream, box)

    draw.draw_text, draw.draw_replacedbox = draw_text, draw_replacedbox
    try:
        yield
    finally:
        draw.draw_text, draw.draw_replacedbox = text, replaced


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """What a page of every letter of a class shows, apart from any PDF: a form, its images and its fonts."""

    form: Any
    images: dict[str, Any]
    fonts: dict[Any, Any]
    bleed: Bleed = _NO_BLEED


def drawn(page: Any) -> Drawing:
    """The page's drawing."""
    fonts: dict[Any, Any] = {}
    images: dict[str, Any] = {}
    form = begun(page, fonts, images)
    page.paint(form, 1)
    return Drawing(form, images, fonts, bleed_of(page))


def begun(page: Any, fonts: dict[Any, Any], images: dict[str, Any], *, moving: bool = False) -> Stream:
    """A form for things of the page; `moving`: drawn anywhere on it."""
    stream = _stream(page, fonts, _resources(b""), images)
    left, top, wide, high = stream.page_rectangle
    form = stream.add_group(left, top - high if moving else top, wide, 3 * high if moving else high)
    # a group of its own would be transparency for a vendor's preflight
    del form.extra["Group"]
    return form


class Sheets:
    """Pages one by one, fonts at the end."""

    def __init__(self, fonts: dict[Any, Any]) -> None:
        self.fonts = fonts
        self._entered: dict[int, Any] = {}
        self._shown: dict[int, Sequence[Sequence[Any]]] = {}
        self._glyphs: dict[Any, tuple[Face, Glyphs, dict[tuple[int, int, str], None]]] = {}
        self._pdf = pydyf.PDF()
        self._images: dict[str, Any] = {}
        spaces = pydyf.Dictionary({name: _lab(white) for name, white in (("lab-d50", pdf.D50), ("lab-d65", pdf.D65))})
        self._pdf.add_object(spaces)
        self._resources = _resources(spaces.reference)
        self._pdf.add_object(self._resources)

    def form(self, drawing: Drawing) -> str:
        """The name of this drawing as a form of this PDF."""
        if id(drawing) not in self._entered:
            forms = self._resources["XObject"]
            form = _detached(drawing.form, self._resources["ColorSpace"], {})
            form.id = f"x{len(forms)}"
            forms[form.id] = form
            for name, image in drawing.images.items():
                mine = self._images.setdefault(name, {**image, "dpi_ratios": set(), "x_object": None})
                mine["dpi_ratios"] |= image["dpi_ratios"]
            for key, font in drawing.fonts.items():
                self._enter(key, partial(copy.copy, font), font.widths.items(), font.to_unicode.items())
            self._entered[id(drawing)] = (drawing, form.id)
        return str(self._entered[id(drawing)][1])

    def painted(self, page: Any, above: str, links: Sequence[Link]) -> None:
        """A page drawn by WeasyPrint, with more content above it, in CSS pixels."""
        stream = _stream(page, self.fonts, self._resources, self._images)
        stream.transform(d=-1, f=page.height * _PT)
        page.paint(stream, _PT)
        if above:
            stream.transform(a=_PT, d=_PT)
            stream.stream.append(above.encode())
        content = b"\n".join([item if type(item) is bytes else pydyf._to_bytes(item) for item in stream.stream])
        self._add(_packed(content), page.width, page.height, links, bleed_of(page))

    def written(self, page: Page) -> None:
        """A page of the replay's own."""
        content = f".75 0 0 -.75 0 {page.height * _PT:g} cm\n{page.content}"
        self._add(_packed(content.encode()), page.width, page.height, page.links, page.bleed)

    def _add(self, stream: Any, width: float, height: float, links: Sequence[Link], bleed: Bleed) -> None:
        self._pdf.add_object(stream)
        notes = b" ".join([self._annotation(link, height) for link in links])
        media, trim, bleeds = _page_boxes(width, height, bleed)
        self._pdf.add_page(
            _Written(
                b"<</Type /Page/Parent %b/MediaBox %b/TrimBox %b/BleedBox %b/Contents %b/Resources %b%b>>"
                % (
                    self._pdf.pages.reference,
                    media,
                    trim,
                    bleeds,
                    stream.reference,
                    self._resources.reference,
                    b"/Annots [%b]" % notes if notes else b"",
                )
            )
        )

    def _annotation(self, link: Link, height: float) -> bytes:
        left, top = link.x * _PT, (height - link.y) * _PT
        sides = (left, top, left + link.width * _PT, top - link.height * _PT)
        note = _Written(
            b"<</Type /Annot/Subtype /Link/Rect [%b]/BS <</W 0>>/A <</Type /Action/S /URI/URI %b>>>>"
            % (b" ".join(map(_number, sides)), pydyf.String(link.target).data)
        )
        self._pdf.add_object(note)
        return bytes(note.reference)

    def use_all(self, lines: Sequence[Sequence[Any]]) -> None:
        """Enter the glyphs of all fragments on these lines."""
        if id(lines) not in self._shown:
            self._shown[id(lines)] = lines
            if len(self._shown) >= _AT_ONCE:
                self._gather()

    def _gather(self) -> None:
        """Many a word is on lines of many letters, and most glyphs are in many words."""
        new: dict[int, tuple[Face, Glyphs]] = {
            id(glyphs): (fragment.face, glyphs)
            for lines in self._shown.values()
            for line in lines
            for fragment in line
            for glyphs in fragment.words
        }
        for face, glyphs in new.values():
            if glyphs.font not in self._glyphs:
                self._glyphs[glyphs.font] = (face, glyphs, {})
            self._glyphs[glyphs.font][2].update(dict.fromkeys(glyphs.used))
        self._shown = {}

    def _enter_shown(self) -> None:
        self._gather()
        for (key, _), (face, glyphs, used) in self._glyphs.items():
            widths = [(number, width) for number, width, _ in used]
            texts = [(number, text) for number, _, text in used]
            self._enter(key, partial(font_of, face, glyphs), widths, texts)

    def _enter(self, key: Any, font: Callable[[], Any], widths: Iterable[Any], texts: Iterable[Any]) -> None:
        if key not in self.fonts:
            made = font()
            made.widths, made.to_unicode = {}, {}
            self.fonts[key] = made
        mine = self.fonts[key]
        for number, width in widths:
            mine.widths.setdefault(number, width)
        for number, text in texts:
            mine.to_unicode.setdefault(number, text)

    def finish(self) -> bytes:
        """The whole PDF."""
        self._enter_shown()
        options = {"hinting": False, "pdf_version": "1.7"}
        with quick_arrays():
            fonts = build_fonts_dictionary(self._pdf, self.fonts, True, True, options)
        self._pdf.add_object(fonts)
        self._resources["Font"] = fonts.reference
        pdf._use_references(self._pdf, self._resources, self._images, {})
        out = io.BytesIO()
        self._pdf.write(out, version="1.7", identifier=False)
        return out.getvalue()


class _Written(pydyf.Object):  # type: ignore[misc]
    """An object whose bytes are known; `small` ones may share a stream."""

    def __init__(self, data: bytes, *, small: bool = True) -> None:
        super().__init__()
        self._data, self._small = data, small

    @property
    def data(self) -> bytes:
        """Its bytes."""
        return self._data

    @property
    def compressible(self) -> bool:
        """Whether it may be part of a stream of objects."""
        return self._small


def _packed(content: bytes) -> _Written:
    # at level 9, as pydyf does it, a page takes three times as long and is a fifth smaller
    packed = zlib.compress(content, _LEVEL)
    return _Written(b"<</Filter /FlateDecode/Length %d>>\nstream\n%b\nendstream" % (len(packed), packed), small=False)


def _number(value: float) -> bytes:
    return f"{value:.6f}".rstrip("0").rstrip(".").encode()


def _page_boxes(width: float, height: float, bleed: Bleed) -> list[bytes]:
    """The media box, the trim box and the bleed box, which goes ten points beyond the trim box at most."""
    top, right, bottom, left = (side * _PT for side in bleed)
    wide, high = width * _PT, height * _PT
    # WeasyPrint counts bleed from above: the upper one lies at the page's foot
    boxes = [(-left, -top, wide + right, high + bottom), (0, 0, wide, high)]
    top, right, bottom, left = (min(10, side) for side in (top, right, bottom, left))
    boxes.append((-left, -top, wide + right, high + bottom))
    return [b"[%b]" % b" ".join(map(_number, box)) for box in boxes]


def _stream(page: Any, fonts: Any, resources: Any, images: Any) -> Stream:
    top, right, bottom, left = bleed_of(page)
    rectangle = (-left, -top, page.width + left + right, page.height + top + bottom)
    return Stream(fonts, rectangle, resources, images, None, {}, None, compress=True)


def _resources(spaces: bytes) -> Any:
    empty = {name: pydyf.Dictionary() for name in ("ExtGState", "XObject", "Pattern", "Shading")}
    return pydyf.Dictionary({**empty, "ColorSpace": spaces})


def _detached(thing: Any, spaces: bytes, known: dict[int, Any]) -> Any:
    """A copy of a drawing's object that may become part of a PDF, which numbers its objects in place."""
    if not isinstance(thing, pydyf.Object):
        return thing
    if id(thing) not in known:
        twin = known[id(thing)] = copy.copy(thing)
        twin.number = None
        if isinstance(thing, pydyf.Stream):
            twin.extra = _detached(thing.extra, spaces, known)
        elif isinstance(thing, dict):
            for key, value in thing.items():
                twin[key] = spaces if key == "ColorSpace" and value == b"" else _detached(value, spaces, known)
        elif isinstance(thing, list):
            twin[:] = [_detached(value, spaces, known) for value in thing]
    return known[id(thing)]


def _lab(white: Any) -> Any:
    shape_of = pydyf.Dictionary({"WhitePoint": pydyf.Array(white), "Range": pydyf.Array((-125, 125, -125, 125))})
    return pydyf.Array(("/Lab", shape_of))
