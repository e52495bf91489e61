"""Policies: what law and house rules say, as dated data."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from dm.consent.hours import Hours
from dm.consent.period import Period
from dm.consent.vocabulary import BasisKind, ConsentForm, Mode, Relation
from dm.model import LawChannel, Party

GLOBAL = "GLOBAL"
# After what a cooldown begins: the person's no, or a call that was answered and had nobody to speak.
REFUSAL, ABANDONED = "refusal", "abandoned"
# House rule: warn from the review date on, refuse calls and texts a quarter of a year later.
REVIEW_GRACE = Period(months=3)


@dataclass(frozen=True, slots=True)
class Dates:
    """Both days belong to the span; None is open."""

    valid_from: date | None = None
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    def overlaps(self, other: Dates) -> bool:
        starts_late = self.valid_to and other.valid_from and self.valid_to < other.valid_from
        ends_early = other.valid_to and self.valid_from and other.valid_to < self.valid_from
        return not (starts_late or ends_early)


@dataclass(frozen=True, slots=True)
class Basis:
    """One lawful ground; `lifts` names the registers that it overrides."""

    kind: BasisKind
    dates: Dates = Dates()
    evidence: bool = False
    form: ConsentForm | None = None
    default_life: Period | None = None
    max_age: Period | None = None
    relation: Relation | None = None
    current: bool = False
    similar: bool = False
    with_consent: bool = False
    newer_than_register: str = ""
    lifts: tuple[str, ...] = ()
    lifts_if_out_of_hours: bool = False


@dataclass(frozen=True, slots=True)
class Register:
    id: str
    max_age: Period
    house: bool = False


@dataclass(frozen=True, slots=True)
class Cap:
    """At most `max` tries in any `window`, answered or not."""

    window_text: str
    window: Period
    max: int


@dataclass(frozen=True, slots=True)
class Cooldown:
    """Silence after something that happened: a refusal counts by days, an abandoned call to the hour."""

    period: Period
    after: str = REFUSAL


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    channels: tuple[LawChannel, ...]
    parties: tuple[Party, ...]
    modes: tuple[Mode, ...]
    sources: tuple[str, ...]
    dates: Dates = Dates()
    bases: tuple[Basis, ...] = ()
    hours: Hours | None = None
    registers: tuple[Register, ...] = ()
    caps: tuple[Cap, ...] = ()
    cooldowns: tuple[Cooldown, ...] = ()
    requires: tuple[str, ...] = ()
    adds_only: bool = False
    forbidden: bool = False
    house: bool = False
    optout: tuple[tuple[str, str], ...] = ()
    records_keep: str = ""
    note: str = ""

    def speaks_of(self, channel: LawChannel, mode: Mode, party: Party) -> bool:
        """Whether the rule is about such a contact; the mode matters on the phone alone."""
        mode_fits = channel is not LawChannel.PHONE or not self.modes or mode in self.modes
        return channel in self.channels and party in self.parties and mode_fits

    def overlaps(self, other: Rule) -> bool:
        channels = set(self.channels) & set(other.channels)
        modes_meet = not self.modes or not other.modes or bool(set(self.modes) & set(other.modes))
        same_contact = bool(channels - {LawChannel.PHONE}) or (LawChannel.PHONE in channels and modes_meet)
        return same_contact and bool(set(self.parties) & set(other.parties)) and self.dates.overlaps(other.dates)


@dataclass(frozen=True, slots=True)
class Ban:
    """A trade that may not be advertised this way; `unless` names what saves it."""

    id: str
    sectors: tuple[str, ...]
    channels: tuple[LawChannel, ...]
    sources: tuple[str, ...]
    unless: str = ""
    dates: Dates = Dates()


@dataclass(frozen=True, slots=True)
class ProvenanceRule:
    """`dossier_needs` of every bought list, `consent_needs` besides where its lawful basis is consent."""

    refuse: tuple[str, ...]
    dossier: tuple[str, ...]
    accept: tuple[str, ...]
    dossier_needs: tuple[str, ...]
    consent_needs: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ThirdPartyData:
    """GDPR Art. 14: who got data from elsewhere tells the person so, in time."""

    kinds: tuple[str, ...]
    notice_within: Period
    at_first_contact: bool
    requires: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Regions:
    """On these channels a region without a reviewed file is refused.

    `unknown_allowed` speaks of a contact whose region nobody knows.
    """

    channels: tuple[LawChannel, ...]
    unknown_allowed: bool
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Revocation:
    """Who revokes a consent to one of these channels has revoked all of them."""

    channels: tuple[LawChannel, ...]
    dates: Dates
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    id: str
    version: str
    reviewed_on: date
    extends: tuple[str, ...] = ()
    reviewed_by: str = ""
    review_by: date | None = None
    confidence: str = ""
    note: str = ""
    rules: tuple[Rule, ...] = ()
    bans: tuple[Ban, ...] = ()
    provenance: ProvenanceRule | None = None
    third_party: ThirdPartyData | None = None
    regions: Regions | None = None
    revocation: Revocation | None = None
    suppression_sources: tuple[str, ...] = ()

    @property
    def versioned_id(self) -> str:
        return f"{self.id}@{self.version}"

    def is_overdue(self, day: date) -> bool:
        """Whether the review that was promised has not come."""
        return self.review_by is not None and self.review_by < day

    def is_closed_to(self, channel: LawChannel, day: date) -> bool:
        """A file too long without review no longer carries calls and texts."""
        if self.review_by is None or channel not in (LawChannel.PHONE, LawChannel.SMS):
            return False
        return REVIEW_GRACE.after(self.review_by) < day


@dataclass(frozen=True)
class Policies:
    """All files of one folder; `hash` changes with any byte of any of them."""

    files: dict[str, Policy]
    hash: str
    _chains: dict[str, tuple[Policy, ...] | None] = field(default_factory=dict, repr=False, compare=False)

    @property
    def versions(self) -> dict[str, str]:
        return {name: policy.version for name, policy in sorted(self.files.items())}

    def chain(self, name: str) -> tuple[Policy, ...] | None:
        """GLOBAL first, then what the file extends, then the file; None when any link is missing."""
        if name not in self._chains:
            self._chains[name] = self._build_chain(name)
        return self._chains[name]

    def _build_chain(self, name: str) -> tuple[Policy, ...] | None:
        found: dict[str, Policy] = {}
        complete = self._climb(GLOBAL, found, ()) and self._climb(name, found, ())
        return tuple(found.values()) if complete else None

    def _climb(self, name: str, found: dict[str, Policy], path: tuple[str, ...]) -> bool:
        policy = self.files.get(name)
        if policy is None or name in path:
            return False
        if not all(self._climb(parent, found, (*path, name)) for parent in policy.extends):
            return False
        found.setdefault(name, policy)
        return True

    def to_review(self, day: date) -> tuple[Policy, ...]:
        """The files whose review is overdue or that nobody has signed."""
        return tuple(policy for policy in self.files.values() if policy.is_overdue(day) or not policy.reviewed_by)

    def without(self, name: str) -> Policies:
        """The same set as if that file did not exist."""
        rest = {key: policy for key, policy in self.files.items() if key != name}
        return replace(self, files=rest, hash=f"{self.hash}-{name}", _chains={})
