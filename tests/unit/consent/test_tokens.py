"""Tokens of links: they cannot be forged, read for another purpose, or used too late."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm.consent.tokens import read_token, sign_token
from dm.errors import InputError

KEY = b"secret"
NOW = datetime(2026, 11, 22, tzinfo=UTC)


@given(st.text(max_size=60))
def test_what_is_signed_is_read(value: str) -> None:
    token = sign_token(KEY, "unsubscribe", value)
    assert read_token(KEY, "unsubscribe", token) == value
    assert all(letter.isalnum() or letter in "-_" for letter in token)


@given(st.text(max_size=80))
def test_nobody_guesses_a_token(text: str) -> None:
    with pytest.raises(InputError, match="not valid"):
        read_token(KEY, "unsubscribe", text)


def test_another_key_or_purpose_does_not_read_it() -> None:
    token = sign_token(KEY, "unsubscribe", "K1")
    for key, purpose in ((b"other", "unsubscribe"), (KEY, "preferences")):
        with pytest.raises(InputError, match="not valid"):
            read_token(key, purpose, token)


def test_one_changed_letter_breaks_it() -> None:
    token = sign_token(KEY, "unsubscribe", "K1")
    for place in range(len(token)):
        other = "A" if token[place] != "A" else "B"
        with pytest.raises(InputError):
            read_token(KEY, "unsubscribe", token[:place] + other + token[place + 1 :])


def test_a_token_with_an_end_ends() -> None:
    token = sign_token(KEY, "confirm", "x", expires=NOW)
    assert read_token(KEY, "confirm", token, now=NOW - timedelta(seconds=1)) == "x"
    for late in (NOW, None):
        with pytest.raises(InputError, match="expired"):
            read_token(KEY, "confirm", token, now=late)
