"""A record in normal form, ready to be compared with others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from itertools import count
from operator import is_
from typing import Any, NamedTuple

from dm.actualize.cells import Cells
from dm.normal.addresses import PostalAddress, address_key, read_address
from dm.normal.companies import Company, read_company
from dm.normal.dates import read_day
from dm.normal.emails import Email
from dm.normal.folding import fold
from dm.normal.misplaced import is_person, sort_name
from dm.normal.names import Name, read_name
from dm.normal.phones import Phone

_ADDRESS_FIELDS = ("address", "street", "house", "postal_code", "city", "region", "country")
_NAMES = frozenset({"full_name", "family_name"})
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
    origin: tuple[Any, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """The values of ORIGIN are the same for every point of the batch."""
        object.__setattr__(self, "origin", (self.source_id, self.id, self.observed_at.date(), self.observed_at))


# Columns that tell where a contact point comes from.
ORIGIN = ("source_id", "batch_id", "valid_from", "observed_at")


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
    return read_entries([fields], [batch], place=place, record_ids=[record_id], rows=[row], person_ids=[person_id])[0]


def _in_their_fields(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """The fields with a company and an e-mail address taken out of the cell for the name."""
    if "given_name" in fields:
        return fields
    if "company" in fields and _NAMES.isdisjoint(fields) and is_person(str(fields["company"])):
        return {"full_name" if name == "company" else name: value for name, value in fields.items()}
    field = "full_name" if "full_name" in fields else "family_name"
    text = fields.get(field)
    if not isinstance(text, str):
        return fields
    found = sort_name(text)
    if not found.company and not found.email:
        return fields
    emails = fields.get("email", [])
    moved = {"email": [*([emails] if isinstance(emails, str) else emails), found.email]} if found.email else {}
    company = {"company": found.company} if found.company and not fields.get("company") else {}
    return {**fields, field: found.name, **moved, **company}


def read_entries(
    fields: Sequence[Mapping[str, Any]],
    batches: Sequence[BatchFacts],
    *,
    place: int,
    record_ids: Sequence[int],
    rows: Sequence[int],
    person_ids: Sequence[str],
) -> list[Entry]:
    """Many records in normal form, the first of them at `place`; read column by column, which halves the price."""
    as_given = Cells(fields)
    raw_names = as_given.joined(_NAME_FIELDS, " ")
    sorted_out = list(map(_in_their_fields, fields))
    cells = as_given if all(map(is_, sorted_out, fields)) else Cells(sorted_out)
    texts = cells.texts
    names = list(
        map(read_name, *map(texts, ("full_name", "title", "given_name", "middle_name", "family_name", "gender")))
    )
    addresses = list(map(read_address, *map(texts, _ADDRESS_FIELDS), cells.assumed_countries(batches)))
    countries = [address.country for address in addresses]
    births = texts("birth_date")
    columns: dict[str, Iterable[Any]] = {
        "place": count(place),
        "record_id": record_ids,
        "row": rows,
        "batch": batches,
        "person_id": person_ids,
        "external_id": texts("external_id"),
        "name": names,
        "raw_name": raw_names,
        "given": [fold(name.given) for name in names],
        "middle": [fold(name.middle) for name in names],
        "family": [fold(name.family) for name in names],
        "birth": map(read_day, births, countries),
        "raw_birth": births,
        "language": cells.languages(batches),
        "emails": cells.emails(),
        "phones": cells.phones(countries),
        "address": addresses,
        "raw_address": cells.joined(_ADDRESS_FIELDS, ", "),
        "address_key": map(address_key, addresses),
        "company": [read_company(text) if text else None for text in texts("company")],
        "department": texts("department"),
        "job_title": texts("job_title"),
        "notes": texts("notes"),
        "custom": cells.custom(),
    }
    # `_make` would count the columns of every record.
    values = zip(*(columns[name] for name in Entry._fields), strict=False)
    return list(map(partial(tuple.__new__, Entry), values))
