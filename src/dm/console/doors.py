"""Which role may open which door: the whole table in one place, and the guards that pages put before themselves."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated

from fastapi import Depends, Form, Header, HTTPException, Request, status

from dm.accounts import Account, find_account, same_secret, token_account
from dm.console.desk import AtDesk
from dm.model import Role

_M, _A, _S = Role.MARKETER, Role.AGENT, Role.SUPERVISOR
_P, _C, _Y, _X = Role.PRINT, Role.COURIER, Role.ANALYST, Role.ADMIN


class Door(StrEnum):
    """What a page lets somebody do."""

    CAMPAIGNS = "campaigns"
    APPROVE = "approve"
    STOP = "stop"
    RESUME = "resume"
    BATCHES = "batches"
    RELEASE = "release"
    CALLS = "calls"
    BOARD = "board"
    REPORTS = "reports"
    PEOPLE = "people"
    REVIEW = "review"
    SOURCES = "sources"
    USERS = "users"


OPEN_TO: dict[Door, frozenset[Role]] = {
    Door.CAMPAIGNS: frozenset({_M, _S, _X}),
    Door.APPROVE: frozenset({_M, _S, _X}),
    Door.STOP: frozenset({_M, _S, _X}),
    Door.RESUME: frozenset({_M, _X}),
    Door.BATCHES: frozenset({_M, _P, _C, _X}),
    Door.RELEASE: frozenset({_M, _X}),
    Door.CALLS: frozenset({_A, _S, _X}),
    Door.BOARD: frozenset({_S, _X}),
    Door.REPORTS: frozenset({_M, _Y, _X}),
    Door.PEOPLE: frozenset({_M, _S, _X}),
    Door.REVIEW: frozenset({_M, _S, _X}),
    Door.SOURCES: frozenset({_M, _Y, _X}),
    Door.USERS: frozenset({_X}),
}

# Where each role's work begins.
START: dict[Role, str] = {
    _M: "/campaigns",
    _A: "/calls",
    _S: "/calls/board",
    _P: "/batches",
    _C: "/batches",
    _Y: "/reports",
    _X: "/campaigns",
}


class NotLoggedIn(Exception):
    """Somebody must log in first; the application sends them to the page for it."""


class MustChangePassword(Exception):
    """A one-time password opens only the page that changes it."""


def may_open(role: Role, door: Door) -> bool:
    """Whether a role may open a door."""
    return role in OPEN_TO[door]


def logged_in(request: Request, desk: AtDesk) -> Account:
    """The user of this request, also one who must change the password first."""
    session = desk.sessions.read(request)
    account = find_account(desk.workshop.engine, session.user) if session else None
    if session is None or account is None or not account.active or not same_secret(account.stamp, session.stamp):
        raise NotLoggedIn
    request.state.account = account
    request.state.form_token = desk.sessions.form_token(session)
    return account


def form_guard(
    request: Request,
    desk: AtDesk,
    form_token: Annotated[str, Form()] = "",
    x_form_token: Annotated[str, Header()] = "",
) -> None:
    """Refuse a form that did not come from a page of this very session."""
    expected = desk.sessions.form_token(desk.sessions.read(request))
    given = x_form_token or form_token
    if not expected or not same_secret(given, expected):
        raise HTTPException(status.HTTP_403_FORBIDDEN, "form")


def through(door: Door) -> Callable[..., Account]:
    """A guard: the logged-in user, who may open this door."""

    def guard(account: Annotated[Account, Depends(logged_in)]) -> Account:
        if account.must_change:
            raise MustChangePassword
        if not may_open(account.role, door):
            raise HTTPException(status.HTTP_403_FORBIDDEN, "role")
        return account

    return guard


def bearer(door: Door) -> Callable[..., Account]:
    """A guard for the JSON API: the owner of the bearer token, who may open this door."""

    def guard(desk: AtDesk, authorization: Annotated[str, Header()] = "") -> Account:
        scheme, _, token = authorization.partition(" ")
        account = token_account(desk.workshop.engine, token.strip()) if scheme.lower() == "bearer" else None
        if account is None:
            raise HTTPException(
                status.HTTP_401_UNAUTHORIZED, "A bearer token is needed.", headers={"WWW-Authenticate": "Bearer"}
            )
        if not may_open(account.role, door):
            raise HTTPException(status.HTTP_403_FORBIDDEN, f"The role {account.role.value} may not do this.")
        return account

    return guard


LoggedIn = Annotated[Account, Depends(logged_in)]
GUARDED_FORM = Depends(form_guard)
