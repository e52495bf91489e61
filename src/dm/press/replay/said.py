"""What a flow's lines say on a page: texts with their rules, what is painted behind them, links."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dm.press.marks import Rectangle
from dm.press.replay import boxes
from dm.press.replay.classes import Place, Set, target
from dm.press.replay.fences import Fenced
from dm.press.replay.flows import Flow, Fragment, Rule
from dm.press.replay.inside import StrangeTextError, number, spread_space
from dm.press.replay.sheets import Link

# What grows in a justified line.
_BLANKS = (" ", "\u00a0")
_PX_PER_MM = 96 / 25.4


def moving_links(flow: Flow, done: Set, places: Sequence[Place], letter: Fenced) -> list[tuple[int, Link]]:
    """The links of a flow's elements, with their pages."""
    links = []
    for one in (one for one in flow.inlines if one.target):
        where = target(one.target, letter)
        for at, left, right, _, _ in one.spans(done.lines):
            line, place = done.lines[at], places[at]
            start = boxes.start_of(flow, place.x + done.moved, line, done.width)
            top, high, _ = flow.lines[done.lines.signatures[at]][1][one.linked]
            links.append((place.page, Link(start + left, place.y + top, right - left, high, where)))
    return links


def inked(flow: Flow, done: Set, places: Sequence[Place]) -> list[tuple[int, str]]:
    """What is painted behind the texts."""
    found = []
    for one in (one for one in flow.inlines if one.box is not None):
        for at, left, right, starts, ends in one.spans(done.lines):
            line, place = done.lines[at], places[at]
            x = boxes.start_of(flow, place.x + done.moved, line, done.width) + left
            top, _, _ = flow.lines[done.lines.signatures[at]][1][one.inked]
            found.append((place.page, one.painted(x, place.y + top, right - left, starts=starts, ends=ends)))
    return found


class Placed(NamedTuple):
    """A fragment at its place: where its baseline begins, its upper edge and height, in CSS pixels."""

    page: int
    fragment: Fragment
    x: float
    y: float
    top: float
    height: float
    turned: tuple[float, ...] = ()

    @property
    def inked(self) -> bool:
        """Whether its glyphs are drawn: WeasyPrint draws none of a text of spaces."""
        return not self.fragment.text.isspace()

    @property
    def box(self) -> Rectangle:
        """The room that it takes, in millimetres."""
        wide, high = self.fragment.width / _PX_PER_MM, self.height / _PX_PER_MM
        return Rectangle(self.x / _PX_PER_MM, self.top / _PX_PER_MM, wide, high)


def shown_text(text: Placed) -> str:
    """What draws the text, and the lines under and through it, turned as its box is."""
    if text.turned:
        matrix = " ".join(f"{one:f}" for one in text.turned)
        return f"q {matrix} cm\n{shown_text(text._replace(turned=()))}\nQ"
    fragment = text.fragment
    shown = f"{_before(fragment)}{text.x:.3f} {text.y:.3f} Tm [{glyphs_of(fragment)}] TJ ET"
    if not fragment.ruled:
        return shown
    return "\n".join([*(_ruled(rule, text) for rule in fragment.ruled), *([shown] if text.inked else [])])


def _ruled(rule: Rule, text: Placed) -> str:
    y = text.top + rule.down
    line = f"{text.x:.3f} {y:.3f} m {text.x + text.fragment.width:.3f} {y:.3f} l S"
    return f"q {rule.colour.upper()} {number(rule.thickness)} w {line} Q"


def _before(fragment: Fragment) -> str:
    """What stands before a text's place: colour, font and size."""
    first, face = fragment.words[0], fragment.face
    for glyphs in fragment.words:
        if glyphs.font != first.font:
            raise StrangeTextError("words of several fonts")
    key = (fragment.colour, first.font)
    if key not in face.heads:
        face.heads[key] = f"{fragment.colour} BT /{face.font_name(first)} {number(first.size)} Tf 1 0 0 -1 "
    return face.heads[key]


def glyphs_of(fragment: Fragment) -> str:
    """A fragment's glyphs as a PDF shows them."""
    words, space = fragment.words, fragment.face.space
    if fragment.spread and space is not None:
        shown = [
            spread_space(glyphs, fragment.spread, first=not place)
            if glyphs.used[0][2] in _BLANKS
            else glyphs.shown
            if place
            else glyphs.first
            for place, glyphs in enumerate(words)
        ]
    else:
        shown = [glyphs.shown for glyphs in words]
        shown[0] = words[0].first
    return f"<{''.join(shown)}>"
