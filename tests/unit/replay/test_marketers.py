"""Every letter of a marketer's template is WeasyPrint's letter, word by word, and most of them follow."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.unit.replay.conftest import Press
from tests.unit.replay.marketers import MARKETERS
from tests.unit.replay.words import differences, links


@pytest.mark.parametrize("name", list(MARKETERS))
def test_every_letter_is_weasyprints(press: Callable[..., Press], name: str) -> None:
    marketer = MARKETERS[name]
    mine = press(marketer.body, marketer.css)
    sheets = mine.sheets(marketer.rows(12))
    ours, plain = mine.replay.print_printable(sheets), mine.layout.print_printable(sheets)
    assert (ours.pages, ours.faults, ours.disproved) == (plain.pages, plain.faults, False)
    assert differences(ours.pdf, plain.pdf) == []
    assert links(ours.pdf) == links(plain.pdf)
    assert ours.replayed >= marketer.replayed
