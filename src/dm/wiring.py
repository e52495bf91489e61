"""Builds everything from a workspace; the only reader of the environment and of the clock."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from dm.errors import SettingsError, UsageError
from dm.normal.keyed import KeyRing
from dm.settings import Settings, settings_from

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from dm.consent import Policies
    from dm.ledger import Office

_STARTED = monotonic()
OLDER_SUPPRESSION_KEYS = "DM_SUPPRESSION_KEY_OLD"
SECRETS = {"DM_SECRET_KEY": "secret_key", "DM_SUPPRESSION_KEY": "suppression_key"}


@dataclass(frozen=True)
class Workshop:
    """An opened workspace: what a verb needs, built when first asked for.

    `fixed_now` is the moment given by --now; None reads the clock.
    """

    settings: Settings
    fixed_now: datetime | None = None
    actor: str = "terminal"

    def now(self) -> datetime:
        """This moment, in UTC; a simulated clock that was set runs on from its setting."""
        if self.fixed_now or self.settings.clock_at is None:
            return self.fixed_now or datetime.now(UTC)
        return self.settings.clock_at.astimezone(UTC) + timedelta(seconds=monotonic() - _STARTED)

    @cached_property
    def engine(self) -> Engine:
        """The workspace's database."""
        from dm import db

        engine = db.connect(self.settings.database_url)
        # Whatever is written into the audit chain is signed as its head at once.
        return engine.execution_options(audit_key=self.settings.secret_key)

    @cached_property
    def policies(self) -> Policies:
        """The workspace's law and house rules."""
        from dm.consent import load_policies

        return load_policies(self.settings.consent / "jurisdictions")

    @cached_property
    def office(self) -> Office:
        """Database, settings and law together, as production takes them."""
        from dm.ledger import Office

        return Office(self.engine, self.settings, self.policies)


def open_workspace(folder: Path | None = None, *, now: str | None = None) -> Workshop:
    """Open a workspace: the folder given, DM_WORKSPACE, or the nearest parent with a dm.toml.

    Raises SettingsError when there is none, UsageError when --now is given to a workspace with a real clock.
    """
    root = _find(folder)
    settings = read_settings(root)
    if now is not None and settings.clock != "simulated":
        raise UsageError(
            "--now works only in a workspace with a simulated clock.", hint='Its dm.toml says clock = "real".'
        )
    return Workshop(settings, fixed_now=_moment(now), actor=os.environ.get("DM_USER", "terminal"))


def read_settings(root: Path) -> Settings:
    """The settings of a workspace folder, with secrets from the environment or from files."""
    path = root / "dm.toml"
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as problem:
        raise SettingsError(f"{root} is no workspace: it has no dm.toml.", hint="`dm init DIR` makes one.") from problem
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise SettingsError(f"{path} cannot be read: {problem}.", hint="Mend that line.") from problem
    secrets = {field: _secret(name, root) for name, field in SECRETS.items()}
    secrets["suppression_key"] = KeyRing(secrets["suppression_key"], _older_suppression_keys(root))
    sftp_key = _optional_secret("DM_SFTP_KEY", root)
    url = os.environ.get("DM_DATABASE_URL")
    if url:
        document.setdefault("database", {})["url"] = url
    return settings_from(document, workspace=root, sftp_key=sftp_key, **secrets)


def secret_file(root: Path, name: str) -> Path:
    """Where a local secret lies: outside the database, readable by its owner alone."""
    return root / ".secrets" / name


def server_address() -> str:
    """The Prefect server's address in the environment, "" when none is named."""
    return os.environ.get("PREFECT_API_URL", "")


def child_environment(**more: str) -> dict[str, str]:
    """The environment for a process we start: ours, without what slows Python down, plus `more`.

    PYTHONDONTWRITEBYTECODE makes Prefect take six seconds to import.
    """
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**inherited, **more}


def _find(folder: Path | None) -> Path:
    if folder is not None:
        return folder.resolve()
    named = os.environ.get("DM_WORKSPACE")
    if named:
        return Path(named).resolve()
    here = Path.cwd()
    for place in (here, *here.parents):
        if (place / "dm.toml").is_file():
            return place
    raise SettingsError(
        f"No workspace: neither {here} nor a folder above it has a dm.toml, and DM_WORKSPACE is not set.",
        hint="`dm init DIR` makes one; --workspace DIR names one.",
    )


def _secret(name: str, root: Path) -> bytes:
    value = os.environ.get(name)
    if value:
        return value.encode()
    named = os.environ.get(f"{name}_FILE")
    places = [Path(named)] if named else [secret_file(root, name)]
    for place in places:
        if place.is_file():
            return place.read_bytes().strip()
    raise SettingsError(
        f"The secret {name} is missing: not in {name}, not in {name}_FILE, not in {places[0]}.",
        hint="`dm init` makes a local one; restore it from your key store.",
    )


def _optional_secret(name: str, root: Path) -> bytes:
    try:
        return _secret(name, root)
    except SettingsError:
        return b""


def _older_suppression_keys(root: Path) -> list[bytes]:
    """Keys that were in use before, newest first: one a line in .secrets, a file or the environment."""
    return _optional_secret(OLDER_SUPPRESSION_KEYS, root).split()


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as problem:
        raise UsageError(f'--now "{text}" is no time.', hint="Write 2027-03-03T09:00+01:00.") from problem
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
