"""Fields that count what happened: purchases, responses, campaigns, contacts, consents."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, ColumnElement, and_, case, distinct, func, or_, select

from dm.conditions import compare
from dm.conditions.compare import Sql
from dm.conditions.personal import among, for_rows
from dm.conditions.tree import Leaf
from dm.conditions.window import bounds
from dm.db import tables as t
from dm.errors import InputError
from dm.model import ResponseKind
from dm.model.money import minor_digits

Scale = Callable[[Any], Any]
# What a person did. Returned mail and delivery reports are not reactions, objections have their own gate.
REACTIONS = tuple(
    kind.value for kind in (ResponseKind.ORDER, ResponseKind.INTEREST, ResponseKind.QUESTION, ResponseKind.ANSWERED)
)
_GIVEN = ("given", "confirmed")
_TAKEN = ("withdrawn", "expired", "objected", "refused")
# Sums are kept in thousandths of a major unit: no currency has a finer minor unit.
_FINEST = 3
_UNUSUAL = ("JPY", "KRW", "VND", "CLP", "ISK", "KWD", "BHD", "TND")


def eventful(leaf: Leaf, now: datetime, campaign: str | None) -> Sql | None:
    """The comparison of a field that looks at events; None when the field is not one of these."""
    match leaf.field:
        case "purchases.count":
            return _counted(func.count(), _purchases(leaf, now), leaf, t.purchase.c.person_id)
        case "purchases.total":
            return _counted(func.sum(_thousandths()), _purchases(leaf, now), leaf, t.purchase.c.person_id, _scaled)
        case "purchases.last_days":
            return _last(t.purchase.c.at, [], leaf, now)
        case "purchases.product":
            return _products(leaf, now)
        case "responses.count":
            return _counted(func.count(), _responses(leaf, now), leaf, t.response.c.person_id)
        case "responses.last_days":
            return _last(t.response.c.at, [t.response.c.kind.in_(REACTIONS)], leaf, now)
        case "responded":
            return _responded(leaf, now, campaign)
        case "campaigns.count":
            campaigns = func.count(distinct(t.piece.c.campaign_id))
            return _counted(campaigns, _contacts(leaf, now), leaf, t.piece.c.person_id)
        case "contacts.last_days":
            return _last(t.piece.c.sent_at, [t.piece.c.sent_at.is_not(None), t.piece.c.seed.is_(False)], leaf, now)
        case "consent.email" | "consent.phone" | "consent.post":
            return _consented(leaf, now)
        case _:
            return None


def _counted(
    value: ColumnElement[Any], where: list[Sql], leaf: Leaf, owner: Column[Any], scale: Scale = lambda operand: operand
) -> Sql:
    """People whose count satisfies the comparison; without a row it is 0, so that those may satisfy it too."""
    counted = select(owner).where(owner.is_not(None), *where).group_by(owner)
    holds = compare.number(value, leaf, scale)
    if compare.holds_for(0, leaf):
        return t.person.c.id.not_in(counted.having(~holds))
    return t.person.c.id.in_(counted.having(holds))


def _last(moment: Column[Any], where: list[Sql], leaf: Leaf, now: datetime) -> Sql:
    owner = moment.table.c.person_id
    found = select(owner).where(owner.is_not(None), *where).group_by(owner)
    return among(found.having(compare.days_since(func.max(moment), for_rows(leaf), now)), leaf)


def _within(moment: ColumnElement[Any], leaf: Leaf, now: datetime) -> list[Sql]:
    since, until = bounds(leaf.window, now)
    return [moment.is_not(None), *([moment >= since] if since else []), *([moment < until] if until else [])]


def _purchases(leaf: Leaf, now: datetime) -> list[Sql]:
    return _within(t.purchase.c.at, leaf, now)


def _responses(leaf: Leaf, now: datetime) -> list[Sql]:
    return [t.response.c.kind.in_(REACTIONS), *_within(t.response.c.at, leaf, now)]


def _contacts(leaf: Leaf, now: datetime) -> list[Sql]:
    """Pieces that left the house, of campaigns that marketers run."""
    own = select(t.campaign.c.id).where(t.campaign.c.system != 0)
    return [t.piece.c.campaign_id.not_in(own), t.piece.c.seed.is_(False), *_within(t.piece.c.sent_at, leaf, now)]


def _products(leaf: Leaf, now: datetime) -> Sql:
    bought = select(t.purchase.c.person_id).where(
        compare.text(t.purchase.c.product, for_rows(leaf)), *_within(t.purchase.c.at, leaf, now)
    )
    return among(bought, leaf)


def _responded(leaf: Leaf, now: datetime, campaign: str | None) -> Sql:
    if campaign is None:
        raise InputError(
            '"responded" asks about a campaign, and here is none.', hint="Use responses.count in a segment."
        )
    answered = select(t.response.c.person_id).where(
        t.response.c.person_id.is_not(None), t.response.c.campaign_id == campaign, *_responses(leaf, now)
    )
    return among(answered, leaf)


def _thousandths() -> ColumnElement[int]:
    """The value of a purchase in thousandths of its major unit, whatever the currency; rates do not enter."""
    factors = [(t.purchase.c.currency == code, 10 ** (_FINEST - minor_digits(code))) for code in _UNUSUAL]
    return t.purchase.c.value_minor * case(*factors, else_=10)


def _scaled(operand: float) -> float:
    return float(Decimal(str(operand)).scaleb(_FINEST))


def _consented(leaf: Leaf, now: datetime) -> Sql:
    """A consent was given for the channel and nothing later took it back; `dm.consent` still decides each contact."""
    channel = leaf.field.removeprefix("consent.")
    given = _concerned(channel, _GIVEN, now, personal=t.consent_event.c.point_hmac.is_(None)).subquery("given")
    taken = _concerned(channel, _TAKEN, now, personal=t.consent_event.c.person_id.is_not(None)).subquery("taken")
    undone = select(taken.c.id).where(
        taken.c.person_id == given.c.person_id,
        or_(taken.c.at > given.c.at, and_(taken.c.at == given.c.at, taken.c.id > given.c.id)),
        or_(taken.c.hmac.is_(None), given.c.hmac.is_(None), taken.c.hmac == given.c.hmac),
    )
    return among(select(given.c.person_id).where(~undone.exists()), leaf)


def _concerned(channel: str, actions: tuple[str, ...], now: datetime, *, personal: Sql) -> Any:
    """Rows (person_id, id, at, hmac): events of the person as a whole, and those of a point the person has now."""
    event = t.consent_event
    holds = and_(
        event.c.channel.in_([channel, "*"]),
        event.c.action.in_(actions),
        event.c.at <= now,
        or_(event.c.valid_until.is_(None), event.c.valid_until > now),
    )
    columns = (event.c.id, event.c.at, event.c.point_hmac.label("hmac"))
    direct = select(event.c.person_id, *columns).where(holds, event.c.person_id.is_not(None), personal)
    point = t.contact_point
    joined = select(point.c.person_id, *columns).join(event, event.c.point_hmac == point.c.hmac).where(holds)
    return direct.union(joined)
