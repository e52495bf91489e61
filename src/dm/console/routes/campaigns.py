"""Campaigns: the list, one campaign with its waterfall, its approval, and the buttons that hold it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, Response

from dm.accounts import Account
from dm.console import downloads
from dm.console.brief import brief_lines
from dm.console.desk import AtDesk, Desk
from dm.console.doors import Door, may_open, through
from dm.console.pages import show
from dm.console.queries.campaigns import CampaignPage, campaign_page, list_campaigns
from dm.console.waterfall import steps_of
from dm.db import reading
from dm.model import CampaignState

router = APIRouter(prefix="/campaigns")
Reader = Annotated[Account, Depends(through(Door.CAMPAIGNS))]


@router.get("")
def campaigns(request: Request, desk: AtDesk, _account: Reader) -> Response:
    """All campaigns."""
    with reading(desk.workshop.engine) as connection:
        found = list_campaigns(connection)
    return show(request, "campaigns.html", campaigns=found)


@router.get("/{campaign_id}")
def one_campaign(request: Request, desk: AtDesk, account: Reader, campaign_id: str) -> Response:
    """One campaign with everything around it."""
    found = _campaign(desk, campaign_id)
    report = desk.workshop.settings.out / found.campaign.id / "report" / "report.html"
    return show(
        request,
        "campaign.html",
        page=found,
        steps=steps_of(found.plan) if found.plan else [],
        brief=brief_lines(found.campaign),
        calendar=found.plan.calendar if found.plan else [],
        can=_can(account, found),
        has_report=report.is_file(),
    )


@router.get("/{campaign_id}/proofs/{number}")
def proof_file(desk: AtDesk, _account: Reader, campaign_id: str, number: int) -> Response:
    """One of the files of the newest proof."""
    proof = _campaign(desk, campaign_id).proof
    if proof is None or not 0 <= number < len(proof.files):
        raise HTTPException(404)
    workspace = desk.workshop.settings.workspace
    path = downloads.inside(workspace, proof.files[number]["path"])
    return downloads.send(path.parent, path.name)


def _campaign(desk: Desk, campaign_id: str) -> CampaignPage:
    with reading(desk.workshop.engine) as connection:
        found = campaign_page(connection, campaign_id)
    if found is None:
        raise HTTPException(404)
    return found


def _can(account: Account, page: CampaignPage) -> dict[str, bool]:
    """Which buttons to show; the verbs behind them check again."""
    state = CampaignState(page.campaign.state)
    over = state in (CampaignState.STOPPED, CampaignState.CLOSED)
    proofed = page.plan is not None and page.proof is not None and page.proof.plan_hash == page.plan.hash
    mine = any(
        page.plan is not None and each.plan_hash == page.plan.hash and each.approved_by == account.name
        for each in page.approvals
        if not each.voided_at
    )
    approvable = proofed and not over and not mine and state in (CampaignState.PROOFED, CampaignState.APPROVED)
    return {
        "stop": not over and may_open(account.role, Door.STOP),
        "pause": state in (CampaignState.APPROVED, CampaignState.RUNNING) and may_open(account.role, Door.STOP),
        "resume": state == CampaignState.PAUSED and may_open(account.role, Door.RESUME),
        "proof": state in (CampaignState.PLANNED, CampaignState.PROOFED) and may_open(account.role, Door.APPROVE),
        "approve": approvable and may_open(account.role, Door.APPROVE),
    }
