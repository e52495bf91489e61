"""Pages, laid out without anything from outside."""

from __future__ import annotations

import dataclasses
import io
import logging
from pathlib import Path

import pikepdf
import pytest

from dm.errors import TemplateError
from dm.press.fonts import FontSet
from dm.press.limits import ticking
from dm.press.marks import Rectangle, read_marks
from dm.press.pdf import Layout, Sheet, fingerprint
from dm.press.profiles import Profile
from dm.press.replay import Replay

MARK = "000000A.000000B"
TWO_PAGES = "<p>one</p><p style='break-before: page'>two</p>"


def letters(count: int) -> list[Sheet]:
    return [Sheet(f"<p>Letter <b>{number}</b></p>", f"row {number}", MARK) for number in range(count)]


def test_the_same_letters_give_the_same_bytes(layout: Layout) -> None:
    assert layout.print(letters(3)) == layout.print(letters(3))


def test_every_sheet_carries_its_mark_and_a_scanner_reads_it(layout: Layout, profile: Profile) -> None:
    printed = layout.print([Sheet(TWO_PAGES, "row 1", MARK), *letters(1)])
    assert printed.pages == (2, 1)
    assert printed.marks == (f"{MARK}.01.02", f"{MARK}.02.02", f"{MARK}.01.01")
    assert profile.mark is not None
    assert read_marks(printed.pdf, profile.mark, range(3)) == list(printed.marks)


def test_shuffled_pages_are_found_by_their_marks(layout: Layout, profile: Profile) -> None:
    printed = layout.print([Sheet(TWO_PAGES, "row 1", MARK)])
    with pikepdf.open(io.BytesIO(printed.pdf)) as document:
        document.pages.reverse()
        document.save(shuffled := io.BytesIO())
    assert profile.mark is not None
    assert read_marks(shuffled.getvalue(), profile.mark, range(2)) == [f"{MARK}.02.02", f"{MARK}.01.02"]


def test_duplex_pads_with_a_blank_back_and_marks_fronts_only(folder: Path, fonts: FontSet, profile: Profile) -> None:
    layout = Layout(folder, fonts, dataclasses.replace(profile, duplex=True))
    printed = layout.print(letters(2))
    assert printed.pages == (2, 2)
    assert printed.marks == (f"{MARK}.01.01", None) * 2


def test_a_blank_back_is_as_large_as_its_front(folder: Path, fonts: FontSet, profile: Profile) -> None:
    (folder / "print.css").write_text("@page { size: A4; bleed: 3mm }")
    printed = Layout(folder, fonts, dataclasses.replace(profile, duplex=True, bleed=3)).print(letters(1))
    with pikepdf.open(io.BytesIO(printed.pdf)) as document:
        front, back = ([float(edge) for edge in page.mediabox] for page in document.pages)
    assert front == back


@pytest.mark.parametrize(
    ("html", "says"),
    [
        ("<img src='http://example.com/x.png'>", "outside its own folder"),
        ("<img src='file:///etc/passwd'>", "outside its own folder"),
        ("<img src='../x.png'>", "outside its own folder"),
        ("<img src='far.svg'>", "far.svg, which asks for http://127.0.0.1:1/y.svg#a, outside"),
        ("<img src='bomb.svg'>", "bomb.svg, which defines entities"),
        ("<img src='data:image/svg+xml,<!DOCTYPE s [<!ENTITY a \"a\">]><svg/>'>", "defines entities"),
        ("<link rel=attachment href='file:///etc/passwd'>", "attaches a file"),
        ("<p><a rel=attachment href='file:///etc/passwd'>x</a>", "attaches a file"),
        ("<p><a rel=attachment href='print.css'>x</a>", "attaches a file"),
        ("<link rel=stylesheet href='//example.com/x.css'>", "outside its own folder"),
        ("<img src='no.png'>", "not in its folder"),
        ("<img src='a/../../x.png'>", "outside its own folder"),
        ("<p style='background: url(ftp://example.com/x.png)'>x</p>", "outside its own folder"),
        ("<link rel=stylesheet href='data:text/css,p{}'>", "no picture"),
        ("<svg><image href='file:///etc/passwd'/></svg>", "Failed to render SVG"),
        ("<p style='colour: red'>x</p>", "unknown property"),
        ("<p style='font-family: DejaVu Sans'>x</p>", "DejaVu Sans is used and not pinned"),
        ("<ol><li>a<ul><li>b</ul></ol>", r"row 1: the marker \S \(U\+25E6\) of lists of level 2 is in none of"),
        ("<style>q::before { content: '\\2192' }</style><q>x</q>", r"\(U\+2192\) that the styles put before <q>"),
    ],
)
@pytest.mark.parametrize("replayed", [False, True])
def test_what_a_template_may_not_do_is_an_error(layout: Layout, html: str, says: str, replayed: bool) -> None:
    engine = Replay(layout) if replayed else layout
    with pytest.raises(TemplateError, match=says):
        engine.print_printable([Sheet(html, "row 1", fenced=html)])


def test_a_letter_with_a_strange_glyph_is_refused_and_the_others_are_printed(layout: Layout) -> None:
    printed = layout.print_printable([Sheet("<p>渡邉</p>", "row 1"), Sheet("<p>ł ő ё ʼ</p>", "row 2")])
    assert printed.pages == (0, 1)
    assert printed.faults[0] is not None
    assert printed.faults[0].reason == "missing_glyph"
    assert "渡 (U+6E21)" in printed.faults[0].message


def test_an_address_that_leaves_its_window_is_refused(layout: Layout) -> None:
    place = "position: absolute; left: 0; top: 55mm; white-space: nowrap"
    long = "<address style='{}'>{}</address>".format(place, "Wolfeschlegelsteinhausen" * 4)
    fault = layout.print_printable([Sheet(long, "row 1")]).faults[0]
    assert fault is not None
    assert fault.reason == "address_overflow"


def test_too_many_pages_are_refused(folder: Path, fonts: FontSet, profile: Profile) -> None:
    layout = Layout(folder, fonts, dataclasses.replace(profile, max_pages=1))
    fault = layout.print_printable([Sheet(TWO_PAGES, "row 1")]).faults[0]
    assert fault is not None
    assert fault.reason == "too_many_pages"


def test_where_weasyprint_itself_fails_the_letter_is_refused_by_name(layout: Layout) -> None:
    cells = f"<div></div><div></div><div><h2>word</h2></div><div></div><div><h3>{'word ' * 100}</h3></div>"
    grid = f"<div style='display: grid; grid-template-columns: 20mm 1fr; font-size: 40pt'>{cells}</div>"
    fault = layout.print_printable([Sheet("<p>one</p>", "row 6"), Sheet(grid, "row 7")]).faults[1]
    assert fault is not None
    assert (fault.reason, "row 7" in fault.message) == ("layout_failed", True)


def test_a_page_of_another_size_is_an_error(folder: Path, fonts: FontSet, profile: Profile) -> None:
    (folder / "print.css").write_text("@page { size: letter }")
    with pytest.raises(TemplateError, match=r"215\.9 x 279\.4 mm; din5008-b wants 210 x 297 mm"):
        Layout(folder, fonts, profile).print(letters(1))


def test_all_fonts_are_embedded_subsets(layout: Layout) -> None:
    with pikepdf.open(io.BytesIO(layout.print(letters(1)).pdf)) as document:
        fonts = list(document.pages[0].Resources.Font.values())
        descriptors = [font.DescendantFonts[0].FontDescriptor for font in fonts]
        assert fonts
        assert all("/FontFile2" in row or "/FontFile3" in row for row in descriptors)
        assert all(str(font.BaseFont)[7] == "+" for font in fonts)


def test_the_logger_is_left_as_it_was(layout: Layout) -> None:
    before = list(logging.getLogger("weasyprint").handlers)
    layout.print(letters(1))
    assert logging.getLogger("weasyprint").handlers == before


def test_the_fingerprint_names_what_decides_about_bytes(fonts: FontSet) -> None:
    assert set(fingerprint(fonts)) == {"weasyprint", "pango", "harfbuzz", "fonts"}


def test_a_mark_with_nothing_to_read_is_none(layout: Layout) -> None:
    printed = layout.print([Sheet("<p>x</p>", "row 1")])
    assert read_marks(printed.pdf, Rectangle(10, 222, 8, 8), [0]) == [None]


@pytest.mark.parametrize("asked", ["<link rel=stylesheet href='more.css'>", "<style>@import 'more.css'</style>"])
def test_a_style_sheet_of_the_folder_is_taken(folder: Path, fonts: FontSet, profile: Profile, asked: str) -> None:
    (folder / "more.css").write_text("b { break-before: page; display: block }")
    printed = Layout(folder, fonts, profile).print([Sheet(asked + "<p>one</p><b>two</b>", "row 1", MARK)])
    assert printed.pages == (2,)


def test_a_layout_without_end_is_stopped_and_named(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dm.press.pdf.LAYOUT_SECONDS", 0)
    boxes = "<div style='display: flex'>" * 10
    with pytest.raises(TemplateError, match=r"row 7, .*: its layout takes more than 0 seconds"), ticking():
        layout.print([Sheet(f"{boxes}x", "row 7")])
