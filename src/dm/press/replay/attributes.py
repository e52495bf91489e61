"""Values within tags and style sheets: nearly all of them decide about the look, so they are part of the skeleton."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from dm.press.sandbox import FENCES

OPEN, CLOSE = FENCES
# A comment, a whole style sheet or script, a tag.
_MARKUP = re.compile(
    r"<!--.*?-->|<(style|script)\b.*?</\1\s*>|<[a-z](?:\"[^\"]*\"|'[^']*'|[^>\"'])*>", re.IGNORECASE | re.DOTALL
)
_ATTRIBUTE = re.compile(r"([^\s=/>\"']+)\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]+)")
_PAIR = re.compile(f"{OPEN}{CLOSE}")
# Attributes that nothing is drawn of.
_UNSEEN = frozenset(("title", "role", "name", "rel", "datetime", "cite", "target", "hreflang"))


def is_unseen(tag: str, name: str, attributes: Mapping[str, str]) -> bool:
    """Whether nothing is drawn of this attribute, as long as no style sheet asks for it."""
    if name in _UNSEEN or name.startswith(("data-", "aria-")):
        return True
    # a picture's text stands in for one that is missing, and none is
    return (tag == "meta" and name == "content") or (tag == "img" and name == "alt" and bool(attributes.get("src")))


@lru_cache(maxsize=512)
def settled(skeleton: str) -> frozenset[int]:
    """The numbers of the values that decide about the look from within a tag or a style sheet."""
    found: set[int] = set()
    seen = end = 0
    for markup in _MARKUP.finditer(skeleton):
        text = markup[0]
        seen += skeleton.count(OPEN, end, markup.start())
        end = markup.end()
        count = text.count(OPEN)
        if count and not text.startswith("<!--"):
            found |= set(range(seen, seen + count)) - (set() if markup[1] else set(_followed(text, seen)))
        seen += count
    return frozenset(found)


def _followed(tag: str, first: int) -> Iterator[int]:
    """The values of a tag, counted from `first`, that are an address or are not drawn at all."""
    name = re.split(r"[\s/>]", tag[1:], maxsplit=1)[0].lower()
    attributes = {found[1].lower(): found[0] for found in _ATTRIBUTE.finditer(tag)}
    for found in _ATTRIBUTE.finditer(tag):
        if (name, found[1].lower()) == ("a", "href") or is_unseen(name, found[1].lower(), attributes):
            at = first + tag.count(OPEN, 0, found.start())
            yield from range(at, at + len(_PAIR.findall(found[0])))
