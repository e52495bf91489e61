"""Letters whose texts are of other heights than the lesson's follow it, and look as WeasyPrint prints them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dm.press.replay.stacks import Highest, Move, Stack, Text
from tests.strangers.templates import unlike
from tests.unit.replay.conftest import Press
from tests.unit.replay.words import differences, links

WORDS = "linen that becomes softer with every wash, cotton in eleven quiet colours, wool for the evenings".split()


def text(number: int) -> str:
    """Words enough for one to eight lines of a letter."""
    return " ".join(WORDS[(number + at) % len(WORDS)] for at in range(7 + number * 29 % 97))


def row(number: int) -> dict[str, Any]:
    """A person to whom much or little is written."""
    return {
        "name": ("Anna", "Bartholomew", "Cleo")[number % 3],
        "long": text(number),
        "other": text(number * 5 + 3),
        "cells": [text(number * 3 + at)[: 40 + (number * 37 + at * 71) % 120] for at in range(3)],
    }


RULED = "table{width:100%;border-collapse:collapse;table-layout:fixed} td{border:.5pt solid #444;padding:1mm} "
BODIES = {
    "paragraphs, a panel, a link, a foot": (
        """<p>Dear {{ name }}, {{ long }}</p><div class=p><h2>Offer</h2><p>{{ other }}</p></div>
        <p>See <a href="https://example.com/">our shop</a>.</p><div class=foot>Always here</div>""",
        """.p{background:#eee;border:1pt solid #333;border-radius:2mm;padding:3mm}
        .foot{position:absolute;bottom:5mm;left:0}""",
    ),
    "rows of cells in all positions": (
        """<p>{{ name }}</p><table><tr class=z><td class=m>{{ cells[0] }}</td><td class=b>{{ name }}</td>
        <td>{{ cells[1] }}</td></tr>
        <tr><td class=l>{{ name }}</td><td class=l>{{ cells[2] }}</td><td>Sum</td></tr></table><p>Yours</p>""",
        RULED + ".z{background:#dde} .m{vertical-align:middle} .b{vertical-align:bottom} .l{vertical-align:baseline}",
    ),
    "columns as wide as their content": (
        """<table><tr><th>What<th>Why<tr><td>{{ cells[0] }}</td><td>{{ long }}</td></tr><tr><td>{{ name }}</td><td>
        {{ cells[1] }}</td></tr></table><p>Yours, {{ name }}</p>""",
        "table{width:100%;border-collapse:collapse} td,th{border:1px solid #666;padding:1mm;text-align:left}",
    ),
    "flexible boxes, least and greatest heights": (
        """<div class=x><div>{{ long }}</div><div>{{ name }}</div></div><div class=n>{{ other }}</div><p>Yours</p>""",
        ".x{display:flex;gap:5mm} .x div{width:60mm;border:1px solid #333} .n{min-height:25mm;background:#eef}",
    ),
}


@pytest.mark.parametrize("name", BODIES)
def test_letters_of_other_heights_follow(press: Callable[..., Press], name: str) -> None:
    mine = press(*BODIES[name])
    sheets = mine.sheets([row(number) for number in range(14)])
    ours, plain = mine.replay.print_printable(sheets), mine.layout.print_printable(sheets)
    assert (ours.pages, ours.disproved) == (plain.pages, False)
    assert differences(ours.pdf, plain.pdf) == []
    assert links(ours.pdf) == links(plain.pdf)
    assert unlike(ours.pdf, plain.pdf) == []
    assert ours.replayed >= 12


def test_it_does_not_matter_which_letter_was_the_lesson(press: Callable[..., Press]) -> None:
    body = BODIES["columns as wide as their content"]
    one, other = press(*body), press(*body)
    sheets = one.sheets([row(number) for number in range(8)])
    other.replay.print_printable(sheets[3:])
    one.replay.print_printable(sheets[::-1])
    assert one.replay.print_printable(sheets).pdf == other.replay.print_printable(sheets).pdf


def test_a_letter_that_needs_another_page_is_not_of_the_class(press: Callable[..., Press]) -> None:
    mine = press("<p>{{ long }}</p><p>{{ long }}</p><p>Yours</p>")
    rows = [row(number) | {"long": text(number) * (1 + 5 * (number % 2))} for number in range(8)]
    sheets = mine.sheets(rows)
    ours, plain = mine.replay.print_printable(sheets), mine.layout.print_printable(sheets)
    assert ours.pages == plain.pages
    assert len(set(ours.pages)) > 1
    assert differences(ours.pdf, plain.pdf) == []


def test_what_begins_a_page_could_fit_on_the_one_before(press: Callable[..., Press]) -> None:
    body = "<div class=f>{{ name }}</div><p class=k>{{ long }}</p><p>Yours, {{ name }}</p>"
    mine = press(body, ".f{height:238mm} .k{break-inside:avoid}")
    rows = [row(number) | {"long": "Few words" if number % 3 else text(number + 9)} for number in range(9)]
    sheets = mine.sheets(rows)
    ours, plain = mine.replay.print_printable(sheets), mine.layout.print_printable(sheets)
    assert (ours.pages, ours.disproved) == (plain.pages, False)
    assert differences(ours.pdf, plain.pdf) == []


def test_a_last_page_behind_a_forced_break_follows(press: Callable[..., Press]) -> None:
    mine = press("<p>{{ name }}</p><div class=n><p>{{ long }}</p><p>Ours</p></div>", ".n{break-before:page}")
    sheets = mine.sheets([row(number) for number in range(10)])
    ours, plain = mine.replay.print_printable(sheets), mine.layout.print_printable(sheets)
    assert (set(ours.pages), ours.disproved) == ({2}, False)
    assert differences(ours.pdf, plain.pdf) == []
    assert ours.replayed == 9


def test_the_highest_cell_decides() -> None:
    growths = (Text(0, 14.0), Text(1, 28.0), Highest(10.0, ((14.0, 1), (28.0, 2)), 28.0))
    stack = Stack(frozenset((0, 1)), (), (), growths, (Move(0, 3),), ((0, 3, 30.0),))
    moved = stack.moved(((14.0,) * 3, (28.0,)))
    assert moved is not None
    assert moved.shifts[1] == 14.0
    assert stack.moved(((14.0,) * 5, (28.0,))) is None
