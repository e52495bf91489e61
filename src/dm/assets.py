"""Where flows, templates and consent rules lie: in the wheel, or in the repository of an editable install."""

from __future__ import annotations

from pathlib import Path

from dm.errors import SettingsError


def assets_root() -> Path:
    """The folder that holds `flows/`, `templates/` and `consent/`."""
    package = Path(__file__).resolve().parent
    carried, repository = package / "_assets", package.parent.parent
    for folder in (carried, repository):
        if (folder / "templates").is_dir():
            return folder
    raise SettingsError(
        f"The templates of dm are neither in {carried} nor in {repository}.",
        hint="Install dm again, from its wheel or with `make install` in the repository.",
    )
