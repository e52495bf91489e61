"""The rows of a list, one by one: what is filled, what is usable, and who comes twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from dm.actualize.entries import Entry
from dm.actualize.points import judge_address
from dm.model import PointStatus

KINDS = ("post", "phone", "email")
FIELDS = ("full_name", "given_name", "family_name", "birth_date", "company", "job_title", "phone", "email", "address",
          "postal_code", "city", "country", "external_id")  # fmt: skip
_USABLE = frozenset({PointStatus.VALID.value, PointStatus.RISKY.value})
# Enough for a supplier to find the pattern; more would be the list itself.
_SAMPLES = 10
_REPEATS = 1_000
_BIT = {kind: 1 << place for place, kind in enumerate(KINDS)}


@dataclass(slots=True)
class Counted:
    """What the rows say. `people` holds for each person the kinds by which the list reaches him, as bits.

    `rows_of` and `repeats` name rows of the supplier's own file and nothing else.
    """

    rows: int = 0
    filled: Counter[str] = field(default_factory=Counter)
    values: Counter[str] = field(default_factory=Counter)
    with_kind: Counter[str] = field(default_factory=Counter)
    reasons: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    rows_of: dict[tuple[str, str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    people: dict[str, int] = field(default_factory=dict)
    repeated: int = 0
    repeats: list[tuple[str, str]] = field(default_factory=list)
    not_actualized: int = 0
    _first: dict[str, str] = field(default_factory=dict)

    def add(self, entries: Iterable[Entry], name_of: dict[str, str]) -> None:
        """Count these rows; `name_of` is what stands before the row number, by batch."""
        for entry in entries:
            where = f"{name_of[entry.batch.id]}{entry.row}"
            self.rows += 1
            self.filled.update(_filled(entry))
            reached = 0
            kinds = set()
            for kind, status, reason in _points(entry):
                kinds.add(kind)
                self.values[kind] += 1
                self._note(kind, status, reason, where)
                if status in _USABLE:
                    reached |= _BIT[kind]
            self.with_kind.update(kinds)
            self._count_person(entry, where, reached)

    def _note(self, kind: str, status: str, reason: str, where: str) -> None:
        found = (kind, status, reason)
        self.reasons[found] += 1
        rows = self.rows_of[found]
        if status != PointStatus.VALID.value and len(rows) < _SAMPLES and where not in rows:
            rows.append(where)

    def _count_person(self, entry: Entry, where: str, reached: int) -> None:
        if not entry.person_id:
            # What only adds to people makes nobody of a row that meets none.
            self.not_actualized += not entry.batch.enriches
            return
        if entry.person_id in self._first:
            self.repeated += 1
            if len(self.repeats) < _REPEATS:
                self.repeats.append((where, self._first[entry.person_id]))
        else:
            self._first[entry.person_id] = where
        self.people[entry.person_id] = self.people.get(entry.person_id, 0) | reached

    def reached_by(self, kind: str) -> list[str]:
        """The people whom the list reaches by this kind."""
        return [one for one, bits in self.people.items() if bits & _BIT[kind]]


def _filled(entry: Entry) -> Iterator[str]:
    address = entry.address
    held = {
        "full_name": entry.name.full,
        "given_name": entry.name.given,
        "family_name": entry.name.family,
        "birth_date": entry.raw_birth,
        "company": entry.company,
        "job_title": entry.job_title,
        "phone": entry.phones,
        "email": entry.emails,
        "address": address.street,
        "postal_code": address.postal_code,
        "city": address.city,
        "country": address.country,
        "external_id": entry.external_id,
    }
    return (name for name, value in held.items() if value)


def _points(entry: Entry) -> Iterator[tuple[str, str, str]]:
    for email in entry.emails:
        yield "email", email.status, email.reason
    for phone in entry.phones:
        yield "phone", phone.status, phone.reason
    if entry.address.street or entry.address.postal_code or entry.address.is_in_village:
        yield "post", *judge_address(entry.address)
