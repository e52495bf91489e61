"""From rows to facts: what the database knows of a chunk of contacts, in a dozen statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from dm.consent import keys
from dm.consent.channel_families import POINT_KIND
from dm.consent.contact_history import History, load_history
from dm.consent.dealings import Dealings, load_dealings, presumed_interest, soft_opt_in
from dm.consent.facts import Consent, Facts, Provenance, RegisterCheck
from dm.consent.places import load_sources, load_zones
from dm.consent.policy import Policies
from dm.consent.records_of_consent import load_consents
from dm.consent.regions import region_code
from dm.consent.registers import checks_for, newest_copies, registers_of
from dm.consent.standing_objections import load_objections, objections_to
from dm.consent.vocabulary import Mode
from dm.model import LawChannel, Party, PointKind
from dm.normal.keyed import older_keys

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Target:
    """One contact to ask for; `point_id` None means the person's best point of the channel."""

    person_id: str
    point_id: str | None = None


@dataclass(frozen=True, slots=True)
class ContactContext:
    """On whose behalf, for what and with which words; `message` is what the template says that it carries.

    `campaign` is its id, which counts as one use of a source's licence, however many waves it has.
    """

    controller: str
    purpose: str
    sector: str = ""
    mode: str = "live"
    message: frozenset[str] = frozenset()
    campaign: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """A target with the person and the point that it means today; either may be gone."""

    target: Target
    known: keys.Known | None
    point: Row | None

    @property
    def person_id(self) -> str:
        """Today's id, after all merges."""
        return self.known.person["id"] if self.known else self.target.person_id

    def hashes(self, channel: LawChannel, key: bytes) -> tuple[str, ...]:
        """What registers know this contact by: the number, the address, or name and postal address together."""
        if self.point is None:
            return ()
        if POINT_KIND[channel] is not PointKind.POST or self.known is None:
            return (self.point["hmac"], *keys.under_older_keys(self.point, key))
        name = keys.folded_name(self.known.person)
        if not name:
            return ()
        ring = zip(older_keys(key), keys.under_older_keys(self.point, key), strict=True)
        older = (keys.name_post_hash(one, name, hashed) for one, hashed in ring)
        return (keys.name_post_hash(key, name, self.point["hmac"]), *older)


def gather(
    connection: Connection,
    targets: Sequence[Target],
    *,
    channel: LawChannel,
    context: ContactContext,
    at: datetime,
    key: bytes,
    policies: Policies,
) -> dict[Target, Facts]:
    contacts = _contacts(connection, targets, channel)
    points = [contact.point for contact in contacts if contact.point]
    people = {contact.person_id: contact.known for contact in contacts if contact.known}
    day = at.astimezone(UTC).date()
    copies = newest_copies(connection, registers_of(policies, channel), day)
    hashed = {contact.target: contact.hashes(channel, key) for contact in contacts}
    room = Gathered(
        channel=channel,
        context=context,
        at=at.astimezone(UTC),
        zones=load_zones(connection, points),
        sources=load_sources(connection, context.campaign),
        objections=load_objections(connection, people.values(), key),
        consents=load_consents(
            connection, [(contact.target, contact.known, contact.point) for contact in contacts], at, key
        ),
        dealings=load_dealings(connection, people, context.controller, at),
        history=load_history(connection, people, points, policies, channel, at),
        unlisted=tuple(RegisterCheck(name, copy["as_of"], hit=False) for name, copy in sorted(copies.items())),
        listed=checks_for(connection, copies, (one for some in hashed.values() for one in some)),
    )
    return {contact.target: room.facts(contact, hashed[contact.target]) for contact in contacts}


def _contacts(connection: Connection, targets: Sequence[Target], channel: LawChannel) -> list[Contact]:
    called = keys.now_called(connection, (target.person_id for target in targets))
    people = keys.known_people(connection, called.values())
    contacts = []
    for target in targets:
        known = people.get(called[target.person_id])
        contacts.append(Contact(target, known, _point(known, target, POINT_KIND[channel]) if known else None))
    return contacts


def _point(known: keys.Known, target: Target, kind: PointKind) -> Row | None:
    if target.point_id:
        return next((point for point in known.points if point["id"] == target.point_id), None)
    usable = (point for point in known.points if point["kind"] == kind and point["status"] in ("valid", "risky"))
    return min(usable, key=lambda point: (point["rank"], point["id"]), default=None)


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything loaded for one chunk."""

    channel: LawChannel
    context: ContactContext
    at: datetime
    zones: Mapping[str, tuple[str, ...]]
    sources: Mapping[str, Row]
    objections: Mapping[str, tuple[tuple[str, Row], ...]]
    consents: Mapping[Target, tuple[Consent, ...]]
    dealings: Mapping[str, Dealings]
    history: History
    unlisted: tuple[RegisterCheck, ...]
    listed: Mapping[str, tuple[RegisterCheck, ...]]

    def facts(self, contact: Contact, hashes: tuple[str, ...]) -> Facts:
        person: Row = contact.known.person if contact.known else {}
        point: Row = contact.point or {}
        source = self.sources.get(point.get("source_id") or person.get("source_id") or "", {})
        country = point.get("country") or person.get("country") or source.get("country") or ""
        party = Party(point.get("party") or person.get("party") or Party.CONSUMER)
        dealings = self.dealings.get(contact.person_id, Dealings())
        tries = self.history.of(contact.person_id, point.get("hmac", ""))
        return Facts(
            channel=self.channel,
            country=country,
            regions=_regions(country, point, person),
            utc=self.at,
            zones=self.zones.get(point.get("id", ""), ()),
            mode=Mode(self.context.mode),
            party=party,
            message=tuple(sorted(self.context.message)),
            purpose=self.context.purpose,
            controller=self.context.controller,
            sector=self.context.sector,
            consents=comparable(self.consents.get(contact.target, ())),
            relationships=dealings.relationships(self.context.purpose),
            soft_opt_in=soft_opt_in(dealings, source.get("origin", ""), self.context.purpose),
            presumed_interest=presumed_interest(dealings, self.at.date()) if party is Party.BUSINESS else "",
            provenance=_provenance(source),
            suppressions=objections_to(contact.known, point, self.objections, self.channel, self.context),
            registers=self._registers(hashes),
            attempts=tries.counts,
            attempts_at=tries.moments,
            refused_on=tries.refused_on,
            abandoned_at=tries.abandoned_at,
        )

    def _registers(self, hashes: tuple[str, ...]) -> tuple[RegisterCheck, ...]:
        hits = {hit.register: hit for one in hashes for hit in self.listed.get(one, ())}
        return tuple(hits.get(check.register, check) for check in self.unlisted)


def comparable(consents: tuple[Consent, ...]) -> tuple[Consent, ...]:
    """Only whether there is proof decides: without its number, people with like consents share one decision."""
    return tuple(replace(consent, evidence="kept" if consent.evidence else "", wording="") for consent in consents)


def _regions(country: str, point: Row, person: Row) -> tuple[str, ...]:
    """Address and number may lie in two states: both count."""
    texts = [point.get("region", "")]
    if person.get("country") == country:
        texts.append(person.get("region", ""))
    found = (region_code(country, text) for text in texts if text)
    return tuple(sorted({code for code in found if code}))


def _provenance(source: Row) -> Provenance | None:
    if not source:
        return None
    return Provenance(
        kind=source["origin"],
        contract=source["contract"],
        collected_on=source["collected_from"] or source["collected_to"],
        lawful_basis=source["lawful_basis"],
        wording=source["wording"],
        acquired_on=source["acquired_on"],
        notice_on=source["notice_on"],
        allowed_channels=tuple(LawChannel(one) for one in source["permitted_channels"]),
        allowed_purposes=tuple(source["permitted_purposes"]),
        allowed_until=source["valid_until"],
        is_used_up=source.get("used_up", False),
    )
