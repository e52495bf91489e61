"""Preflight trusts no label: each fault is made, and found on its page."""

from __future__ import annotations

import dataclasses
import io
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pytest
from PIL import Image

from dm.press.finish import Stamp, cmyk, finish
from dm.press.fonts import FontSet
from dm.press.inks import Reader
from dm.press.marks import Rectangle
from dm.press.pdf import Layout, Sheet
from dm.press.preflight import Finding, Laid, preflight
from dm.press.profiles import Profile
from dm.press.separations import in_four_inks

FAMILIES = ("House Sans", "House Serif")
ADDRESS = ("Łucja Ördög", "Lindenweg 5", "10115 Berlin")
WINDOW = (
    "<address style='position: absolute; left: 25mm; top: 64mm; margin: 0; font: 10pt/4.1mm House Sans'>{}</address>"
)


def strip(page: pikepdf.Page) -> None:
    for font in page.obj.Resources.Font.values():
        del font.DescendantFonts[0].FontDescriptor["/FontFile2"]


def empty_box(page: pikepdf.Page) -> None:
    page.contents_coalesce()
    text = page.obj.Contents.read_bytes()
    assert b"<002f>" in text
    page.obj.Contents.write(text.replace(b"<002f>", b"<0000>", 1))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "print.css").write_text(
        "@page { margin: 0 } html { font-family: 'House Serif' } body { margin: 0 } p { margin: 110mm 25mm 0 }"
    )
    return tmp_path


def found(
    folder: Path, fonts: FontSet, profile: Profile, html: str, *, address: tuple[str, ...] = (), **more: Any
) -> list[Finding]:
    profile = dataclasses.replace(profile, **more)
    printed = Layout(folder, fonts, profile).print([Sheet(html, "row 1", "0000001.0000002")])
    pdf = finish(printed.pdf, profile)
    return preflight(pdf, profile, [Laid("row 1", 0, printed.pages[0], address)], FAMILIES, pages=printed.pages[0])


def letter(words: str = "<p>Hello</p>", address: tuple[str, ...] = ADDRESS) -> str:
    return WINDOW.format("".join(f"<div>{line}</div>" for line in address)) + words


def test_a_clean_letter_has_no_finding(folder: Path, fonts: FontSet, profile: Profile) -> None:
    assert found(folder, fonts, profile, letter(), address=ADDRESS) == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("<p style='margin: 110mm 0 0 206mm'>at the edge</p>", "keep_out"),
        ("<p style='margin: 110mm 0 0 190mm; white-space: nowrap'>over the edge of the page</p>", "text_outside"),
        ("<p style='height: 3mm; overflow: hidden'>one<br>two<br>three</p>", "text_cut"),
        ("<p style='width: 20mm; overflow: hidden; white-space: nowrap'>A sender with a long name</p>", "text_cut"),
        ("<hr style='position: absolute; left: 60mm; top: 70mm; width: 20mm; border: 1mm solid'>", "address_alone"),
        ("<p style='position: absolute; left: 60mm; top: 70mm; margin: 0'>Advice</p>", "address_text"),
        ("<p style='font-size: 1pt'>conditions</p>", "tiny_text"),
        ("<p style='font-size: 20pt; transform: scale(.1)'>conditions</p>", "tiny_text"),
        ("<p style='color: white'>conditions</p>", "unseen_text"),
        ("<p style='color: #fafafa; background: #fff'>conditions</p>", "unseen_text"),
    ],
)
def test_a_fault_of_the_page_is_found(folder: Path, fonts: FontSet, profile: Profile, words: str, code: str) -> None:
    findings = found(folder, fonts, profile, letter(words), address=ADDRESS)
    assert code in {one.code for one in findings}
    assert all(str(one).startswith("row 1, page 1: ") for one in findings)


def test_white_on_a_dark_ground_and_small_print_are_read(folder: Path, fonts: FontSet, profile: Profile) -> None:
    small = "<small style='font-size: 4pt; color: #fff'>*</small>"
    words = f"<p style='background: #246'><b style='color: white'>Offer</b> {small}</p>"
    assert found(folder, fonts, profile, letter(words), address=ADDRESS) == []


@pytest.mark.parametrize("colour", ["#000", "#05050f", "#020617", "device-cmyk(0 0 0 1)"])
def test_text_that_looks_black_is_black_ink_alone(folder: Path, fonts: FontSet, profile: Profile, colour: str) -> None:
    words = letter(f"<p style='color: {colour}'>black</p>")
    assert found(folder, fonts, profile, words, address=ADDRESS, colour="cmyk") == []


@pytest.mark.parametrize(
    "style", ["color: device-cmyk(1 1 1 1)", "color: device-cmyk(.6 .4 .4 1)", "background: device-cmyk(1 1 1 .5)"]
)
def test_black_of_many_inks_is_found(folder: Path, fonts: FontSet, profile: Profile, style: str) -> None:
    words = letter(f"<p style='{style}'>black</p>")
    assert [one.code for one in found(folder, fonts, profile, words, address=ADDRESS, colour="cmyk")] == ["colour"]


def test_a_font_may_be_called_as_an_operator_is(folder: Path, fonts: FontSet, profile: Profile) -> None:
    printed = Layout(folder, fonts, profile).print([Sheet(letter(), "row 1")]).pdf
    with pikepdf.open(io.BytesIO(printed)) as document:
        page = document.pages[0]
        before = Reader().read(page).inks
        named = page.obj.Resources.Font
        (first, *_) = named.keys()
        page.contents_coalesce()
        page.obj.Contents.write(page.obj.Contents.read_bytes().replace(f"{first} ".encode(), b"/ABCDTJ "))
        named["/ABCDTJ"] = named[first]
        assert Reader().read(page).inks == before


def test_a_fault_on_the_second_page_is_named_with_it(folder: Path, fonts: FontSet, profile: Profile) -> None:
    words = "<p>one</p><p style='break-before: page; margin-left: 206mm'>two</p>"
    assert {one.page for one in found(folder, fonts, profile, letter(words))} == {2}


def test_a_window_that_the_vendor_fills_must_be_empty(folder: Path, fonts: FontSet, profile: Profile) -> None:
    assert found(folder, fonts, profile, letter(), address_by="vendor") == []
    drawn = letter("<p style='position: absolute; left: 30mm; top: 70mm; margin: 0'>From us</p>")
    assert [one.code for one in found(folder, fonts, profile, drawn, address_by="vendor")] == ["address_alone"]


def test_an_rgb_picture_is_printed_in_four_inks(folder: Path, fonts: FontSet, profile: Profile) -> None:
    picture(folder / "rgb.png", 400, "RGB")
    shown = letter("<p><img src='rgb.png' style='width: 30mm'></p>")
    assert found(folder, fonts, profile, shown, colour="cmyk", address=ADDRESS) == []
    printed = Layout(folder, fonts, profile).print([Sheet(shown, "row 1")])
    made = [finish(printed.pdf, dataclasses.replace(profile, colour="cmyk")) for _ in range(2)]
    assert made[0] == made[1]
    with pikepdf.open(io.BytesIO(made[0])) as document:
        pictures = [one for one in document.objects if isinstance(one, pikepdf.Stream) and one.get("/Width")]
        assert [str(one.ColorSpace) for one in pictures] == ["/DeviceCMYK"]
        assert [len(one.read_bytes()) for one in pictures] == [400 * 400 * 4]


def test_pixels_become_inks_as_texts_do() -> None:
    points = [(255, 0, 0), (128, 128, 128), (0, 0, 0), (255, 255, 255), (100, 50, 25)]
    inks = in_four_inks(np.array([points], dtype=np.uint8))[0]
    for point, ink in zip(points, inks, strict=True):
        assert ink / 255 == pytest.approx(cmyk(*(part / 255 for part in point)), abs=0.003)


def test_cmyk_takes_no_transparency(folder: Path, fonts: FontSet, profile: Profile) -> None:
    seen = found(folder, fonts, profile, letter("<p style='opacity: .5'>pale</p>"), colour="cmyk")
    assert "transparency" in {one.code for one in seen}
    gradient = "<p style='height: 20mm; background: linear-gradient(red, blue)'>x</p>"
    assert "colour" in {one.code for one in found(folder, fonts, profile, letter(gradient), colour="cmyk")}


def test_texts_and_lines_become_cmyk_and_black_is_one_plate(folder: Path, fonts: FontSet, profile: Profile) -> None:
    words = "<p style='color: red; border: 1pt solid #123456'>red</p><p style='margin-top: 5mm'>black</p>"
    assert found(folder, fonts, profile, letter(words), colour="cmyk", address=ADDRESS) == []
    printed = Layout(folder, fonts, profile).print([Sheet(letter(words), "row 1")])
    with pikepdf.open(io.BytesIO(finish(printed.pdf, dataclasses.replace(profile, colour="cmyk")))) as document:
        colours = {ink.colour for ink in Reader().read(document.pages[0]).inks}
    assert ("cmyk", (0.0, 1.0, 1.0, 0.0)) in colours
    assert ("cmyk", (0.0, 0.0, 0.0, 1.0)) in colours
    assert {space for space, _ in colours} == {"cmyk"}


@pytest.mark.parametrize(
    ("rgb", "wanted"),
    [
        ((0, 0, 0), (0, 0, 0, 1)),
        ((1, 1, 1), (0, 0, 0, 0)),
        ((0.5, 0.5, 0.5), (0, 0, 0, 0.5)),
        ((1, 0, 0), (0, 1, 1, 0)),
    ],
)
def test_greys_are_black_ink_alone(rgb: tuple[float, ...], wanted: tuple[float, ...]) -> None:
    assert cmyk(*rgb) == pytest.approx(wanted)


def test_a_coarse_picture_is_named_with_its_resolution(folder: Path, fonts: FontSet, profile: Profile) -> None:
    picture(folder / "small.png", 100, "L")
    seen = found(folder, fonts, profile, letter("<p><img src='small.png' style='width: 50.8mm'></p>"))
    assert [one.message for one in seen] == ["a picture has 50 dpi as placed; 300 are asked for."]
    assert found(folder, fonts, profile, letter("<p><img src='small.png' style='width: 8mm'></p>")) == []


def test_pages_with_bleed_begin_at_zero(folder: Path, fonts: FontSet, profile: Profile) -> None:
    assert found(folder, fonts, profile, letter(), bleed=3.0, address=ADDRESS) == []
    wide = dataclasses.replace(profile, bleed=3.0)
    pdf = Layout(folder, fonts, wide).print([Sheet(letter(), "row 1")]).pdf
    assert {one.code for one in preflight(pdf, wide, [Laid("row 1", 0, 1)], FAMILIES, pages=1)} == {"box"}


def test_drawn_bars_are_where_they_should_be(folder: Path, fonts: FontSet, profile: Profile) -> None:
    pdf = Layout(folder, fonts, profile).print([Sheet(letter(), "row 1")]).pdf
    pdf = finish(pdf, profile, stamps={0: Stamp([Rectangle(100, 200, 0.5, 3)])})
    with pikepdf.open(io.BytesIO(pdf)) as document:
        last = Reader().read(document.pages[0]).inks[-1]
    mm = 25.4 / 72
    assert [last.box[0] * mm, 297 - last.box[3] * mm] == pytest.approx([100, 200], abs=0.05)


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda page: page.obj.__setitem__("/Rotate", 90), "box"),
        (lambda page: page.obj.__setitem__("/TrimBox", pikepdf.Array([0, 0, 590, 841])), "box"),
        (strip, "font"),
        (empty_box, "missing_glyph"),
    ],
)
def test_a_file_that_somebody_spoiled_is_found(
    folder: Path, fonts: FontSet, profile: Profile, spoil: Any, code: str
) -> None:
    pdf = Layout(folder, fonts, profile).print([Sheet(letter(), "row 1")]).pdf
    with pikepdf.open(io.BytesIO(pdf)) as document:
        spoil(document.pages[0])
        document.save(out := io.BytesIO())
    findings = preflight(out.getvalue(), profile, [Laid("row 1", 0, 1)], FAMILIES, pages=1)
    assert code in {one.code for one in findings}


def test_a_page_too_many_or_too_few_is_found(folder: Path, fonts: FontSet, profile: Profile) -> None:
    pdf = Layout(folder, fonts, profile).print([Sheet(letter(), "row 1")]).pdf
    assert [one.code for one in preflight(pdf, profile, [Laid("row 1", 0, 2)], FAMILIES, pages=2)] == [
        "page_count",
        "page_sum",
    ]


def picture(path: Path, pixels: int, mode: str) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (pixels, pixels, 3), dtype=np.uint8)
    Image.fromarray(noise).convert(mode).save(path)
