"""A row, a paragraph or a box that some letters lack may be what the others' widths come from."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.strangers.templates import differing
from tests.unit.replay.conftest import Press

ROW = "{% if dear %}<tr><td>A row that is long and the same</td><td>b</td></tr>{% endif %}<tr><td>a</td><td>c</td></tr>"
PART = "<div>{% if dear %}<p>A rather long paragraph</p>{% endif %}<p>short</p></div>"
BESIDE = f"<section>{PART}<div>beside</div></section>"
LONG = PART.replace("rather", "rather" * 20)
# What some letters lack, and whether the others follow one lesson all the same.
PARTS = {
    "a row of a table": (f"<table>{ROW}</table>", "", True),
    "a row of a table with a cell of padding alone": (
        f"<table><tr><td class=e></td><td>a long head</td></tr>{ROW}</table>",
        "table { width: 60% } .e { padding: 6mm }",
        True,
    ),
    "a row over more columns than there are": (
        f"<table>{ROW}</table>".replace("<td>A", "<td colspan=2>A"),
        "table { table-layout: fixed; width: 100% }",
        False,
    ),
    "a row of a table in another table": (
        f"<table><tr><td><table>{ROW}</table></td><td>beside {{{{ name }}}}</td></tr></table>",
        "",
        False,
    ),
    "a paragraph in a cell": (f"<table><tr><td>{PART}</td><td>beside</td></tr></table>", "table { width: 90% }", True),
    "a paragraph in a box as wide as its content": (
        PART,
        "div { position: absolute; right: 0; top: 0; background: #eef }",
        False,
    ),
    "a paragraph in a flexible row": (BESIDE, "section { display: flex } div { background: #eef }", False),
    "a long word in a flexible row of shares": (
        BESIDE.replace(PART, LONG),
        "section { display: flex } div { flex: 1; background: #eef }",
        False,
    ),
    "a wide box in a grid of shares": (
        BESIDE.replace("<p>A", "<p class=w>A"),
        "section { display: grid; grid-template-columns: 1fr 1fr } .w { width: 130mm }",
        False,
    ),
    "a paragraph in a flexible row of shares": (BESIDE, "section { display: flex } div { flex: 1 }", True),
    "a paragraph in a column of a grid": (
        BESIDE,
        "section { display: grid; grid-template-columns: auto 1fr } div { background: #eef }",
        False,
    ),
}
# No unit decides here; the widths that these have come from a value elsewhere in the table. How many follow at least.
MOVED = {
    "a caption": ("<table><caption>A caption, longer than it</caption><tr><td>{{ name }}</td></tr></table>", "", 0),
    "columns that are fixed in a table of no width": (
        "<table><tr><td>Two words</td><td>c</td></tr><tr><td>{{ name }}</td><td>d</td></tr></table>",
        "table { table-layout: fixed }",
        12,
    ),
}


def _rows() -> list[dict[str, object]]:
    names = ("Anna", "Bartholomew", "Ed", "Wilhelmina Featherstonehaugh")
    return [{"name": names[number % 4], "dear": number % 3 == 1} for number in range(14)]


@pytest.mark.parametrize("name", PARTS)
def test_letters_without_it_look_as_weasyprint_prints_them(press: Callable[..., Press], name: str) -> None:
    body, css, follows = PARTS[name]
    mine = press(f"<p>Dear {{{{ name }}}},</p>{body}<p>Yours</p>", css)
    sheets = mine.sheets(_rows())
    printed = mine.replay.print_printable(sheets)
    assert not printed.disproved
    assert differing(printed, mine.layout.print_printable(sheets)) == []
    assert printed.replayed >= (14 if follows else 5)


@pytest.mark.parametrize("name", MOVED)
def test_what_is_as_wide_as_a_table_looks_as_weasyprint_prints_it(press: Callable[..., Press], name: str) -> None:
    body, css, least = MOVED[name]
    mine = press(body, css)
    sheets = mine.sheets(_rows())
    printed = mine.replay.print_printable(sheets)
    assert not printed.disproved
    assert differing(printed, mine.layout.print_printable(sheets)) == []
    assert printed.replayed >= least
