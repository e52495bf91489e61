"""The two pictures of a quality report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dm.press.drawing import BAR, INK, MAIN, data, own_ids, svg

_WIDE, _NARROW = 430, 260


def way(steps: Sequence[tuple[str, int]]) -> str:
    """From rows to people who can be reached, a bar a step with its number."""
    rows = [{"step": name, "number": number, "label": f"{number:,}".replace(",", " ")} for name, number in steps]
    return own_ids(_bars(rows, "step", "number", 1.15 * max((number for _, number in steps), default=1), MAIN), "way")


def completeness(rows: Sequence[tuple[str, float]], title: str) -> str:
    """Which share of the rows holds each field, in per cent."""
    shown = [{"field": name, "share": 100 * share, "label": f"{100 * share:.0f}"} for name, share in rows]
    return own_ids(_bars(shown, "field", "share", 110, BAR, title), "completeness")


def _bars(
    rows: Sequence[Mapping[str, Any]], name: str, value: str, longest: float, colour: str, title: str = ""
) -> str:
    import altair as alt

    order = [row[name] for row in rows]
    axis = alt.Axis(tickCount=6, values=list(range(0, 101, 20))) if title else None
    base = alt.Chart(data(rows), width=_NARROW if title else _WIDE, height=22 * len(rows) + 6).encode(
        y=alt.Y(f"{name}:N", sort=order, title=None, axis=alt.Axis(ticks=False, domain=False, labelLimit=260)),
        x=alt.X(f"{value}:Q", title=title or None, axis=axis, scale=alt.Scale(domain=[0, max(longest, 1)])),
    )
    bars = base.mark_bar(color=colour, height=13, cornerRadiusEnd=2)
    labels = base.mark_text(align="left", dx=4, color=INK, fontSize=11).encode(text="label:N")
    return svg(alt.layer(bars, labels))
