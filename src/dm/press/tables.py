"""CSV, XLSX and Parquet in which no cell can act; the same rows give the same bytes."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import xlsxwriter.format
    import xlsxwriter.worksheet

Kind = Literal["text", "phone", "int", "decimal", "date", "datetime"]
Row = Sequence[object]

_NUMBERS: frozenset[Kind] = frozenset({"int", "decimal"})
_ACTS = ("=", "+", "-", "@", "\t", "\r")
_PHONE = re.compile(r"\+\d{4,17}")
# A fixed day keeps the bytes the same; Excel wants it without a zone.
_CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `phone` is E.164 text; `decimal` takes Decimal or float; `definition` explains the column."""

    name: str
    kind: Kind = "text"
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A named table, one sheet of a workbook."""

    name: str
    columns: Sequence[Column]
    rows: Sequence[Row]


def write_csv(path: Path, columns: Sequence[Column], rows: Iterable[Row], *, delimiter: str = ";") -> int:
    """UTF-8 with BOM, CRLF, header. The file appears whole or not at all; returns the number of rows."""
    count = 0
    with _whole(path) as part, part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator="\r\n")
        writer.writerow([column.name for column in columns])
        for row in rows:
            writer.writerow([_csv_cell(column, value) for column, value in zip(columns, row, strict=True)])
            count += 1
    return count


def write_xlsx(
    path: Path,
    tables: Sequence[Table],
    *,
    about: Mapping[str, str] | None = None,
    say: Callable[[str], str] = str,
) -> None:
    """A workbook with frozen headers and filters, and a last sheet that defines columns and says what this is.

    `say` puts the words of that sheet into another language.
    """
    import xlsxwriter

    with _whole(path) as part:
        book = xlsxwriter.Workbook(str(part), {"strings_to_formulas": False, "strings_to_urls": False})
        book.set_properties({"created": _CREATED, "author": "dm", "comments": ""})
        styles = _styles(book)
        for table in tables:
            _fill(book.add_worksheet(table.name[:31]), table, styles)
        _fill(book.add_worksheet(say("definitions")[:31]), _definitions(tables, about or {}, say), styles)
        book.close()


def write_parquet(
    path: Path, columns: Sequence[Column], rows: Sequence[Row], *, about: Mapping[str, str] | None = None
) -> None:
    """Typed columns: int64, decimal(18,4), date32, timestamps in UTC, text."""
    import pyarrow as pa
    import pyarrow.parquet

    kinds = {
        "int": pa.int64(),
        "decimal": pa.decimal128(18, 4),
        "date": pa.date32(),
        "datetime": pa.timestamp("us", tz="UTC"),
    }
    schema = pa.schema([pa.field(c.name, kinds.get(c.kind, pa.string()), metadata=_meta(c)) for c in columns])
    arrays = [
        pa.array([_parquet_cell(column, row[place]) for row in rows], type=field.type)
        for place, (column, field) in enumerate(zip(columns, schema, strict=True))
    ]
    table = pa.table(arrays, schema=schema.with_metadata(dict(about or {})))
    with _whole(path) as part:
        pyarrow.parquet.write_table(table, part)


def inert(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula: an apostrophe goes before = + - @, tab and return."""
    clean = text.replace("\0", "")
    return f"'{clean}" if clean.startswith(_ACTS) else clean


def _text(column: Column, value: object) -> str:
    if value is None:
        return ""
    text = str(value)
    return text if column.kind == "phone" and _PHONE.fullmatch(text) else inert(text)


def _csv_cell(column: Column, value: object) -> str:
    if value is None or value == "":
        return ""
    if column.kind in _NUMBERS and isinstance(value, int | Decimal | float):
        return str(value)
    if column.kind == "datetime" and isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    if column.kind == "date" and isinstance(value, date):
        return value.isoformat()
    return _text(column, value)


def _parquet_cell(column: Column, value: object) -> object:
    if value is None:
        return None
    if column.kind == "decimal":
        return Decimal(str(value)).quantize(Decimal("0.0001"))
    return value if column.kind in ("int", "date", "datetime") else str(value)


def _meta(column: Column) -> dict[str, str] | None:
    return {"definition": column.definition} if column.definition else None


def _definitions(tables: Sequence[Table], about: Mapping[str, str], say: Callable[[str], str]) -> Table:
    rows: list[Row] = [(say("about"), name, value) for name, value in about.items()]
    for table in tables:
        rows.append((table.name, say("rows"), str(len(table.rows))))
        rows += [(table.name, column.name, column.definition) for column in table.columns]
    return Table("definitions", [Column(say(name)) for name in ("sheet", "name", "meaning")], rows)


def _styles(book: Any) -> dict[str, xlsxwriter.format.Format]:
    return {
        "head": book.add_format({"bold": True, "bg_color": "#E8ECE6", "bottom": 1, "text_wrap": True}),
        "text": book.add_format({"num_format": "@"}),
        "phone": book.add_format({"num_format": "@"}),
        "int": book.add_format({"num_format": "#,##0"}),
        "decimal": book.add_format({"num_format": "#,##0.00##"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "datetime": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
    }


def _fill(sheet: xlsxwriter.worksheet.Worksheet, table: Table, styles: Mapping[str, xlsxwriter.format.Format]) -> None:
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, column.name, styles["head"])
        sheet.set_column(place, place, _width(table, place))
    for number, row in enumerate(table.rows, start=1):
        for place, (column, value) in enumerate(zip(table.columns, row, strict=True)):
            _write(sheet, number, place, column, value, styles[column.kind])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(table.rows)), len(table.columns) - 1)


def _write(
    sheet: xlsxwriter.worksheet.Worksheet, row: int, place: int, column: Column, value: object, style: object
) -> None:
    if value is None or value == "":
        sheet.write_blank(row, place, None, style)
    elif column.kind in _NUMBERS and isinstance(value, int | Decimal | float):
        sheet.write_number(row, place, float(value), style)
    elif column.kind == "datetime" and isinstance(value, datetime):
        sheet.write_datetime(row, place, value.astimezone(UTC).replace(tzinfo=None), style)
    elif column.kind == "date" and isinstance(value, date):
        sheet.write_datetime(row, place, value, style)
    else:
        sheet.write_string(row, place, _text(column, value)[:32_767], style)


def _width(table: Table, place: int) -> int:
    longest = max((len(str(row[place] or "")) for row in table.rows[:200]), default=0)
    return min(60, max(8, len(table.columns[place].name) + 3, longest + 2))


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """A file beside the wanted one that takes its name only when everything has been written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
