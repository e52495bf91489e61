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
from dm.normal.email_slips import NOBODYS, is_nobodys, meant_domain, repaired, suggested

VERSION = 1

Status = Literal["valid", "invalid", "risky"]

_MAX_LENGTH = 254  # RFC 5321 4.5.3.1.3, without the angle brackets
# What email-validator accepts without a second look; tests prove the agreement. Anything else goes to it.
_PLAIN_LOCAL = re.compile(r"[a-z0-9]+(?:[._+-][a-z0-9]+)*", re.I | re.A)
_PLAIN_DOMAIN = re.compile(
    r"(?:[a-z0-9](?:(?:[a-z0-9]|-(?!-)){0,60}[a-z0-9])?\.)+(?:com|net|org|de|ru|at|ch|uk|fr|it|es|eu|us|nl|info)",
    re.I | re.A,
)
_MAX_LOCAL = 64  # bytes, RFC 5321 4.5.3.1.1
# What the compiled twin may judge: it lets more pass in a domain than email-validator, the same in an ASCII local part.
_TWIN_DOMAIN = re.compile(r"(?:[a-z0-9](?:(?:[a-z0-9]|-(?!-)){0,60}[a-z0-9])?\.)+[a-z]{2,63}", re.I | re.A)
_TELLING = ROLES | UNREAD | NOBODYS
_SEVERAL = re.compile(r"[;,|<(\s]")
_BETWEEN = re.compile(r"[;,|\r\n]+")
_IN_BRACKETS = re.compile(r"[<(]([^<>()\s]{1,64}@[^<>()\s]{1,255})[>)]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00a0]")
# "E-Mail: anna@x.de (privat)": what stands around an address and is none of it.
_LABEL = re.compile(r"[\w .-]{2,20}:\s*(?=[^\s@/]+@)")
_REMARK = re.compile(r"(?<=\S)\s*\([^()@]*\)\s*$")
_DOMAIN_BEGUN = re.compile(r"[^@]+@[^@.]*")
_WIDE = str.maketrans("＠．", "@.")
_LONGEST = 400  # letters of an address with what stands around it
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
    if plain := _plain(cell):
        return (plain,)
    if not _SEVERAL.search(cell):
        return (read_email(cell),) if cell else ()
    parts = _IN_BRACKETS.findall(cell) if "<" in cell or "(" in cell else []
    others = _IN_BRACKETS.sub(",", cell) if parts else cell
    for part in _BETWEEN.split(others) if not parts or "@" in others else ():
        words = part.split()
        # "a@x.de b@y.de" are two; in "anna smith@x.de" nobody knows what was meant, so it stays whole and invalid.
        parts += words if sum("@" in word for word in words) > 1 else [part]
    with_sign = [part for part in parts if "@" in part] or [cell]
    if len(with_sign) == 1 and len(parts) > 1 and _DOMAIN_BEGUN.fullmatch(with_sign[0].strip()):
        # "anna@example,com" was split where a full stop was meant.
        with_sign = [cell]
    found: dict[str, Email] = {}
    for email in map(read_email, with_sign):
        if email.raw:
            found.setdefault(email.key or email.raw, email)
    return tuple(found.values())


def read_email(text: str) -> Email:
    """The address in `text`; never raises: a wrong one comes back as invalid with its reason."""
    raw = text.strip()
    return _plain(raw) or _read(raw)


def _plain(raw: str) -> Email | None:
    """Nearly every address, in a fifth of the time that a close look takes; the close look says the same."""
    local, _, domain = raw.rpartition("@")
    if len(local) > _MAX_LOCAL or len(raw) > _MAX_LENGTH or not _PLAIN_LOCAL.fullmatch(local):
        return None
    is_plain, small_domain, is_doubtful = _known_domain(domain)
    if not is_plain:
        return None
    small = local.lower()
    if is_doubtful or small.partition("+")[0] in _TELLING:
        return _judged(raw, local, small_domain)
    return Email(raw, f"{local}@{small_domain}", f"{small}@{small_domain}", small_domain)


@lru_cache(maxsize=16_384)
def _known_domain(domain: str) -> tuple[bool, str, bool]:
    """Whether the domain needs no second look, how it is written in small letters, and whether people doubt it."""
    small = domain.lower()
    return bool(_PLAIN_DOMAIN.fullmatch(domain)), small, small in DISPOSABLE or bool(meant_domain(small))


@lru_cache(maxsize=16_384)
def _read(raw: str) -> Email:
    candidate = _unwrapped(raw)
    if len(candidate) > _MAX_LENGTH:
        return Email(raw[:_MAX_LENGTH], status="invalid", reason="too_long")
    local, at, domain = candidate.rpartition("@")
    if not at or not local or not domain:
        reason = "no_at_sign" if "@" not in candidate else "part_missing"
        return Email(raw, status="invalid", reason=reason, suggestion=_mended(candidate))
    if plain := _plain(candidate):
        return plain._replace(raw=raw)
    if len(local.encode("utf-8", "replace")) > _MAX_LOCAL:
        return Email(raw, status="invalid", reason="too_long")
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
    if "(" in text:
        text = _REMARK.sub("", text[:_LONGEST])
    text = text.strip(_WRAPPING).rstrip(".")
    if text[:7].lower() == "mailto:":
        return text[7:].partition("?")[0]
    return _LABEL.sub("", text[:_LONGEST], count=1) if ":" in text and _LABEL.match(text) else text


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
