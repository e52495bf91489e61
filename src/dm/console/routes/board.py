"""The supervisor's board: queues, who talks, how calls end, and what was heard."""

from __future__ import annotations

from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from dm.accounts import Account
from dm.console.desk import AtDesk
from dm.console.doors import GUARDED_FORM, Door, through
from dm.console.pages import show
from dm.console.queries.calls import board
from dm.db import reading
from dm.verbs.corrections import decide_correction

router = APIRouter(prefix="/calls/board")
Supervisor = Annotated[Account, Depends(through(Door.BOARD))]


@router.get("")
def the_board(request: Request, desk: AtDesk, _account: Supervisor) -> Response:
    """How the call centre stands at this moment."""
    now = desk.workshop.now()
    midnight = now.astimezone(ZoneInfo(desk.zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    with reading(desk.workshop.engine) as connection:
        found = board(connection, now, midnight)
    return show(request, "board.html", board=found, now=now)


@router.post("/corrections/{correction_id}", dependencies=[GUARDED_FORM])
def decide(
    desk: AtDesk, account: Supervisor, correction_id: int, decision: Annotated[Literal["accept", "reject"], Form()]
) -> Response:
    """Take what was heard, or reject it."""
    workshop = desk.workshop
    decide_correction(workshop.office, correction_id, accept=decision == "accept", by=account.name, now=workshop.now())
    return RedirectResponse("/calls/board?done=correction", status_code=303)
