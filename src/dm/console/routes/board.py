"""The supervisor's board: queues, who talks, how calls end, and what was heard."""

from __future__ import annotations

from datetime import UTC
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from dm.accounts import Account
from dm.console.desk import AtDesk
from dm.console.doors import Door, through
from dm.console.pages import show
from dm.console.queries.calls import board
from dm.db import reading

router = APIRouter(prefix="/calls/board")
Supervisor = Annotated[Account, Depends(through(Door.BOARD))]


@router.get("")
def the_board(request: Request, desk: AtDesk, _account: Supervisor) -> Response:
    """How the call centre stands at this moment."""
    now = desk.workshop.now()
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    with reading(desk.workshop.engine) as connection:
        found = board(connection, now, midnight)
    return show(request, "board.html", board=found, now=now, can_decide=False)
