"""Selects that find whom a key names, and where those people stand in the frozen draws."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, select, union

from dm.db import tables as t
from dm.model import PointKind

_PIECE = (
    t.piece.c.id,
    t.piece.c.campaign_id,
    t.piece.c.unit_id,
    t.piece.c.person_id,
    t.piece.c.wave,
    t.piece.c.channel,
    t.piece.c.cell,
    t.piece.c.point_id,
    t.piece.c.seed,
    t.piece.c.sent_at,
)


def pieces_by_code(codes: Collection[str]) -> Select[Any]:
    """Rows (key, piece columns) by response code."""
    return select(t.piece.c.response_code.label("key"), *_PIECE).where(t.piece.c.response_code.in_(codes))


def pieces_by_id(ids: Collection[str]) -> Select[Any]:
    """Rows (key, piece columns) by piece id."""
    return select(t.piece.c.id.label("key"), *_PIECE).where(t.piece.c.id.in_(ids))


def pieces_by_serial(serials: Collection[int]) -> Select[Any]:
    """Rows (key, piece columns) by serial, the piece's part of a mark."""
    return select(t.piece.c.serial.label("key"), *_PIECE).where(t.piece.c.serial.in_(serials))


def pieces_by_postal_number(numbers: Collection[str]) -> Select[Any]:
    """Rows (key, piece columns) by a number that a post gave us."""
    return (
        select(t.postal_number.c.value.label("key"), *_PIECE)
        .join(t.piece, t.piece.c.id == t.postal_number.c.piece_id)
        .where(t.postal_number.c.value.in_(numbers))
    )


def pieces_by_consignment(numbers: Collection[str]) -> Select[Any]:
    """Rows (key, piece columns) by the carrier's number."""
    return (
        select(t.attempt.c.outside_id.label("key"), *_PIECE)
        .join(t.piece, t.piece.c.id == t.attempt.c.piece_id)
        .where(t.attempt.c.outside_id.in_(numbers))
    )


def people_by_id(ids: Collection[str]) -> Any:
    """Rows (key, person_id): ids of today and ids of before a merge."""
    return union(
        select(t.person.c.id.label("key"), t.person.c.id.label("person_id")).where(
            t.person.c.id.in_(ids), t.person.c.state != "merged"
        ),
        select(t.person_alias.c.old_id, t.person_alias.c.person_id).where(t.person_alias.c.old_id.in_(ids)),
    )


def people_by_external_id(source: str, ids: Collection[str]) -> Any:
    """Rows (key, person_id) by the source's own number, whichever record brought it."""
    return union(
        select(t.record.c.external_id.label("key"), t.record.c.person_id)
        .join(t.batch, t.batch.c.id == t.record.c.batch_id)
        .where(t.batch.c.source_id == source, t.record.c.external_id.in_(ids), t.record.c.person_id.is_not(None)),
        select(t.person.c.external_id, t.person.c.id).where(
            t.person.c.source_id == source, t.person.c.external_id.in_(ids), t.person.c.state == "active"
        ),
    )


def people_by_point(kind: PointKind, hmacs: Collection[str]) -> Select[Any]:
    """Rows (key, person_id) by the keyed hash of an e-mail address or phone number."""
    return (
        select(t.contact_point.c.hmac.label("key"), t.contact_point.c.person_id)
        .where(t.contact_point.c.kind == kind.value, t.contact_point.c.hmac.in_(hmacs))
        .distinct()
    )


def older_ids(people: Collection[str]) -> Select[Any]:
    """Rows (old_id, person_id): the names that draws of before a merge know these people by."""
    return select(t.person_alias.c.old_id, t.person_alias.c.person_id).where(t.person_alias.c.person_id.in_(people))


def memberships(people: Collection[str]) -> Any:
    """Rows of a person's units in every campaign's draw: as whom it was drawn for, or as a member of its unit."""
    drawn, member, campaign = t.assignment, t.audience_member, t.campaign
    shown = (
        drawn.c.campaign_id,
        drawn.c.unit_id,
        drawn.c.arm,
        drawn.c.cell,
        campaign.c.opens_on,
        campaign.c.closes_on,
        campaign.c.time_zone,
        campaign.c.currency,
    )
    joined = drawn.join(campaign, campaign.c.id == drawn.c.campaign_id)
    as_member = joined.join(
        member, (member.c.plan_id == campaign.c.current_plan_id) & (member.c.unit_id == drawn.c.unit_id)
    )
    return union(
        select(drawn.c.person_id.label("person_id"), *shown)
        .select_from(joined)
        .where(drawn.c.person_id.in_(people), campaign.c.system == 0),
        select(member.c.person_id.label("person_id"), *shown)
        .select_from(as_member)
        .where(member.c.person_id.in_(people), campaign.c.system == 0),
    )


def touches(units: Collection[str]) -> Select[Any]:
    """Pieces of these units that left the house; seeds are not theirs."""
    return select(
        t.piece.c.id.label("piece_id"),
        t.piece.c.campaign_id,
        t.piece.c.unit_id,
        t.piece.c.wave,
        t.piece.c.channel,
        t.piece.c.sent_at,
    ).where(t.piece.c.unit_id.in_(units), t.piece.c.sent_at.is_not(None), t.piece.c.seed.is_(False))


def earlier_returns(point_id: str, than_piece: str) -> Select[Any]:
    """Reasons of returns of other pieces from the same address."""
    return (
        select(t.response.c.reason)
        .join(t.piece, t.piece.c.id == t.response.c.piece_id)
        .where(t.piece.c.point_id == point_id, t.response.c.kind == "returned", t.piece.c.id != than_piece)
    )


def campaign_countries() -> Select[Any]:
    """The briefs of all campaigns, for the countries whose phone numbers may come without a prefix."""
    return select(t.campaign.c.brief).where(t.campaign.c.system == 0)
