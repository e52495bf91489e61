"""What the campaign pages show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select

from dm.db.tables import approval, campaign, cell, flow_wish, piece, piece_batch, plan, proof, response, wave
from dm.model import PieceState

# A campaign can still be held back as long as pieces stand in one of these.
OPEN_STATES = (PieceState.PLANNED, PieceState.CLAIMED, PieceState.PRODUCED)


@dataclass(frozen=True)
class CampaignPage:
    """One campaign with everything around it. `counts` is by wave, then by state of piece; seeds are left out."""

    campaign: Row[Any]
    plan: Row[Any] | None
    waves: Sequence[Row[Any]]
    cells: Sequence[Row[Any]]
    counts: dict[str, dict[str, int]]
    responses: dict[str, int]
    approvals: Sequence[Row[Any]]
    proof: Row[Any] | None
    batches: Sequence[Row[Any]]
    late: Sequence[Row[Any]]

    @property
    def open_pieces(self) -> int:
        """How many pieces have not left the house yet."""
        return sum(by_state.get(state, 0) for by_state in self.counts.values() for state in OPEN_STATES)

    @property
    def states(self) -> list[str]:
        """The states that occur, in the order of a piece's life."""
        seen = {state for by_state in self.counts.values() for state in by_state}
        return [state.value for state in PieceState if state.value in seen]


def list_campaigns(connection: Connection) -> list[dict[str, Any]]:
    """All campaigns of people, newest first, each with its sums of pieces and responses."""
    query = select(campaign).where(campaign.c.system == 0).order_by(campaign.c.created_at.desc(), campaign.c.id)
    pieces = _counted(connection, piece.c.campaign_id, piece.c.state)
    answers = _counted(connection, response.c.campaign_id, response.c.kind)
    return [
        {"row": row, "pieces": pieces.get(row.id, {}), "responses": answers.get(row.id, {})}
        for row in connection.execute(query)
    ]


def campaign_page(connection: Connection, campaign_id: str) -> CampaignPage | None:
    """Everything of one campaign; None when there is none of that id."""
    found = connection.execute(select(campaign).where(campaign.c.id == campaign_id, campaign.c.system == 0)).first()
    if found is None:
        return None
    return CampaignPage(
        campaign=found,
        plan=connection.execute(select(plan).where(plan.c.id == found.current_plan_id)).first(),
        waves=_of(connection, wave, campaign_id, wave.c.position),
        cells=_of(connection, cell, campaign_id, cell.c.position),
        counts=_states(connection, campaign_id),
        responses=_counted(connection, response.c.campaign_id, response.c.kind, campaign_id).get(campaign_id, {}),
        approvals=_of(connection, approval, campaign_id, approval.c.approved_at),
        proof=connection.execute(
            select(proof).where(proof.c.campaign_id == campaign_id).order_by(proof.c.made_at.desc()).limit(1)
        ).first(),
        batches=_of(connection, piece_batch, campaign_id, piece_batch.c.number),
        late=_late(connection, campaign_id),
    )


def _of(connection: Connection, table: Any, campaign_id: str, order: Any) -> Sequence[Row[Any]]:
    return connection.execute(select(table).where(table.c.campaign_id == campaign_id).order_by(order)).all()


def _late(connection: Connection, campaign_id: str) -> list[Row[Any]]:
    """Runs that came too late and ask whether to send; they are few, so their parameters are read here."""
    query = select(flow_wish).where(flow_wish.c.state == "late").order_by(flow_wish.c.id)
    return [row for row in connection.execute(query) if row.parameters.get("campaign") == campaign_id]


def _states(connection: Connection, campaign_id: str) -> dict[str, dict[str, int]]:
    query = (
        select(piece.c.wave, piece.c.state, func.count())
        .where(piece.c.campaign_id == campaign_id, piece.c.seed.is_(False))
        .group_by(piece.c.wave, piece.c.state)
    )
    return _folded(connection.execute(query).all())


def _counted(connection: Connection, group: Any, kind: Any, only: str | None = None) -> dict[str, dict[str, int]]:
    query = select(group, kind, func.count()).where(group.is_not(None)).group_by(group, kind)
    if only is not None:
        query = query.where(group == only)
    return _folded(connection.execute(query).all())


def _folded(rows: Sequence[Row[str, str, int]]) -> dict[str, dict[str, int]]:
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for first, second, count in rows:
        found[first][second] = count
    return dict(found)


def campaign_exists(connection: Connection, campaign_id: str) -> bool:
    """Whether there is a campaign of that id."""
    return connection.execute(select(campaign.c.id).where(campaign.c.id == campaign_id)).first() is not None
