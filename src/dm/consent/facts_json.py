"""Facts as people and other programs write them: the JSON of `dm consent decide`."""

from __future__ import annotations

from functools import partial
from typing import Any

from dm.consent.channel_families import ANY, OBJECTION_COVERS
from dm.consent.facts import (
    ANY_MARKETING,
    UNNAMED,
    Attempts,
    CharitySoftOptIn,
    Consent,
    Facts,
    Provenance,
    RegisterCheck,
    Relationship,
    SoftOptIn,
    Suppression,
)
from dm.consent.period import parse_period
from dm.consent.reading import Table, closed, closed_or_none
from dm.consent.vocabulary import ConsentDuration, ConsentForm, Mode, Relation
from dm.errors import InputError
from dm.model import LawChannel, Party


def facts_from_json(raw: Any, *, where: str = "facts") -> Facts:
    """Read one case's `input`; InputError names the key and the value seen."""
    table = Table(raw, locate=lambda _key: where, error=InputError)
    country = table.needed("country").upper()
    facts = Facts(
        channel=table.word("channel", LawChannel) or table.fail("channel", "channel is missing"),
        country=country,
        regions=tuple(_full_region(country, region) for region in table.texts("region")),
        mode=table.word("mode", Mode) or Mode.LIVE,
        party=table.word("party", Party) or Party.CONSUMER,
        local_time=table.moment("local_time"),
        utc=table.moment("utc"),
        zones=table.texts("tz"),
        message=table.texts("message"),
        purpose=table.text("purpose", ANY_MARKETING),
        controller=table.text("controller"),
        sector=table.text("sector"),
        consents=tuple(closed(part, _consent) for part in table.tables("consent")),
        relationships=tuple(closed(part, _relationship) for part in table.tables("relationship")),
        soft_opt_in=closed_or_none(table.table("soft_opt_in"), _soft_opt_in),
        charity_soft_opt_in=closed_or_none(table.table("charity_soft_opt_in"), _charity),
        presumed_interest=table.text("presumed_interest"),
        provenance=closed_or_none(table.table("provenance"), _provenance),
        suppressions=_hits(table),
        registers=_registers(table),
        attempts=_attempts(table),
        attempts_at=table.moments("attempts_at"),
        refused_on=table.day("refused_on"),
        abandoned_at=table.moment("abandoned_at"),
        holiday=table.flag("holiday") if table.has("holiday") else None,
    )
    table.done()
    return facts


def _full_region(country: str, region: str) -> str:
    return region if region.startswith(f"{country}-") else f"{country}-{region}"


def _consent(table: Table) -> Consent:
    return Consent(
        given_on=table.day("given_on") or table.fail("given_on", "consent without given_on"),
        form=table.word("form", ConsentForm),
        evidence=table.text("evidence"),
        channels=table.words("channels", LawChannel),
        purposes=table.texts("purposes"),
        controller=table.text("controller"),
        valid_until=table.day("valid_until"),
        duration=table.word("duration", ConsentDuration),
        out_of_hours=table.flag("out_of_hours"),
        withdrawn_on=table.day("withdrawn_on"),
        wording=table.text("wording"),
        unconfirmed=table.flag("unconfirmed"),
    )


def _relationship(table: Table) -> Relationship:
    return Relationship(
        kind=table.word("kind", Relation) or table.fail("kind", "relationship without kind"),
        last_on=table.day("last_on"),
        current=table.flag("current"),
        similar=table.flag("similar"),
    )


def _soft_opt_in(table: Table) -> SoftOptIn:
    return SoftOptIn(
        own_collection=table.flag("own_collection"),
        in_sale=table.flag("in_sale"),
        similar=table.flag("similar"),
        optout_at_collection=table.flag("optout_at_collection"),
    )


def _charity(table: Table) -> CharitySoftOptIn:
    return CharitySoftOptIn(
        charity=table.flag("charity"),
        own_collection=table.flag("own_collection"),
        supporter=table.flag("supporter"),
        optout_at_collection=table.flag("optout_at_collection"),
        collected_on=table.day("collected_on"),
    )


def _provenance(table: Table) -> Provenance:
    return Provenance(
        kind=table.needed("kind"),
        contract=table.text("contract"),
        collected_on=table.day("collected_on"),
        lawful_basis=table.text("lawful_basis"),
        wording=table.text("wording"),
        acquired_on=table.day("acquired_on"),
        notice_on=table.day("notice_on"),
        allowed_channels=table.words("allowed_channels", LawChannel),
        allowed_purposes=table.texts("allowed_purposes"),
        allowed_until=table.day("allowed_until"),
    )


def _hits(table: Table) -> tuple[Suppression, ...]:
    read = [closed(part, partial(_suppression, table)) for part in table.tables("suppression")]
    return tuple(suppression for hit, suppression in read if hit)


def _suppression(contact: Table, table: Table) -> tuple[bool, Suppression]:
    """The objection, and whether it was met and speaks of this contact: what it leaves unsaid, it says of all."""
    suppression = Suppression(table.text("reason", "objection"), table.day("on"), table.day("until"))
    said = table.text("channel", ANY)
    channels = OBJECTION_COVERS.get(said) or table.fail("channel", f"channel is {said!r}, must be a channel or *")
    purpose, controller = table.text("purpose", ANY), table.text("controller", ANY)
    speaks = (
        contact.text("channel") in channels
        and (purpose == ANY or contact.text("purpose", ANY_MARKETING) in (purpose, *UNNAMED))
        and (controller == ANY or contact.text("controller", controller) == controller)
    )
    table.text("scope")
    return table.flag("hit", default=True) and speaks, suppression


def _registers(table: Table) -> tuple[RegisterCheck, ...]:
    named = table.table("registers")
    if named is None:
        return ()
    checks = [closed(part, partial(_check, name)) for name, part in named.named_tables()]
    return tuple(sorted(checks, key=lambda check: check.register))


def _check(name: str, table: Table) -> RegisterCheck:
    return RegisterCheck(name, table.day("checked_on"), table.flag("hit"), table.day("listed_on"))


def _attempts(table: Table) -> tuple[Attempts, ...]:
    named = table.table("attempts")
    return () if named is None else tuple(_window(named, window) for window, _ in named.items())


def _window(table: Table, window: str) -> Attempts:
    try:
        return Attempts(parse_period(window), table.number(window))
    except ValueError as problem:
        table.fail(window, f"attempts: {problem}")
