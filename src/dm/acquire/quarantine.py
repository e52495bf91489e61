"""Which rows can be used, and why the others cannot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from dm.acquire.mapping import Column
from dm.acquire.picking import Fields, Picker
from dm.acquire.row_faults import REASONS, RowFaults
from dm.acquire.text_rows import Row
from dm.acquire.twice_encoded import may_be_twice_encoded

__all__ = ["REASONS", "Accepted", "Fields", "Quarantined", "sort_rows"]

_USABLE = frozenset("given_name family_name full_name company email phone address street".split())

_TELLS_APART = frozenset({"external_id", "birth_date"})
_PLACE = frozenset({"city", "postal_code"})


class Accepted(NamedTuple):
    """A row that can be used: its cells as read, and its contact fields (email and phone as lists)."""

    row: int
    raw: list[str]
    fields: Fields


class Quarantined(NamedTuple):
    """A row that cannot be used: which field, and why."""

    row: int
    raw: list[str]
    field: str
    reason: str


def sort_rows(
    rows: Iterable[Row], columns: Sequence[Column], mended: Counter[str] | None = None
) -> Iterator[Accepted | Quarantined]:
    """Every row exactly once, either accepted or quarantined, in the order of the file.

    `mended` counts the cells whose fields differ from what the file says: "encoded_twice".
    """
    picker = Picker(columns, Counter() if mended is None else mended)
    faults = RowFaults(columns)
    for number, cells, broken in rows:
        joined = "".join(cells)
        suspect = may_be_twice_encoded(joined)
        field, reason = ("", broken) if broken else faults.fault(cells, joined, suspect=suspect)
        if reason:
            yield Quarantined(number, [_printable(cell) for cell in cells], field, reason)
            continue
        fields = picker.pick(cells, joined, suspect=suspect)
        if _USABLE.isdisjoint(fields) and not _may_be_linked(fields):
            yield Quarantined(number, cells, "", "nothing_to_use")
        else:
            yield Accepted(number, cells, fields)


def _may_be_linked(fields: Fields) -> bool:
    """A number or a birth day with a place names nobody, but may belong to somebody whom another row names."""
    return not _TELLS_APART.isdisjoint(fields) and not _PLACE.isdisjoint(fields)


def _printable(cell: str) -> str:
    """The cell as databases take it: what is no character is written out."""
    return cell.encode("utf-8", "backslashreplace").decode().replace("\x00", "\\x00")
