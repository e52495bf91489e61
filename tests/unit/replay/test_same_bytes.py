"""A chunk's bytes depend on its letters, whatever its press has printed before."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dm.press.replay import Replay
from tests.strangers.people import people
from tests.strangers.templates import Stranger
from tests.unit.replay.conftest import Press
from tests.unit.replay.marketers import MARKETERS


@pytest.mark.parametrize("name", ["offer table", "company letter", "personal link"])
def test_the_order_of_chunks_changes_no_byte(press: Callable[..., Press], name: str) -> None:
    mine = press(MARKETERS[name].body, MARKETERS[name].css)
    sheets = mine.sheets(MARKETERS[name].rows(18))
    first, second, third = sheets[:6], sheets[6:12], sheets[12:]
    forwards, backwards = Replay(mine.layout), Replay(mine.layout)
    one = [forwards.print_printable(chunk).pdf for chunk in (first, second, third)]
    other = [backwards.print_printable(chunk).pdf for chunk in (third, second, first)]
    assert one == other[::-1]


@pytest.mark.parametrize("name", ["badges", "price_list_leader"])
def test_boxes_of_personal_width_change_no_byte(name: str) -> None:
    mine = Stranger(name)
    sheets = mine.sheets(people(12))
    forwards, backwards = Replay(mine.layout), Replay(mine.layout)
    one = [forwards.print_printable(chunk).pdf for chunk in (sheets[:6], sheets[6:])]
    other = [backwards.print_printable(chunk).pdf for chunk in (sheets[6:], sheets[:6])]
    assert one == other[::-1]
