"""What the header of a column means."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from dm.acquire.header_words import (
    ABOUT_OTHERS,
    ADDRESS_WORDS,
    EMPTY_WORDS,
    FLATS,
    IDENTIFIERS,
    KINDS,
    MEANINGS,
    OBJECTIONS,
)
from dm.acquire.header_words_more import MORE_MEANINGS
from dm.acquire.twice_encoded import written_once
from dm.normal.folding import fold

CONTACT_FIELDS = (
    "external_id title given_name middle_name family_name full_name gender birth_date company department job_title "
    "email phone address street house postal_code city region country language notes consent_note"
).split()
ADDRESS_FIELDS = frozenset("address street house postal_code city region country".split())


@dataclass(frozen=True, slots=True)
class Meaning:
    """The contact field that a header names, or "".

    `kind` tells one of several addresses from another ("home"), `goes_on` that the column continues another one,
    `is_whole` that it says what others say in parts, `with_code` that the postal code stands by the town,
    `about` why a column that names no field must not be guessed by its values: "identifier", "others", "objection".
    """

    field: str = ""
    kind: str = ""
    goes_on: bool = False
    is_whole: bool = False
    with_code: bool = False
    about: str = ""

    def __bool__(self) -> bool:
        return bool(self.field)


def _meant(key: str) -> Meaning:
    return Meaning(key.rstrip("+=&"), goes_on=key[-1] == "+", is_whole=key[-1] == "=", with_code=key[-1] == "&")


_BY_WORDS = {fold(field): Meaning(field) for field in CONTACT_FIELDS} | {
    words: _meant(key) for some in (MORE_MEANINGS, MEANINGS) for key, all_ in some.items() for words in all_.split("|")
}
# Without their marks they would be the French "C.P.".
_WITH_MARKS = frozenset({"č.p.", "č. p.", "čp", "č.p", "č.p./č.o.", "č.o."})
_FLAT_LABELS = {word: label for label, words in FLATS.items() for word in words.split("|")}
_STREET_PARTS = tuple(MORE_MEANINGS["street+"].split("|"))
_KIND_OF = {word: kind for kind, words in KINDS.items() for word in words.split()}
# "Work name" is no name: only what comes in several kinds is looked for behind a word of kind.
_OF_ANY_KIND = frozenset({"email", "phone"})
_CAMEL = re.compile(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])")
_BRACKETS = re.compile(r"[(\[].*")
_ATTACHED_NUMBER = re.compile(r"(?<=[^\W\d_])(?=\d)")
_LONGEST = 60


@lru_cache(maxsize=4096)
def meaning(header: str) -> Meaning:
    """What the header means; "custom.X" names itself."""
    text = (written_once(header) or header).strip().strip("\ufeff*:").strip()
    if text.startswith("custom."):
        return Meaning(text)
    if len(text) > _LONGEST or not text:
        return Meaning()
    if text.casefold() in _WITH_MARKS:
        return Meaning("house")
    spellings = [fold(_CAMEL.sub(" ", text)), fold(text), fold(_BRACKETS.sub("", text))]
    for words in spellings:
        if words in _BY_WORDS:
            return _BY_WORDS[words]
    for words in spellings:
        if about := _about(words):
            return Meaning(about=about)
    found = (_stripped(_ATTACHED_NUMBER.sub(" ", words).split()) for words in spellings)
    return next((one for one in found if one), None) or _in_two_languages(text)


def _in_two_languages(text: str) -> Meaning:
    """ "E-Mail / Почта": what the first part says that says anything."""
    parts = re.split(r"\s*[/|\n]\s*", text)
    return next((found for part in parts if (found := meaning(part))), Meaning()) if len(parts) > 1 else Meaning()


def flat_label(header: str) -> str:
    """How a bare number of this column is written in an address: "кв.", "Top"; "" where it needs nothing."""
    return _FLAT_LABELS.get(fold(header), "")


def is_street_part(header: str) -> bool:
    """Whether the column holds a piece of a street's name: "N", "Main" and "St" in columns of their own."""
    return fold(_CAMEL.sub(" ", header)).endswith(_STREET_PARTS)


def _about(words: str) -> str:
    if words in IDENTIFIERS:
        return "identifier"
    if words in OBJECTIONS:
        return "objection"
    return "others" if not ABOUT_OTHERS.isdisjoint(words.split()) else ""


def _stripped(words: list[str]) -> Meaning:
    """The meaning without numbers and the words that say which of several: "Home Phone 2", "Address 1 - City"."""
    bare = [word for word in words if not word.isdigit()]
    said = [word for index, word in enumerate(bare) if word not in EMPTY_WORDS and bare[index - 1 : index] != [word]]
    for some in (bare, said):
        if found := _BY_WORDS.get(" ".join(some)):
            return replace(found, goes_on=found.goes_on or _is_second_line(found, words))
    if found := _of_kind(said, ""):
        return found
    for at, word in enumerate(said):
        rest = said[:at] + said[at + 1 :]
        if word in _KIND_OF and (found := _of_kind(rest, _KIND_OF[word])):
            return replace(found, goes_on=found.goes_on or _is_second_line(found, words))
    kinds = [_KIND_OF[word] for word in said if word in _KIND_OF]
    if kinds and any(word.endswith(("adresse", "anschrift")) for word in said) and len(kinds) == len(said):
        return Meaning("address", kinds[0])
    kind = "other" if words[1:2] and words[1].isdigit() and words[1] != "1" else ""
    return _of_kind([word for word in said if word not in _KIND_OF], kinds[0] if kinds else kind)


def _is_second_line(found: Meaning, words: list[str]) -> bool:
    return found.field in {"address", "street"} and words[-1] in {"2", "3", "4"}


def _of_kind(rest: list[str], kind: str) -> Meaning:
    found = _BY_WORDS.get(" ".join(rest))
    if not found and len(rest) > 1:
        # "Address 1 - Street", "Postal address: city"
        within = [word for word in rest if word not in ADDRESS_WORDS]
        inner = _BY_WORDS.get(" ".join(within)) if within and len(within) < len(rest) else None
        found = inner if inner and inner.field in ADDRESS_FIELDS | _OF_ANY_KIND else None
    if not found or (kind and found.field not in ADDRESS_FIELDS | _OF_ANY_KIND):
        return Meaning()
    return replace(found, kind=kind if found.field in ADDRESS_FIELDS else "")


def recognised(header: str) -> bool:
    """Whether a cell is a header we know."""
    found = meaning(header) if len(header) < _LONGEST else Meaning()
    return bool(found) or found.about in {"identifier", "objection"}


# The order of VICIdial's standard lead file, which has no header.
_VICIDIAL = (
    "external_id custom.source_id custom.list_id custom.phone_code phone title given_name middle_name family_name "
    "address address address city region custom.province postal_code country gender birth_date phone email "
    "custom.security_phrase notes"
).split()


def vicidial_header(cells: Sequence[str]) -> list[str]:
    """The header of a dialler's lead file if this is its first row, else nothing."""
    if not len(_VICIDIAL) <= len(cells) <= len(_VICIDIAL) + 3:
        return []
    code, number, gender = cells[3], cells[4], cells[17]
    is_lead = (
        code.isdigit() and len(code) <= 3 and number.isdigit() and len(number) >= 7 and gender in {"", "M", "F", "U"}
    )
    rest = [f"column {index + 1}" for index in range(len(_VICIDIAL), len(cells))]
    return [*_VICIDIAL, *rest] if is_lead else []
