"""The cells of a row as contact fields."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from dm.acquire.headers import flat_label, is_street_part
from dm.acquire.mapping import JOINED, REPEATABLE, Column
from dm.acquire.twice_encoded import written_once

Fields = dict[str, str | list[str]]

# What stands between the columns that are one value; a comma elsewhere.
_BETWEEN = {"family_name": " ", "title": " ", "middle_name": " "}
_NO_ADDRESS = frozenset({"address", "street", "city", "postal_code"})
_CODE_FIRST = re.compile(
    r"((?:[A-Z]{1,2}-)?\d[\d -]{2,7}\d(?: [A-Z]{2}(?=[ ,]))?|[A-Z]{1,2}\d\S? \d[A-Z]{2})[ ,]+(\D+)"
)
_CODE_LAST = re.compile(r"(\D+?)[ ,]+((?:[A-Z]{1,2}-)?\d[\d -]{2,7}\d|[A-Z]{1,2}\d\S? \d[A-Z]{2})")
_LONGEST_TOWN = 100
# Fields of which people say that they know nothing, and how, folded; the cell stays in the raw record.
_MAY_SAY_NOTHING = frozenset({"email", "phone", "birth_date"})
_NOTHING = frozenset(
    "n/a|#n/a|n.a|na|none|null|nil|no|nope|missing|empty|unknown|not available|not known|not given|no email|no e-mail"
    "|no phone|-|--|---|–|—|/|?|??|x|xx|xxx|k.a|k. a|ka|keine|keines|kein|keine angabe|keine angaben|unbekannt|fehlt"
    "|nicht bekannt|нет|нету|нет данных|н/д|н.д|неизвестно|неизвестен|не указано|не указан|не указана|отсутствует"
    "|б/н|прочерк|sans|aucun|aucune|inconnu|s/o|ninguno|desconocido|nvt|n.v.t|geen|onbekend|brak|yok|ýok".split("|")
)
_LONGEST_NOTHING = 16
_KEPT_AS_TEXT = frozenset("=+-@0123456789")
_MARKS_OF_TEXT = frozenset("'=")
_FORMULA_OF_TEXT = re.compile(r'="((?:[^"]|"")*)"')


class Picker:
    """Makes fields of cells; empty cells leave no field. `mended` counts the cells that it mends."""

    def __init__(self, columns: Sequence[Column], mended: Counter[str]) -> None:
        whole = JOINED | {column.field for column in columns if column.joins}
        times = Counter(column.field for column in columns)
        in_parts = any(column.field == "street" and is_street_part(column.header) for column in columns)
        self._mended = mended
        self._plan = [
            (
                column.index,
                column.field,
                # The only column of its field: what it holds is the field.
                times[column.field] == 1 and column.field not in REPEATABLE and not column.joins,
                column.field in REPEATABLE,
                _between(column, in_parts=in_parts) if column.field in whole else "",
                flat_label(column.header) if column.joins else "",
            )
            for column in columns
        ]
        self._with_code = any(column.with_code for column in columns)
        self._second = [(column.field, column.fallback) for column in columns if column.fallback]
        self._names = [column.field for column in columns]
        self._lists = [name for name in times if name in REPEATABLE]
        self._silent = [name for name in times if name in _MAY_SAY_NOTHING]
        self._each_alone = len(times) == len(columns) and not any(column.joins for column in columns)
        self._each_alone &= [column.index for column in columns] == list(range(len(columns)))

    def pick(self, cells: list[str], joined: str, *, suspect: bool) -> Fields:
        """The fields; `joined` are the cells put together, `suspect` whether these may be encoded twice."""
        if self._each_alone and not suspect and "'" not in joined and "=" not in joined:
            fields: Fields = {
                name: cell for name, cell in zip(self._names, map(str.strip, cells), strict=False) if cell
            }
            for name in self._lists:
                if cell := fields.get(name):
                    fields[name] = [str(cell)]
        else:
            fields = self._one_by_one(cells, suspect=suspect)
        for name in self._silent:
            if (said := fields.get(name)) is not None:
                _drop_fillers(fields, name, said)
        if self._with_code and (town := fields.get("city")) and "postal_code" not in fields:
            _split_town(fields, str(town))
        if self._second and _NO_ADDRESS.isdisjoint(fields):
            _take_other_address(fields, self._second)
        return fields

    def _one_by_one(self, cells: list[str], *, suspect: bool) -> Fields:
        fields: Fields = {}
        there = len(cells)
        for index, field, alone, repeats, between, label in self._plan:
            value = cells[index].strip() if index < there else ""
            if not value:
                continue
            if value[0] in _MARKS_OF_TEXT:
                value = _as_text(value)
                if not value:
                    continue
            elif suspect and (meant := written_once(value)):
                value = meant
                self._mended["encoded_twice"] += 1
            if alone:
                fields[field] = value
                continue
            if label and value[0].isdigit():
                value = f"{label} {value}"
            before = fields.get(field)
            if repeats:
                fields[field] = [*before, value] if isinstance(before, list) else [value]
            elif between and isinstance(before, str):
                fields[field] = before if value == before else f"{before}{between}{value}"
            else:
                fields[field] = value
        return fields


def _between(column: Column, *, in_parts: bool) -> str:
    """ "5 a" is one house with its letter, "5, кв. 12" a house and a flat; "N", "Main", "St" are one street."""
    if (column.field == "house" and not flat_label(column.header)) or (column.field == "street" and in_parts):
        return " "
    return _BETWEEN.get(column.field, ", ")


def _as_text(value: str) -> str:
    """What a spreadsheet was told to keep as text: '+49 30 1234, ="01067"."""
    if value[0] == "=":
        return found[1].replace('""', '"').strip() if (found := _FORMULA_OF_TEXT.fullmatch(value)) else value
    return value[1:] if value[1:2] and value[1] in _KEPT_AS_TEXT and not value.endswith("'") else value


def _drop_fillers(fields: Fields, name: str, said: str | list[str]) -> None:
    """ "n/a" is no e-mail that is wrong: there is none."""
    if isinstance(said, str):
        if _says_nothing(said):
            del fields[name]
    elif any(map(_says_nothing, said)):
        kept = [one for one in said if not _says_nothing(one)]
        fields.pop(name)
        if kept:
            fields[name] = kept


def _says_nothing(text: str) -> bool:
    return len(text) <= _LONGEST_NOTHING and text.casefold().rstrip(".").strip() in _NOTHING


def _split_town(fields: Fields, text: str) -> None:
    """ "10115 Berlin", "SW1A 1AA London" or "Berlin, 10115": the code has a digit, the town has none."""
    text = text[:_LONGEST_TOWN]
    if found := _CODE_FIRST.fullmatch(text):
        fields["postal_code"], fields["city"] = found[1], found[2]
    elif found := _CODE_LAST.fullmatch(text):
        fields["city"], fields["postal_code"] = found[1], found[2]


def _take_other_address(fields: Fields, second: list[tuple[str, str]]) -> None:
    for custom, field in second:
        if value := fields.pop(custom, ""):
            before = fields.get(field)
            fields[field] = f"{before}, {value}" if isinstance(before, str) and field in JOINED else value
