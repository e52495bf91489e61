"""Letters whose pages end where others' do follow them, on however many pages, and look as WeasyPrint prints them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.strangers.templates import unlike
from tests.unit.replay.conftest import Press
from tests.unit.replay.words import differences, links

LATIN = "linen that becomes softer with every wash, cotton in eleven quiet colours, wool for the evenings".split()
RUSSIAN = (
    "\u043b\u0451\u043d, \u043a\u043e\u0442\u043e\u0440\u044b\u0439 \u0441 \u043a\u0430\u0436\u0434\u043e\u0439 "
    "\u0441\u0442\u0438\u0440\u043a\u043e\u0439 \u043c\u044f\u0433\u0447\u0435"
).split()
PAGE = "@page { margin: 60mm 25mm; @bottom-right { content: counter(page) '/' counter(pages); width: 30mm } } "


def text(number: int, words: list[str], least: int = 20, most: int = 40) -> str:
    """Words enough for a few lines of a letter."""
    return " ".join(words[(number + at) % len(words)] for at in range(least + number * 29 % most))


SAME = text(3, LATIN, 150)


def row(number: int) -> dict[str, Any]:
    """A person to whom more or less is written."""
    return {
        "name": ("Anna", "Bartholomew", "Cleo")[number % 3],
        "long": text(number * 5, LATIN),
        "russian": text(number * 7, RUSSIAN),
        "cells": [text(number * 3 + at * 7, LATIN, 3, 14) for at in range(30)],
    }


def rows_of(cells: int) -> str:
    """Rows of a table."""
    return "".join(f"<tr><td>{{{{ cells[{at}] }}}}</td><td>{at}</td></tr>" for at in range(cells))


TABLE = "table{width:100%;table-layout:fixed} tr{break-inside:avoid} tr:nth-child(even){background:#dde} "
LONG, FEWER = "<p>{{ long }}</p>", "<p class=k>{{ russian }}</p>"
BODIES = {
    "a text broken over two pages": (
        f"{LONG}<p>{SAME}</p><p>{SAME}</p><p>{{{{ russian }}}}</p><p>{SAME}</p><p>Yours, {{{{ name }}}}</p>",
        "p{orphans:2;widows:3}",
    ),
    "a head that stays with its text, a panel on two pages": (
        f"{LONG}<p>{SAME}</p><div class=p><h2>On</h2><p>{SAME}</p><h2>And</h2><p>{SAME}</p></div>{FEWER}<p>Yours</p>",
        ".p{background:#eef;border:1pt solid #333;padding:3mm;margin:4mm 0} .k{break-inside:avoid}",
    ),
    "rows with a head, and lines between them": (
        f"<p>{{{{ name }}}}</p><table><thead><tr><th>A<th>B</thead><tbody>{rows_of(24)}</tbody></table><p>Yours</p>",
        TABLE + "table{border-collapse:collapse} td{border:.5pt solid #444;padding:1mm}",
    ),
    "rows apart, with a foot": (
        f"{LONG}<table><tbody>{rows_of(20)}</tbody><tfoot><tr><td>Sum<td>20</tfoot></table>",
        TABLE + "table{border-spacing:1mm} td{border:1px solid #444}",
    ),
}


@pytest.mark.parametrize("name", BODIES)
def test_letters_follow_through_their_pages(press: Callable[..., Press], name: str) -> None:
    body, css = BODIES[name]
    mine = press(body, PAGE + css)
    sheets = mine.sheets([row(number) for number in range(16)])
    ours, plain = mine.replay.print_printable(sheets), mine.layout.print_printable(sheets)
    assert (ours.pages, ours.disproved) == (plain.pages, False)
    assert min(ours.pages) > 1
    assert differences(ours.pdf, plain.pdf) == []
    assert links(ours.pdf) == links(plain.pdf)
    assert unlike(ours.pdf, plain.pdf) == []
    assert ours.replayed >= 4


def test_it_does_not_matter_which_letters_came_before(press: Callable[..., Press]) -> None:
    body, css = BODIES["a text broken over two pages"]
    one, other = press(body, PAGE + css), press(body, PAGE + css)
    sheets = one.sheets([row(number) for number in range(10)])
    other.replay.print_printable(sheets[4:])
    one.replay.print_printable(sheets[::-1])
    assert one.replay.print_printable(sheets).pdf == other.replay.print_printable(sheets).pdf


def test_a_flexible_box_is_as_low_as_its_text(press: Callable[..., Press]) -> None:
    mine = press(
        "<div class=f><div>{{ long }}</div><div>Words</div></div><p>Yours</p>", ".f{display:flex} .f div{width:60mm}"
    )
    sheets = mine.sheets([row(number) for number in (6, 1, 2, 3, 4, 5)])
    ours, plain = mine.replay.print_printable(sheets), mine.layout.print_printable(sheets)
    assert differences(ours.pdf, plain.pdf) == []
    assert ours.replayed == 5
