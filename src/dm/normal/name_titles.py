"""What stands around a name and is no part of it: titles, forms of address, notes, words for nobody."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from dm.normal.casing import PARTICLES
from dm.normal.folding import fold
from dm.normal.genders import FORMS_OF_ADDRESS, Gender
from dm.normal.given_names import GIVEN

_ACADEMIC = {
    "dott": "Dott.", "dott.ssa": "Dott.ssa", "dr.ssa": "Dott.ssa", "ing": "Ing.", "avv": "Avv.", "dr.in": "Dr.",
    "doktorin": "Dr.", "prof.in": "Prof.", "professorin": "Prof.", "prof.ssa": "Prof.ssa", "univ.-prof": "Univ.-Prof.",
    "dkfm": "Dkfm.", "dipl.-ing": "Dipl.-Ing.", "dipl.-kfm": "Dipl.-Kfm.", "dipl.-kffr": "Dipl.-Kffr.",
    "dipl.-inf": "Dipl.-Inf.", "dipl.-psych": "Dipl.-Psych.", "акад": "академик", "к.м.н": "к.м.н.", "д.м.н": "д.м.н.",
    "к.т.н": "к.т.н.", "д.т.н": "д.т.н.", "к.э.н": "к.э.н.", "доц": "доц.", "доцент": "доц.",
    "dr": "Dr.", "ddr": "DDr.", "doctor": "Dr.", "doktor": "Dr.", "prof": "Prof.", "professor": "Prof.",
    "dipl-ing": "Dipl.-Ing.", "mag": "Mag.", "mag.a": "Mag.", "mag.ª": "Mag.", "mmag": "MMag.", "mgr": "mgr",
    "inż": "inż.", "inz": "inż.", "drs": "drs.", "ir": "ir.", "lic": "Lic.", "arch": "Arch.",
    "д-р": "д-р", "доктор": "д-р", "проф": "проф.", "профессор": "проф.", "академик": "академик",
    "sir": "Sir", "dame": "Dame", "lord": "Lord", "lady": "Lady", "rev": "Rev.", "hon": "Hon.",
    "ks": "ks.", "freiherr": "Freiherr", "graf": "Graf", "dr.-ing": "Dr.-Ing.", "maître": "Maître", "judr": "JUDr.",
    "rechtsanwalt": "RA", "rechtsanwältin": "RA", "direktor": "Direktor", "kommerzialrat": "Kommerzialrat",
    "hofrat": "Hofrat", "medizinalrat": "Medizinalrat",
    "mudr": "MUDr.", "phdr": "PhDr.", "rndr": "RNDr.", "paeddr": "PaedDr.", "mvdr": "MVDr.", "pharmdr": "PharmDr.",
}  # fmt: skip
# Titles only as written here: "di" and "pd" in small letters are names or parts of them.
_IN_CAPITALS = {"DI": "DI", "PD": "PD", "RA": "RA"}
# Ranks and degrees only with their full stop: without it they are names ("Col Sanders", "Gen Li").
_WITH_STOP = {
    "Capt.": "Capt.", "Lt.": "Lt.", "Col.": "Col.", "Sgt.": "Sgt.", "Maj.": "Maj.", "Gen.": "Gen.", "Cmdr.": "Cmdr.",
    "Bc.": "Bc.", "Mgr.": "Mgr.", "MgA.": "MgA.",
}  # fmt: skip
_OF_A_WOMAN = frozenset(
    {"dott.ssa", "dr.ssa", "dr.in", "doktorin", "prof.in", "professorin", "prof.ssa", "mag.a", "mag.ª", "dame", "lady"}
)
_AFTER_DOCTOR = frozenset("hab fh univ med jur phil rer nat ing h c hc habil pol oec mult vet dent".split())
# Titles that are surnames as well: "Graf, Anna" and "Graf Anna" are called so.
_ALSO_SURNAMES = frozenset({"graf", "freiherr", "lord", "mag", "hon", "doctor", "ks"})
# What a title behind the name may begin with: "Weber, Anna Dr.".
_BEHIND = frozenset("dr ddr prof dipl.-ing mag mag.a dott ing к.м.н д.м.н к.т.н д.т.н к.э.н проф д-р".split())
# Forms of address only before a known given name: alone they are names ("Don Miller", "Pan Wei").
_BEFORE_GIVEN: dict[str, Gender] = {"pan": "m", "pani": "f", "paní": "f", "bay": "m", "bayan": "f"}
_SPANISH = frozenset({"D.", "Dn.", "Don", "Dña.", "Doña", "D.ª", "Da."})
# How a letter would address its reader, which some lists hold as a name.
_OPENING = re.compile(
    r"(?:sehr geehrter?(?:\(r\))?|dear|уважаем(?:ый|ая)|шановн(?:ий|а)|szanown[aye]|sayın)\s+(?=\S)", re.I
)
_GLUED = re.compile(r"\b((?:d?dr|prof|mag|dipl\.-ing|ing|проф|д-р)\.)(?=[^\W\d_])", re.I)
_CARE_OF = re.compile(
    r"(?:c/o|z\.\s?hd\.?(?:\s?v\.)?|zu h[äa]nden|zhd\.?|attn\b[.:]?|attention\b:?|"
    r"an(?=\s(?:herrn|frau|familie)\b)|fao\b:?|de heer\b)\s*:?\s*",
    re.I,
)
# "John Smith c/o Mary Jones", "Anna Weber - please ring twice": what follows the name of the one who is meant.
_REMARK = re.compile(r"(?<=\S)\s+(?:c/o\b|[-–—]\s+(?:[^\W\d_]+\s+){2}(?=\S)).*", re.S)
_DASHES = (" - ", " – ", " — ")
_NOTE = re.compile(
    # Glued to a word a bracket is part of what was typed: "alert(1)".
    r"(?:(?:^|\s+)[(\[][^()\[\]]*[)\]]"
    r"|\s*,?\s\b(?:geb\.|geborene|n[ée]e|roz\.|урожд(?:\.|[её]нная)|z domu)\s+[^\W\d_][\w-]*)"
)
_MAY_HOLD_NOTE = re.compile(r"[(\[]|geb|n[ée]e |roz\.|урожд|domu")
# "гл. бухгалтер Кузнецова Мария": a post in small letters before the name.
_POST = re.compile(
    r"(?:(?:ген|гл|зам|нач|исп|тех|ком|фин|и\.\s?о|врио)[а-яё]*\.?\s*|(?:директор|бухгалтер|менеджер|инженер|врач|начальник|"
    r"заместитель|руководитель|управляющ|секретарь|юрист|специалист|председатель|технолог|экономист|логист|"
    r"администратор|снабжен)[а-яё]*\s+)+(?=[А-ЯЁ])"
)
_NICKNAME = re.compile(r"(?<=\S)\s+[\"„“”«»]+[^\"„“”«»]*[\"„“”«»]+(?=\s|$)")
_QUOTES = '"„“”«»'
AND = frozenset({"&", "+", "and", "und", "et", "и", "та", "AND", "UND", "u."})
# Only between two given names: elsewhere they are initials, particles or parts of a surname ("Ortega y Gasset").
_AND_BETWEEN_GIVEN = frozenset("i a och og en ve és și si і й y e".split())
_JOINING = AND | _AND_BETWEEN_GIVEN
# What people type where they have nothing to say; other signs may mean something.
_FILLERS = re.compile(r"[-.,;:!?*_/#~–—…]*")
_NOBODY = frozenset(
    {
        "n/a", "#n/a", "k.a.", "unknown", "unbekannt", "неизвестно", "неизвестен", "не указано", "noname", "no name",
        "geschäftsführung", "geschäftsleitung", "sekretariat", "einkauf", "buchhaltung", "personalabteilung",
        "to whom it may concern", "sehr geehrte damen und herren", "accounts department", "purchasing department",
        "бухгалтерия", "секретарь", "директор", "отдел кадров", "отдел закупок",
        "xxx", "asdf", "asdf asdf", "qwerty", "нет данных", "sans nom", "sin nombre",
    }
)  # fmt: skip
# These are also what people are called: nobody only where they are all that the cell for the whole name holds.
_NOBODY_ALONE = frozenset(
    {
        "null", "none", "nil", "nan", "tbc", "tbd", "test", "test test", "test user", "testuser",
        "first last", "firstname lastname", "vorname nachname", "имя фамилия", "name unbekannt",
        "name", "customer",
        "guest", "user", "admin", "client", "kunde", "gast", "kein name", "ohne namen", "sales team", "the manager",
        "the occupier", "the owner", "the resident", "current resident", "general manager", "customer service",
        "тест", "тест тест", "тестов тест", "тестов тест тестович", "нет", "нету", "клиент", "покупатель",
        "гость", "без имени", "имя", "фио", "контактное лицо", "inconnu", "inconnue", "desconocido", "sconosciuto",
    }
)  # fmt: skip


class Titles(NamedTuple):
    """What stood around a name: academic titles in their usual spelling, and the gender of a form of address."""

    academic: str = ""
    gender: Gender | None = None


_NONE = Titles()
_OF_ONE_WORD = frozenset(_ACADEMIC) | frozenset(FORMS_OF_ADDRESS) | frozenset(map(str.casefold, _IN_CAPITALS))


@lru_cache(maxsize=65_536)
def take_titles(text: str) -> tuple[str, Titles]:
    """The text without the titles at its beginning, after its comma and at its end, and those titles."""
    if " " not in text and "." not in text and text.casefold().strip(",()") not in _OF_ONE_WORD:
        return text, _NONE
    text = _OPENING.sub("", _CARE_OF.sub("", text, count=1), count=1) if _opens(text) else text
    words = (_GLUED.sub(_apart, text) if "." in text else text).split(" ")
    if is_of_several(words):
        return text, _NONE
    academic: list[str] = []
    gender: Gender | None = None
    rest: list[str] = []
    for index, word in enumerate(words):
        bare, behind = word.casefold().strip(".,()"), words[index + 1 :]
        opening = not rest or rest[-1].endswith(",")
        first = not rest and not word.endswith(",")
        if first and (found := _form_of_address(word, bare, behind, gender)) is not None:
            gender = gender or (found or None)
        elif opening and word in _IN_CAPITALS and not text.isupper() and behind:
            academic.append(_IN_CAPITALS[word])
        elif opening and word in _WITH_STOP and behind:
            academic.append(_WITH_STOP[word])
        elif opening and bare in _ACADEMIC and (behind or not rest) and not _is_surname(word, bare, behind, rest):
            academic.append(_ACADEMIC[bare])
            gender = gender or ("f" if bare in _OF_A_WOMAN else None)
        elif opening and academic and _is_after_doctor(bare.replace(".", ""), academic[-1], behind):
            academic.append(word)
        else:
            rest.append(word)
    rest, behind_name = _without_last_titles(rest)
    return " ".join(rest), Titles(" ".join([*academic, *behind_name]), gender)


def _opens(text: str) -> bool:
    return bool(_CARE_OF.match(text) or (text[:1] in "sSdDуУшШ" and _OPENING.match(text)))


def _is_after_doctor(bare: str, last: str, behind: Sequence[str]) -> bool:
    """A single h is "honoris" only before its c: "Dr. med. H. Weber" is called H."""
    if bare == "h":
        return behind[:1] != [] and behind[0].casefold().strip(".") == "c"
    return bare in _AFTER_DOCTOR and (bare != "c" or last.casefold().strip(".") == "h")


def _apart(found: re.Match[str]) -> str:
    """ "Dr.Weber" are two words, "Dr.in" is one."""
    following = found.string[found.end() : found.end() + 1]
    return f"{found[1]} " if following.isupper() else found[1]


def _form_of_address(word: str, bare: str, behind: list[str], gender: Gender | None) -> Literal["m", "f", ""] | None:
    """The gender that it tells, "" where it tells none, None for what is no form of address."""
    if bare in FORMS_OF_ADDRESS:
        return FORMS_OF_ADDRESS[bare] or ""
    if gender and word in _SPANISH and behind:
        return gender
    if word in _SPANISH and word.startswith(("Dña", "Doña", "D.ª")) and behind:
        return "f"
    if len(behind) < 2:
        return None
    known = fold(behind[0]) in GIVEN
    if bare in _BEFORE_GIVEN and known:
        return _BEFORE_GIVEN[bare]
    # "M. Jean Dupont" and "Sr. Juan Pérez" are gentlemen; "M. Dupont" has an initial.
    return "m" if word in {"M.", "Sr.", "Sr"} and (known or behind[0] in _SPANISH) else None


def _is_surname(word: str, bare: str, behind: list[str], rest: list[str]) -> bool:
    """Whether a word that can be a title is called so here."""
    if bare not in _ALSO_SURNAMES or rest or word.endswith("."):
        return False
    return word.endswith(",") or (len(behind) == 1 and fold(behind[0]) in GIVEN)


def _without_last_titles(words: list[str]) -> tuple[list[str], list[str]]:
    """ "Weber, Anna Dr. med.": the words before a title that stands last, and its words."""
    start = len(words)
    while start > 1 and words[start - 1].casefold().strip(".,()").replace(".", "") in _AFTER_DOCTOR:
        start -= 1
    found: list[str] = []
    while start > 1 and (bare := words[start - 1].casefold().strip(".,()")) in _BEHIND and words[start - 1] != bare:
        start -= 1
        found.insert(0, _ACADEMIC[bare])
    if not found:
        return words, []
    return [*words[: start - 1], words[start - 1].rstrip(",")], [*found, *words[start + len(found) :]]


def is_of_several(words: list[str]) -> bool:
    """Whether the words name several people: "Hans und Petra", but not "von und zu"."""
    return not _JOINING.isdisjoint(words) and any(is_and(words, at) for at in range(len(words)))


def is_and(words: Sequence[str], at: int) -> bool:
    """Whether the word there joins two people."""
    before, after = words[at - 1 : at] if at else (), words[at + 1 : at + 2]
    if words[at] in AND:
        return not (before and after and before[0] in PARTICLES and after[0] in PARTICLES)
    between = words[at] in _AND_BETWEEN_GIVEN and before and after
    return bool(between) and all(fold(one[0]) in GIVEN and one[0] not in PARTICLES for one in (before, after))


def without_notes(text: str) -> str:
    """The text without what explains a name: "Anna Weber (accounts)", "Anna Weber geb. Kurz", 'Robert "Bob" Smith'."""
    if text[:1].islower() and (post := _POST.match(text)):
        text = text[post.end() :]
    bare = _NOTE.sub(" ", text) if _MAY_HOLD_NOTE.search(text) else text
    if any(quote in bare for quote in _QUOTES):
        bare = _NICKNAME.sub(" ", bare)
        bare = bare.strip(_QUOTES + " ")
    bare = " ".join(bare.split())
    return bare if any(map(str.isalpha, bare)) else text


def is_not_known(name: str) -> bool:
    """Whether a name only says that there is none: "Unbekannt"."""
    return name.casefold() in _NOBODY


def names_nobody(text: str) -> bool:
    """Whether a cell for the whole name holds none: "test", "The Occupier", a number."""
    return text.casefold() in _NOBODY_ALONE or not any(map(str.isalpha, text))


def without_remark(text: str) -> str:
    """A cell for the whole name without the small letters behind its dash, and whose door it is."""
    if "c/o" not in text and not any(dash in text for dash in _DASHES):
        return text
    found = _REMARK.search(text)
    is_remark = found is not None and ("c/o" in found[0] or (found[0].islower() and not text.islower()))
    return text[: found.start()] if found and is_remark else text


def without_nobody(text: str) -> str:
    """The text without words that only fill a gap; nothing where it says that the name is not known."""
    if text.casefold() in _NOBODY:
        return ""
    words = [word for word in text.replace(" / ", " & ").split(" ") if word in AND or not _FILLERS.fullmatch(word)]
    named = [word for word in words if not word.isdigit()]
    return " ".join(named or words)
