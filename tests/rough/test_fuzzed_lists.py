"""A small share of the damaged lists of `python -m tests.rough.fuzz_lists`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rough.fuzz_lists import run, seeds


@pytest.mark.parametrize("seed", [11, 12, 13])
def test_damaged_lists_end_in_rows_or_in_one_sentence(tmp_path: Path, repo: Path, seed: int) -> None:
    ended, bad = run(150, seed, repo / ".." / "shared" / "data", tmp_path / "kept")
    assert bad == []
    assert {"refused", "read", "read with quarantine"} == set(ended)


def test_the_seeds_themselves_are_read(tmp_path: Path, repo: Path) -> None:
    assert {"own.csv", "own.xlsx", "own.vcf"} <= set(seeds(tmp_path))
    assert len(seeds(repo / ".." / "shared" / "data")) >= len(seeds(tmp_path))
