"""Opening a database so that SQLite and PostgreSQL behave alike."""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from dm.errors import DatabaseError, SettingsError

# A writer waits this long for another before it gives up.
_BUSY_SECONDS = 60
# PostgreSQL: no such table, no such column.
_UNDEFINED = {"42P01", "42703"}


def connect(url: str) -> Engine:
    """An engine for a database address of dm.toml; nothing is opened yet.

    `sqlite:///relative.sqlite` and `postgresql://user@host/name` are understood. Raises SettingsError for others.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as problem:
        raise SettingsError(f'"{url}" is no database address.', hint=_EXAMPLES) from problem
    kind = parsed.get_backend_name()
    if kind == "sqlite":
        return _sqlite(parsed.render_as_string(hide_password=False))
    if kind == "postgresql":
        return create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    raise SettingsError(f'"{kind}" databases are not supported.', hint=_EXAMPLES)


_EXAMPLES = "Write sqlite:///dm.sqlite or postgresql://user@host/name under [database] url in dm.toml."


def _sqlite(url: str) -> Engine:
    engine = create_engine(url, connect_args={"timeout": _BUSY_SECONDS, "isolation_level": None})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.execute("PRAGMA temp_store = MEMORY")
        cursor.execute("PRAGMA cache_size = -65536")
        cursor.close()

    # Transactions are begun by us: the driver would not begin one before a SELECT, nor IMMEDIATE for a writer.
    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {mode}")

    return engine


def use_wal(engine: Engine) -> None:
    """Set SQLite's pages and write-ahead log, once, when the file is made; PostgreSQL needs nothing."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            raw: Any = connection.connection.dbapi_connection
            connection.rollback()
            # A commit writes page after page: of 16 KiB they take a quarter less time than of 8, half of what 4 take; a
            # small commit writes more. A file that exists keeps its own.
            raw.execute("PRAGMA page_size = 16384")
            raw.execute("PRAGMA journal_mode = WAL")


_ROOM_KIB = 524_288


@contextmanager
def roomy(connection: Connection) -> Iterator[None]:
    """Room for the indexes of millions of rows while they are written; PostgreSQL has its own."""
    if connection.dialect.name != "sqlite":
        yield
        return
    before = connection.exec_driver_sql("PRAGMA cache_size").scalar()
    connection.exec_driver_sql(f"PRAGMA cache_size = -{_ROOM_KIB}")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA cache_size = {before}")
        connection.exec_driver_sql("PRAGMA shrink_memory")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection to read with; turns an unreachable database into one sentence."""
    with _told(engine), engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that takes the write lock at once, commits at the end, and rolls back on any error.

    On SQLite this is BEGIN IMMEDIATE, so that two writers queue up rather than fail halfway.
    """
    with _told(engine), engine.execution_options(sqlite_begin="IMMEDIATE").begin() as connection:
        yield connection


@contextmanager
def _told(engine: Engine) -> Iterator[None]:
    try:
        yield
    except DBAPIError as problem:
        told = _in_words(engine, problem)
        if told is None:
            raise
        raise told from problem


def _in_words(engine: Engine, problem: DBAPIError) -> DatabaseError | None:
    """What a person can do something about; None for what only we can mend."""
    address, said = engine.url.render_as_string(), str(problem.orig)
    if "no such table" in said or "no such column" in said or getattr(problem.orig, "sqlstate", "") in _UNDEFINED:
        return DatabaseError(f"The database {address} has no tables of this version.", hint="Run `dm db upgrade`.")
    if "file is not a database" in said or "malformed" in said:
        return DatabaseError(
            f"{engine.url.database} is no SQLite database, or a damaged one: {_first_line(problem)}.",
            hint="See that [database] url in dm.toml names the right file; else take your backup.",
        )
    if "readonly" in said or "read-only" in said:
        return DatabaseError(
            f"The database {address} can only be read: {_first_line(problem)}.",
            hint="Let this user write to the file and to its folder, or connect as a user who may write.",
        )
    if isinstance(problem, OperationalError):
        return DatabaseError(
            f"The database {address} does not answer: {_first_line(problem)}",
            hint="See that it runs and that [database] url in dm.toml is right; `dm doctor` checks it.",
            permanent=False,
        )
    return None


def _first_line(problem: DBAPIError) -> str:
    return (
        str(problem.orig).strip().splitlines()[0] if problem.orig and str(problem.orig).strip() else "no reason given"
    )


def lock_chain(connection: Connection, name: str) -> None:
    """Hold everybody else off a named thing until this transaction ends.

    PostgreSQL takes an advisory lock; SQLite has one writer anyway (see `writing`).
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name})


@contextmanager
def alone(engine: Engine, name: str) -> Iterator[None]:
    """Whoever else asks for the same name waits until this one is done, on SQLite on this machine, else everywhere.

    For work that lasts longer than a transaction; a process that dies lets go.
    """
    if engine.dialect.name == "postgresql":
        with _told(engine), engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("SELECT pg_advisory_lock(hashtextextended(:name, 0))"), {"name": name})
            try:
                yield
            finally:
                # The pool keeps the connection, and a connection keeps its locks.
                connection.execute(text("SELECT pg_advisory_unlock_all()"))
        return
    database = sqlite_file(engine)
    if database is None:
        yield
        return
    locks = database.parent / ".locks"
    locks.mkdir(exist_ok=True)
    with (locks / hashlib.sha256(name.encode()).hexdigest()[:16]).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def sqlite_file(engine: Engine) -> Path | None:
    """The database's file, or None when it is not SQLite or lives in memory."""
    if engine.dialect.name != "sqlite" or not engine.url.database or engine.url.database == ":memory:":
        return None
    return Path(engine.url.database)
