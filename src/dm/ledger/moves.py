"""The allowed moves between the states of a piece: nothing else ever writes `piece.state`."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from dm.db.bulk import chunks
from dm.db.tables import piece
from dm.errors import StateError
from dm.model import PieceState

S = PieceState
ALLOWED: dict[PieceState, frozenset[PieceState]] = {
    S.PLANNED: frozenset({S.CLAIMED, S.DROPPED, S.CANCELLED}),
    # back to planned: nothing left the house and the outside said so (a temporary refusal)
    S.CLAIMED: frozenset({S.PRODUCED, S.SENT, S.FAILED, S.UNSETTLED, S.PLANNED, S.DROPPED, S.CANCELLED}),
    S.PRODUCED: frozenset({S.SENT, S.FAILED, S.CANCELLED, S.DROPPED}),
    S.UNSETTLED: frozenset({S.SENT, S.PLANNED, S.CANCELLED}),
    # late news: a delivered letter can still come back, a bounce can follow a delivery
    S.SENT: frozenset({S.DELIVERED, S.RETURNED, S.FAILED}),
    S.DELIVERED: frozenset({S.RETURNED, S.FAILED}),
    S.FAILED: frozenset({S.RETURNED}),
    S.RETURNED: frozenset(),
    S.DROPPED: frozenset(),
    S.CANCELLED: frozenset(),
}
NOT_YET_SENT = (S.PLANNED, S.CLAIMED, S.PRODUCED)
_ENDS = {S.DELIVERED, S.RETURNED, S.FAILED, S.DROPPED, S.CANCELLED}
_IDS_A_STATEMENT = 500


def move(
    connection: Connection, piece_ids: Collection[str], to: PieceState, *, now: datetime, reason: str = "", **also: Any
) -> int:
    """Move pieces to a state from whichever states allow it; returns how many moved.

    Pieces that are there already, or whose state does not allow the move, stay as they are.
    """
    sources = [state.value for state, targets in ALLOWED.items() if to in targets]
    values: dict[str, Any] = {"state": to.value, "reason": reason, **also}
    if to == S.SENT:
        values["sent_at"] = now
    if to in _ENDS:
        values["closed_at"] = now
    moved = 0
    for some in chunks(sorted(piece_ids), _IDS_A_STATEMENT):
        statement = update(piece).where(piece.c.id.in_(some), piece.c.state.in_(sources)).values(**values)
        moved += connection.execute(statement).rowcount
    return moved


def must_move(connection: Connection, piece_id: str, to: PieceState, *, now: datetime, reason: str = "") -> None:
    """Move one piece, or raise StateError saying what it is now."""
    if move(connection, [piece_id], to, now=now, reason=reason):
        return
    found = connection.execute(select(piece.c.state).where(piece.c.id == piece_id)).scalar()
    if found is None:
        raise StateError(f"There is no piece {piece_id}.", hint="A batch's index and `dm settle` list piece ids.")
    raise StateError(f"Piece {piece_id} is {found}; it cannot become {to.value}.")
