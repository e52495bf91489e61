"""Preflight of our own output: every page measured again, whatever the layout believes it has drawn.

Two witnesses: the page's operators (places, fonts, colours, pictures) and its pixels at 200 dpi.
"""

from __future__ import annotations

import io
import math
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import pikepdf
import pypdfium2

from dm.press.boxes import Box
from dm.press.inks import Ink, PageInks, Reader, is_pale, is_white
from dm.press.marks import Rectangle
from dm.press.profiles import KeepOut, Profile

Pixels = np.ndarray[Any, Any]
_DPI = 200
_MM = 25.4 / 72
# Anti-aliasing leaves a shade of grey beside a line that ends exactly on the border.
_INK_BELOW = 200
_BOX_SLACK_MM = 0.1
# A line's box is as high as its font's tallest letter with an accent; ink ends before it.
_WINDOW_SLACK_MM = 0.5
_CUT_SLACK_MM = 0.3
_HAIR_MM = 0.01
# A line's box reaches above and below its letters; where less than this shows, letters are cut.
_SHOWN_SHARE = 0.6
_MOST_INK = 3.0
_BLACK = 0.9
# What values of one letter can cause; the rest is the template's or the press's fault.
OF_ONE_LETTER = frozenset({"text_outside", "text_cut", "address_window", "address_text", "page_count"})


@dataclass(frozen=True, slots=True)
class Laid:
    """A letter in a PDF: its label, its first page (from 0), how many it has, and its address; () asks for none."""

    label: str
    first: int
    pages: int
    address: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong on a page (counted from 1 within its letter); `code` is the kind of fault."""

    letter: int
    label: str
    page: int
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.label}, page {self.page}: {self.message}"


def preflight(
    pdf: bytes, profile: Profile, letters: Sequence[Laid], fonts: Sequence[str], *, pages: int
) -> list[Finding]:
    """All that the profile's vendor would refuse in these letters of a PDF that should have so many `pages`.

    `fonts` are the families that may be used, () for any.
    """
    found: list[Finding] = []
    with Opened(pdf, profile, fonts) as opened:
        for number, letter in enumerate(letters):
            for at in range(letter.pages):
                found += opened.findings(number, letter, at)
        return found + (opened.sum_findings(len(letters) - 1, letters[-1], pages) if letters else [])


class Opened:
    """A PDF open to be measured, one page at a time: to open a page costs as much as all the rest."""

    def __init__(self, pdf: bytes, profile: Profile, fonts: Sequence[str] = ()) -> None:
        self._profile, self._fonts = profile, fonts
        self._reader = Reader()
        self._read = pikepdf.open(io.BytesIO(pdf))
        self._drawn = pypdfium2.PdfDocument(pdf)
        self.pages = len(self._drawn)
        self._page: tuple[int, pypdfium2.PdfPage] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._page:
            self._page[1].close()
        self._drawn.close()
        self._read.close()

    def shown(self, number: int) -> pypdfium2.PdfPage:
        """A page (counted from 0) to be drawn, until the next one is asked for."""
        if self._page is None or self._page[0] != number:
            if self._page:
                self._page[1].close()
            self._page = number, self._drawn[number]
        return self._page[1]

    def findings(self, number: int, letter: Laid, at: int) -> Iterator[Finding]:
        """What is wrong on a page (from 0) of a letter, which is number `number` of those that are measured."""
        if letter.first + at >= self.pages:
            if letter.first + at == max(self.pages, letter.first):
                yield Finding(number, letter.label, at + 1, "page_count", "the page is not there.")
            return
        page = _Page(self._profile, letter, at, self._read.pages[letter.first + at], self.shown(letter.first + at))
        for code, message in page.faults(self._reader, self._fonts):
            yield Finding(number, letter.label, at + 1, code, message)

    def sum_findings(self, number: int, last: Laid, pages: int) -> list[Finding]:
        """Whether the file has so many pages; the last letter stands for a fault."""
        if self.pages == pages:
            return []
        told = f"the file has {self.pages} pages, its letters {pages}."
        return [Finding(number, last.label, last.pages, "page_sum", told)]


def ink_in_keep_outs(pdf: bytes, profile: Profile, firsts: set[int]) -> list[tuple[int, KeepOut]]:
    """(page counted from 0, rectangle) for each reserved rectangle with ink in it; `firsts`: first pages of pieces."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [
            (number, zone)
            for number, page in enumerate(document)
            for zone in _inked(page, profile, is_first=number in firsts)
        ]
    finally:
        document.close()


class _Page:
    def __init__(self, profile: Profile, letter: Laid, at: int, page: pikepdf.Page, shown: pypdfium2.PdfPage) -> None:
        self._profile, self._letter, self._at = profile, letter, at
        self._page, self._shown = page, shown
        self._trim = [float(number) for number in page.trimbox]

    def faults(self, reader: Reader, fonts: Sequence[str]) -> Iterator[tuple[str, str]]:
        yield from self._boxes()
        inks = reader.read(self._page)
        yield from self._fonts(inks, fonts)
        yield from self._colours(inks)
        yield from self._pictures(inks)
        yield from self._places(inks)
        yield from self._legible(inks)
        if self._at == 0 and self._profile.address is not None:
            yield from self._address(inks, self._profile.address)
        for zone in _inked(self._shown, self._profile, is_first=self._at == 0):
            yield "keep_out", f"ink in a reserved zone of {self._profile.name} ({zone.reason})."

    def _boxes(self) -> Iterator[tuple[str, str]]:
        profile, bleed = self._profile, self._profile.bleed
        wanted = {
            "MediaBox": (self._page.mediabox, profile.page_width + 2 * bleed, profile.page_height + 2 * bleed),
            "TrimBox": (self._page.trimbox, profile.page_width, profile.page_height),
        }
        if bleed:
            wanted["BleedBox"] = (self._page.bleedbox, profile.page_width + 2 * bleed, profile.page_height + 2 * bleed)
        for name, (box, width, height) in wanted.items():
            left, low, right, high = (float(number) * _MM for number in box)
            if abs(right - left - width) > _BOX_SLACK_MM or abs(high - low - height) > _BOX_SLACK_MM:
                yield "box", f"the {name} is {right - left:.1f} x {high - low:.1f} mm, not {width:g} x {height:g} mm."
            if name == "MediaBox" and (abs(left) > 0.01 or abs(low) > 0.01):
                yield "box", f"the MediaBox begins at {left:.1f}/{low:.1f} mm, not at 0/0."
        if self._page.obj.get("/Rotate", 0) or self._page.obj.get("/UserUnit", 1) != 1:
            yield "box", "the page is rotated or scaled."

    def _fonts(self, inks: PageInks, fonts: Sequence[str]) -> Iterator[tuple[str, str]]:
        allowed = tuple(family.replace(" ", "-") for family in fonts)
        for name, embedded in inks.fonts.items():
            subset, _, plain = name.rpartition("+")
            if not embedded or not subset:
                yield "font", f"the font {plain or name} is not embedded as a subset."
            if allowed and not plain.startswith(allowed):
                yield "font", f"the font {plain} is used, allowed are {', '.join(fonts)}."
        if any(ink.missing for ink in inks.inks):
            yield "missing_glyph", "a character is drawn as an empty box: its font has no glyph for it."

    def _colours(self, inks: PageInks) -> Iterator[tuple[str, str]]:
        allowed = {"cmyk": {"cmyk", "grey", "mask", ""}, "grey": {"grey", "mask", ""}}.get(self._profile.colour)
        if allowed is None:
            return
        if strange := next((ink for ink in inks.inks if ink.colour[0] not in allowed or ink.kind == "shading"), None):
            what = "a gradient" if strange.kind == "shading" else f"{strange.kind} in {strange.colour[0].upper()}"
            where = f"{strange.box[0] * _MM:.0f}/{(self._trim[3] - strange.box[3]) * _MM:.0f} mm"
            yield "colour", f"{what} at {where}; {self._profile.name} takes {self._profile.colour.upper()} only."
        if heavy := next((ink for ink in inks.inks if _is_heavy(ink)), None):
            inkings = " + ".join(f"{100 * part:.0f}" for part in heavy.colour[1])
            why = "more than 300 % of ink" if sum(heavy.colour[1]) > _MOST_INK else "black text of several inks"
            yield "colour", f"a {heavy.kind} is printed in {inkings} %: {why}. Use device-cmyk(0% 0% 0% 100%)."
        if inks.transparent:
            yield "transparency", f"{inks.transparent}; {self._profile.name} takes no transparency."

    def _pictures(self, inks: PageInks) -> Iterator[tuple[str, str]]:
        for ink in inks.inks:
            if ink.kind == "picture" and 0 < ink.dpi < self._profile.min_dpi - 0.5:
                yield "resolution", f"a picture has {ink.dpi:.0f} dpi as placed; {self._profile.min_dpi} are asked for."

    def _places(self, inks: PageInks) -> Iterator[tuple[str, str]]:
        left, low, right, high = self._in_points(Rectangle(0, 0, self._profile.page_width, self._profile.page_height))
        slack = _CUT_SLACK_MM / _MM
        for ink in inks.inks:
            if ink.kind != "text":
                continue
            box, visible = ink.box, ink.shown
            wide, seen = box[2] - box[0], visible[2] - visible[0]
            if box[0] < left - slack or box[1] < low - slack or box[2] > right + slack or box[3] > high + slack:
                x, y = (box[0] - self._trim[0]) * _MM, (self._trim[3] - box[3]) * _MM
                yield "text_outside", f"a text leaves the page at {x:.0f}/{y:.0f} mm."
            elif wide - seen > slack and seen > 0:
                yield "text_cut", f"a text is cut off after {seen * _MM:.0f} of {wide * _MM:.0f} mm."
            elif visible[3] - visible[1] < (box[3] - box[1]) * _SHOWN_SHARE and not is_white(ink):
                x, y = (box[0] - self._trim[0]) * _MM, (self._trim[3] - box[3]) * _MM
                yield "text_cut", f"a line is hidden at {x:.0f}/{y:.0f} mm: its box is too low for it."

    def _legible(self, inks: PageInks) -> Iterator[tuple[str, str]]:
        """What no eye reads: the first text that is too small, and the first as white as the paper below it."""
        texts = [(number, ink) for number, ink in enumerate(inks.inks) if ink.kind == "text" and ink.text.strip()]
        least = self._profile.min_pt
        if small := next((ink for _, ink in texts if 0 < ink.size < least - 0.01), None):
            yield "tiny_text", f"{self._told(small)} has {small.size:.1f} pt; {least:g} are the least."
        pale = ((number, ink) for number, ink in texts if is_pale(ink.colour))
        if unseen := next((ink for number, ink in pale if not _has_ground(ink, inks.inks[:number])), None):
            yield "unseen_text", f"{self._told(unseen)} is as white as the paper."

    def _told(self, ink: Ink) -> str:
        x, y = (ink.box[0] - self._trim[0]) * _MM, (self._trim[3] - ink.box[3]) * _MM
        return f"the text {ink.text.strip()[:40]!r} at {x:.0f}/{y:.0f} mm"

    def _address(self, inks: PageInks, window: Rectangle) -> Iterator[tuple[str, str]]:
        room = self._in_points(window)
        there = [ink for ink in inks.inks if _meets(ink.shown, room) and not is_white(ink)]
        if self._profile.address_by == "vendor":
            if there:
                yield "address_alone", f"a {there[0].kind} stands where {self._profile.name} prints the address."
            return
        if strange := next((ink for ink in there if ink.kind != "text"), None):
            yield "address_alone", f"a {strange.kind} stands in the window beside the address."
        texts = [ink for ink in there if ink.kind == "text"]
        whole = self._in_points(window.grown(_WINDOW_SLACK_MM))
        if any(not _holds(whole, ink.box) for ink in texts):
            yield "address_window", "a line is not whole in the window."
        if self._letter.address and not self._reads_as_address(texts, window):
            told = " / ".join(self._letter.address)
            yield "address_text", f"the window does not read as its address ({told[:120]})."

    def _reads_as_address(self, texts: Sequence[Ink], window: Rectangle) -> bool:
        # what the fonts tell of the glyphs is cheap; what PDFium makes of the page decides where that is not enough
        wanted = _bare("".join(self._letter.address))
        if _bare("".join(ink.text for ink in texts)) == wanted:
            return True
        return self._text_in(window.grown(_WINDOW_SLACK_MM)) == wanted

    def _text_in(self, box: Rectangle) -> list[str]:
        return _bare(self._shown.get_textpage().get_text_bounded(*self._in_points(box)))

    def _in_points(self, box: Rectangle) -> Box:
        left, top = self._trim[0], self._trim[3]
        right, low = left + (box.x + box.width) / _MM, top - (box.y + box.height) / _MM
        return left + box.x / _MM, low, right, top - box.y / _MM


def _is_heavy(ink: Ink) -> bool:
    """More ink than paper takes, or text in a black that four plates would have to hit to a hair."""
    space, parts = ink.colour
    if space != "cmyk" or len(parts) != 4:
        return False
    return sum(parts) > _MOST_INK or (ink.kind == "text" and parts[3] >= _BLACK and sum(parts[:3]) > 0)


def _has_ground(text: Ink, below: Sequence[Ink]) -> bool:
    """Whether something darker was drawn before where the text stands."""
    x, y = (text.box[0] + text.box[2]) / 2, (text.box[1] + text.box[3]) / 2
    things = (ink for ink in below if ink.kind != "text" and not is_pale(ink.colour))
    return any(ink.box[0] <= x <= ink.box[2] and ink.box[1] <= y <= ink.box[3] for ink in things)


def _bare(text: str) -> list[str]:
    """The characters without spaces, in an order that right-to-left writing does not change."""
    return sorted("".join(unicodedata.normalize("NFC", text).split()))


def _holds(one: Box, other: Box) -> bool:
    slack = _HAIR_MM / _MM
    return (
        other[0] >= one[0] - slack
        and other[1] >= one[1] - slack
        and other[2] <= one[2] + slack
        and other[3] <= one[3] + slack
    )


def _meets(one: Box, other: Box) -> bool:
    slack = _WINDOW_SLACK_MM / _MM
    return one[0] < other[2] and other[0] < one[2] and one[3] > other[1] + slack and other[3] > one[1] + slack


def _inked(page: pypdfium2.PdfPage, profile: Profile, *, is_first: bool) -> list[KeepOut]:
    zones = (zone for zone in profile.keep_out if zone.pages == "all" or (zone.pages == "first") == is_first)
    return [zone for zone in zones if (_crop(page, zone.rectangle, profile.bleed) < _INK_BELOW).any()]


def _crop(page: pypdfium2.PdfPage, box: Rectangle, bleed: float) -> Pixels:
    """The pixels within a rectangle: a tenth of the time that the whole page takes."""
    width, height = (math.ceil(side * _DPI / 72) for side in page.get_size())
    scale = _DPI / 25.4
    left, top = round((box.x + bleed) * scale) + 1, round((box.y + bleed) * scale) + 1
    right, bottom = round((box.x + box.width + bleed) * scale) - 1, round((box.y + box.height + bleed) * scale) - 1
    sides = (left, height - min(bottom, height), width - min(right, width), top)
    if right <= left or bottom <= top or left >= width or top >= height:
        return np.empty((0, 0), np.uint8)
    # half a pixel less: what remains of a pixel is cut off as a whole one
    crop = tuple(max(0.0, (side - 0.5) * 72 / _DPI) for side in sides)
    pixels: Pixels = page.render(scale=_DPI / 72, crop=crop, grayscale=True).to_numpy().squeeze()
    return pixels
