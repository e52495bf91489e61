"""Letters with other numbers of rows, and other conditions, follow one lesson and look as WeasyPrint prints them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dm.press.replay import Replay
from dm.press.replay.fences import take_apart
from dm.press.replay.unions import united
from tests.strangers.templates import differing
from tests.unit.replay.conftest import Press

THINGS = ("Gloves", "Seeds of many flowers", "Compost", "A raised bed of larch, delivered to the door")


def row(number: int) -> dict[str, Any]:
    """A customer with one to five things, who may owe something, and may be dear to us."""
    return {
        "name": ("Anna", "Bartholomew", "Cleo")[number % 3],
        "items": [(THINGS[(number + at) % 4], f"{number * 7 + at}.50") for at in range(1 + number * 3 % 5)],
        "debt": f"{number}0.00" if number % 3 == 1 else "",
        "dear": number % 4 > 1,
    }


TABLE = """<p>Dear {{ name }},</p><table>{% for what, sum in items %}<tr><td>{{ what }}</td><td>{{ sum }} EUR</td></tr>
{% endfor %}</table>{% if debt %}<p class=d>You owe {{ debt }}.</p>{% endif %}<p>Yours</p>"""
LIST = """<h1>Dear {{ name }}</h1><{0}>{% for what, sum in items %}<li>{{ what }}: {{ sum }}</li>{% endfor %}</{0}>
{% if dear %}<h2>Thank you</h2><p>for all.</p>{% else %}<div>Come again.</div>{% endif %}<p>Yours</p>"""
BODIES = {
    "rows with lines between": (TABLE, "table{width:100%;border-collapse:collapse} td{border:1px solid #333}"),
    "rows of given columns": (TABLE, "table{width:100%;table-layout:fixed} tr{background:#eee} .d{margin:9mm 0 1mm}"),
    "rows with spaces, as wide as their content": (TABLE, "table{border-spacing:2mm;border:1px solid} td{padding:1mm}"),
    "painted by turns": (TABLE, "tr:nth-child(odd) td{background:#ddf} td{padding:1mm}"),
    "the last is another": (TABLE, "tr:last-child td{font-weight:bold} td{padding:1mm}"),
    "a line above all but the first": (TABLE, "tr+tr td{border-top:1pt solid #555} table{border-collapse:collapse}"),
    "numbers": (LIST.replace("{0}", "ol"), "li{margin:1mm 0 2mm} h2{margin:8mm 0 1mm} div{margin:3mm 0 6mm}"),
    "counters": (
        LIST.replace("{0}", "ul"),
        "ul{counter-reset:n} li::before{counter-increment:n;content:counter(n)' '}",
    ),
    "cards with conditions within": (
        """<p>Dear {{ name }}</p>{% for what, sum in items %}<div class=c><b>{{ what }}</b>{% if loop.index is odd %}
        <p class=n>New!</p>{% endif %}<p>{{ sum }}</p></div>{% endfor %}<p class=e>Yours</p>""",
        ".c{border:1pt solid #060;border-radius:2mm;padding:2mm;margin:3mm 0} .n{color:red} .e{margin-top:20mm}",
    ),
    "margins that collapse through": (
        """<p>Dear {{ name }}</p><div>{% if debt %}<p class=d>Owed: {{ debt }}</p>{% endif %}<h2>News</h2>
        {% if dear %}<p class=n>For you.</p>{% endif %}</div><p>Yours</p>""",
        ".d{margin:12mm 0 0} .n{margin:1mm 0 15mm} h2{margin:4mm 0}",
    ),
    "words of a sentence": (
        """<p>Dear {% if dear %}friend {% endif %}{{ name }}, {% for what, sum in items %}{{ what }}{% if
        not loop.last %}, {% endif %}{% endfor %} are yours{% if debt %} for {{ debt }}{% endif %}.</p>""",
        "",
    ),
}
# Where what is last or below differs with the number, each number is a lesson of its own.
OWN = ("the last is another", "a line above all but the first", "margins that collapse through")


@pytest.mark.parametrize("name", BODIES)
def test_letters_with_other_numbers_look_the_same(press: Callable[..., Press], name: str) -> None:
    mine = press(*BODIES[name])
    sheets = mine.sheets([row(number) for number in range(24)])
    printed = mine.replay.print_printable(sheets)
    assert not printed.disproved
    assert differing(printed, mine.layout.print_printable(sheets)) == []


@pytest.mark.parametrize("name", [name for name in BODIES if name not in OWN])
def test_one_lesson_serves_them(press: Callable[..., Press], name: str) -> None:
    mine = press(*BODIES[name])
    sheets = mine.sheets([row(number) for number in range(24)])
    assert mine.replay.print_printable(sheets).replayed >= 22


def test_what_was_printed_before_changes_no_byte(press: Callable[..., Press]) -> None:
    mine = press(*BODIES["rows with lines between"])
    sheets = mine.sheets([row(number) for number in range(30)])
    chunks = [sheets[:10], sheets[10:20], sheets[20:]]
    forwards, backwards = Replay(mine.layout), Replay(mine.layout)
    one = [forwards.print_printable(chunk).pdf for chunk in chunks]
    assert one == [backwards.print_printable(chunk).pdf for chunk in chunks[::-1]][::-1]


# Body, style, and how many of thirty letters follow at least: each way the pages end is a lesson that has to pay.
OVERLEAF = {
    "rows": (TABLE, "table{width:100%;table-layout:fixed} tr{break-inside:avoid}", 20),
    "a list": (LIST.replace("{0}", "ol"), "li{margin:1mm 0 2mm} h2{break-after:avoid} @page{margin-bottom:80mm}", 6),
    "cards": (BODIES["cards with conditions within"][0], ".c{break-inside:avoid;margin:3mm 0}", 6),
}


@pytest.mark.parametrize("name", OVERLEAF)
def test_letters_of_one_page_follow_beside_those_of_more(press: Callable[..., Press], name: str) -> None:
    body, css, followed = OVERLEAF[name]
    mine = press(body, css)
    rows = [{**row(at), "items": (row(at)["items"] * 60)[: 1 + at * 7 % 40]} for at in range(30)]
    sheets = mine.sheets(rows)
    printed = mine.replay.print_printable(sheets)
    assert set(printed.pages) >= {1, 2}
    assert printed.replayed >= followed
    assert differing(printed, mine.layout.print_printable(sheets)) == []


def test_rows_that_do_not_fit_a_page_look_the_same(press: Callable[..., Press]) -> None:
    mine = press(*BODIES["rows with lines between"])
    rows = [{**row(number), "items": row(number)["items"] * (number * 5 % 17)} for number in range(16)]
    sheets = mine.sheets(rows)
    assert differing(mine.replay.print_printable(sheets), mine.layout.print_printable(sheets)) == []


def test_a_letter_without_any_turn_is_one_of_them(press: Callable[..., Press]) -> None:
    mine = press(*BODIES["rows with lines between"])
    sheets = mine.sheets([{**row(number), "items": row(number)["items"][: number % 3]} for number in range(12)])
    assert differing(mine.replay.print_printable(sheets), mine.layout.print_printable(sheets)) == []


def test_a_union_has_every_unit_once(press: Callable[..., Press]) -> None:
    mine = press(*BODIES["rows with lines between"])
    letters = united([take_apart(sheet.fenced) for sheet in mine.sheets([row(number) for number in range(12)])])
    assert len({letter.skeleton for letter in letters if letter}) == 1
    assert {len(letter.absent) for letter in letters if letter} == {1, 2, 3, 4, 5}


def test_statements_that_are_not_whole_elements_are_text(press: Callable[..., Press]) -> None:
    mine = press("{% if dear %}<div class=x>{% endif %}<p>{{ name }}</p>{% if dear %}</div>{% endif %}", "")
    letters = united([take_apart(sheet.fenced) for sheet in mine.sheets([row(number) for number in range(8)])])
    assert len({letter.skeleton for letter in letters if letter}) == 2
    assert not any(letter.absent for letter in letters if letter)
