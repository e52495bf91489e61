"""Where the header of a table stands, and what its columns are called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from dm.acquire.header_words import EMPTY_WORDS, KINDS
from dm.acquire.headers import meaning, recognised, vicidial_header
from dm.acquire.look import has_patronymic, is_given_name, looks_like_data, looks_like_person
from dm.acquire.text_rows import Row
from dm.acquire.twice_encoded import written_once
from dm.normal.folding import fold

_WITHIN = 15
_JUDGED = 300  # letters of a cell: no header is longer
_KIND_WORDS = frozenset(word for words in KINDS.values() for word in words.split()) | EMPTY_WORDS
# The columns that a quarantine file has before those of the list itself.
_OF_QUARANTINE = ["row", "field", "reason"]


@dataclass(frozen=True, slots=True)
class Header:
    """The names of the columns; `row` is where they stand (0: nowhere), `body` the place of the first row behind.

    `skipped`: so many columns on the left are not of the list: row, field and reason of a quarantine file.
    """

    names: list[str]
    row: int
    body: int
    skipped: int = 0


def find_header(rows: Sequence[Row], width: int) -> Header:
    """The header among the first filled rows of a table that is mostly `width` columns wide."""
    head = [(number, [cell[:_JUDGED] for cell in cells], fault) for number, cells, fault in rows[:_WITHIN]]
    known = [sum(map(recognised, cells)) for _, cells, _ in head]
    best = max(range(len(head)), key=lambda index: known[index])
    if pair := _two_rows(head, (known[best], len(set(head[best][1])))):
        return pair
    number, cells, _ = head[best]
    if known[best] and sum(map(looks_like_data, cells)) < known[best]:
        return _named(cells, number, best + 1)
    first = _first_wide(head, width)
    number, cells, _ = head[first]
    if any(map(_is_data, cells)) or len(set(cells)) < len(cells):
        return _nameless(rows, width)
    return _named(cells, number, first + 1)


def _named(cells: list[str], number: int, body: int) -> Header:
    names = [written_once(cell) or cell.strip().strip("\ufeff") for cell in trimmed(cells)]
    skipped = 3 if [fold(name) for name in names[:3]] == _OF_QUARANTINE and len(names) > 3 else 0
    return Header(names[skipped:], number, body, skipped)


def _nameless(rows: Sequence[Row], width: int) -> Header:
    start = _first_wide(rows, width)
    first = rows[start][1]
    names = vicidial_header(first) or [f"column {index}" for index in range(1, max(width, len(trimmed(first))) + 1)]
    return Header(names, 0, start)


def _is_data(cell: str) -> bool:
    return looks_like_data(cell) or is_given_name(cell) or has_patronymic(cell) or looks_like_person(cell)


def _two_rows(head: Sequence[Row], known: tuple[int, int]) -> Header | None:
    """ "Client | | Phone |" over "Name | Birth date | home | work", where both together say more than either."""
    best: Header | None = None
    for index in range(len(head) - 1):
        (_, above, _), (number, below, _) = head[index : index + 2]
        if any(map(looks_like_data, below)) or not _spans(above, below):
            continue
        names = _joined(above, below)
        if (there := (sum(map(recognised, names)), len(set(names)))) > known:
            best, known = Header(names, number, index + 2), there
    return best


def _spans(above: list[str], below: list[str]) -> bool:
    """Whether a cell above is empty over a filled one, as merged cells leave them."""
    return any(not over.strip() and under.strip() for over, under in zip(above, below, strict=False))


def _joined(above: list[str], below: list[str]) -> list[str]:
    names: list[str] = []
    over = ""
    width = max(len(trimmed(above)), len(trimmed(below)))
    for index in range(width):
        over = _cell(above, index) or (over if _cell(below, index) else "")
        names.append(_together(over, _cell(below, index)))
    return names


def _cell(cells: list[str], index: int) -> str:
    return cells[index].strip() if index < len(cells) else ""


def _together(over: str, under: str) -> str:
    """ "Private" over "Street" is a private street, "Client" over "First name" is a first name."""
    says_which = bool(over) and all(word in _KIND_WORDS for word in fold(over).split())
    if not over or not under or (meaning(under) and not says_which):
        return under or over
    return f"{over} {under}"


def trimmed(cells: list[str]) -> list[str]:
    """The cells without the empty ones at the end."""
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


def usual_width(rows: Sequence[Row]) -> int:
    """How many columns most rows fill."""
    return Counter(len(trimmed(cells)) for _, cells, _ in rows).most_common(1)[0][0]


def _first_wide(rows: Sequence[Row], width: int) -> int:
    """The first row that fills at least half of the columns; titles above it fill one or two."""
    wide = (index for index, (_, cells, _) in enumerate(rows) if sum(map(bool, cells)) * 2 >= width)
    return next(wide, 0)
