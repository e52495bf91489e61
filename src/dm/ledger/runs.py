"""A campaign's wave as rows, and what its message says of itself."""

from __future__ import annotations

import tomllib
from pathlib import Path

from sqlalchemy import Connection, select

from dm.db import tables as t
from dm.errors import InputError, TemplateError
from dm.ledger.values import Run


def load_run(connection: Connection, campaign: str, wave: str) -> Run:
    """The wave and its campaign; raises InputError naming the waves there are."""
    row = connection.execute(select(t.campaign).where(t.campaign.c.id == campaign)).mappings().first()
    if row is None:
        raise InputError(f'There is no campaign "{campaign}".', hint="`dm campaign list` shows all.")
    waves = connection.execute(select(t.wave).where(t.wave.c.campaign_id == campaign)).mappings().all()
    for found in waves:
        if found["name"] == wave:
            return Run(row, found, row["brief"])
    names = ", ".join(found["name"] for found in waves)
    raise InputError(f'Campaign {campaign} has no wave "{wave}".', hint=f"Its waves: {names}.")


def message_facts(templates: Path, template: str) -> frozenset[str]:
    """What the template's author says it carries (`carries` in template.toml); the content gates of law read it.

    Raises TemplateError when the folder or its template.toml is missing.
    """
    path = templates / template / "template.toml"
    try:
        return frozenset(tomllib.loads(path.read_text(encoding="utf-8")).get("carries", []))
    except FileNotFoundError as problem:
        raise TemplateError(
            f'The template "{template}" is missing: {path} does not exist.', hint="templates/README.md lists the parts."
        ) from problem
    except tomllib.TOMLDecodeError as problem:
        raise TemplateError(f"{path} cannot be read: {problem}.", hint="Mend that line.") from problem
