"""What a page draws is read the same, however its content is written."""

from __future__ import annotations

import pikepdf
import pytest

from dm.press.inks import PageInks, Reader

FONT = {
    "/Type": pikepdf.Name.Font,
    "/Subtype": pikepdf.Name.Type1,
    "/BaseFont": pikepdf.Name("/Times-Roman"),
    "/FirstChar": 32,
    "/Widths": [500] * 96,
}


def read(content: bytes, *, form: bytes = b"") -> PageInks:
    with pikepdf.new() as document:
        page = document.add_blank_page(page_size=(200, 200))
        inner = document.make_stream(form, {"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Form})
        fonts = pikepdf.Dictionary({"/F": document.make_indirect(pikepdf.Dictionary(FONT))})
        inner.Resources = pikepdf.Dictionary({"/Font": fonts})
        page.Resources = pikepdf.Dictionary({"/Font": fonts, "/XObject": pikepdf.Dictionary({"/X": inner})})
        page.Contents = document.make_stream(content)
        return Reader().read(page)


@pytest.mark.parametrize(
    "other",
    [
        b"BT /F 10 Tf 1 0 0 1 20 30 Tm (AB A) Tj ET",
        b"BT/F 10 Tf 1 0 0 1 20 30 Tm[(AB)-0( A)]TJ ET",
        b"BT /F 10 Tf 1 0 0 1 20 30 Tm [<4142>0<2041>] TJ ET",
        b"% (a comment\nBT /F 10 Tf 1 0 0 1 20 30 Tm <4142 2041> Tj ET",
        b"BT /F 10 Tf 20 30 Td [ <41>\n<42> <2041> ] TJ ET",
    ],
)
def test_texts_are_as_wide_however_they_are_written(other: bytes) -> None:
    assert read(other).inks == read(b"BT /F 10 Tf 1 0 0 1 20 30 Tm <41422041> Tj ET").inks
    assert read(other).inks[0].box[2] == pytest.approx(40)


@pytest.mark.parametrize("matrix", [b"1 0 0 1 5 6", b"2 0 0 -2 100 150", b"0.8 0.6 -0.6 0.8 50 20"])
def test_rectangles_in_a_row_are_where_each_of_them_is(matrix: bytes) -> None:
    several = b"q " + matrix + b" cm 1 2 3 4 re 10 20 5 -6 re -3 0 1 1 re f Q"
    apart = b"q " + matrix + b" cm 1 2 3 4 re\th 10 20 5 -6 re\th -3 0 1 1 re\th f Q"
    (one,), (other,) = read(several).inks, read(apart).inks
    assert one.box == pytest.approx(other.box)


def test_a_form_draws_in_each_state_that_it_is_called_in() -> None:
    form = b"0 0 10 10 re f BT /F 5 Tf <41> Tj ET"
    called = b"1 0 0 rg /X Do q 1 0 0 1 50 50 cm 0 1 0 rg /X Do Q /X Do"
    inks = read(called, form=form).inks
    assert [ink.box[0] for ink in inks if ink.kind == "path"] == [0, 50, 0]
    assert [ink.colour[1] for ink in inks if ink.kind == "path"] == [(1, 0, 0), (0, 1, 0), (1, 0, 0)]
    assert inks[:2] == inks[4:]
