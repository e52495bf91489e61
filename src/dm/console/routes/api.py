"""The JSON API for agents' programs (a dialler, a tablet), with a bearer token; and the health of the console."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Response, status
from pydantic import BaseModel, Field

from dm import __version__, db
from dm.accounts import Account
from dm.channels import call
from dm.console.desk import AtDesk
from dm.console.doors import Door, bearer
from dm.model import LawChannel
from dm.verbs.corrections import settle_corrections

router = APIRouter(prefix="/api")
Caller = Annotated[Account, Depends(bearer(Door.CALLS))]


class Contact(BaseModel):
    """A leased contact: everything an agent needs for one call."""

    task_id: str
    lease_token: str = Field(description="Goes with every later request for this contact.")
    lease_until: datetime
    point_id: str = Field(description="Which of `points` to dial.")
    person: dict[str, Any]
    points: list[dict[str, Any]]
    script: dict[str, Any]
    history: list[dict[str, Any]]


class Beat(BaseModel):
    """Which lease is to go on."""

    lease_token: str


class Beaten(BaseModel):
    """Until when the lease holds now."""

    lease_until: datetime


class Correction(BaseModel):
    """What was heard of one field: `new` equal to `old` confirms it, an empty `new` was refused."""

    field: str
    old: str | None = None
    new: str | None = None


class Consent(BaseModel):
    """The answer to a question of consent, and the wording that was read out."""

    channel: LawChannel
    answer: Literal["yes", "no"]
    wording: str


class Outcome(BaseModel):
    """How a call ended."""

    lease_token: str
    disposition: str = Field(examples=["NO_ANSWER", "CALLBACK_AGREED", "DO_NOT_CALL"])
    callback_at: datetime | None = Field(None, description="Without an offset it is the person's own wall time.")
    corrections: list[Correction] = []
    consents: list[Consent] = []
    note: str = Field("", max_length=4000)


class Recorded(BaseModel):
    """Where the task stands now; `due_at` null: it is over."""

    task_id: str
    state: str
    due_at: datetime | None
    cancelled: int = Field(description="Pieces that this call stopped.")
    proposals: int = Field(description="Corrections that wait for a supervisor.")


class Health(BaseModel):
    """Whether the console can do its work."""

    status: Literal["ok", "database"]
    version: str


_STALE: dict[int | str, dict[str, Any]] = {409: {"description": "The lease has ended or belongs to somebody else."}}
_NOBODY: dict[int | str, dict[str, Any]] = {204: {"description": "Nobody may be called now."}}


@router.post("/calls/lease", responses=_NOBODY)
def lease(desk: AtDesk, account: Caller) -> Contact:
    """The next contact, leased to this agent; 204 when nobody may be called now."""
    workshop = desk.workshop
    found = call.lease(workshop.engine, workshop.office, account.name, now=workshop.now())
    if found is None:
        return Response(status_code=status.HTTP_204_NO_CONTENT)  # type: ignore[return-value]
    return Contact.model_validate(found.document())


@router.post("/calls/{task_id}/heartbeat", responses=_STALE)
def heartbeat(desk: AtDesk, _account: Caller, task_id: str, beat: Beat) -> Beaten:
    """The agent is still at it."""
    workshop = desk.workshop
    until = call.heartbeat(workshop.engine, workshop.office, task_id, beat.lease_token, now=workshop.now())
    return Beaten(lease_until=until)


@router.post("/calls/{task_id}/outcome", responses=_STALE)
def outcome(desk: AtDesk, _account: Caller, task_id: str, ended: Outcome) -> Recorded:
    """How the call ended, and what was heard; nothing is saved when any part is wrong."""
    workshop = desk.workshop
    done = call.record_outcome(
        workshop.engine,
        workshop.office,
        task_id,
        ended.lease_token,
        ended.disposition,
        callback_at=ended.callback_at,
        corrections=[each.model_dump() for each in ended.corrections],
        consents=[each.model_dump() for each in ended.consents],
        note=ended.note,
        now=workshop.now(),
    )
    settle_corrections(workshop.office, now=workshop.now(), task_id=task_id)
    return Recorded(
        task_id=done.task_id,
        state=done.state.value,
        due_at=done.due_at,
        cancelled=done.cancelled,
        proposals=done.proposals,
    )


@router.get("/health")
def health(desk: AtDesk, answer: Response) -> Health:
    """200 and "ok", or 503 when the database is not of this version."""
    if db.is_current(desk.workshop.engine):
        return Health(status="ok", version=__version__)
    answer.status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    return Health(status="database", version=__version__)
