"""Keyed hashes of normal forms: how a contact point or a person is known after the plain value is gone.

Phone numbers are few enough to try all, so a plain hash would be reversible (AEPD/EDPS 2019); hence a secret key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Self

_BLOCK = 64  # of SHA-256, in bytes


class KeyRing(bytes):
    """The key that new hashes are made with; it remembers the keys before it, for what was hashed under them.

    Where the plain value is gone, an old hash can only be met by hashing today's value with the old key too.
    """

    older: tuple[bytes, ...]

    def __new__(cls, key: bytes, older: Iterable[bytes] = ()) -> Self:
        ring = super().__new__(cls, key)
        ring.older = tuple(bytes(one) for one in older if bytes(one) != bytes(key))
        return ring


def older_keys(key: bytes) -> tuple[bytes, ...]:
    """The keys that were in use before this one; a plain key has none."""
    return key.older if isinstance(key, KeyRing) else ()


def keyed_hash(key: bytes, kind: str, normal_value: str) -> str:
    """HMAC-SHA-256, in hex, of a normal form; kinds never collide with each other.

    Kinds: email, phone, post, external_id (source and id), name_birth, name_post, domain, company, household.
    """
    return hasher(key, kind)(normal_value)


@lru_cache(maxsize=64)
def hasher(key: bytes, kind: str) -> Callable[[str], str]:
    """The keyed hash of one kind, for many values."""
    # RFC 2104 with its two halves begun once: `hmac.digest` begins both for each value and costs three times as much.
    padded = (key if len(key) <= _BLOCK else hashlib.sha256(key).digest()).ljust(_BLOCK, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in padded) + f"{kind}\x1f".encode())
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in padded))

    def hashed(normal_value: str) -> str:
        within, around = inner.copy(), outer.copy()
        within.update(normal_value.encode())
        around.update(within.digest())
        return around.hexdigest()

    return hashed


def key_id(key: bytes) -> str:
    """A short public name of a key, so that rows tell which key made them."""
    return hashlib.sha256(b"key-id" + key).hexdigest()[:16]
