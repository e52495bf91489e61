"""Users of the console, for its administrators."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from dm import accounts
from dm.accounts import Account
from dm.console.desk import AtDesk
from dm.console.doors import GUARDED_FORM, Door, through
from dm.console.pages import show
from dm.errors import StateError
from dm.model import Role

router = APIRouter(prefix="/users")
Admin = Annotated[Account, Depends(through(Door.USERS))]


@router.get("")
def users(request: Request, desk: AtDesk, _account: Admin) -> Response:
    """All users."""
    return _page(request, desk)


@router.post("", dependencies=[GUARDED_FORM])
def add(
    request: Request,
    desk: AtDesk,
    _account: Admin,
    name: Annotated[str, Form()],
    role: Annotated[Role, Form()],
    vendor: Annotated[str, Form()] = "",
) -> Response:
    """Add a user; the one-time password is shown on this answer alone."""
    password = accounts.add_user(desk.workshop.engine, name, role, now=desk.workshop.now(), vendor=vendor.strip())
    return _page(request, desk, made=(name, password))


@router.post("/{name}/password", dependencies=[GUARDED_FORM])
def reset(request: Request, desk: AtDesk, _account: Admin, name: str) -> Response:
    """A new one-time password; the user's sessions end."""
    return _page(request, desk, made=(name, accounts.reset_password(desk.workshop.engine, name)))


@router.post("/{name}/off", dependencies=[GUARDED_FORM])
def off(desk: AtDesk, account: Admin, name: str) -> Response:
    """Shut a user out."""
    if name == account.name:
        raise StateError("You cannot shut yourself out.", hint="Another administrator can.")
    accounts.set_active(desk.workshop.engine, name, False, now=desk.workshop.now())
    return RedirectResponse("/users?done=user_off", status_code=303)


@router.post("/{name}/on", dependencies=[GUARDED_FORM])
def on(desk: AtDesk, _account: Admin, name: str) -> Response:
    """Let a user in again."""
    accounts.set_active(desk.workshop.engine, name, True, now=desk.workshop.now())
    return RedirectResponse("/users?done=user_on", status_code=303)


def _page(request: Request, desk: AtDesk, *, made: tuple[str, str] | None = None) -> Response:
    found = accounts.list_accounts(desk.workshop.engine)
    return show(request, "users.html", users=found, roles=list(Role), made=made, now=desk.workshop.now())
