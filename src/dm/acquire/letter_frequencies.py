"""How much a decoded text looks like Russian, or like a language in Latin letters."""

from __future__ import annotations

import math
import re

# Share of each letter in Russian text, per mille (Russian National Corpus, Lyashevskaya and Sharov 2009).
_RUSSIAN = dict(
    zip(
        "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
        (
            110,
            85,
            80,
            74,
            67,
            63,
            55,
            47,
            45,
            44,
            35,
            32,
            30,
            28,
            26,
            20,
            19,
            17,
            17,
            16,
            16,
            14,
            12,
            10,
            9,
            7,
            6,
            5,
            4,
            3,
            3,
            1,
            1,
        ),
        strict=True,
    )
)
_LOG_SHARE = {letter: math.log(share / 1000) for letter, share in _RUSSIAN.items()}
# A sign that no contact list has next to letters, and a letter of another Cyrillic alphabet.
_FOREIGN = -9.0
_OTHER_CYRILLIC = -6.0
_HARMLESS = frozenset("\xa0№«»—–„“”’…§°")
_LETTER_FREE = re.compile(r"[\x00-\x7f]+")
# "иВАНОВ": what upper and lower case look like when KOI8 and Windows are mistaken for each other.
_SMALL_THEN_CAPITAL = re.compile(r"[а-яё][А-ЯЁ]")
_CASE_FAULT = 4.0

_COMMON = {
    **dict.fromkeys("äöüßéèàçÄÖÜ", 1.0),
    **dict.fromkeys("êâôîñáíóúëïÉÀ", 0.9),
    **dict.fromkeys("łąężśćńźŁŚŻČŠŽšžčřěůĆ", 0.82),
    **dict.fromkeys("őűşğıİŞş", 0.82),
    **dict.fromkeys("åøæãõûùòìœýÅØÆÓÍÁÚÑÇÈÊÔÂÎÕÃ", 0.55),
    **dict.fromkeys("ďťňĎŤŇŘĚŮŐŰŹŃĄĘÝľĽĺŕțșăâț", 0.5),
    **dict.fromkeys("\xa0«»„“”‘’–—…€°§№·º ªÐðÞþ", 0.2),
}


def cyrillic_score(text: str) -> float:
    """Mean log likelihood per letter as Russian; below -4 it is hardly that."""
    letters = [letter for letter in _LETTER_FREE.sub("", text) if letter not in _HARMLESS]
    if not letters:
        return _FOREIGN
    total = sum(_letter_score(letter) for letter in letters)
    return (total - _CASE_FAULT * len(_SMALL_THEN_CAPITAL.findall(text))) / len(letters)


def _letter_score(letter: str) -> float:
    known = _LOG_SHARE.get(letter.lower())
    if known is not None:
        return known
    return _OTHER_CYRILLIC if "\u0400" <= letter <= "\u04ff" else _FOREIGN


def latin_score(text: str) -> float:
    """Mean plausibility, at most 1, of the letters outside ASCII in a language with Latin letters."""
    letters = _LETTER_FREE.sub("", text)
    if not letters:
        return 0.0
    return sum(_COMMON.get(letter, -1.0) for letter in letters) / len(letters)
