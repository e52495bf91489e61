"""Making a workspace: the folder that a marketer keeps, with templates, law and local secrets."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable
from pathlib import Path

from dm import db
from dm.assets import assets_root
from dm.errors import InputError
from dm.verbs.delivered import FOLDERS, note_delivered
from dm.wiring import SECRETS, Workshop, open_workspace, secret_file

_FOLDERS = ("campaigns", "segments", "sources", "out", "quarantine")
_SETTINGS = """\
# Settings of this workspace; docs/settings.md explains each.
clock = "{clock}"

[database]
url = "{url}"

[email]
transport = "maildir"                # or smtp://user:password@host:port
test_list = ["proof@example.com"]    # where proofs go
from = "Beispiel GmbH <post@example.com>"
postal_address = "Beispielweg 1, 10115 Berlin"
phone = "+49 30 23125000"
country = "DE"                       # where post is sent from
rate_per_second = 20

[links]
base_url = "http://127.0.0.1:8080"   # where landing, preference and unsubscribe pages answer

[calls]
lease = "3m"

[console]
time_zone = ""                       # empty: the zone of the sender's country

[freshness]                          # days after which half of such values are no longer true
name = 7300
phone = 1460
email = 1000
address = 2130
company = 1420
job = 1130

[verification]                       # points of the reasons for a verification call, and what is taken unasked
conflict = 30
doubtful = 20
missing = 15
stale = 10
no_consent = 5
value = 10
least = 10
stale_below = 0.7
needs = ["email or address"]
again_after = "180d"
take = ["full_name", "email", "phone", "company", "job_title", "same_person"]
"""


def _random_key(_name: str) -> str:
    return secrets.token_hex(32)


def init_workspace(
    folder: Path,
    *,
    clock: str = "real",
    database_url: str = "sqlite:///dm.sqlite",
    make_key: Callable[[str], str] = _random_key,
) -> Workshop:
    """Make a workspace in a new or empty folder and open it.

    Templates and policies are copied so that people may edit them. `make_key` gives the secret of each name.
    Raises InputError when the folder holds something.
    """
    root = folder.resolve()
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise InputError(f"{folder} exists and is not empty.", hint="Name a new folder; nothing was changed.")
    for name in _FOLDERS:
        (root / name).mkdir(parents=True, exist_ok=True)
    for name in FOLDERS:
        shutil.copytree(assets_root() / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    note_delivered(root)
    _write_secrets(root, make_key)
    (root / "dm.toml").write_text(_SETTINGS.format(clock=clock, url=database_url), encoding="utf-8")
    workshop = open_workspace(root)
    db.upgrade(workshop.engine)
    return workshop


def _write_secrets(root: Path, make_key: Callable[[str], str]) -> None:
    for name in SECRETS:
        path = secret_file(root, name)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(make_key(name) + "\n", encoding="ascii")
