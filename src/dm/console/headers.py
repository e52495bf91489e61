"""Headers on every answer, and the refusal of forms that another site sends."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_EVERYWHERE = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
# A mail provider's one-click unsubscribe and the JSON API prove themselves by their token, not by where they come from.
_PROVEN_OTHERWISE = ("/api/", "/u/")


class SecurityHeaders:
    """Plain ASGI, because Starlette's middleware class copies every body."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add(MutableHeaders(scope=message), scope["path"])
            await send(message)

        if _is_foreign_form(scope):
            await PlainTextResponse("This form came from another site.", 403)(scope, receive, with_headers)
        else:
            await self.app(_with_body(scope), receive, with_headers)


def _with_body(scope: Scope) -> Scope:
    """HEAD is answered like GET (FastAPI's routes refuse it); the server leaves the body out."""
    return {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope


def _add(headers: MutableHeaders, path: str) -> None:
    for name, value in _EVERYWHERE.items():
        headers.setdefault(name, value)
    cached = path.startswith("/static/")
    headers.setdefault("Cache-Control", "public, max-age=31536000, immutable" if cached else "no-store")


def _is_foreign_form(scope: Scope) -> bool:
    if scope["method"] in {"GET", "HEAD", "OPTIONS"} or scope["path"].startswith(_PROVEN_OTHERWISE):
        return False
    return Headers(scope=scope).get("sec-fetch-site", "none") == "cross-site"
