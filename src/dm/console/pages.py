"""Showing a page: Jinja with autoescape, the words of the reader's language, and what every page has in common."""

from __future__ import annotations

import hashlib
from functools import cache, partial
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dm.accounts import Account
from dm.console import numbers, words
from dm.console.desk import desk_of
from dm.console.doors import START, Door, may_open

HERE = Path(__file__).parent
STATIC = HERE / "static"

_NAV = (
    (Door.CAMPAIGNS, "/campaigns", "nav.campaigns"),
    (Door.BATCHES, "/batches", "nav.batches"),
    (Door.SOURCES, "/sources", "nav.sources"),
    (Door.REVIEW, "/review", "nav.review"),
    (Door.CALLS, "/calls", "nav.calls"),
    (Door.BOARD, "/calls/board", "nav.board"),
    (Door.REPORTS, "/reports", "nav.reports"),
    (Door.PEOPLE, "/people/why", "nav.people"),
    (Door.PEOPLE, "/companies", "nav.companies"),
    (Door.USERS, "/users", "nav.users"),
)


def show(request: Request, template: str, /, *, status: int = 200, **context: Any) -> HTMLResponse:
    """Render a page in the reader's language."""
    account: Account | None = getattr(request.state, "account", None)
    language = language_of(request)
    text = environment().get_template(template).render(_common(request, account, language), **context)
    again = {"Refresh": "4"} if desk_of(request).errands.is_running(request.url.path) else None
    return HTMLResponse(text, status_code=status, headers=again)


def language_of(request: Request) -> str:
    """The language of the user, of the visitor's choice, or of the browser."""
    account: Account | None = getattr(request.state, "account", None)
    wanted = account.language if account else request.query_params.get("lang", "")
    return words.choose(wanted, request.headers.get("accept-language", ""))


@cache
def environment() -> Environment:
    """The console's own templates; all of them are escaped."""
    made = Environment(
        loader=FileSystemLoader(HERE / "html"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["static"] = static_address
    made.filters["phone"] = numbers.phone
    return made


@cache
def static_address(name: str) -> str:
    """The address of a static file, which changes with its bytes, so that browsers may keep it for ever."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


def _common(request: Request, account: Account | None, language: str) -> dict[str, Any]:
    return {
        "account": account,
        "form_token": getattr(request.state, "form_token", ""),
        "language": language,
        "languages": words.LANGUAGES,
        "t": partial(words.say, language),
        "code": partial(words.say_code, language),
        "whole": partial(numbers.whole, language=language),
        "share": partial(numbers.share, language=language),
        "number": partial(numbers.number, language=language),
        "amount": partial(numbers.amount, language=language),
        "day": partial(numbers.day, language=language),
        "moment": partial(numbers.moment, language=language),
        "when": partial(numbers.when, language=language),
        "size": partial(numbers.size, language=language),
        "reason": partial(words.say_reason, language),
        "why": partial(words.say_why, language),
        "nav": _navigation(request.url.path, account),
        "home": START[account.role] if account else "/login",
        "path": request.url.path,
        "zone": desk_of(request).zone,
        "done": _done(request, language),
        "errand_runs": desk_of(request).errands.is_running(request.url.path),
        "errand_failed": desk_of(request).errands.failure(request.url.path),
        "may": partial(may_open, account.role) if account else None,
        "Door": Door,
    }


def _navigation(path: str, account: Account | None) -> list[tuple[str, str, bool]]:
    if account is None or account.must_change:
        return []
    offered = [(address, key) for door, address, key in _NAV if may_open(account.role, door)]
    here = max((address for address, _ in offered if _is_under(path, address)), key=len, default="")
    return [(address, key, address == here) for address, key in offered]


def _is_under(path: str, address: str) -> bool:
    return path == address or path.startswith(address + "/")


def _done(request: Request, language: str) -> str:
    """What the page before did; only words of the catalogue can be shown this way."""
    return words.catalogue(language).get(f"done.{request.query_params.get('done', '')}", "")
