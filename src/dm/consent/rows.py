"""Reading rows for many keys at once, in as few statements as the databases allow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Select

from dm.db import chunks

# RowMapping is a Mapping of str at run time, and of more in its types.
Row = Mapping[str, Any]

# SQLite takes 32,766 variables a statement, PostgreSQL 65,535; other conditions of a statement need a few.
AT_ONCE = 10_000


def rows_where(
    connection: Connection, query: Select[Any], column: ColumnElement[Any], values: Iterable[Any]
) -> Iterator[Row]:
    """The rows of `query` whose `column` is one of `values`; nothing is asked for no values."""
    for some in chunks(sorted(set(values)), AT_ONCE):
        yield from all_rows(connection, query.where(column.in_(some)))


def all_rows(connection: Connection, query: Select[Any]) -> Iterable[Row]:
    return cast("Iterable[Row]", connection.execute(query).mappings())
