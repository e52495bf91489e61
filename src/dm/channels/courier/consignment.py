"""Consignment numbers: unique by construction, with a check character that catches typing and swapping."""

from __future__ import annotations

from dm.model import base36

PREFIX = "DM"
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def consignment_no(serial: int, try_number: int, parcel: int = 1) -> str:
    """The number of one parcel of one try of a piece: a second try after a corrected address has its own."""
    body = base36(serial, 7) + base36(try_number, 2) + base36(parcel, 1)
    return PREFIX + body + check_character(body)


def is_consignment_no(text: str) -> bool:
    """Whether a text is one of our numbers, as its check character says."""
    body = text.removeprefix(PREFIX)
    if not text.startswith(PREFIX) or len(body) != 11 or any(char not in _ALPHABET for char in body):
        return False
    return check_character(body[:-1]) == body[-1]


def check_character(body: str) -> str:
    """ISO 7064 MOD 37,36: finds every single wrong character and nearly every two swapped ones."""
    product = 36
    for char in body:
        total = (product + _ALPHABET.index(char)) % 36 or 36
        product = total * 2 % 37
    return _ALPHABET[(37 - product) % 36]
