"""Many rows at once: COPY on PostgreSQL, executemany on SQLite; never the ORM, no work a value that can be spared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

from dm.db.plain_values import copy_line, copy_writers, plain_binders

Row = TypeVar("Row")
Values = tuple[Any, ...]

# SQLite's executemany is as fast at 5,000 rows as at 50,000 and holds a tenth of the memory.
_CHUNK = 5_000


def insert_many(connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> int:
    """Insert rows that all have the same keys; returns how many. Raises on the first conflict."""
    source = iter(rows)
    first = next(source, None)
    if first is None:
        return 0
    names = tuple(first)
    pick: Callable[[Mapping[str, Any]], Values] = itemgetter(*names) if len(names) > 1 else lambda row: (row[names[0]],)
    total = insert_tuples(connection, table, names, [pick(first)])
    return total + insert_tuples(connection, table, names, map(pick, source))


def insert_tuples(connection: Connection, table: Table, names: Sequence[str], rows: Iterable[Values]) -> int:
    """The same for rows that are tuples already, each in the order of `names`; the others take their defaults."""
    is_postgres = connection.dialect.name == "postgresql"
    write = _copy if is_postgres else _execute_many
    total = 0
    for chunk in chunks(rows, _CHUNK):
        write(connection, table, tuple(names), chunk)
        total += len(chunk)
    return total


def insert_new(connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> int:
    """Insert rows, passing over those whose unique key exists already; returns how many are new."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table).on_conflict_do_nothing()
    total = 0
    for chunk in chunks(rows, _CHUNK):
        total += connection.execute(statement, chunk, execution_options={"preserve_rowcount": True}).rowcount
    return total


def chunks(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """Lists of at most `size`, in order."""
    source = iter(rows)
    while chunk := list(islice(source, size)):
        yield chunk


def _execute_many(connection: Connection, table: Table, names: tuple[str, ...], rows: list[Values]) -> None:
    places = plain_binders(table, names)
    if places:
        rows = [_bound(row, places) for row in rows]
    # The driver takes tuples as they are; SQLAlchemy would look at every value of every row. SQLite makes the list of a
    # CHECK ... IN anew for every row, half of the price of a row; our words are right by their types.
    connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
    try:
        connection.exec_driver_sql(_insert_text(table.name, names), rows)
    finally:
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = OFF")


def _bound(row: Values, places: Sequence[tuple[int, Callable[[Any], Any]]]) -> Values:
    values = list(row)
    for place, bind in places:
        if values[place] is not None:
            values[place] = bind(values[place])
    return tuple(values)


@lru_cache(maxsize=256)
def _insert_text(table: str, names: tuple[str, ...]) -> str:
    columns = ", ".join(f'"{name}"' for name in names)
    return f'INSERT INTO "{table}" ({columns}) VALUES ({", ".join("?" * len(names))})'  # noqa: S608 - names of our own tables


def _copy(connection: Connection, table: Table, names: tuple[str, ...], rows: list[Values]) -> None:
    writers = copy_writers(table, names)
    raw: Any = connection.connection.dbapi_connection
    columns = ", ".join(f'"{name}"' for name in names)
    with raw.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as copy:
        copy.write("".join([copy_line(row, writers) for row in rows]))
