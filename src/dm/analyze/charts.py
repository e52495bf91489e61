"""The report's pictures as SVG text, drawn without a browser; the same figures give the same picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dm.analyze.figures import ALL_CELLS, Figures
from dm.analyze.rules import Estimate
from dm.press.drawing import BAR, INK, MAIN, QUIET, SECOND, UNSURE, data, own_ids, register, svg

_WIDTH = 560


def draw_all(figures: Figures, words: Mapping[str, str], fonts: Path) -> dict[str, str]:
    """{daily, rates, lift, funnel}: SVG, "" where there is nothing to show. `words` are the labels."""
    register(fonts)
    makers = {"daily": daily, "rates": rates, "lift": lift, "funnel": funnel}
    return {name: own_ids(make(figures, words), name) for name, make in makers.items()}


def daily(figures: Figures, words: Mapping[str, str]) -> str:
    """Responses and orders so far, day by day."""
    import altair as alt

    if not figures.days:
        return ""
    rows = [
        {"day": day.on.isoformat(), "so far": so_far, "what": name}
        for day in figures.days
        for name, so_far in ((words["responses"], day.responses_so_far), (words["orders"], day.orders_so_far))
    ]
    names = [words["responses"], words["orders"]]
    chart = (
        alt.Chart(data(rows), width=_WIDTH, height=210)
        .mark_line(interpolate="step-after", strokeWidth=2.5)
        .encode(
            x=alt.X("day:T", title=None, axis=alt.Axis(format=words["day_format"], tickCount=8, grid=False)),
            y=alt.Y("so far:Q", title=words["so_far"], axis=alt.Axis(tickMinStep=1)),
            color=alt.Color("what:N", title=None, sort=names, scale=alt.Scale(domain=names, range=[MAIN, SECOND])),
            strokeDash=alt.StrokeDash(
                "what:N", title=None, sort=names, scale=alt.Scale(domain=names, range=[[1, 0], [6, 3]])
            ),
        )
    )
    return svg(chart)


def rates(figures: Figures, words: Mapping[str, str]) -> str:
    """Response rate of each cell with its interval."""
    rows = [_interval(arm.cell, arm.response_rate, 100, known=True) for arm in figures.cells]
    return _intervals(rows, words["rate_axis"], zero=False) if rows else ""


def lift(figures: Figures, words: Mapping[str, str]) -> str:
    """Orders more than without the campaign, of 100 people, by cell and in all, with intervals around zero."""
    rows = [
        _interval(
            words["all_cells"] if row.cell == ALL_CELLS else row.cell,
            row.difference.estimate,
            100,
            known=row.difference.is_certain,
        )
        for row in figures.lifts
        if row.metric == "order"
    ]
    return _intervals(rows, words["lift_axis"], zero=True) if rows else ""


def funnel(figures: Figures, words: Mapping[str, str]) -> str:
    """How many pieces of each wave came through each step."""
    import altair as alt

    steps = ("planned", "produced", "sent", "net", "responded")
    if not figures.total.planned:
        return ""
    waves = [_wave_name(row.wave, words.get(row.channel, row.channel)) for row in figures.waves]
    rows = [
        {
            "wave": name,
            "step": words[step],
            "pieces": getattr(row, step),
            "label": f"{getattr(row, step):,}".replace(",", " "),
        }
        for name, row in zip(waves, figures.waves, strict=True)
        for step in steps
    ]
    base = alt.Chart(data(rows)).encode(
        y=alt.Y("step:N", sort=[words[step] for step in steps], title=None, axis=alt.Axis(ticks=False, domain=False)),
        x=alt.X(
            "pieces:Q", title=None, axis=None, scale=alt.Scale(domain=[0, 1.22 * max(row["pieces"] for row in rows)])
        ),
    )
    bars = base.mark_bar(color=MAIN, height=14, cornerRadiusEnd=2)
    labels = base.mark_text(align="left", dx=4, color=INK, fontSize=11).encode(text="label:N")
    columns = min(2, len(waves))
    faceted = (
        (bars + labels)
        .properties(width=(_WIDTH - 70 * columns) // columns, height=110)
        .facet(
            facet=alt.Facet("wave:N", sort=waves, title=None, header=alt.Header(labelFontSize=12, labelAnchor="start")),
            columns=columns,
        )
    )
    return svg(faceted)


def _wave_name(wave: str, channel: str) -> str:
    return wave if wave == channel else f"{wave} ({channel})"


def _interval(name: str, estimate: Estimate, scale: float, *, known: bool) -> dict[str, Any]:
    return {
        "cell": name,
        "value": round(estimate.value * scale, 4),
        "low": round(estimate.low * scale, 4),
        "high": round(estimate.high * scale, 4),
        "known": known,
    }


def _intervals(rows: Sequence[Mapping[str, Any]], title: str, *, zero: bool) -> str:
    """Bars from zero with the interval as a line: a bar whose interval touches zero stays grey."""
    import altair as alt

    order = [row["cell"] for row in rows]
    base = alt.Chart(data(rows), width=_WIDTH - 90, height=34 * len(rows) + 10).encode(
        y=alt.Y("cell:N", sort=order, title=None, axis=alt.Axis(ticks=False, domain=False, labelLimit=200))
    )
    bars = base.mark_bar(height=15, cornerRadiusEnd=2).encode(
        x=alt.X("value:Q", title=title, axis=alt.Axis(tickCount=8)),
        color=alt.Color("known:N", legend=None, scale=alt.Scale(domain=[True, False], range=[BAR, UNSURE])),
    )
    spans = base.mark_rule(color=INK, strokeWidth=1.5).encode(x="low:Q", x2="high:Q")
    ends = [base.mark_tick(color=INK, thickness=1.5, height=9).encode(x=f"{end}:Q") for end in ("low", "high")]
    layers = [bars, spans, *ends]
    if zero:
        layers.append(alt.Chart(data([{"zero": 0}])).mark_rule(color=QUIET).encode(x="zero:Q"))
    return svg(alt.layer(*layers))
