"""Rendered HTML with every variable's value between fences: the text outside them is the letter's skeleton."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from html import unescape

from dm.press.replay.attributes import settled
from dm.press.sandbox import FENCES

OPEN, CLOSE = FENCES


@dataclass(frozen=True, slots=True)
class Fenced:
    """A letter taken apart: `skeleton` has a pair of fences where each of `values` (HTML) stood; those within tags and
    style sheets are part of it, as far as they decide about the look."""

    skeleton: str
    values: tuple[str, ...]

    def text(self, number: int) -> str:
        """The value as text."""
        value = self.values[number]
        return unescape(value) if "&" in value else value


def take_apart(html: str) -> Fenced | None:
    """Skeleton and values; None where fences do not pair."""
    first, *others = html.split(OPEN)
    if CLOSE in first:
        return None
    statics, values = [first], []
    for part in others:
        value, closed, static = part.partition(CLOSE)
        if not closed or CLOSE in static:
            return None
        values.append(value)
        statics.append(static)
    skeleton = f"{OPEN}{CLOSE}".join(statics)
    inner = settled(skeleton)
    return _settled(statics, values, inner) if inner else Fenced(skeleton, tuple(values))


def _settled(statics: list[str], values: list[str], inner: AbstractSet[int]) -> Fenced:
    parts = [statics[0]]
    for number, (value, static) in enumerate(zip(values, statics[1:], strict=True)):
        parts += [value if number in inner else f"{OPEN}{CLOSE}", static]
    return Fenced("".join(parts), tuple([value for number, value in enumerate(values) if number not in inner]))


def put_together(letter: Fenced) -> str:
    """The HTML with its fences again."""
    first, *others = letter.skeleton.split(f"{OPEN}{CLOSE}")
    return first + "".join(f"{OPEN}{value}{CLOSE}{static}" for value, static in zip(letter.values, others, strict=True))
