"""Codes that are drawn and read back."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image
from zxingcpp import BarcodeFormat

from dm.errors import DmError
from dm.press.folders import open_template
from dm.press.fonts import FontSet, load_fonts
from dm.press.marks import SCAN_DPI, datamatrix_svg, qr_png, qr_svg, read_image
from dm.press.pdf import Layout, Sheet
from dm.press.profiles import load_profile
from dm.press.sandbox import Sandbox

TEMPLATES = Path(__file__).parents[3] / "templates"
LINK = "https://example.com/r/K7PM4Q2"


def scan(folder: str, part: str, stylesheet: str, kind: BarcodeFormat) -> str | None:
    template = open_template(TEMPLATES / folder)
    fonts = load_fonts(TEMPLATES / "fonts", template.families)
    layout = Layout(
        template.folder, fonts, load_profile(TEMPLATES / "profiles", template.profile), stylesheet=stylesheet
    )
    html = Sandbox(template).render(part, template.sample())
    page = pypdfium2.PdfDocument(layout.print([Sheet(html, "sample")]).pdf)[0]
    return read_image(page.render(scale=SCAN_DPI / 72, grayscale=True).to_numpy().squeeze(), kind)


def test_the_qr_code_of_a_letter_is_its_link() -> None:
    assert scan("letter/spring", "body.html", "print.css", BarcodeFormat.QRCode) == "https://beispiel.example/r/K7PM4Q2"


def test_the_bar_code_of_a_label_is_its_consignment() -> None:
    assert scan("courier/gift", "label.html", "label.css", BarcodeFormat.Code128) == "CN0000001234"


def test_the_picture_for_an_email_reads() -> None:
    pixels = np.asarray(Image.open(io.BytesIO(qr_png(LINK))).convert("L"))
    assert read_image(pixels, BarcodeFormat.QRCode) == LINK


def test_an_svg_holds_no_text() -> None:
    assert "<script" not in qr_svg("<script>alert(1)</script>")
    assert datamatrix_svg("A").startswith('<svg class="datamatrix"')


@pytest.mark.parametrize("text", ["", "x" * 8000])
def test_what_does_not_fit_is_said_plainly(text: str) -> None:
    with pytest.raises(DmError):
        datamatrix_svg(text)


def test_changed_and_unknown_fonts_are_refused(tmp_path: Path, fonts: FontSet) -> None:
    (tmp_path / "a.ttf").write_bytes(b"no font")
    (tmp_path / "fonts.toml").write_text(
        '["My Sans"]\nfaces = [{ file = "a.ttf", weight = 400, style = "normal", sha256 = "00" }]'
    )
    with pytest.raises(DmError, match=r"a\.ttf is not the pinned one"):
        load_fonts(tmp_path, ["My Sans"])
    with pytest.raises(DmError, match="Did you mean 'My Sans'"):
        load_fonts(tmp_path, ["My Snas"])
    assert fonts.missing("Łódź ʼ ő ё ə 渡") == {"渡"}
