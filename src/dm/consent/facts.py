"""What is known of one contact on one day: all that a decision may look at."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dm.consent.period import Period
from dm.consent.vocabulary import ConsentDuration, ConsentForm, Mode, Relation
from dm.errors import InputError
from dm.model import LawChannel, Party

TRANSACTIONAL = "transactional"
ANY_MARKETING = "marketing"
# A message about an order with an offer inside: marketing.
MIXED = "mixed"
OFFERS = frozenset({"offer", "coupon", "discount", "advertisement"})
# A call that checks data before marketing serves whatever purpose the data or the consent was given for: it is held
# to the same law as marketing, but needs no licence of its own.
VERIFY = "verify"
# Contacts that serve no purpose in particular: a no to any purpose is one to them.
UNNAMED = (ANY_MARKETING, MIXED, VERIFY)


@dataclass(frozen=True, slots=True)
class Consent:
    """One consent; empty `channels` or `purposes` mean that it names none and so covers all.

    `unconfirmed`: said in a call, but the owner of the mailbox has not confirmed it; it carries nothing yet.
    """

    given_on: date
    form: ConsentForm | None = None
    evidence: str = ""
    channels: tuple[LawChannel, ...] = ()
    purposes: tuple[str, ...] = ()
    controller: str = ""
    valid_until: date | None = None
    duration: ConsentDuration | None = None
    out_of_hours: bool = False
    withdrawn_on: date | None = None
    wording: str = ""
    unconfirmed: bool = False


@dataclass(frozen=True, slots=True)
class Relationship:
    kind: Relation
    last_on: date | None = None
    current: bool = False
    similar: bool = False


@dataclass(frozen=True, slots=True)
class SoftOptIn:
    own_collection: bool = False
    in_sale: bool = False
    similar: bool = False
    optout_at_collection: bool = False

    @property
    def holds(self) -> bool:
        return self.own_collection and self.in_sale and self.similar and self.optout_at_collection


@dataclass(frozen=True, slots=True)
class CharitySoftOptIn:
    charity: bool = False
    own_collection: bool = False
    supporter: bool = False
    optout_at_collection: bool = False
    collected_on: date | None = None

    @property
    def holds(self) -> bool:
        return self.charity and self.own_collection and self.supporter and self.optout_at_collection


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where the contact came from; `notice_on` is the day the Art. 14 notice was sent; `allowed_*` is the licence."""

    kind: str
    contract: str = ""
    collected_on: date | None = None
    lawful_basis: str = ""
    wording: str = ""
    acquired_on: date | None = None
    notice_on: date | None = None
    allowed_channels: tuple[LawChannel, ...] = ()
    allowed_purposes: tuple[str, ...] = ()
    allowed_until: date | None = None
    is_used_up: bool = False


@dataclass(frozen=True, slots=True)
class Suppression:
    """An objection or an erasure that concerns this contact."""

    reason: str
    on: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class RegisterCheck:
    """What our copy of a register says; `checked_on` is the day of the copy."""

    register: str
    checked_on: date | None
    hit: bool
    listed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Attempts:
    """Tries already made within a window."""

    window: Period
    count: int


@dataclass(frozen=True, slots=True)
class Facts:
    """Hashable; `local_time` is naive wall time in the first zone, or `utc` is aware: exactly one of them.

    `regions` are ISO 3166-2 (address and number may tell two), `zones` every time zone the contact may be in.
    `holiday` overrides the calendar for the day of contact.
    """

    channel: LawChannel
    country: str
    local_time: datetime | None = None
    utc: datetime | None = None
    zones: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    mode: Mode = Mode.LIVE
    party: Party = Party.CONSUMER
    message: tuple[str, ...] = ()
    purpose: str = ANY_MARKETING
    controller: str = ""
    sector: str = ""
    consents: tuple[Consent, ...] = ()
    relationships: tuple[Relationship, ...] = ()
    soft_opt_in: SoftOptIn | None = None
    charity_soft_opt_in: CharitySoftOptIn | None = None
    presumed_interest: str = ""
    provenance: Provenance | None = None
    suppressions: tuple[Suppression, ...] = ()
    registers: tuple[RegisterCheck, ...] = ()
    attempts: tuple[Attempts, ...] = ()
    attempts_at: tuple[datetime, ...] = ()
    refused_on: date | None = None
    abandoned_at: datetime | None = None
    holiday: bool | None = field(default=None)

    def __post_init__(self) -> None:
        if (self.local_time is None) == (self.utc is None):
            raise InputError("A decision needs exactly one of local_time and utc.")
        if self.local_time is not None and self.local_time.tzinfo is not None:
            raise InputError(f"local_time must carry no offset, found {self.local_time.isoformat()}.", hint="Use utc.")
        if self.utc is not None and self.utc.tzinfo is None:
            raise InputError(f"utc must carry an offset or Z, found {self.utc.isoformat()}.")
        if self.abandoned_at is not None and self.abandoned_at.tzinfo is None:
            raise InputError("abandoned_at must carry an offset or Z.")
        if any(moment.tzinfo is None for moment in self.attempts_at):
            raise InputError("attempts_at must carry an offset or Z.")
        for zone in self.zones:
            known_zone(zone)

    @property
    def is_receipt(self) -> bool:
        """A message about an order, with no offer inside: a coupon makes it marketing."""
        return self.purpose == TRANSACTIONAL and OFFERS.isdisjoint(self.message)

    def register(self, register_id: str) -> RegisterCheck | None:
        return next((check for check in self.registers if check.register == register_id), None)


def known_zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as problem:
        raise InputError(f"{name!r} is not a time zone.", hint="Use an IANA name such as Europe/Berlin.") from problem
