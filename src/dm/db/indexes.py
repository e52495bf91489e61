"""Many rows into a table that holds few: its indexes are made once, at the end, instead of row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, Index, Table, func, literal, select

# Fewer rows are written before an index could be made anew.
_LEAST = 20_000


@contextmanager
def loading(connection: Connection, tables: Sequence[Table], rows: int) -> Iterator[None]:
    """The plain indexes of the tables are put aside and made again at the end where `rows` are most of what they hold.

    A key drawn by a hash belongs anywhere in its index: sorted at once, a million of them cost a third of what they
    cost one by one. Inside, nothing may be looked up but by primary keys. What is unique stays so all the time.
    """
    aside = [index for table in tables if _is_worth_it(connection, table, rows) for index in _plain(table)]
    for index in aside:
        index.drop(connection)
    # After an error the transaction goes back, and the indexes with it.
    yield
    for index in aside:
        index.create(connection)


def _plain(table: Table) -> list[Index]:
    return sorted((index for index in table.indexes if not index.unique), key=lambda index: str(index.name))


def _is_worth_it(connection: Connection, table: Table, rows: int) -> bool:
    if rows < _LEAST:
        return False
    # PostgreSQL keeps readers off a table whose index goes, to the end of the transaction; an empty one has none.
    most = 0 if connection.dialect.name == "postgresql" else rows
    few = select(literal(1)).select_from(table).limit(most + 1).subquery()
    return connection.execute(select(func.count()).select_from(few)).scalar_one() <= most
