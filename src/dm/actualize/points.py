"""The contact points of a person: every e-mail, phone and address, each with its validity, zones and rank."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any

from dm.actualize.entries import Entry
from dm.model import Party, PointKind, PointStatus
from dm.normal import addresses, emails, phones
from dm.normal.address_lines import address_lines
from dm.normal.addresses import PostalAddress
from dm.normal.email_domains import BIG
from dm.normal.emails import Email
from dm.normal.folding import fold
from dm.normal.keyed import keyed_hash
from dm.normal.phones import Phone
from dm.normal.zones import narrowed, zones_of

_EMAIL, _PHONE, _POST = (kind.value for kind in (PointKind.EMAIL, PointKind.PHONE, PointKind.POST))
_VERSIONS = {_EMAIL: emails.VERSION, _PHONE: phones.VERSION, _POST: addresses.VERSION}
_FREE = frozenset(BIG)
_VALID, _RISKY, _INVALID = (status.value for status in (PointStatus.VALID, PointStatus.RISKY, PointStatus.INVALID))
_BETTER_FIRST = {_VALID: 0, _RISKY: 1, _INVALID: 2, "dead": 3}
# A letter or a gift finds a person at a mobile sooner than at a switchboard.
_LINES_FIRST = {"mobile": 0, "fixed_or_mobile": 1, "fixed": 2}
# Numbers and addresses are many, the zones that they lie in are few.
_narrowed = lru_cache(maxsize=4_096)(narrowed)


@dataclass(slots=True)
class Point:
    """A contact point before it has a person; `row` has the columns of table contact_point that come from records."""

    kind: str
    hmac: str
    row: dict[str, Any]
    zones: tuple[str, ...]
    trust: int
    place: int
    entry: Entry

    def sort_key(self) -> tuple[Any, ...]:
        """Valid before risky before invalid, then those not merely added, then fresh, trusted, mobile, first named."""
        seen: datetime = self.row["observed_at"]
        line = _LINES_FIRST.get(self.row["line_type"], 3)
        enriched = self.entry.batch.enriches
        return (_BETTER_FIRST[self.row["status"]], enriched, -seen.timestamp(), -self.trust, line, self.place)


def point_id(person_id: str, hmac: str) -> str:
    """The id of a person's point; the same number of two people is two points."""
    # It begins as the person's id does: a person's points lie side by side in every table that is kept by their ids.
    # The HMAC is of the kind, too.
    return f"CP{person_id[1:]}{hmac[:10].upper()}"


_kind_of = attrgetter("kind")


def points_of(entries: Sequence[Entry], key: bytes) -> list[Point]:
    """The distinct points of one person's records (in order of preference), best first within each kind."""
    place = _place(entries)
    found: dict[str, Point] = {}  # the HMAC is of the kind, too
    for entry in entries:
        for point in _points(entry, key, place):
            found.setdefault(point.hmac, point)
    points = list(found.values())
    if len({point.kind for point in points}) == len(points):
        points.sort(key=_kind_of)
        return points
    points.sort(key=lambda point: (point.kind, *point.sort_key()))
    ranks: dict[str, int] = {}
    for point in points:
        point.row["rank"] = ranks.setdefault(point.kind, 0)
        ranks[point.kind] += 1
    return points


def _place(entries: Sequence[Entry]) -> tuple[str, ...]:
    """Zones of the freshest address that tells any."""
    for entry in entries:
        address = entry.address
        if entry.raw_address and (zones := zones_of(address.country, address.region, address.city)):
            return zones
    return ()


def _points(entry: Entry, key: bytes, place: tuple[str, ...]) -> Iterator[Point]:
    barred = entry.batch.barred
    for order, email in enumerate(entry.emails) if _EMAIL not in barred else ():
        yield _email_point(entry, email, key, order)
    for order, phone in enumerate(entry.phones) if _PHONE not in barred else ():
        yield _phone_point(entry, phone, key, place, order)
    if (entry.address.street or entry.address.postal_code) and _POST not in barred:
        yield _post_point(entry, key, place)


def _email_point(entry: Entry, email: Email, key: bytes, order: int) -> Point:
    line = "role" if email.is_role else "disposable" if email.is_disposable else "free" if email.domain in _FREE else ""
    row = _row(entry, _EMAIL, email.status, email.reason)
    row["raw"], row["value"], row["line_type"] = email.raw, email.key or email.raw, line
    if email.is_role:
        row["party"] = Party.BUSINESS.value
    hmac = keyed_hash(key, _EMAIL, email.key or emails.suppression_key(email.raw))
    return Point(_EMAIL, hmac, row, (), entry.batch.trust, order, entry)


def _phone_point(entry: Entry, phone: Phone, key: bytes, place: tuple[str, ...], order: int) -> Point:
    row = _row(entry, _PHONE, phone.status, phone.reason)
    row["raw"], row["value"], row["line_type"] = phone.raw, phone.e164 or phone.raw, phone.kind
    row["extension"], row["country"] = phone.extension, phone.country
    zones = _narrowed(phone.zones, place) if phone.kind != "fixed" else phone.zones
    hmac = keyed_hash(key, _PHONE, phone.e164 or phones.suppression_key(phone.raw))
    return Point(_PHONE, hmac, row, zones, entry.batch.trust, order, entry)


def _post_point(entry: Entry, key: bytes, place: tuple[str, ...]) -> Point:
    address = entry.address
    status, reason = judge_address(address)
    lines = address_lines(address, sender_country=address.country, language=entry.language)
    row = _row(entry, _POST, status, reason)
    row["raw"], row["value"], row["lines"] = entry.raw_address, ", ".join(lines), lines
    (row["street"], row["house"], row["flat"], row["postal_code"], row["city"], row["region"], row["country"]) = address
    hmac = keyed_hash(key, _POST, entry.address_key or fold(entry.raw_address))
    return Point(_POST, hmac, row, place, entry.batch.trust, 0, entry)


def _row(entry: Entry, kind: str, status: str, reason: str) -> dict[str, Any]:
    batch = entry.batch
    row = dict(_blank(kind, batch.party, batch.source_id, batch.id, batch.observed_at))
    row["status"], row["reason"], row["record_id"] = status, reason, entry.record_id
    return row


@lru_cache(maxsize=1_024)
def _blank(kind: str, party: str, source_id: str, batch_id: str, observed_at: datetime) -> dict[str, Any]:
    """The row of a point of which nothing is known but where it comes from."""
    return {
        "kind": kind,
        "value": "",
        "raw": "",
        "normal_version": _VERSIONS[kind],
        "party": party,
        "status": "",
        "reason": "",
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
        "source_id": source_id,
        "batch_id": batch_id,
        "record_id": None,
        "valid_from": observed_at.date(),
        "observed_at": observed_at,
    }


def judge_address(address: PostalAddress) -> tuple[str, str]:
    """Status and reason of a postal address: what the post could not do with it."""
    if not address.country:
        return _INVALID, "no_country"
    if not address.street:
        return _INVALID, "no_street"
    if not (address.city or address.postal_code):
        return _INVALID, "no_town"
    doubt = addresses.doubt(address)
    return (_RISKY, doubt) if doubt else (_VALID, "")
