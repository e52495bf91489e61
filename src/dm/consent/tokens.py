"""Opaque tokens for links that act for one person: unsubscribe, preferences, confirmation."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from datetime import UTC, datetime

from dm.errors import InputError

# 128 bits: nobody guesses one, and a link stays short enough for a printed page.
_MAC_BYTES = 16
_NEVER = 0


def sign_token(key: bytes, purpose: str, value: str, *, expires: datetime | None = None) -> str:
    """A URL-safe token that carries `value` for one `purpose`; without `expires` it works for ever."""
    until = int(expires.timestamp()) if expires else _NEVER
    body = until.to_bytes(5) + value.encode()
    return base64.urlsafe_b64encode(_mac(key, purpose, body) + body).rstrip(b"=").decode()


def read_token(key: bytes, purpose: str, token: str, *, now: datetime | None = None) -> str:
    """The value; InputError when the token is not ours, was made for another purpose, or has expired.

    A token with an end counts as expired when `now` is not given.
    """
    raw = _decoded(token)
    mac, body = raw[:_MAC_BYTES], raw[_MAC_BYTES:]
    if len(body) < 5 or not hmac.compare_digest(mac, _mac(key, purpose, body)):
        raise InputError("This link is not valid.", hint="Use the newest message, or answer it.")
    until = int.from_bytes(body[:5])
    if until != _NEVER and (now is None or now >= datetime.fromtimestamp(until, UTC)):
        raise InputError("This link has expired.", hint="Ask for a new message.")
    return body[5:].decode()


def _decoded(token: str) -> bytes:
    try:
        return base64.b64decode(token.encode("ascii") + b"=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError):
        return b""


def _mac(key: bytes, purpose: str, body: bytes) -> bytes:
    return hmac.new(key, b"token\x1f" + purpose.encode() + b"\x1f" + body, hashlib.sha256).digest()[:_MAC_BYTES]
