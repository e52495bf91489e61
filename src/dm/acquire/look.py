"""What values look like, without judging whether they are right."""

from __future__ import annotations

import re

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]{2,}")
_PHONE = re.compile(r"\+?[\d\s()./-]{7,25}")
_NUMBER = re.compile(r"[\d\s.,:/-]*\d[\d\s.,:/-]*")


def looks_like_email(value: str) -> bool:
    """One @ with something on both sides and a dot behind it."""
    return "@" in value and bool(_EMAIL.search(value))


def looks_like_phone(value: str) -> bool:
    """Written like a telephone number, with a plus or separators: bare digits may be any number."""
    text = value.strip()
    if not _PHONE.fullmatch(text) or not 7 <= sum(map(str.isdigit, text)) <= 15:
        return False
    return text.startswith("+") or "(" in text or len(re.findall(r"[\s-]", text)) >= 2


def looks_like_data(value: str) -> bool:
    """Something that no header is: an address of e-mail, a telephone or other number, a date."""
    return looks_like_email(value) or (len(value) > 1 and bool(_NUMBER.fullmatch(value.strip() or "x")))
