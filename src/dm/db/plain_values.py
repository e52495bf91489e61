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


def json_text(value: Any) -> str:
    """JSON; numbers beyond 64 bits and halves of characters, which orjson refuses, are written by the slower way."""
    try:
        return orjson.dumps(value).decode()
    except TypeError:
        return json.dumps(value)


@lru_cache(maxsize=4_096)
def _sqlite_moment(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError(f"a moment without a zone cannot be stored: {value!r}")
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def _sqlite_binder(kind: TypeEngine[Any]) -> Binder | None:
    if isinstance(kind, UtcDateTime):
        return _sqlite_moment
    if isinstance(kind, Date):
        return date.isoformat
    if isinstance(kind, JSON):
        return json_text
    if isinstance(kind, Boolean):
        return int
    return str if isinstance(kind, ExactDecimal) else None


@lru_cache(maxsize=256)
def plain_binders(table: Table, names: tuple[str, ...]) -> tuple[tuple[int, Binder], ...]:
    """(place, function) of the columns whose values SQLite's driver does not take as they are."""
    found = ((place, _sqlite_binder(table.c[name].type)) for place, name in enumerate(names))
    return tuple((place, bind) for place, bind in found if bind)


@lru_cache(maxsize=4_096)
def _copied_moment(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError(f"a moment without a zone cannot be stored: {value!r}")
    return value.astimezone(UTC).isoformat()


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def _copy_writer(kind: TypeEngine[Any]) -> Binder:
    if isinstance(kind, UtcDateTime):
        return _copied_moment
    if isinstance(kind, Date):
        return date.isoformat
    if isinstance(kind, JSON):
        return json_text
    if isinstance(kind, Boolean):
        return lambda value: "t" if value else "f"
    if isinstance(kind, LargeBinary):
        return lambda value: "\\x" + bytes(value).hex()
    return str


@lru_cache(maxsize=256)
def copy_writers(table: Table, names: tuple[str, ...]) -> Sequence[Binder | None]:
    """A function to text for each column of COPY; None where the value is text already."""
    kinds = [table.c[name].type for name in names]
    return tuple(None if _is_text(kind) else _copy_writer(kind) for kind in kinds)


def _is_text(kind: TypeEngine[Any]) -> bool:
    try:
        return kind.python_type is str and not isinstance(kind, JSON)
    except NotImplementedError:
        return False


def copy_line(row: Sequence[Any], writers: Sequence[Binder | None]) -> str:
    """One line of COPY in its text form."""
    texts = [
        "\\N" if value is None else write(value) if write else value for value, write in zip(row, writers, strict=True)
    ]
    line = "\t".join(texts)
    # Nearly no row holds a character that COPY reads otherwise; looking at the whole line is ten times quicker.
    if "\n" in line or "\r" in line or line.count("\t") >= len(texts) or line.count("\\") != row.count(None):
        line = "\t".join(["\\N" if value is None else _escaped(text) for value, text in zip(row, texts, strict=True)])
    return line + "\n"
