"""Comparing texts letter by letter, alike on both databases.

SQLite's lower() leaves Cyrillic alone and PostgreSQL's does not, so the pattern carries every form of a letter itself:
"Müller" becomes [MmḾ…][UuÜü…]…. Columns that hold a folded text already (city, company) need none of this.
"""

from __future__ import annotations

import re
from functools import cache

from dm.normal.folding import clean, fold

# Latin with all its marks, Greek, Cyrillic; outside of these a letter only equals itself.
_REPERTOIRE = (*range(0x41, 0x530), *range(0x1E00, 0x1F00))
_LISTED = frozenset(_REPERTOIRE)


def fold_letter(letter: str) -> str:
    """The letter that stands for all its forms: fold's, where fold gives exactly one."""
    if ord(letter) not in _LISTED:
        return letter
    folded = fold(letter)
    return folded if len(folded) == 1 else letter


def fold_letters(text: str) -> str:
    """A text with every letter folded by itself; spaces and marks stay."""
    return "".join(fold_letter(letter) for letter in clean(text))


def pattern(text: str, *, starts: bool, ends: bool) -> str:
    """A regular expression, for Python and PostgreSQL alike, that finds the text in any case and with any marks."""
    body = "".join(_class_of(letter) for letter in fold_letters(text))
    return ("\\A" if starts else "") + body + ("\\Z" if ends else "")


@cache
def _forms() -> dict[str, str]:
    forms: dict[str, str] = {}
    for number in _REPERTOIRE:
        letter = chr(number)
        if letter.isalpha():
            forms[fold_letter(letter)] = forms.get(fold_letter(letter), "") + letter
    return forms


@cache
def _class_of(letter: str) -> str:
    forms = _forms().get(letter, "")
    return f"[{forms}]" if len(forms) > 1 else re.escape(letter)
