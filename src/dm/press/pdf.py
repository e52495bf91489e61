"""Laid-out pages: WeasyPrint, shut in the template's folder, with its warnings made into errors."""

from __future__ import annotations

import gc
import hashlib
import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import weasyprint
from weasyprint.text.ffi import harfbuzz, pango
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from dm.errors import TemplateError
from dm.press.fetching import OWN_FILES, Fetcher, refuse_attachments
from dm.press.fonts import FontSet, describe
from dm.press.foreign import foreign_text
from dm.press.garbage import uncollected
from dm.press.limits import LAYOUT_SECONDS, LimitedTime
from dm.press.marks import Rectangle, datamatrix_svg
from dm.press.places import overlay_css, places_css
from dm.press.profiles import Profile

_PX_PER_MM = 96 / 25.4
_TOLERANCE_MM = 0.1
_ASKED = re.compile(r"\[[a-z-]+[\]~|^$*=]", re.IGNORECASE)
# How WeasyPrint fails where a box has a shape that it does not expect.
_CRASHES = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
# The trees of fewer letters are left to Python's own collector: a full collection costs up to 0.2 s.
_MANY = 10


@dataclass(frozen=True, slots=True)
class Sheet:
    """One letter to lay out: its HTML, a label for messages, and the prefix of its marks ("" for none).

    `fenced` is the HTML with fences around each value, "" where there are none.
    """

    html: str
    label: str
    mark: str = ""
    fenced: str = ""


class Unprintable(TemplateError):
    """One letter that cannot be printed as it should, while others can; `reason` is a code."""

    def __init__(self, reason: str, message: str, *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.reason = reason

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.reason, self.message), {"hint": self.hint}


@dataclass(frozen=True, slots=True)
class Printed:
    """A PDF of several letters in order; `marks` holds each page's payload, None on versos and without marks.

    `faults` holds one entry a letter: None where it was printed; its pages are 0 where it was not. `replayed` counts
    the letters that WeasyPrint did not lay out itself; `disproved` tells that some were to be replayed and differed.
    """

    pdf: bytes
    pages: tuple[int, ...]
    marks: tuple[str | None, ...]
    faults: tuple[Unprintable | None, ...]
    replayed: int = 0
    disproved: bool = False


class Layout:
    """WeasyPrint set up once for one template: fonts loaded, style sheets parsed."""

    def __init__(
        self, folder: Path, fonts: FontSet, profile: Profile, *, stylesheet: str = "print.css", stamp: str = ""
    ) -> None:
        self.profile = profile
        self._name = folder.name
        self._fonts = fonts
        self._stamp = f"<b>{escape(stamp)}</b>" if stamp else ""
        self._config = FontConfiguration()
        self._fetcher = Fetcher(folder, fonts)
        self._base = folder.as_uri() + "/"
        with complaints_of(folder.name) as complaints:
            self._styles = [self._css(fonts.css(), "fonts"), self._css(places_css(profile), "profile")]
            written = (folder / stylesheet).read_text("utf-8") if (folder / stylesheet).is_file() else ""
            self._styles.append(self._css(written, stylesheet))
            # rules that look at an attribute: two letters' links could look different
            self.sheets = [written, *(path.read_text("utf-8", "replace") for path in folder.rglob("*.css"))]
            self.links_matter = any("attr(" in sheet or _ASKED.search(sheet) for sheet in self.sheets)
            self._over = self._css(overlay_css(profile, fonts), "marks")
        refuse(complaints, f"{folder.name}/{stylesheet}")

    def print(self, letters: Sequence[Sheet]) -> Printed:
        """These letters as one PDF; raises Unprintable for the first that cannot be printed as it should."""
        printed = self.print_printable(letters)
        for fault in printed.faults:
            if fault is not None:
                raise fault
        return printed

    def print_printable(self, letters: Sequence[Sheet]) -> Printed:
        """The letters that can be printed, as one PDF, and the faults of the others. Same letters, same bytes."""
        # WeasyPrint's trees are full of cycles; collecting once per chunk instead of at will saves a third of the time
        try:
            with uncollected():
                return self._print(letters)
        finally:
            if len(letters) >= _MANY:
                gc.collect()

    def _print(self, letters: Sequence[Sheet]) -> Printed:
        tried = [self._try(letter) for letter in letters]
        faults = tuple(result if isinstance(result, Unprintable) else None for result in tried)
        documents = [result for result in tried if not isinstance(result, Unprintable)]
        counts = tuple(0 if isinstance(result, Unprintable) else self.padded(len(result.pages)) for result in tried)
        if not documents:
            return Printed(b"", counts, (), faults)
        marks = [self.marks(letter, pages) for letter, pages in zip(letters, counts, strict=True) if pages]
        overlay = iter(self._overlays([mark for piece in marks for mark in piece]))
        pages = [
            _Stacked(page, next(overlay), document.pages[0].bleed)
            for document, piece in zip(documents, marks, strict=True)
            for page in [*document.pages, *[None] * (len(piece) - len(document.pages))]
        ]
        seconds, what = LAYOUT_SECONDS + len(letters), f"{letters[0].label} to {letters[-1].label}: to draw them"
        with (
            complaints_of("pdf") as complaints,
            LimitedTime(what, seconds, hint="Look at the pictures, SVG above all."),
        ):
            whole = documents[0].copy(pages)
            whole.fonts = used = Used()
            pdf = whole.write_pdf(pdf_tags=False)
        refuse(complaints, letters[0].label)
        self.check_fonts(used, letters)
        return Printed(pdf, counts, tuple(mark for piece in marks for mark in piece), faults)

    def _try(self, letter: Sheet) -> weasyprint.Document | Unprintable:
        try:
            return self._lay_out(letter)
        except Unprintable as fault:
            return fault

    def _lay_out(self, letter: Sheet) -> weasyprint.Document:
        self.check_glyphs(letter)
        return self.laid_out(self.parsed(letter.html), letter)

    def check_glyphs(self, letter: Sheet, text: str | None = None) -> None:
        """Raises Unprintable where the template's fonts lack a character of the letter, or of this text of it."""
        if missing := self._fonts.missing(letter.html if text is None else text):
            raise Unprintable(
                "missing_glyph",
                f"{letter.label}: the template's fonts have no {describe(missing)}.",
                hint="Spell the value in letters that they have, or pin a font that has them.",
            )

    def laid_out(self, source: weasyprint.HTML, letter: Sheet) -> weasyprint.Document:
        """The letter's document, its pages and its address checked; raises Unprintable."""
        what = f"{letter.label}, {self._name}: its layout"
        limit = LimitedTime(what, LAYOUT_SECONDS, hint="Look for tables within tables and for endless lists.")
        try:
            with complaints_of(letter.label) as complaints, limit:
                document = self._rendered(source, self._styles)
        except _CRASHES as error:
            raise Unprintable(
                "layout_failed",
                f"{letter.label}: WeasyPrint itself fails to lay it out ({type(error).__name__}).",
                hint="A grid, flexible boxes or columns that break over pages are the usual cause: set them otherwise.",
            ) from error
        refuse(complaints, letter.label)
        refuse_attachments(document, letter.label)
        self._check_pages(document, letter)
        self._check_address(document, letter)
        return document

    def laid_over(self, source: weasyprint.HTML) -> weasyprint.Document:
        """What lies over the pages: `over_html` in its own styles."""
        return self._rendered(source, [self._styles[0], self._over])

    def over_html(self, mark: str) -> str:
        """What lies over one page; `mark` is its SVG and text as HTML."""
        return f"<html><body><div>{self._stamp}{mark}</div></body></html>"

    def parsed(self, html: str) -> weasyprint.HTML:
        """The HTML as WeasyPrint reads it."""
        return weasyprint.HTML(string=html, base_url=self._base, url_fetcher=self._fetcher)

    def marks(self, letter: Sheet, pages: int) -> list[str | None]:
        """The payload of each page's mark."""
        sheets = self.profile.sheets(pages)
        if not letter.mark or self.profile.mark is None:
            return [None] * pages
        step = 2 if self.profile.duplex else 1
        return [
            f"{letter.mark}.{page // step + 1:02d}.{sheets:02d}" if page % step == 0 else None for page in range(pages)
        ]

    def padded(self, pages: int) -> int:
        """With duplex each piece begins on a front: an odd last page gets a blank back."""
        return pages + pages % 2 if self.profile.duplex else pages

    def in_window(self, box: Rectangle) -> bool:
        """Whether a line of the address is whole in the profile's window."""
        return self.profile.address is None or self.profile.address.holds(box)

    def _rendered(self, source: weasyprint.HTML, styles: list[weasyprint.CSS]) -> weasyprint.Document:
        try:
            return source.render(font_config=self._config, stylesheets=styles)
        except FatalURLFetchingError as error:
            raise TemplateError(str(error.__cause__ or error), hint=OWN_FILES) from error

    def _css(self, text: str, name: str) -> weasyprint.CSS:
        try:
            return weasyprint.CSS(string=text, font_config=self._config, url_fetcher=self._fetcher, base_url=self._base)
        except FatalURLFetchingError as error:
            raise TemplateError(f"{name}: {error.__cause__ or error}", hint=OWN_FILES) from error

    def _check_pages(self, document: weasyprint.Document, letter: Sheet) -> None:
        profile = self.profile
        if len(document.pages) > profile.max_pages:
            raise Unprintable(
                "too_many_pages",
                f"{letter.label} has {len(document.pages)} pages; {profile.name} takes {profile.max_pages}.",
                hint="Shorten the text, or choose another profile.",
            )
        if profile.duplex and profile.odd_back == "refuse" and len(document.pages) % 2:
            raise Unprintable(
                "odd_pages",
                f"{letter.label} has {len(document.pages)} pages; {profile.name} prints on both sides and adds none.",
                hint="Fill the last page, or shorten the text by one.",
            )
        for page in document.pages:
            width, height = page.width / _PX_PER_MM, page.height / _PX_PER_MM
            if abs(width - profile.page_width) > _TOLERANCE_MM or abs(height - profile.page_height) > _TOLERANCE_MM:
                raise TemplateError(
                    f"{letter.label} has a page of {width:.1f} x {height:.1f} mm; "
                    f"{profile.name} wants {profile.page_width:g} x {profile.page_height:g} mm.",
                    hint="Set `@page { size: … }` in print.css.",
                )

    def _check_address(self, document: weasyprint.Document, letter: Sheet) -> None:
        if self.profile.address is None:
            return
        for line, box in _address_lines(document):
            if not self.in_window(box):
                raise Unprintable(
                    "address_overflow",
                    f"{letter.label}: the address line {line!r} does not fit the window of {self.profile.name}.",
                    hint="Shorten the address; it is never printed smaller or cut.",
                )

    def check_fonts(self, used: Used, letters: Sequence[Sheet]) -> None:
        """Raises TemplateError where a font was used that is not pinned."""
        if not self._fonts.faces:
            return
        for sha256, family in used.files.items():
            if sha256 not in self._fonts.hashes:
                self._refuse_foreign(letters)
                raise TemplateError(
                    f"{letters[0].label} to {letters[-1].label}: the font {family} is used and not pinned.",
                    hint=f"Name only {', '.join(sorted({face.family for face in self._fonts.faces}))} in the styles.",
                )

    def _refuse_foreign(self, letters: Sequence[Sheet]) -> None:
        """Raises TemplateError for the first character in one of the first letters that no pinned font has."""
        for letter in letters[:_MANY]:
            source = self.parsed(letter.html)
            told = foreign_text(self._rendered(source, self._styles), source.etree_element, self._fonts.missing)
            if told:
                raise TemplateError(f"{letter.label}: {told[0]}.", hint=told[1])

    def _overlays(self, marks: list[str | None]) -> list[weasyprint.Page]:
        body = "".join(f"<div>{self._stamp}{_mark_html(mark)}</div>" for mark in marks)
        return list(self.laid_over(self.parsed(f"<html><body>{body}</body></html>")).pages)


class _Stacked:
    """A laid-out page with its mark above it; a blank back has only the overlay, and the bleed of its letter."""

    def __init__(self, page: weasyprint.Page | None, overlay: weasyprint.Page, bleed: dict[str, float]) -> None:
        self.bleed = bleed
        self._page = page or overlay
        self._above = overlay if page is not None else None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._page, name)

    def paint(self, stream: Any, scale: float = 1) -> None:
        self._page.paint(stream, scale)
        if self._above is not None:
            self._above.paint(stream, scale)


class Used(dict[Any, Any]):
    """A document's fonts, hashed as they come: when the PDF is written, only their subsets are left."""

    def __init__(self) -> None:
        super().__init__()
        self.files: dict[str, str] = {}

    def __setitem__(self, key: Any, font: Any) -> None:
        self.files[hashlib.sha256(bytes(font.file_content)).hexdigest()] = font.family
        super().__setitem__(key, font)


def fingerprint(fonts: FontSet) -> dict[str, Any]:
    """What decides about the bytes: WeasyPrint, Pango, HarfBuzz and the fonts' hashes."""
    version = pango.pango_version()
    return {
        "weasyprint": weasyprint.__version__,
        "pango": f"{version // 10000}.{version // 100 % 100}.{version % 100}",
        "harfbuzz": ".".join(str(part) for part in _harfbuzz_version()),
        "fonts": {face.path.name: face.sha256 for face in fonts.faces},
    }


def _harfbuzz_version() -> tuple[int, ...]:
    # only this question is declared in WeasyPrint's binding, so the number is found by asking
    def at_least(*version: int) -> bool:
        return bool(harfbuzz.hb_version_atleast(*version))

    major = max(number for number in range(1, 100) if at_least(number, 0, 0))
    minor = max(number for number in range(100) if at_least(major, number, 0))
    return major, minor, max(number for number in range(100) if at_least(major, minor, number))


def _address_lines(document: weasyprint.Document) -> Iterator[tuple[str, Rectangle]]:
    """Each line of text in the <address> of the first page, with its place in millimetres."""
    for block in document.pages[0]._page_box.descendants():
        if block.element_tag != "address" or not hasattr(block, "children"):
            continue
        for box in block.descendants():
            if text := getattr(box, "text", ""):
                place = (box.position_x, box.position_y, box.width, box.height)
                yield text, Rectangle(*(value / _PX_PER_MM for value in place))
        return


def _mark_html(mark: str | None) -> str:
    if mark is None:
        return ""
    batch, piece, sheet, sheets = mark.split(".")
    return f"{datamatrix_svg(mark)}<p>{batch}<br>{piece}<br>{sheet}/{sheets}</p>"


@contextmanager
def complaints_of(label: str) -> Iterator[list[str]]:
    """What WeasyPrint only logs: unknown CSS, missing images, unusable fonts, missing glyphs."""
    heard: list[str] = []
    listener = _Listener(heard)
    logger = logging.getLogger("weasyprint")
    logger.addHandler(listener)
    try:
        yield heard
    except TemplateError as error:
        raise TemplateError(
            f"{label}: {error.message}" if label not in error.message else error.message, hint=error.hint
        ) from error
    finally:
        logger.removeHandler(listener)


class _Listener(logging.Handler):
    def __init__(self, heard: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._heard = heard

    def emit(self, record: logging.LogRecord) -> None:
        self._heard.append(record.getMessage())


def refuse(complaints: list[str], label: str) -> None:
    """Raises TemplateError with the first of them."""
    if complaints:
        more = f" (and {len(complaints) - 1} more)" if len(complaints) > 1 else ""
        raise TemplateError(f"{label}: {complaints[0].rstrip('.')}{more}.", hint="Mend the template or its styles.")
