"""Policy files: TOML in `consent/jurisdictions/`, read strictly, one file per jurisdiction."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any, TypeVar

from dm.consent import policy_tables
from dm.consent.calendar import has_calendar
from dm.consent.policy import Policies, Policy
from dm.consent.reading import Table, closed, closed_or_none
from dm.errors import SettingsError

Thing = TypeVar("Thing")
_LOADED: dict[str, Policies] = {}


def load_policies(folder: Path) -> Policies:
    """Every `*.toml` of the folder; SettingsError names file and line of the first fault."""
    paths = sorted(folder.glob("*.toml"))
    if not paths:
        raise SettingsError(
            f"{folder} holds no policy files (*.toml).",
            hint="`dm init` copies them into a workspace; without them nobody may be contacted.",
        )
    contents = {path: path.read_bytes() for path in paths}
    digest = hashlib.sha256(b"".join(_framed(path.name.encode()) + _framed(text) for path, text in contents.items()))
    key = digest.hexdigest()
    if key not in _LOADED:
        _LOADED[key] = Policies(files=_read_all(contents), hash=key)
    return _LOADED[key]


def _framed(part: bytes) -> bytes:
    return len(part).to_bytes(8) + part


def _read_all(contents: dict[Path, bytes]) -> dict[str, Policy]:
    files = {path.stem: _read_policy(path, text) for path, text in contents.items()}
    for path in contents:
        for parent in files[path.stem].extends:
            if parent not in files:
                raise SettingsError(f"{path.name}: extends {parent!r}, but there is no {parent}.toml beside it.")
    return files


def _read_policy(path: Path, content: bytes) -> Policy:
    try:
        text = content.decode("utf-8")
        raw = tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise SettingsError(f"{path.name}: not readable as TOML: {problem}.") from problem
    file = _PolicyFile(path.name, text)
    policy = file.policy(raw)
    if policy.id != path.stem:
        file.fail("id", f"the policy calls itself {policy.id!r}, its file must be {policy.id}.toml")
    return policy


class _PolicyFile:
    """One file while it is read; remembers the text to tell lines."""

    def __init__(self, name: str, text: str) -> None:
        self.name, self.lines = name, text.splitlines()

    def locate(self, block_id: str) -> Callable[[str], str]:
        start = self._line_of(rf'id\s*=\s*"{re.escape(block_id)}"', 0) if block_id else 0

        def where(key: str) -> str:
            # tomllib tells no lines of values: the first mention of the key within its block is near enough.
            line = self._line_of(rf"\[*[\w.]*\b{re.escape(key)}\b\]*\s*(=|$)", start) if key else start
            return f"{self.name}, line {(line or start) + 1}" + (f" ({block_id})" if block_id else "")

        return where

    def _line_of(self, pattern: str, start: int) -> int:
        matcher = re.compile(rf"^\s*{pattern}")
        return next((number for number in range(start, len(self.lines)) if matcher.match(self.lines[number])), start)

    def fail(self, key: str, problem: str) -> None:
        raise SettingsError(f"{self.locate('')(key)}: {problem}.")

    def table(self, raw: Any, block_id: str = "") -> Table:
        return Table(raw, locate=self.locate(block_id), error=SettingsError)

    def policy(self, raw: dict[str, Any]) -> Policy:
        whole = self.table(raw)
        head = whole.table("policy") or whole.fail("policy", "the table [policy] is missing")
        rules = tuple(self._named_block(block, policy_tables.rule) for block in raw.get("rule", []))
        policy = Policy(
            rules=rules,
            bans=tuple(self._named_block(block, policy_tables.ban) for block in raw.get("ban", [])),
            provenance=closed_or_none(whole.table("provenance"), policy_tables.provenance),
            third_party=closed_or_none(whole.table("third_party_data"), policy_tables.third_party),
            regions=closed_or_none(whole.table("regions"), policy_tables.regions),
            revocation=closed_or_none(whole.table("revocation"), policy_tables.revocation),
            suppression_sources=closed_or_none(whole.table("suppression"), policy_tables.suppression) or (),
            **policy_tables.head(head),
        )
        whole.tables("rule"), whole.tables("ban")
        whole.done()
        self._check_rules(policy)
        return policy

    def _named_block(self, raw: Any, build: Callable[[Table], Thing]) -> Thing:
        block_id = raw.get("id", "") if isinstance(raw, dict) else ""
        return closed(self.table(raw, block_id if isinstance(block_id, str) else ""), build)

    def _check_rules(self, policy: Policy) -> None:
        for one, two in combinations(policy.rules, 2):
            if one.id == two.id:
                self.fail("", f"two rules are called {one.id}")
            if one.overlaps(two):
                self.fail(
                    "", f"rules {one.id} and {two.id} overlap in channel, party and days; close one with valid_to"
                )
        country = policy.id.partition("-")[0]
        needs_calendar = any(rule.hours and rule.hours.closed_on_holidays for rule in policy.rules)
        if needs_calendar and not has_calendar(country):
            self.fail("holidays", f"holidays are closed, but no calendar of {country} is known")
