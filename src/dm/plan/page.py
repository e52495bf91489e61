"""A plan as a page to read in the terminal."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dm.consent import explain_reason
from dm.model import Money
from dm.plan.planned import Plan

Table = Callable[[Sequence[str], Sequence[Sequence[object]]], str]

_WORDS = {
    "segment": "not in the segment",
    "geography": "not in the chosen countries",
    "quality": "data not good enough",
    "wave": "no wave is meant for them",
    "point": "no way to reach them",
    "pressure": "contacted enough",
    "unit": "another of the same unit",
    "maximum": "over the maximum",
}


def plan_page(plan: Plan, table: Table) -> str:
    """Waterfall with a running remainder, cells, waves with cost, what can be shown, and the calendar."""
    parts = [
        f"{plan.campaign}: {'planned' if plan.changed else 'the same plan as before'}, hash {plan.hash[:16]}",
        _waterfall(plan, table),
        _cells(plan, table),
        _waves(plan, table),
        "\n".join(_worth(plan)),
        _calendar(plan, table),
        _next(plan),
    ]
    return "\n\n".join(parts)


def _waterfall(plan: Plan, table: Table) -> str:
    left = plan.universe
    rows: list[tuple[object, ...]] = [("", "active people in the base", "", left)]
    for line in plan.waterfall:
        left -= line["count"]
        rows.append((_because(line["step"], line["reason"]), line["reason"], f"-{line['count']:,}", left))
    rows.append(("control group", "HOLDOUT", f"-{plan.holdout:,}", left - plan.holdout))
    return table(("left out because", "reason", "people", "remain"), rows)


def _because(step: str, reason: str) -> str:
    return f"law: {explain_reason(reason)}" if step == "permission" else _WORDS[step]


def _cells(plan: Plan, table: Table) -> str:
    rows = [(name, numbers["people"], numbers["holdout"]) for name, numbers in plan.cells.items()]
    return table(("cell", "people", "holdout"), rows)


def _waves(plan: Plan, table: Table) -> str:
    rows = [(wave.name, wave.channel, wave.pieces, wave.seeds, str(wave.cost)) for wave in plan.waves]
    rows.append(("together", "", sum(plan.pieces.values()), sum(wave.seeds for wave in plan.waves), str(plan.cost)))
    return table(("wave", "channel", "pieces", "seeds", "cost"), rows)


def _worth(plan: Plan) -> list[str]:
    lines = []
    if plan.break_even_orders is not None and plan.people:
        each = Money(round(plan.cost.minor / max(plan.break_even_orders, 1)), plan.cost.currency)
        rate = plan.break_even_orders / plan.people
        lines.append(f"It pays for itself with {plan.break_even_orders} orders: {rate:.1%} of the people, {each} each.")
    if plan.detectable_lift is None:
        lines.append("Too small, or without a holdout, to show any lift.")
    else:
        lines.append(
            f"Smallest lift it can show: {plan.detectable_lift * 100:.2f} percentage points over an assumed "
            f"{plan.base_rate:.1%} (80 % power, 5 % two-sided)."
        )
    return lines


def _calendar(plan: Plan, table: Table) -> str:
    rows = []
    for step in plan.calendar:
        what = f"{step['wave']} ({step['channel']})" if step["wave"] else step["step"]
        rows.append((step["on"], what, step["pieces"] or "", step["at"], step["note"]))
    return table(("on", "what", "pieces", "at", ""), rows)


def _next(plan: Plan) -> str:
    people = "two different users approve" if plan.approvals_needed > 1 else "one user approves"
    return f"Next: `dm proof {plan.campaign}`, then {people}: `dm approve {plan.campaign} --by USER`."
