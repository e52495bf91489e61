"""Drawn marks (QR, Data Matrix, Code 128) as PDF paths."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dm.press.marks import runs_of

_MARK = re.compile(
    r'<svg class="\w+" xmlns="http://www\.w3\.org/2000/svg" viewBox="0 0 (\d+) (\d+)"( preserveAspectRatio="none")?>'
    r'<path fill="#000" d="([Mhv\d\sZ-]+)"/></svg>'
)
_RECTANGLE = re.compile(r"M(\d+) (\d+)h(\d+)v(\d+)h-\d+Z")
_NUMBERS = [f"{n} " for n in range(256)]
_ENDS = [f"{n} 1 re " for n in range(256)]


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


def read_mark(svg: str) -> Mark | None:
    """The mark of an SVG element as dm.press.marks writes it; None for any other."""
    if drawn := runs_of(svg):
        width, height, runs = drawn
        return Mark(
            width,
            height,
            stretched=False,
            path="".join([_NUMBERS[x] + _NUMBERS[y] + _ENDS[wide] for x, y, wide in runs]),
        )
    found = _MARK.fullmatch(svg)
    if found is None:
        return None
    rectangles = _RECTANGLE.findall(found[4])
    if len(rectangles) != found[4].count("M") or not rectangles:
        return None
    path = "".join([f"{x} {y} {width} {height} re " for x, y, width, height in rectangles])
    return Mark(int(found[1]), int(found[2]), bool(found[3]), path)
