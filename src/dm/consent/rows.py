"""Reading rows for many keys at once, in as few statements as the databases allow."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from sqlalchemy import ARRAY, ColumnElement, Connection, Select, any_, bindparam, func, select

from dm.db import chunks

# RowMapping is a Mapping of str at run time, and of more in its types.
Row = Mapping[str, Any]

AT_ONCE = 10_000


def rows_where(
    connection: Connection, query: Select[Any], column: ColumnElement[Any], values: Iterable[Any]
) -> Iterator[Row]:
    """The rows of `query` whose `column` is one of `values`; nothing is asked for no values."""
    for some in chunks(sorted(set(values)), AT_ONCE):
        yield from all_rows(connection, query.where(one_of(connection, column, some)))


def all_rows(connection: Connection, query: Select[Any]) -> Iterable[Row]:
    return cast("Iterable[Row]", connection.execute(query).mappings())


def one_of(
    connection: Connection, column: ColumnElement[Any], values: list[Any], *, written: str = ""
) -> ColumnElement[bool]:
    """`column IN values` with one variable for all of them: thousands of variables cost more than the rows.

    `written` is the list as JSON, where somebody asks for the same list again and again.
    """
    if connection.dialect.name == "postgresql":
        return column == any_(bindparam(None, values, type_=ARRAY(column.type)))
    listed = func.json_each(bindparam(None, written or json.dumps(values))).table_valued("value")
    return column.in_(select(listed.c.value))
