"""Batches: files to download, what the vendor acknowledges, what was spoiled, and the reprint."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, Response

from dm.accounts import Account
from dm.console import downloads
from dm.console.desk import AtDesk, Desk
from dm.console.doors import Door, may_open, through
from dm.console.pages import show
from dm.console.queries.batches import BatchPage, batch_page, list_batches
from dm.db import reading
from dm.model import BatchState, Channel

router = APIRouter(prefix="/batches")
Keeper = Annotated[Account, Depends(through(Door.BATCHES))]

_ACKS = (BatchState.RECEIVED, BatchState.PRINTED, BatchState.POSTED)
_OF_VENDORS = (Channel.LETTER, Channel.COURIER)


@router.get("")
def batches(request: Request, desk: AtDesk, account: Keeper) -> Response:
    """The batches this user may see."""
    with reading(desk.workshop.engine) as connection:
        found = list_batches(connection, account.role)
    return show(request, "batches.html", batches=found)


@router.get("/{batch_id}")
def one_batch(request: Request, desk: AtDesk, account: Keeper, batch_id: str) -> Response:
    """One batch with its files and what can be done with it."""
    found = _batch(desk, account, batch_id)
    batch = found.batch
    states = [BatchState.SEALED, BatchState.RELEASED, *_ACKS]
    return show(
        request,
        "batch.html",
        page=found,
        files=downloads.offered(downloads.inside(desk.workshop.settings.workspace, batch.folder))
        if batch.folder
        else [],
        progress=[(state.value, getattr(batch, f"{state.value}_at")) for state in states],
        can=_can(account, found),
    )


@router.get("/{batch_id}/files/{name:path}")
def file_of_batch(desk: AtDesk, account: Keeper, batch_id: str, name: str) -> Response:
    """A file of the batch's own folder."""
    batch = _batch(desk, account, batch_id).batch
    return downloads.send(downloads.inside(desk.workshop.settings.workspace, batch.folder), name)


def _batch(desk: Desk, account: Account, batch_id: str) -> BatchPage:
    with reading(desk.workshop.engine) as connection:
        found = batch_page(connection, batch_id, account.role)
    if found is None:
        raise HTTPException(404)
    return found


def _can(account: Account, page: BatchPage) -> dict[str, object]:
    state, of_vendor = BatchState(page.batch.state), page.batch.channel in {each.value for each in _OF_VENDORS}
    out = state in (BatchState.RELEASED, *_ACKS)
    order = [BatchState.RELEASED, *_ACKS]
    return {
        "release": state == BatchState.SEALED and may_open(account.role, Door.RELEASE),
        "ack": [each.value for each in order[order.index(state) + 1 :]] if out and of_vendor else [],
        "spoil": out and page.batch.channel == Channel.LETTER.value,
        "reprint": page.spoiled > 0 and may_open(account.role, Door.RELEASE),
    }
