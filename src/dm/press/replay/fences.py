"""Rendered HTML with every variable's value between fences: the text outside them is the letter's skeleton."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from dm.press.sandbox import FENCES

OPEN, CLOSE = FENCES
_VALUE = re.compile(f"{OPEN}([^{OPEN}{CLOSE}]*){CLOSE}")
_BLANK = re.compile(r"[ \t\n\r]*")


@dataclass(frozen=True, slots=True)
class Fenced:
    """A letter taken apart: `skeleton` has a pair of fences where each of `values` (HTML) stood."""

    skeleton: str
    values: tuple[str, ...]

    def text(self, number: int) -> str:
        """The value as text."""
        value = self.values[number]
        return unescape(value) if "&" in value else value

    def kept(self, number: int) -> str | None:
        """A blank value as it is, None for any other: whether there is text decides about boxes."""
        value = self.values[number]
        return value if _BLANK.fullmatch(value) else None


def take_apart(html: str) -> Fenced | None:
    """Skeleton and values; None where fences do not pair."""
    parts = _VALUE.split(html)
    statics = parts[::2]
    if any(OPEN in part or CLOSE in part for part in statics):
        return None
    return Fenced(f"{OPEN}{CLOSE}".join(statics), tuple(parts[1::2]))


def put_together(letter: Fenced) -> str:
    """The HTML with its fences again."""
    first, *others = letter.skeleton.split(f"{OPEN}{CLOSE}")
    return first + "".join(f"{OPEN}{value}{CLOSE}{static}" for value, static in zip(letter.values, others, strict=True))
