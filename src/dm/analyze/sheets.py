"""Figures as tables: the sheets of the workbook and the Parquet files, with every column defined."""

from __future__ import annotations

from decimal import Decimal

from dm.analyze.figures import DEFINITIONS, Arm, Figures, LiftRow, Steps
from dm.analyze.rules import Estimate
from dm.press.tables import Column, Table

_STEPS = [
    Column("planned", "int", "pieces planned, seeds left out"),
    Column("dropped", "int", "never left: refused by law or will, unfit data, cancelled, or spoilt before sending"),
    Column("waiting", "int", "neither dropped nor produced yet"),
    Column("produced", "int", "artefact made and sealed; planned = dropped + waiting + produced"),
    Column("sent", "int", "left the house: released to the vendor, taken by the mail server, call finished"),
    Column("returned", "int", "came back or could not be delivered: returned mail, bounces, failed deliveries"),
    Column("net", "int", "sent minus returned: the base of every rate"),
    Column("delivered", "int", "delivery confirmed; plain post never confirms"),
    Column("responded", "int", "net pieces with at least one order, interest or question"),
    Column(
        "orders",
        "int",
        "orders counted for these pieces; a response without a code counts for the last piece before it",
    ),
    Column("value", "decimal", "value of these orders, in the campaign's currency"),
    Column("cost", "decimal", "unit cost times sent, rounded once a row"),
    Column("response_rate", "decimal", "responded / net"),
    Column("response_rate_low", "decimal", "lower end, Wilson 95 %"),
    Column("response_rate_high", "decimal", "upper end, Wilson 95 %"),
]


def about(figures: Figures, rows: int | None = None) -> dict[str, str]:
    """What every export carries: campaign, as-of time, filter, definition version, row count."""
    facts = {
        "campaign": str(figures.campaign["id"]),
        "as_of": figures.as_of.isoformat(timespec="seconds"),
        "filter": "seeds left out; treated people and holdout as drawn; built-in campaigns left out",
        "definition_version": DEFINITIONS,
    }
    if figures.simulated:
        facts["simulated"] = "yes: the workspace's clock and responses are made up"
    return facts if rows is None else {**facts, "rows": str(rows)}


def summary(figures: Figures) -> Table:
    """The few numbers that everybody asks for first."""
    total, treated = figures.total, figures.treated
    rows: list[tuple[object, ...]] = [
        ("pieces sent", total.sent, None, None, "pieces"),
        ("pieces returned", total.returned, None, None, "pieces"),
        ("net pieces", total.net, None, None, "pieces"),
        ("units drawn to be written to", treated.units, None, None, "units"),
        ("units reached", treated.reached, None, None, "units"),
        ("units that responded", treated.responded, None, None, "units"),
        ("response rate", *_bounds(treated.response_rate), "share of units reached"),
        ("units that ordered", treated.ordered, None, None, "units"),
        ("value of orders", _major(figures, treated.value_minor), None, None, figures.currency),
        ("cost of pieces sent", _major(figures, total.cost_minor), None, None, figures.currency),
        ("units in the holdout", figures.holdout.units if figures.holdout else 0, None, None, "units"),
    ]
    for metric, name, unit in (
        ("order", "incremental orders", "units"),
        ("response", "incremental responses", "units"),
    ):
        if lift := figures.lift(metric):
            rows.append((name, *_bounds(lift.incremental), unit))
    if (value := figures.lift("value")) and value.enough:
        rows.append(("incremental value", *_bounds(value.incremental.times(10.0**-figures.digits)), figures.currency))
    columns = [
        Column("measure", "text", "what is measured"),
        Column("number", "decimal", "the number"),
        Column("low", "decimal", "lower end of the 95 % interval"),
        Column("high", "decimal", "upper end of the 95 % interval"),
        Column("unit", "text", "what is counted"),
    ]
    return Table("summary", columns, rows)


def funnel(figures: Figures) -> Table:
    """One row a wave and cell."""
    columns = [
        Column("wave", "text", "wave of the brief"),
        Column("channel", "text", "what its pieces travel by"),
        Column("cell", "text", "offer and creative"),
        *_STEPS,
    ]
    return Table("funnel", columns, [_steps(figures, row) for row in figures.funnel])


def _steps(figures: Figures, row: Steps) -> tuple[object, ...]:
    counts = (
        row.planned, row.dropped, row.waiting, row.produced, row.sent, row.returned, row.net, row.delivered,
        row.responded, row.orders,
    )  # fmt: skip
    money = (_major(figures, row.value_minor), _major(figures, row.cost_minor))
    return (row.wave, row.channel, row.cell, *counts, *money, *_bounds(row.rate))


def cells(figures: Figures) -> Table:
    """One row a cell, in units: households, companies or people."""
    columns = [
        Column("cell", "text", "offer and creative"),
        Column("offer", "text", "as briefed"),
        Column("units", "int", "drawn for this cell"),
        Column("reached", "int", "with at least one net piece"),
        Column("responded", "int", "reached units with at least one order, interest or question for this campaign"),
        Column("ordered", "int", "reached units with at least one order"),
        Column("value", "decimal", "value of these units' orders for this campaign"),
        Column("cost", "decimal", "cost of the cell's pieces"),
        Column("response_rate", "decimal", "responded / reached"),
        Column("response_rate_low", "decimal", "lower end, Wilson 95 %"),
        Column("response_rate_high", "decimal", "upper end, Wilson 95 %"),
        Column("order_rate", "decimal", "ordered / reached"),
        Column("order_rate_low", "decimal", "lower end, Wilson 95 %"),
        Column("order_rate_high", "decimal", "upper end, Wilson 95 %"),
    ]
    return Table("cells", columns, [_cell(figures, arm) for arm in figures.cells])


def _cell(figures: Figures, arm: Arm) -> tuple[object, ...]:
    money = (_major(figures, arm.value_minor), _major(figures, figures.cost_of(arm.cell)))
    counts = (arm.units, arm.reached, arm.responded, arm.ordered)
    rates = (*_bounds(arm.response_rate), *_bounds(arm.order_rate))
    return (arm.cell, figures.offers.get(arm.cell, ""), *counts, *money, *rates)


def lift(figures: Figures) -> Table:
    """One row a cell and metric against the whole holdout."""
    columns = [
        Column("cell", "text", "treated units of this cell"),
        Column("metric", "text", "order, response: share of units; value: mean a unit in the campaign's currency"),
        Column("treated_units", "int", "drawn to be written to, whether reached or not (intent to treat)"),
        Column("treated", "decimal", "share or mean of treated units, matched by person"),
        Column("control_units", "int", "drawn to be left alone"),
        Column("control", "decimal", "share or mean of the holdout, matched by the same rule"),
        Column("difference", "decimal", "treated minus control"),
        Column(
            "low",
            "decimal",
            "lower end, 95 %: Newcombe for shares, Welch for means; empty where an arm has fewer than 5 buyers",
        ),
        Column("high", "decimal", "upper end, 95 %"),
        Column("p_value", "decimal", "how often chance alone would show at least as much"),
        Column("incremental", "decimal", "difference times treated units"),
        Column("incremental_low", "decimal", "lower end"),
        Column("incremental_high", "decimal", "upper end"),
    ]
    return Table("lift", columns, [_lift(figures, row) for row in figures.lifts])


def _lift(figures: Figures, row: LiftRow) -> tuple[object, ...]:
    scale = 10.0**-figures.digits if row.metric == "value" else 1.0
    found = row.difference
    bounds = (found.low * scale, found.high * scale, found.p_value) if row.enough else (None, None, None)
    arms = (row.treated_units, row.treated * scale, row.control_units, row.control * scale)
    more, low, high = _bounds(row.incremental.times(scale))
    in_all = (more, low, high) if row.enough else (more, None, None)
    return (row.cell, row.metric, *arms, found.value * scale, *bounds, *in_all)


def daily(figures: Figures) -> Table:
    """One row a day since the first piece left."""
    columns = [
        Column("day", "date", "in the campaign's time zone"),
        Column("responses", "int", "orders, interest, questions of treated people"),
        Column("orders", "int", "orders among them"),
        Column("value", "decimal", "value of these orders"),
        Column("responses_so_far", "int", "since the first piece"),
        Column("orders_so_far", "int", "since the first piece"),
    ]
    rows = [
        (day.on, day.responses, day.orders, _major(figures, day.value_minor), day.responses_so_far, day.orders_so_far)
        for day in figures.days
    ]
    return Table("daily", columns, rows)


def dropped(figures: Figures) -> Table:
    """Pieces that never left, with the reason."""
    columns = [
        Column("wave", "text", "wave of the brief"),
        Column("channel", "text", "what its pieces travel by"),
        Column("state", "text", "dropped, cancelled or failed"),
        Column("reason", "text", "why"),
        Column("pieces", "int", "how many"),
    ]
    rows = [(row["wave"], row["channel"], row["state"], row["reason"], row["pieces"]) for row in figures.dropped]
    return Table("dropped", columns, rows)


def waterfall(figures: Figures) -> Table:
    """How everybody of the universe ended the plan."""
    columns = [
        Column("outcome", "text", "piece, holdout or excluded"),
        Column("step", "text", "step of planning that decided"),
        Column("reason", "text", "why"),
        Column("people", "int", "how many; the sheet adds up to the universe"),
    ]
    rows = [(row["outcome"], row["step"], row["reason"], row["people"]) for row in figures.waterfall]
    return Table("waterfall", columns, rows)


def responses(figures: Figures) -> Table:
    """Every response of the campaign by person id: no name, no address."""
    columns = [
        Column("response_id", "int", "number of the response"),
        Column("person_id", "text", "pseudonym: the product's id of the person"),
        Column("unit_id", "text", "whom the campaign counts as one"),
        Column("arm", "text", "treated or holdout"),
        Column("cell", "text", "as drawn"),
        Column("wave", "text", "wave of the piece it is counted for"),
        Column("channel", "text", "channel of that piece"),
        Column(
            "kind", "text", "order, interest, question, objection, unsubscribe, returned, delivered, failed, answered"
        ),
        Column("at", "datetime", "when, UTC"),
        Column("value", "decimal", "value of an order"),
        Column("currency", "text", "of the value"),
        Column("matched_by", "text", "which key named the person or the piece"),
        Column("is_comparable", "int", "1: named the person, so counted for lift; 0: named a piece alone"),
    ]
    rows = [
        (
            row["response_id"], row["person_id"], row["unit_id"], row["arm"], row["cell"], row["wave"], row["channel"],
            row["kind"], row["at"], _major(figures, row["value_minor"]), row["currency"], row["matched_by"],
            row["is_comparable"],
        )
        for row in figures.responses
    ]  # fmt: skip
    return Table("responses", columns, rows)


def _bounds(estimate: Estimate) -> tuple[float, float, float]:
    return estimate.value, estimate.low, estimate.high


def _major(figures: Figures, minor: int | None) -> Decimal | None:
    return None if minor is None else Decimal(int(minor)).scaleb(-figures.digits)
