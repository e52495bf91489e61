"""Charts as SVG text, drawn without a browser and in one style; the same figures give the same picture."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

# The first name is the pinned face of the PDF; a browser without it takes the next.
_FONT = "House Sans, Noto Sans, Segoe UI, Helvetica, Arial, sans-serif"
INK, QUIET = "#1d241f", "#55605a"
MAIN, SECOND, UNSURE = "#2c4a3b", "#b4552d", "#c6ccc8"
BAR = "#7f9f8e"  # light enough for what is drawn over it
_GRID = "#e4e3db"


def register(fonts: Path) -> None:
    """Let the drawing library measure letters in the pinned fonts of this folder."""
    import vl_convert

    if fonts.is_dir():
        vl_convert.register_font_directory(str(fonts))


def data(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Rows as a chart takes them."""
    return {"values": list(rows)}


def own_ids(svg: str, name: str) -> str:
    """Clip paths numbered from 0 under the chart's own name: the drawing library counts on over all charts it makes."""
    numbers: dict[str, int] = {}
    return re.sub(r"\bclip(\d+)\b", lambda found: f"{name}{numbers.setdefault(found[1], len(numbers))}", svg)


def svg(chart: Any) -> str:
    """The chart as SVG, in the house's colours and letters."""
    import vl_convert

    styled = chart.configure(
        background="transparent",
        padding={"left": 4, "top": 4, "right": 22, "bottom": 4},
        font=_FONT,
        axis={
            "labelColor": QUIET,
            "titleColor": QUIET,
            "gridColor": _GRID,
            "domainColor": QUIET,
            "labelFontSize": 11,
            "titleFontSize": 11,
            "titleFontWeight": "normal",
            "tickColor": QUIET,
        },
        axisY={"labelColor": INK},
        legend={
            "orient": "top-left",
            "labelFontSize": 12,
            "labelColor": INK,
            "symbolType": "stroke",
            "symbolStrokeWidth": 3,
        },
        view={"stroke": None},
        header={"labelColor": INK, "labelFontWeight": "bold"},
    )
    # the typographic minus is in no pinned font
    return str(vl_convert.vegalite_to_svg(json.dumps(styled.to_dict()))).replace("\u2212", "-")
