"""What the public pages know of a piece: never a name, because a code is printed where others can read it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, Select, select

from dm import consent
from dm.consent.channel_families import POINT_KIND
from dm.consent.keys import known_people
from dm.consent.standing_objections import load_objections, objections_to
from dm.db.tables import campaign, cell, piece
from dm.model import LawChannel

_ORDER = (LawChannel.POST, LawChannel.EMAIL, LawChannel.PHONE, LawChannel.COURIER)


def piece_by_code(connection: Connection, code: str) -> Row[Any] | None:
    """The piece that carries this response code, with its campaign and the offer of its cell."""
    return connection.execute(_pieces().where(piece.c.response_code == code)).first()


def piece_by_id(connection: Connection, piece_id: str) -> Row[Any] | None:
    """The same by the piece's id."""
    return connection.execute(_pieces().where(piece.c.id == piece_id)).first()


def channels_of(connection: Connection, found: Row[Any], key: bytes) -> tuple[list[str], list[str]]:
    """By which of law's channels the piece's person can be reached, and on which of them nobody has objected."""
    known = known_people(connection, [found.person_id]).get(found.person_id)
    if known is None:
        return [], []
    loaded = load_objections(connection, [known], key)
    context = consent.ContactContext(controller=found.controller, purpose=found.purpose)
    reached, allowed = [], []
    for channel in _ORDER:
        points = [point for point in known.points if point["kind"] == POINT_KIND[channel].value]
        if points:
            reached.append(channel.value)
        if any(not objections_to(known, point, loaded, channel, context) for point in points):
            allowed.append(channel.value)
    return reached, allowed


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
