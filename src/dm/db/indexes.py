"""Many rows into a table that holds few: what stands beside them is made once, at the end, instead of row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, Constraint, Index, Table, func, literal, select, text
from sqlalchemy.schema import AddConstraint, DropConstraint

# Fewer rows are written before an index could be made anew.
_LEAST = 20_000
# PostgreSQL's 64 MB as it comes are the hashes of 400,000 contact points; more is sorted by way of files, for a third
# more. Until the transaction ends, and never less than the server allows already.
_ROOM = text(
    "SELECT set_config('maintenance_work_mem', '256MB', true) "
    "WHERE pg_size_bytes(current_setting('maintenance_work_mem')) < pg_size_bytes('256MB')"
)


def hold(connection: Connection, tables: Sequence[Table], rows: int) -> None:
    """Let nobody else look at these tables to the end of the transaction, so that so many rows can be loaded.

    For tables in which there is nothing to see yet: on PostgreSQL others wait. On SQLite they go on and see what was.
    """
    if connection.dialect.name == "postgresql" and rows >= _LEAST:
        # All at once: who asked for them one by one could wait for somebody who waits for him.
        names = ", ".join(f'"{table.name}"' for table in tables)
        connection.execute(text(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE"))


@contextmanager
def loading(
    connection: Connection,
    tables: Sequence[Table],
    rows: int,
    *,
    changing: str = "",
    staying: str = "",
    sorted_in: Sequence[Table] = (),
) -> Iterator[None]:
    """The plain indexes of the tables are put aside and made again at the end where `rows` are most of what they hold.

    A key drawn by a hash belongs anywhere in its index: sorted at once, a million of them cost a third of what they
    cost one by one. Inside, nothing may be looked up but by primary keys. What is unique stays so all the time.
    PostgreSQL keeps readers off a table whose index goes, so there it is done only to tables on `hold`; what an empty
    one will refer to is looked at in one go, too, which costs a quarter of looking for it row by row. Where rows are
    only updated, `changing` names the column whose indexes are meant; those of a column that no new row fills are
    `staying`. To empty tables of `sorted_in` rows come in the
    order of their keys, and nobody asks for them inside: PostgreSQL makes their primary keys at the end, too.
    """
    fit = [table for table in tables if _is_worth_it(connection, table, rows)]
    indexes = [index for table in fit for index in _plain(table) if not changing or changing in index.columns]
    indexes = [index for index in indexes if staying not in index.columns]
    empty = [table for table in fit if not changing and _is_empty_on_postgresql(connection, table)]
    references = [key for table in empty for key in _references(table)]
    references += [table.primary_key for table in empty if table in sorted_in]
    for key in references:
        connection.execute(DropConstraint(key))
    for index in indexes:
        index.drop(connection)
    # After an error the transaction goes back, and the indexes with it.
    yield
    if connection.dialect.name == "postgresql" and (indexes or references):
        connection.execute(_ROOM)
    for index in indexes:
        index.create(connection)
    for key in references:
        connection.execute(AddConstraint(key, isolate_from_table=False))


def _plain(table: Table) -> list[Index]:
    return sorted((index for index in table.indexes if not index.unique), key=lambda index: str(index.name))


def _is_empty_on_postgresql(connection: Connection, table: Table) -> bool:
    return connection.dialect.name == "postgresql" and not _holds(connection, table, most=1)


def _references(table: Table) -> list[Constraint]:
    return sorted(table.foreign_key_constraints, key=lambda key: str(key.name))


def _is_worth_it(connection: Connection, table: Table, rows: int) -> bool:
    if rows < _LEAST or (connection.dialect.name == "postgresql" and not _is_held(connection, table)):
        return False
    return _holds(connection, table, most=rows + 1) <= rows


def _holds(connection: Connection, table: Table, *, most: int) -> int:
    """How many rows the table has; nobody counts beyond `most`."""
    some = select(literal(1)).select_from(table).limit(most).subquery()
    return connection.execute(select(func.count()).select_from(some)).scalar_one()


def _is_held(connection: Connection, table: Table) -> bool:
    held = text(
        "SELECT 1 FROM pg_locks WHERE pid = pg_backend_pid() AND mode = 'AccessExclusiveLock' "
        "AND relation = to_regclass(:name)"
    )
    return connection.execute(held, {"name": table.name}).first() is not None
