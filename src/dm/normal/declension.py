"""Russian cases of people's names, by pymorphy3."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from dm.errors import InputError
from dm.normal.genders import TURKIC_FEMALE, TURKIC_MALE, Gender
from dm.normal.names import Name, read_name

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer
    from pymorphy3.analyzer import Parse

VERSION = 1

CASES = ("nomn", "gent", "datv", "accs", "ablt", "loct")
_CYRILLIC_WORD = re.compile(r"[А-Яа-яЁё]+")
_INITIAL = re.compile(r"(?:[А-ЯЁ]\.)+")
_SUFFIXES = frozenset({"мл.", "ст."})  # they do not change
# Surnames that never change: -ко and other vowels but -а and -я, and the old plural genitives.
_FIXED_SURNAME = re.compile(r".*([оеёэиыую]|[ыи]х)", re.I)
_CONSONANT_END = re.compile(r".*[бвгджзклмнпрстфхцчшщйь]", re.I)
_ROLES = {"given": "Name", "middle": "Patr", "family": "Surn"}


def decline(name: str | Name, case: str) -> str:
    """The full name in the case asked ("gent", "datv" ...); unchanged as a whole where any part is not certain."""
    if case not in CASES:
        raise InputError(f'Unknown Russian case "{case}".', hint=f"Use one of {', '.join(CASES)}.")
    known = read_name(name) if isinstance(name, str) else name
    original = name if isinstance(name, str) else name.full
    if case == "nomn" or (known.suffix and known.suffix not in _SUFFIXES) or not known.gender:
        return original
    parts = _in_order_of(original, known)
    declined = [_part(text, role, case, known.gender) for role, text in parts]
    return original if any(part is None for part in declined) else " ".join(filter(None, [*declined, known.suffix]))


def _in_order_of(original: str, name: Name) -> list[tuple[str, str]]:
    """The parts as the text has them: "Петрова Анна" stays in that order."""
    parts = [("given", name.given), ("middle", name.middle), ("family", name.family)]
    there = [(role, text) for role, text in parts if text]
    return sorted(there, key=lambda part: original.casefold().find(part[1].casefold()))


def _part(text: str, role: str, case: str, gender: Gender) -> str | None:
    pieces = re.split(r"([\s-]+)", text)
    last = len(pieces) - 1
    declined = [
        piece if index % 2 else _word(piece, role, case, gender, last=index == last)
        for index, piece in enumerate(pieces)
    ]
    return None if any(piece is None for piece in declined) else "".join(filter(None, declined))


def _word(word: str, role: str, case: str, gender: Gender, *, last: bool) -> str | None:
    if _INITIAL.fullmatch(word):
        return word
    if not _CYRILLIC_WORD.fullmatch(word):
        return None
    if word.casefold() in TURKIC_MALE | TURKIC_FEMALE or (role == "middle" and not last and not _is_patronymic(word)):
        return word
    if role == "family" and _never_changes(word, gender, last=last):
        return word
    parse = _best_parse(word, role, gender)
    inflected = parse.inflect({case, "sing"}) if parse else None
    return _like(word, inflected.word) if inflected else None


def _is_patronymic(word: str) -> bool:
    return word.casefold().endswith(("ич", "на"))


def _never_changes(word: str, gender: Gender, *, last: bool) -> bool:
    if _FIXED_SURNAME.fullmatch(word) or (gender == "f" and _CONSONANT_END.fullmatch(word)):
        return True
    # Тер-, Бонч-: the first half of a double surname that is no word of its own.
    return not last and (
        len(word) <= 3 or (bool(_CONSONANT_END.fullmatch(word)) and not _SURNAME_ENDING.fullmatch(word))
    )


_SURNAME_ENDING = re.compile(r".*([оеё]в|[иы]н|ий|ый|ой)", re.I)


def _best_parse(word: str, role: str, gender: Gender) -> Parse | None:
    wanted = {_ROLES[role], "masc" if gender == "m" else "femn", "nomn", "sing"}
    loose = wanted - {_ROLES[role]} | {"NOUN"}
    parses = _analyzer().parse(word)
    for tags in (wanted, *((loose,) if role == "family" else ())):
        for parse in parses:
            if tags <= set(parse.tag.grammemes) and "Fixd" not in parse.tag:
                return parse
    return None


def _like(pattern: str, word: str) -> str:
    if pattern.isupper() and len(pattern) > 1:
        return word.upper()
    return word.capitalize() if pattern[:1].isupper() else word


@lru_cache(maxsize=1)
def _analyzer() -> MorphAnalyzer:
    from pymorphy3 import MorphAnalyzer

    return MorphAnalyzer()
