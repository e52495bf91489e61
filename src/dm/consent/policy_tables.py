"""The tables of a policy file: which keys each may hold, and what becomes of them."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from dm.consent.hours import WEEKDAYS, Hours, Span, parse_span
from dm.consent.policy import (
    ABANDONED,
    REFUSAL,
    Ban,
    Basis,
    Cap,
    Cooldown,
    Dates,
    ProvenanceRule,
    Regions,
    Register,
    Revocation,
    Rule,
    ThirdPartyData,
)
from dm.consent.reading import Table, closed, closed_or_none
from dm.consent.vocabulary import BasisKind, ConsentForm, Mode, Relation
from dm.model import LawChannel, Party

SCHEMA = 1
UNLESS = ("", "contract", "opt_in")
AFTER = (REFUSAL, ABANDONED)


def head(table: Table) -> dict[str, Any]:
    if table.number("schema") != SCHEMA:
        table.fail("schema", f"schema must be {SCHEMA}")
    values = {
        "id": table.needed("id"),
        "extends": table.texts("extends"),
        "version": table.needed("version"),
        "reviewed_on": table.day("reviewed_on") or table.fail("reviewed_on", "reviewed_on is missing"),
        "reviewed_by": table.text("reviewed_by"),
        "review_by": table.day("review_by"),
        "confidence": table.text("confidence"),
        "note": table.text("note"),
    }
    table.done()
    return values


def _sources(table: Table) -> tuple[str, ...]:
    return table.texts("source") or table.fail("source", "source is missing: name the law, or the house rule")


def _dates(table: Table) -> Dates:
    dates = Dates(table.day("valid_from"), table.day("valid_to"))
    if dates.valid_from and dates.valid_to and dates.valid_to < dates.valid_from:
        table.fail("valid_to", f"valid_to {dates.valid_to} is before valid_from {dates.valid_from}")
    return dates


def _channels(table: Table) -> tuple[LawChannel, ...]:
    return table.words("channel", LawChannel) or table.fail("channel", "channel is missing")


def rule(table: Table) -> Rule:
    made = Rule(
        id=table.needed("id"),
        channels=_channels(table),
        parties=table.words("party", Party) or table.fail("party", "party is missing"),
        modes=table.words("mode", Mode),
        sources=_sources(table),
        dates=_dates(table),
        bases=tuple(closed(part, _basis) for part in table.tables("basis")),
        hours=closed_or_none(table.table("hours"), _hours),
        registers=tuple(closed(part, _register) for part in table.tables("register")),
        caps=tuple(closed(part, _cap) for part in table.tables("cap")),
        cooldowns=tuple(closed(part, _cooldown) for part in table.tables("cooldown")),
        requires=closed_or_none(table.table("content"), lambda content: content.texts("require")) or (),
        adds_only=table.flag("adds_only"),
        forbidden=table.flag("forbidden"),
        house=table.flag("house"),
        optout=closed_or_none(table.table("optout"), _optout) or (),
        records_keep=closed_or_none(table.table("records"), lambda records: records.needed("keep")) or "",
        note=table.text("note"),
    )
    if bool(made.bases) == (made.adds_only or made.forbidden):
        table.fail("basis", "a rule has at least one basis, or says adds_only or forbidden, and never both")
    return made


def _basis(table: Table) -> Basis:
    basis = Basis(
        kind=table.word("kind", BasisKind) or table.fail("kind", "kind of basis is missing"),
        dates=_dates(table),
        evidence=table.flag("evidence"),
        form=table.word("form", ConsentForm),
        default_life=table.period("default_life"),
        max_age=table.period("max_age"),
        relation=table.word("relation", Relation),
        current=table.flag("current"),
        similar=table.flag("similar"),
        with_consent=table.flag("with_consent"),
        newer_than_register=table.text("newer_than_register"),
        lifts=table.texts("lifts"),
        lifts_if_out_of_hours=table.flag("lifts_if_out_of_hours"),
    )
    if (basis.kind is BasisKind.RELATIONSHIP) != (basis.relation is not None):
        table.fail("relation", "relation belongs to a basis of kind relationship, and to no other")
    return basis


def _hours(table: Table) -> Hours:
    holidays = table.text("holidays", "same")
    if holidays not in ("closed", "same"):
        table.fail("holidays", f"holidays is {holidays!r}, must be closed or same")
    return Hours(
        week=tuple(_spans(table, day) for day in WEEKDAYS),
        closed_on_holidays=holidays == "closed",
        eve_of_holiday=_spans(table, "eve_of_holiday") if table.has("eve_of_holiday") else None,
        applies_to=table.words("applies_to", LawChannel),
        house=table.flag("house"),
        note=table.text("note"),
    )


def _spans(table: Table, key: str) -> tuple[Span, ...]:
    if not table.has(key):
        table.fail(key, f"{key} is missing (an empty list closes the day)")
    try:
        spans = tuple(parse_span(text) for text in table.texts(key))
    except ValueError as problem:
        table.fail(key, f"{key}: {problem}")
    if any(later[0] < earlier[1] for earlier, later in pairwise(spans)):
        table.fail(key, f"{key}: spans must follow each other without overlap")
    return spans


def _register(table: Table) -> Register:
    return Register(table.needed("id"), table.needed_period("max_age"), table.flag("house"))


def _cap(table: Table) -> Cap:
    return Cap(table.needed("window"), table.needed_period("window"), table.number("max"))


def _cooldown(table: Table) -> Cooldown:
    after = table.needed("after")
    if after not in AFTER:
        table.fail("after", f"after is {after!r}, must be one of {', '.join(AFTER)}")
    return Cooldown(table.needed_period("period"), after)


def _optout(table: Table) -> tuple[tuple[str, str], ...]:
    keys = ("deadline", "mechanism_life", "keep")
    return tuple((key, table.text(key)) for key in keys if table.text(key))


def ban(table: Table) -> Ban:
    made = Ban(
        id=table.needed("id"),
        sectors=table.texts("sector") or table.fail("sector", "sector is missing"),
        channels=_channels(table),
        sources=_sources(table),
        unless=table.text("unless"),
        dates=_dates(table),
    )
    if made.unless not in UNLESS:
        table.fail("unless", f"unless is {made.unless!r}, must be contract or opt_in")
    return made


def provenance(table: Table) -> ProvenanceRule:
    return ProvenanceRule(
        refuse=table.texts("refuse"),
        dossier=table.texts("dossier"),
        accept=table.texts("accept"),
        dossier_needs=table.texts("dossier_needs"),
        consent_needs=table.texts("consent_needs"),
        sources=_sources(table),
    )


def third_party(table: Table) -> ThirdPartyData:
    return ThirdPartyData(
        kinds=table.texts("kinds"),
        notice_within=table.needed_period("notice_within"),
        at_first_contact=table.flag("at_first_contact"),
        requires=table.texts("require"),
        sources=_sources(table),
    )


def regions(table: Table) -> Regions:
    unknown = table.needed("unknown")
    if unknown not in ("refuse", "allow"):
        table.fail("unknown", f"unknown is {unknown!r}, must be refuse or allow")
    return Regions(_channels(table), unknown == "allow", _sources(table))


def revocation(table: Table) -> Revocation:
    return Revocation(_channels(table), _dates(table), _sources(table))


def suppression(table: Table) -> tuple[str, ...]:
    table.texts("scopes")
    return _sources(table)
