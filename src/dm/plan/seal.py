"""What a plan's hash covers: one changed byte of audience, templates, policies, costs or brief, another hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, and_, select

from dm.conditions import digest_of
from dm.db import tables as t
from dm.press.folders import open_template


def plan_hash(
    *, brief: Mapping[str, Any], parts: Mapping[str, str], templates: Mapping[str, str], policies: str
) -> str:
    """The hash of a plan; `parts` are the hashes of segment, audience and pieces, costs stand in the brief."""
    whole = {"brief": dict(brief), "parts": dict(parts), "policies": policies, "templates": dict(templates)}
    return digest_of(whole)


def rows_hash(rows: Iterable[tuple[str, ...]]) -> str:
    """The hash of rows of texts, in whatever order they come."""
    digest = hashlib.sha256()
    for row in sorted(rows):
        digest.update("\x1f".join(row).encode() + b"\x1e")
    return digest.hexdigest()


def stored_audience_hash(connection: Connection, campaign: str, plan_id: str) -> str:
    """The hash over (person, unit, outcome, step and reason, arm, cell) of everybody, as it is stored now."""
    member, drawn = t.audience_member, t.assignment
    query = (
        select(member, drawn.c.arm, drawn.c.cell)
        .outerjoin(
            drawn,
            and_(
                drawn.c.campaign_id == campaign,
                drawn.c.unit_id == member.c.unit_id,
                drawn.c.person_id == member.c.person_id,
                member.c.outcome != "excluded",
            ),
        )
        .where(member.c.plan_id == plan_id)
    )
    return rows_hash(
        (row.person_id, row.unit_id, row.outcome, f"{row.step}/{row.reason}", row.arm or "", row.cell or "")
        for row in connection.execute(query)
    )


def template_hashes(templates: Path, names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Hashes of the message folders, of the vendors' profiles they are printed by, and of the pinned fonts.

    `names` are (template, vendor). Raises TemplateError when a folder is gone.
    """
    wanted = sorted(set(names))
    hashes = {template: open_template(templates / template).sha256 for template, _ in wanted}
    for _, vendor in wanted:
        profile = templates / "profiles" / f"{vendor}.toml"
        if vendor and profile.is_file():
            hashes[f"profiles/{vendor}"] = hashlib.sha256(profile.read_bytes()).hexdigest()
    if (templates / "fonts").is_dir():
        hashes["fonts"] = open_template(templates / "fonts").sha256
    return hashes
