"""A workspace gets newer templates and law, and keeps what people made of the old ones."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dm.verbs import delivered
from dm.verbs.delivered import State, note_delivered, states, update

LAW, WORDS = "consent/jurisdictions/DE.toml", "templates/letter/body.html"


@pytest.fixture
def assets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What dm delivers: two files, which the tests make newer."""
    root = tmp_path / "assets"
    for name in (LAW, WORDS):
        (root / name).parent.mkdir(parents=True)
        (root / name).write_text("first", encoding="utf-8")
    monkeypatch.setattr(delivered, "assets_root", lambda: root)
    return root


@pytest.fixture
def workspace(tmp_path: Path, assets: Path) -> Path:
    """As `dm init` leaves it."""
    here = tmp_path / "ws"
    shutil.copytree(assets, here)
    note_delivered(here)
    return here


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")


def test_what_is_merely_old_is_replaced_and_what_is_new_is_brought(workspace: Path, assets: Path) -> None:
    write(assets, LAW, "second")
    write(assets, "templates/new.html", "new")
    assert states(workspace) == {LAW: State.OLD, WORDS: State.SAME, "templates/new.html": State.NEW}
    assert set(update(workspace).brought) == {LAW, "templates/new.html"}
    assert (workspace / LAW).read_text(encoding="utf-8") == "second"
    assert set(states(workspace).values()) == {State.SAME}


def test_what_somebody_changed_stays_and_the_newer_lies_beside(workspace: Path, assets: Path) -> None:
    write(workspace, LAW, "ours")
    assert states(workspace)[LAW] is State.CHANGED
    write(assets, LAW, "second")
    assert states(workspace)[LAW] is State.BOTH
    assert update(workspace).beside == (LAW,)
    assert (workspace / LAW).read_text(encoding="utf-8") == "ours"
    assert (workspace / f"{LAW}.delivered").read_text(encoding="utf-8") == "second"
    assert states(workspace)[LAW] is State.CHANGED  # it was shown once


def test_what_somebody_removed_does_not_come_back(workspace: Path, assets: Path) -> None:
    (workspace / WORDS).unlink()
    write(assets, WORDS, "second")
    assert states(workspace)[WORDS] is State.REMOVED
    assert update(workspace).brought == ()
    assert not (workspace / WORDS).exists()


def test_a_workspace_that_remembers_nothing_loses_nothing(workspace: Path, assets: Path) -> None:
    (workspace / delivered.MANIFEST).unlink()
    write(assets, LAW, "second")
    assert update(workspace).beside == (LAW,)
    assert (workspace / LAW).read_text(encoding="utf-8") == "first"
