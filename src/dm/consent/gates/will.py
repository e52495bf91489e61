"""Gate 2: what the person has said."""

from __future__ import annotations

from collections.abc import Iterator

from dm.consent.decision import Finding
from dm.consent.facts import UNNAMED, Consent, Suppression
from dm.consent.gates.basis import covers, covers_purpose
from dm.consent.gates.case import Case
from dm.consent.policy import GLOBAL
from dm.consent.vocabulary import Denial

ERASED = "erased"


def erasure(case: Case) -> Iterator[Finding]:
    """An erased person stays out, of messages about an order too: there is no order any more."""
    for suppression in _standing(case):
        if suppression.reason == ERASED:
            yield _said(case, Denial.SUPPRESSED_ERASED, suppression.reason)
            return


def objection(case: Case) -> Iterator[Finding]:
    """An objection holds at once; the days that law gives are its outer limit, not ours."""
    for suppression in _standing(case):
        if suppression.reason != ERASED:
            yield _said(case, Denial.SUPPRESSED_OPT_OUT, suppression.reason)
            break
    if any(_is_withdrawn(case, consent) for consent in case.facts.consents):
        yield _said(case, Denial.CONSENT_WITHDRAWN, "withdrawn")


def _standing(case: Case) -> list[Suppression]:
    return [s for s in case.facts.suppressions if s.until is None or s.until >= case.moment.days[0]]


def _is_withdrawn(case: Case, consent: Consent) -> bool:
    if consent.withdrawn_on is None or consent.withdrawn_on > case.moment.last_day or not _concerns(case, consent):
        return False
    return not any(_renews(case, later, consent) for later in case.facts.consents)


def _concerns(case: Case, withdrawn: Consent) -> bool:
    """A no to one purpose or company leaves the others; said of none in particular, it counts for all."""
    facts = case.facts
    channel = not withdrawn.channels or facts.channel in withdrawn.channels or _reaches(case, withdrawn)
    purpose = facts.purpose in UNNAMED or not withdrawn.purposes or covers_purpose(withdrawn, facts.purpose)
    controller = not (withdrawn.controller and facts.controller) or withdrawn.controller == facts.controller
    return channel and purpose and controller


def _reaches(case: Case, withdrawn: Consent) -> bool:
    """Where law says so, who revokes one channel has revoked its kin."""
    laws = [policy.revocation for policy in case.chain if policy.revocation]
    return any(
        case.facts.channel in law.channels
        and not set(law.channels).isdisjoint(withdrawn.channels)
        and any(map(law.dates.holds_on, case.moment.days))
        for law in laws
    )


def _renews(case: Case, later: Consent, withdrawn: Consent) -> bool:
    assert withdrawn.withdrawn_on is not None
    given_after = withdrawn.withdrawn_on < later.given_on <= case.moment.last_day
    return given_after and later.withdrawn_on is None and covers(case.facts, later)


def _said(case: Case, denial: Denial, detail: str) -> Finding:
    house = next((policy for policy in case.chain if policy.id == GLOBAL), None)
    sources = house.suppression_sources if house else ()
    return Finding(denial, "GLOBAL-suppression", house.versioned_id if house else "", sources, detail)
