"""Values as the drivers take them: what SQLAlchemy would do, decided once a column instead of once a value."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import JSON, Boolean, Column, Date, LargeBinary, Table
from sqlalchemy.types import TypeEngine

from dm.db.types import ExactDecimal, UtcDateTime

Binder = Callable[[Any], Any]


# Most of what is kept as JSON: no lines of an e-mail, no fields of one's own.
_EMPTY: dict[type, str] = {list: "[]", tuple: "[]", dict: "{}"}


def json_text(value: Any) -> str:
    """JSON; numbers beyond 64 bits and halves of characters, which orjson refuses, are written by the slower way."""
    if not value and type(value) in _EMPTY:
        return _EMPTY[type(value)]
    try:
        return orjson.dumps(value).decode()
    except TypeError:
        return json.dumps(value)


# The days of ninety years: days of birth, and the one day of a list.
_day = lru_cache(maxsize=32_768)(date.isoformat)


@lru_cache(maxsize=4_096)
def _sqlite_moment(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError(f"a moment without a zone cannot be stored: {value!r}")
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def _sqlite_binder(kind: TypeEngine[Any]) -> Binder | None:
    if isinstance(kind, UtcDateTime):
        return _sqlite_moment
    if isinstance(kind, Date):
        return _day
    if isinstance(kind, JSON):
        return json_text
    if isinstance(kind, Boolean):
        return int
    return str if isinstance(kind, ExactDecimal) else None


@lru_cache(maxsize=256)
def plain_binders(table: Table, names: tuple[str, ...]) -> tuple[tuple[int, Binder], ...]:
    """(place, function) of the columns whose values SQLite's driver does not take as they are."""
    found = [_sqlite_binder(table.c[name].type) for name in names]
    return tuple((place, bind) for place, bind in enumerate(found) if bind)


def literal(column: Column[Any], value: Any) -> str:
    """A text, a number, a moment or JSON as SQLite's SQL has it."""
    bind = _sqlite_binder(column.type)
    said = bind(value) if bind and value is not None else value
    if said is None:
        return "NULL"
    return str(said) if isinstance(said, int | float) else "'" + str(said).replace("'", "''") + "'"


@lru_cache(maxsize=4_096)
def _copied_moment(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError(f"a moment without a zone cannot be stored: {value!r}")
    return value.astimezone(UTC).isoformat()


def escaped(text: str) -> str:
    """A text as a value of COPY."""
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def _copied_json(value: Any) -> str:
    # JSON itself writes no tab or new line but by a letter.
    text = json_text(value)
    return text.replace("\\", "\\\\") if "\\" in text else text


def _copy_writer(kind: TypeEngine[Any]) -> Binder:
    if isinstance(kind, UtcDateTime):
        return _copied_moment
    if isinstance(kind, Date):
        return _day
    if isinstance(kind, JSON):
        return _copied_json
    if isinstance(kind, Boolean):
        return lambda value: "t" if value else "f"
    if isinstance(kind, LargeBinary):
        return lambda value: "\\\\x" + bytes(value).hex()
    return escaped if _is_text(kind) else str


def _is_text(kind: TypeEngine[Any]) -> bool:
    try:
        return kind.python_type is str and not isinstance(kind, JSON)
    except NotImplementedError:
        return False


def is_default(column: Column[Any], values: Sequence[Any]) -> bool:
    """Whether a column would hold the same if it were not named: most people have no title and no extension."""
    default = column.server_default
    if default is None:
        return bool(column.nullable) and values[0] is None and _is_repeated(values)
    said = getattr(default, "arg", None)
    return isinstance(said, str) and type(values[0]) in _LITERAL and str(values[0]) == said and _is_repeated(values)


_LITERAL = (str, int)


def _is_repeated(values: Sequence[Any]) -> bool:
    return bool(values[0] == values[-1] and values.count(values[0]) == len(values))


def copied(column: Column[Any], values: Sequence[Any]) -> Sequence[str]:
    """The values of one column as COPY reads them."""
    if isinstance(column.type, JSON):  # in which 1 equals true
        return [_NULL if value is None else _copied_json(value) for value in values]
    if _is_repeated(values):
        return _copied(column, values[:1]) * len(values)
    return _copied(column, values)


_NULL = "\\N"


def _copied(column: Column[Any], values: Sequence[Any]) -> list[str]:
    write = _copy_writer(column.type)
    if column.nullable:
        return [_NULL if value is None else write(value) for value in values]
    # Nearly no text holds a character that COPY reads otherwise; looking at all of them at once is ten times quicker.
    if write is escaped and not _holds_special("\0".join(values)):
        return list(values)
    return list(map(write, values))


def _holds_special(text: str) -> bool:
    """Looked for one by one: a pattern of all four takes ten times as long."""
    return "\\" in text or "\t" in text or "\n" in text or "\r" in text
