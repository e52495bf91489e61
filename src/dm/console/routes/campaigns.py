"""Campaigns: the list, one campaign with its waterfall, its approval, and the buttons that hold it."""

from __future__ import annotations

import logging
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from dm import plan
from dm.accounts import Account
from dm.console import downloads
from dm.console.brief import brief_lines
from dm.console.desk import AtDesk, Desk
from dm.console.doors import GUARDED_FORM, Door, may_open, through
from dm.console.pages import show
from dm.console.queries.campaigns import CampaignPage, campaign_page, list_campaigns
from dm.console.waterfall import steps_of
from dm.db import reading
from dm.errors import OutsideError, Refused
from dm.model import CampaignState
from dm.plan import campaigns as campaign_verbs
from dm.verbs import proof, wishes
from dm.verbs.flows import known_server

router = APIRouter(prefix="/campaigns")
Reader = Annotated[Account, Depends(through(Door.CAMPAIGNS))]
Stopper = Annotated[Account, Depends(through(Door.STOP))]
Resumer = Annotated[Account, Depends(through(Door.RESUME))]
Approver = Annotated[Account, Depends(through(Door.APPROVE))]

_log = logging.getLogger(__name__)


@router.get("")
def campaigns(request: Request, desk: AtDesk, _account: Reader) -> Response:
    """All campaigns."""
    with reading(desk.workshop.engine) as connection:
        found = list_campaigns(connection)
    return show(request, "campaigns.html", campaigns=found, flows=_prefect_pages(desk))


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
    newest = _campaign(desk, campaign_id).proof
    if newest is None or not 0 <= number < len(newest.files):
        raise HTTPException(404)
    path = downloads.inside(desk.workshop.settings.workspace, newest.files[number]["path"])
    return downloads.send(path.parent, path.name)


@router.post("/{campaign_id}/stop", dependencies=[GUARDED_FORM])
def stop(desk: AtDesk, account: Stopper, campaign_id: str) -> Response:
    """The emergency stop."""
    campaign_verbs.stop(desk.workshop.engine, campaign_id, by=account.name, now=desk.workshop.now())
    return _back(campaign_id, "stopped")


@router.post("/{campaign_id}/pause", dependencies=[GUARDED_FORM])
def pause(desk: AtDesk, account: Stopper, campaign_id: str) -> Response:
    """Nothing leaves until it goes on."""
    campaign_verbs.pause(desk.workshop.engine, campaign_id, by=account.name, now=desk.workshop.now())
    return _back(campaign_id, "paused")


@router.post("/{campaign_id}/resume", dependencies=[GUARDED_FORM])
def resume(desk: AtDesk, account: Resumer, campaign_id: str) -> Response:
    """Go on after a pause."""
    campaign_verbs.resume(desk.workshop.engine, campaign_id, by=account.name, now=desk.workshop.now())
    return _back(campaign_id, "resumed")


@router.post("/{campaign_id}/proof", dependencies=[GUARDED_FORM])
def make_proofs(desk: AtDesk, _account: Approver, campaign_id: str) -> Response:
    """Make the proofs of the current plan; what takes longer goes on behind the page."""
    workshop = desk.workshop
    done = desk.errands.run(
        f"/campaigns/{campaign_id}",
        lambda: proof.make_proofs(workshop.office, campaign_id, now=workshop.now(), say=_log.info),
    )
    return _back(campaign_id, "proofs" if done else "begun")


@router.post("/{campaign_id}/approve", dependencies=[GUARDED_FORM])
def approve(
    desk: AtDesk,
    account: Approver,
    campaign_id: str,
    plan_hash: Annotated[str, Form()],
    proof_hash: Annotated[str, Form()],
    seen: Annotated[str, Form()] = "",
) -> Response:
    """Approve what this very page showed, in the name of the user who pressed the button."""
    shown = _campaign(desk, campaign_id)
    if seen != "yes":
        raise Refused("Nothing was approved.", hint="Look at the proofs and the figures first, and tick the box.")
    if shown.plan is None or shown.proof is None or (shown.plan.hash, shown.proof.hash) != (plan_hash, proof_hash):
        raise Refused(
            "Plan or proofs were made anew since you opened the page.", hint="Open it again and look at them."
        )
    workshop = desk.workshop
    plan.approve(
        workshop.engine,
        campaign_id,
        by=account.name,
        now=workshop.now(),
        settings=workshop.settings,
        policies=workshop.policies,
    )
    return _back(campaign_id, "approved")


@router.post("/{campaign_id}/late/{wish_id}", dependencies=[GUARDED_FORM])
def answer_late(
    desk: AtDesk, account: Approver, campaign_id: str, wish_id: int, answer: Annotated[str, Form()]
) -> Response:
    """A run that came too late asked before it sends."""
    if wish_id not in {each.id for each in _campaign(desk, campaign_id).late}:
        raise HTTPException(404)
    workshop = desk.workshop
    wishes.answer_late(workshop.office, wish_id, send=answer == "send", by=account.name, now=workshop.now())
    return _back(campaign_id, "late_sent" if answer == "send" else "late_left")


def _prefect_pages(desk: Desk) -> str:
    """Where Prefect shows the flows; "" when no server runs."""
    try:
        return known_server(desk.workshop.settings.workspace).removesuffix("/api")
    except OutsideError:
        return ""


def _back(campaign_id: str, done: str) -> Response:
    return RedirectResponse(f"/campaigns/{quote(campaign_id)}?done={done}", status_code=303)


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
