"""What a person or a program reads when something cannot be done: one sentence and the way out, never a traceback."""

from __future__ import annotations

import logging
from http import HTTPStatus
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from dm.console import words
from dm.console.doors import MustChangePassword, NotLoggedIn
from dm.console.pages import language_of, show
from dm.errors import DatabaseError, DmError, InputError, OutsideError, Refused, StateError, UsageError

_log = logging.getLogger(__name__)
_STATUS: tuple[tuple[type[DmError], HTTPStatus], ...] = (
    (Refused, HTTPStatus.FORBIDDEN),
    (StateError, HTTPStatus.CONFLICT),
    (UsageError, HTTPStatus.BAD_REQUEST),
    (InputError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (DatabaseError, HTTPStatus.SERVICE_UNAVAILABLE),
    (OutsideError, HTTPStatus.SERVICE_UNAVAILABLE),
)


def answer_in(app: FastAPI) -> None:
    """Let the application answer every mishap."""
    app.add_exception_handler(NotLoggedIn, _to_log_in)
    app.add_exception_handler(MustChangePassword, _to_password)
    app.add_exception_handler(DmError, _ours)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(Exception, _unexpected)


def status_of(problem: DmError) -> HTTPStatus:
    """The HTTP status that says most nearly what a DmError says."""
    return next((status for kind, status in _STATUS if isinstance(problem, kind)), HTTPStatus.INTERNAL_SERVER_ERROR)


def _to_log_in(request: Request, _problem: Exception) -> Response:
    wanted = f"?next={quote(request.url.path)}" if request.method == "GET" and request.url.path != "/" else ""
    return RedirectResponse(f"/login{wanted}", status_code=303)


def _to_password(_request: Request, _problem: Exception) -> Response:
    return RedirectResponse("/password", status_code=303)


def _ours(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, DmError)
    return _tell(request, status_of(problem), problem.message, problem.hint)


def _http(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, HTTPException)
    if _is_api(request):
        return JSONResponse({"error": problem.detail}, problem.status_code, headers=problem.headers)
    status = HTTPStatus(problem.status_code)
    message, hint = _words_for(request, status, problem.detail)
    answer = _tell(request, status, message, hint)
    answer.headers.update(problem.headers or {})
    return answer


def _unreadable(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, RequestValidationError)
    if _is_api(request):
        faults = [{"field": ".".join(map(str, each["loc"][1:])), "problem": each["msg"]} for each in problem.errors()]
        message = "The request cannot be read."
        return JSONResponse({"error": message, "fields": faults}, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _tell(request, HTTPStatus.UNPROCESSABLE_ENTITY, *_words_for(request, HTTPStatus.UNPROCESSABLE_ENTITY, ""))


def _unexpected(request: Request, problem: Exception) -> Response:
    # The log gets the class and place, never the values: they may be somebody's data.
    route = getattr(request.scope.get("route"), "path", "?")
    _log.error("%s %s failed: %s", request.method, route, type(problem).__name__)
    _log.debug("where it failed", exc_info=problem)
    return _tell(request, HTTPStatus.INTERNAL_SERVER_ERROR, *_words_for(request, HTTPStatus.INTERNAL_SERVER_ERROR, ""))


def _tell(request: Request, status: HTTPStatus, message: str, hint: str) -> Response:
    if _is_api(request):
        return JSONResponse({"error": message, "hint": hint}, status)
    if _is_public(request) and status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        message, hint = words.say(language_of(request), "mishap.500_public"), ""
    template = "mishap_public.html" if _is_public(request) else "mishap.html"
    return show(request, template, status=status, number=status.value, message=message, hint=hint)


def _words_for(request: Request, status: HTTPStatus, detail: str) -> tuple[str, str]:
    said = words.catalogue(language_of(request))
    for key in (f"mishap.{status.value}_{detail}", f"mishap.{status.value}"):
        if key in said:
            return said[key], said.get(f"{key}_hint", "")
    return status.phrase, ""


def _is_public(request: Request) -> bool:
    """Whoever follows a link of a letter is no user of the console."""
    return request.url.path.startswith(("/r/", "/u/", "/p/", "/c/"))


def _is_api(request: Request) -> bool:
    return request.url.path.startswith("/api/")
