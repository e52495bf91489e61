"""Many rows at once: COPY on PostgreSQL, the driver on SQLite; never the ORM, no work a value that can be spared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

from dm.db.plain_values import Binder, copied, is_default, literal, plain_binders

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Longs = NDArray[np.int64]

Row = TypeVar("Row")
Values = tuple[Any, ...]
Names = tuple[str, ...]
Keys = tuple[Any, ...]
Literals = tuple[tuple[str, str], ...]  # column, its value as SQL

# SQLite's executemany is as fast at 5,000 rows as at 50,000 and holds a tenth of the memory.
_CHUNK = 5_000
_LONGS_AT_ONCE = 50_000
# Columns that make a row narrow, and values of a statement for many of them.
_NARROW, _VALUES_AT_ONCE = 5, 800


def insert_many(connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> int:
    """Insert rows that all have the same keys; returns how many. Raises on the first conflict."""
    source = iter(rows)
    first = next(source, None)
    if first is None:
        return 0
    names = tuple(first)
    return _insert(connection, table, names, names, chain((first,), source), {})


def insert_tuples(
    connection: Connection,
    table: Table,
    names: Sequence[str],
    rows: Iterable[Values],
    *,
    same: Mapping[str, Any] | None = None,
) -> int:
    """The same for rows that are tuples already, each in the order of `names`; other columns take their defaults.

    `same` are columns of one value for all rows: it is told once a statement, which costs nothing a row.
    """
    return _insert(connection, table, tuple(names), tuple(range(len(names))), rows, same or {})


def insert_longs(connection: Connection, table: Table, names: Sequence[str], columns: Sequence[Longs]) -> None:
    """Insert rows of nothing but 64-bit integers, given column by column; other columns take their defaults."""
    for start in range(0, len(columns[0]), _LONGS_AT_ONCE):
        some = [column[start : start + _LONGS_AT_ONCE] for column in columns]
        if connection.dialect.name == "postgresql":
            _copy_longs(connection, table, tuple(names), some)
        else:
            rows = zip(*(column.tolist() for column in some), strict=True)
            insert_tuples(connection, table, names, rows)


def _insert(
    connection: Connection, table: Table, names: Names, keys: Keys, rows: Iterable[Any], same: Mapping[str, Any]
) -> int:
    """`keys` are where the values of `names` stand in each row."""
    write = _copy if connection.dialect.name == "postgresql" else _execute_many
    total = 0
    for chunk in chunks(rows, _CHUNK):
        write(connection, table, names, keys, chunk, same)
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


def _execute_many(
    connection: Connection, table: Table, names: Names, keys: Keys, rows: list[Any], same: Mapping[str, Any]
) -> None:
    tuples = rows if keys == tuple(range(len(names))) else list(map(_taker(keys), rows))
    values = _bound(tuples, plain_binders(table, names))
    literals = tuple((name, literal(table.c[name], value)) for name, value in same.items())
    # The driver takes tuples as they are; SQLAlchemy would look at every value of every row. SQLite makes the list of a
    # CHECK ... IN anew for every row, half of the price of a row; our words are right by their types.
    connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
    try:
        _write(connection, table.name, names, literals, values)
    finally:
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = OFF")


def _bound(rows: list[Values], binders: Sequence[tuple[int, Binder]]) -> list[Values]:
    """Column by column from the first that needs it, so such columns had better stand last."""
    if not binders:
        return rows
    first = binders[0][0]
    if len(binders) == 1 and first == len(rows[0]) - 1:
        bind = binders[0][1]
        return [(*row[:-1], None if row[-1] is None else bind(row[-1])) for row in rows]
    columns = list(zip(*[row[first:] for row in rows], strict=True))
    for place, bind in binders:
        columns[place - first] = tuple([None if value is None else bind(value) for value in columns[place - first]])
    return [row[:first] + rest for row, rest in zip(rows, zip(*columns, strict=True), strict=True)]


def _write(connection: Connection, table: str, names: Names, literals: Literals, rows: list[Values]) -> None:
    """Many narrow rows by one statement: of two columns a third of the time, of five two thirds, of more no gain."""
    width = _VALUES_AT_ONCE // len(names)
    whole = len(rows) // width * width if len(names) <= _NARROW and len(rows) >= _CHUNK else 0
    for start in range(0, whole, width):
        values = tuple(chain.from_iterable(rows[start : start + width]))
        connection.exec_driver_sql(_insert_text(table, names, literals, width), values)
    if whole < len(rows):
        connection.exec_driver_sql(_insert_text(table, names, literals), rows[whole:])


@lru_cache(maxsize=256)
def _taker(keys: Keys) -> Callable[[Any], Values]:
    if len(keys) > 1:
        take: Callable[[Any], Values] = itemgetter(*keys)
        return take
    return lambda row: tuple(row[key] for key in keys)


@lru_cache(maxsize=256)
def _insert_text(table: str, names: Names, literals: Literals, rows: int = 1) -> str:
    columns = ", ".join(f'"{name}"' for name in (*names, *(name for name, _ in literals)))
    places = f"({', '.join([*'?' * len(names), *(value for _, value in literals)])})"
    return f'INSERT INTO "{table}" ({columns}) VALUES {", ".join([places] * rows)}'  # noqa: S608 - names of our own tables


def _copy(
    connection: Connection, table: Table, names: Names, keys: Keys, rows: list[Any], same: Mapping[str, Any]
) -> None:
    tuples = rows if keys == tuple(range(len(names))) else map(_taker(keys), rows)
    columns = zip([table.c[name] for name in names], zip(*tuples, strict=True), strict=True)
    # Column by column, which costs a third of line by line; a column that only repeats its default is not sent at all.
    told = [(column.name, values) for column, values in columns if not is_default(column, values)]
    told = told or [(names[0], tuple(row[keys[0]] for row in rows))]
    lines = map("\t".join, zip(*(copied(table.c[name], values) for name, values in told), strict=True))
    once = {
        name: copied(table.c[name], [value])[0]
        for name, value in same.items()
        if not is_default(table.c[name], [value])
    }
    end = "\t".join(["", *once.values()]) + "\n"
    _to_copy(connection, _copy_text(table.name, (*(name for name, _ in told), *once)), end.join([*lines, ""]))


def _copy_longs(connection: Connection, table: Table, names: Names, columns: Sequence[Longs]) -> None:
    """COPY in its binary form: a length before each value, and their number before each row."""
    import numpy as np

    parts = [("count", ">i2"), *((f"{part}{at}", kind) for at in range(len(names)) for part, kind in _LONG)]
    rows = np.empty(len(columns[0]), parts)
    rows["count"] = len(names)
    for at, column in enumerate(columns):
        rows[f"length{at}"], rows[f"value{at}"] = 8, column
    _to_copy(connection, f"{_copy_text(table.name, names)} (FORMAT BINARY)", _BEGIN + rows.tobytes() + _END)


_LONG = (("length", ">i4"), ("value", ">i8"))
_BEGIN, _END = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"


def _to_copy(connection: Connection, statement: str, data: str | bytes) -> None:
    raw: Any = connection.connection.dbapi_connection
    with raw.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(data)


@lru_cache(maxsize=256)
def _copy_text(table: str, names: Names) -> str:
    columns = ", ".join(f'"{name}"' for name in names)
    return f'COPY "{table}" ({columns}) FROM STDIN'
