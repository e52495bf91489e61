"""Stable ids and keyed draws: the same on every run, in every order, on every database."""

from __future__ import annotations

import hashlib
import hmac

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# Two letters at once: a base of a million people asks for five million ids.
_PAIRS = [one + other for one in _CROCKFORD for other in _CROCKFORD]
_SHORT = 32  # letters in 20 bytes
_BASE36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def base32_id(*parts: object, length: int = 16) -> str:
    """An id of `length` Crockford letters (5 bits each) from the SHA-256 of the parts."""
    digest = hashlib.sha256("\x1f".join(map(str, parts)).encode()).digest()
    return base32(int.from_bytes(digest[-20:]) if length <= _SHORT else int.from_bytes(digest), length)


def base32(number: int, length: int) -> str:
    """The lowest `length` Crockford base-32 digits of a number."""
    even = length - length % 2
    pairs = "".join([_PAIRS[(number >> shift) & 1023] for shift in range(5 * even - 10, -1, -10)])
    return pairs if even == length else _CROCKFORD[(number >> (5 * even)) & 31] + pairs


def base36(number: int, width: int) -> str:
    """A number in base 36, zero-filled; raises ValueError when it does not fit."""
    digits = ""
    rest = number
    while rest:
        rest, digit = divmod(rest, 36)
        digits = _BASE36[digit] + digits
    if len(digits) > width:
        raise ValueError(f"{number} does not fit into {width} base-36 digits")
    return digits.rjust(width, "0")


def piece_id(campaign: str, wave: str, unit: str) -> str:
    """The id of the one piece a unit can have in a wave."""
    return "K" + base32_id("piece", campaign, wave, unit)


def unit_fraction(key: bytes, *parts: str) -> float:
    """A keyed draw in [0, 1) for a unit, uniform over units, from HMAC-SHA-256."""
    digest = hmac.new(key, "\x1f".join(parts).encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:7]) / float(1 << 56)


def response_code(key: bytes, piece: str, attempt: int = 0) -> str:
    """Eight letters to print on a piece: 35 keyed bits and a check letter.

    Crockford's alphabet has no I, L, O, U, so a code read aloud or typed wrongly is caught or mended.
    """
    digest = hmac.new(key, f"code\x1f{piece}\x1f{attempt}".encode(), hashlib.sha256).digest()
    body = base32(int.from_bytes(digest), 7)
    return body + _check_letter(body)


def mend_response_code(typed: str) -> str | None:
    """The code somebody meant, or None when its check letter does not agree."""
    plain = typed.upper().replace("-", "").replace(" ", "").translate(str.maketrans("ILOU", "110V"))
    if len(plain) != 8 or any(letter not in _CROCKFORD for letter in plain):
        return None
    return plain if _check_letter(plain[:7]) == plain[7] else None


def _check_letter(body: str) -> str:
    """Weighted sum modulo 31 (prime), so that one wrong or two swapped letters never pass unless they are 31 apart."""
    total = sum((place + 2) * _CROCKFORD.index(letter) for place, letter in enumerate(body))
    return _CROCKFORD[total % 31]
