"""What a name, a form of address or a column says about gender, where it is certain."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from dm.normal.folding import fold
from dm.normal.given_names import FEMALE, MALE

VERSION = 1

Gender = Literal["m", "f"]

_STATED: dict[str, Gender] = {
    **dict.fromkeys(
        "m male man mann mannlich herr mr мужской муж м мр homme masculin hombre masculino maschio masculine".split(),
        "m",
    ),
    **dict.fromkeys(
        "f female woman w weiblich frau mrs ms miss женский жен ж жр femme feminin mujer femenino femmina".split(),
        "f",
    ),
}
# Forms of address in small letters without the full stop. They tell the gender and are no part of the name.
FORMS_OF_ADDRESS: dict[str, Gender | None] = {
    **dict.fromkeys(
        "mr mister herr herrn hr г-н господин гн monsieur señor signor sig dhr meneer mijnheer пан уважаемый".split(),
        "m",
    ),
    **dict.fromkeys(
        "mrs ms miss madam frau г-жа госпожа гжа madame mme mlle señora sra srta signora sig.ra sig.na fräulein "
        "mevr mevrouw mw mej пані уважаемая".split(),
        "f",
    ),
    "mx": None,
}
_FAMILY_WORDS = frozenset(
    "familie fam family eheleute ehepaar famille famiglia familia rodzina panstwo manzele manzelia rodina echtpaar "
    "coniugi matrimonio messrs aile ailesi семья семье семьи супруги подружжя родина familjen".split()
)
_IN_TITLE_COLUMN: dict[str, Gender] = {"m": "m", "sr": "m", "sig": "m", "fr": "f", "sra": "f"}

# Russian, Turkmen (Gurbanowiç), Ukrainian (Андрійович, Миколаївна) and Belarusian (Іванавіч, Іванаўна).
_MALE_PATRONYMIC = re.compile(
    r"[а-яёіїєґўʼ'’]{2,}(ович|евич|ёвич|йович|авіч|евіч)|(иль|фом|кузьм|лук|никит|савв|сав|фок|ион)ич|ильич", re.I
)
_FEMALE_PATRONYMIC = re.compile(r"[а-яёіїєґўʼ'’]{2,}(овна|евна|ёвна|івна|ївна|аўна|еўна)|[а-яё]{2,}(инична|ична)", re.I)
_LATIN_MALE = re.compile(
    r"[a-z]{2,}(ovich|evich)|[a-zäçňöşüýž]{2,}(owi|ewi|ýewi)(ç|ch)|il(?:y)?ich|nikitich|kuzmich|lukich|fomich|savvich",
    re.I,
)
_LATIN_FEMALE = re.compile(r"[a-z]{2,}(ovna|evna)|[a-zäçňöşüýž]{2,}(owna|ewna)|[a-z]+inichna|ilyinichna", re.I)
TURKIC_MALE = frozenset({"оглы", "оглу", "улы", "ұлы", "уулу", "oglu", "ogly", "uly"})
TURKIC_FEMALE = frozenset({"кызы", "қызы", "гызы", "кизи", "kyzy", "qizi", "qyzy"})
# Kazakh, in one word: Серікұлы, Болатқызы, also without its own letters.
_KAZAKH_MALE = re.compile(r"[а-яёәғқңөұүһі]{3,}(ұлы|улы)", re.I)
_KAZAKH_FEMALE = re.compile(r"[а-яёәғқңөұүһі]{3,}(қызы|кызы)|[a-z]{3,}[kq]yzy", re.I)
_FEMALE_SURNAME = re.compile(
    r"[а-яёіїєґәғқңөұүһ]{2,}(ова|ева|ёва|ская|цкая|ська|цька)|[a-zäçňöşüýž]{3,}(owa|ewa)", re.I
)
_MALE_SURNAME = re.compile(r"[а-яёіїєґәғқңөұүһ]{2,}(ов|ев|ёв|ский|цкий|ський|цький)|[a-zäçňöşüýž]{3,}ýew", re.I)
# "Anna & Peter", "Hans und Anna": nobody's gender is that of both.
_SEVERAL = re.compile(r"\s(?:and|und|et|и|та|u\.|i|a|och|og|en|ve|és|și|si|і|й|y|e)\s|&|\+")
# "Dr & Mrs": the second of two has a form of address, "Frau Prof. und Dr." is one.
_AND_ANOTHER = re.compile(r"(?:&|\+|\b(?:and|und|et|en|og|och|ve|и|та|і)\b|\bu\.)\s*(\w+)", re.I)


@lru_cache(maxsize=1_024)
def stated_gender(value: str) -> Gender | None:
    """The gender that a column states in words or letters of English, German, Russian, French, Spanish or Italian."""
    return _STATED.get(fold(value))


@lru_cache(maxsize=1_024)
def form_of_address_gender(title: str) -> Gender | None:
    """The gender that a title column's words tell; academic titles tell nothing."""
    for word in title.casefold().replace(".", " ").split():
        gender = FORMS_OF_ADDRESS.get(word) or _IN_TITLE_COLUMN.get(word)
        if gender:
            return gender
    return None


@lru_cache(maxsize=1_024)
def addresses_several(title: str) -> bool:
    """Whether a title column speaks of more than one person: "Mr & Mrs", "Familie", "Eheleute"."""
    words = fold(title).split()
    told = {FORMS_OF_ADDRESS.get(word) for word in words} - {None}
    joined = any(FORMS_OF_ADDRESS.get(word.casefold()) for word in _AND_ANOTHER.findall(title))
    return len(told) > 1 or joined or not _FAMILY_WORDS.isdisjoint(words)


@lru_cache(maxsize=65_536)
def patronymic_gender(word: str) -> Gender | None:
    """m or f where the word can be a patronymic (also "Мухаммад-оглы", "Ivanovna"), None otherwise."""
    parts = re.split(r"[\s-]+", word)
    last = parts[-1].casefold()
    if last in TURKIC_MALE or _matches(parts[0], _MALE_PATRONYMIC, _LATIN_MALE, _KAZAKH_MALE):
        return "m"
    if last in TURKIC_FEMALE or _matches(parts[0], _FEMALE_PATRONYMIC, _LATIN_FEMALE, _KAZAKH_FEMALE):
        return "f"
    return None


def _matches(word: str, *patterns: re.Pattern[str]) -> bool:
    return any(pattern.fullmatch(word) for pattern in patterns)


def gender_of(*, stated: Gender | None, title: Gender | None, given: str, middle: str, family: str) -> Gender | None:
    """The gender on which all certain signs agree; None where they disagree, none is there, or several people are."""
    if are_several(given):
        return None
    certain = (stated, title, patronymic_gender(middle) if middle else None)
    if any(certain):
        return _agreed(certain)
    return _agreed((_given_gender(given), _surname_gender(family)))


def _agreed(signs: Iterable[Gender | None]) -> Gender | None:
    found: Gender | None = None
    for sign in signs:
        if sign and found and sign != found:
            return None
        found = found or sign
    return found


@lru_cache(maxsize=65_536)
def are_several(given: str) -> bool:
    """Whether a given name is that of a couple or a family: "Hans und Petra", "Mr & Mrs J", "Familie"."""
    return _SEVERAL.search(f" {given} ") is not None or fold(given) in _FAMILY_WORDS


@lru_cache(maxsize=65_536)
def _given_gender(given: str) -> Gender | None:
    genders = {_listed(part) for part in fold(given).split()} - {None}
    return genders.pop() if len(genders) == 1 else None


def _listed(folded: str) -> Gender | None:
    if folded in FEMALE:
        return "f"
    return "m" if folded in MALE else None


@lru_cache(maxsize=65_536)
def _surname_gender(family: str) -> Gender | None:
    last = family.rsplit("-", 1)[-1]
    if _FEMALE_SURNAME.fullmatch(last):
        return "f"
    return "m" if _MALE_SURNAME.fullmatch(last) else None
