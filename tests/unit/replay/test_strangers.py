"""Letters as many hands write them, on people as lists have them: each is WeasyPrint's, and most of them follow.

`python -m tests.strangers 200` prints all templates with many more letters.
"""

from __future__ import annotations

import pytest

from dm.press.replay.engine import in_parts
from tests.strangers.people import people
from tests.strangers.templates import Stranger, differing

# How many of fourteen letters follow at least: what one of these hands back one day is to be noticed.
FOLLOWED = {
    "badges": 10,
    "hotel": 3,
    "gym_coupons": 12,
    "justify_center_poem": 10,
    "postcard": 12,
    "price_list_leader": 10,
    "russian_letter": 5,
    "system_fonts": 11,
    "energy_tariff": 8,
    "auto_border_table": 8,
    "german_hyphens": 2,
    "conditions": 0,
    "inline_block_cards": 0,
    "link_rules": 0,
    "spans_table": 1,
    "no_width_table": 8,
    "usual_qr_float": 5,
    "usual_invoice": 5,
    "running_name": 0,
    "long_words": 0,
}
LETTERS = 14


@pytest.mark.parametrize("name", FOLLOWED)
def test_every_letter_is_weasyprints(name: str) -> None:
    mine = Stranger(name)
    sheets = mine.sheets(people(LETTERS))
    ours = mine.replay.print_printable(sheets)
    assert differing(ours, in_parts(mine.layout, sheets)) == []
    assert not ours.disproved
    assert ours.replayed >= FOLLOWED[name]
