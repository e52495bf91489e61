"""Names of people, Latin and Cyrillic, in any usual order, split into their parts."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from dm.normal import name_parts, name_titles
from dm.normal.casing import proper_case
from dm.normal.folding import clean, fold
from dm.normal.genders import Gender, addresses_several, are_several, form_of_address_gender, gender_of, stated_gender

VERSION = 1

MAX_NAME_LENGTH = 200
_LONGEST_TITLE = 40
_NO_TITLES = name_titles.Titles()


class Name(NamedTuple):
    """A person's name; `title` holds academic titles only, `gender` is None where it is not certain."""

    title: str = ""
    given: str = ""
    middle: str = ""
    family: str = ""
    suffix: str = ""
    full: str = ""
    gender: Gender | None = None

    def __bool__(self) -> bool:
        return bool(self.full)


@lru_cache(maxsize=32_768)
def read_name(
    full: str = "", title: str = "", given: str = "", middle: str = "", family: str = "", gender: str = ""
) -> Name:
    """The name that these columns hold; the parts win over `full`, which is split only where they are missing."""
    parts = name_parts.Parts(_part(given), _part(middle), _name_text(family))
    full, found_title = name_titles.take_titles(_whole(full)) if full else ("", _NO_TITLES)
    if parts.given and not parts.middle and not parts.family and not full:
        parts, found_title = _from_text(parts.given)
    elif parts.given or parts.family:
        parts, found_title = _tidied(parts, full, found_title)
    elif full:
        parts = name_parts.split(full)
        if name_titles.is_not_known(parts.family):
            parts = parts._replace(family="")
    column = name_titles.take_titles(clean(title))[1] if title else _NO_TITLES
    several = bool(title) and addresses_several(title)
    if several and "/" not in title and parts.family and not are_several(parts.given):
        # "Mr & Mrs" J Smith are called by both words, as they are where one cell holds all.
        parts = parts._replace(given=f"{clean(title)[:_LONGEST_TITLE]} {parts.given}".strip())
    titles = column if column.academic else found_title
    return _compose(
        parts,
        title=titles.academic,
        stated=stated_gender(gender) if gender else None,
        addressed=(form_of_address_gender(clean(title)) if title else None) or column.gender or found_title.gender,
        several=several,
    )


@lru_cache(maxsize=65_536)
def _name_text(text: str) -> str:
    """No name begins as a formula does: the letter, its index and every workbook then show the same characters."""
    name = clean(text).lstrip("=+-@ ").rstrip("- ") if text else ""
    return name_titles.without_nobody(name) if name else ""


def _whole(text: str) -> str:
    name = _name_text(name_titles.without_remark(text))[:MAX_NAME_LENGTH]
    return "" if name_titles.names_nobody(name) else name


@lru_cache(maxsize=65_536)
def _part(text: str) -> str:
    """Several names in one column may stand between commas."""
    name = _name_text(text)
    return " ".join(name.replace(",", " ").split()) if "," in name else name


def _from_text(text: str) -> tuple[name_parts.Parts, name_titles.Titles]:
    rest, titles = name_titles.take_titles(text)
    return name_parts.split(rest), titles


def _tidied(
    parts: name_parts.Parts, full: str, titles: name_titles.Titles
) -> tuple[name_parts.Parts, name_titles.Titles]:
    """A given-name column often carries the patronymic or middle name, and sometimes the title."""
    (given, in_given), middle = _bare(parts.given), parts.middle
    bare, in_family = _bare(parts.family)
    # Who is called Graf or Herr keeps that.
    if not bare and not parts.family.endswith("."):
        bare, in_family = parts.family, _NO_TITLES
    family, suffix = name_parts.take_suffix(name_parts.with_particles_first(bare))
    titles = next((one for one in (titles, in_given, in_family) if one != _NO_TITLES), titles)
    if not family and full:
        return name_parts.split(full), titles
    if not given and name_parts.ends_in_initials(family):
        return name_parts.split(family)._replace(suffix=suffix), titles
    if not middle:
        given, middle = name_parts.given_and_middle(given)
    return name_parts.Parts(given, middle, family, suffix), titles


def _bare(part: str) -> tuple[str, name_titles.Titles]:
    if not part:
        return "", _NO_TITLES
    rest, titles = name_titles.take_titles(part)
    return name_titles.without_notes(rest), titles


def _compose(
    parts: name_parts.Parts, *, title: str, stated: Gender | None, addressed: Gender | None, several: bool
) -> Name:
    given, middle, family = proper_case(parts.given), proper_case(parts.middle), proper_case(parts.family)
    sign = gender_of(stated=stated, title=addressed, given=given, middle=middle, family=family)
    gender = None if several else sign
    full = " ".join([word for word in (given, middle, family, parts.suffix) if word])
    return Name(title, given, middle, family, parts.suffix, full, gender)


def name_key(name: Name) -> str:
    """The folded family, given and middle name, joined by |, for exact comparison."""
    return "|".join((fold(name.family), fold(name.given), fold(name.middle)))
