"""Doubtful pairs: both records side by side, one key for each decision, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from dm import actualize
from dm.accounts import Account
from dm.console.desk import AtDesk, Desk
from dm.console.doors import GUARDED_FORM, Door, through
from dm.console.pages import show
from dm.db import reading
from dm.errors import StateError

router = APIRouter(prefix="/review")
Reviewer = Annotated[Account, Depends(through(Door.REVIEW))]
_RECENT = 8


@dataclass(frozen=True, slots=True)
class Place:
    """Where a pair stands in the queue: its number of how many, and the pairs before and after it."""

    number: int
    of: int
    before: int | None
    after: int | None


@router.get("")
def review(request: Request, desk: AtDesk, _account: Reviewer, pair: int | None = None) -> Response:
    """The pair asked for, else the first that waits."""
    with reading(desk.workshop.engine) as connection:
        waiting, queue = actualize.waiting_pairs(connection), actualize.sum_up(connection)
        recent = actualize.recent_decisions(connection, limit=_RECENT)
    wanted = pair if pair is not None else (waiting[0] if waiting else None)
    found = _laid_open(desk, wanted) if wanted is not None else None
    place = place_of(waiting, queue["waiting"], wanted)
    return show(request, "review.html", found=found, place=place, queue=queue, recent=recent)


@router.post("/{pair_id}", dependencies=[GUARDED_FORM])
def decide(
    desk: AtDesk,
    account: Reviewer,
    pair_id: int,
    decision: Annotated[Literal["one", "two", "later", "ask", "undo"], Form()],
) -> Response:
    """Decide on a pair, put it off, have it asked by telephone, or take a decision back; then the next.

    Who comes after somebody else sees the pair with that one's decision.
    """
    try:
        return _decided(desk, account.name, pair_id, decision)
    except StateError:
        if decision == "undo":
            raise
        return RedirectResponse(f"/review?pair={pair_id}&done=review_too_late", status_code=303)


def _decided(desk: Desk, actor: str, pair_id: int, decision: str) -> Response:
    workshop = desk.workshop
    engine, key, now = workshop.engine, workshop.settings.suppression_key, workshop.now()
    if decision == "one":
        actualize.accept_pair(engine, pair_id, key=key, now=now, actor=actor)
    elif decision == "two":
        actualize.reject_pair(engine, pair_id, now=now, actor=actor)
    elif decision == "later":
        actualize.postpone_pair(engine, pair_id, now=now)
    elif decision == "ask":
        actualize.ask_by_telephone(workshop.office, pair_id, now=now, actor=actor)
    else:
        actualize.undo_decision(engine, pair_id, key=key, now=now, actor=actor)
        return RedirectResponse(f"/review?pair={pair_id}&done=review_undo", status_code=303)
    return RedirectResponse(f"/review?done=review_{decision}", status_code=303)


def _laid_open(desk: Desk, pair_id: int) -> dict[str, Any]:
    workshop = desk.workshop
    settings = workshop.settings
    return actualize.show_pair(
        workshop.engine, pair_id, key=settings.suppression_key, half_lives=settings.half_lives, now=workshop.now()
    )


def place_of(waiting: list[int], number: int, pair: int | None) -> Place:
    """Where this pair stands among those that wait."""
    if pair is None or pair not in waiting:
        return Place(0, number, None, waiting[0] if waiting else None)
    at = waiting.index(pair)
    before = waiting[at - 1] if at else None
    after = waiting[at + 1] if at + 1 < len(waiting) else None
    return Place(at + 1, number, before, after)
