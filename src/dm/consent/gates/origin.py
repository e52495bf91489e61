"""Gates 1 and 5: where the contact came from, and whether the person was told."""

from __future__ import annotations

from collections.abc import Iterator

from dm.consent.decision import Finding
from dm.consent.facts import ANY_MARKETING, TRANSACTIONAL, VERIFY, Provenance
from dm.consent.gates.case import Case
from dm.consent.policy import Policy, ProvenanceRule, ThirdPartyData
from dm.consent.vocabulary import Denial

# The first letter may itself be the notice, if it says so and names the source: GDPR 14(3)(b).
NOTICE = "art14_notice"


def provenance(case: Case) -> Iterator[Finding]:
    """A consent column in an unlawful list changes nothing."""
    origin = case.facts.provenance
    if origin is None:
        return
    for policy in case.chain:
        law = policy.provenance
        if law is None:
            continue
        if origin.kind in law.refuse:
            yield _about(policy, law.sources, Denial.PROVENANCE_UNLAWFUL, origin.kind)
        elif gaps := _gaps(case, origin, law):
            yield _about(policy, law.sources, Denial.PROVENANCE_INCOMPLETE, ", ".join(gaps))


def _gaps(case: Case, origin: Provenance, law: ProvenanceRule) -> list[str]:
    if origin.kind not in law.dossier + law.accept:
        return [f"origin {origin.kind}"]
    needs = law.dossier_needs if origin.kind in law.dossier else ()
    needs += law.consent_needs if origin.kind in law.dossier and origin.lawful_basis == "consent" else ()
    return [need for need in needs if not getattr(origin, need)] + _outside_licence(case, origin)


def _outside_licence(case: Case, origin: Provenance) -> list[str]:
    facts, gaps = case.facts, []
    if origin.allowed_channels and facts.channel not in origin.allowed_channels:
        gaps.append(f"licence for {facts.channel}")
    purposes = {facts.purpose, ANY_MARKETING, "*"} & set(origin.allowed_purposes)
    if origin.allowed_purposes and not purposes and facts.purpose not in (VERIFY, TRANSACTIONAL):
        gaps.append(f"licence for {facts.purpose}")
    if origin.allowed_until and origin.allowed_until < case.moment.last_day:
        gaps.append(f"licence after {origin.allowed_until}")
    if origin.is_used_up:
        gaps.append("licence for another use")
    return gaps


def third_party_notice(case: Case) -> Iterator[Finding]:
    origin = case.facts.provenance
    if origin is None:
        return
    for policy in case.chain:
        law = policy.third_party
        if law and origin.kind in law.kinds and not _was_told(case, origin):
            yield from _untold(case, origin, policy, law)


def _was_told(case: Case, origin: Provenance) -> bool:
    return origin.notice_on is not None and origin.notice_on <= case.moment.last_day


def _untold(case: Case, origin: Provenance, policy: Policy, law: ThirdPartyData) -> Iterator[Finding]:
    if origin.acquired_on is None or case.moment.last_day > law.notice_within.after(origin.acquired_on):
        yield _about(policy, law.sources, Denial.ART14_OVERDUE, f"acquired {origin.acquired_on or 'on an unknown day'}")
        return
    missing = [part for part in (NOTICE, *law.requires) if part not in case.facts.message]
    if law.at_first_contact and missing:
        yield _about(policy, law.sources, Denial.ART14_NOTICE_MISSING, ", ".join(missing))


def _about(policy: Policy, sources: tuple[str, ...], denial: Denial, detail: str) -> Finding:
    return Finding(denial, f"{policy.id}-provenance", policy.versioned_id, sources, detail)
