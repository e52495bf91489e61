"""Rows sorted into usable and not, none lost."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm.acquire.mapping import map_columns
from dm.acquire.quarantine import REASONS, Accepted, Quarantined, sort_rows
from dm.acquire.reading import read_contacts

_HEADER = ["Name", "Email", "Phone", "Phone", "Notes"]


def _sorted(*cells: str, fault: str = "") -> Accepted | Quarantined:
    return next(sort_rows([(7, list(cells), fault)], map_columns(_HEADER, [])))


def test_a_usable_row_gives_fields_with_lists_of_phones() -> None:
    row = _sorted(" Ann ", "a@x.de", "1", "2", "")
    assert isinstance(row, Accepted)
    assert row.fields == {"full_name": "Ann", "email": ["a@x.de"], "phone": ["1", "2"]}


@pytest.mark.parametrize(
    ("cells", "field", "reason"),
    [
        (["", "", "", "", "a note"], "", "nothing_to_use"),
        (["Ann", "", "", "", "", "more"], "", "too_many_columns"),
        (["Ann", "a@x.de"], "", "too_few_columns"),
        (["Ann", "12 Main St", "1"], "", "too_few_columns"),
        (["Ann\x00", "", "", "", ""], "full_name", "nul_character"),
        (["Ann", "\udcff@x.de", "", "", ""], "email", "broken_characters"),
        (["Ann", "", "", "", "ß" * 6000], "notes", "too_long"),
    ],
)
def test_an_unusable_row_is_quarantined_with_field_and_reason(cells: list[str], field: str, reason: str) -> None:
    row = _sorted(*cells)
    assert isinstance(row, Quarantined)
    assert (row.row, row.field, row.reason) == (7, field, reason)
    assert reason in REASONS
    assert "".join(row.raw).encode("utf-8").count(b"\0") == 0


def test_short_rows_and_empty_tails_are_usable() -> None:
    assert isinstance(_sorted("Ann", "a@x.de", "1"), Accepted)
    assert isinstance(_sorted("Ann", "a@x.de", "1", "", "", "", " "), Accepted)


_CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\r\t\0\"'"), max_size=20)


@given(st.lists(st.lists(_CELL, min_size=1, max_size=7), max_size=20))
def test_rows_in_are_rows_accepted_and_quarantined(rows: list[list[str]]) -> None:
    buffer = io.StringIO()
    csv.writer(buffer, quoting=csv.QUOTE_ALL).writerows([_HEADER, *rows])
    with TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        path.write_bytes(buffer.getvalue().encode("utf-8"))
        got = list(read_contacts(path, encoding="utf-8").rows)
    filled = [index for index, cells in enumerate(rows, start=2) if any(cell.strip() for cell in cells)]
    assert [row.row for row in got] == filled


def test_a_number_with_a_place_may_belong_to_somebody_and_a_place_alone_to_nobody() -> None:
    columns = map_columns(["Id", "Name", "Birthday", "City"], [])
    rows = [(2, ["7", "", "", "Hull"], ""), (3, ["", "", "1980-03-12", "Hull"], ""), (4, ["", "", "", "Hull"], "")]
    assert [isinstance(row, Accepted) for row in sort_rows(rows, columns)] == [True, True, False]


@pytest.mark.parametrize(
    "name",
    ["Ravi Patel (Deceased)", "Jürgen Krause †", "Иванов И. (умер)", "Mme Petit, décédée", "Karl Berg (verst. 2019)"],
)
def test_nobody_writes_to_the_dead(name: str) -> None:
    row = _sorted(name, "a@x.de", "1", "", "")
    assert isinstance(row, Quarantined)
    assert (row.field, row.reason) == ("full_name", "deceased")


@pytest.mark.parametrize("name", ["Нумеров Иван", "Max Verstappen", "Declan Deceas", "Ann Verst"])
def test_a_name_that_sounds_like_it_lives(name: str) -> None:
    assert isinstance(_sorted(name, "a@x.de", "1", "", ""), Accepted)
