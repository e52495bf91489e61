"""The law's word on a call: asked for every number a person has, in the transaction that will use it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from dm import ledger
from dm.channels.call.numbers import Number
from dm.consent import Permit, Refusal
from dm.ledger import Office, Run

Row = Mapping[Any, Any]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The first number that may be called with its permit; else when to ask again, else why never."""

    number: Number | None = None
    permit: Permit | None = None
    retry_at: datetime | None = None
    reason: str = ""


def verdicts(
    connection: Connection, office: Office, run: Run, wanted: Sequence[tuple[Row, Sequence[Number]]], *, now: datetime
) -> dict[str, Verdict]:
    """A verdict by piece id for pieces of one wave with their numbers, best number first; one question for all."""
    asked = [
        {"id": f"{piece['id']}\x1f{number.point_id}", "person_id": piece["person_id"], "point_id": number.point_id,
         "seed": False}
        for piece, numbers in wanted
        for number in numbers
    ]  # fmt: skip
    answers = ledger.ask(connection, office, run, asked, now=now) if asked else {}
    return {piece["id"]: _verdict(piece, numbers, answers) for piece, numbers in wanted}


def _verdict(piece: Row, numbers: Sequence[Number], answers: Mapping[str, Permit | Refusal | None]) -> Verdict:
    if not numbers:
        return Verdict(reason="NO_NUMBER")
    refusals: list[Refusal] = []
    for number in numbers:
        answer = answers[f"{piece['id']}\x1f{number.point_id}"]
        if isinstance(answer, Permit):
            return Verdict(number=number, permit=answer)
        if isinstance(answer, Refusal):
            refusals.append(answer)
    later = [refusal.retry_at for refusal in refusals if refusal.retry_at is not None]
    return Verdict(retry_at=min(later) if later else None, reason=str(refusals[0].reason) if refusals else "")
