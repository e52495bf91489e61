"""What a list says about itself: one land or several, doors or only towns."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from dm.actualize.link import GENERAL, keys_of
from dm.actualize.link.columns import Columns, Gathering
from dm.actualize.link.lands import mixed
from dm.actualize.link.levels import Comparer
from dm.actualize.link.weights import Weigher
from tests.unit.actualize.link_world import features


def _columns(*records: dict[str, Any]) -> Columns:
    gathering, found = Gathering(), features(*records)
    gathering.add(found, keys_of(found))
    return gathering.columns()


def _people(lands: int) -> Columns:
    """Each land has its own given names and towns; family names begin with any letter."""
    return _columns(
        *(
            {
                "given_name": f"G{'abcdefgh'[at % lands]}{'uvwxy'[at // lands % 5]}",
                "family_name": f"{chr(65 + at * 7 % 26)}{'klmnopqr'[at % 8]}er",
                "city": f"Town{'abcdefgh'[at % lands]}{'st'[at // 40 % 2]}",
            }
            for at in range(1200)
        )
    )


@pytest.mark.parametrize(("lands", "bits"), [(1, 0.0), (2, 1.0), (4, 2.0)])
def test_a_list_of_several_lands_is_told_by_its_names_and_towns(lands: int, bits: float) -> None:
    assert mixed(_people(lands)) == pytest.approx(bits, abs=0.3)


def test_a_town_is_worth_more_where_no_doors_are_written() -> None:
    name = {"given_name": "Olga", "family_name": "Petrowa", "city": "Berlin"}
    columns = _columns(name, name, {**name, "street": "Weg 1"}, {**name, "street": "Allee 7"})
    compared = Comparer(columns, np.arange(4, dtype=np.int32)).compare(
        np.array([0, 2], np.int32), np.array([1, 3], np.int32)
    )
    untold, other_door = Weigher(columns, GENERAL, size=4).part("address", compared)
    assert untold > other_door + 1


@pytest.mark.parametrize(("written", "day"), [("1963", 19630101), ("1963-05-21", 19630521), ("63", 0), ("0000", 0)])
def test_a_year_alone_is_a_birth_date_of_which_the_year_is_known(written: str, day: int) -> None:
    assert features({"full_name": "Anna Weber", "birth_date": written})[0].birth == day
