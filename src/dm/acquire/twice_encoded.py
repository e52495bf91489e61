"""Text that was taken for another encoding on its way: "MÃ¼ller" for "Müller", "РђРЅРЅР°" for "Анна"."""

from __future__ import annotations

import re

_CERTAIN = 3  # such pairs in one cell are no chance
_CODES = ("cp1252", "cp1251", "latin-1")
# Bytes that an encoding leaves empty; programs let them through as they are.
_HOLES = {
    code: {chr(byte): bytes([byte]) for byte in range(128, 256) if not bytes([byte]).decode(code, "ignore")}
    for code in _CODES
}


def _seen(code: str, first: int, last: int) -> str:
    return "".join(bytes([byte]).decode(code, "ignore") or chr(byte) for byte in range(first, last + 1))


# How a letter of two bytes begins (C2-C5 Latin, D0-D1 Cyrillic) or one of three (E2), and goes on.
_SUSPECT = re.compile(
    "|".join(
        f"[{_seen(code, 0xC2, 0xC5)}{_seen(code, 0xD0, 0xD1)}{_seen(code, 0xE2, 0xE2)}]"
        f"[{re.escape(_seen(code, 0x80, 0xBF))}]"
        for code in ("cp1252", "cp1251")
    )
)


# What goes on with such a letter hardly ever stands in a text that is right, and is found in a third of the time.
_GOES_ON = re.compile("".join(("[", *(re.escape(_seen(code, 0x80, 0xBF)) for code in ("cp1252", "cp1251")), "]")))


def may_be_twice_encoded(text: str) -> bool:
    """Whether anything in a text, or in cells put together, looks as if it had been; False is certain."""
    return not text.isascii() and _GOES_ON.search(text) is not None and _SUSPECT.search(text) is not None


def written_once(text: str) -> str:
    """The text as it was meant, or "" where it is not certain that it was encoded twice.

    Certain is what is UTF-8 as a whole: by chance that hardly ever happens to a word.
    """
    if not may_be_twice_encoded(text):
        return ""
    for code in _CODES:
        meant = _decoded(text, code)
        if meant and _is_plain(meant):
            return meant
    return ""


def is_beyond_mending(text: str) -> bool:
    """Whether most of the text was encoded twice and a part of it is lost."""
    if text.isascii():
        return False
    pairs = len(_SUSPECT.findall(text))
    return pairs >= _CERTAIN and pairs * 3 > sum(letter > "\x7f" for letter in text) and not written_once(text)


def _decoded(text: str, code: str) -> str:
    holes = _HOLES[code]
    try:
        return b"".join(holes.get(letter) or letter.encode(code) for letter in text).decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return ""


def _is_plain(text: str) -> bool:
    """Letters of Latin or Cyrillic scripts and usual signs: no control characters, no scripts that nobody meant."""
    return all(
        letter < "\x7f" or "\xa0" <= letter <= "\u024f" or "\u0400" <= letter <= "\u045f" or letter in "Ґґ„“”‘’–—…€№Ёё"
        for letter in text
    )
