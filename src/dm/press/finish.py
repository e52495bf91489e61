"""The last hand on a printed PDF: what a vendor's press wants and a layout engine does not give.

RGB of texts, lines and pictures becomes CMYK, pages with bleed begin at 0/0, bar codes of the post are drawn. No claim
of PDF/X is made: WeasyPrint's own label is neither deterministic nor checked; what the preflight has measured holds.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf

from dm.press.marks import Rectangle
from dm.press.operators import NUMBER, instructions, plain
from dm.press.outlines import outline, width_of
from dm.press.profiles import Profile
from dm.press.separations import separated

_MM = 72 / 25.4
_TEXT = 8.0
# What is as dark as that is printed with black ink alone: its hue is not seen, but plates beside each other are.
_NEARLY_BLACK = 0.9
_RGB = {"rg": "k", "RG": "K"}
_SPACES = {"/DeviceRGB", "/DeviceGray"}
_PAINT = re.compile(rf"(?<![\d.+-])({NUMBER})\s+({NUMBER})\s+({NUMBER})\s+(rg|RG)\b")
# colours whose space was chosen before them
_SPACED = re.compile(r"\s(?:cs|CS|scn?|SCN?)\s")


@dataclass(frozen=True, slots=True)
class Stamp:
    """Black bars on a page, in millimetres, and a text centred below them."""

    bars: Sequence[Rectangle]
    text: str = ""
    font: Path | None = None


def finish(pdf: bytes, profile: Profile, *, stamps: Mapping[int, Stamp] | None = None) -> bytes:
    """The PDF as the profile's vendor wants it, with what is to be stamped on its pages (counted from 0).

    Bytes that nobody wants changed come back as they are.
    """
    if profile.colour != "cmyk" and not profile.bleed and not stamps:
        return pdf
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for number, page in enumerate(document.pages):
            if stamps and number in stamps:
                _draw(document, page, stamps[number], profile)
        if profile.colour == "cmyk":
            _to_cmyk(document)
        if profile.bleed:
            for page in document.pages:
                _from_zero(document, page)
        document.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def cmyk(red: float, green: float, blue: float) -> tuple[float, float, float, float]:
    """Full grey replacement: a grey is black ink alone, so that text is never printed from four plates."""
    black = 1 - max(red, green, blue)
    if black >= _NEARLY_BLACK or max(red, green, blue) - min(red, green, blue) < 0.004:
        return 0.0, 0.0, 0.0, round(1 - (red + green + blue) / 3, 4)
    cyan, magenta, yellow = (round((1 - part - black) / (1 - black), 4) for part in (red, green, blue))
    return cyan, magenta, yellow, round(black, 4)


def rgb(cyan: float, magenta: float, yellow: float, black: float) -> tuple[float, float, float]:
    """The way back, for the screen."""
    red, green, blue = (round((1 - ink) * (1 - black), 4) for ink in (cyan, magenta, yellow))
    return red, green, blue


def _draw(document: pikepdf.Pdf, page: pikepdf.Page, stamp: Stamp, profile: Profile) -> None:
    top = float(page.trimbox[3])
    left = float(page.trimbox[0])
    black = "0 0 0 1 k" if profile.colour == "cmyk" else "0 g"
    drawn = "\n".join(" ".join(f"{number:.3f}" for number in _points(bar, left, top)) + " re" for bar in stamp.bars)
    if stamp.text and stamp.font:
        drawn += "\n" + _text(stamp, stamp.font, left, top)
    # what stands before may leave its matrix behind
    page.contents_add(document.make_stream(b"q\n"), prepend=True)
    page.contents_add(document.make_stream(f"Q\nq {black}\n{drawn}\nf Q\n".encode()))


def _text(stamp: Stamp, font: Path, left: float, top: float) -> str:
    begins = min(bar.x for bar in stamp.bars)
    ends = max(bar.x + bar.width for bar in stamp.bars)
    foot = max(bar.y + bar.height for bar in stamp.bars)
    x = left + (begins + ends) / 2 * _MM - width_of(stamp.text, font, size=_TEXT) / 2
    return outline(stamp.text, font, x=x, y=top - foot * _MM - _TEXT, size=_TEXT)


def _points(bar: Rectangle, left: float, top: float) -> tuple[float, float, float, float]:
    return left + bar.x * _MM, top - (bar.y + bar.height) * _MM, bar.width * _MM, bar.height * _MM


def to_rgb(document: pikepdf.Pdf) -> None:
    """CMYK of texts and lines as the screen's RGB, for copies whose one output intent is RGB."""
    _rewrite(document, _in_rgb)


def _to_cmyk(document: pikepdf.Pdf) -> None:
    _rewrite(document, _in_cmyk)
    for thing in document.objects:
        if isinstance(thing, pikepdf.Stream):
            separated(thing)


def _rewrite(document: pikepdf.Pdf, rewritten: Callable[[Any], bytes]) -> None:
    """Every content stream of every page, and of forms inside forms, once."""
    seen: set[tuple[int, int]] = set()
    for page in document.pages:
        page.contents_coalesce()
        page.obj.Contents = document.make_stream(rewritten(page))
        for source in page.obj.get("/Resources", pikepdf.Dictionary()).get("/XObject", pikepdf.Dictionary()).values():
            _rewrite_form(source, rewritten, seen)


def _rewrite_form(source: Any, rewritten: Callable[[Any], bytes], seen: set[tuple[int, int]]) -> None:
    if source.objgen in seen:
        return
    seen.add(source.objgen)
    if source.get("/Subtype") == "/Form":
        source.write(rewritten(source))
        for inner in source.get("/Resources", pikepdf.Dictionary()).get("/XObject", pikepdf.Dictionary()).values():
            _rewrite_form(inner, rewritten, seen)


def _in_cmyk(stream: Any) -> bytes:
    text = plain(stream)
    if text is not None and not _SPACED.search(text):
        return _PAINT.sub(_as_cmyk, text).encode("latin-1")
    made: list[Any] = []
    spaces = {"fill": "", "stroke": ""}
    for operands, operator in instructions(stream):
        name = str(operator)
        side = "stroke" if name.isupper() else "fill"
        if name in _RGB:
            made.append(_instruction(cmyk(*map(float, operands)), _RGB[name]))
        elif name in ("cs", "CS") and str(operands[0]) in _SPACES:
            spaces[side] = str(operands[0])
        elif name in ("sc", "scn", "SC", "SCN") and spaces[side]:
            numbers = [float(number) for number in operands]
            colour = cmyk(*(numbers if len(numbers) == 3 else numbers * 3))
            made.append(_instruction(colour, "K" if side == "stroke" else "k"))
        else:
            if name in ("cs", "CS"):
                spaces[side] = ""
            made.append((operands, operator))
    return pikepdf.unparse_content_stream(made)


def _as_cmyk(found: re.Match[str]) -> str:
    red, green, blue, operator = found.groups()
    inks = cmyk(float(red), float(green), float(blue))
    return f"{' '.join(f'{ink:g}' for ink in inks)} {_RGB[operator]}"


def _in_rgb(stream: Any) -> bytes:
    made: list[Any] = []
    spaces = {"fill": "", "stroke": ""}
    for operands, operator in instructions(stream):
        name = str(operator)
        side = "stroke" if name.isupper() else "fill"
        if name in ("cs", "CS"):
            spaces[side] = str(operands[0])
        if name in ("k", "K") or (name in ("sc", "scn", "SC", "SCN") and spaces[side] == "/DeviceCMYK"):
            made.append(_instruction(rgb(*map(float, operands)), "RG" if side == "stroke" else "rg"))
        elif name not in ("cs", "CS") or spaces[side] != "/DeviceCMYK":
            made.append((operands, operator))
    return pikepdf.unparse_content_stream(made)


def _instruction(numbers: Sequence[float], operator: str) -> tuple[list[Any], pikepdf.Operator]:
    return list(numbers), pikepdf.Operator(operator)


def _from_zero(document: pikepdf.Pdf, page: pikepdf.Page) -> None:
    left, low = float(page.mediabox[0]), float(page.mediabox[1])
    if not left and not low:
        return
    page.contents_add(document.make_stream(f"q 1 0 0 1 {-left:.4f} {-low:.4f} cm\n".encode()), prepend=True)
    page.contents_add(document.make_stream(b"\nQ\n"))
    for name in ("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox"):
        if name in page.obj:
            box = [float(number) for number in page.obj[name]]
            page.obj[name] = pikepdf.Array(
                [round(box[0] - left, 4), round(box[1] - low, 4), round(box[2] - left, 4), round(box[3] - low, 4)]
            )
