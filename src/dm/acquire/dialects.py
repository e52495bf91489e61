"""How a text file marks its columns: delimiter and quotes, judged by whole rows, not by counting signs."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dm.acquire.headers import recognised

_DELIMITERS = ",;\t|"
_NAMES = {"\t": "tab", "": "none"}
_SEPARATOR_LINE = re.compile(r"sep=(.)\s*", re.I)
_ROWS_JUDGED = 200


@dataclass(frozen=True, slots=True)
class Dialect:
    """What csv.reader needs to know; `preamble` rows at the top are no data ("sep=;")."""

    delimiter: str = ","
    quote: str = '"'
    backslash: bool = False
    space_after: bool = False
    preamble: int = 0

    def reader_options(self) -> dict[str, Any]:
        return {
            "delimiter": self.delimiter,
            "quotechar": self.quote,
            "doublequote": not self.backslash,
            "escapechar": "\\" if self.backslash else None,
            "skipinitialspace": self.space_after,
        }

    def __str__(self) -> str:
        name = _NAMES.get(self.delimiter, self.delimiter)
        return f"delimiter {name}, quote {self.quote}" + (", backslash escapes" if self.backslash else "")


def detect_dialect(lines: Sequence[str]) -> Dialect:
    """The dialect of a file whose first lines (with their line ends) these are."""
    stated = _SEPARATOR_LINE.fullmatch(lines[0]) if lines else None
    body = lines[1:] if stated else lines
    text = "".join(body)
    quote = _quote(text, body)
    backslash = quote == '"' and '\\"' in text and '""' not in text.replace('"""', "")
    candidates = stated[1] if stated else _DELIMITERS
    dialects = [
        Dialect(
            delimiter, quote, backslash, bool(re.search(rf"{re.escape(delimiter)} +{quote}", text)), 1 if stated else 0
        )
        for delimiter in candidates
    ]
    return max(dialects, key=lambda dialect: _score(body, dialect))


def _quote(text: str, lines: Sequence[str]) -> str:
    single = sum(1 for line in lines if line.startswith("'") and line.rstrip().endswith("'"))
    return "'" if '"' not in text and lines and single * 5 > len(lines) * 4 else '"'


def _score(lines: Sequence[str], dialect: Dialect) -> float:
    """Rows of one width speak for a delimiter, known header words more so; one column only speaks for none."""
    try:
        rows = [row for row in csv.reader(lines[:_ROWS_JUDGED], **dialect.reader_options()) if any(row)]
    except csv.Error:
        return -1.0
    if not rows:
        return 0.0
    known = max(sum(map(recognised, row)) / len(row) for row in rows[:10])
    width, count = Counter(map(len, rows)).most_common(1)[0]
    if width == 1:
        wider = [sum(map(recognised, row)) / len(row) for row in rows[:10] if len(row) > 1]
        return max(wider) if wider else 0.1
    return count / len(rows) + known + min(width, 50) / 1000
