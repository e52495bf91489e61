"""Selects over the analyst's views: the report says what anybody can ask the database for."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Float, Select, TableClause, cast, column, func, select, table

from dm.db import tables as t
from dm.db.types import UtcDateTime

_MOMENTS = {"at", "recorded_at", "sent_at", "closed_at"}


def _view(name: str, *columns: str) -> TableClause:
    return table(name, *(column(one, UtcDateTime if one in _MOMENTS else None) for one in columns))


STEPS = ("planned", "dropped", "waiting", "produced", "sent", "returned", "net", "delivered", "responded", "orders")
_FUNNEL = _view("mart_funnel", "campaign_id", "wave", "channel", "cell", *STEPS, "value_minor")
_UNIT = _view(
    "mart_unit",
    "campaign_id", "unit_id", "arm", "cell", "is_reached", "is_responded", "is_ordered", "value_minor",
    "any_response", "any_order", "orders_by_person", "value_by_person_minor",
)  # fmt: skip
_PIECE = _view("mart_piece", "campaign_id", "wave", "channel", "state", "reason", "is_dropped", "sent_at", "closed_at")
_RESPONSE = _view(
    "mart_response",
    "response_id", "campaign_id", "arm", "cell", "wave", "channel", "unit_id", "person_id", "piece_id", "kind",
    "is_response", "is_comparable", "matched_by", "at", "value_minor", "currency", "product", "reason", "recorded_at",
)  # fmt: skip
_WATERFALL = _view("mart_waterfall", "campaign_id", "plan_id", "outcome", "step", "reason", "people")


def funnel(campaign: str) -> Select[Any]:
    """One row a wave and cell in the brief's order, with the wave's unit cost."""
    wave, cell = t.wave, t.cell
    joined = _FUNNEL.join(
        wave, (wave.c.campaign_id == _FUNNEL.c.campaign_id) & (wave.c.name == _FUNNEL.c.wave)
    ).outerjoin(cell, (cell.c.campaign_id == _FUNNEL.c.campaign_id) & (cell.c.name == _FUNNEL.c.cell))
    return (
        select(_FUNNEL, wave.c.unit_cost, wave.c.unit_cost_currency)
        .select_from(joined)
        .where(_FUNNEL.c.campaign_id == campaign)
        .order_by(wave.c.position, cell.c.position, _FUNNEL.c.cell)
    )


def arms(campaign: str) -> Select[Any]:
    """One row an arm and cell: units, and sums of what they did; squares for the spread of value."""
    worth = cast(_UNIT.c.value_by_person_minor, Float)
    sums = [
        func.sum(_UNIT.c[name]).label(name)
        for name in ("is_reached", "is_responded", "is_ordered", "value_minor", "any_response", "any_order")
    ]
    return (
        select(
            _UNIT.c.arm,
            _UNIT.c.cell,
            func.count().label("units"),
            *sums,
            func.sum(_UNIT.c.orders_by_person).label("orders"),
            func.sum(worth).label("worth"),
            func.sum(worth * worth).label("worth_squares"),
        )
        .where(_UNIT.c.campaign_id == campaign)
        .group_by(_UNIT.c.arm, _UNIT.c.cell)
        .order_by(_UNIT.c.arm, _UNIT.c.cell)
    )


def cells(campaign: str) -> Select[Any]:
    """The cells as briefed."""
    return select(t.cell.c.name, t.cell.c.offer).where(t.cell.c.campaign_id == campaign).order_by(t.cell.c.position)


def responses(campaign: str) -> Select[Any]:
    """Every response counted for the campaign, treated people's and the holdout's, oldest first."""
    shown = [one for one in _RESPONSE.c if one.name != "campaign_id"]
    return select(*shown).where(_RESPONSE.c.campaign_id == campaign).order_by(_RESPONSE.c.at, _RESPONSE.c.response_id)


def dropped(campaign: str) -> Select[Any]:
    """Pieces that never left, by wave, state and reason."""
    return (
        select(_PIECE.c.wave, _PIECE.c.channel, _PIECE.c.state, _PIECE.c.reason, func.count().label("pieces"))
        .where(_PIECE.c.campaign_id == campaign, _PIECE.c.is_dropped == 1)
        .group_by(_PIECE.c.wave, _PIECE.c.channel, _PIECE.c.state, _PIECE.c.reason)
        .order_by(_PIECE.c.wave, func.count().desc(), _PIECE.c.state, _PIECE.c.reason)
    )


def waterfall(campaign: str) -> Select[Any]:
    """How everybody of the universe ended the plan."""
    return (
        select(_WATERFALL.c.outcome, _WATERFALL.c.step, _WATERFALL.c.reason, _WATERFALL.c.people)
        .where(_WATERFALL.c.campaign_id == campaign)
        .order_by(_WATERFALL.c.outcome, _WATERFALL.c.people.desc(), _WATERFALL.c.step, _WATERFALL.c.reason)
    )


def last_changes(campaign: str) -> Select[Any]:
    """The latest moments of planning, sending, closing and hearing: the newest is as of when the report speaks."""
    piece = t.piece.c.campaign_id == campaign
    matched = t.response.c.id.in_(
        select(t.response_match.c.response_id).where(t.response_match.c.campaign_id == campaign)
    )
    heard = (t.response.c.campaign_id == campaign) | matched
    return select(
        select(t.campaign.c.created_at).where(t.campaign.c.id == campaign).scalar_subquery().label("created"),
        select(func.max(t.plan.c.planned_at))
        .where(t.plan.c.campaign_id == campaign)
        .scalar_subquery()
        .label("planned"),
        select(func.max(t.piece.c.sent_at)).where(piece).scalar_subquery().label("sent"),
        select(func.max(t.piece.c.closed_at)).where(piece).scalar_subquery().label("closed"),
        select(func.max(t.response.c.recorded_at)).where(heard).scalar_subquery().label("heard"),
    )


def first_sent(campaign: str) -> Select[Any]:
    """When the first piece left."""
    return select(func.min(_PIECE.c.sent_at)).where(_PIECE.c.campaign_id == campaign)
