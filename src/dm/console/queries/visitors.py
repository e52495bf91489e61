"""What the public pages know of a piece: never a name, because a code is printed where others can read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from dm import consent
from dm.consent.channel_families import POINT_KIND
from dm.consent.facts import TRANSACTIONAL, VERIFY
from dm.consent.keys import known_people
from dm.consent.records_of_consent import former_ids
from dm.consent.standing_objections import load_objections, objections_to
from dm.db.tables import campaign, cell, consent_event, piece
from dm.model import LawChannel

_NO_MARKETING = {"", "*", TRANSACTIONAL, VERIFY}
_ORDER = (LawChannel.POST, LawChannel.EMAIL, LawChannel.PHONE, LawChannel.COURIER)


def piece_by_code(connection: Connection, code: str) -> Row[Any] | None:
    """The piece that carries this response code, with its campaign and the offer of its cell."""
    return connection.execute(_pieces().where(piece.c.response_code == code)).first()


def piece_by_id(connection: Connection, piece_id: str) -> Row[Any] | None:
    """The same by the piece's id."""
    return connection.execute(_pieces().where(piece.c.id == piece_id)).first()


@dataclass(frozen=True, slots=True)
class Wishes:
    """By which of law's channels a person can be reached, for which purposes, and where nobody has objected."""

    channels: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    allowed: frozenset[tuple[str, str]] = frozenset()


def wishes_of(connection: Connection, found: Row[Any], key: bytes) -> Wishes:
    """What the piece's person wants of its controller; the purpose of the piece comes first."""
    known = known_people(connection, [found.person_id]).get(found.person_id)
    if known is None:
        return Wishes()
    loaded = load_objections(connection, [known], key)
    purposes = _purposes(connection, found)
    reached, allowed = [], set()
    for channel in _ORDER:
        points = [point for point in known.points if point["kind"] == POINT_KIND[channel].value]
        reached += [channel.value] if points else []
        for purpose in purposes:
            context = consent.ContactContext(controller=found.controller, purpose=purpose)
            if any(not objections_to(known, point, loaded, channel, context) for point in points):
                allowed.add((channel.value, purpose))
    return Wishes(tuple(reached), purposes, frozenset(allowed))


def _purposes(connection: Connection, found: Row[Any]) -> tuple[str, ...]:
    """What the controller's campaigns are for, and what the person has consented to."""
    ids = former_ids(connection, {found.person_id})[found.person_id]
    event = consent_event.c
    planned = select(campaign.c.purpose).where(campaign.c.controller == found.controller, campaign.c.system == 0)
    said = select(event.purpose).where(event.person_id.in_(ids), event.controller.in_(["", found.controller]))
    codes = {*connection.execute(planned).scalars(), *connection.execute(said).scalars()} - _NO_MARKETING
    return (found.purpose, *sorted(codes - {found.purpose}))


def _pieces() -> Select[Any]:
    return (
        select(
            piece.c.id,
            piece.c.response_code,
            piece.c.person_id,
            piece.c.channel,
            piece.c.cell,
            piece.c.language,
            piece.c.seed,
            campaign.c.id.label("campaign_id"),
            campaign.c.title,
            campaign.c.brief,
            campaign.c.controller,
            campaign.c.purpose,
            campaign.c.closes_on,
            campaign.c.time_zone,
            campaign.c.system,
            cell.c.offer,
        )
        .join(campaign, campaign.c.id == piece.c.campaign_id)
        .outerjoin(cell, (cell.c.campaign_id == piece.c.campaign_id) & (cell.c.name == piece.c.cell))
    )
