"""A record in normal form, ready to be compared with others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from dm.normal.address_text import postal_code_fits
from dm.normal.addresses import PostalAddress, address_key, read_address
from dm.normal.companies import Company, read_company
from dm.normal.dates import read_day
from dm.normal.emails import Email, read_emails
from dm.normal.folding import fold
from dm.normal.names import Name, read_name
from dm.normal.phones import Phone, read_phones

_ADDRESS_FIELDS = ("address", "street", "house", "postal_code", "city", "region", "country")
_NAME_FIELDS = ("full_name", "title", "given_name", "middle_name", "family_name")


@dataclass(frozen=True, slots=True)
class BatchFacts:
    """What a batch and its source say about all of its records.

    `observed_at` is when they were collected; by `order` one batch is earlier than another.
    One that `enriches` adds to people; kinds of points that its licence leaves no channel for are `barred`.
    """

    id: str
    source_id: str
    file_sha256: str
    party: str
    country: str
    language: str
    trust: int
    observed_at: datetime
    order: tuple[datetime, str] = (datetime.min.replace(tzinfo=UTC), "")
    enriches: bool = False
    barred: frozenset[str] = frozenset()


class Entry(NamedTuple):
    """One record; `place` is its number in this run, `person_id` is "" before it is linked."""

    place: int
    record_id: int
    row: int
    batch: BatchFacts
    person_id: str
    external_id: str
    name: Name
    raw_name: str
    given: str
    middle: str
    family: str
    birth: date | None
    raw_birth: str
    language: str
    emails: tuple[Email, ...]
    phones: tuple[Phone, ...]
    address: PostalAddress
    raw_address: str
    address_key: str
    company: Company | None
    department: str
    job_title: str
    notes: str
    custom: dict[str, str]

    @property
    def earliness(self) -> tuple[tuple[datetime, str], int, int]:
        """By this records stand in the order in which they came, whatever run read them."""
        return self.batch.order, self.row, self.place


def read_entry(
    fields: Mapping[str, Any], batch: BatchFacts, *, place: int, record_id: int, row: int, person_id: str = ""
) -> Entry:
    """The record's fields in normal form; never raises, whatever they hold."""
    texts = {field: value if isinstance(value, str) else " ".join(map(str, value)) for field, value in fields.items()}
    text = texts.get
    written = [(field, texts[field]) for field in _ADDRESS_FIELDS if field in texts]
    address = read_address(**dict(written), default_country=_assumed_country(fields, batch.country))
    name = read_name(
        text("full_name", ""),
        title=text("title", ""),
        given=text("given_name", ""),
        middle=text("middle_name", ""),
        family=text("family_name", ""),
        gender=text("gender", ""),
    )
    company = text("company", "")
    raw_birth = text("birth_date", "")
    return Entry(
        place=place,
        record_id=record_id,
        row=row,
        batch=batch,
        person_id=person_id,
        external_id=text("external_id", ""),
        name=name,
        raw_name=" ".join([texts[field] for field in _NAME_FIELDS if texts.get(field)]),
        given=fold(name.given),
        middle=fold(name.middle),
        family=fold(name.family),
        birth=read_day(raw_birth, address.country) if raw_birth else None,
        raw_birth=raw_birth,
        language=_language(text("language", "")) or batch.language,
        emails=_emails(fields),
        phones=_phones(fields, address.country),
        address=address,
        raw_address=", ".join([value for _, value in written if value]),
        address_key=address_key(address),
        company=read_company(company) if company else None,
        department=text("department", ""),
        job_title=text("job_title", ""),
        notes=text("notes", ""),
        custom={field[7:]: str(value) for field, value in fields.items() if field.startswith("custom.")},
    )


def _assumed_country(fields: Mapping[str, Any], country: str) -> str:
    """The source's country, unless the postal code is none of its own and fits that of an international number."""
    code = _text(fields, "postal_code").strip()
    if not code or postal_code_fits(code, country) is not False:
        return country
    for cell in _cells(fields, "phone"):
        if cell.strip().startswith(("+", "00")):
            for phone in read_phones(cell):
                if phone.country and postal_code_fits(code, phone.country):
                    return phone.country
    return country


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name, "")
    return value if isinstance(value, str) else " ".join(map(str, value))


def _cells(fields: Mapping[str, Any], name: str) -> list[str]:
    value = fields.get(name, ())
    return [value] if isinstance(value, str) else list(value)


def _emails(fields: Mapping[str, Any]) -> tuple[Email, ...]:
    cells = _cells(fields, "email")
    if len(cells) < 2:
        return read_emails(cells[0]) if cells else ()
    found: dict[str, Email] = {}
    for cell in cells:
        for email in read_emails(cell):
            found.setdefault(email.key or email.raw, email)
    return tuple(found.values())


def _phones(fields: Mapping[str, Any], country: str) -> tuple[Phone, ...]:
    cells = _cells(fields, "phone")
    if len(cells) < 2:
        return read_phones(cells[0], country) if cells else ()
    found: dict[tuple[str, str], Phone] = {}
    for cell in cells:
        for phone in read_phones(cell, country):
            found.setdefault((phone.e164 or phone.raw, phone.extension), phone)
    return tuple(found.values())


# Languages by what lists call them; anything else of two letters is taken for its ISO 639-1 code.
_LANGUAGES = {
    **dict.fromkeys(("deutsch", "german", "немецкий", "ger", "deu"), "de"),
    **dict.fromkeys(("english", "englisch", "английский", "eng"), "en"),
    **dict.fromkeys(("russian", "russisch", "русский", "rus"), "ru"),
    **dict.fromkeys(("french", "franzosisch", "francais", "французский"), "fr"),
    **dict.fromkeys(("spanish", "spanisch", "espanol", "испанский"), "es"),
    **dict.fromkeys(("italian", "italienisch", "italiano", "итальянский"), "it"),
}


def _language(text: str) -> str:
    folded = fold(text) if text else ""
    if folded in _LANGUAGES:
        return _LANGUAGES[folded]
    code = folded.split(" ")[0]
    return code if len(code) == 2 and code.isascii() and code.isalpha() else ""
