"""A company or an e-mail address that stands in the cell for a person's name."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from dm.normal.companies import LAST_WORDS_OF_FORMS, read_company
from dm.normal.genders import patronymic_gender
from dm.normal.name_titles import without_notes

# Forms that nobody's surname is; the others must be written exactly as a company writes them ("Weber AG").
_CERTAIN = frozenset(
    "gmbh ggmbh mbh kgaa ohg gbr gesmbh ltd limited llc llp plc inc incorporated corp sarl eurl sasu spa srl bvba "
    "ltda eireli pty ooo oao zao pao ооо зао оао пао нао тов фоп ип оао одо чуп тоо фгуп фгбу гуп муп ано прат".split()
)
_BEHIND = re.compile(
    r".*\S\s(?:&|und|and|et|y|e|и)\s(?:sons|son|söhne|sohn|co|cie|cía|cia|partner|partners|brothers|bros|fils|figli|hijos|"
    r"filhos|zonen|сыновья|партн[её]ры)\b\.?",
    re.I,
)
_FIRM = re.compile(r"(?:firma|fa\.|фирма|компания|компанія)\s+\S.*", re.I)
# "Сидоров П.П.", "КУЗНЕЦОВА А. В."; nobody calls a firm so.
_WITH_INITIALS = re.compile(r"[А-ЯЁ][А-Яа-яё-]+(?:ов|ев|ёв|ин|ын|ий|ая|ва|на|ко|ук|юк)\s[А-ЯЁ]\.\s?[А-ЯЁ]\.?", re.I)
_ENDS = " \"'.,«»„“”()"
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"]+@[^\s<>()\[\],;:\"]+\.[^\s<>()\[\],;:\"]+")
# Behind one word two letters may be initials ("Иванов АО"); of these hardly.
_NO_INITIALS = frozenset({"ag", "kg", "ug", "og", "sa", "bv", "nv", "ab", "as", "oy", "sl", "eg"})


class Sorted(NamedTuple):
    """What a name's cell really holds; `company` and `email` are as written there."""

    name: str
    company: str = ""
    email: str = ""


@lru_cache(maxsize=16_384)
def sort_name(text: str) -> Sorted:
    """The person's name in a cell, apart from a company or an e-mail address; most cells hold nothing else."""
    if "@" in text and (found := _ADDRESS.search(text)):
        rest = (text[: found.start()] + text[found.end() :]).strip(" <>()[],;:-")
        return sort_name(rest)._replace(email=found[0])
    if text[:1] in "fFфФкК" and _FIRM.fullmatch(text.strip()):
        return Sorted("", company=text)
    if not _may_be_company(text):
        return Sorted(text)
    company = read_company(text)
    if company.is_sole_trader and _is_written(text, company.form):
        return Sorted(company.name, company=text)
    if (company.form and _is_written(text, company.form)) or _BEHIND.fullmatch(text.strip()):
        return Sorted("", company=text)
    return Sorted(text)


def is_person(company: str) -> bool:
    """Whether the cell for a company certainly holds a person: with a father's name, or as "Сидоров П.П."."""
    company = without_notes(company)
    words = company.split()
    if len(words) == 3 and all(word[0].isupper() for word in words) and any(map(patronymic_gender, words[1:])):
        return not _may_be_company(company)
    return bool(_WITH_INITIALS.fullmatch(company))


def _may_be_company(text: str) -> bool:
    words = text.split()
    if len(words) < 2:
        return False
    return _is_word(words[0]) or _is_word(words[-1]) or bool(len(words) > 2 and _BEHIND.fullmatch(text.strip()))


def _is_word(word: str) -> bool:
    bare = _bare(word).casefold()
    return bare in LAST_WORDS_OF_FORMS or bare in _CERTAIN


def _bare(word: str) -> str:
    return word.strip(_ENDS).replace(".", "")


def _is_written(text: str, form: str) -> bool:
    """Whether the form stands there as companies write it, and cannot be a name or initials."""
    if " " in form:
        return True
    words = [_bare(word) for word in text.split()]
    first, last = words[0].casefold(), words[-1].casefold()
    if len(words) == 2 and len(last) == 2 and last not in _NO_INITIALS:
        return first in _CERTAIN
    if first in _CERTAIN or last in _CERTAIN:
        return True
    return not text.isupper() and form.replace(".", "") in {words[0], words[-1]}
