"""One Latin spelling of a word however it was written: Müller and Mueller, Ромашка and Romashka."""

from __future__ import annotations

import re
from functools import lru_cache

VERSION = 1

_LATIN = str.maketrans(
    {
        **dict(zip("абвгдезийклмнопрстуфхыіїє", "abvgdeziiklmnoprstufhyiie", strict=True)),
        "ж": "zh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ь": "", "э": "e", "ю": "yu", "я": "ya",
    }
)  # fmt: skip
_SOUNDS = (
    ("shch", "sh"), ("sch", "sh"), ("tch", "ch"), ("kh", "h"), ("ph", "f"), ("th", "t"), ("ck", "k"), ("tz", "ts"),
    ("ae", "a"), ("oe", "o"), ("ue", "u"), ("x", "ks"), ("w", "v"), ("q", "k"), ("yu", "u"), ("ju", "u"), ("iu", "u"),
    ("ya", "a"), ("ja", "a"), ("ia", "a"), ("y", "i"), ("j", "i"),
)  # fmt: skip
_HARD_C = re.compile(r"c(?!h)")
_DOUBLE = re.compile(r"([a-z])\1+")


@lru_cache(maxsize=1 << 18)
def sound(folded: str) -> str:
    """The word as it sounds, in few Latin letters; digits stay."""
    word = folded if folded.isascii() else folded.translate(_LATIN)
    if word.isdigit():
        return word
    for written, heard in _SOUNDS:
        if written in word:
            word = word.replace(written, heard)
    return _DOUBLE.sub(r"\1", _HARD_C.sub("k", word)) or folded
