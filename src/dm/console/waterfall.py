"""A plan's waterfall as rows to draw: each step with what it took and what was left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row


@dataclass(frozen=True)
class Step:
    """One row. `before` and `taken` are per cent of the universe, for the bar."""

    kind: str  # universe | taken | holdout | pieces
    step: str
    reason: str
    count: int
    left: int
    before: float
    taken: float


def steps_of(plan: Row[Any]) -> list[Step]:
    """The universe, what each reason took, the holdout, and who is left to be contacted."""
    whole = max(plan.universe, 1)
    left = plan.universe
    steps = [Step("universe", "", "", left, left, 100.0, 0.0)]
    taken = [("taken", each["step"], each["reason"], each["count"]) for each in plan.waterfall]
    for kind, step, reason, count in [*taken, ("holdout", "", "", plan.holdout)]:
        before, left = left, left - count
        steps.append(Step(kind, step, reason, count, left, 100 * before / whole, 100 * count / whole))
    steps.append(Step("pieces", "", "", left, left, 100 * left / whole, 0.0))
    return steps
