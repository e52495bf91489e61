"""People whom a list names beside a firm: who leads it, owns it, works or invents for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from dm.normal.folding import fold

# Words of headers under which such people stand, folded.
_HEADERS = frozenset(
    (
        "coauthor coauthors author authors inventor inventors erfinder inventeur ansprechpartner ansprechpartnerin "
        "kontaktperson kontaktpersonen geschaftsfuhrer geschaftsfuhrung geschaftsleitung inhaber vorstand vorstande "
        "prokurist prokuristen mitarbeiter owner owners director directors officer officers ceo staff employees "
        "dirigeant dirigeants gerant gerants directeur contacts руководитель руководители директор сотрудники "
        "учредитель учредители изобретатель изобретатели автор авторы"
    ).split()
)
_BETWEEN = re.compile(r"\*\*|[;|\n]|\s/\s")
_MOST = 40
_MOST_WORDS = 6


def people_beside(custom: Mapping[str, str]) -> list[str]:
    """Folded names with their words in alphabetical order; cells that hold something else give nothing."""
    found = (name for header, value in custom.items() if _names_people(header) for name in _names(value))
    return list(dict.fromkeys(found))[:_MOST]


@lru_cache(maxsize=1 << 10)
def _names_people(header: str) -> bool:
    return not _HEADERS.isdisjoint(fold(header.replace("_", " ")).split())


def _names(cell: str) -> Iterator[str]:
    for part in _BETWEEN.split(cell):
        words = fold(part).split()
        if 2 <= len(words) <= _MOST_WORDS and not any(map(str.isdigit, part)):
            yield " ".join(sorted(words))
