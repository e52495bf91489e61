"""The agent's screen as plain values: a leased contact, what may be asked, and how a call may end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from dm.channels.call import Leased
from dm.consent import Wordings
from dm.model import Disposition, LawChannel
from dm.normal.emails import read_email

# Keys 1 to 9, the commonest ends first; the rest stands below.
_CAMPAIGN_KEYS = tuple(
    map(
        Disposition,
        "NO_ANSWER BUSY VOICEMAIL CALLBACK_AGREED ORDERED INTERESTED NOT_INTERESTED WRONG_NUMBER LEFT_COMPANY".split(),
    )
)
_VERIFY_KEYS = tuple(
    map(
        Disposition,
        "NO_ANSWER BUSY VOICEMAIL CALLBACK_AGREED CONFIRMED CORRECTED NOT_INTERESTED WRONG_NUMBER LEFT_COMPANY".split(),
    )
)
# An agent never chooses these: the system notes the one, the other has a button of its own.
_NOT_OFFERED = {Disposition.ABANDONED, Disposition.AGENT_ABANDON, Disposition.DO_NOT_CALL}
# What an agent may ask for in a call, each with the wording made for the telephone.
_ASKED = ((LawChannel.EMAIL, "newsletter-call"), (LawChannel.PHONE, "phone"), (LawChannel.POST, "post"))


@dataclass(frozen=True)
class Field:
    """One row of the corrections form; `doubtful` when the task is about it, `meant` what a slip probably means."""

    name: str
    held: str
    doubtful: bool
    meant: str = ""


@dataclass(frozen=True)
class Question:
    """A consent to ask for, in the exact words."""

    channel: str
    wording: str
    text: str


@dataclass(frozen=True)
class Sheet:
    """Everything that the page shows."""

    leased: Leased
    campaign: Row[Any]
    fields: list[Field]
    questions: list[Question]
    keyed: list[str]
    others: list[str]
    needs_time: list[str]
    seconds_left: int
    pieces: list[Row[Any]] = field(default_factory=list)

    @property
    def number(self) -> Mapping[str, Any] | None:
        """The telephone number to dial."""
        return next((point for point in self.leased.points if point["dial"]), None)


def sheet_of(leased: Leased, campaign: Row[Any], pieces: list[Row[Any]], wordings: Wordings, now: datetime) -> Sheet:
    """Lay out a leased contact."""
    keyed = _VERIFY_KEYS if campaign.system else _CAMPAIGN_KEYS
    others = [code for code in Disposition if code not in {*keyed, *_NOT_OFFERED}]
    return Sheet(
        leased=leased,
        campaign=campaign,
        fields=_fields(leased),
        questions=_questions(leased, campaign, wordings),
        keyed=[code.value for code in keyed],
        others=[code.value for code in others],
        needs_time=[code.value for code in Disposition if code.rule.needs_time],
        seconds_left=max(int((leased.lease_until - now).total_seconds()), 0),
        pieces=pieces,
    )


def _fields(leased: Leased) -> list[Field]:
    person = leased.person
    held = {
        "full_name": person.get("full_name", ""),
        "phone": _held(leased, "phone"),
        "email": _held(leased, "email"),
        "address": _held(leased, "post"),
        "company": person.get("company", ""),
        "job_title": person.get("role", ""),
    }
    doubtful = set(person.get("fields") or ())
    meant = {"email": read_email(held["email"]).suggestion} if held["email"] else {}
    rows = [Field(name, str(value or ""), name in doubtful, meant.get(name, "")) for name, value in held.items()]
    return sorted(rows, key=lambda row: not row.doubtful)


def _held(leased: Leased, kind: str) -> str:
    """The number being dialled stands for the telephone; otherwise the best point of its kind."""
    points = [point for point in leased.points if point["kind"] == kind]
    first = next((point for point in points if point["dial"]), points[0] if points else None)
    return str(first["value"]) if first else ""


def _questions(leased: Leased, campaign: Row[Any], wordings: Wordings) -> list[Question]:
    language = campaign.language or leased.person.get("language") or "en"
    found = []
    for channel, name in _ASKED:
        wording = wordings.by_name.get((name, language)) or wordings.by_name.get((name, "en"))
        if wording is not None and channel in wording.channels:
            found.append(Question(channel.value, wording.reference, wording.said_by(campaign.controller)))
    return found
