"""The contact points of a person: every e-mail, phone and address, each with its validity, zones and rank."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from dm.actualize.entries import Entry
from dm.model import Party, PointKind, PointStatus, base32_id
from dm.normal import addresses, emails, phones
from dm.normal.address_lines import address_lines
from dm.normal.addresses import PostalAddress
from dm.normal.email_domains import BIG
from dm.normal.emails import Email
from dm.normal.folding import fold
from dm.normal.keyed import keyed_hash
from dm.normal.phones import Phone
from dm.normal.zones import narrowed, zones_of

_FREE = frozenset(BIG)
_BETTER_FIRST = {PointStatus.VALID.value: 0, PointStatus.RISKY.value: 1, PointStatus.INVALID.value: 2, "dead": 3}
# A letter or a gift finds a person at a mobile sooner than at a switchboard.
_LINES_FIRST = {"mobile": 0, "fixed_or_mobile": 1, "fixed": 2}


@dataclass(slots=True)
class Point:
    """A contact point before it has a person; `row` has the columns of table contact_point that come from records."""

    kind: str
    hmac: str
    row: dict[str, Any]
    zones: tuple[str, ...]
    trust: int
    place: int
    entries: list[Entry] = field(default_factory=list)

    def sort_key(self) -> tuple[Any, ...]:
        """Valid before risky before invalid, then fresh, trusted, mobile, first named."""
        seen: datetime = self.row["observed_at"]
        line = _LINES_FIRST.get(self.row["line_type"], 3)
        return (_BETTER_FIRST[self.row["status"]], -seen.timestamp(), -self.trust, line, self.place)


def point_id(person_id: str, kind: str, hmac: str) -> str:
    """The id of a person's point; the same number of two people is two points."""
    return "CP" + base32_id(person_id, kind, hmac)


def points_of(entries: Sequence[Entry], key: bytes) -> list[Point]:
    """The distinct points of one person's records (in order of preference), best first within each kind."""
    place = _place(entries)
    found: dict[tuple[str, str], Point] = {}
    for entry in entries:
        for point in _points(entry, key, place):
            known = found.setdefault((point.kind, point.hmac), point)
            known.entries.append(entry)
    ordered = sorted(found.values(), key=lambda point: (point.kind, *point.sort_key()))
    ranks: dict[str, int] = {}
    for point in ordered:
        point.row["rank"] = ranks.setdefault(point.kind, 0)
        ranks[point.kind] += 1
    return ordered


def _place(entries: Sequence[Entry]) -> tuple[str, ...]:
    """Zones of the freshest address that tells any."""
    for entry in entries:
        address = entry.address
        if entry.raw_address and (zones := zones_of(address.country, address.region, address.city)):
            return zones
    return ()


def _points(entry: Entry, key: bytes, place: tuple[str, ...]) -> Iterator[Point]:
    for order, email in enumerate(entry.emails):
        yield _email_point(entry, email, key, order)
    for order, phone in enumerate(entry.phones):
        yield _phone_point(entry, phone, key, place, order)
    if entry.address.street or entry.address.postal_code:
        yield _post_point(entry, key, place)


def _email_point(entry: Entry, email: Email, key: bytes, order: int) -> Point:
    line = "role" if email.is_role else "disposable" if email.is_disposable else "free" if email.domain in _FREE else ""
    row = _row(entry, PointKind.EMAIL, email.status, email.reason, raw=email.raw, value=email.key or email.raw)
    row |= {"line_type": line, "normal_version": emails.VERSION}
    if email.is_role:
        row["party"] = Party.BUSINESS.value
    hmac = keyed_hash(key, "email", email.key or emails.suppression_key(email.raw))
    return Point(row["kind"], hmac, row, (), entry.batch.trust, order)


def _phone_point(entry: Entry, phone: Phone, key: bytes, place: tuple[str, ...], order: int) -> Point:
    row = _row(entry, PointKind.PHONE, phone.status, phone.reason, raw=phone.raw, value=phone.e164 or phone.raw)
    row |= {
        "line_type": phone.kind,
        "extension": phone.extension,
        "country": phone.country,
        "normal_version": phones.VERSION,
    }
    zones = narrowed(phone.zones, place) if phone.kind != "fixed" else phone.zones
    hmac = keyed_hash(key, "phone", phone.e164 or phones.suppression_key(phone.raw))
    return Point(row["kind"], hmac, row, zones, entry.batch.trust, order)


def _post_point(entry: Entry, key: bytes, place: tuple[str, ...]) -> Point:
    address = entry.address
    status, reason = judge_address(address)
    lines = address_lines(address, sender_country=address.country, language=entry.language)
    row = _row(entry, PointKind.POST, status, reason, raw=entry.raw_address, value=", ".join(lines))
    row |= {
        "country": address.country,
        "region": address.region,
        "city": address.city,
        "postal_code": address.postal_code,
        "street": address.street,
        "house": address.house,
        "flat": address.flat,
        "lines": lines,
        "normal_version": addresses.VERSION,
    }
    hmac = keyed_hash(key, "post", entry.address_key or fold(entry.raw_address))
    return Point(row["kind"], hmac, row, place, entry.batch.trust, 0)


def _row(entry: Entry, kind: PointKind, status: str, reason: str, *, raw: str, value: str) -> dict[str, Any]:
    batch = entry.batch
    return {
        "kind": kind.value,
        "value": value,
        "raw": raw,
        "party": batch.party,
        "status": status,
        "reason": reason,
        "line_type": "",
        "extension": "",
        "country": "",
        "region": "",
        "city": "",
        "postal_code": "",
        "street": "",
        "house": "",
        "flat": "",
        "lines": [],
        "rank": 0,
        "source_id": batch.source_id,
        "batch_id": batch.id,
        "record_id": entry.record_id,
        "observed_at": batch.observed_at,
    }


@lru_cache(maxsize=65_536)
def judge_address(address: PostalAddress) -> tuple[str, str]:
    """Status and reason of a postal address: what the post could not do with it."""
    checks = (
        (address.country, "no_country"),
        (address.street, "no_street"),
        (address.city or address.postal_code, "no_town"),
    )
    for present, reason in checks:
        if not present:
            return PointStatus.INVALID.value, reason
    doubt = addresses.doubt(address)
    return (PointStatus.RISKY.value, doubt) if doubt else (PointStatus.VALID.value, "")
