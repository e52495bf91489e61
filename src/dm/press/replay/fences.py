"""Rendered HTML with every variable's value between fences: the text outside them is the letter's skeleton."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

from dm.press.replay.attributes import settled
from dm.press.sandbox import FENCES
from dm.press.turns import PHRASE, without_turns

OPEN, CLOSE = FENCES
_TAG = re.compile(r"(<[^>]*>)")
_ENTITY = re.compile(r"&#?\w+;?")
_PHRASE = re.compile(f"{PHRASE[0]}([^{PHRASE[1]}]*){PHRASE[1]}")


@dataclass(frozen=True, slots=True)
class Fenced:
    """A letter taken apart: `skeleton` has a pair of fences where each of `values` (HTML) stood; those within tags and
    style sheets are part of it, as far as they decide about the look. `absent`: the skeleton's units that this letter
    does not have, for whose values others stand in; then `alone` is the letter by itself."""

    skeleton: str
    values: tuple[str, ...]
    absent: frozenset[int] = frozenset()
    alone: Fenced | None = None

    def text(self, number: int) -> str:
        """The value as text."""
        value = self.values[number]
        return unescape(value) if "&" in value else value


@lru_cache(maxsize=512)
def plain(skeleton: str) -> str:
    """The skeleton without the marks of conditions and loops."""
    return without_turns(skeleton)


def take_apart(html: str) -> Fenced | None:
    """Skeleton and values; None where fences do not pair. The skeleton has the marks of conditions and loops."""
    if PHRASE[0] in html:
        html = _PHRASE.sub(_one_value, html)
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


def _one_value(phrase: re.Match[str]) -> str:
    text = phrase[1]
    if "<" in text:
        return text
    return f"{OPEN}{text.replace(OPEN, '').replace(CLOSE, '')}{CLOSE}"


def _settled(statics: list[str], values: list[str], inner: AbstractSet[int]) -> Fenced:
    parts = [statics[0]]
    for number, (value, static) in enumerate(zip(values, statics[1:], strict=True)):
        parts += [value if number in inner else f"{OPEN}{CLOSE}", static]
    return Fenced("".join(parts), tuple([value for number, value in enumerate(values) if number not in inner]))


@lru_cache(maxsize=512)
def beside_text(skeleton: str) -> frozenset[int]:
    """The values that stand in one text with words that all letters have."""
    found: set[int] = set()
    seen = 0
    for text in _TAG.split(skeleton):
        count = text.count(OPEN)
        if count and text[:1] != "<" and _ENTITY.sub("", text).replace(OPEN, "").replace(CLOSE, "").strip():
            found |= set(range(seen, seen + count))
        seen += count
    return frozenset(found)


def put_together(letter: Fenced) -> str:
    """The HTML with its fences again."""
    first, *others = letter.skeleton.split(f"{OPEN}{CLOSE}")
    return first + "".join(f"{OPEN}{value}{CLOSE}{static}" for value, static in zip(letter.values, others, strict=True))
