"""Codes for what comes back: returned mail, courier statuses, ends of calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

# Why a pair of people or companies is no pair: somebody took them apart.
TAKEN_APART = "taken apart"


class ReturnReason(StrEnum):
    """Why a letter came back."""

    MOVED = "MOVED"
    MOVED_NO_FORWARD = "MOVED_NO_FORWARD"
    UNKNOWN_AT_ADDRESS = "UNKNOWN_AT_ADDRESS"
    NO_SUCH_ADDRESS = "NO_SUCH_ADDRESS"
    INSUFFICIENT_ADDRESS = "INSUFFICIENT_ADDRESS"
    ILLEGIBLE = "ILLEGIBLE"
    NO_RECEPTACLE = "NO_RECEPTACLE"
    VACANT = "VACANT"
    BOX_CLOSED = "BOX_CLOSED"
    TEMP_AWAY = "TEMP_AWAY"
    DECEASED = "DECEASED"
    REFUSED = "REFUSED"
    UNCLAIMED = "UNCLAIMED"
    STORAGE_EXPIRED = "STORAGE_EXPIRED"
    DAMAGED = "DAMAGED"
    PROHIBITED = "PROHIBITED"
    OTHER = "OTHER"

    @property
    def kills_address(self) -> bool:
        """Whether the address is not mailable from now on."""
        return self not in _ADDRESS_SURVIVES


_ADDRESS_SURVIVES = {
    ReturnReason.TEMP_AWAY,
    ReturnReason.REFUSED,
    ReturnReason.UNCLAIMED,
    ReturnReason.STORAGE_EXPIRED,
    ReturnReason.DAMAGED,
    ReturnReason.PROHIBITED,
    ReturnReason.OTHER,
}


class CourierStatus(StrEnum):
    """What a courier reports of a consignment."""

    DELIVERED = "DELIVERED"
    NOT_HOME = "NOT_HOME"
    CLOSED = "CLOSED"
    NO_ACCESS = "NO_ACCESS"
    WRONG_ADDRESS = "WRONG_ADDRESS"
    INCOMPLETE_ADDRESS = "INCOMPLETE_ADDRESS"
    UNKNOWN_PERSON = "UNKNOWN_PERSON"
    LEFT_COMPANY = "LEFT_COMPANY"
    REFUSED = "REFUSED"
    PHONE_UNREACHABLE = "PHONE_UNREACHABLE"
    WRONG_PHONE = "WRONG_PHONE"
    RESCHEDULED = "RESCHEDULED"
    ID_MISSING = "ID_MISSING"
    AGE = "AGE"
    DAMAGED = "DAMAGED"
    LOST = "LOST"
    OUT_OF_AREA = "OUT_OF_AREA"
    COURIER_FAULT = "COURIER_FAULT"
    WEATHER = "WEATHER"
    OTHER = "OTHER"


@dataclass(frozen=True)
class DispositionRule:
    """What the end of a call means for the next one.

    `retry_after` None: no further try on this number. `limit` counts tries with this disposition; None: no own limit.
    `human` somebody answered; `right_party` the person meant was spoken to.
    """

    final: bool = False
    retry_after: timedelta | None = None
    limit: int | None = None
    human: bool = False
    right_party: bool = False
    next_number: bool = False
    needs_time: bool = False
    suppress: bool = False


class Disposition(StrEnum):
    """How a call ended."""

    NO_ANSWER = "NO_ANSWER"
    BUSY = "BUSY"
    VOICEMAIL = "VOICEMAIL"
    SECRETARY_ASK_LATER = "SECRETARY_ASK_LATER"
    PERSON_AWAY = "PERSON_AWAY"
    SECRETARY_BLOCK = "SECRETARY_BLOCK"
    SECRETARY_GAVE_DATA = "SECRETARY_GAVE_DATA"
    CALLBACK_AGREED = "CALLBACK_AGREED"
    WRONG_NUMBER = "WRONG_NUMBER"
    DISCONNECTED = "DISCONNECTED"
    FAX = "FAX"
    LEFT_COMPANY = "LEFT_COMPANY"
    NOT_RIGHT_PERSON = "NOT_RIGHT_PERSON"
    LANGUAGE = "LANGUAGE"
    CONFIRMED = "CONFIRMED"
    CORRECTED = "CORRECTED"
    CONSENT_EMAIL_YES = "CONSENT_EMAIL_YES"
    CONSENT_EMAIL_NO = "CONSENT_EMAIL_NO"
    INTERESTED = "INTERESTED"
    ORDERED = "ORDERED"
    NOT_INTERESTED = "NOT_INTERESTED"
    DO_NOT_CALL = "DO_NOT_CALL"
    COMPANY_CLOSED = "COMPANY_CLOSED"
    DECEASED = "DECEASED"
    DROPPED = "DROPPED"
    TECH = "TECH"
    AGENT_ABANDON = "AGENT_ABANDON"
    ABANDONED = "ABANDONED"

    @property
    def rule(self) -> DispositionRule:
        """The row of the retry table (usual practice of call centres; agreed defaults of the house)."""
        return _RULES[self]


_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_TALKED = DispositionRule(final=True, human=True, right_party=True)
_RULES: dict[Disposition, DispositionRule] = {
    Disposition.NO_ANSWER: DispositionRule(retry_after=3 * _HOUR, limit=6),
    Disposition.BUSY: DispositionRule(retry_after=timedelta(minutes=20), limit=3),
    Disposition.VOICEMAIL: DispositionRule(retry_after=_DAY, limit=3),
    Disposition.SECRETARY_ASK_LATER: DispositionRule(needs_time=True, human=True),
    Disposition.PERSON_AWAY: DispositionRule(needs_time=True, human=True),
    Disposition.SECRETARY_BLOCK: DispositionRule(retry_after=7 * _DAY, limit=2, human=True),
    Disposition.SECRETARY_GAVE_DATA: DispositionRule(final=True, human=True),
    Disposition.CALLBACK_AGREED: DispositionRule(needs_time=True, human=True, right_party=True),
    Disposition.WRONG_NUMBER: DispositionRule(next_number=True, human=True),
    Disposition.DISCONNECTED: DispositionRule(next_number=True),
    Disposition.FAX: DispositionRule(next_number=True),
    Disposition.LEFT_COMPANY: DispositionRule(final=True, human=True),
    Disposition.NOT_RIGHT_PERSON: DispositionRule(final=True, human=True),
    Disposition.LANGUAGE: DispositionRule(retry_after=_HOUR, human=True),
    Disposition.CONFIRMED: _TALKED,
    Disposition.CORRECTED: _TALKED,
    Disposition.CONSENT_EMAIL_YES: _TALKED,
    Disposition.CONSENT_EMAIL_NO: _TALKED,
    Disposition.INTERESTED: _TALKED,
    Disposition.ORDERED: _TALKED,
    Disposition.NOT_INTERESTED: _TALKED,
    Disposition.DO_NOT_CALL: DispositionRule(final=True, human=True, right_party=True, suppress=True),
    Disposition.COMPANY_CLOSED: DispositionRule(final=True, suppress=True),
    Disposition.DECEASED: DispositionRule(final=True, human=True, suppress=True),
    Disposition.DROPPED: DispositionRule(retry_after=timedelta(minutes=5), limit=3),
    Disposition.TECH: DispositionRule(retry_after=timedelta(minutes=5), limit=3),
    Disposition.AGENT_ABANDON: DispositionRule(retry_after=timedelta(0)),
    # A dialler's call that was answered while no agent was free; the law asks for three days of silence.
    Disposition.ABANDONED: DispositionRule(retry_after=3 * _DAY, limit=2),
}
