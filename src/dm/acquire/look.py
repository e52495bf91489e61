"""What values look like, without judging whether they are right."""

from __future__ import annotations

import re

from dm.normal.companies import read_company
from dm.normal.dates import read_day
from dm.normal.folding import fold
from dm.normal.genders import patronymic_gender, stated_gender
from dm.normal.given_names import GIVEN

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}\.[^@\s]{2,63}")
_JUDGED = 300  # letters of a value: patterns take the square of the time for a long one
_PHONE = re.compile(r"\+?[\d\s()./-]{7,25}")
_NUMBER = re.compile(r"\+?[\d\s.,:()/-]*\d[\d\s.,:()/-]*")
# A day, an American social security number, a Russian insurance number (СНИЛС), an address of the internet.
_NO_PHONE = re.compile(
    r"\d{4}-\d\d?-\d\d?.*|\d\d?[./-]\d\d?[./-]\d{2,4}.*|\d{3}-\d{2}-\d{4}|\d{3}-\d{3}-\d{3}[ -]\d{2}|"
    r"\d{1,3}(\.\d{1,3}){3}"
)
_POSTAL_CODE = re.compile(
    r"\d{5,6}|\d{5}-\d{4}|[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}|\d{4} ?[A-Z]{2}|[A-Z]\d[A-Z] \d[A-Z]\d|\d\d-\d{3}"
)
_STREET = re.compile(
    r"(?:str(?:a(?:ss|ß)e|\.)?|weg|platz|gasse|allee|ring|damm|ufer|street|st|road|rd|avenue|ave|lane|ln|drive|dr|"
    r"boulevard|blvd|court|ct|ул|улица|пр|просп|проспект|пер|переулок|шоссе|ш|бульвар|наб|площадь|пл|д|кв)\b"
    r"|\b(?:rue|chemin|place|via|viale|piazza|corso|calle|avda|plaza|ulica|ul|am|an der|zum|zur)\b",
    re.I,
)
_ONE_NAME = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?")


def looks_like_email(value: str) -> bool:
    """One @ with something on both sides and a dot behind it."""
    return "@" in value[:_JUDGED] and bool(_EMAIL.search(value[:_JUDGED]))


def looks_like_phone(value: str) -> bool:
    """Written like a telephone number, with a plus or separators: bare digits may be any number."""
    text = value.strip()
    if not _PHONE.fullmatch(text) or not 7 <= sum(map(str.isdigit, text)) <= 15 or _NO_PHONE.fullmatch(text):
        return False
    gaps = len(re.findall(r"[\s-]", text))
    return text.startswith("+") or "(" in text or "/" in text or gaps >= 2 or (gaps == 1 and text.startswith("0"))


def looks_like_data(value: str) -> bool:
    """Something that no header is: an address of e-mail, a telephone or other number, a date."""
    return looks_like_email(value) or (len(value) > 1 and bool(_NUMBER.fullmatch(value[:_JUDGED].strip() or "x")))


def looks_like_person(value: str) -> bool:
    """Two to five words of letters, one of them a known given name or a patronymic."""
    words = value.replace(",", " ").split()
    if not 2 <= len(words) <= 5 or any(map(str.isdigit, value)):
        return False
    return has_patronymic(value) or any(fold(word) in GIVEN for word in words)


def has_patronymic(value: str) -> bool:
    """Two to five words, and behind the first one that can be a patronymic."""
    words = value.split()
    return 2 <= len(words) <= 5 and any(patronymic_gender(word) for word in words[1:])


def is_given_name(value: str) -> bool:
    """A name that only people bear."""
    return fold(value) in GIVEN


def is_one_name(value: str) -> bool:
    """One word that begins with a capital letter, as names do."""
    return bool(_ONE_NAME.fullmatch(value)) and value[:1].isupper() and len(value) > 1


def is_patronymic(value: str) -> bool:
    """One word in the form of a father's name."""
    return len(value.split()) == 1 and patronymic_gender(value) is not None


def is_gender(value: str) -> bool:
    """A word or letter for man or woman."""
    return len(value) < 10 and stated_gender(value) is not None


def is_birth_date(value: str) -> bool:
    """A day of the last century or a little later."""
    day = read_day(value) if any(map(str.isdigit, value)) and len(value) >= 8 else None
    return day is not None and 1900 <= day.year <= 2015


def has_legal_form(value: str) -> bool:
    """Whether a company's legal form stands in it."""
    return bool(read_company(value).form)


def looks_like_street(value: str) -> bool:
    """A word for a street, and a number."""
    return bool(_STREET.search(value)) and any(map(str.isdigit, value))


def is_postal_code(value: str) -> bool:
    return bool(_POSTAL_CODE.fullmatch(value))


def looks_like_town(value: str) -> bool:
    """Letters only, beginning with a capital."""
    return not any(map(str.isdigit, value)) and value[:1].isupper() and len(value) < 40 and "@" not in value
