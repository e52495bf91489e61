"""Tables in which no cell can act."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm.press.tables import Column, Table, inert, write_csv, write_parquet, write_xlsx

COLUMNS = [
    Column("name", definition="As it is printed"),
    Column("postal_code"),
    Column("phone_e164", "phone"),
    Column("pages", "int"),
    Column("cost", "decimal"),
    Column("on", "date"),
    Column("at", "datetime"),
]
ROW = (
    "=HYPERLINK(1)",
    "01067",
    "+4930123456",
    -3,
    Decimal("-1.50"),
    date(2027, 3, 1),
    datetime(2027, 3, 1, 9, tzinfo=UTC),
)


def test_csv_has_bom_crlf_and_semicolons(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", COLUMNS, [ROW])
    data = (tmp_path / "a.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfname;postal_code;")
    assert data.endswith(b"\r\n")


def test_a_formula_gets_an_apostrophe_and_a_number_does_not(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", COLUMNS, [ROW])
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        row = list(csv.reader(file, delimiter=";"))[1]
    assert row == ["'=HYPERLINK(1)", "01067", "+4930123456", "-3", "-1.50", "2027-03-01", "2027-03-01T09:00:00Z"]


def test_only_a_number_of_a_phone_may_begin_with_plus(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", [Column("phone", "phone")], [("+cmd|' /C calc'!A0",)])
    assert "'+cmd" in (tmp_path / "a.csv").read_text("utf-8-sig")


@given(st.text())
def test_no_text_begins_as_a_formula(text: str) -> None:
    assert not inert(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_workbook_keeps_text_and_defines_its_columns(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "a.xlsx", [Table("index", COLUMNS, [ROW])], about={"as of": "2027-03-01"})
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    cells = [cell.value for cell in book["index"][2]]
    assert cells[:5] == ["'=HYPERLINK(1)", "01067", "+4930123456", -3, -1.5]
    assert ("index", "name", "As it is printed") in set(book["definitions"].values)


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_xlsx(tmp_path / f"{name}.xlsx", [Table("index", COLUMNS, [ROW])])
        write_parquet(tmp_path / f"{name}.parquet", COLUMNS, [ROW])
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()


def test_parquet_is_typed(tmp_path: Path) -> None:
    write_parquet(tmp_path / "a.parquet", COLUMNS, [ROW, (None,) * 7])
    rows = pyarrow.parquet.read_table(tmp_path / "a.parquet").to_pylist()
    assert rows[0]["cost"] == Decimal("-1.5000")
    assert rows[0]["name"] == "=HYPERLINK(1)"
    assert rows[1]["pages"] is None


def test_a_failure_leaves_no_file(tmp_path: Path) -> None:
    def rows():  # type: ignore[no-untyped-def]
        yield ROW
        raise RuntimeError("gone")

    with pytest.raises(RuntimeError):
        write_csv(tmp_path / "a.csv", COLUMNS, rows())
    assert list(tmp_path.iterdir()) == []
