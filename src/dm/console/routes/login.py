"""Coming in, going out, one's own password and language."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from dm import accounts
from dm.console.desk import AtDesk
from dm.console.doors import GUARDED_FORM, START, LoggedIn, NotLoggedIn, logged_in
from dm.console.limits import LOG_IN, check
from dm.console.pages import show
from dm.console.sessions import new_guest
from dm.console.words import LANGUAGES
from dm.errors import InputError

router = APIRouter()


@router.get("/")
def start(account: LoggedIn) -> Response:
    """The page where this role's work begins."""
    return RedirectResponse(START[account.role], status_code=303)


@router.get("/login")
def log_in_form(request: Request, desk: AtDesk) -> Response:
    """The log-in form."""
    return _form(request, desk)


@router.post("/login", dependencies=[GUARDED_FORM])
def log_in(
    request: Request,
    desk: AtDesk,
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next_page: Annotated[str, Form()] = "",
) -> Response:
    """Check name and password; the answer does not tell which of them was wrong."""
    check(request, desk.limiter, "log in", LOG_IN)
    account = accounts.log_in(desk.workshop.engine, name, password, now=desk.workshop.now())
    if account is None:
        return _form(request, desk, name=name, failed=True)
    answer = RedirectResponse(_inside(next_page) or START[account.role], status_code=303)
    desk.sessions.open(request, answer, account)
    return answer


@router.post("/logout", dependencies=[GUARDED_FORM])
def log_out(desk: AtDesk) -> Response:
    """End the session in this browser."""
    answer = RedirectResponse("/login", status_code=303)
    desk.sessions.close(answer)
    return answer


@router.get("/password", dependencies=[Depends(logged_in)])
def password_form(request: Request) -> Response:
    """The form to change one's own password."""
    return show(request, "password.html", problem=None, least=accounts.MIN_LENGTH)


@router.post("/password", dependencies=[GUARDED_FORM])
def change_password(
    request: Request,
    desk: AtDesk,
    account: LoggedIn,
    old: Annotated[str, Form()] = "",
    new: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
) -> Response:
    """Change one's own password; every other session of the user ends."""
    check(request, desk.limiter, f"password {account.name}", LOG_IN)
    try:
        if new != again:
            raise InputError("The two new passwords differ.", hint="Type both again.")
        changed = accounts.change_password(desk.workshop.engine, account.name, old=old, new=new)
    except InputError as problem:
        return show(request, "password.html", status=422, problem=problem, least=accounts.MIN_LENGTH)
    answer = RedirectResponse(f"{START[account.role]}?done=password", status_code=303)
    desk.sessions.open(request, answer, changed)
    return answer


@router.post("/language", dependencies=[GUARDED_FORM])
def choose_language(
    desk: AtDesk, account: LoggedIn, language: Annotated[str, Form()], back: Annotated[str, Form()] = ""
) -> Response:
    """Remember the language a user works in."""
    if language in LANGUAGES:
        accounts.set_language(desk.workshop.engine, account.name, language)
    return RedirectResponse(_inside(back) or "/", status_code=303)


def _form(request: Request, desk: AtDesk, *, name: str = "", failed: bool = False) -> Response:
    try:
        logged_in(request, desk)
    except NotLoggedIn:
        pass
    else:
        if not failed:
            return RedirectResponse("/", status_code=303)
    guest = desk.sessions.read(request) or new_guest()
    request.state.form_token = desk.sessions.form_token(guest)
    request.state.account = None
    wanted = _inside(request.query_params.get("next", ""))
    answer = show(request, "login.html", status=401 if failed else 200, name=name, failed=failed, wanted=wanted)
    desk.sessions.open_for_guest(request, answer, guest)
    return answer


def _inside(address: str) -> str:
    """An address of this console; "" for one that would lead elsewhere."""
    return address if address.startswith("/") and not address.startswith(("//", "/\\")) else ""
