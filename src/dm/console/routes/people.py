"""One person's story: what we hold, what was decided, what happened, and why."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from dm.accounts import Account
from dm.console.desk import AtDesk
from dm.console.doors import Door, through
from dm.console.pages import show

router = APIRouter(prefix="/people")
Asker = Annotated[Account, Depends(through(Door.PEOPLE))]


@router.get("/why")
def why(request: Request, desk: AtDesk, _account: Asker, q: str = "") -> Response:
    """The story of the person with this id, phone or e-mail."""
    return show(request, "why.html", q=q, story=None, problem=None)
