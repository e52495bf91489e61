"""The closed vocabulary of policies and decisions."""

from __future__ import annotations

from enum import StrEnum


class Mode(StrEnum):
    """How a call is made; means nothing on other channels."""

    LIVE = "live"
    AUTODIAL = "autodial"
    AUTODIAL_MESSAGE = "autodial_message"
    PRERECORDED = "prerecorded"
    AI_VOICE = "ai_voice"


class BasisKind(StrEnum):
    OPT_IN = "opt_in"
    RELATIONSHIP = "relationship"
    SOFT_OPT_IN = "soft_opt_in"
    CHARITY_SOFT_OPT_IN = "charity_soft_opt_in"
    PRESUMED = "presumed"
    OPT_OUT = "opt_out"


class Relation(StrEnum):
    PURCHASE = "purchase"
    CONTRACT = "contract"
    INQUIRY = "inquiry"
    DONATION = "donation"
    MEMBER = "member"
    CUSTOMER_ONGOING = "customer_ongoing"


class ConsentForm(StrEnum):
    WRITTEN = "written"
    ORAL = "oral"
    CLICK = "click"
    DOUBLE_OPT_IN = "double_opt_in"


class ConsentDuration(StrEnum):
    STATED = "stated"
    INDEFINITE = "indefinite"
    NONE = "none"


# An electronic signature is a written one, a ticked box with its log too: 47 CFR 64.1200(f)(9)(ii) with the E-SIGN Act.
WRITTEN_FORMS = frozenset({ConsentForm.WRITTEN, ConsentForm.CLICK, ConsentForm.DOUBLE_OPT_IN})


class Allowance(StrEnum):
    """Why a contact is allowed."""

    ALLOW_OPT_IN = "ALLOW_OPT_IN"
    ALLOW_RELATIONSHIP = "ALLOW_RELATIONSHIP"
    ALLOW_SOFT_OPT_IN = "ALLOW_SOFT_OPT_IN"
    ALLOW_PRESUMED = "ALLOW_PRESUMED"
    ALLOW_NO_OBJECTION = "ALLOW_NO_OBJECTION"
    ALLOW_NOT_MARKETING = "ALLOW_NOT_MARKETING"


class Denial(StrEnum):
    """Why a contact is refused, in the order of the gates: the first that fails is the reason."""

    PROVENANCE_UNLAWFUL = "PROVENANCE_UNLAWFUL"
    PROVENANCE_INCOMPLETE = "PROVENANCE_INCOMPLETE"
    SUPPRESSED_ERASED = "SUPPRESSED_ERASED"
    SUPPRESSED_OPT_OUT = "SUPPRESSED_OPT_OUT"
    CONSENT_WITHDRAWN = "CONSENT_WITHDRAWN"
    POLICY_MISSING = "POLICY_MISSING"
    RULE_MISSING = "RULE_MISSING"
    SECTOR_BANNED = "SECTOR_BANNED"
    MODE_FORBIDDEN = "MODE_FORBIDDEN"
    ART14_OVERDUE = "ART14_OVERDUE"
    ART14_NOTICE_MISSING = "ART14_NOTICE_MISSING"
    CONSENT_CHANNEL = "CONSENT_CHANNEL"
    CONSENT_PURPOSE = "CONSENT_PURPOSE"
    CONSENT_CONTROLLER = "CONSENT_CONTROLLER"
    CONSENT_EXPIRED = "CONSENT_EXPIRED"
    CONSENT_FORM = "CONSENT_FORM"
    CONSENT_NO_EVIDENCE = "CONSENT_NO_EVIDENCE"
    RELATIONSHIP_EXPIRED = "RELATIONSHIP_EXPIRED"
    SOFT_OPT_IN_FAILS = "SOFT_OPT_IN_FAILS"
    BASIS_MISSING = "BASIS_MISSING"
    REGISTER_HIT = "REGISTER_HIT"
    REGISTER_UNCHECKED = "REGISTER_UNCHECKED"
    REGISTER_STALE = "REGISTER_STALE"
    COOLDOWN = "COOLDOWN"
    CAP_ATTEMPTS = "CAP_ATTEMPTS"
    TZ_UNKNOWN = "TZ_UNKNOWN"
    HOLIDAY_CLOSED = "HOLIDAY_CLOSED"
    DAY_CLOSED = "DAY_CLOSED"
    HOURS_CLOSED = "HOURS_CLOSED"
    CONTENT_MISSING = "CONTENT_MISSING"


GATE_ORDER: dict[Denial, int] = {denial: place for place, denial in enumerate(Denial)}


class Kind(StrEnum):
    """What a person can do about a refusal."""

    NEVER = "never"
    MEND = "mend"
    LATER = "later"
    REWRITE = "rewrite"


def kind_of(denial: Denial) -> Kind:
    """The class of a refusal.

    TZ_UNKNOWN stands among the gates of the clock, but no waiting opens it: somebody must find the time zone.
    """
    place = GATE_ORDER[denial]
    if place <= GATE_ORDER[Denial.MODE_FORBIDDEN]:
        return Kind.NEVER
    if place <= GATE_ORDER[Denial.REGISTER_STALE] or denial is Denial.TZ_UNKNOWN:
        return Kind.MEND
    if denial is Denial.CONTENT_MISSING:
        return Kind.REWRITE
    return Kind.LATER
