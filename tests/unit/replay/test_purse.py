"""Lessons that no other letter follows cost a chunk little."""

from __future__ import annotations

from collections.abc import Callable

from tests.unit.replay.conftest import Press

# Footnotes are WeasyPrint's affair.
FOOTNOTES = "<p>Dear {{ name }}<span class=f>Number {{ place }}</span></p>"
NAMES = ("Ada", "Berta", "Carla", "Dora")


def test_lessons_in_vain_are_few(press: Callable[..., Press]) -> None:
    mine = press(FOOTNOTES, ".f { float: footnote }")
    sheets = mine.sheets([{"name": NAMES[place % 4], "place": place} for place in range(30)])
    assert mine.replay.print_printable(sheets).replayed == 0
    # four lessons and what a fifth of the letters costs
    assert mine.replay._documents <= len(sheets) + 6


def test_letters_that_follow_pay_for_more_lessons(press: Callable[..., Press]) -> None:
    mine = press("<p style='width: {{ 40 + place % 15 }}mm'>Dear {{ name }}</p>")
    sheets = mine.sheets([{"name": NAMES[place % 4], "place": place} for place in range(90)])
    assert mine.replay.print_printable(sheets).replayed > 60


def test_asking_about_letters_that_are_no_part_of_their_union(press: Callable[..., Press]) -> None:
    body = "{% for item in items %}<p>{{ item }}</p>{% endfor %}"
    css = "p:last-child { color: red } p::after { content: leader('.') 'end' }"
    mine = press(body, css)
    sheets = mine.sheets([{"items": NAMES[: 1 + place % 3]} for place in range(12)])
    assert not mine.replay.worth(sheets, 500)
