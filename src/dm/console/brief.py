"""A brief in the few lines that a person wants beside the figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row

_IN_CAMPAIGN = ("goal", "sphere", "price_category", "controller", "purpose")
_IN_AUDIENCE = ("segment", "countries", "holdout")


def brief_lines(campaign: Row[Any]) -> list[tuple[str, str]]:
    """(name, value) in reading order; what the brief leaves out is left out here."""
    head: Mapping[str, Any] = campaign.brief.get("campaign", {})
    audience: Mapping[str, Any] = campaign.brief.get("audience", {})
    found = [(name, head.get(name)) for name in _IN_CAMPAIGN] + [(name, audience.get(name)) for name in _IN_AUDIENCE]
    return [(name, _plain(value)) for name, value in found if value not in (None, "", [])]


def _plain(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.0%}".replace("%", " %")
    return ", ".join(str(each) for each in value) if isinstance(value, list | tuple) else str(value)
