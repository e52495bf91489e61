"""Which column means which contact field, and why we think so."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from dm.acquire.headers import CONTACT_FIELDS, meaning
from dm.acquire.look import looks_like_email, looks_like_phone
from dm.errors import UsageError
from dm.normal.folding import fold
from dm.normal.genders import patronymic_gender
from dm.normal.given_names import GIVEN

# Several columns of these are one person's several values, or one value in several columns.
REPEATABLE = frozenset({"email", "phone"})
JOINED = frozenset({"address", "notes"})
_NAMES = frozenset({"full_name", "given_name", "family_name"})
_ENOUGH_EMAILS = 0.6
_ENOUGH_PHONES = 0.8
_ENOUGH_NAMES = 0.5


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file; `field` is a contact field or custom.NAME."""

    index: int
    header: str
    field: str
    reason: str


def map_columns(
    header: Sequence[str], sample: Sequence[Sequence[str]], asked: Mapping[str, Sequence[str]] | None = None
) -> list[Column]:
    """Every column of the file with its field. `asked` is {field: headers} of --map and overrules any guess."""
    columns = [_guess(index, name, _values(sample, index)) for index, name in enumerate(header)]
    columns = _name_in_context(columns)
    wanted = _asked_indexes(header, asked or {})
    columns = [
        replace(column, field=wanted[column.index], reason="asked with --map") if column.index in wanted else column
        for column in columns
    ]
    return _without_doubles(columns, set(wanted))


def _values(sample: Sequence[Sequence[str]], index: int) -> list[str]:
    return [row[index].strip() for row in sample if index < len(row) and row[index].strip()]


def _guess(index: int, header: str, values: list[str]) -> Column:
    emails = _share(values, looks_like_email)
    by_name = meaning(header)
    if emails >= _ENOUGH_EMAILS and by_name in {"", "phone", "full_name", "address", "external_id"}:
        return Column(index, header, "email", f"{emails:.0%} of its values look like e-mail addresses")
    if by_name:
        return Column(index, header, by_name, "by its header")
    if _share(values, looks_like_phone) >= _ENOUGH_PHONES:
        return Column(index, header, "phone", "its values look like telephone numbers")
    if _share(values, _has_patronymic) >= _ENOUGH_NAMES:
        return Column(index, header, "full_name", "its values look like names with a patronymic")
    if _share(values, lambda value: fold(value) in GIVEN) >= _ENOUGH_NAMES:
        return Column(index, header, "given_name", "its values are known given names")
    return Column(index, header, custom_field(header, index), "not recognised, kept as it is")


def _share(values: list[str], test: Callable[[str], bool]) -> float:
    return sum(map(test, values)) / len(values) if values else 0.0


def _has_patronymic(value: str) -> bool:
    words = value.split()
    return 2 <= len(words) <= 5 and any(patronymic_gender(word) for word in words[1:])


def custom_field(header: str, index: int) -> str:
    """custom.NAME for a column we do not know; NAME has small letters, digits and underscores."""
    slug = re.sub(r"\W+", "_", fold(header)).strip("_")[:40]
    return f"custom.{slug or f'column_{index + 1}'}"


def _name_in_context(columns: list[Column]) -> list[Column]:
    """ "Name" beside a first name is the family name, beside a surname the given name, alone the whole name."""
    fields = {column.field for column in columns}
    if "full_name" in fields and not {"given_name", "family_name"} <= fields:
        other = {"given_name": "family_name", "family_name": "given_name"}
        for there, meant in other.items():
            if there in fields:
                return [
                    replace(column, field=meant, reason=f"beside a {there.replace('_', ' ')}")
                    if column.field == "full_name" and fold(column.header) in {"name", "nom", "имя", "nombre"}
                    else column
                    for column in columns
                ]
    if "given_name" in fields and not fields & {"family_name", "full_name"}:
        return [
            replace(column, field="full_name", reason="no column holds the family name")
            if column.field == "given_name" and fold(column.header) in {"имя", "nombre", "nome"}
            else column
            for column in columns
        ]
    return columns


def _asked_indexes(header: Sequence[str], asked: Mapping[str, Sequence[str]]) -> dict[int, str]:
    wanted: dict[int, str] = {}
    for field, names in asked.items():
        if field not in CONTACT_FIELDS and not re.fullmatch(r"custom\.\w+", field):
            raise UsageError(
                f'"{field}" is no contact field.', hint=f"Use one of {', '.join(CONTACT_FIELDS)}, custom.NAME."
            )
        for name in names:
            wanted[_index_of(header, name)] = field
    return wanted


def _index_of(header: Sequence[str], name: str) -> int:
    exact = [index for index, there in enumerate(header) if there == name]
    close = exact or [index for index, there in enumerate(header) if fold(there) == fold(name)]
    if not close:
        raise UsageError(f'The file has no column "{name}".', hint=f"It has: {', '.join(header)}.")
    return close[0]


def _without_doubles(columns: list[Column], asked: set[int]) -> list[Column]:
    """A field that cannot repeat keeps its first column (one asked for before a guessed one)."""
    taken: dict[str, int] = {column.field: column.index for column in reversed(columns) if column.index in asked}
    result: list[Column] = []
    for column in columns:
        owner = taken.setdefault(column.field, column.index)
        if owner == column.index or column.field in REPEATABLE | JOINED:
            result.append(column)
            continue
        field = custom_field(column.header, column.index)
        field = field if field not in taken else f"{field}_{column.index + 1}"
        taken[field] = column.index
        result.append(replace(column, field=field, reason=f"{column.field} is taken by another column"))
    return result


def is_contact_list(columns: Sequence[Column]) -> bool:
    """Whether anything in the file names a person, a company or a way to reach one."""
    return any(column.field in _NAMES | {"company", "email", "phone", "address", "street"} for column in columns)
