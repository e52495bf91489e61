"""The cells of many records, column by column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from dm.normal.address_text import postal_code_fits
from dm.normal.emails import Email, read_emails
from dm.normal.folding import fold
from dm.normal.phones import Phone, read_phones

if TYPE_CHECKING:
    from dm.actualize.entries import BatchFacts

_CUSTOM = "custom."


class Cells:
    """Fields of records as columns of equal length; a column that no record has costs next to nothing."""

    def __init__(self, fields: Sequence[Mapping[str, Any]]) -> None:
        self._fields = fields
        self._named: set[str] = set().union(*fields)
        self._empty = [""] * len(fields)
        self._columns: dict[str, list[str]] = {}

    def texts(self, name: str) -> list[str]:
        """One column, "" where a record has none."""
        if name not in self._named:
            return self._empty
        if (column := self._columns.get(name)) is None:
            try:
                column = list(map(itemgetter(name), self._fields))
            except KeyError:
                column = [one.get(name, "") for one in self._fields]
            if set(map(type, column)) != {str}:
                column = [_text(value) for value in column]
            self._columns[name] = column
        return column

    def joined(self, names: Sequence[str], between: str) -> list[str]:
        """What these columns hold, as one text."""
        columns = [self.texts(name) for name in names if name in self._named]
        if any("" in column for column in columns):
            return [between.join(filter(None, some)) for some in zip(*columns, strict=True)]
        return list(map(between.join, zip(*columns, strict=True))) if columns else self._empty

    def custom(self) -> list[dict[str, str]]:
        """The columns that are no fields of ours, by their headers."""
        headers = {name: name.removeprefix(_CUSTOM) for name in self._named if name.startswith(_CUSTOM)}
        if not headers:
            return [{} for _ in self._fields]
        return [{headers[name]: str(value) for name, value in one.items() if name in headers} for one in self._fields]

    def languages(self, batches: Sequence[BatchFacts]) -> list[str]:
        """The language that a record names, else its source's."""
        if "language" not in self._named:
            return [batch.language for batch in batches]
        return [
            language_code(text) or batch.language for text, batch in zip(self.texts("language"), batches, strict=True)
        ]

    def assumed_countries(self, batches: Sequence[BatchFacts]) -> list[str]:
        """The source's country, unless the postal code is none of its own and fits that of an international number."""
        countries = [batch.country for batch in batches]
        if "postal_code" not in self._named:
            return countries
        codes = [text.strip() for text in self.texts("postal_code")]
        foreign = {pair for pair in set(zip(codes, countries, strict=True)) if postal_code_fits(*pair) is False}
        return [
            _abroad(one, pair[0]) or pair[1] if pair in foreign and pair[0] else pair[1]
            for one, pair in zip(self._fields, zip(codes, countries, strict=True), strict=True)
        ]

    def emails(self) -> list[tuple[Email, ...]]:
        """The addresses of each record, each once."""
        return [_emails(one["email"]) if "email" in one else () for one in self._fields]

    def phones(self, countries: Sequence[str]) -> list[tuple[Phone, ...]]:
        """The numbers of each record, each once."""
        return [
            _phones(one["phone"], country) if "phone" in one else ()
            for one, country in zip(self._fields, countries, strict=True)
        ]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else " ".join(map(str, value))


def _list(value: Any) -> Sequence[str]:
    return [value] if isinstance(value, str) else value


def _abroad(fields: Mapping[str, Any], code: str) -> str:
    for cell in _list(fields.get("phone", ())):
        if cell.strip().startswith(("+", "00")):
            for phone in read_phones(cell):
                if phone.country and postal_code_fits(code, phone.country):
                    return phone.country
    return ""


def _emails(cells: str | Sequence[str]) -> tuple[Email, ...]:
    if len(cells) == 1:
        return read_emails(cells[0])
    found: dict[str, Email] = {}
    for cell in _list(cells):
        for email in read_emails(cell):
            found.setdefault(email.key or email.raw, email)
    return tuple(found.values())


def _phones(cells: str | Sequence[str], country: str) -> tuple[Phone, ...]:
    if len(cells) == 1:
        return read_phones(cells[0], country)
    found: dict[tuple[str, str], Phone] = {}
    for cell in _list(cells):
        for phone in read_phones(cell, country):
            found.setdefault((phone.e164 or phone.raw, phone.extension), phone)
    return tuple(found.values())


# Languages by what lists call them; anything else of two letters is taken for its ISO 639-1 code.
_LANGUAGES = {
    **dict.fromkeys(("deutsch", "german", "немецкий", "ger", "deu"), "de"),
    **dict.fromkeys(("english", "englisch", "английский", "eng"), "en"),
    **dict.fromkeys(("russian", "russisch", "русский", "rus"), "ru"),
    **dict.fromkeys(("french", "franzosisch", "francais", "французский"), "fr"),
    **dict.fromkeys(("spanish", "spanisch", "espanol", "испанский"), "es"),
    **dict.fromkeys(("italian", "italienisch", "italiano", "итальянский"), "it"),
}


@lru_cache(maxsize=1_024)
def language_code(text: str) -> str:
    """ISO 639-1 of a language as lists call it, "" where it is none."""
    folded = fold(text) if text else ""
    if folded in _LANGUAGES:
        return _LANGUAGES[folded]
    code = folded.split(" ")[0]
    return code if len(code) == 2 and code.isascii() and code.isalpha() else ""
