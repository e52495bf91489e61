"""Any contact file as one table: a header and a stream of rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from dm.acquire import vcards
from dm.acquire.dialects import detect_dialect
from dm.acquire.encodings import detect_encoding
from dm.acquire.file_kinds import FileKind, file_kind
from dm.acquire.header_rows import find_header, usual_width
from dm.acquire.mapping import Column, is_contact_list, map_columns
from dm.acquire.quarantine import Accepted, Quarantined, sort_rows
from dm.acquire.text_rows import Row, first_lines, text_lines, text_rows
from dm.errors import InputError

_HEAD_ROWS = 200
_MAX_COLUMNS = 500


@dataclass(slots=True)
class ContactTable:
    """A file opened for reading: `rows` is a stream of (row number, cells, fault), to be read once.

    `sample` holds the first rows for guessing, which are in `rows` too; `header_row` is 0 where there is none.
    `expected` is about how many rows there will be, by the length of the first ones; 0 where that is not known.
    """

    kind: FileKind
    encoding: str
    dialect: str
    header: list[str]
    header_row: int
    sample: list[list[str]]
    rows: Iterator[Row]
    expected: int = 0


def open_table(path: Path, *, encoding: str = "", sheet: str = "") -> ContactTable:
    """The file as a table; raises InputError with one sentence where that is impossible."""
    kind = file_kind(path)
    if kind is FileKind.WORKBOOK:
        from dm.acquire.workbooks import open_sheet, sheet_rows

        opened = open_sheet(path, sheet)
        return _table(path, kind, "", opened.said, sheet_rows(opened.content))
    found = detect_encoding(path, encoding)
    try:
        if kind is FileKind.VCARD:
            rows = vcards.vcard_rows(text_lines(path, found))
            return _with_header(kind, found, "vCard", vcards.HEADER, 0, rows)
        return _text_table(path, found)
    except UnicodeError:
        raise InputError(f"{path.name} cannot be read as {found}.", hint="Name its encoding with --encoding.") from None


def _text_table(path: Path, encoding: str) -> ContactTable:
    lines = first_lines(path, encoding)
    dialect = detect_dialect(lines)
    table = _table(path, FileKind.TEXT, encoding, str(dialect), text_rows(path, encoding, dialect))
    size = len("".join(lines).encode(encoding, "replace"))
    table.expected = path.stat().st_size * len(lines) // size if size else 0
    return table


@dataclass(slots=True)
class Contacts:
    """A contact file understood: its table, its columns, and the stream of rows sorted into usable and not.

    `mended` counts, as the stream is read, cells whose fields differ from what the file says.
    """

    table: ContactTable
    columns: list[Column]
    rows: Iterator[Accepted | Quarantined]
    mended: Counter[str]


def read_contacts(
    path: Path, *, encoding: str = "", sheet: str = "", asked: Mapping[str, Sequence[str]] | None = None
) -> Contacts:
    """The file's rows as contact fields; `asked` is {field: headers} of --map. The stream can be read once."""
    table = open_table(path, encoding=encoding, sheet=sheet)
    columns = map_columns(table.header, table.sample, asked)
    if not is_contact_list(columns):
        shown = ", ".join(f'"{" ".join(name.split())[:30]}"' for name in table.header[:8])
        raise InputError(
            f"No column of {path.name} looks like a name, an e-mail, a phone or an address: {shown}.",
            hint="Say which is which with --map FIELD=HEADER, for example --map email=Contact.",
        )
    mended: Counter[str] = Counter()
    return Contacts(table, columns, sort_rows(table.rows, columns, mended), mended)


def _with_header(
    kind: FileKind, encoding: str, dialect: str, header: list[str], header_row: int, rows: Iterator[Row]
) -> ContactTable:
    head = list(islice(rows, _HEAD_ROWS))
    return ContactTable(kind, encoding, dialect, header, header_row, [cells for _, cells, _ in head], chain(head, rows))


def _table(path: Path, kind: FileKind, encoding: str, dialect: str, rows: Iterator[Row]) -> ContactTable:
    head = list(islice(rows, _HEAD_ROWS))
    filled = [row for row in head if any(map(str.strip, row[1]))]
    if not filled:
        raise InputError(f"{path.name} holds no rows.", hint="Ask the supplier for the list again.")
    width = usual_width(filled)
    if width > _MAX_COLUMNS:
        raise InputError(f"{path.name} has {width} columns: this is no list of contacts.", hint="Check the file.")
    header = find_header(filled, width)
    body = filled[header.body :]
    behind = (row for row in rows if any(map(str.strip, row[1])))
    if header.skipped:
        body = [_without(row, header.skipped) for row in body]
        behind = (_without(row, header.skipped) for row in behind)
    sample = [cells for _, cells, _ in body]
    return ContactTable(kind, encoding, dialect, header.names, header.row, sample, chain(body, behind))


def _without(row: Row, skipped: int) -> Row:
    """A row of a quarantine file without what the quarantine wrote before it."""
    return row[0], row[1][skipped:], row[2]
