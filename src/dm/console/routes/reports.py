"""Reports as `dm report` wrote them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, Response

from dm.accounts import Account
from dm.console import downloads
from dm.console.desk import AtDesk, Desk
from dm.console.doors import Door, through
from dm.console.pages import show
from dm.console.queries.campaigns import campaign_exists, list_campaigns
from dm.db import reading

router = APIRouter(prefix="/reports")
Reader = Annotated[Account, Depends(through(Door.REPORTS))]

# A report carries its own style and drawings, and no script.
REPORT_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; font-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; sandbox allow-popups"
)


@router.get("")
def reports(request: Request, desk: AtDesk, _account: Reader) -> Response:
    """Which campaigns have a report, and its files."""
    with reading(desk.workshop.engine) as connection:
        found = list_campaigns(connection)
    shown = [(each, downloads.offered(_folder(desk, each["row"].id))) for each in found]
    return show(request, "reports.html", reports=[(each["row"], files) for each, files in shown if files])


@router.get("/{campaign_id}")
def report(desk: AtDesk, _account: Reader, campaign_id: str) -> Response:
    """The report as a page."""
    folder = _known(desk, campaign_id)
    answer = downloads.send(folder, "report.html")
    answer.headers["Content-Security-Policy"] = REPORT_POLICY
    answer.headers["Content-Type"] = "text/html; charset=utf-8"
    del answer.headers["Content-Disposition"]
    return answer


@router.get("/{campaign_id}/{name:path}")
def file_of_report(desk: AtDesk, _account: Reader, campaign_id: str, name: str) -> Response:
    """A file beside the report."""
    return downloads.send(_known(desk, campaign_id), name)


def _known(desk: Desk, campaign_id: str) -> Path:
    with reading(desk.workshop.engine) as connection:
        if not campaign_exists(connection, campaign_id):
            raise HTTPException(404)
    return _folder(desk, campaign_id)


def _folder(desk: Desk, campaign_id: str) -> Path:
    settings = desk.workshop.settings
    return downloads.inside(settings.workspace, f"{settings.out.name}/{campaign_id}/report")
