from __future__ import annotations

import re
import tomllib
from itertools import chain
from pathlib import Path


def test_every_package_we_name_has_a_decision(repo: Path) -> None:
    project = tomllib.loads((repo / "pyproject.toml").read_text())
    named = [*project["project"]["dependencies"], *chain.from_iterable(project["dependency-groups"].values())]
    pages = "\n".join(path.read_text() for path in (repo / "docs" / "decisions").glob("0*.md"))
    concerned = set(re.findall(r"[\w.-]+", " ".join(re.findall(r"^Concerns: (.*)$", pages, re.MULTILINE))))
    missing = {re.match(r"[\w.-]+", package)[0] for package in named} - concerned
    assert not missing


def test_no_lock_names_an_address(repo: Path) -> None:
    for lock in repo.glob("requirements*.lock"):
        assert "://" not in lock.read_text()
        assert "index-url" not in lock.read_text()


def test_run_time_versions_are_those_of_the_tests(repo: Path) -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^\S+==\S+", (repo / name).read_text(), re.MULTILINE))

    assert pins("requirements.lock") <= pins("requirements-test.lock")
