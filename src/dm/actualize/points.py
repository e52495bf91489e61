"""The contact points of a person: every e-mail, phone and address, each with its validity, zones and rank."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import count
from typing import Any, NamedTuple

from dm.actualize.entries import ORIGIN, BatchFacts, Entry
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
_BUSINESS = Party.BUSINESS.value
_FREE = frozenset(BIG)
_VALID, _RISKY, _INVALID = (status.value for status in (PointStatus.VALID, PointStatus.RISKY, PointStatus.INVALID))
_BETTER_FIRST = {_VALID: 0, _RISKY: 1, _INVALID: 2, "dead": 3}
# A letter or a gift finds a person at a mobile sooner than at a switchboard.
_LINES_FIRST = {"mobile": 0, "fixed_or_mobile": 1, "fixed": 2}
# Numbers and addresses are many, the zones that they lie in are few.
_narrowed = lru_cache(maxsize=4_096)(narrowed)


_NOWHERE = PostalAddress()
# Points are three times as many as people, and `Point(...)` looks at every argument on its way.
_new = tuple.__new__


class Point(NamedTuple):
    """A contact point before it has a person, as one record has it.

    Of a phone nothing of `address` is known but the country, of an e-mail nothing. `place` is its number in the record.
    """

    entry: Entry
    kind: str
    status: str
    reason: str
    line_type: str
    hmac: str
    raw: str
    value: str
    party: str
    rank: int = 0
    extension: str = ""
    lines: Sequence[str] = ()
    address: PostalAddress = _NOWHERE
    zones: tuple[str, ...] = ()
    place: int = 0

    def stored(self, identity: str, person_id: str) -> tuple[Any, ...]:
        """The values of STORED for its kind."""
        if self.kind == _EMAIL:
            return (identity, person_id, self.entry.record_id, *self[2:_RANKED])
        if self.kind == _PHONE:
            return (identity, person_id, self.entry.record_id, *self[2:_LAST], self.address.country)
        return (identity, person_id, self.entry.record_id, *self[2:_RANKED], *self.address, self.lines)

    @property
    def told(self) -> tuple[str, ...]:
        """Kind, status, reason and line."""
        return self[1:5]

    @property
    def row(self) -> dict[str, Any]:
        """The columns of table contact_point that come from records."""
        said = dict(zip(Point._fields[1:_LAST], self[1:_LAST], strict=True))
        return (
            said
            | self.address._asdict()
            | shared(self.kind, self.entry.batch)
            | {
                "record_id": self.entry.record_id,
                "lines": self.lines,
            }
        )

    def sort_key(self) -> tuple[Any, ...]:
        """Valid before risky before invalid, then those not merely added, then fresh, trusted, mobile, first named."""
        batch, line = self.entry.batch, _LINES_FIRST.get(self.line_type, 3)
        seen = -batch.observed_at.timestamp()
        return (_BETTER_FIRST[self.status], batch.enriches, seen, -batch.trust, line, self.place)


_RANKED, _LAST = Point._fields.index("rank") + 1, Point._fields.index("lines")
_OF_ALL = ("id", "person_id", "record_id", *Point._fields[2:_RANKED])
# What tells one point of a kind and batch from another. What SQLite's driver does not take as it is stands last, which
# makes the rows quicker to write.
STORED = {
    _EMAIL: _OF_ALL,
    _PHONE: (*_OF_ALL, "extension", "country"),
    _POST: (*_OF_ALL, *PostalAddress._fields, "lines"),
}


def shared(kind: str, batch: BatchFacts) -> dict[str, Any]:
    """What all points of one kind and batch have in common."""
    lines = {} if kind == _POST else {"lines": ()}
    return {"kind": kind, "normal_version": _VERSIONS[kind], **lines, **dict(zip(ORIGIN, batch.origin, strict=True))}


def point_id(person_id: str, hmac: str) -> str:
    """The id of a person's point; the same number of two people is two points."""
    # It begins as the person's id does: a person's points lie side by side in every table that is kept by their ids.
    # The HMAC is of the kind, too.
    return f"CP{person_id[1:]}{hmac[:10].upper()}"


def points_of(entries: Sequence[Entry], key: bytes) -> list[Point]:
    """The distinct points of one person's records (in order of preference), best first within each kind."""
    place = _place(entries)
    if len(entries) == 1 and len(entries[0].emails) <= 1 and len(entries[0].phones) <= 1:
        return _points(entries[0], key, place)
    found: dict[str, Point] = {}  # the HMAC is of the kind, too
    for entry in entries:
        for point in _points(entry, key, place):
            found.setdefault(point.hmac, point)
    points = sorted(found.values(), key=lambda point: (point.kind, *point.sort_key()))
    ranks: dict[str, Iterator[int]] = defaultdict(count)
    return [point._replace(rank=next(ranks[point.kind])) for point in points]


def _place(entries: Sequence[Entry]) -> tuple[str, ...]:
    """Zones of the freshest address that tells any."""
    for entry in entries:
        address = entry.address
        if entry.raw_address and (zones := zones_of(address.country, address.region, address.city)):
            return zones
    return ()


def _points(entry: Entry, key: bytes, place: tuple[str, ...]) -> list[Point]:
    """In the order of their kinds."""
    barred, points = entry.batch.barred, []
    if entry.emails and _EMAIL not in barred:
        points += [_email_point(entry, email, key, order) for order, email in enumerate(entry.emails)]
    if entry.phones and _PHONE not in barred:
        points += [_phone_point(entry, phone, key, place, order) for order, phone in enumerate(entry.phones)]
    if (entry.address.street or entry.address.postal_code or entry.address.is_in_village) and _POST not in barred:
        points.append(_post_point(entry, key, place))
    return points


def _email_point(entry: Entry, email: Email, key: bytes, order: int) -> Point:
    line = "role" if email.is_role else "disposable" if email.is_disposable else "free" if email.domain in _FREE else ""
    hmac = keyed_hash(key, _EMAIL, email.key or emails.suppression_key(email.raw))
    party = _BUSINESS if email.is_role else entry.batch.party
    value = email.key or email.raw
    said = (entry, _EMAIL, email.status, email.reason, line, hmac, email.raw, value, party)
    return _new(Point, (*said, 0, "", (), _NOWHERE, (), order))


def _phone_point(entry: Entry, phone: Phone, key: bytes, place: tuple[str, ...], order: int) -> Point:
    raw, party = phone.raw, entry.batch.party
    zones = _narrowed(phone.zones, place) if phone.kind != "fixed" else phone.zones
    hmac = keyed_hash(key, _PHONE, phone.e164 or phones.suppression_key(raw))
    said = (entry, _PHONE, phone.status, phone.reason, phone.kind, hmac, raw, phone.e164 or raw, party)
    return _new(Point, (*said, 0, phone.extension, (), _somewhere_in(phone.country), zones, order))


@lru_cache(maxsize=300)
def _somewhere_in(country: str) -> PostalAddress:
    return PostalAddress(country=country)


def _post_point(entry: Entry, key: bytes, place: tuple[str, ...]) -> Point:
    address, raw = entry.address, entry.raw_address
    status, reason = judge_address(address)
    lines = address_lines(address, sender_country=address.country, language=entry.language)
    hmac = keyed_hash(key, _POST, entry.address_key or fold(raw))
    said = (entry, _POST, status, reason, "", hmac, raw, ", ".join(lines), entry.batch.party)
    return _new(Point, (*said, 0, "", lines, address, place, 0))


def judge_address(address: PostalAddress) -> tuple[str, str]:
    """Status and reason of a postal address: what the post could not do with it."""
    if not address.country:
        return _INVALID, "no_country"
    if not address.street and not address.is_in_village:
        return _INVALID, "no_street"
    if not (address.city or address.postal_code):
        return _INVALID, "no_town"
    doubt = addresses.doubt(address)
    return (_RISKY, doubt) if doubt else (_VALID, "")
