"""Why a row cannot be used."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from dm.acquire.mapping import Column
from dm.acquire.twice_encoded import is_beyond_mending

MAX_FIELD_BYTES = 10_000
_LOST = re.compile(r"\ufffd|[^\W\d_]\?[^\W\d_]|\?{3,}")
# A name begins and ends in no question mark: "Wei?", "?zil". What a street ends in may be asked.
_LOST_IN_NAME = re.compile(r"[^\W\d_]\?(?=[\s,]|$)|(?:^|\s)\?[^\W\d_]")
_NAMES = frozenset("given_name middle_name family_name full_name".split())
_READ_ALOUD = frozenset("given_name middle_name family_name full_name company street address city".split())
_TOTAL = re.compile(
    r"(?:grand |sub|zwischen|gesamt)?(?:totals?|totale|sum|summe|insgesamt|gesamt|gesamtsumme|итого|всего|итог|"
    r"общий итог|somme|suma|somma|razem)\b[^@]{0,40}|"
    r"\(?\d+ (?:rows?|records?|contacts?|lines?|zeilen|datensätze|kontakte|строк\w*|запис\w*|lignes|filas|righe)\b"
    r".{0,20}|"
    r"(?:page|seite|страница|стр\.|pagina|página) \d+.{0,15}",
    re.I,
)
_AMOUNT = re.compile(r"[\d\s.,:%€$₽£+-]+(?:[A-Za-zа-яА-Я.]{1,4})?")
_NO_AMOUNT = frozenset("phone postal_code house external_id birth_date".split())

# Beside a name it says that its bearer has died, whatever else the list knows.
_DEATH = re.compile(
    r"†|\b(?:deceased|dec'?d|verstorben|verst\.|décédée?|overleden|fallecid[oa]|decedut[oa]|falecid[oa]|zmarł[ay]?|"
    r"avliden|zemřel[ay]?|умер(?:ла|ший|шая)?|помер(?:ла)?|покойн(?:ый|ая|ик))(?!\w)",
    re.I,
)

REASONS = {
    "quote_not_closed": "its quotation marks are broken",
    "card_not_closed": "the card has no end",
    "too_many_columns": "it has more cells than the header",
    "too_few_columns": "it has fewer than half of the header's cells, or they are shifted",
    "nul_character": "it holds a NUL character",
    "broken_characters": "it holds bytes that are no characters in this encoding",
    "encoded_twice": "its text was encoded twice and letters of it are lost",
    "lost_letters": "letters were lost before the file was written (\ufffd or ? stands in their place)",
    "too_long": f"a field is longer than {MAX_FIELD_BYTES} bytes",
    "total_row": "it sums up the rows above",
    "header_again": "it repeats the header",
    "deceased": "it says that the person has died",
    "nothing_to_use": "it names nobody and no way to reach anybody",
}


class RowFaults:
    """Finds what is wrong with the rows of a table of these columns."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = columns
        self._width = len(columns)
        self._emails = [column.index for column in columns if column.field == "email"]
        self._names = [(column.index, column.field) for column in columns if column.field in _NAMES]
        self._header = [column.header.strip() for column in columns]

    def fault(self, cells: list[str], joined: str, *, suspect: bool) -> tuple[str, str]:
        """Field and reason; two empty texts for a row that can be read.

        `joined` are the cells put together, `suspect` whether these may be encoded twice.
        """
        if (reason := self._misshapen(cells)) or (reason := self._no_contact(cells)):
            return "", reason
        if "\x00" in joined:
            return self._where(cells, lambda cell: "\x00" in cell), "nul_character"
        if not joined.isascii():
            if not _is_writable(joined):
                return self._where(cells, lambda cell: not _is_writable(cell)), "broken_characters"
            if suspect and (field := self._where(cells, is_beyond_mending)):
                return field, "encoded_twice"
        if len(joined) > MAX_FIELD_BYTES // 4 and (field := self._where(cells, _is_too_long)):
            return field, "too_long"
        if ("?" in joined or "\ufffd" in joined) and (field := self._lost(cells)):
            return field, "lost_letters"
        return self._death(cells)

    def _misshapen(self, cells: list[str]) -> str:
        if len(cells) == self._width:
            return ""
        if any(map(str.strip, cells[self._width :])):
            return "too_many_columns"
        shifted = any(index < len(cells) and _is_no_email(cells[index]) for index in self._emails)
        return "too_few_columns" if shifted or len(cells) * 2 < self._width else ""

    def _no_contact(self, cells: list[str]) -> str:
        """Rows that spreadsheets and reports have below or between the contacts."""
        if cells and (cell := cells[0].strip()):
            first = 0
        else:
            first = next((index for index, cell in enumerate(cells) if cell.strip()), 0)
            cell = cells[first].strip() if cells else ""
        if cell == self._header[first] and [one.strip() for one in cells] == self._header:
            return "header_again"
        # No amount has the sign of an e-mail address in it: most rows need no look at their words.
        for index in self._emails:
            if index != first and index < len(cells) and "@" in cells[index]:
                return ""
        if len(cell) > 80 or not _TOTAL.fullmatch(cell):
            return ""
        others = [column for column in self._columns if column.index != first and column.index < len(cells)]
        return "total_row" if all(_may_be_sum(column, cells[column.index].strip()) for column in others) else ""

    def _lost(self, cells: list[str]) -> str:
        for column in self._columns:
            if column.field not in _READ_ALOUD or column.index >= len(cells):
                continue
            cell = cells[column.index]
            if _LOST.search(cell) or (column.field in _NAMES and _LOST_IN_NAME.search(cell)):
                return column.field
        return ""

    def _death(self, cells: list[str]) -> tuple[str, str]:
        for index, field in self._names:
            cell = cells[index] if index < len(cells) else ""
            # One word alone names somebody.
            if (" " in cell or "†" in cell) and _DEATH.search(cell):
                return field, "deceased"
        return "", ""

    def _where(self, cells: list[str], test: Callable[[str], bool]) -> str:
        for column in self._columns:
            if column.index < len(cells) and test(cells[column.index]):
                return column.field
        return ""


def _is_writable(text: str) -> bool:
    """Whether every character is one; half of a surrogate pair is none."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _may_be_sum(column: Column, cell: str) -> bool:
    if not cell or column.field.startswith("custom."):
        return True
    return column.field not in _NO_AMOUNT and len(cell) < 40 and bool(_AMOUNT.fullmatch(cell))


def _is_no_email(cell: str) -> bool:
    return bool(cell.strip()) and "@" not in cell


def _is_too_long(cell: str) -> bool:
    return len(cell.encode("utf-8", "replace")) > MAX_FIELD_BYTES
