"""What came with dm and what people made of it: templates and law of a workspace, file by file."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from dm.assets import assets_root

FOLDERS = ("templates", "consent")
# Which contents were delivered last, by path: so a file that somebody changed is known from one that is merely old.
MANIFEST = ".delivered.json"
BESIDE = ".delivered"


class State(StrEnum):
    """How a file stands to the one that this version of dm delivers."""

    SAME = "same"
    NEW = "new"  # delivered since, not here yet
    OLD = "old"  # as it was delivered before
    CHANGED = "changed"  # by hand, and nothing newer was delivered
    BOTH = "both"  # by hand, and something newer was delivered
    REMOVED = "removed"  # by hand


@dataclass(frozen=True, slots=True)
class Updated:
    """`brought` were written, `beside` lie next to files that were changed by hand, with `.delivered` at their end."""

    brought: tuple[str, ...]
    beside: tuple[str, ...]


def note_delivered(workspace: Path) -> None:
    """Remember what was delivered into the workspace."""
    _write(workspace, {name: _hash(path) for name, path in _delivered().items()})


def states(workspace: Path) -> dict[str, State]:
    """Every file that this version delivers, by its path in the workspace."""
    before = _read(workspace)
    return {name: _state(workspace / name, path, before.get(name)) for name, path in _delivered().items()}


def update(workspace: Path) -> Updated:
    """Bring what is new or newer; what somebody changed or removed stays as it is."""
    delivered, before = _delivered(), _read(workspace)
    found = states(workspace)
    brought = tuple(name for name, state in found.items() if state in (State.NEW, State.OLD))
    beside = tuple(name for name, state in found.items() if state is State.BOTH)
    for name in brought:
        _copy(delivered[name], workspace / name)
    for name in beside:
        _copy(delivered[name], workspace / (name + BESIDE))
    _write(workspace, before | {name: _hash(path) for name, path in delivered.items()})
    return Updated(brought, beside)


def _state(here: Path, delivered: Path, before: str | None) -> State:
    newest = _hash(delivered)
    if not here.is_file():
        return State.NEW if before is None else State.REMOVED
    now = _hash(here)
    if now == newest:
        return State.SAME
    if now == before:
        return State.OLD
    return State.CHANGED if newest == before else State.BOTH


def _delivered() -> dict[str, Path]:
    root = assets_root()
    files = (path for folder in FOLDERS for path in sorted((root / folder).rglob("*")) if path.is_file())
    return {path.relative_to(root).as_posix(): path for path in files if "__pycache__" not in path.parts}


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(source.read_bytes())


def _read(workspace: Path) -> dict[str, str]:
    path = workspace / MANIFEST
    if not path.is_file():
        return {}
    return {str(name): str(value) for name, value in json.loads(path.read_text(encoding="utf-8")).items()}


def _write(workspace: Path, hashes: dict[str, str]) -> None:
    text = json.dumps(dict(sorted(hashes.items())), indent=0)
    (workspace / MANIFEST).write_text(text + "\n", encoding="utf-8")
