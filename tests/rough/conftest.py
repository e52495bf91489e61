"""A database that a whole file of tests shares, once of each kind."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module", params=["sqlite", "postgres"], ids=["sqlite", "postgresql"])
def shared_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a database with all tables; it lives as long as the file's tests."""
    databases = request.getfixturevalue(request.param)
    url = databases.new(tmp_path_factory.mktemp("shared"))
    yield url
    databases.drop(url)
