"""The agent's one screen: the next contact, what to say, what was heard, how it ended."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from dm.accounts import Account
from dm.console.desk import AtDesk
from dm.console.doors import Door, through
from dm.console.pages import show
from dm.console.queries.calls import queue_sizes
from dm.db import reading

router = APIRouter(prefix="/calls")
Agent = Annotated[Account, Depends(through(Door.CALLS))]


@router.get("")
def calls(request: Request, desk: AtDesk, _account: Agent) -> Response:
    """The open contact, or the way to the next one."""
    with reading(desk.workshop.engine) as connection:
        due, next_at = queue_sizes(connection, desk.workshop.now())
    return show(request, "calls.html", due=due, next_at=next_at)
