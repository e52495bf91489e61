"""The first line of a letter in the languages whose manners need no vocative that we could get wrong.

Each rule says what is usual between strangers there; where the gender is not certain, what is polite to anybody.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from dm.normal.genders import are_several
from dm.normal.names import Name

_DOCTOR = re.compile(r"\b(?:dr|m+udr|judr|phdr|rndr|paeddr|mvdr|pharmdr|dott|dr\.-ing)\b", re.I)
_PROFESSOR = re.compile(r"\bprof", re.I)
_DOCENT = re.compile(r"\bdoc\b", re.I)
_ENGINEER = re.compile(r"\bing\b", re.I)


def speakable(given: str) -> str:
    """The given name, or nothing where only initials are known."""
    return given if any(len(part) > 1 for part in re.split(r"[.\s-]+", given)) else ""


def both(name: Name) -> str:
    """Given and family name; the given name alone where there is no other, nothing where it is not known."""
    given = speakable(name.given)
    return f"{given} {name.family}" if given and name.family else given


def _joined(before: str, called: str) -> str:
    return f"{before} {called}" if called else before


def _french(name: Name) -> str:
    """France addresses nobody by name in the first line."""
    if "Maître" in name.title:
        return "Maître"
    if _DOCTOR.search(name.title) and not are_several(name.given):
        return "Docteur"
    return {"m": "Monsieur", "f": "Madame"}.get(name.gender or "", "Madame, Monsieur")


def _spanish(name: Name) -> str:
    if name.gender and name.family:
        return f"{'Estimado Sr.' if name.gender == 'm' else 'Estimada Sra.'} {name.family}"
    called = both(name)
    return f"Buenos días, {called}" if called else "Buenos días"


def _italian(name: Name) -> str:
    if name.gender and name.family:
        is_doctor = bool(_DOCTOR.search(name.title))
        forms = ("dottor", "dottoressa") if is_doctor else ("signor", "signora")
        return f"Gentile {forms[name.gender == 'f']} {name.family}"
    called = both(name)
    if not called:
        return "Buongiorno"
    return f"{'Gentili' if are_several(name.given) else 'Gentile'} {called}"


def _dutch(name: Name) -> str:
    """Without a given name before it a surname begins with a capital: "De Vries", but "'t Hart"."""
    if name.gender and name.family:
        return f"Geachte {'heer' if name.gender == 'm' else 'mevrouw'} {name.family[:1].upper()}{name.family[1:]}"
    called = both(name)
    return f"Beste {called}" if called else "Geachte heer, mevrouw"


def _polish(name: Name) -> str:
    """Poland addresses nobody by the family name."""
    if not name.gender:
        return "Szanowni Państwo"
    opening = "Szanowny Panie" if name.gender == "m" else "Szanowna Pani"
    forms = ("", "")
    if _PROFESSOR.search(name.title):
        forms = ("Profesorze", "Profesor")
    elif _DOCTOR.search(name.title):
        forms = ("Doktorze", "Doktor")
    return _joined(opening, forms[name.gender == "f"])


_CZECH_TITLES = (
    (_PROFESSOR, "profesore", "profesorko"),
    (_DOCENT, "docente", "docentko"),
    (_DOCTOR, "doktore", "doktorko"),
    (_ENGINEER, "inženýre", "inženýrko"),
)


def _czech(name: Name) -> str:
    """A title goes before the name; a woman's name in -á is its own vocative, a man's is not."""
    if not name.gender:
        return "Dobrý den"
    is_man = name.gender == "m"
    opening = "Vážený pane" if is_man else "Vážená paní"
    for title, of_man, of_woman in _CZECH_TITLES:
        if title.search(name.title):
            return f"{opening} {of_man if is_man else of_woman}"
    return _joined(opening, name.family if not is_man and name.family.endswith("á") else "")


def _ukrainian(name: Name) -> str:
    """Behind "пане" the family name may stay as it is (orthography of 2019, section 87)."""
    if name.gender and name.family:
        opening = "Шановний пане" if name.gender == "m" else "Шановна пані"
        return f"{opening} {name.family}"
    called = both(name)
    hello = "Добрий день"
    return f"{hello}, {called}" if called else hello


def _turkish(name: Name) -> str:
    called = both(name) or name.family
    return f"Sayın {called}" if called else "Merhaba"


def _portuguese(name: Name) -> str:
    if name.gender and name.family:
        return f"{'Caro Sr.' if name.gender == 'm' else 'Cara Sra.'} {name.family}"
    called = both(name)
    return f"Olá, {called}" if called else "Bom dia"


def _swedish(name: Name) -> str:
    return _joined("Hej", both(name))


# Rule and last mark of each language.
OPENINGS: dict[str, tuple[Callable[[Name], str], str]] = {
    "fr": (_french, ","),
    "es": (_spanish, ":"),
    "it": (_italian, ","),
    "nl": (_dutch, ","),
    "pl": (_polish, ","),
    "cs": (_czech, ","),
    "uk": (_ukrainian, "!"),
    "tr": (_turkish, ","),
    "pt": (_portuguese, ","),
    "sv": (_swedish, ","),
}
