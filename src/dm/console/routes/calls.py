"""The agent's one screen: the next contact, what to say, what was heard, how it ended."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from dm.accounts import Account
from dm.channels import call
from dm.channels.call.screen import show as show_leased
from dm.consent import load_wordings
from dm.console.call_form import Typed, callback_of, consents_of, corrections_of, read_form
from dm.console.call_sheet import Sheet, sheet_of
from dm.console.desk import AtDesk, Desk
from dm.console.doors import GUARDED_FORM, Door, through
from dm.console.pages import show
from dm.console.queries.calls import queue_sizes
from dm.console.queries.leases import open_lease, other_pieces
from dm.db import reading
from dm.errors import DmError, InputError, StateError
from dm.model import Disposition
from dm.verbs.corrections import settle_corrections

router = APIRouter(prefix="/calls")
Agent = Annotated[Account, Depends(through(Door.CALLS))]
LeaseToken = Annotated[str, Form()]


async def _all_fields(request: Request) -> dict[str, Any]:
    """The form's fields have names of their own for each row of the screen."""
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


@router.get("")
def calls(request: Request, desk: AtDesk, account: Agent) -> Response:
    """The open contact, or the way to the next one."""
    sheet = _open_sheet(desk, account)
    return _call_page(request, sheet) if sheet else _start_page(request, desk)


@router.post("/next", dependencies=[GUARDED_FORM])
def next_contact(desk: AtDesk, account: Agent) -> Response:
    """Lease the next contact; one that is still open comes first."""
    _take(desk, account)
    return RedirectResponse("/calls", status_code=303)


@router.post("/{task_id}/heartbeat", dependencies=[GUARDED_FORM])
def heartbeat(desk: AtDesk, _account: Agent, task_id: str, lease_token: LeaseToken) -> Response:
    """The page is still open before somebody: the lease goes on."""
    workshop = desk.workshop
    now = workshop.now()
    try:
        until = call.heartbeat(workshop.engine, workshop.office, task_id, lease_token, now=now)
    except StateError as problem:
        return JSONResponse({"error": problem.message}, HTTPStatus.CONFLICT)
    return JSONResponse({"seconds_left": int((until - now).total_seconds())})


@router.post("/{task_id}/release", dependencies=[GUARDED_FORM])
def give_back(desk: AtDesk, _account: Agent, task_id: str, lease_token: LeaseToken) -> Response:
    """Give a contact back without having tried."""
    call.release(desk.workshop.engine, task_id, lease_token, now=desk.workshop.now())
    return RedirectResponse("/calls?done=given_back", status_code=303)


@router.post("/{task_id}/outcome", dependencies=[GUARDED_FORM])
def outcome(
    request: Request,
    desk: AtDesk,
    account: Agent,
    task_id: str,
    fields: Annotated[dict[str, Any], Depends(_all_fields)],
) -> Response:
    """Save how the call ended; what is wrong in the form comes back with everything that was typed."""
    typed = read_form(fields)
    sheet = _open_sheet(desk, account)
    if sheet is None or sheet.leased.task_id != task_id:
        return _start_page(request, desk, lost=typed)
    try:
        _record(desk, sheet, str(fields.get("lease_token", "")), typed)
    except StateError:
        return _start_page(request, desk, lost=typed)
    except InputError as problem:
        return _call_page(request, sheet, typed=typed, problem=problem)
    if typed.disposition != Disposition.DO_NOT_CALL and fields.get("then") == "next":
        _take(desk, account)
    done = "do_not_call" if typed.disposition == Disposition.DO_NOT_CALL else "call_saved"
    return RedirectResponse(f"/calls?done={done}", status_code=303)


def _record(desk: Desk, sheet: Sheet, lease_token: str, typed: Typed) -> None:
    if not typed.disposition:
        raise InputError("Choose how the call ended.", hint="Keys 1 to 9, or one of the others below.")
    workshop = desk.workshop
    call.record_outcome(
        workshop.engine,
        workshop.office,
        sheet.leased.task_id,
        lease_token,
        typed.disposition,
        callback_at=callback_of(typed),
        corrections=corrections_of(typed, {each.name: each.held for each in sheet.fields}),
        consents=consents_of(typed, {each.channel: each.wording for each in sheet.questions}),
        note=typed.note,
        now=workshop.now(),
    )
    settle_corrections(workshop.office, now=workshop.now(), task_id=sheet.leased.task_id)


def _take(desk: Desk, account: Account) -> None:
    workshop = desk.workshop
    with reading(workshop.engine) as connection:
        found = open_lease(connection, account.name, workshop.now())
    if found is None:
        call.lease(workshop.engine, workshop.office, account.name, now=workshop.now())


def _open_sheet(desk: Desk, account: Account) -> Sheet | None:
    workshop = desk.workshop
    now = workshop.now()
    with reading(workshop.engine) as connection:
        found = open_lease(connection, account.name, now)
        pieces = other_pieces(connection, found.person_id, found.task_id) if found else []
    if found is None:
        return None
    leased = show_leased(
        workshop.engine, workshop.office, found.task_id, found.token, found.until, found.point_id or "", now=now
    )
    wordings = load_wordings(workshop.settings.consent / "wordings")
    return sheet_of(leased, found, pieces, wordings, now)


def _call_page(
    request: Request, sheet: Sheet, *, typed: Typed | None = None, problem: DmError | None = None
) -> Response:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK
    return show(request, "call.html", status=status, sheet=sheet, typed=typed or Typed(), problem=problem)


def _start_page(request: Request, desk: Desk, *, lost: Typed | None = None) -> Response:
    with reading(desk.workshop.engine) as connection:
        due, next_at = queue_sizes(connection, desk.workshop.now())
    status = HTTPStatus.CONFLICT if lost else HTTPStatus.OK
    return show(request, "calls.html", status=status, due=due, next_at=next_at, lost=lost)
