"""Where the family name ends and the given name begins."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from dm.normal.casing import PARTICLES
from dm.normal.folding import fold
from dm.normal.genders import FORMS_OF_ADDRESS, TURKIC_FEMALE, TURKIC_MALE, Gender, patronymic_gender
from dm.normal.given_names import GIVEN

_ACADEMIC = {
    "dott": "Dott.", "dott.ssa": "Dott.ssa", "dr.ssa": "Dott.ssa", "ing": "Ing.", "avv": "Avv.", "dr.in": "Dr.",
    "doktorin": "Dr.", "prof.in": "Prof.", "professorin": "Prof.", "prof.ssa": "Prof.ssa", "univ.-prof": "Univ.-Prof.",
    "dkfm": "Dkfm.", "dipl.-ing": "Dipl.-Ing.", "dipl.-kfm": "Dipl.-Kfm.", "dipl.-kffr": "Dipl.-Kffr.",
    "dipl.-inf": "Dipl.-Inf.", "dipl.-psych": "Dipl.-Psych.", "акад": "академик", "к.м.н": "к.м.н.", "д.м.н": "д.м.н.",
    "dr": "Dr.", "doctor": "Dr.", "doktor": "Dr.", "prof": "Prof.", "professor": "Prof.", "dipl-ing": "Dipl.-Ing.",
    "mag": "Mag.", "д-р": "д-р", "доктор": "д-р", "проф": "проф.", "профессор": "проф.", "академик": "академик",
    "sir": "Sir", "dame": "Dame", "rev": "Rev.", "hon": "Hon.", "freiherr": "Freiherr", "graf": "Graf",
}  # fmt: skip
# Titles only as written here: "di" and "pd" in small letters are names or parts of them.
_IN_CAPITALS = {"DI": "DI", "PD": "PD", "RA": "RA"}
_OF_A_WOMAN = frozenset({"dott.ssa", "dr.ssa", "dr.in", "doktorin", "prof.in", "professorin", "prof.ssa"})
_AFTER_DOCTOR = frozenset(
    {
        "fh",
        "univ",
        "med",
        "jur",
        "phil",
        "rer",
        "nat",
        "ing",
        "h",
        "c",
        "hc",
        "habil",
        "pol",
        "oec",
        "mult",
        "vet",
        "dent",
    }
)
_SUFFIXES = {
    "jr": "Jr.", "junior": "Jr.", "sr": "Sr.", "ii": "II", "iii": "III", "iv": "IV", "phd": "PhD", "md": "MD",
    "esq": "Esq.", "msc": "MSc", "mba": "MBA", "ma": "MA", "bsc": "BSc", "llm": "LLM", "cpa": "CPA", "dds": "DDS",
    "obe": "OBE", "cbe": "CBE", "mbe": "MBE", "rn": "RN", "ing": "Ing.", "jnr": "Jr.", "snr": "Sr.",
}  # fmt: skip
_INITIALS = re.compile(r"(?:[^\W\d_]\.[\s-]?)+|[^\W\d_]")
_GLUED_INITIALS = re.compile(r"([^\W\d_]\.)(?=[^\W\d_])")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_SURNAME = re.compile(
    r"[а-яё-]+(ов|ев|ёв|ин|ын|ова|ева|ёва|ина|ына|ский|ская|цкий|цкая|ской|енко|чук|дзе|швили|ян|ых|их)", re.I
)
# Given names that are common as surnames too: behind an unknown word they prove nothing.
_ALSO_SURNAMES = frozenset(
    "rose ruth victoria marion margot charlotte megan mercedes pilar lucia paola maria martin james thomas simon frank "
    "peter paul george lewis henry arthur scott grant craig russell douglas graham gordon stuart stewart kurt ernst "
    "friedrich werner walter gunther otto hermann ludwig heinrich lorenz wilhelm franz jakob richard robert michel "
    "bernard david daniel gerard vincent oliver barry dean max adam philipp benjamin joseph ali ahmed hassan ibrahim "
    "omar mustafa alexander nicolas leonard edward edwin owen harrison mason logan connor kevin neil nigel francis "
    "hugo rene denis alexandre laurent gregoire gilles guy serge romano leonardo angelo carlo franco fabian sebastian "
    "jordan marcos garcia santiago salvador ramon alonso gaspar vicente tomas andres rafael jonas lukas mathias "
    "rupert albert konrad gerhard eberhard reinhard leonhard herbert hubert ullrich ulrich volker erwin alfred".split()
)
_ALWAYS_PARTICLES = frozenset({"von", "van", "de", "zu", "vom", "zum", "zur", "фон", "де", "аль", "эль", "бен"})
_AND = frozenset({"&", "+", "and", "und", "et", "и", "та", "AND", "UND"})
# What people type where they have nothing to say; other signs may mean something.
_FILLERS = re.compile(r"[-.,;:!?*_/#~–—…]*")
_NOBODY = frozenset(
    {"n/a", "#n/a", "k.a.", "unknown", "unbekannt", "неизвестно", "неизвестен", "не указано", "noname", "no name"}
)


class Parts(NamedTuple):
    """Given, middle (patronymic) and family name, as written."""

    given: str = ""
    middle: str = ""
    family: str = ""
    suffix: str = ""


class Titles(NamedTuple):
    """What stood before a name: academic titles in their usual spelling, and the gender of a form of address."""

    academic: str = ""
    gender: Gender | None = None


@lru_cache(maxsize=65_536)
def take_titles(text: str) -> tuple[str, Titles]:
    """The text without the titles at its beginning and after its comma, and those titles."""
    words = text.split(" ")
    academic: list[str] = []
    gender: Gender | None = None
    rest: list[str] = []
    if not _AND.isdisjoint(words):
        return text, Titles()
    for index, word in enumerate(words):
        bare = word.casefold().strip(".,()")
        opening = not rest or rest[-1].endswith(",")
        if opening and not rest and (bare in FORMS_OF_ADDRESS or _is_monsieur(word, words[index + 1 :])):
            gender = gender or FORMS_OF_ADDRESS.get(bare, "m")
        elif opening and word in _IN_CAPITALS and not text.isupper() and index + 1 < len(words):
            academic.append(_IN_CAPITALS[word])
        elif opening and bare in _ACADEMIC and (index + 1 < len(words) or not rest):
            academic.append(_ACADEMIC[bare])
            gender = gender or ("f" if bare in _OF_A_WOMAN else None)
        elif opening and academic and bare.replace(".", "") in _AFTER_DOCTOR:
            academic.append(word)
        else:
            rest.append(word)
    return " ".join(rest), Titles(" ".join(academic), gender)


def _is_monsieur(word: str, behind: list[str]) -> bool:
    """ "M. Jean Dupont" and "Sr. Juan Pérez" are gentlemen; "M. Dupont" has an initial."""
    return word in {"M.", "Sr.", "Sr"} and len(behind) > 1 and fold(behind[0]) in GIVEN


def without_nobody(text: str) -> str:
    """The text without words that only fill a gap; nothing where it says that the name is not known."""
    if text.casefold() in _NOBODY:
        return ""
    words = text.split(" ")
    return " ".join(word for word in words if word in _AND or not _FILLERS.fullmatch(word))


def split(text: str) -> Parts:
    """The parts of a name without titles: "Петрова Анна Ивановна", "Weber, Kim", "Ludwig van Beethoven"."""
    text, suffix = take_suffix(text)
    before, comma, after = text.partition(",")
    if comma and before.strip() and after.strip():
        given, middle = given_and_middle(after.replace(",", " ").strip())
        return Parts(given, middle, before.strip(), suffix)
    words = _with_turkic_joined(_GLUED_INITIALS.sub(r"\1 ", text.replace(",", " ")).split())
    given, middle, family = _in_order(words)
    return Parts(given, middle, family, suffix)


@lru_cache(maxsize=65_536)
def given_and_middle(text: str) -> tuple[str, str]:
    """("Анна", "Петровна") of "Анна Петровна"; ("Mary", "Jane") of "Mary Jane"; initials likewise."""
    words = _with_turkic_joined(_GLUED_INITIALS.sub(r"\1 ", text).split())
    return (words[0], " ".join(words[1:])) if words else ("", "")


@lru_cache(maxsize=65_536)
def take_suffix(text: str) -> tuple[str, str]:
    """The text without "Jr." or "PhD" at its end, and those in their usual spelling."""
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
    if not _AND.isdisjoint(words[1:-1]):
        return " ".join(words[:-1]), "", words[-1]
    patronymic = _patronymic_at(words)
    if patronymic is not None:
        return _around_patronymic(words, patronymic)
    if leading := _leading_particles(words):
        end = next((at for at in range(leading + 1, len(words)) if _is_given(words[at])), len(words))
        return " ".join(words[end:]), "", " ".join(words[:end])
    if _family_first(words):
        run = _capitals_run(words) or 1
        return words[run], " ".join(words[run + 1 :]), " ".join(words[:run])
    start = _family_start(words)
    return words[0], " ".join(words[1:start]), " ".join(words[start:])


def _leading_particles(words: list[str]) -> int:
    """How many particles the text begins with: "van der Berg Jan" -> 2; a given name such as "Ван" or "Al" alone: 0."""
    run = 0
    while run < len(words) and words[run].casefold() in PARTICLES:
        run += 1
    certain = run > 1 or (run == 1 and words[0].casefold() in _ALWAYS_PARTICLES)
    return run if certain and run < len(words) else 0


def _is_given(word: str) -> bool:
    pieces = fold(word).split()
    return bool(pieces) and all(piece in GIVEN for piece in pieces)


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
    if _is_given(first):
        return False
    if not _INITIALS.fullmatch(first) and all(map(_INITIALS.fullmatch, words[1:])):
        return True
    if not _CYRILLIC.search(first):
        return all(map(_is_given, words[1:])) and fold(second) not in _ALSO_SURNAMES
    return fold(second) in GIVEN or bool(_SURNAME.fullmatch(first) and not _SURNAME.fullmatch(words[-1]))


def _family_start(words: list[str]) -> int:
    for index in range(1, len(words) - 1):
        if words[index].casefold().strip("'’") in PARTICLES:
            return index
    return len(words) - 1
