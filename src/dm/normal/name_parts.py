"""Where the family name ends and the given name begins."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from dm.normal.casing import PARTICLES
from dm.normal.folding import fold
from dm.normal.genders import TURKIC_FEMALE, TURKIC_MALE, patronymic_gender
from dm.normal.given_names import GIVEN
from dm.normal.name_titles import is_and, is_of_several, without_notes

_SUFFIXES = {
    "jr": "Jr.", "junior": "Jr.", "sr": "Sr.", "ii": "II", "iii": "III", "iv": "IV", "phd": "PhD", "md": "MD",
    "esq": "Esq.", "msc": "MSc", "mba": "MBA", "ma": "MA", "bsc": "BSc", "llm": "LLM", "cpa": "CPA", "dds": "DDS",
    "jun": "jun.", "sen": "sen.", "st": "st.", "ml": "ml.",
    "мл": "мл.", "ст": "ст.", "младший": "мл.", "старший": "ст.",
    "filho": "Filho", "neto": "Neto", "júnior": "Júnior",
    "obe": "OBE", "cbe": "CBE", "mbe": "MBE", "rn": "RN", "ing": "Ing.", "jnr": "Jr.", "snr": "Sr.",
    "dbe": "DBE", "kbe": "KBE", "frs": "FRS", "dphil": "DPhil", "csc": "CSc.", "drsc": "DrSc.", "edd": "EdD",
    "llb": "LLB", "msci": "MSci", "qc": "QC", "kc": "KC", "viii": "VIII", "vii": "VII",
}  # fmt: skip
_INITIALS = re.compile(r"(?:[^\W\d_]\.[\s-]?)+|[^\W\d_]")
_BETWEEN_PEOPLE = re.compile(r"(?<=[^\W\d_])\s*[/;]\s*(?=[^\W\d_])")
_ENTITY = re.compile(r"&#?\w+;")
_GLUED_INITIALS = re.compile(r"([^\W\d_]\.)(?=[^\W\d_])")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_SURNAME = re.compile(
    r"[а-яё-]+(ов|ев|ёв|ин|ын|ова|ева|ёва|ина|ына|ский|ская|цкий|цкая|ской|енко|чук|дзе|швили|ян|ых|их)", re.I
)
_CERTAIN_SURNAME = re.compile(
    r"[а-яё-]{2,}(ов|ев|ёв|ова|ева|ёва|ский|ская|цкий|цкая|енко)|[a-zäçňöşüýž-]{2,}(?:[oeý](?:v|w|ff)a?)", re.I
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
# Particles that lists write behind the given name: "Berg, Jan van den", "Goethe Johann Wolfgang von".
_BEHIND = frozenset("von vom van zu zum zur de den der di da das dos do du del della ter ten фон ван де дер".split())
_NOBLE = frozenset(
    "freiherr freifrau graf gräfin baron baronin fürst fürstin prinz prinzessin herzog herzogin ritter edler".split()
)
_APOSTROPHES = "'’"
# Nobody in Spain is called by the last name of two alone: "García López", "Rodríguez Zapatero".
_SPANISH_SURNAME = re.compile(r"[^\W\d_]{2,}(?:[eé]z|[íi]az)|garc[ií]a", re.I)
# Suffixes that are names as well: only as they are written here.
_ONLY_WITH_STOP = frozenset({"jun", "sen", "ст", "мл", "st", "ml"})
_ONLY_IN_CAPITALS = frozenset({"ma", "md", "rn", "qc", "kc", "frs"})
_NUMERALS = frozenset({"ii", "iii", "iv", "vii", "viii"})
_LAST_OF_SEVERAL = frozenset({"filho", "neto", "junior"})


class Parts(NamedTuple):
    """Given, middle (patronymic) and family name, as written."""

    given: str = ""
    middle: str = ""
    family: str = ""
    suffix: str = ""


def split(text: str) -> Parts:
    """The parts of a name without titles: "Петрова Анна Ивановна", "Weber, Kim", "Ludwig van Beethoven"."""
    text, suffix = take_suffix(_with_one_and(without_notes(text)))
    before, comma, after = text.partition(",")
    if comma and is_of_several(before.split()) and is_of_several(after.split()):
        given, middle, family = _in_order([*before.split(), "&", *after.replace(",", " ").split()])
        return Parts(given, middle, family, suffix)
    if comma and before.strip() and after.strip():
        words, particles = _without_last_particles(after.replace(",", " ").split())
        given, middle = given_and_middle(" ".join(words))
        return Parts(given, middle, " ".join([*particles, before.strip()]), suffix)
    words = _with_turkic_joined(_GLUED_INITIALS.sub(r"\1 ", text.replace(",", " ")).split())
    given, middle, family = _in_order(words)
    return Parts(given, middle, family, suffix)


def ends_in_initials(family: str) -> bool:
    """Whether a family name brings the initials of the others: "Мельник С.В."."""
    first, *others = _GLUED_INITIALS.sub(r"\1 ", family).split() or [""]
    return len(first) > 2 and bool(others) and all(map(_INITIALS.fullmatch, others))


def _with_one_and(text: str) -> str:
    """ "Anna / Peter Müller" are Anna & Peter."""
    parted = "/" in text or (";" in text and not _ENTITY.search(text))
    return _BETWEEN_PEOPLE.sub(" & ", text) if parted else text


def with_particles_first(family: str) -> str:
    """ "van den Berg" of "Berg, van den"."""
    if "," not in family:
        return family
    words, particles = _without_last_particles(family.replace(",", " ").split())
    return " ".join([*particles, *words]) if particles else family


def _without_last_particles(words: list[str]) -> tuple[list[str], list[str]]:
    """ "Jan van den" -> "Jan" and "van den"; "de, Anna" of "Vries, de, Anna" likewise."""
    start = len(words)
    while start > 1 and words[start - 1].casefold() in _BEHIND:
        start -= 1
    if start < len(words):
        return words[:start], words[start:]
    first = next((at for at, word in enumerate(words) if word.casefold() not in _BEHIND), 0)
    return words[first:], words[:first]


@lru_cache(maxsize=65_536)
def given_and_middle(text: str) -> tuple[str, str]:
    """("Анна", "Петровна") of "Анна Петровна"; ("Mary", "Jane") of "Mary Jane"; initials likewise."""
    text = _with_one_and(text)
    words = _with_turkic_joined(_GLUED_INITIALS.sub(r"\1 ", text).split())
    if is_of_several(words):
        return text, ""
    return (words[0], " ".join(words[1:])) if words else ("", "")


@lru_cache(maxsize=65_536)
def take_suffix(text: str) -> tuple[str, str]:
    """The text without "Jr." or "PhD" at its end, and those in their usual spelling."""
    found: list[str] = []
    words = text.split()
    while len(words) > 1 and (suffix := _suffix(words[-1], len(words), is_shouted=text.isupper())):
        found.insert(0, suffix)
        words.pop()
    return " ".join(words).rstrip(",") if found else text, " ".join(found)


def _suffix(word: str, count: int, *, is_shouted: bool) -> str:
    """The suffix that the last of so many words is, ""; "Jack Ma" and "Amartya Sen" have none."""
    bare = word.casefold().replace(".", "").strip(",")
    if (
        (bare in _ONLY_WITH_STOP and "." not in word)
        or (bare in _NUMERALS and "." in word)  # "Ivanov I.I."
        or (bare in _ONLY_IN_CAPITALS and (not word.isupper() or (is_shouted and count < 3)))
        or (bare in _LAST_OF_SEVERAL and count < 3)
    ):
        return ""
    return _SUFFIXES.get(bare, "")


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
    if is_of_several(words) and any(is_and(words, at) for at in range(1, len(words) - 1)):
        return _of_several(words)
    if words[-1].islower() and words[-1] in _BEHIND and len(words) > 2:
        words, particles = _without_last_particles(words)
        given, middle, family = _in_order(words) if _is_given(words[0]) else (words[1], " ".join(words[2:]), words[0])
        return given, middle, " ".join([*particles, family])
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


def _of_several(words: list[str]) -> tuple[str, str, str]:
    """ "Hans und Petra Müller", "Müller Hans & Petra", "Hans Müller und Petra" are Müllers; "Hans und Petra" none."""
    at = max(place for place in range(1, len(words) - 1) if is_and(words, place))
    before, after = words[:at], words[at + 1 :]
    known = [word for word in before if _is_given(word)]
    if len(after) == 1 and known and _is_given(after[0]):
        others = [word for word in before if word not in known]
        return " ".join([*known, words[at], *after]), "", " ".join(others)
    start = at + 1 + _family_start(after) if len(after) > 1 else len(words) - 1
    return " ".join(words[:start]), "", " ".join(words[start:])


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
    if not _CYRILLIC.search(words[0]) and len(words) == 2 and " " not in words[1]:
        return None
    both = found == [1, 2]
    return found[0] if both and not _SURNAME.fullmatch(words[0]) else found[-1]


def _around_patronymic(words: list[str], at: int) -> tuple[str, str, str]:
    if len(words) == 2 and fold(words[0]) not in GIVEN and _CERTAIN_SURNAME.fullmatch(words[0]):
        return "", words[1], words[0]
    if at == 2 == len(words) - 1 and not _is_surname(words[0]) and _is_surname(words[1]):
        return words[0], words[2], words[1]  # "Annaguly Meredow Orazowiç"
    if at == len(words) - 1 and len(words) > 2:
        return words[at - 1], words[at], " ".join(words[: at - 1])
    return " ".join(words[:at]), words[at], " ".join(words[at + 1 :])


def _is_surname(word: str) -> bool:
    return bool(_SURNAME.fullmatch(word) or _CERTAIN_SURNAME.fullmatch(word)) and not _is_given(word)


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
        if words[index].casefold().endswith("-von"):
            return index  # "Petra Müller-von der Heide"
        if words[index].casefold().strip(_APOSTROPHES) in PARTICLES or words[index] in {"'t", "’t"}:
            noble = index > 1 and words[index - 1].casefold() in _NOBLE
            # "Pablo Ruiz y Picasso"
            return index - (noble or (index > 1 and words[index] == "y"))
    last = len(words) - 1
    return last - (last > 1 and bool(_SPANISH_SURNAME.fullmatch(words[last - 1])))
