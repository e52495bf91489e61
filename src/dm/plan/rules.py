"""Draws, capacity and cost: pure rules over keyed hashes of stable ids; no dice, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dm.model import Money, unit_fraction
from dm.plan.brief import Cell, Wave

TREATED = "treated"
HOLDOUT = "holdout"


def draw_arm(key: bytes, holdout_key: str, unit_id: str, share: float) -> str:
    """Treated or holdout: the same unit falls alike in every campaign with the same holdout key.

    A greater share keeps those of a smaller one.
    """
    return HOLDOUT if unit_fraction(key, "holdout", holdout_key, unit_id) < share else TREATED


def draw_cell(key: bytes, campaign: str, unit_id: str, cells: Sequence[Cell]) -> str:
    """The cell whose span of the summed-up shares the unit's draw falls into."""
    drawn = unit_fraction(key, "cell", campaign, unit_id) * sum(cell.share for cell in cells)
    reached = 0.0
    for cell in cells:
        reached += cell.share
        if drawn < reached:
            return cell.name
    return cells[-1].name


def keyed_order(key: bytes, campaign: str, identity: str) -> float:
    """Where somebody stands when nothing else decides: the same on every run, unlike an alphabet, fair."""
    return unit_fraction(key, "order", campaign, identity)


def first_places(scored: Iterable[tuple[str, float | None]], places: int, *, key: bytes, campaign: str) -> set[str]:
    """The ids that find a place: the higher score first, people without a score last, then the keyed order."""
    ordered = sorted(
        scored, key=lambda one: (one[1] is None, -(one[1] or 0.0), keyed_order(key, campaign, one[0]), one[0])
    )
    return {identity for identity, _ in ordered[:places]}


def wave_cost(wave: Wave, pieces: int, currency: str) -> Money:
    """What a wave costs: its price a piece times the pieces, rounded once, and what it costs as a whole."""
    cost = wave.unit_cost.times(pieces) if wave.unit_cost else Money(0, currency)
    return cost + wave.fixed_cost if wave.fixed_cost and pieces else cost


def orders_to_break_even(cost: Money, margin: Money | None) -> int | None:
    """How many orders pay for the campaign; None without a margin."""
    if margin is None or margin.minor <= 0:
        return None
    return -(-cost.minor // margin.minor)


def approvals_needed(above: Money | None, cost: Money) -> int:
    """Two different people approve what costs more than the brief's amount."""
    return 2 if above is not None and cost.minor > above.minor else 1
