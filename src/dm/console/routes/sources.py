"""Where people come from: every list with what it brought and what a usable contact cost, and its quality report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from dm import actualize
from dm.accounts import Account
from dm.console import downloads
from dm.console.desk import AtDesk, Desk
from dm.console.doors import GUARDED_FORM, Door, through
from dm.console.pages import language_of, show
from dm.console.queries.sources import listed_sources, source_exists
from dm.console.routes.reports import REPORT_POLICY
from dm.db import reading
from dm.errors import StateError

router = APIRouter(prefix="/sources")
Reader = Annotated[Account, Depends(through(Door.SOURCES))]

# A page should answer within some seconds; larger lists are judged by the verb.
LARGEST = 20_000


@router.get("")
def sources(request: Request, desk: AtDesk, _account: Reader) -> Response:
    """All lists side by side."""
    with reading(desk.workshop.engine) as connection:
        found = listed_sources(connection)
    shown = [(each, downloads.offered(_folder(desk, each.id))) for each in found]
    return show(request, "sources.html", sources=shown, largest=LARGEST)


@router.post("/{source_id}/quality", dependencies=[GUARDED_FORM])
def make(request: Request, desk: AtDesk, account: Reader, source_id: str) -> Response:
    """Make the quality report of a list that is small enough."""
    _known(desk, source_id)
    workshop = desk.workshop
    with reading(workshop.engine) as connection:
        rows = next(each.rows for each in listed_sources(connection) if each.id == source_id)
    if rows > LARGEST:
        raise StateError(f"The list has {rows:,} rows.", hint=f"`dm source quality {source_id}` takes its time.")
    language = language_of(request)
    actualize.judge_source(workshop.office, source_id, language=language, now=workshop.now(), actor=account.name)
    return RedirectResponse("/sources?done=quality", status_code=303)


@router.get("/{source_id}/quality")
def report(desk: AtDesk, _account: Reader, source_id: str) -> Response:
    """The report as a page."""
    answer = downloads.send(_known(desk, source_id), "quality.html")
    answer.headers["Content-Security-Policy"] = REPORT_POLICY
    answer.headers["Content-Type"] = "text/html; charset=utf-8"
    del answer.headers["Content-Disposition"]
    return answer


@router.get("/{source_id}/quality/{name}")
def file_of_report(desk: AtDesk, _account: Reader, source_id: str, name: str) -> Response:
    """A file of the report."""
    return downloads.send(_known(desk, source_id), name)


def _known(desk: Desk, source_id: str) -> Path:
    with reading(desk.workshop.engine) as connection:
        if not source_exists(connection, source_id):
            raise HTTPException(404)
    return _folder(desk, source_id)


def _folder(desk: Desk, source_id: str) -> Path:
    settings = desk.workshop.settings
    return downloads.inside(settings.workspace, f"{settings.out.name}/quality/{source_id}")
