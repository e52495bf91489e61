"""Keyed hashes are HMAC-SHA-256, whatever key and value."""

from __future__ import annotations

import hmac

from hypothesis import given
from hypothesis import strategies as st

from dm.normal.keyed import KeyRing, keyed_hash


@given(st.binary(max_size=100), st.sampled_from(["phone", "name_post"]), st.text())
def test_a_keyed_hash_is_the_hmac_of_kind_and_value(key: bytes, kind: str, value: str) -> None:
    wanted = hmac.new(key, f"{kind}\x1f{value}".encode(errors="replace"), "sha256").hexdigest()
    assert keyed_hash(key, kind, value.encode(errors="replace").decode()) == wanted


def test_a_ring_hashes_as_its_first_key() -> None:
    assert keyed_hash(KeyRing(b"new", [b"old"]), "phone", "+49") == keyed_hash(b"new", "phone", "+49")
