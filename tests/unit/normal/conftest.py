"""Outside sets of names, where they are at hand."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

_NAMES = Path(__file__).parents[4] / "shared" / "data" / "russian_names"


def _rows(name: str) -> list[dict[str, str]]:
    path = _NAMES / name
    if not path.exists():
        pytest.skip(f"../shared/data/russian_names/{name} is not here")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@pytest.fixture
def petrovich_people() -> list[dict[str, str]]:
    return _rows("people.gender.tsv")


@pytest.fixture
def petrovich_cases() -> list[dict[str, str]]:
    return _rows("people.tsv")
