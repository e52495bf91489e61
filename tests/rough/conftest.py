"""A database that a whole file of tests shares, once of each kind; the two kinds go to two workers."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a database with all tables; it lives as long as the file's tests."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("shared") / "dm.sqlite"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    import psycopg

    url, template = request.getfixturevalue("postgres_url"), request.getfixturevalue("postgres_template")
    name = f"rough_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{Path(request.path).stem}"
    before, _, query = url.partition("?")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield f"{before.rsplit('/', 1)[0]}/{name}?{query}"
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
