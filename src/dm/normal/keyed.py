"""Keyed hashes of normal forms: how a contact point or a person is known after the plain value is gone.

Phone numbers are few enough to try all, so a plain hash would be reversible (AEPD/EDPS 2019); hence a secret key.
"""

from __future__ import annotations

import hashlib
import hmac


def keyed_hash(key: bytes, kind: str, normal_value: str) -> str:
    """HMAC-SHA-256, in hex, of a normal form; kinds never collide with each other.

    Kinds: email, phone, post, external_id (source and id), name_birth, name_post, domain, company, household.
    """
    return hmac.new(key, f"{kind}\x1f{normal_value}".encode(), hashlib.sha256).hexdigest()


def key_id(key: bytes) -> str:
    """A short public name of a key, so that rows tell which key made them."""
    return hashlib.sha256(b"key-id" + key).hexdigest()[:16]
