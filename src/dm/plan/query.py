"""The statements of planning: the base with a yes or no for each step, the points, the pressure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, true

from dm.conditions import to_sql
from dm.db import tables as t
from dm.model import Channel, PieceState, PointKind, PointStatus
from dm.plan.brief import Brief, Pressure, Unit

POINT_OF: dict[Channel, PointKind] = {
    Channel.LETTER: PointKind.POST,
    Channel.COURIER: PointKind.POST,
    Channel.EMAIL: PointKind.EMAIL,
    Channel.CALL: PointKind.PHONE,
}
_KIND_OF_NEED = {"postal_address": PointKind.POST, "email": PointKind.EMAIL, "phone": PointKind.PHONE}
_USABLE = (PointStatus.VALID.value, PointStatus.RISKY.value)
# What has reached a person, is on its way, or may still come.
_REACHING = [
    state.value for state in PieceState if state not in (PieceState.DROPPED, PieceState.CANCELLED, PieceState.FAILED)
]


def whole_base(brief: Brief, *, now: datetime, first: datetime, last: datetime) -> Select[Any]:
    """Rows (id, unit_id, language, score, in_segment, country, fresh, need_*, pressed, wave_*) of active people.

    `first` and `last` are the planned moments of the campaign's first and last wave.
    """
    person, score = t.person, t.score
    units = _units(brief.audience.unit, now)
    own_unit = func.coalesce(units.c.unit_id, person.c.id) if units is not None else person.c.id
    source = person.outerjoin(score, and_(score.c.person_id == person.c.id, score.c.kind == brief.audience.priority))
    if units is not None:
        source = source.outerjoin(units, units.c.person_id == person.c.id)
    return (
        select(
            person.c.id,
            own_unit.label("unit_id"),
            person.c.language,
            person.c.country,
            score.c.value.label("score"),
            to_sql(brief.audience.segment.condition, now=now, campaign=brief.id).label("in_segment"),
            _fresh(brief.audience.quality.fresh_days, now).label("fresh"),
            *(_has(need, now).label(f"need_{need}") for need in brief.audience.quality.needs),
            _pressed(brief.id, brief.pressure, first, last).label("pressed"),
            *_waves(brief, now),
        )
        .select_from(source)
        .where(person.c.state == "active")
        .order_by(person.c.id)
    )


def usable_points(kinds: set[PointKind], *, now: datetime) -> Select[Any]:
    """Rows (id, person_id, kind) of points that may be relied upon, the best of each kind first."""
    point = t.contact_point
    return (
        select(point.c.id, point.c.person_id, point.c.kind)
        .where(point.c.kind.in_([kind.value for kind in kinds]), *_relied_upon(now))
        .order_by(point.c.rank, point.c.id)
    )


def _waves(brief: Brief, now: datetime) -> list[ColumnElement[Any]]:
    """Whether each wave's `where` holds for the person."""
    return [
        (to_sql(wave.where, now=now, campaign=brief.id) if wave.where else literal(True)).label(f"wave_{at}")
        for at, wave in enumerate(brief.waves)
    ]


def _relied_upon(now: datetime) -> list[ColumnElement[bool]]:
    point = t.contact_point
    return [point.c.status.in_(_USABLE), or_(point.c.valid_to.is_(None), point.c.valid_to >= now.date())]


def _has(need: str, now: datetime) -> ColumnElement[bool]:
    point = t.contact_point
    return t.person.c.id.in_(
        select(point.c.person_id).where(point.c.kind == _KIND_OF_NEED[need].value, *_relied_upon(now))
    )


def _fresh(days: int | None, now: datetime) -> ColumnElement[bool]:
    if days is None:
        return true()
    oldest = now - timedelta(days=days)
    verified = t.person.c.verified_at
    return or_(t.person.c.observed_at >= oldest, and_(verified.is_not(None), verified >= oldest))


def _pressed(campaign: str, pressure: Pressure | None, first: datetime, last: datetime) -> ColumnElement[bool]:
    """Whether other campaigns already take all the contacts that a person may have around this one."""
    if pressure is None:
        return literal(False)
    piece = t.piece
    reached = func.coalesce(piece.c.sent_at, piece.c.due_at)
    around = and_(reached > first - timedelta(days=pressure.days), reached < last + timedelta(days=pressure.days))
    full = (
        select(piece.c.person_id)
        .where(
            piece.c.campaign_id != campaign,
            piece.c.seed.is_(False),
            piece.c.state.in_(_REACHING),
            or_(reached.is_(None), around),
        )
        .group_by(piece.c.person_id)
        .having(func.count() >= pressure.most)
    )
    return t.person.c.id.in_(full)


def _units(unit: Unit, now: datetime) -> Any:
    """Rows (person_id, unit_id): the household or company a person belongs to; of several the first by id."""
    if unit is Unit.PERSON:
        return None
    member = t.household_member if unit is Unit.HOUSEHOLD else t.company_member
    group = member.c.household_id if unit is Unit.HOUSEHOLD else member.c.company_id
    return (
        select(member.c.person_id, func.min(group).label("unit_id"))
        .where(or_(member.c.to_on.is_(None), member.c.to_on >= now.date()))
        .group_by(member.c.person_id)
        .subquery("units")
    )
