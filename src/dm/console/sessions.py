"""Sessions in a signed cookie, and the token that every form of a session carries."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from fastapi import Request, Response
from itsdangerous import BadSignature, URLSafeTimedSerializer

from dm.accounts import Account

COOKIE = "dm_session"
# One working day; after it a person logs in again.
_SECONDS = 12 * 3600


@dataclass(frozen=True)
class Session:
    """Who came in, by which password (stamp), under which random number."""

    user: str
    stamp: str
    number: str


def new_guest() -> Session:
    """The session of somebody who has not logged in yet; it opens no door."""
    return Session("", "", secrets.token_urlsafe(12))


class Sessions:
    """Writes and reads the cookie."""

    def __init__(self, secret_key: bytes, *, https: bool) -> None:
        self._key = hmac.new(secret_key, b"console-session", hashlib.sha256).digest()
        self._signer = URLSafeTimedSerializer(self._key, salt="session")
        self._https = https

    def open(self, request: Request, response: Response, account: Account) -> None:
        """Put a new session into the answer."""
        self._put(request, response, Session(account.name, account.stamp, secrets.token_urlsafe(12)))

    def open_for_guest(self, request: Request, response: Response, guest: Session) -> None:
        """Remember a guest's number, so that the log-in form too comes from a page of ours."""
        self._put(request, response, guest)

    def close(self, response: Response) -> None:
        """Take the session away."""
        response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")

    def read(self, request: Request) -> Session | None:
        """The session of a request; None when there is none, it is too old, or somebody tampered with it."""
        try:
            user, stamp, number = self._signer.loads(request.cookies.get(COOKIE, ""), max_age=_SECONDS)
        except (BadSignature, ValueError, TypeError):
            return None
        return Session(str(user), str(stamp), str(number))

    def form_token(self, session: Session | None) -> str:
        """What each form of this session carries and no other site can know."""
        if session is None:
            return ""
        return hmac.new(self._key, f"form\x1f{session.user}\x1f{session.number}".encode(), hashlib.sha256).hexdigest()

    def _put(self, request: Request, response: Response, session: Session) -> None:
        value = self._signer.dumps([session.user, session.stamp, session.number])
        response.set_cookie(
            COOKIE, value, max_age=_SECONDS, path="/", httponly=True, samesite="lax", secure=self._secure(request)
        )

    def _secure(self, request: Request) -> bool:
        return self._https or request.url.scheme == "https"
