"""What of a record is compared with others: folded, in Latin letters, small."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from dm.actualize.entries import Entry
from dm.actualize.link.sounds import latin
from dm.normal.address_streets import without_street_kind
from dm.normal.addresses import PostalAddress
from dm.normal.companies import Company
from dm.normal.emails import Email
from dm.normal.folding import fold
from dm.normal.names import Name
from dm.normal.phones import Phone

VERSION = 1

# Lines that a household or an office shares.
SHARED_LINES = frozenset({"fixed", "fixed_or_mobile", "toll_free", "company", "shared_cost", "voip", "premium"})
MOST_POINTS = 4
_YEAR_DIGITS, _FIRST_YEAR, _LAST_YEAR = 4, 1900, 2099
_LONGEST = 80
_FEWEST_DIGITS = 6
_SHORTEST_NUMBER = 5

# A column of these words holds a number that the state or an insurer gave to one person.
_NUMBER_HEADER = re.compile(
    r"\b(ssn|soc(ial)? ?sec\w*|sozialvers\w*|sv ?n(umme)?r|rvnr|tax ?(id|no|number|nr)\w*|steuer\w*|tin|inn|snils|"
    r"pass(port)?( ?(no|number|nr|id))?|reisepass\w*|ausweis\w*|personal ?(id|number|no|code|ausweis\w*)|"
    r"national ?(id|insurance)\w*( \w+)?|nino|nhs( ?\w+)?|medicare\w*|pesel|bsn|dni|nif|cpf|oib|egn|cnp|isikukood|"
    r"personnummer|insurance ?(no|number|nr)|versicherten\w*|versicherungs ?n\w+|driv\w+ licen[cs]e\w*|fuhrerschein\w*|"
    r"\u0438\u043d\u043d|\u0441\u043d\u0438\u043b\u0441|\u043f\u0430\u0441\u043f\u043e\u0440\u0442\w*|"
    r"\u043f\u043e\u043b\u0438\u0441\w*|\u0443\u0434\u043e\u0441\u0442\u043e\u0432\u0435\u0440\w*)\b"
)
# Somebody's earlier opinion of who belongs together, or a row's own number: no property of the person.
_NO_EVIDENCE = re.compile(
    r"\b(cluster\w*|group\w*|gruppe\w*|household\w*|haushalt\w*|famil\w+ ?(id|no|nr)|entity\w*|dup\w*|do?ublet\w*|"
    r"match\w*|label\w*|row|zeile|record|rec|lfd|index|unique|uuid|guid|hash|created|updated|modified|imported|"
    r"timestamp|comment\w*|note\w*|\u0433\u0440\u0443\u043f\u043f\w*|\u043a\u043b\u0430\u0441\u0442\u0435\u0440\w*|"
    r"\u0441\u0435\u043c\u044c\w*)\b"
)


class Features(NamedTuple):
    """One record ready to be compared; "" and 0 where it says nothing.

    `person` is the id that the record has already. `emails` and `phones` are those that people have for themselves,
    `roles` and `lines` those that many share. `numbers` are (header, value) of numbers that one person alone bears,
    `others` of all further columns.
    """

    person: str
    given: str
    middle: str
    family: str
    suffix: str
    birth: int
    gender: str
    emails: tuple[str, ...]
    roles: tuple[str, ...]
    phones: tuple[int, ...]
    lines: tuple[int, ...]
    street: str
    house: str
    flat: str
    postal: str
    city: str
    company: str
    external: str
    numbers: tuple[tuple[str, str], ...]
    others: tuple[tuple[str, str], ...]


def features_of(entries: Sequence[Entry]) -> list[Features]:
    """The features of each record; the same for the same record, whatever else is in the base."""
    if not entries:
        return []
    entry = dict(zip(Entry._fields, zip(*entries, strict=True), strict=True))
    name = dict(zip(Name._fields, zip(*entry["name"], strict=True), strict=True))
    address = dict(zip(PostalAddress._fields, zip(*entry["address"], strict=True), strict=True))
    emails, roles = zip(*map(_emails, entry["emails"]), strict=True)
    phones, lines = zip(*map(_phones, entry["phones"]), strict=True)
    numbers, others = zip(*map(_customs, entry["custom"], entry["job_title"]), strict=True)
    columns: dict[str, Iterable[Any]] = {
        "person": entry["person_id"],
        "given": map(_named, entry["given"]),
        "middle": map(_named, entry["middle"]),
        "family": map(_named, entry["family"]),
        "suffix": map(_generation, name["suffix"]),
        "birth": [
            one.year * 10_000 + one.month * 100 + one.day if one else _year_alone(raw)
            for one, raw in zip(entry["birth"], entry["raw_birth"], strict=True)
        ],
        "gender": [one or "" for one in name["gender"]],
        "emails": emails,
        "roles": roles,
        "phones": phones,
        "lines": lines,
        "street": map(_street, address["street"]),
        "house": map(_folded, address["house"]),
        "flat": map(_folded, address["flat"]),
        "postal": map(_postal, address["postal_code"]),
        "city": map(_folded, address["city"]),
        "company": map(_company, entry["company"]),
        "external": [
            f"{batch.source_id}|{number}" if number else ""
            for batch, number in zip(entry["batch"], entry["external_id"], strict=True)
        ],
        "numbers": numbers,
        "others": others,
    }
    return list(map(Features._make, zip(*(columns[name] for name in Features._fields), strict=True)))


def _year_alone(raw: str) -> int:
    """The first of January, which says no more than the year."""
    raw = raw.strip() if raw else ""
    known = len(raw) == _YEAR_DIGITS and raw.isascii() and raw.isdigit() and _FIRST_YEAR <= int(raw) <= _LAST_YEAR
    return int(raw) * 10_000 + 101 if known else 0


@lru_cache(maxsize=131_072)
def _named(folded: str) -> str:
    return latin(folded)[:_LONGEST]


@lru_cache(maxsize=65_536)
def _postal(code: str) -> str:
    return code.replace(" ", "").casefold()


@lru_cache(maxsize=131_072)
def _folded(text: str) -> str:
    return latin(fold(text))[:_LONGEST]


@lru_cache(maxsize=131_072)
def _street(text: str) -> str:
    """Words in the alphabet's order: lists put the parts of an address in any."""
    return latin(" ".join(sorted(without_street_kind(fold(text)).split())))[:_LONGEST] if text else ""


_GENERATIONS = {"Jr.": "2", "II": "2", "Sr.": "1", "III": "3", "IV": "4"}


@lru_cache(maxsize=1_024)
def _generation(suffix: str) -> str:
    return next((_GENERATIONS[word] for word in suffix.split() if word in _GENERATIONS), "")


def _emails(emails: tuple[Email, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Own addresses and role addresses; one that could not be sent to still tells who wrote it."""
    if not emails:
        return (), ()
    if len(emails) == 1 and emails[0].key and not emails[0].is_role:
        return (emails[0].key,), ()
    own = [
        one.key or one.raw.casefold()[:_LONGEST] for one in emails if not one.is_role and (one.key or "@" in one.raw)
    ]
    return tuple(own[:MOST_POINTS]), tuple(one.key for one in emails if one.is_role)[:MOST_POINTS]


def _phones(phones: tuple[Phone, ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """As integers; a number nobody can dial counts among those that many share."""
    own: list[int] = []
    shared: list[int] = []
    for phone in phones:
        digits = phone.e164[1:16] or "".join(filter(str.isdecimal, phone.raw)).lstrip("0")[:15]
        if phone.e164 and phone.kind not in SHARED_LINES and len(phone.extension) < 3:
            own.append(int(digits + phone.extension if phone.extension.isdecimal() else digits))
        elif len(digits) >= _FEWEST_DIGITS and len(set(digits)) > 1:
            shared.append(int(digits))
    return tuple(own[:MOST_POINTS]), tuple(shared[:MOST_POINTS])


def _company(company: Company | None) -> str:
    return latin(company.key)[:_LONGEST] if company else ""


def _customs(custom: dict[str, str], job_title: str) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    if not custom and not job_title:
        return (), ()
    numbers: list[tuple[str, str]] = []
    others: list[tuple[str, str]] = []
    for header, value in (*custom.items(), ("job_title", job_title)):
        kind = header_kind(header) if value else ""
        folded = _folded(value) if kind else ""
        if kind == "number" and len(folded.replace(" ", "")) >= _SHORTEST_NUMBER:
            numbers.append((header, folded.replace(" ", "")))
        elif kind and folded:
            others.append((header, folded))
    return tuple(numbers), tuple(others)


@lru_cache(maxsize=4096)
def header_kind(header: str) -> str:
    """ "number" for what one person alone bears, "other" for what may say something, "" for what says nothing."""
    folded = fold(header.replace("_", " "))
    if _NUMBER_HEADER.search(folded):
        return "number"
    return "" if _NO_EVIDENCE.search(folded) else "other"
