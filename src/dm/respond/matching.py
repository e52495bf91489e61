"""An answer and what it was found to belong to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import RowMapping

from dm.errors import InputError
from dm.model import Channel, ResponseKind
from dm.respond.finding import Found
from dm.respond.intake import Answer
from dm.respond.rules import Attribution, Membership, attribute

# Currency of an order that belongs to no campaign and names none.
_HOME_CURRENCY = "EUR"
# What can only be said of a piece, and what that piece travels by.
_OF_A_PIECE = {
    ResponseKind.RETURNED: {Channel.LETTER.value, Channel.COURIER.value, Channel.EMAIL.value},
    ResponseKind.DELIVERED: {Channel.LETTER.value, Channel.COURIER.value, Channel.EMAIL.value},
    ResponseKind.FAILED: {Channel.COURIER.value, Channel.EMAIL.value, Channel.LETTER.value},
}


@dataclass(frozen=True, slots=True)
class Matched:
    """Where an answer belongs. `arm` is treated, holdout, seed, or None for a person of no open campaign."""

    answer: Answer
    matched_by: str
    person_id: str | None
    campaign_id: str | None = None
    unit_id: str | None = None
    arm: str | None = None
    cell: str | None = None
    piece_id: str | None = None
    wave: str | None = None
    channel: str = ""
    point_id: str | None = None
    currency: str = _HOME_CURRENCY
    matches: tuple[Membership, ...] = ()


def match(answer: Answer, found: Found, currencies: Mapping[str, str]) -> Matched:
    """The piece the row names gets the answer; else the person's latest piece; else the person's place in the holdout.

    Raises InputError, in words for the list of the unmatched, when nobody is named or the piece never left.
    """
    by_piece, piece = found.piece_of(answer)
    by_person, people = found.people_of(answer)
    if piece is None and not people:
        raise InputError(_unknown(answer))
    members, touches = found.draws_of(people)
    attribution = attribute(people, answer.at, members, touches) if people else None
    if piece is not None:
        return _of_piece(answer, by_piece, piece, attribution, currencies)
    if attribution is None:
        raise InputError(
            f"The {by_person.replace('_', ' ')} belongs to several people; nobody can say whose answer it is."
        )
    return _of_person(answer, by_person, attribution)


def _of_piece(
    answer: Answer, key: str, piece: RowMapping, attribution: Attribution | None, currencies: Mapping[str, str]
) -> Matched:
    if answer.kind in _OF_A_PIECE and piece["sent_at"] is None:
        raise InputError(f"The piece {piece['id']} has not left the house; it cannot be {answer.kind.value}.")
    seed = bool(piece["seed"])
    return Matched(
        answer=answer,
        matched_by=key,
        person_id=None if seed else (attribution.person_id if attribution else piece["person_id"]),
        campaign_id=piece["campaign_id"],
        unit_id=piece["unit_id"],
        arm="seed" if seed else "treated",
        cell=piece["cell"],
        piece_id=piece["id"],
        wave=piece["wave"],
        channel=piece["channel"],
        point_id=piece["point_id"],
        currency=answer.currency or currencies.get(piece["campaign_id"], _HOME_CURRENCY),
        matches=() if seed or attribution is None else attribution.matches,
    )


def _of_person(answer: Answer, key: str, found: Attribution) -> Matched:
    if answer.kind in _OF_A_PIECE and (found.touch is None or found.touch.channel not in _OF_A_PIECE[answer.kind]):
        raise InputError(f"No piece had left to this person that could be {answer.kind.value}.")
    chosen, touch = found.chosen, found.touch
    return Matched(
        answer=answer,
        matched_by=key,
        person_id=found.person_id,
        campaign_id=chosen.campaign_id if chosen else None,
        unit_id=chosen.unit_id if chosen else None,
        arm=chosen.arm if chosen else None,
        cell=chosen.cell if chosen else None,
        piece_id=touch.piece_id if touch else None,
        wave=touch.wave if touch else None,
        channel=touch.channel if touch else "",
        currency=answer.currency or (chosen.currency if chosen else _HOME_CURRENCY),
        matches=found.matches,
    )


def _unknown(answer: Answer) -> str:
    names = " and ".join(key.replace("_", " ") for key in answer.who)
    return f"Nobody here has this {names}."
