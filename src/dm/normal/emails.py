"""E-mail addresses: syntax, likely slips, roles, and the form under which an objection is kept."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal, NamedTuple

from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

try:
    import emval
except ImportError:  # no wheel for this machine: the library alone is slower and says the same
    _twin = None
else:
    _twin = emval.EmailValidator(deliverable_address=False)

from dm.normal.email_domains import DISPOSABLE, ROLES, UNREAD
from dm.normal.email_slips import is_nobodys, repaired, suggested

VERSION = 1

Status = Literal["valid", "invalid", "risky"]

_MAX_LENGTH = 254  # RFC 5321 4.5.3.1.3, without the angle brackets
# What email-validator accepts without a second look; tests prove the agreement. Anything else goes to it.
_PLAIN = re.compile(
    r"(?=[^@]{1,64}@)[a-z0-9]+(?:[._+-][a-z0-9]+)*@(?:[a-z0-9](?:(?:[a-z0-9]|-(?!-)){0,60}[a-z0-9])?\.)+"
    r"(?:com|net|org|de|ru|at|ch|uk|fr|it|es|eu|us|nl|info)",
    re.I | re.A,
)
# What the compiled twin may judge: it lets more pass in a domain than email-validator, the same in an ASCII local part.
_TWIN_DOMAIN = re.compile(r"(?:[a-z0-9](?:(?:[a-z0-9]|-(?!-)){0,60}[a-z0-9])?\.)+[a-z]{2,63}", re.I | re.A)
_SEVERAL = re.compile(r"[;,|<(\s]")
_BETWEEN = re.compile(r"[;,|\r\n]+")
_IN_BRACKETS = re.compile(r"[<(]([^<>()\s]{1,64}@[^<>()\s]{1,255})[>)]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00a0]")
_WIDE = str.maketrans("＠．", "@.")
_WRAPPING = "<>()[]{}\"'`,;: "


class Email(NamedTuple):
    """One address: `address` as it is written to, `key` for comparison and suppression (all in small letters)."""

    raw: str
    address: str = ""
    key: str = ""
    domain: str = ""
    status: Status = "valid"
    reason: str = ""
    suggestion: str = ""
    is_role: bool = False
    is_disposable: bool = False


def read_emails(cell: str) -> tuple[Email, ...]:
    """Every address in a cell ("Anna <a@x.de>; b@y.de"), each once, in the order written."""
    if not _SEVERAL.search(cell):
        return (read_email(cell),) if cell else ()
    parts = _IN_BRACKETS.findall(cell) if "<" in cell or "(" in cell else []
    for part in () if parts else _BETWEEN.split(cell):
        words = part.split()
        # "a@x.de b@y.de" are two; in "anna smith@x.de" nobody knows what was meant, so it stays whole and invalid.
        parts += words if sum("@" in word for word in words) > 1 else [part]
    with_sign = [part for part in parts if "@" in part] or [cell]
    found: dict[str, Email] = {}
    for email in map(read_email, with_sign):
        if email.raw:
            found.setdefault(email.key or email.raw, email)
    return tuple(found.values())


@lru_cache(maxsize=65_536)
def read_email(text: str) -> Email:
    """The address in `text`; never raises: a wrong one comes back as invalid with its reason."""
    raw = text.strip()
    candidate = _unwrapped(raw)
    if len(candidate) > _MAX_LENGTH:
        return Email(raw[:_MAX_LENGTH], status="invalid", reason="too_long")
    local, at, domain = candidate.rpartition("@")
    if not at or not local or not domain:
        reason = "no_at_sign" if "@" not in candidate else "part_missing"
        return Email(raw, status="invalid", reason=reason, suggestion=_mended(candidate))
    if _PLAIN.fullmatch(candidate):
        return _judged(raw, local, domain.lower())
    if (judged := _by_twin(candidate, domain)) is not None:
        return _judged(raw, *judged)
    try:
        checked = validate_email(candidate, check_deliverability=False)
    except EmailNotValidError:
        return _invalid(raw, local, domain)
    return _judged(raw, checked.local_part, checked.ascii_domain)


def _by_twin(candidate: str, domain: str) -> tuple[str, str] | None:
    """Local part and domain of a valid address; what the twin refuses or might see otherwise is left to the library."""
    if _twin is None or not candidate.isascii() or not _TWIN_DOMAIN.fullmatch(domain):
        return None
    try:
        checked = _twin.validate_email(candidate)
    except (SyntaxError, ValueError):
        return None
    return checked.local_part, checked.ascii_domain


def suppression_key(address: str) -> str:
    """The form under which an objection is kept: the whole address in small letters, the domain in IDNA."""
    return read_email(address).key or unicodedata.normalize("NFC", address.strip()).lower()


def _unwrapped(raw: str) -> str:
    text = raw if raw.isascii() else _INVISIBLE.sub("", raw).translate(_WIDE)
    text = text.strip(_WRAPPING).rstrip(".")
    return text[7:].partition("?")[0] if text[:7].lower() == "mailto:" else text


def _invalid(raw: str, local: str, domain: str) -> Email:
    domain = domain.lower()
    if any(domain == special or domain.endswith(f".{special}") for special in SPECIAL_USE_DOMAIN_NAMES):
        return Email(raw, status="invalid", reason="reserved_domain", domain=domain)
    meant = suggested(local, domain) or _mended(f"{local}@{domain}")
    try:
        validate_email(f"a@{domain}", check_deliverability=False)
    except EmailNotValidError:
        return Email(raw, status="invalid", reason="bad_domain", suggestion=meant)
    return Email(raw, status="invalid", reason="bad_local_part", domain=domain, suggestion=meant)


def _mended(candidate: str) -> str:
    """What an unreadable address may have meant, if that is one."""
    meant = repaired(candidate)
    if not meant or meant == candidate:
        return ""
    try:
        validate_email(meant, check_deliverability=False)
    except EmailNotValidError:
        return ""
    return meant


def _judged(raw: str, local: str, domain: str) -> Email:
    address, small = f"{local}@{domain}", local.lower()
    role = small.split("+")[0] in ROLES
    disposable = domain in DISPOSABLE
    suggestion = suggested(local, domain)
    reason = _doubt(small, domain, suggestion, disposable=disposable)
    status: Status = "risky" if reason else "valid"
    return Email(raw, address, f"{small}@{domain}", domain, status, reason, suggestion, role, disposable)


def _doubt(local: str, domain: str, suggestion: str, *, disposable: bool) -> str:
    if suggestion:
        return "likely_slip"
    if disposable:
        return "disposable"
    if is_nobodys(local, domain):
        return "nobodys"
    if local in UNREAD:
        return "unread"
    return "" if local.isascii() else "needs_smtputf8"
