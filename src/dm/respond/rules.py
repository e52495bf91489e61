"""To whom and to what an answer belongs, and what a return means for the address; pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from dm.model import CourierStatus, ReturnReason

# Match-back after the closing day: one vendor's 60 days, which is as good as any (conventions of the trade).
WINDOW = timedelta(days=60)

# Reasons that say nothing sure of the address alone; two of them at one address do.
_DOUBTFUL = {ReturnReason.UNCLAIMED, ReturnReason.STORAGE_EXPIRED, ReturnReason.OTHER}
# The courier will come again: the piece is still under way.
_COMES_AGAIN = {
    CourierStatus.NOT_HOME,
    CourierStatus.CLOSED,
    CourierStatus.NO_ACCESS,
    CourierStatus.PHONE_UNREACHABLE,
    CourierStatus.RESCHEDULED,
    CourierStatus.WEATHER,
    CourierStatus.COURIER_FAULT,
}
_ADDRESS_IN_DOUBT = {
    CourierStatus.WRONG_ADDRESS,
    CourierStatus.INCOMPLETE_ADDRESS,
    CourierStatus.UNKNOWN_PERSON,
    CourierStatus.LEFT_COMPANY,
}


@dataclass(frozen=True, slots=True)
class Membership:
    """A person's place in a campaign's frozen draw."""

    campaign_id: str
    person_id: str
    unit_id: str
    arm: str
    cell: str
    opens_on: date | None
    closes_on: date | None
    time_zone: str
    currency: str


@dataclass(frozen=True, slots=True)
class Touch:
    """A piece that left the house."""

    piece_id: str
    campaign_id: str
    unit_id: str
    wave: str
    channel: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Attribution:
    """The one campaign an answer is counted for, and every draw it is compared in."""

    person_id: str
    chosen: Membership | None
    touch: Touch | None
    matches: tuple[Membership, ...]


def is_open(member: Membership, at: datetime) -> bool:
    """Whether the campaign hears answers then: opening day to 60 days after closing, in its own time zone."""
    day = at.astimezone(ZoneInfo(member.time_zone or "UTC")).date()
    if member.opens_on is not None and day < member.opens_on:
        return False
    return member.closes_on is None or day <= member.closes_on + WINDOW


def attribute(
    people: Collection[str], at: datetime, memberships: Sequence[Membership], touches: Sequence[Touch]
) -> Attribution | None:
    """Match people (one, or several who share an e-mail or a phone) to the draws that were open then.

    The latest piece that left before the answer gets it; without one, a campaign that treated them; else the holdout's.
    None: several people share the key and no draw tells them apart.
    """
    matches = _one_unit_each([one for one in memberships if is_open(one, at)], alone=len(people) == 1)
    person = _person(people, matches)
    if person is None:
        return None
    treated = {(one.campaign_id, one.unit_id): one for one in matches if one.arm == "treated"}
    before = [one for one in touches if one.sent_at <= at and (one.campaign_id, one.unit_id) in treated]
    if before:
        touch = max(before, key=lambda one: (one.sent_at, one.piece_id))
        return Attribution(person, treated[touch.campaign_id, touch.unit_id], touch, matches)
    chosen = max(treated.values() or matches, key=_newest, default=None)
    return Attribution(person, chosen, None, matches)


def _one_unit_each(members: Sequence[Membership], *, alone: bool) -> tuple[Membership, ...]:
    """One membership a campaign; whoever is in it twice (a merge, a shared telephone) counts only alone in one arm."""
    by_campaign: dict[str, dict[str, Membership]] = {}
    for one in sorted(members, key=lambda member: (member.campaign_id, member.unit_id, member.person_id)):
        by_campaign.setdefault(one.campaign_id, {}).setdefault(one.unit_id, one)
    return tuple(
        next(iter(units.values()))
        for units in by_campaign.values()
        if len(units) == 1 or (alone and len({one.arm for one in units.values()}) == 1)
    )


def _person(people: Collection[str], matches: Sequence[Membership]) -> str | None:
    if len(people) == 1:
        return next(iter(people))
    in_draws = sorted({one.person_id for one in matches} & set(people))
    return in_draws[0] if in_draws else None


def _newest(member: Membership) -> tuple[date, str]:
    return member.opens_on or date.min, member.campaign_id


def ends_address(reason: ReturnReason, earlier: Collection[str]) -> bool:
    """Whether the address is dead now; `earlier` are the reasons of returns from the same address before this one."""
    if reason.kills_address:
        return True
    return reason in _DOUBTFUL and any(before in _DOUBTFUL for before in earlier)


def ends_piece(status: CourierStatus) -> bool:
    """Whether a failed try of the courier was the last."""
    return status not in _COMES_AGAIN


def doubts_address(status: CourierStatus) -> bool:
    """Whether somebody should ask the person for the right address."""
    return status in _ADDRESS_IN_DOUBT


def places(keys: Sequence[tuple[str, ...]]) -> list[int]:
    """For each key, how often it came before in the same list: the third of three equal ones gets 2."""
    seen: dict[tuple[str, ...], int] = {}
    found = []
    for key in keys:
        found.append(seen.get(key, 0))
        seen[key] = found[-1] + 1
    return found
