"""No letter is thicker than the largest envelope takes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from dm.channels.letter.binding import Place
from dm.channels.letter.index import Line
from dm.channels.letter.production import refuse_thick
from dm.errors import Refused
from dm.press.folders import Insert
from dm.press.profiles import Envelope, load_profile

PLAIN = load_profile(Path(__file__).parents[3] / "templates/profiles", "plain")
DL = replace(PLAIN, envelopes=(Envelope("DL", 3, 5.0),))


def line(pages: int, *inserts: Insert) -> Line:
    piece = SimpleNamespace(piece_id=f"P{pages}")
    return Line(piece, Place("a.pdf", 1, pages, ""), "", inserts)  # type: ignore[arg-type]


def test_a_letter_that_no_envelope_takes_is_named() -> None:
    refuse_thick([line(1), line(3)], DL)
    with pytest.raises(Refused, match=r"piece P4, .* as thick as 4 sheets; .* DL, takes 3"):
        refuse_thick([line(3), line(4)], DL)


def test_inserts_count() -> None:
    with pytest.raises(Refused, match=r"piece P2, .* as thick as 4 sheets"):
        refuse_thick([line(2, Insert("A", "Card", 4.0, sheets=2))], DL)
