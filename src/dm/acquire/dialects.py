"""How a text file marks its columns: delimiter and quotes, judged by whole rows, not by counting signs."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from dm.acquire.headers import recognised
from dm.errors import InputError

_DELIMITERS = ",;\t|"
# Only where the header speaks for them: times, paths and formulas have them too.
_RARE = ":~^\x1f\u00a6"
_NAMES = {"\t": "tab", " ": "space", "\x1f": "unit separator"}
_SEPARATOR_LINE = re.compile(r"\"?sep=(.)\"?\s*", re.I)
_ROWS_JUDGED = 200
_JUDGED = 5_000  # letters of a line
_HABIT = 5  # lines with quotes that close nothing: fewer are slips
_BY_SPACES = re.compile(r"\S(?: \S|\S)*")


@dataclass(frozen=True, slots=True)
class Dialect:
    """What csv.reader needs to know; `preamble` rows at the top are no data ("sep=;"). An empty quote: none is used."""

    delimiter: str = ","
    quote: str = '"'
    backslash: bool = False
    space_after: bool = False
    preamble: int = 0

    def reader_options(self) -> dict[str, Any]:
        """Strict, so that broken quotes are found instead of swallowing what follows."""
        options = {
            "delimiter": self.delimiter,
            "escapechar": "\\" if self.backslash else None,
            "skipinitialspace": self.space_after,
        }
        if not self.quote:
            return options | {"quoting": csv.QUOTE_NONE}
        return options | {"quotechar": self.quote, "doublequote": not self.backslash, "strict": True}

    def __str__(self) -> str:
        name = _NAMES.get(self.delimiter, self.delimiter)
        quotes = f"quote {self.quote}" if self.quote else "no quotes"
        return f"delimiter {name}, {quotes}" + (", backslash escapes" if self.backslash else "")


def detect_dialect(lines: Sequence[str]) -> Dialect:
    """The dialect of a file whose first lines (with their line ends) these are."""
    stated = _SEPARATOR_LINE.fullmatch(lines[0]) if lines else None
    body = lines[1:] if stated else lines
    text = "".join(body)
    candidates = [
        Dialect(
            delimiter,
            quote,
            quote == '"' and '\\"' in text and '""' not in text.replace('"""', ""),
            bool(re.search(rf"{re.escape(delimiter)} +{quote}", text)),
            1 if stated else 0,
        )
        for delimiter in (stated[1] if stated else _DELIMITERS)
        for quote in _quotes(text, delimiter)
    ]
    best = max(candidates, key=lambda dialect: _score(body, dialect))
    if stated or _width(body, best) > 1:
        return _unquoted_if_better(body, best)
    rare = max((replace(best, delimiter=one) for one in _RARE), key=lambda dialect: _known(body, dialect))
    if _known(body, rare) >= 0.5:
        return rare
    _refuse_aligned(body)
    return best


def _quotes(text: str, delimiter: str) -> str:
    """Double quotes, or single ones where they enclose whole cells and double ones are not used."""
    enclosed, single = _enclosed(text, delimiter, "'"), text.count("'")
    if '"' in text and _enclosed(text, delimiter, '"') >= enclosed:
        return '"'
    return "'" if enclosed * 4 >= single > 1 else '"'


def _enclosed(text: str, delimiter: str, quote: str) -> int:
    """How many cells stand whole between two such quotes."""
    edge = re.escape(delimiter)
    inner = f"[^{quote}\r\n]*"
    cell = rf"(?:^|{edge}) ?{quote}{inner}(?:{quote}{quote}{inner})*{quote}(?={edge}|[\r\n]|$)"
    return len(re.findall(cell, text, re.M))


def _rows(lines: Sequence[str], dialect: Dialect, *, strict: bool = False) -> list[list[str]]:
    options = dialect.reader_options() | ({} if strict or not dialect.quote else {"strict": False})
    try:
        return [row for row in csv.reader(lines[:_ROWS_JUDGED], **options) if any(row)]
    except csv.Error:
        return []


def _score(lines: Sequence[str], dialect: Dialect) -> float:
    """Rows of one width speak for a delimiter, known header words more so; one column only speaks for none."""
    rows = _rows(lines, dialect)
    if not rows:
        return 0.0
    known = max(sum(map(recognised, row)) / len(row) for row in rows[:10])
    width, count = Counter(map(len, rows)).most_common(1)[0]
    if width == 1:
        wider = [sum(map(recognised, row)) / len(row) for row in rows[:10] if len(row) > 1]
        return max(wider) if wider else 0.1
    return count / len(rows) + known + min(width, 50) / 1000


def _width(lines: Sequence[str], dialect: Dialect) -> int:
    rows = _rows(lines, dialect)
    return max(map(len, rows)) if rows else 0


def _known(lines: Sequence[str], dialect: Dialect) -> float:
    rows = [row for row in _rows(lines, dialect)[:10] if len(row) > 1]
    return max((sum(map(recognised, row)) / len(row) for row in rows), default=0.0)


def _unquoted_if_better(lines: Sequence[str], dialect: Dialect) -> Dialect:
    """A file that knows no quoting has quotes as inches and names; read with quoting its rows would break."""
    if not dialect.quote or _rows(lines, dialect, strict=True):
        return dialect
    with_quotes = [line for line in lines if dialect.quote in line]
    edge, quote = re.escape(dialect.delimiter), dialect.quote
    enclosed = re.compile(rf"(?:^|{edge}){quote}.*{quote}(?={edge}|$)")
    if len(with_quotes) < _HABIT or any(enclosed.search(line[:_JUDGED].rstrip("\r\n")) for line in with_quotes):
        return dialect
    bare = replace(dialect, quote="")
    return bare if len(set(map(len, _rows(lines, bare)))) == 1 else dialect


def _refuse_aligned(lines: Sequence[str]) -> None:
    """Columns held apart by spaces alone cannot be told from words."""
    head = next((line for line in lines if line.strip()), "")
    words = _BY_SPACES.findall(head)
    if len(words) > 1 and sum(map(recognised, words)) * 2 > len(words):
        raise InputError(
            f"The columns are held apart by spaces only: {', '.join(words[:6])}.",
            hint="Open the file in a spreadsheet as text of fixed width and save it as CSV.",
        )
