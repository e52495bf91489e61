"""What a campaign did, as numbers that tie: every total is the sum of the rows beneath it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from dm.analyze import rules
from dm.analyze.rules import Difference, Estimate, Sample
from dm.model.money import minor_digits

# Raised when a number of the report or of the views changes its meaning.
DEFINITIONS = "1"
ALL_CELLS = "all cells"


@dataclass(frozen=True, slots=True)
class Steps:
    """A funnel row: pieces of one wave in one cell, or of more. planned = dropped + waiting + produced."""

    wave: str
    channel: str
    cell: str
    planned: int
    dropped: int
    waiting: int
    produced: int
    sent: int
    returned: int
    net: int
    delivered: int
    responded: int
    orders: int
    value_minor: int
    cost_minor: int

    @property
    def rate(self) -> Estimate:
        """Pieces answered of those that arrived as far as anybody knows."""
        return rules.rate(self.responded, self.net)


@dataclass(frozen=True, slots=True)
class Arm:
    """Units of one arm (in one cell, or in all), and what they did."""

    arm: str
    cell: str
    units: int
    reached: int
    responded: int
    ordered: int
    value_minor: int
    any_response: int
    any_order: int
    orders: int
    worth: Sample  # value by person, in minor units, over every unit

    @property
    def response_rate(self) -> Estimate:
        """Units that answered of those reached."""
        return rules.rate(self.responded, self.reached)

    @property
    def order_rate(self) -> Estimate:
        """Units that ordered of those reached."""
        return rules.rate(self.ordered, self.reached)


@dataclass(frozen=True, slots=True)
class LiftRow:
    """Treated units of a cell against the whole holdout, as drawn, whether reached or not."""

    cell: str
    metric: str  # order | response | value
    treated_units: int
    treated: float
    control_units: int
    control: float
    difference: Difference
    enough: bool = True  # False: the amounts of too few buyers; the interval would be an illusion

    @property
    def is_certain(self) -> bool:
        """Whether zero lies outside an interval that can be relied upon."""
        return self.enough and self.difference.is_certain

    @property
    def incremental(self) -> Estimate:
        """The difference over all treated units."""
        return self.difference.estimate.times(self.treated_units)


@dataclass(frozen=True, slots=True)
class Day:
    """What treated people answered on a day of the campaign's own zone, and so far."""

    on: date
    responses: int
    orders: int
    value_minor: int
    responses_so_far: int
    orders_so_far: int


@dataclass(frozen=True)
class Figures:
    """Everything a report says. `as_of` is the last change in the data, so that the same data give the same report."""

    campaign: Mapping[str, Any]
    as_of: datetime
    simulated: bool
    funnel: list[Steps]
    cells: list[Arm]
    offers: Mapping[str, str]
    holdout: Arm | None
    lifts: list[LiftRow]
    days: list[Day]
    dropped: list[Mapping[str, Any]]
    waterfall: list[Mapping[str, Any]]
    responses: list[Mapping[str, Any]] = field(repr=False)
    other_currencies: int = 0

    @property
    def currency(self) -> str:
        """Of all amounts."""
        return str(self.campaign["currency"])

    @property
    def digits(self) -> int:
        """Decimal places of the currency."""
        return minor_digits(self.currency)

    @property
    def total(self) -> Steps:
        """The whole funnel, all channels together."""
        return add_up(self.funnel, wave="all waves", channel="all", cell=ALL_CELLS)

    @property
    def waves(self) -> list[Steps]:
        """The funnel by wave."""
        names = dict.fromkeys(row.wave for row in self.funnel)
        return [
            add_up(rows, wave=name, channel=rows[0].channel, cell=ALL_CELLS)
            for name in names
            if (rows := [row for row in self.funnel if row.wave == name])
        ]

    @property
    def treated(self) -> Arm:
        """All treated units."""
        return join_arms(self.cells, arm="treated")

    def cost_of(self, cell: str) -> int:
        """What the pieces of a cell cost, in minor units."""
        return sum(row.cost_minor for row in self.funnel if row.cell == cell)

    def lift(self, metric: str, cell: str = ALL_CELLS) -> LiftRow | None:
        """The lift of a cell on a metric; None without a holdout."""
        return next((row for row in self.lifts if row.metric == metric and row.cell == cell), None)


def add_up(rows: Iterable[Steps], *, wave: str, channel: str, cell: str) -> Steps:
    """The sum of funnel rows."""
    rows = list(rows)
    names = [name for name in Steps.__slots__ if name not in ("wave", "channel", "cell")]
    return Steps(wave, channel, cell, **{name: sum(getattr(row, name) for row in rows) for name in names})


def join_arms(rows: Sequence[Arm], *, arm: str) -> Arm:
    """Several cells of an arm as one."""
    samples = [row.worth for row in rows]
    names = ("units", "reached", "responded", "ordered", "value_minor", "any_response", "any_order", "orders")
    return Arm(
        arm=arm,
        cell=ALL_CELLS,
        worth=Sample(
            sum(one.n for one in samples), sum(one.total for one in samples), sum(one.squares for one in samples)
        ),
        **{name: sum(getattr(row, name) for row in rows) for name in names},
    )


def lifts(cells: Sequence[Arm], holdout: Arm | None) -> list[LiftRow]:
    """Each cell and all of them against the holdout; nothing without one."""
    if holdout is None or not holdout.units or not cells:
        return []
    arms = [*cells, join_arms(cells, arm="treated")] if len(cells) > 1 else [join_arms(cells, arm="treated")]
    return [row for arm in arms for row in _lifts_of(arm, holdout)]


def _lifts_of(arm: Arm, holdout: Arm) -> list[LiftRow]:
    def shares(metric: str, treated: int, control: int) -> LiftRow:
        difference = rules.rate_difference(treated, arm.units, control, holdout.units)
        return LiftRow(
            arm.cell, metric, arm.units, treated / max(1, arm.units), holdout.units, control / holdout.units, difference
        )

    value = rules.mean_difference(arm.worth, holdout.worth)
    return [
        shares("order", arm.any_order, holdout.any_order),
        shares("response", arm.any_response, holdout.any_response),
        LiftRow(
            arm.cell,
            "value",
            arm.units,
            arm.worth.mean,
            holdout.units,
            holdout.worth.mean,
            value,
            enough=min(arm.any_order, holdout.any_order) >= rules.FEW_BUYERS,
        ),
    ]
