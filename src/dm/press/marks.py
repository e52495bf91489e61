"""Marks that machines read: QR, Data Matrix and Code 128, drawn as vectors and read back from pixels."""

from __future__ import annotations

import hashlib
import io
import re
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pypdfium2
import zxingcpp
from zxingcpp import BarcodeFormat

from dm.errors import DmError

# 200 dpi is what inserters' cameras and office scanners deliver; at 150 dpi an 8 mm Data Matrix is no longer read.
SCAN_DPI = 200
_POINTS_PER_MM = 72 / 25.4
_SIZE = re.compile(r'<svg width="(\d+)" height="(\d+)"')
_INK = re.compile(r'<path d="([^"]+)"')
_GREY = 128
# Marks drawn lately, by their SVG's hash: a chunk's letters are all rendered before the first of them is set, and each
# mark weighs a kilobyte.
_DRAWN = 1_200
# The largest symbols have 185 squares a side, some more with their quiet zones.
_LONGEST = 256
# A mark has some two hundred runs; the texts of those of all marks of a size are a megabyte.
_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A rectangle on a page, in millimetres from the page's upper left corner."""

    x: float
    y: float
    width: float
    height: float

    def holds(self, other: Rectangle) -> bool:
        """Whether the other lies wholly inside, to a hundredth of a millimetre."""
        slack = 0.01
        return (
            other.x >= self.x - slack
            and other.y >= self.y - slack
            and other.x + other.width <= self.x + self.width + slack
            and other.y + other.height <= self.y + self.height + slack
        )

    def grown(self, by: float) -> Rectangle:
        """The rectangle with `by` millimetres more on each side."""
        return Rectangle(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def moved(self, by: float) -> Rectangle:
        """The rectangle `by` millimetres further right and down: where it lies on a page with that bleed."""
        return Rectangle(self.x + by, self.y + by, self.width, self.height)


@dataclass(frozen=True, slots=True)
class Runs:
    """The dark runs of a mark, row by row. Each is one number: `RunTexts` knows what it means."""

    width: int
    height: int
    runs: array[int]


class RunTexts(dict[int, str]):
    """What `written` makes of x, y and width of a run in marks so wide; remembered, since marks share their runs."""

    def __init__(self, width: int, written: Callable[[int, int, int], str]) -> None:
        super().__init__()
        self._width, self._written = width, written

    def __missing__(self, run: int) -> str:
        if len(self) >= _REMEMBERED:
            self.clear()
        place, wide = divmod(run, _LONGEST)
        y, x = divmod(place, self._width + 1)
        text = self[run] = self._written(x, y, wide)
        return text


_drawn: dict[bytes, Runs] = {}


@lru_cache(maxsize=16)
def _in_svg(width: int) -> RunTexts:
    return RunTexts(width, lambda x, y, wide: f"M{x} {y}h{wide}v1h-{wide}Z")


def qr_svg(text: str) -> str:
    """A QR code as an SVG element; its size is the style sheet's affair. The quiet zone is part of it."""
    return _svg(_barcode(text, BarcodeFormat.QRCode), "qr", quiet=True)


def datamatrix_svg(text: str) -> str:
    """A square Data Matrix as an SVG element, without a quiet zone."""
    return _svg(_barcode(text, BarcodeFormat.DataMatrix), "datamatrix", quiet=False)


def code128_svg(text: str) -> str:
    """A Code 128 as an SVG element that stretches to the box it gets; the quiet zone is part of it."""
    return _svg(_barcode(text, BarcodeFormat.Code128), "code128", quiet=True, stretch=True)


def qr_png(text: str, *, scale: int = 6) -> bytes:
    """A QR code as a PNG, for e-mails, where no reader shows SVG."""
    from PIL import Image

    pixels = _barcode(text, BarcodeFormat.QRCode).to_image(scale=scale, add_quiet_zones=True)
    out = io.BytesIO()
    Image.fromarray(np.asarray(pixels)).convert("1").save(out, "PNG", optimize=True)
    return out.getvalue()


def read_marks(pdf: bytes, where: Rectangle, pages: Sequence[int]) -> list[str | None]:
    """What a scanner at 200 dpi reads inside `where` on each of the given pages (counted from 0); None: nothing."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [read_page(document[number], where) for number in pages]
    finally:
        document.close()


def read_page(page: pypdfium2.PdfPage, where: Rectangle) -> str | None:
    """What a scanner at 200 dpi reads inside `where`, and a little around it."""
    where = where.grown(1.5)
    width, height = page.get_size()
    crop = (
        max(0.0, where.x * _POINTS_PER_MM),
        max(0.0, height - (where.y + where.height) * _POINTS_PER_MM),
        max(0.0, width - (where.x + where.width) * _POINTS_PER_MM),
        max(0.0, where.y * _POINTS_PER_MM),
    )
    bitmap = page.render(scale=SCAN_DPI / 72, crop=crop, grayscale=True, may_draw_forms=False)
    return read_image(bitmap.to_numpy().squeeze(), BarcodeFormat.DataMatrix)


def read_image(pixels: np.ndarray[Any, Any], kind: BarcodeFormat) -> str | None:
    """The text of the first code of this kind in a picture (a numpy array)."""
    found = zxingcpp.read_barcode(pixels, formats=zxingcpp.BarcodeFormats(kind))
    return found.text if found else None


# A page may draw its code twice; other letters have codes of their own, and each weighs twenty kilobytes.
@lru_cache(maxsize=64)
def _barcode(text: str, kind: BarcodeFormat) -> zxingcpp.Barcode:
    if not text:
        raise DmError(f"An empty text cannot become a {kind.name}.", hint="Check the variable that feeds the mark.")
    options: dict[str, object] = {}
    if kind == BarcodeFormat.DataMatrix:
        options["force_square"] = True
    if kind == BarcodeFormat.QRCode:
        options["ec_level"] = "M"
        # weighing the eight masks takes five times as long as all the rest; blurred and turned, 180 codes with the
        # first mask were read as often as 180 with the one weighed best
        options["data_mask"] = 0
    try:
        return zxingcpp.create_barcode(text, kind, **options)
    except (ValueError, RuntimeError) as error:
        raise DmError(
            f"{text[:40]!r} ({len(text)} characters) does not fit into a {kind.name}: {error}.",
            hint="Shorten the text.",
        ) from error


def _svg(barcode: zxingcpp.Barcode, name: str, *, quiet: bool, stretch: bool = False) -> str:
    if stretch:
        return _lines_svg(barcode, name, quiet=quiet)
    runs = _runs(np.asarray(barcode.to_image(scale=1, add_quiet_zones=quiet)))
    texts = _in_svg(runs.width)
    svg = (
        f'<svg class="{name}" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {runs.width} {runs.height}">'
        f'<path fill="#000" d="{"".join(map(texts.__getitem__, runs.runs))}"/></svg>'
    )
    if len(_drawn) >= _DRAWN:
        del _drawn[next(iter(_drawn))]
    _drawn[_hash(svg)] = runs
    return svg


def _runs(pixels: np.ndarray[Any, Any]) -> Runs:
    height, width = pixels.shape
    # a light pixel ends each row, so that no run goes on in the next; one more stands before the first
    dark = np.zeros(height * (width + 1) + 1, np.bool_)
    dark[1:].reshape(height, width + 1)[:, :width] = pixels < _GREY
    edges = (dark[1:] != dark[:-1]).nonzero()[0]
    starts, ends = edges[::2], edges[1::2]
    return Runs(width, height, array("i", (starts * _LONGEST + (ends - starts)).tolist()))


def runs_of(svg: str) -> Runs | None:
    """The runs of a mark drawn lately: cheaper than to read them from its SVG."""
    return _drawn.get(_hash(svg))


def _hash(svg: str) -> bytes:
    return hashlib.blake2b(svg.encode(), digest_size=16).digest()


def _lines_svg(barcode: zxingcpp.Barcode, name: str, *, quiet: bool) -> str:
    drawn = barcode.to_svg(add_quiet_zones=quiet)
    size, ink = _SIZE.search(drawn), _INK.search(drawn)
    if size is None or ink is None:
        raise DmError("zxing-cpp draws its marks in a form that this version does not know.", hint="See `dm doctor`.")
    return (
        f'<svg class="{name}" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size[1]} {size[2]}" '
        f'preserveAspectRatio="none"><path fill="#000" d="{ink[1]}"/></svg>'
    )
