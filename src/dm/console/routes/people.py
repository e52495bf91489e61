"""One person's story: what we hold, what was decided, what happened, and why."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from dm import consent
from dm.accounts import Account
from dm.actualize import freshness_of
from dm.actualize.companies.showing import companies_of
from dm.actualize.freshness import Freshness
from dm.actualize.households.showing import household_of
from dm.console.desk import AtDesk
from dm.console.doors import Door, through
from dm.console.pages import language_of, show
from dm.errors import InputError
from dm.wiring import Workshop

router = APIRouter(prefix="/people")
Asker = Annotated[Account, Depends(through(Door.PEOPLE))]


@router.get("/why")
def why(request: Request, desk: AtDesk, _account: Asker, q: str = "") -> Response:
    """The story of the person with this id, phone or e-mail."""
    story, problem, ages, home, jobs = None, None, [], None, []
    if q.strip():
        workshop = desk.workshop
        try:
            story = consent.why(
                workshop.engine,
                q.strip(),
                key=workshop.settings.suppression_key,
                language=language_of(request),
            )
            ages = _ages(workshop, story)
            if story.person is not None:
                home = household_of(workshop.engine, story.person["id"])
                jobs = companies_of(workshop.engine, story.person["id"])
        except InputError as fault:
            problem = fault
    return show(request, "why.html", q=q, story=story, problem=problem, ages=ages, home=home, jobs=jobs)


def _ages(workshop: Workshop, story: consent.Story) -> list[Freshness]:
    if story.person is None:
        return []
    return freshness_of(workshop.engine, story.person["id"], workshop.settings.half_lives, workshop.now())
