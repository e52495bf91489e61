"""Values as the drivers take them: what SQLAlchemy would do, decided once a column instead of once a value."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import JSON, Boolean, Date, LargeBinary, Table
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


@lru_cache(maxsize=256)
def copy_writers(table: Table, names: tuple[str, ...]) -> tuple[tuple[int, ...], tuple[tuple[int, Binder], ...]]:
    """Places of the columns that always hold a text, and (place, function to a value of COPY) of the others."""
    columns = [table.c[name] for name in names]
    texts = tuple(place for place, column in enumerate(columns) if _is_text(column.type) and not column.nullable)
    others = tuple((place, _copy_writer(column.type)) for place, column in enumerate(columns) if place not in texts)
    return texts, others


def _is_text(kind: TypeEngine[Any]) -> bool:
    try:
        return kind.python_type is str and not isinstance(kind, JSON)
    except NotImplementedError:
        return False


def copied_texts(texts: Sequence[str]) -> str:
    """Texts as values of COPY, with tabs between them."""
    line = "\t".join(texts)
    # Nearly no row holds a character that COPY reads otherwise; looking at the whole line is ten times quicker.
    if "\\" in line or "\n" in line or "\r" in line or line.count("\t") >= len(texts):
        return "\t".join([escaped(text) for text in texts])
    return line
