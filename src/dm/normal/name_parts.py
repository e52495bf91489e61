"""Where the family name ends and the given name begins."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dm.normal.casing import PARTICLES
from dm.normal.folding import fold
from dm.normal.genders import FORMS_OF_ADDRESS, TURKIC_FEMALE, TURKIC_MALE, Gender, patronymic_gender
from dm.normal.given_names import FEMALE, GIVEN

_ACADEMIC = {
    "dr": "Dr.", "doctor": "Dr.", "doktor": "Dr.", "prof": "Prof.", "professor": "Prof.", "dipl-ing": "Dipl.-Ing.",
    "mag": "Mag.", "д-р": "д-р", "доктор": "д-р", "проф": "проф.", "профессор": "проф.", "академик": "академик",
    "sir": "Sir", "dame": "Dame", "rev": "Rev.", "hon": "Hon.", "freiherr": "Freiherr", "graf": "Graf",
}  # fmt: skip
_AFTER_DOCTOR = frozenset(
    {"med", "jur", "phil", "rer", "nat", "ing", "h", "c", "hc", "habil", "pol", "oec", "mult", "vet", "dent"}
)
_SUFFIXES = {
    "jr": "Jr.", "junior": "Jr.", "sr": "Sr.", "ii": "II", "iii": "III", "iv": "IV", "phd": "PhD", "md": "MD",
    "esq": "Esq.", "msc": "MSc", "mba": "MBA",
}  # fmt: skip
_INITIALS = re.compile(r"(?:[^\W\d_]\.[\s-]?)+|[^\W\d_]")
_GLUED_INITIALS = re.compile(r"([^\W\d_]\.)(?=[^\W\d_])")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_SURNAME = re.compile(
    r"[а-яё-]+(ов|ев|ёв|ин|ын|ова|ева|ёва|ина|ына|ский|ская|цкий|цкая|ской|енко|чук|дзе|швили|ян|ых|их)", re.I
)
_ALSO_SURNAMES = frozenset("rose ruth victoria marion margot charlotte megan mercedes pilar lucia paola maria".split())


@dataclass(frozen=True, slots=True)
class Parts:
    """Given, middle (patronymic) and family name, as written."""

    given: str = ""
    middle: str = ""
    family: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Titles:
    """What stood before a name: academic titles in their usual spelling, and the gender of a form of address."""

    academic: str = ""
    gender: Gender | None = None


def take_titles(text: str) -> tuple[str, Titles]:
    """The text without the titles at its beginning and after its comma, and those titles."""
    words = text.split(" ")
    academic: list[str] = []
    gender: Gender | None = None
    rest: list[str] = []
    for index, word in enumerate(words):
        bare = word.casefold().strip(".,")
        opening = not rest or rest[-1].endswith(",")
        if opening and bare in FORMS_OF_ADDRESS and not rest:
            gender = gender or FORMS_OF_ADDRESS[bare]
        elif opening and bare in _ACADEMIC and (index + 1 < len(words) or not rest):
            academic.append(_ACADEMIC[bare])
        elif opening and academic and bare.replace(".", "") in _AFTER_DOCTOR:
            academic.append(word)
        else:
            rest.append(word)
    return " ".join(rest), Titles(" ".join(academic), gender)


def split(text: str) -> Parts:
    """The parts of a name without titles: "Петрова Анна Ивановна", "Weber, Kim", "Ludwig van Beethoven"."""
    text, suffix = _take_suffix(text)
    before, comma, after = text.partition(",")
    if comma and before.strip() and after.strip():
        given, middle = given_and_middle(after.replace(",", " ").strip())
        return Parts(given, middle, before.strip(), suffix)
    words = _with_turkic_joined(_GLUED_INITIALS.sub(r"\1 ", text.replace(",", " ")).split())
    given, middle, family = _in_order(words)
    return Parts(given, middle, family, suffix)


def given_and_middle(text: str) -> tuple[str, str]:
    """("Анна", "Петровна") of "Анна Петровна"; ("Mary", "Jane") of "Mary Jane"; initials likewise."""
    words = _with_turkic_joined(_GLUED_INITIALS.sub(r"\1 ", text).split())
    return (words[0], " ".join(words[1:])) if words else ("", "")


def _take_suffix(text: str) -> tuple[str, str]:
    found: list[str] = []
    words = text.split()
    while len(words) > 1 and (suffix := _SUFFIXES.get(words[-1].casefold().replace(".", "").strip(","))):
        found.insert(0, suffix)
        words.pop()
    return " ".join(words).rstrip(",") if found else text, " ".join(found)


def _with_turkic_joined(words: list[str]) -> list[str]:
    """оглы and кызы belong to the father's name before them."""
    joined: list[str] = []
    for word in words:
        if joined and word.casefold() in TURKIC_MALE | TURKIC_FEMALE:
            joined[-1] = f"{joined[-1]} {word}"
        else:
            joined.append(word)
    return joined


def _in_order(words: list[str]) -> tuple[str, str, str]:
    if not words:
        return "", "", ""
    if len(words) == 1:
        known = fold(words[0]) in GIVEN or patronymic_gender(words[0]) == "f"
        return (words[0], "", "") if known else ("", "", words[0])
    patronymic = _patronymic_at(words)
    if patronymic is not None:
        return _around_patronymic(words, patronymic)
    if _family_first(words):
        run = _capitals_run(words) or 1
        return words[run], " ".join(words[run + 1 :]), " ".join(words[:run])
    start = _family_start(words)
    return words[0], " ".join(words[1:start]), " ".join(words[start:])


def _patronymic_at(words: list[str]) -> int | None:
    found = [index for index, word in enumerate(words) if index and patronymic_gender(word)]
    if not found:
        return None
    if len(words) == 2 and patronymic_gender(words[1]) == "m" and fold(words[0]) not in GIVEN and " " not in words[1]:
        return None
    if not _CYRILLIC.search(words[0]) and len(words) == 2:
        return None
    both = found == [1, 2]
    return found[0] if both and not _SURNAME.fullmatch(words[0]) else found[-1]


def _around_patronymic(words: list[str], at: int) -> tuple[str, str, str]:
    if at == len(words) - 1 and len(words) > 2:
        return words[at - 1], words[at], " ".join(words[: at - 1])
    return " ".join(words[:at]), words[at], " ".join(words[at + 1 :])


def _capitals_run(words: list[str]) -> int:
    """How many words at the beginning are in capitals while the rest is not: "MÜLLER Hans" -> 1."""
    if all(word.isupper() for word in words):
        return 0
    run = 0
    while run < len(words) and words[run].isupper() and not _INITIALS.fullmatch(words[run]):
        run += 1
    return run if run < len(words) else 0


def _family_first(words: list[str]) -> bool:
    first, second = words[0], words[1]
    if _capitals_run(words):
        return True
    if fold(first) in GIVEN:
        return False
    if not _INITIALS.fullmatch(first) and all(map(_INITIALS.fullmatch, words[1:])):
        return True
    if not _CYRILLIC.search(first):
        # Men's names are surnames too often (Martin, James); women's hardly ever.
        return len(words) == 2 and fold(second) in FEMALE - _ALSO_SURNAMES
    return fold(second) in GIVEN or bool(_SURNAME.fullmatch(first) and not _SURNAME.fullmatch(words[-1]))


def _family_start(words: list[str]) -> int:
    for index in range(1, len(words) - 1):
        if words[index].casefold().strip("'’") in PARTICLES:
            return index
    return len(words) - 1
