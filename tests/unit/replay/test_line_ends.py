"""Where WeasyPrint ends lines in a way of its own, replayed letters end them there too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dm.press.replay.engine import in_parts
from tests.strangers.pieces import Piece
from tests.strangers.random import opened
from tests.strangers.templates import unlike
from tests.unit.replay.conftest import Press
from tests.unit.replay.words import differences

GRID = "div { display: grid; grid-template-columns: max-content 50mm }"
FEW = [{"v": value} for value in ("one", "two", "line break", "three", "(1) of 2", "four", "x\u00a0y z")]
HOUSE = "in our new house near the old harbour please, prices are stated"
DEAR = [{"v": f"Dear {'i' * number}"} for number in (*range(9, 20), *range(1, 9))]
ENDS = {
    "a box as wide as its text, with a space at its end": ("<div><p>{{ v }} </p><p></p></div>", GRID, FEW),
    "a cell as wide as its text, with a space at its end": (
        "<table><tr><td>{{ v }} </td><td>x</td></tr></table>",
        "td { border: 1px solid }",
        FEW,
    ),
    "a space at an element's end that no line may end at": (
        f"<p>{{{{ v }}}} <u>{HOUSE}, service, </u>. And more of it</p>",
        "p { width: 70mm }",
        DEAR,
    ),
    "an unbreakable space at a text's end": (f"<p>{{{{ v }}}} {HOUSE}&nbsp;</p>", "p { width: 68mm }", DEAR),
    "an element's edge on its left": (
        f"<p>{{{{ v }}}}, <u>our new house of prices</u> {HOUSE}</p>",
        "p { width: 67mm } u { border-left: 3mm solid }",
        DEAR,
    ),
    "an element's edge on its right": (
        f"<p>{{{{ v }}}}, <u>our new <i>house</i></u> of prices {HOUSE}</p>",
        "p { width: 43mm } u { padding-right: 3mm }",
        DEAR,
    ),
    "an element whose words may be broken anywhere": (
        f"<p><b>{{{{ v }}}} <u>our prices of</u></b> {HOUSE}</p>",
        "p { width: 24mm } u { overflow-wrap: anywhere }",
        DEAR,
    ),
    "an element without a text": (
        f"<p>{{{{ v }}}}. <u>{{{{ v[99:] }}}}</u> {HOUSE}</p>",
        "p { width: 30mm; text-align: right }",
        DEAR,
    ),
    "an element that a forced end of line begins": (
        "<p>Please <u><br>note of {{ v }}</u> house</p><p>The end</p>",
        "p { width: 40mm } u { line-height: 30pt }",
        [{"v": "x" * number} for number in range(1, 20)],
    ),
}

WIDTHS = {
    "columns of a grid that content makes wider, each by its part only": (
        "<div><i></i><p>{{ v }}</p></div>",
        "div { display: grid; grid-template-columns: auto auto }",
        [{"v": value} for value in ("x", "http://example.com/a?b=c&d, http://example.com/a?b=c&d", "one two three")],
    ),
    "a column as wide as its content beside a share": (
        "<div><p>{{ v }}</p><p>And the rest</p></div>",
        "div { display: grid; grid-template-columns: auto 1fr }",
        [{"v": "x" * number + " of the house" * number} for number in range(1, 9)],
    ),
}


@pytest.mark.parametrize("name", list(ENDS))
def test_lines_end_where_weasyprint_ends_them(press: Callable[..., Press], name: str) -> None:
    body, css, rows = ENDS[name]
    mine = press(body, css)
    sheets = mine.sheets(rows)
    ours = mine.replay.print_printable(sheets)
    assert differences(ours.pdf, in_parts(mine.layout, sheets).pdf) == []
    assert not ours.disproved


@pytest.mark.parametrize("name", list(WIDTHS))
def test_columns_are_as_wide_as_weasyprint_makes_them(press: Callable[..., Press], name: str) -> None:
    body, css, rows = WIDTHS[name]
    mine = press(body, css)
    sheets = mine.sheets(rows)
    ours = mine.replay.print_printable(sheets)
    assert differences(ours.pdf, in_parts(mine.layout, sheets).pdf) == []
    assert not ours.disproved
    assert ours.replayed > 1


def test_spaces_within_an_underlined_element_are_underlined(press: Callable[..., Press]) -> None:
    mine = press("<p><u><b>{{ v }}</b> <b>of the house</b></u></p>", "p { font: 40pt/50pt 'House Sans' }")
    sheets = mine.sheets(FEW)
    ours = mine.replay.print_printable(sheets)
    assert unlike(ours.pdf, in_parts(mine.layout, sheets).pdf) == []
    assert not ours.disproved
    assert ours.replayed > 4


def test_spaces_are_kerned_with_letters_of_their_script(tmp_path: Path) -> None:
    page = {"@page": ["size:A4"], "html": ["font-family:Arial,'Liberation Sans'"]}
    piece = Piece("<!doctype html><html lang=en><body><p>{{ v }}, Anna of the house</p></body></html>", rules=page)
    mine = opened(tmp_path / "mine", piece, [])
    values = ("Dear", "Ben", "\u0413\u0440\u0430\u0444", "A", "T", "\u0413", "\u0410")
    sheets = mine.sheets([{"v": value} for value in values])
    ours = mine.replay.print_printable(sheets)
    assert differences(ours.pdf, in_parts(mine.layout, sheets).pdf) == []
    assert not ours.disproved
