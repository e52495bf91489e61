"""How a name sounds, whatever alphabet and romanisation it is written in."""

from __future__ import annotations

import re
from functools import lru_cache

_LATIN = str.maketrans(
    {
        "\u0430": "a", "\u0431": "b", "\u0432": "v", "\u0433": "g", "\u0434": "d", "\u0435": "e", "\u0436": "zh",
        "\u0437": "z", "\u0438": "i", "\u0439": "y", "\u043a": "k", "\u043b": "l", "\u043c": "m", "\u043d": "n",
        "\u043e": "o", "\u043f": "p", "\u0440": "r", "\u0441": "s", "\u0442": "t", "\u0443": "u", "\u0444": "f",
        "\u0445": "kh", "\u0446": "ts", "\u0447": "ch", "\u0448": "sh", "\u0449": "shch", "\u044a": "", "\u044b": "y",
        "\u044c": "", "\u044d": "e", "\u044e": "yu", "\u044f": "ya", "\u0456": "i", "\u0457": "yi", "\u0454": "ye",
        "\u045e": "u", "\u04d9": "a", "\u04e9": "o", "\u04af": "u", "\u0493": "g", "\u049b": "k", "\u04a3": "n",
        "\u04b1": "u", "\u04bb": "h", "\u04b3": "h", "\u04b7": "j", "\u04ef": "u", "\u04e3": "i",
    }
)  # fmt: skip
# Spellings of one sound, in the order in which they must be taken.
_SOUNDS = (
    ("dsch", "j"), ("dzh", "j"), ("dj", "j"),
    ("shch", "s"), ("tsch", "c"), ("tch", "c"), ("sch", "s"), ("sh", "s"), ("zh", "s"), ("ch", "c"), ("cz", "c"),
    ("ph", "f"), ("kh", "h"), ("th", "t"), ("ck", "k"), ("qu", "kv"), ("x", "ks"), ("w", "v"), ("tz", "ts"),
    ("z", "s"), ("ya", "a"), ("ia", "a"), ("ja", "a"), ("yu", "u"), ("iu", "u"),
    ("ju", "u"), ("ye", "e"), ("je", "e"), ("yo", "o"), ("jo", "o"), ("ue", "u"), ("oe", "o"), ("ae", "a"),
    ("ie", "i"), ("ou", "u"), ("y", "i"), ("j", "i"),
)  # fmt: skip
_SOFT_C = re.compile(r"c(?=[eiy])")
_DOUBLE = re.compile(r"(.)\1+")
_SILENT_H = re.compile(r"(?<=.)h")
_VOWELS = re.compile(r"[aeiouh]")
# The masculine form of a Slavic family name, under which brother and sister meet.
_FEMALE_ENDINGS = (
    ("ova", "ov"), ("eva", "ev"), ("owa", "ow"), ("ewa", "ew"),
    ("ina", "in"), ("yna", "yn"), ("skaya", "skiy"), ("skaia", "skiy"),
    ("tskaya", "tskiy"), ("ska", "ski"), ("aya", "yy"),
)  # fmt: skip


@lru_cache(maxsize=131_072)
def latin(folded: str) -> str:
    """The folded text in Latin letters."""
    return folded if folded.isascii() else folded.translate(_LATIN)


@lru_cache(maxsize=131_072)
def spoken(word: str) -> str:
    """One form for all spellings of a sound: "Aleksey", "Alexei" and "Alexey" are one, as are "Sarah" and "Sara"."""
    text = _DOUBLE.sub(r"\1", word.replace(" ", ""))
    for written, sound in _SOUNDS:
        if written in text:
            text = text.replace(written, sound)
    text = _SOFT_C.sub("s", text) if "c" in text[:1] or "ce" in text or "ci" in text else text
    text = _SILENT_H.sub("", text)
    return _DOUBLE.sub(r"\1", text) or word


@lru_cache(maxsize=131_072)
def family_root(word: str) -> str:
    """The family name without what only tells the bearer's sex."""
    for female, male in _FEMALE_ENDINGS:
        if word.endswith(female) and len(word) > len(female) + 1:
            return word.removesuffix(female) + male
    return word


@lru_cache(maxsize=131_072)
def skeleton(word: str) -> str:
    """First letter and consonants of how a word sounds, for keys that survive a wrong vowel."""
    sound = spoken(word)
    if not sound:
        return ""
    rest = _VOWELS.sub("", sound[1:]).replace("v", "f").replace("d", "t").replace("c", "k").replace("b", "p")
    first = "a" if sound[0] in "aeiou" else sound[0]
    return first.replace("c", "k") + _DOUBLE.sub(r"\1", rest)[:5]
