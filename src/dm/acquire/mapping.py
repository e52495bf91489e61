"""Which column means which contact field, and why we think so."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dm.acquire import guesses
from dm.acquire.headers import ADDRESS_FIELDS, CONTACT_FIELDS, Meaning, meaning
from dm.acquire.look import has_legal_form, looks_like_email
from dm.errors import UsageError
from dm.normal.folding import fold
from dm.normal.genders import addresses_several
from dm.normal.name_titles import take_titles

# Several columns of these are one person's several values.
REPEATABLE = frozenset({"email", "phone"})
# Several columns of these are one value.
JOINED = frozenset({"address", "notes"})
_MAIL_LINE = re.compile(r"mail ?(?:addr|address|adr|line)\b|mailaddr")
_NAMES = frozenset({"full_name", "given_name", "family_name"})
_ENOUGH_EMAILS = 0.6
_MOSTLY = 0.9
_FORMS = 0.4
_JUDGED = 300  # letters of a value that tell what it is
_KINDS_IN_ORDER = ("", "post", "home", "work", "bill", "legal", "other")
_ABOUT = {
    "identifier": "a number that tells people apart, kept under its name",
    "others": "is not about the contact's own data, kept as it is",
    "objection": "says whom not to contact: import those with `dm suppress import`; kept as it is",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file; `field` is a contact field or custom.NAME.

    `joins`: its value goes on with what another column of the field begins. `fallback` is the address field that it
    fills where the row has no address of the kind that was chosen. `with_code`: the postal code stands by the town.
    """

    index: int
    header: str
    field: str
    reason: str
    joins: bool = False
    fallback: str = ""
    with_code: bool = False


def map_columns(
    header: Sequence[str], sample: Sequence[Sequence[str]], asked: Mapping[str, Sequence[str]] | None = None
) -> list[Column]:
    """Every column of the file with its field. `asked` is {field: headers} of --map and overrules any guess."""
    meanings = [meaning(name) for name in header]
    values = [_values(sample, index) for index in range(len(header))]
    meanings = [_post_or_mailbox(*one) for one in zip(header, meanings, values, strict=True)]
    kind = _address_kind(meanings, values)
    in_parts = any(found.field == "street" and found.kind == kind for found in meanings)
    columns = [
        _column(index, header[index], found, values[index], kind, in_parts=in_parts)
        for index, found in enumerate(meanings)
    ]
    columns = guesses.by_neighbours(_in_context(columns, values), values)
    wanted = _asked_indexes(header, asked or {})
    columns = [
        Column(column.index, column.header, wanted[column.index], "asked with --map")
        if column.index in wanted
        else column
        for column in columns
    ]
    return _without_doubles(columns, set(wanted))


def _post_or_mailbox(header: str, found: Meaning, values: list[str]) -> Meaning:
    """ "Mail address 1" is a mailbox in one list and a line of a postal address in the next."""
    if found.field != "email" or not _MAIL_LINE.match(fold(header)) or any("@" in value for value in values):
        return found
    return Meaning("address", "post") if values else found


def _values(sample: Sequence[Sequence[str]], index: int) -> list[str]:
    values = (row[index][:_JUDGED].strip() for row in sample if index < len(row))
    return [value for value in values if value]


def _address_kind(meanings: list[Meaning], values: list[list[str]]) -> str:
    """Which of several addresses is the contact's: the one that is filled in most rows."""
    filled: dict[str, int] = {}
    for found, column in zip(meanings, values, strict=True):
        if found.field in ADDRESS_FIELDS - {"country", "house"}:
            filled[found.kind] = max(filled.get(found.kind, 0), len(column))
    return max(filled, key=lambda kind: (filled[kind], -_KINDS_IN_ORDER.index(kind)), default="")


def _column(index: int, header: str, found: Meaning, values: list[str], address_kind: str, *, in_parts: bool) -> Column:
    emails = guesses.share(values, looks_like_email)
    may_be_email = found.field in {"", "phone", "full_name", "address", "external_id"} and not found.about
    if emails >= _ENOUGH_EMAILS and may_be_email:
        return Column(index, header, "email", f"{emails:.0%} of its values look like e-mail addresses")
    if found.field in ADDRESS_FIELDS and (found.kind != address_kind or (found.is_whole and in_parts)):
        reason = "another address of the contact, used where the chosen one is empty"
        return Column(index, header, custom_field(header, index), reason, found.goes_on, found.field)
    if found:
        return Column(index, header, found.field, "by its header", found.goes_on, with_code=found.with_code)
    if found.about:
        return Column(index, header, custom_field(header, index), _ABOUT[found.about])
    field, reason = guesses.by_values(header, values)
    return Column(index, header, field or custom_field(header, index), reason or "not recognised, kept as it is")


def custom_field(header: str, index: int) -> str:
    """custom.NAME for a column we do not know; NAME has small letters, digits and underscores."""
    slug = re.sub(r"\W+", "_", fold(header)).strip("_")[:40]
    return f"custom.{slug or f'column_{index + 1}'}"


def _in_context(columns: list[Column], values: list[list[str]]) -> list[Column]:
    """What a header means beside the others: "Name" beside a first name is the family name, and the like."""
    columns = _names_in_context(columns)
    columns = [_title_in_context(column, columns, values[column.index]) for column in columns]
    columns = _customers_in_context(columns, values)
    if {column.field for column in columns} & {"company", "given_name", "family_name"}:
        return columns
    return [_company_in_context(column, values[column.index]) for column in columns]


def _names_in_context(columns: list[Column]) -> list[Column]:
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


def _title_in_context(column: Column, columns: list[Column], values: list[str]) -> Column:
    """ "Title" holds "Mrs" in one list and "Managing director" in the next."""
    if column.field != "title":
        return column
    if fold(column.header) not in {"title", "titel", "titre", "titolo", "titulo", "unvan"}:
        return _opening_in_context(column, values)
    titles = guesses.share(values, _is_title)
    has_job = any(other.field == "job_title" for other in columns)
    if values and titles < 0.3 and not has_job and not column.joins:
        return replace(column, field="job_title", reason="its values are no forms of address")
    others = any(other.field == "title" for other in columns if other != column)
    return replace(column, joins=True) if others else column


def _opening_in_context(column: Column, values: list[str]) -> Column:
    """ "Salutation" holds "Mrs" in one list and "John and Mary" in the next."""
    if column.joins or not values or guesses.share(values, _is_form_of_address) >= _FORMS:
        return column
    reason = "its values are openings of letters, no forms of address; kept as they are"
    return replace(column, field=custom_field(column.header, column.index), reason=reason)


def _is_form_of_address(value: str) -> bool:
    return not take_titles(value)[0] or addresses_several(value) or len(value.split()) == 1


def _customers_in_context(columns: list[Column], values: list[list[str]]) -> list[Column]:
    """ "Customer" holds numbers in one list and names in the next."""
    named = any(column.field in _NAMES for column in columns)
    result = []
    for column in columns:
        worded = guesses.share(values[column.index], _is_wordy)
        if column.field == "external_id" and not named and worded >= _MOSTLY:
            result.append(replace(column, field="full_name", reason="its values are names, not numbers"))
        elif column.field == "full_name" and values[column.index] and worded <= 1 - _MOSTLY:
            result.append(replace(column, field="external_id", reason="its values are numbers, not names"))
        else:
            result.append(column)
    return result


def _is_wordy(value: str) -> bool:
    return not any(letter.isdigit() for letter in value) and any(letter.isalpha() for letter in value)


def _is_title(value: str) -> bool:
    rest, titles = take_titles(value)
    return not rest or bool(titles.academic or titles.gender)


def _company_in_context(column: Column, values: list[str]) -> Column:
    """ "Name" alone over values with legal forms names companies."""
    forms = guesses.share(values, has_legal_form) if column.field == "full_name" else 0.0
    if forms < 0.3:
        return column
    return replace(column, field="company", reason=f"{forms:.0%} of its values end in a legal form")


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
    columns = _with_whole_joins(columns)
    taken: dict[str, int] = {column.field: column.index for column in reversed(columns) if column.index in asked}
    result: list[Column] = []
    for column in columns:
        owner = column.index if column.joins and not column.fallback else taken.setdefault(column.field, column.index)
        if owner == column.index or column.field in REPEATABLE | JOINED:
            result.append(column)
            continue
        field = custom_field(column.header, column.index)
        field = field if field not in taken else f"{field}_{column.index + 1}"
        taken[field] = column.index
        reason = column.reason if column.fallback else f"{column.field} is taken by another column"
        result.append(replace(column, field=field, reason=reason))
    return result


def _with_whole_joins(columns: list[Column]) -> list[Column]:
    """A flat without a column of houses goes on with the street; an address line two without a first is the first."""
    fields = {column.field for column in columns if not column.joins}
    street = "street" if "street" in fields else "address"
    return [
        replace(column, field=street) if column.joins and column.field == "house" and "house" not in fields else column
        for column in columns
    ]


def is_contact_list(columns: Sequence[Column]) -> bool:
    """Whether anything in the file names a person, a company or a way to reach one."""
    return any(column.field in _NAMES | {"company", "email", "phone", "address", "street"} for column in columns)
