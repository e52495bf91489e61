"""Batches: files to download, what the vendor acknowledges, what was spoiled, and the reprint."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, File, Form, HTTPException, Request, Response, UploadFile
from fastapi.responses import RedirectResponse, StreamingResponse

from dm import ledger
from dm.accounts import Account
from dm.channels import letter
from dm.console import downloads
from dm.console.desk import AtDesk, Desk
from dm.console.doors import GUARDED_FORM, Door, may_open, through
from dm.console.pages import show
from dm.console.queries.batches import BatchPage, batch_page, list_batches
from dm.db import reading, writing
from dm.errors import InputError, StateError
from dm.model import BatchState, Channel

router = APIRouter(prefix="/batches")
Keeper = Annotated[Account, Depends(through(Door.BATCHES))]
Releaser = Annotated[Account, Depends(through(Door.RELEASE))]

_log = logging.getLogger(__name__)
_LARGEST = 10_000_000
# A file a piece: nobody clicks on thousands.
_LISTED = 100

_ACKS = (BatchState.RECEIVED, BatchState.PRINTED, BatchState.POSTED)
_OF_VENDORS = (Channel.LETTER, Channel.COURIER)


def _acks(channel: str) -> tuple[BatchState, ...]:
    """What a vendor of that channel can confirm: a courier prints nothing."""
    return tuple(each for each in _ACKS if channel == Channel.LETTER.value or each is not BatchState.PRINTED)


@router.get("")
def batches(request: Request, desk: AtDesk, account: Keeper) -> Response:
    """The batches this user may see."""
    with reading(desk.workshop.engine) as connection:
        found = list_batches(connection, account)
    return show(request, "batches.html", batches=found)


@router.get("/{batch_id}")
def one_batch(request: Request, desk: AtDesk, account: Keeper, batch_id: str) -> Response:
    """One batch with its files and what can be done with it."""
    found = _batch(desk, account, batch_id)
    batch = found.batch
    folder = downloads.inside(desk.workshop.settings.workspace, batch.folder) if batch.folder else None
    files = downloads.offered(folder) if folder else []
    states = [BatchState.SEALED, BatchState.RELEASED, *_acks(batch.channel)]
    return show(
        request,
        "batch.html",
        page=found,
        files=files if len(files) <= _LISTED else [each for each in files if not each.name.endswith(".pdf")],
        more=len(files) - _LISTED,
        pull=downloads.pull_list(folder) if folder else None,
        progress=_progress(batch, states),
        can=_can(account, found),
    )


@router.get("/{batch_id}/files/{name:path}")
def file_of_batch(desk: AtDesk, account: Keeper, batch_id: str, name: str) -> Response:
    """A file of the batch's own folder."""
    batch = _batch(desk, account, batch_id).batch
    return downloads.send(downloads.inside(desk.workshop.settings.workspace, batch.folder), name)


@router.get("/{batch_id}/{name}.zip")
def whole_batch(desk: AtDesk, account: Keeper, batch_id: str, name: str) -> Response:
    """All files of the batch at once."""
    batch = _batch(desk, account, batch_id).batch
    folder = downloads.inside(desk.workshop.settings.workspace, batch.folder)
    if name != batch_id or not folder.is_dir():
        raise HTTPException(404)
    headers = {"Content-Disposition": f'attachment; filename="{batch_id}.zip"'}
    return StreamingResponse(downloads.packed(folder), media_type="application/zip", headers=headers)


@router.post("/{batch_id}/release", dependencies=[GUARDED_FORM])
def release(desk: AtDesk, account: Releaser, batch_id: str) -> Response:
    """Hand a sealed batch to its vendor."""
    _batch(desk, account, batch_id)
    workshop = desk.workshop
    letter.release(workshop.office, batch_id, by=account.name, now=workshop.now())
    _deliver(desk, batch_id)
    return _back(batch_id, "released")


@router.post("/{batch_id}/ack", dependencies=[GUARDED_FORM])
def acknowledge(
    desk: AtDesk, account: Keeper, batch_id: str, state: Annotated[Literal["received", "printed", "posted"], Form()]
) -> Response:
    """What the vendor says of it; only forward."""
    _batch(desk, account, batch_id)
    with writing(desk.workshop.engine) as connection:
        ledger.ack_batch(connection, batch_id, BatchState(state), by=account.name, now=desk.workshop.now())
    return _back(batch_id, "acknowledged")


@router.post("/{batch_id}/spoil", dependencies=[GUARDED_FORM])
def spoil(
    desk: AtDesk,
    account: Keeper,
    batch_id: str,
    pieces: Annotated[str, Form()] = "",
    state: Annotated[Literal["received", "printed", "posted", "spoiled"], Form()] = "spoiled",
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """What the vendor says of single pieces, pasted or as a file: spoiled, or how far they are."""
    _batch(desk, account, batch_id)
    content = _spoilage(pieces, file)
    with TemporaryDirectory() as folder:
        path = Path(folder, _file_name(file))
        path.write_bytes(content)
        if state == "spoiled":
            done = letter.spoil(desk.workshop.office, batch_id, path, now=desk.workshop.now())
            return _back(batch_id, "spoiled" if done.pieces else "spoiled_again")
        now = desk.workshop.now()
        moved = letter.confirm(desk.workshop.office, batch_id, BatchState(state), path, by=account.name, now=now)
    return _back(batch_id, "acknowledged" if moved else "spoiled_again")


@router.post("/{batch_id}/reprint", dependencies=[GUARDED_FORM])
def reprint(desk: AtDesk, account: Releaser, batch_id: str) -> Response:
    """Print again what is spoiled, as a batch of its own; what takes longer goes on behind the page."""
    _batch(desk, account, batch_id)
    workshop = desk.workshop
    made: list[str] = []

    def work() -> None:
        batch = letter.reprint(workshop.office, batch_id, now=workshop.now(), say=_log.info, by=account.name)
        if batch is None:
            raise StateError(f"Nothing of {batch_id} waits for a reprint.", hint="Report spoiled pieces first.")
        made.append(batch.id)
        _deliver(desk, batch.id)

    if desk.errands.run(f"/batches/{batch_id}", work) and made:
        return _back(made[0], "reprint")
    return _back(batch_id, "begun")


def _deliver(desk: Desk, batch_id: str) -> None:
    """To the vendor's server, behind the page; who is not reached now is with the next launch."""
    workshop = desk.workshop
    if workshop.settings.vendors:
        now = workshop.now()
        desk.errands.run(
            f"/batches/{batch_id}/delivery", lambda: letter.deliver_waiting(workshop.office, now=now, say=_log.info)
        )


def _progress(batch: Any, states: list[BatchState]) -> list[tuple[str, datetime | None, bool]]:
    """(state, when, whether a later one is reached): a vendor may leave out a step that lies behind all the same."""
    moments = [getattr(batch, f"{state.value}_at") for state in states]
    return [
        (state.value, at, any(moments[place + 1 :]))
        for place, (state, at) in enumerate(zip(states, moments, strict=True))
    ]


def _back(batch_id: str, done: str) -> Response:
    return RedirectResponse(f"/batches/{quote(batch_id)}?done={done}", status_code=303)


def _file_name(file: UploadFile | None) -> str:
    """As the vendor calls it, for messages; a path is nobody's business."""
    named = (file.filename or "" if file else "").replace("\\", "/").rpartition("/")[2]
    return "".join(char for char in named if char.isprintable())[:80].strip(". ") or "the list"


def _spoilage(pieces: str, file: UploadFile | None) -> bytes:
    content = file.file.read(_LARGEST + 1) if file is not None and file.filename else pieces.strip().encode()
    if not content:
        raise InputError("No piece is named.", hint="Paste piece ids or sequence numbers, or choose a file.")
    if len(content) > _LARGEST:
        raise InputError("The file is larger than 10 MB.", hint="Send only the column piece_id or sequence.")
    return content


def _batch(desk: Desk, account: Account, batch_id: str) -> BatchPage:
    with reading(desk.workshop.engine) as connection:
        found = batch_page(connection, batch_id, account)
    if found is None:
        raise HTTPException(404)
    return found


def _can(account: Account, page: BatchPage) -> dict[str, object]:
    state, of_vendor = BatchState(page.batch.state), page.batch.channel in {each.value for each in _OF_VENDORS}
    out = state in (BatchState.RELEASED, *_ACKS)
    order = [BatchState.RELEASED, *_ACKS]
    ahead = order[order.index(state) + 1 :] if out and of_vendor else []
    return {
        "release": state == BatchState.SEALED and may_open(account.role, Door.RELEASE),
        "ack": [each.value for each in ahead if each in _acks(page.batch.channel)],
        "spoil": out and page.batch.channel == Channel.LETTER.value,
        "reprint": page.spoiled > 0 and may_open(account.role, Door.RELEASE),
    }
