"""Templates by dice: no letter differs from plain WeasyPrint's; `python -m tests.strangers.random` tries many more."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.strangers.hand import Hand
from tests.strangers.random import people, tried


@pytest.mark.parametrize("seed", [1004, 1008])
def test_letters_of_templates_by_dice_are_weasyprints(seed: int, tmp_path: Path) -> None:
    piece, fonts = Hand(seed).letter()
    outcome = tried(tmp_path / "dice", piece, fonts, people(seed))
    assert outcome.wrong == ()
    assert not outcome.caught
    assert outcome.replayed > 5
