"""A segment file: an id, a title, and one condition."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from dm.conditions.reading import parse
from dm.conditions.suggest import nearest
from dm.conditions.tree import Condition
from dm.errors import InputError

_ID = re.compile(r"^[a-z0-9][a-z0-9_-]{0,63}$")
_CONDITION_KEYS = ("all", "any", "not", "field")


@dataclass(frozen=True)
class Segment:
    """A named condition; `definition` is the condition as plain JSON, `sha256` that of its one spelling."""

    id: str
    title: str
    condition: Condition
    definition: dict[str, Any]
    sha256: str


def load_segment(path: Path) -> Segment:
    """Read and check a segment file; InputError names the file, the place and the way out."""
    document = load_toml(path, "segment file")
    table = document.get("segment")
    if not isinstance(table, Mapping) or len(document) != 1:
        raise InputError(
            f"{path} is no segment file: it needs one table [segment].", hint="docs/segments.md shows one."
        )
    identity = table.get("id", path.stem)
    if not isinstance(identity, str) or not _ID.match(identity):
        raise InputError(
            f"{path}: id = {identity!r} is no id.", hint="Write small letters, digits, - and _, at most 64 of them."
        )
    rest = {name: value for name, value in table.items() if name not in ("id", "title")}
    if not any(name in rest for name in _CONDITION_KEYS):
        known = ("id", "title", *_CONDITION_KEYS)
        odd = next(iter(rest), "")
        hint = nearest(odd, known) if odd else 'Write any = [ { field = "country", is = "DE" } ].'
        raise InputError(f"{path}: the segment has no condition.", hint=hint)
    condition = parse(rest, f"{path}: segment")
    definition = plain(rest)
    return Segment(identity, str(table.get("title", identity)), condition, definition, digest_of(definition))


def load_toml(path: Path, what: str) -> dict[str, Any]:
    """A TOML document; InputError says which file cannot be read and why."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as problem:
        near = nearest(path.name, [other.name for other in path.parent.glob("*.toml")]) if path.parent.is_dir() else ""
        raise InputError(f"There is no {what} {path}.", hint=near) from problem
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise InputError(f"{path} is no TOML: {problem}.", hint="Mend that line.") from problem


def plain(value: Any) -> Any:
    """The same with days as ISO text, so that it can be kept as JSON."""
    if isinstance(value, Mapping):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def digest_of(value: Any) -> str:
    """SHA-256 of a plain value's one spelling: sorted keys, no spaces."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
