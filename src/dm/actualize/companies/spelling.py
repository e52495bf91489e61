"""One way in which a list writes a company, with all else it says of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from dm.actualize.companies.comparing import ENOUGH_BITS, own_bits
from dm.actualize.companies.keys import hint_keys, key_of, name_keys, people_keys, plain_keys
from dm.actualize.companies.naming import Naming, read_naming
from dm.actualize.companies.people import people_beside
from dm.actualize.companies.rarity import PRIOR_BITS
from dm.actualize.companies.sounding import sound
from dm.actualize.entries import Entry
from dm.actualize.survive import Membership
from dm.normal.email_domains import BIG
from dm.normal.folding import fold

_FREE = frozenset(BIG)
# Headers under which lists bring a number of a public register, folded, and the register; what follows must hold five
# digits.
_REGISTERS = {
    "inn": "INN", "инн": "INN", "ogrn": "OGRN", "огрн": "OGRN", "vat": "VAT", "ust id": "VAT", "ustid": "VAT",
    "umsatzsteuer": "VAT", "uid": "VAT", "handelsregister": "HR", "hrb": "HR", "hra": "HR", "register": "REG",
    "registration": "REG", "company number": "REG", "company no": "REG", "crn": "REG", "рег номер": "REG",
    "siren": "SIREN", "siret": "SIRET", "kvk": "KVK", "tax id": "TAX", "nip": "NIP",
}  # fmt: skip
_WEB_HEADERS = ("website", "web", "url", "homepage", "www", "internet", "сайт", "domain", "домен")
_LINES = frozenset({"fixed", "fixed_or_mobile", "company", "toll_free", "shared_cost", "voip"})
_MIN_DIGITS = 5


class Spelling(NamedTuple):
    """`id` is the hash of name, place, domain and register number, and of the record where these say too little.

    `hints` are keys of telephone and address, `people` of those named beside the firm; `origin` is the source, file
    and row of the record, on which the id of a new company rests.
    """

    id: int
    name: str
    key: str
    form: str
    country: str
    city: str
    postal_code: str
    domain: str
    registration_no: str
    hints: tuple[int, ...]
    people: tuple[int, ...]
    batch_id: str
    origin: tuple[str, str, int]
    earliness: tuple[datetime, str, int]

    @property
    def naming(self) -> Naming:
        """The parts of the name."""
        return read_naming(self.name, town_of(self.city))

    @property
    def town(self) -> str:
        """The town as it is compared; "" where none is known."""
        return sound(town_of(self.city))

    @property
    def is_likely_one(self) -> bool:
        """Whether two records that say no more than this are one firm rather than two."""
        said = (bool(self.postal_code), bool(self.domain), bool(self.registration_no))
        return _bits(self.name, self.city, *said) >= PRIOR_BITS

    def found_by(self) -> tuple[int, ...]:
        """Where it is looked for."""
        named = name_keys(self.naming, self.town or self.postal_code[:3])
        return (*named, *plain_keys(self.domain, self.registration_no), *self.hints, *self.people)


def spelling_of(membership: Membership, person: Mapping[str, Any], secret: bytes) -> Spelling:
    """How a record, or a call, writes the company; telephones and addresses are hashed under `secret`."""
    company, country, city = membership.company, membership.country, membership.city
    entry = membership.entry
    if entry is None:
        number = spelling_id(company.full, country, city, "", "", "")
        origin, at = (person["source_id"], "heard", number), (person["observed_at"], "", 0)
        names = (company.full, company.key, company.form, country, city)
        return Spelling(number, *names, "", "", "", (), (), "", origin, at)
    domain, registered = _domain(entry), _registered(entry.custom) if entry.custom else ""
    phones = [phone.e164 for phone in entry.phones if phone.e164 and phone.kind in _LINES]
    postal_code, batch = entry.address.postal_code, entry.batch
    number = spelling_id(company.full, country, city, postal_code, domain, registered)
    if _bits(company.full, city, bool(postal_code), bool(domain), bool(registered)) < ENOUGH_BITS:
        number = key_of(f"{number} {batch.source_id} {batch.file_sha256} {entry.row}")
    return Spelling(
        number,
        company.full,
        company.key,
        company.form,
        country,
        city,
        postal_code,
        domain,
        registered,
        hint_keys(phones, entry.address_key, secret),
        people_keys(people_beside(entry.custom), secret) if entry.custom else (),
        batch.id,
        (batch.source_id, batch.file_sha256, entry.row),
        (*batch.order, entry.row),
    )


@lru_cache(maxsize=1 << 17)
def _bits(name: str, city: str, postal_code: bool, domain: bool, number: bool) -> float:  # noqa: FBT001 - its cache
    """How far the words alone say which firm is meant; "Omega Ltd" without a place is another firm in every record."""
    said = {"town": bool(city), "postal_code": postal_code, "domain": domain, "number": number}
    return own_bits(read_naming(name, town_of(city)), **said)


@lru_cache(maxsize=1 << 14)
def town_of(city: str) -> str:
    """The town as names of companies carry it: one folded word."""
    return fold(city).replace(" ", "")


@lru_cache(maxsize=1 << 16)
def spelling_id(name: str, country: str, city: str, postal_code: str, domain: str, number: str) -> int:
    """A signed 64-bit number, the same for the same words on every machine."""
    return key_of("\x1f".join((fold(name), country, fold(city), postal_code, domain, number)))


def _domain(entry: Entry) -> str:
    """The web site's domain if a column brings one, else that of a mail address that is the firm's own."""
    for header, value in entry.custom.items():
        if "." in value and fold(header).startswith(_WEB_HEADERS):
            host = value.casefold().split("//")[-1].split("/")[0].strip().removeprefix("www.")
            if host and " " not in host and host not in _FREE:
                return host[:100]
    for email in entry.emails:
        if email.key and email.domain not in _FREE and not email.is_disposable and email.status != "invalid":
            return email.domain
    return ""


def _registered(custom: dict[str, str]) -> str:
    for header, value in custom.items():
        register = next((name for head, name in _REGISTERS.items() if fold(header).startswith(head)), "")
        number = "".join(letter for letter in value.upper() if letter.isalnum()) if register else ""
        if sum(map(str.isdigit, number)) >= _MIN_DIGITS:
            return f"{register} {number[:40]}"
    return ""
