"""What planning gives back: the figures of a plan, as a row, as JSON, and as a page to read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dm.model import Money


@dataclass(frozen=True)
class WavePlan:
    """One wave's share of a plan; control recipients are not among its pieces."""

    name: str
    channel: str
    pieces: int
    seeds: int
    cost: Money

    def document(self) -> dict[str, Any]:
        """The same as plain values."""
        return {
            "wave": self.name,
            "channel": self.channel,
            "pieces": self.pieces,
            "seeds": self.seeds,
            "cost": float(self.cost.major),
        }


@dataclass(frozen=True)
class Plan:
    """A planning run. `changed` is False when the same plan was there already.

    `universe` = the waterfall's counts + `people` (with a piece) + `holdout`. `detectable_lift` is a difference of
    rates, 0 to 1, against the assumed `base_rate`; None where no difference could be shown.
    """

    id: str
    campaign: str
    hash: str
    universe: int
    waterfall: list[dict[str, Any]]
    people: int
    holdout: int
    pieces: dict[str, int]
    cells: dict[str, dict[str, int]]
    waves: list[WavePlan]
    cost: Money
    detectable_lift: float | None
    base_rate: float
    calendar: list[dict[str, Any]]
    templates: dict[str, str]
    policies: str
    parts: dict[str, str]
    break_even_orders: int | None = None
    approvals_needed: int = 1
    changed: bool = True

    def row(self) -> dict[str, Any]:
        """The row of table `plan`, without when and by whom."""
        return {
            "id": self.id,
            "campaign_id": self.campaign,
            "hash": self.hash,
            "universe": self.universe,
            "waterfall": self.waterfall,
            "pieces": self.pieces,
            "holdout": self.holdout,
            "cells": self.cells,
            "cost_minor": self.cost.minor,
            "currency": self.cost.currency,
            "detectable_lift": self.detectable_lift,
            "calendar": self.calendar,
            "templates": self.templates,
            "policies": self.policies,
            "parts": self.parts,
        }

    def document(self) -> dict[str, Any]:
        """The JSON of contract.md, and what belongs beside it."""
        return {
            "campaign": self.campaign,
            "hash": self.hash,
            "universe": self.universe,
            "waterfall": self.waterfall,
            "pieces": self.pieces,
            "people": self.people,
            "holdout": self.holdout,
            "cells": self.cells,
            "cost": float(self.cost.major),
            "currency": self.cost.currency,
            "detectable_lift": self.detectable_lift,
            "base_rate": self.base_rate,
            "calendar": self.calendar,
            "waves": [wave.document() for wave in self.waves],
            "break_even_orders": self.break_even_orders,
            "approvals_needed": self.approvals_needed,
            "changed": self.changed,
        }
