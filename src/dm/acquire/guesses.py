"""What a column holds, told by its values and by the columns beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dm.acquire import look

if TYPE_CHECKING:
    from dm.acquire.mapping import Column

_NAMELESS = re.compile(r"(?:column \d+)?")
_Test = Callable[[str], bool]
# (field, what each value must be, in which share of the values, what is said). The first that holds is taken.
_ALWAYS: tuple[tuple[str, _Test, float, str], ...] = (
    ("phone", look.looks_like_phone, 0.8, "its values look like telephone numbers"),
    ("full_name", look.has_patronymic, 0.5, "its values look like names with a patronymic"),
    ("given_name", look.is_given_name, 0.5, "its values are known given names"),
)
# Only where no header says anything: dates and numbers may be about all sorts of things.
_WITHOUT_HEADER: tuple[tuple[str, _Test, float, str], ...] = (
    ("gender", look.is_gender, 0.9, "its values are words for men and women"),
    ("birth_date", look.is_birth_date, 0.8, "its values are days of birth years"),
    ("middle_name", look.is_patronymic, 0.5, "its values look like patronymics"),
    ("company", look.has_legal_form, 0.4, "its values end in legal forms"),
    ("full_name", look.looks_like_person, 0.5, "its values hold known given names"),
    ("address", look.looks_like_street, 0.5, "its values look like streets"),
    ("postal_code", look.is_postal_code, 0.8, "its values look like postal codes"),
)


def share(values: list[str], test: _Test) -> float:
    """How many of the values pass, from 0 to 1."""
    return sum(map(test, values)) / len(values) if values else 0.0


def by_values(header: str, values: list[str]) -> tuple[str, str]:
    """The field and the reason where the header says nothing; two empty texts where the values do not either."""
    tests = (*_ALWAYS, *_WITHOUT_HEADER) if _NAMELESS.fullmatch(header.strip()) else _ALWAYS
    for field, test, enough, reason in tests:
        if share(values, test) >= enough:
            return field, reason
    return "", ""


def by_neighbours(columns: Sequence[Column], values: list[list[str]]) -> list[Column]:
    """A nameless column of single names beside given names holds family names; one of words beside codes, towns."""
    result = list(columns)
    for beside, meant, test in (
        ("given_name", "family_name", look.is_one_name),
        ("postal_code", "city", look.looks_like_town),
        ("address", "city", look.looks_like_town),
    ):
        if any(column.field == meant for column in result):
            continue
        places = [column.index for column in result if column.field == beside]
        for column in result:
            near = any(abs(column.index - place) == 1 for place in places)
            if near and _is_free(column) and share(values[column.index], test) >= 0.8:
                result[column.index] = replace(column, field=meant, reason=f"stands beside the {_said(beside)}")
                break
    return result


def _is_free(column: Column) -> bool:
    return column.field.startswith("custom.") and bool(_NAMELESS.fullmatch(column.header.strip())) and not column.joins


def _said(field: str) -> str:
    return field.replace("_", " ")
