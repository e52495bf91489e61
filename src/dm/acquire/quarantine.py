"""Which rows can be used, and why the others cannot."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from dm.acquire.mapping import JOINED, REPEATABLE, Column
from dm.acquire.text_rows import Row

MAX_FIELD_BYTES = 10_000
_SURROGATE = re.compile("[\ud800-\udfff]")
_USABLE = frozenset("given_name family_name full_name company email phone address street postal_code city".split())

Fields = dict[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class Accepted:
    """A row that can be used: its cells as read, and its contact fields (email and phone as lists)."""

    row: int
    raw: list[str]
    fields: Fields


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A row that cannot be used: which field, and why."""

    row: int
    raw: list[str]
    field: str
    reason: str


REASONS = {
    "quote_not_closed": "a quotation mark is opened and not closed",
    "card_not_closed": "the card has no end",
    "too_many_columns": "it has more cells than the header",
    "too_few_columns": "it has fewer than half of the header's cells, or they are shifted",
    "nul_character": "it holds a NUL character",
    "broken_characters": "it holds bytes that are no characters in this encoding",
    "too_long": f"a field is longer than {MAX_FIELD_BYTES} bytes",
    "nothing_to_use": "it names nobody and no way to reach anybody",
}


def sort_rows(rows: Iterable[Row], columns: Sequence[Column]) -> Iterator[Accepted | Quarantined]:
    """Every row exactly once, either accepted or quarantined, in the order of the file."""
    width = len(columns)
    pick = _picker(columns)
    emails = [column.index for column in columns if column.field == "email"]
    for number, cells, fault in rows:
        field, reason = ("", fault) if fault else _fault(cells, width, columns, emails)
        if reason:
            yield Quarantined(number, [_printable(cell) for cell in cells], field, reason)
            continue
        fields = pick(cells)
        if _USABLE.isdisjoint(fields):
            yield Quarantined(number, cells, "", "nothing_to_use")
        else:
            yield Accepted(number, cells, fields)


def _fault(cells: list[str], width: int, columns: Sequence[Column], emails: list[int]) -> tuple[str, str]:
    if len(cells) != width:
        if any(map(str.strip, cells[width:])):
            return "", "too_many_columns"
        if len(cells) * 2 < width or any(index < len(cells) and _no_email(cells[index]) for index in emails):
            return "", "too_few_columns"
    joined = "".join(cells)
    if "\x00" in joined:
        return _where(cells, columns, lambda cell: "\x00" in cell), "nul_character"
    if not joined.isascii() and _SURROGATE.search(joined):
        return _where(cells, columns, lambda cell: bool(_SURROGATE.search(cell))), "broken_characters"
    if len(joined) > MAX_FIELD_BYTES // 4 and (field := _where(cells, columns, _is_too_long)):
        return field, "too_long"
    return "", ""


def _printable(cell: str) -> str:
    """The cell as databases take it: what is no character is written out."""
    return cell.encode("utf-8", "backslashreplace").decode().replace("\x00", "\\x00")


def _no_email(cell: str) -> bool:
    return bool(cell.strip()) and "@" not in cell


def _is_too_long(cell: str) -> bool:
    return len(cell.encode("utf-8", "replace")) > MAX_FIELD_BYTES


def _where(cells: list[str], columns: Sequence[Column], test: Callable[[str], bool]) -> str:
    for column in columns:
        if column.index < len(cells) and test(cells[column.index]):
            return column.field
    return ""


def _picker(columns: Sequence[Column]) -> Callable[[list[str]], Fields]:
    """A function from cells to fields; empty cells leave no field."""
    plan = [(column.index, column.field, column.field in REPEATABLE, column.field in JOINED) for column in columns]

    def pick(cells: list[str]) -> Fields:
        fields: Fields = {}
        there = len(cells)
        for index, field, repeats, joins in plan:
            value = cells[index].strip() if index < there else ""
            if not value:
                continue
            before = fields.get(field)
            if repeats:
                fields[field] = [*before, value] if isinstance(before, list) else [value]
            elif joins and isinstance(before, str):
                fields[field] = f"{before}, {value}"
            else:
                fields[field] = value
        return fields

    return pick
