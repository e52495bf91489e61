"""Companies: found, looked at, and doubtful pairs of them decided side by side."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from dm.accounts import Account
from dm.actualize.companies import deciding, review, showing
from dm.console.desk import AtDesk, Desk
from dm.console.doors import GUARDED_FORM, Door, through
from dm.console.pages import show
from dm.console.routes.review import place_of
from dm.db import reading
from dm.errors import StateError

router = APIRouter(prefix="/companies")
Reader = Annotated[Account, Depends(through(Door.PEOPLE))]
Reviewer = Annotated[Account, Depends(through(Door.REVIEW))]
_RECENT = 8
_FOUND = 100


@router.get("")
def companies(request: Request, desk: AtDesk, _account: Reader, q: str = "") -> Response:
    """Companies that are written like this, those with most people first."""
    engine = desk.workshop.engine
    found = showing.find_companies(engine, q, limit=_FOUND)
    with reading(engine) as connection:
        waiting = review.count_company_pairs(connection)
    return show(request, "companies.html", q=q, found=found, most=_FOUND, waiting=waiting)


@router.get("/review")
def pairs(request: Request, desk: AtDesk, _account: Reviewer, pair: int | None = None) -> Response:
    """The pair asked for, else the first that waits."""
    engine = desk.workshop.engine
    with reading(engine) as connection:
        waiting = review.waiting_company_pairs(connection)
        number = review.count_company_pairs(connection)
        recent = review.recent_company_decisions(connection, limit=_RECENT)
    wanted = pair if pair is not None else (waiting[0] if waiting else None)
    found = review.show_company_pair(engine, wanted) if wanted is not None else None
    place = place_of(waiting, number, wanted)
    return show(request, "company_pair.html", found=found, place=place, recent=recent)


@router.post("/review/{pair_id}", dependencies=[GUARDED_FORM])
def decide(
    desk: AtDesk, account: Reviewer, pair_id: int, decision: Annotated[Literal["one", "two", "later", "undo"], Form()]
) -> Response:
    """Decide on a pair, put it off, or take a decision back; then the next."""
    try:
        return _decided(desk, account.name, pair_id, decision)
    except StateError:
        if decision == "undo":
            raise
        return RedirectResponse(f"/companies/review?pair={pair_id}&done=review_too_late", status_code=303)


def _decided(desk: Desk, actor: str, pair_id: int, decision: str) -> Response:
    workshop = desk.workshop
    engine, now = workshop.engine, workshop.now()
    if decision == "one":
        deciding.accept_company_pair(engine, pair_id, now=now, actor=actor)
    elif decision == "two":
        deciding.reject_company_pair(engine, pair_id, now=now, actor=actor)
    elif decision == "later":
        deciding.postpone_company_pair(engine, pair_id, now=now)
    else:
        key = workshop.settings.suppression_key
        deciding.undo_company_decision(engine, pair_id, key=key, now=now, actor=actor)
        return RedirectResponse(f"/companies/review?pair={pair_id}&done=company_undo", status_code=303)
    return RedirectResponse(f"/companies/review?done=company_{decision}", status_code=303)


@router.get("/{company_id}")
def company(request: Request, desk: AtDesk, _account: Reader, company_id: str) -> Response:
    """One company: its spellings, its people and how they are reached."""
    return show(request, "company.html", company=showing.show_company(desk.workshop.engine, company_id))
