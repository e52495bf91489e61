"""Drawn marks (QR, Data Matrix, Code 128) as PDF paths."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from dm.press.marks import RunTexts, runs_of

_MARK = re.compile(
    r'<svg class="\w+" xmlns="http://www\.w3\.org/2000/svg" viewBox="0 0 (\d+) (\d+)"( preserveAspectRatio="none")?>'
    r'<path fill="#000" d="([Mhv\d\sZ-]+)"/></svg>'
)
_RECTANGLE = re.compile(r"M(\d+) (\d+)h(\d+)v(\d+)h-\d+Z")


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark's grid and its rectangles as PDF paths; `stretched`: it fills its box whatever the box's form."""

    width: int
    height: int
    stretched: bool
    path: str

    @property
    def form(self) -> str:
        """What a box of automatic size could depend on."""
        return f"{self.width / self.height:.4f} {self.stretched}"

    def shown(self, x: float, y: float, width: float, height: float) -> str:
        """The mark in this box."""
        across, down = width / self.width, height / self.height
        if not self.stretched:
            across = down = min(across, down)
            x += (width - across * self.width) / 2
            y += (height - down * self.height) / 2
        return f"q {across:.5f} 0 0 {down:.5f} {x:.4f} {y:.4f} cm {self.path} f Q"


@lru_cache(maxsize=16)
def _in_pdf(width: int) -> RunTexts:
    return RunTexts(width, lambda x, y, wide: f"{x} {y} {wide} 1 re ")


# a letter is asked for its marks more than once
@lru_cache(maxsize=16)
def read_mark(svg: str) -> Mark | None:
    """The mark of an SVG element as dm.press.marks writes it; None for any other."""
    if drawn := runs_of(svg):
        path = "".join(map(_in_pdf(drawn.width).__getitem__, drawn.runs))
        return Mark(drawn.width, drawn.height, stretched=False, path=path)
    found = _MARK.fullmatch(svg)
    if found is None:
        return None
    rectangles = _RECTANGLE.findall(found[4])
    if len(rectangles) != found[4].count("M") or not rectangles:
        return None
    path = "".join([f"{x} {y} {width} {height} re " for x, y, width, height in rectangles])
    return Mark(int(found[1]), int(found[2]), bool(found[3]), path)
