"""Passwords and tokens: made, hashed, compared. Argon2id for what people choose, SHA-256 for what we choose."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from dm.errors import InputError
from dm.model.ids import base32

# NIST SP 800-63B asks for 8 at least; 12 resists guessing without rules about signs.
MIN_LENGTH = 12
# Argon2 hashes any length; this keeps a megabyte of "password" from costing us time.
_MAX_LENGTH = 256
# RFC 9106's second recommended option: 64 MiB, three passes, four lanes.
_hasher = PasswordHasher()


def one_time_password() -> str:
    """Four groups of four letters, 80 random bits, easy to read aloud."""
    letters = base32(secrets.randbits(80), 16)
    return "-".join(letters[place : place + 4] for place in range(0, 16, 4))


def new_token() -> str:
    """An API token: 256 random bits with a prefix that secret scanners can find."""
    return "dm_" + secrets.token_urlsafe(32)


def token_sha256(token: str) -> str:
    """What is stored of a token; its 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def hash_password(password: str) -> str:
    """The Argon2id hash to store."""
    return _hasher.hash(password)


def is_password(stored: str, password: str) -> bool:
    """Whether a password fits a stored hash; takes as long for an empty hash, so that users cannot be guessed."""
    if len(password) > _MAX_LENGTH:
        return False
    try:
        _hasher.verify(stored or _nobodys_hash(), password)
    except (VerificationError, InvalidHashError):
        return False
    return bool(stored)


def check_new_password(name: str, password: str, *, old: str) -> None:
    """Raise InputError with the way out when a new password is too weak."""
    if len(password) < MIN_LENGTH:
        raise InputError(
            f"The new password has {len(password)} characters; it needs at least {MIN_LENGTH}.",
            hint="Three or four unrelated words make a good one.",
        )
    if len(password) > _MAX_LENGTH:
        raise InputError(f"The new password is longer than {_MAX_LENGTH} characters.")
    if password == old:
        raise InputError("The new password is the old one.", hint="Choose another.")
    if name in password.casefold() and len(password) < MIN_LENGTH + len(name):
        raise InputError("The new password is little more than the user's name.", hint="Choose another.")


def stamp_of(stored: str) -> str:
    """A short sign of a stored hash: sessions carry it, so that a changed password ends them all."""
    return hashlib.sha256(b"stamp" + stored.encode()).hexdigest()[:16]


def same_secret(left: str, right: str) -> bool:
    """Compare in constant time; any text is allowed."""
    return hmac.compare_digest(left.encode(), right.encode())


@cache
def _nobodys_hash() -> str:
    return hash_password(secrets.token_urlsafe(16))
