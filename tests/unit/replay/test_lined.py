"""Cards beside each other: of other numbers and with other texts they follow one lesson, and look as WeasyPrint prints
them, its own measures included."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.strangers.templates import differing
from tests.unit.replay.conftest import Press

TEXTS = (
    "Seeds",
    "Compost for tomatoes, two sacks of it, delivered to the door before noon",
    "A raised bed of larch that no frost harms, with a cover",
    "Gloves of goat's leather",
)


def row(number: int) -> dict[str, Any]:
    """A customer with one to six offers."""
    return {
        "name": ("Anna", "Bartholomew", "Dorothea-Marie")[number % 3],
        "text": TEXTS[number % 4],
        "note": ("", "Please ring twice.")[number % 2],
        "items": [(TEXTS[(number * 3 + at) % 4], f"{number}{at}.50") for at in range(1 + number * 5 % 6)],
    }


CARDS = """<p>Dear {{ name }}</p><div class=c>{% for what, sum in items %}<div class=k><h3>{{ what }}</h3>
<div><div><p class=d>{{ sum }} EUR</p></div></div></div>{% endfor %}</div><p>Yours</p>"""
LOOKS = ".k{border:1pt solid #060;border-radius:2mm;padding:2mm;background:#efe} .d{margin:1mm 0 3mm} "
THREE = """<div class=c><div class=k><p>{{ name }}</p></div><div class=k><p>{{ text }}</p></div><div class=k>
<p>{{ items[0][1] }}</p></div></div><p>Yours</p>"""
JOINED = {
    "wrapping rows": (CARDS, LOOKS + ".c{display:flex;flex-wrap:wrap;gap:5mm} .k{width:44mm}"),
    "wrapping rows, in the middle": (
        CARDS,
        LOOKS + ".c{display:flex;flex-wrap:wrap;gap:2mm 5mm;align-items:center} .k{flex:0 0 44mm}",
    ),
    "a grid": (CARDS, LOOKS + ".c{display:grid;grid-template-columns:repeat(3,1fr);gap:3mm;background:#eee}"),
    "a grid, at the foot": (CARDS, LOOKS + ".c{display:grid;grid-template-columns:40mm 60mm;align-items:end}"),
    "columns within a row": (
        THREE,
        LOOKS + ".c{display:flex;gap:4mm} .k{flex:1;display:flex;flex-direction:column} p{margin-top:auto}",
    ),
}
# What WeasyPrint measures in another width than it prints.
MEASURED = {
    "rows within rows": (
        """<div class=c><div>{{ text }} {{ note }}</div><div class=d><div>a</div><div class=k>{{ name }}</div></div>
        </div><p>Yours</p>""",
        LOOKS + ".c,.d{display:flex} .c>div,.d>div{flex:1}",
    ),
    "boxes that grow over their width": (
        CARDS,
        LOOKS + ".c{display:flex;flex-wrap:wrap;gap:4mm} .k{width:30mm;flex-grow:1}",
    ),
    "text that ends in a space": (
        """<div class=c><div>
        {{ name }} and {{ note }}
        </div><div class=k>{{ name }}</div></div><p>Yours</p>""",
        LOOKS + ".c{display:flex} .c>div{flex:1}",
    ),
    "columns that wrap": (
        "<div class=c><div>{{ text }}, {{ text }}</div><div>{{ name }}</div></div><p>Yours</p>",
        ".c{display:flex;flex-direction:column;gap:2mm;width:60mm}",
    ),
    "the last is another": (*(JOINED["a grid"][:1]), JOINED["a grid"][1] + ".k:last-child{padding:6mm}"),
    "one that stays behind them": (
        CARDS.replace("{% endfor %}", "{% endfor %}<div class=k>Call us</div>"),
        JOINED["wrapping rows"][1],
    ),
}


@pytest.mark.parametrize("name", [*JOINED, *MEASURED])
def test_cards_look_the_same(press: Callable[..., Press], name: str) -> None:
    mine = press(*{**JOINED, **MEASURED}[name])
    sheets = mine.sheets([row(number) for number in range(18)])
    printed = mine.replay.print_printable(sheets)
    assert not printed.disproved
    assert differing(printed, mine.layout.print_printable(sheets)) == []
    assert name not in JOINED or printed.replayed >= 16
