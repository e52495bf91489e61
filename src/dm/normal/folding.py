"""One folded form of a text, the same on every database, for keys and comparisons."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

VERSION = 1

# Letters that Unicode does not decompose, and the two that people leave out in writing (ё, ґ).
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ё": "е", "ґ": "г"}
)
# й and ї are letters of their own: a mark goes only where the letter under it is not Cyrillic.
_MARKS = re.compile(r"(?<![\u0400-\u052f])[\u0300-\u036f]+|[\u0300\u0301\u0304]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
_NOT_WORD = re.compile(r"[^\w]+|_+")
_SPACES = re.compile(r"\s+")


def clean(text: str) -> str:
    """The text in NFC, without control and direction marks, with single spaces."""
    # Nothing printable is a control mark or a space other than the plain one.
    if text.isprintable():
        text = text if text.isascii() else unicodedata.normalize("NFC", text)
        return " ".join(text.split()) if "  " in text else text.strip()
    return _SPACES.sub(" ", _CONTROL.sub(" ", unicodedata.normalize("NFC", text))).strip()


@lru_cache(maxsize=131_072)
def fold(text: str) -> str:
    """Small letters and digits with single spaces: "Ёлкин-Müller" -> "елкин muller"."""
    if not text.isascii():
        lowered = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
        text = unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFD", lowered))).translate(_LETTERS)
    else:
        text = text.lower()
    return " ".join(_NOT_WORD.sub(" ", text).split())
