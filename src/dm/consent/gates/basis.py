"""Gate 6: the lawful ground on which the contact stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from dm.consent.decision import Finding
from dm.consent.facts import ANY_MARKETING, VERIFY, Consent, Facts, Relationship
from dm.consent.gates.case import Case, RuleInForce
from dm.consent.policy import Basis
from dm.consent.vocabulary import (
    GATE_ORDER,
    WRITTEN_FORMS,
    Allowance,
    BasisKind,
    ConsentDuration,
    ConsentForm,
    Denial,
)

ALLOWANCE_OF = {
    BasisKind.OPT_IN: Allowance.ALLOW_OPT_IN,
    BasisKind.RELATIONSHIP: Allowance.ALLOW_RELATIONSHIP,
    BasisKind.SOFT_OPT_IN: Allowance.ALLOW_SOFT_OPT_IN,
    BasisKind.CHARITY_SOFT_OPT_IN: Allowance.ALLOW_SOFT_OPT_IN,
    BasisKind.PRESUMED: Allowance.ALLOW_PRESUMED,
    BasisKind.OPT_OUT: Allowance.ALLOW_NO_OBJECTION,
}
PLAIN_OPT_IN = Basis(BasisKind.OPT_IN)


@dataclass(frozen=True, slots=True)
class Standing:
    """The first basis of a rule that holds, or the findings that say why none does."""

    held: RuleInForce
    basis: Basis | None
    findings: tuple[Finding, ...] = ()


def standings(case: Case) -> tuple[Standing, ...]:
    return tuple(_standing(case, held) for held in case.rules if held.rule.bases)


def _standing(case: Case, held: RuleInForce) -> Standing:
    reasons: set[Denial] = set()
    for basis in held.rule.bases:
        if not any(map(basis.dates.holds_on, case.moment.days)):
            continue
        failures = TRIALS[basis.kind](case, basis)
        if failures is not None and not failures:
            return Standing(held, basis)
        reasons.update(failures or ())
    ordered = sorted(reasons or {Denial.BASIS_MISSING}, key=GATE_ORDER.__getitem__)
    return Standing(held, None, tuple(held.finding(reason) for reason in ordered))


def findings_of(found: Iterable[Standing]) -> Iterator[Finding]:
    for standing in found:
        yield from standing.findings


# A trial answers: no failures (the basis holds), some (it was claimed and fails), None (nobody claimed it).
Trial = Callable[[Case, Basis], "list[Denial] | None"]


def _opt_in(case: Case, basis: Basis) -> list[Denial] | None:
    given = [consent for consent in case.facts.consents if consent.given_on <= case.moment.last_day]
    # Of several consents the one nearest to holding tells what is to be mended; a withdrawn one needs no second cause.
    faults = [_faults(case, basis, consent) for consent in given]
    return min(faults, key=lambda some: (len(some), some != [Denial.CONSENT_WITHDRAWN]), default=None)


def valid_consent(case: Case, basis: Basis = PLAIN_OPT_IN) -> Consent | None:
    """The first consent that carries this contact."""
    today = case.moment.last_day
    return next((c for c in case.facts.consents if c.given_on <= today and not _faults(case, basis, c)), None)


def _faults(case: Case, basis: Basis, consent: Consent) -> list[Denial]:
    facts = case.facts
    checks = (
        (Denial.CONSENT_CHANNEL, not consent.channels or facts.channel in consent.channels),
        (Denial.CONSENT_PURPOSE, covers_purpose(consent, facts.purpose)),
        (Denial.CONSENT_CONTROLLER, not consent.controller or consent.controller == facts.controller),
        (Denial.CONSENT_EXPIRED, _is_alive(case, basis, consent)),
        (Denial.CONSENT_FORM, basis.form is not ConsentForm.WRITTEN or consent.form in WRITTEN_FORMS),
        (Denial.CONSENT_NO_EVIDENCE, not consent.unconfirmed and (not basis.evidence or bool(consent.evidence))),
    )
    faults = [denial for denial, holds in checks if not holds]
    withdrawn = consent.withdrawn_on is not None and consent.withdrawn_on <= case.moment.last_day
    return faults or ([Denial.CONSENT_WITHDRAWN] if withdrawn else [])


def covers(facts: Facts, consent: Consent) -> bool:
    """Whether the words of a consent speak of this contact."""
    channel = not consent.channels or facts.channel in consent.channels
    controller = not consent.controller or consent.controller == facts.controller
    return channel and controller and covers_purpose(consent, facts.purpose)


def covers_purpose(consent: Consent, purpose: str) -> bool:
    return not consent.purposes or purpose == VERIFY or bool({purpose, ANY_MARKETING, "*"} & set(consent.purposes))


def _is_alive(case: Case, basis: Basis, consent: Consent) -> bool:
    today = case.moment.last_day
    ends = [consent.valid_until] if consent.valid_until else []
    if basis.default_life and not consent.valid_until and consent.duration is not ConsentDuration.INDEFINITE:
        ends.append(basis.default_life.after(consent.given_on))
    if basis.max_age:
        ends.append(basis.max_age.after(consent.given_on))
    return all(today <= end for end in ends) and _outlives_register(case, basis, consent)


def _outlives_register(case: Case, basis: Basis, consent: Consent) -> bool:
    """Italy: joining the register ends every consent given before."""
    check = case.facts.register(basis.newer_than_register) if basis.newer_than_register else None
    if check is None or not check.hit:
        return True
    return check.listed_on is not None and consent.given_on > check.listed_on


def _relationship(case: Case, basis: Basis) -> list[Denial] | None:
    bonds = [bond for bond in case.facts.relationships if bond.kind is basis.relation]
    faults = [_bond_faults(case, basis, bond) for bond in bonds]
    told = [fault for fault in faults if fault is not None]
    return min(told, key=len, default=None)


def _bond_faults(case: Case, basis: Basis, bond: Relationship) -> list[Denial] | None:
    if (basis.similar and not bond.similar) or (basis.with_consent and valid_consent(case) is None):
        return None
    if basis.current and not bond.current:
        return [Denial.RELATIONSHIP_EXPIRED]
    if basis.max_age is None or bond.current:
        return []
    if bond.last_on is None or bond.last_on > case.moment.last_day:
        return None
    return [] if case.moment.last_day <= basis.max_age.after(bond.last_on) else [Denial.RELATIONSHIP_EXPIRED]


def _is_bought(case: Case) -> bool:
    """Soft opt-in needs data that we collected ourselves, whatever the record claims."""
    origin = case.facts.provenance
    laws = [policy.provenance for policy in case.chain if policy.provenance]
    return origin is not None and any(origin.kind not in law.accept for law in laws)


def _soft_opt_in(case: Case, _basis: Basis) -> list[Denial] | None:
    claim = case.facts.soft_opt_in
    if claim is None:
        return None
    return [] if claim.holds and not _is_bought(case) else [Denial.SOFT_OPT_IN_FAILS]


def _charity(case: Case, basis: Basis) -> list[Denial] | None:
    claim = case.facts.charity_soft_opt_in
    if claim is None:
        return None
    starts = basis.dates.valid_from
    in_time = starts is None or (claim.collected_on is not None and claim.collected_on >= starts)
    return [] if claim.holds and in_time and not _is_bought(case) else [Denial.SOFT_OPT_IN_FAILS]


def _presumed(case: Case, _basis: Basis) -> list[Denial] | None:
    return [] if case.facts.presumed_interest.strip() else None


def _opt_out(_case: Case, _basis: Basis) -> list[Denial] | None:
    return []


TRIALS: dict[BasisKind, Trial] = {
    BasisKind.OPT_IN: _opt_in,
    BasisKind.RELATIONSHIP: _relationship,
    BasisKind.SOFT_OPT_IN: _soft_opt_in,
    BasisKind.CHARITY_SOFT_OPT_IN: _charity,
    BasisKind.PRESUMED: _presumed,
    BasisKind.OPT_OUT: _opt_out,
}
