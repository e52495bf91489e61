"""The same letter by other means. Every case writes its PDF, so that nobody is spared the last step."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bench.people import letters

FONTS = Path(__file__).parent.parent / "templates" / "fonts"
LETTER = Path(__file__).parent / "letter"
CHUNK = 40


def _qr(link: str) -> str:
    import zxingcpp

    return str(zxingcpp.create_barcode(link, zxingcpp.BarcodeFormat.QRCode).to_svg())


def _pages(count: int) -> Iterator[str]:
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    template = Environment(undefined=StrictUndefined, autoescape=True).from_string((LETTER / "body.html").read_text())
    for letter in letters(count):
        yield template.render(letter, qr=lambda link: Markup(_qr(link)))


def _css() -> str:
    face = '@font-face {{ font-family: "House Sans"; font-weight: {}; src: url("{}") }}\n'
    faces = {"normal": "NotoSans-Regular.ttf", "bold": "NotoSans-Bold.ttf"}
    return (
        "".join(face.format(weight, (FONTS / file).as_uri()) for weight, file in faces.items())
        + (LETTER / "print.css").read_text()
    )


def weasyprint_one_by_one(count: int, folder: Path) -> Callable[[], Any]:
    """As its manual begins: each letter a document of its own."""
    from weasyprint import CSS, HTML

    def work() -> None:
        for number, page in enumerate(_pages(count)):
            HTML(string=page).write_pdf(folder / f"one-{number % CHUNK}.pdf", stylesheets=[CSS(string=_css())])

    return work


def weasyprint_in_chunks(count: int, folder: Path) -> Callable[[], Any]:
    """At its best: fonts and styles read once, one PDF for forty letters, garbage collected between chunks."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    def work() -> None:
        fonts = FontConfiguration()
        styles = [CSS(string=_css(), font_config=fonts)]
        documents = []
        gc.disable()
        for number, page in enumerate(_pages(count), start=1):
            documents.append(HTML(string=page).render(stylesheets=styles, font_config=fonts))
            if number % CHUNK == 0 or number == count:
                sheets = [sheet for document in documents for sheet in document.pages]
                documents[0].copy(sheets).write_pdf(folder / f"chunk-{number}.pdf")
                documents = []
                gc.collect()

    return work


def reportlab(count: int, folder: Path) -> Callable[[], Any]:
    """Paragraphs and a QR code drawn by its own means; one PDF for all."""
    from reportlab.graphics.barcode.qr import QrCodeWidget
    from reportlab.graphics.shapes import Drawing
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import mm
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate

    def block(text: str, style: ParagraphStyle) -> Paragraph:
        return Paragraph(text.replace("<br>", "<br/>"), style)

    def qr(link: str) -> Drawing:
        drawing = Drawing(28 * mm, 28 * mm)
        drawing.add(QrCodeWidget(link, barWidth=28 * mm, barHeight=28 * mm))
        return drawing

    def work() -> None:
        pdfmetrics.registerFont(TTFont("Sans", FONTS / "NotoSans-Regular.ttf"))
        pdfmetrics.registerFont(TTFont("Sans-Bold", FONTS / "NotoSans-Bold.ttf"))
        pdfmetrics.registerFontFamily("Sans", normal="Sans", bold="Sans-Bold", italic="Sans", boldItalic="Sans-Bold")
        style = ParagraphStyle("body", fontName="Sans", fontSize=10, leading=14, spaceAfter=3 * mm)
        story: list[Any] = []
        for letter, page in zip(letters(count), _pages(count), strict=True):
            texts = page.split("<body>")[1].split("</body>")[0].replace("\n", " ")
            before, _, after = texts.partition("<svg")
            story += [block(text, style) for text in _blocks(before)] + [qr(letter["link"])]
            story += [block(text, style) for text in _blocks(after.partition("</svg>")[2])] + [PageBreak()]
        SimpleDocTemplate(str(folder / "reportlab.pdf"), pagesize=A4, leftMargin=25 * mm, rightMargin=20 * mm).build(
            story
        )

    return work


def _blocks(html: str) -> list[str]:
    import re

    return re.findall(r"<(?:p|h1|address|dt|dd)\b[^>]*>(.*?)</(?:p|h1|address|dt|dd)>", html)


def typst_one_by_one(count: int, folder: Path) -> Callable[[], Any]:
    """One document a letter; the compiler and its fonts are kept. The QR code comes from zxing-cpp as well."""
    return _typst(count, folder, chunk=1)


def typst_in_chunks(count: int, folder: Path) -> Callable[[], Any]:
    """Forty letters a document, as with WeasyPrint."""
    return _typst(count, folder, chunk=CHUNK)


def _typst(count: int, folder: Path, *, chunk: int) -> Callable[[], Any]:
    import typst

    def work() -> None:
        compiler = typst.Compiler(root="/", font_paths=[str(FONTS)], ignore_system_fonts=True)
        rows = [{**letter, "qr": _qr(letter["link"])} for letter in letters(count)]
        for start in range(0, count, chunk):
            data = folder / f"typst-{start}.json"
            data.write_text(json.dumps(rows[start : start + chunk]), encoding="utf-8")
            pdf = folder / f"typst-{start}.pdf"
            compiler.compile(str(LETTER / "letter.typ"), str(pdf), sys_inputs={"data": str(data)})

    return work
