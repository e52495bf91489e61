"""Proper case for names that were typed in capitals or in small letters only."""

from __future__ import annotations

import re

VERSION = 1

PARTICLES = frozenset(
    "von vom van zu zum zur de der den des del della delle di da dal das dos do du la le les ten ter te af av und y e "
    "el al bin ibn ben bint abu фон ван де дер ди да ла ле аль эль ибн бен".split()
)
_TURKIC = frozenset("оглы оглу кызы гызы улы уулу кизи ұлы қызы oglu ogly kyzy qizi uly qyzy".split())
# In the north of France and in Brittany a surname begins with these: "LE GOFF"; behind a particle they are one.
_ARTICLES = frozenset({"le", "la", "les"})
_ROMAN = frozenset({"II", "III", "IV", "VI", "VII", "VIII"})
# Only Turkish and Azerbaijani have these; there a capital I is the large form of a small one without a dot.
_TURKISH = re.compile("[\u0130\u011e]")
_TURKISH_SMALL = str.maketrans({"\u0130": "i", "I": "\u0131"})
_PARTS = re.compile(r"([-'’ʼ`.\s]+)")


def proper_case(text: str) -> str:
    """The text with capitals where a name has them, if it is all capitals or all small; otherwise unchanged.

    "LUDWIG VAN BEETHOVEN" -> "Ludwig van Beethoven", "MCDONALD" -> "McDonald", "Мухаммад ОГЛЫ" stays as written.
    """
    if not (text.isupper() or text.islower()) or not any(map(str.isalpha, text)):
        return text
    if _TURKISH.search(text):
        small = _proper(text.translate(_TURKISH_SMALL))
        return "".join(
            before if now == "I" and before == "\u0130" else now for before, now in zip(text, small, strict=True)
        )
    return _proper(text)


def _proper(text: str) -> str:
    words = text.split(" ")
    before = ["", *words]
    return " ".join(
        _word(word, alone=len(words) == 1 or _begins_surname(word, of)) for word, of in zip(words, before, strict=False)
    )


def _begins_surname(word: str, before: str) -> bool:
    return word.lower() in _ARTICLES and before.lower() not in PARTICLES


def _word(word: str, *, alone: bool) -> str:
    small = word.lower()
    if small in _TURKIC or (small in PARTICLES and not alone):
        return small
    if word in _ROMAN:
        return word
    return "".join(_part(part) for part in _PARTS.split(small))


def _part(part: str) -> str:
    if part in _TURKIC:
        return part
    if part.startswith("mc") and len(part) > 4:
        return "Mc" + part[2:].capitalize()
    return part[:1].upper() + part[1:]
