"""What each template looks like from its sample: text and one small grey picture a page.

Run as a script, it writes the expected files anew: look at them before you commit them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from PIL import Image

from dm.press.folders import Template, open_template
from dm.press.fonts import load_fonts
from dm.press.pdf import Layout, Sheet
from dm.press.profiles import load_profile
from dm.press.sandbox import Sandbox

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
EXPECTED = Path(__file__).parent / "expected"
DPI = 30
PRINTED = (
    ("letter/spring", "body.html", "print.css", ""),
    ("letter/first", "body.html", "print.css", ""),
    ("letter/business", "body.html", "print.css", ""),
    ("letter/offers", "body.html", "print.css", ""),
    ("courier/gift", "label.html", "label.css", ""),
    ("courier/gift", "runsheet.html", "runsheet.css", "a4-landscape"),
)
SHOWN = (
    ("email/spring", "subject.txt"),
    ("email/spring", "body.txt"),
    ("email/spring", "body.html"),
    ("email/confirm", "body.txt"),
    ("landing", "response.html"),
    ("landing", "preferences.html"),
    ("landing", "unsubscribe.html"),
)


@dataclass(frozen=True)
class Sample:
    """One part of a template in one language."""

    template: Template
    part: str
    language: str
    stylesheet: str = ""
    profile: str = ""

    @property
    def name(self) -> str:
        """The stem of the expected files."""
        stem, _, suffix = self.part.rpartition(".")
        return f"{self.template.name.replace('/', '-')}-{stem}-{suffix}-{self.language}"

    def text(self) -> str:
        """The part as text, from its sample."""
        return Sandbox(self.template).render(self.part, self.template.sample(self.language), self.language)

    def pdf(self) -> bytes:
        """The part as PDF."""
        fonts = load_fonts(TEMPLATES / "fonts", self.template.families)
        profile = load_profile(TEMPLATES / "profiles", self.profile or self.template.profile)
        layout = Layout(self.template.folder, fonts, profile, stylesheet=self.stylesheet)
        return layout.print([Sheet(self.text(), self.name, "0000001.0000002")]).pdf


def printed() -> Iterator[Sample]:
    """Everything that is laid out on pages."""
    for folder, part, stylesheet, profile in PRINTED:
        template = open_template(TEMPLATES / folder)
        for language in template.languages(part):
            yield Sample(template, part, language, stylesheet, profile)


def shown() -> Iterator[Sample]:
    """Everything that is read on screens."""
    for folder, part in SHOWN:
        template = open_template(TEMPLATES / folder)
        for language in template.languages(part):
            yield Sample(template, part, language)


def page_texts(pdf: bytes) -> str:
    """The text of all pages, line by line, form feeds between them."""
    document = pypdfium2.PdfDocument(pdf)
    return "\f".join(page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document)


def page_pictures(pdf: bytes) -> list[Image.Image]:
    """Each page, small and grey."""
    document = pypdfium2.PdfDocument(pdf)
    return [page.render(scale=DPI / 72, grayscale=True).to_pil() for page in document]


def _rewrite() -> None:
    EXPECTED.mkdir(exist_ok=True)
    for old in EXPECTED.iterdir():
        old.unlink()
    for sample in shown():
        (EXPECTED / f"{sample.name}.txt").write_text(sample.text(), encoding="utf-8")
    for sample in printed():
        pdf = sample.pdf()
        (EXPECTED / f"{sample.name}.txt").write_text(page_texts(pdf), encoding="utf-8")
        for number, picture in enumerate(page_pictures(pdf), start=1):
            picture.save(EXPECTED / f"{sample.name}-{number}.png", optimize=True)


if __name__ == "__main__":
    _rewrite()
