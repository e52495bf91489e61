"""The brief: what a campaign file says, checked and frozen."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from typing import Any

from dm.conditions import Condition, Segment
from dm.model import Channel, Money, Rate


class Unit(StrEnum):
    """Whom a campaign counts as one."""

    PERSON = "person"
    HOUSEHOLD = "household"
    COMPANY = "company"


@dataclass(frozen=True)
class Quality:
    """What a person's data must have. `fresh_days`: confirmed by telephone or collected within so many days."""

    needs: tuple[str, ...] = ()
    fresh_days: int | None = None


@dataclass(frozen=True)
class Audience:
    """Whom the campaign is for. `holdout` and `base_rate` are shares from 0 to 1; `priority` names a score."""

    segment: Segment
    countries: tuple[str, ...]
    holdout: float
    holdout_key: str
    minimum: int = 0
    maximum: int | None = None
    quality: Quality = field(default_factory=Quality)
    unit: Unit = Unit.PERSON
    priority: str = "clv"
    base_rate: float = 0.02


@dataclass(frozen=True)
class Pressure:
    """At most `most` pieces of all campaigns for a person within `days`."""

    days: int
    most: int


@dataclass(frozen=True)
class Cell:
    """One variant and its share of the audience."""

    name: str
    share: float
    offer: str


@dataclass(frozen=True)
class Wave:
    """One contact by one channel: on a day (`drop_on`), or `after_days` after another wave (`after`)."""

    name: str
    channel: Channel
    template: str
    vendor: str = ""
    drop_on: date | None = None
    after: str = ""
    after_days: int = 0
    send_at: time | None = None
    unit_cost: Rate | None = None
    fixed_cost: Money | None = None
    where: Condition | None = None
    unless: Condition | None = None
    where_table: dict[str, Any] | None = None
    unless_table: dict[str, Any] | None = None
    release: str = "auto"
    agents: int = 0


@dataclass(frozen=True)
class Budget:
    """What the campaign may cost; `two_approvals_above` None: one approval is always enough."""

    cap: Money
    margin_per_order: Money | None = None
    two_approvals_above: Money | None = None


@dataclass(frozen=True)
class Brief:
    """A checked campaign file; `document` is the same as plain JSON, in the file's own shape."""

    id: str
    title: str
    goal: str
    opens_on: date
    closes_on: date
    time_zone: str
    controller: str
    purpose: str
    audience: Audience
    cells: tuple[Cell, ...]
    waves: tuple[Wave, ...]
    budget: Budget
    document: dict[str, Any]
    pressure: Pressure | None = None
    seeds: tuple[dict[str, str], ...] = ()

    @property
    def currency(self) -> str:
        """The one currency of the brief."""
        return self.budget.cap.currency
