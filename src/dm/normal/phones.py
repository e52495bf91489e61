"""Telephone numbers: E.164, kind, and every time zone in which they may ring."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberType
from phonenumbers.timezone import time_zones_for_number

VERSION = 1

Status = Literal["valid", "invalid", "risky"]

_KINDS = {
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE: "fixed",
    PhoneNumberType.FIXED_LINE_OR_MOBILE: "fixed_or_mobile",
    PhoneNumberType.TOLL_FREE: "toll_free",
    PhoneNumberType.PREMIUM_RATE: "premium",
    PhoneNumberType.SHARED_COST: "shared_cost",
    PhoneNumberType.VOIP: "voip",
    PhoneNumberType.PERSONAL_NUMBER: "personal",
    PhoneNumberType.PAGER: "pager",
    PhoneNumberType.UAN: "company",
    PhoneNumberType.VOICEMAIL: "voicemail",
}
# Kinds behind which no person waits for a call, or a call costs the caller a fortune.
_RISKY = {"premium": "premium_rate", "pager": "pager", "voicemail": "voicemail", "shared_cost": "shared_cost"}
_FAILURES = {
    NumberParseException.INVALID_COUNTRY_CODE: "no_such_country",
    NumberParseException.NOT_A_NUMBER: "not_a_number",
    NumberParseException.TOO_SHORT_AFTER_IDD: "too_short",
    NumberParseException.TOO_SHORT_NSN: "too_short",
    NumberParseException.TOO_LONG: "too_long",
}
_MAX_LENGTH = 60
_MIN_DIGITS = 7  # the shortest part that can be a number of its own beside another
_BETWEEN = re.compile(r"\s*(?:[,;|\n]|\s/\s|/|\bили\b|\boder\b|\bor\b)\s*")
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+")
_FLOAT_TAIL = re.compile(r"(\d{6,})\.0")
_EIGHT_AS_PLUS = re.compile(r"\+8(?=[\s(-]*[3489]\d\d)")
_RUSSIAN_PLAN = frozenset({"RU", "KZ"})


class Phone(NamedTuple):
    """One number; `zones` are all it may ring in (a mobile of a large country has many), `e164` is empty if invalid."""

    raw: str
    e164: str = ""
    extension: str = ""
    kind: str = "unknown"
    country: str = ""
    zones: tuple[str, ...] = ()
    status: Status = "valid"
    reason: str = ""


def read_phones(cell: str, country: str = "") -> tuple[Phone, ...]:
    """Every number in a cell, each once; `country` (ISO 3166 alpha-2) holds for numbers written without a prefix."""
    text = cell.strip()
    if not text:
        return ()
    found: dict[tuple[str, str], Phone] = {}
    for phone in _all(text, country):
        found.setdefault((phone.e164 or phone.raw, phone.extension), phone)
    return tuple(found.values())


def _all(text: str, country: str) -> list[Phone]:
    parts = [part for part in _BETWEEN.split(text) if part.strip()]
    if len(parts) < 2:
        return [read_phone(text, country)]
    if all(_digits(part) >= _MIN_DIGITS for part in parts):
        return [read_phone(part, country) for part in parts]
    whole = read_phone(text, country)
    if whole.status != "invalid":
        return [whole]
    # "123-45-67/68" and "... , call after six": what follows the first number is no number.
    alone = [phone for phone in (read_phone(part, country) for part in parts) if phone.status != "invalid"]
    return alone or [whole]


@lru_cache(maxsize=65_536)
def read_phone(text: str, country: str = "") -> Phone:
    """The number in `text`; never raises: a wrong one comes back as invalid with its reason."""
    raw = text.strip()
    if len(raw) > _MAX_LENGTH:
        return Phone(raw[:_MAX_LENGTH], status="invalid", reason="too_long")
    if _SCIENTIFIC.fullmatch(raw):
        return Phone(raw, status="invalid", reason="damaged_by_spreadsheet")
    region = country.upper() or None
    try:
        number = phonenumbers.parse(_repaired(raw, region), region)
    except NumberParseException as error:
        return Phone(raw, status="invalid", reason=_why_unreadable(raw, region, error))
    return _judged(raw, number)


def suppression_key(number: str, country: str = "") -> str:
    """The form under which an objection is kept: E.164 without extension, or the digits where that is impossible."""
    return read_phone(number, country).e164 or re.sub(r"\D", "", number)


def _repaired(raw: str, region: str | None) -> str:
    text = _FLOAT_TAIL.sub(r"\1", raw)
    # No national number begins with 00, whatever a country dials to get out.
    text = f"+{text[2:]}" if text.startswith("00") and not text.startswith("000") else text
    return _EIGHT_AS_PLUS.sub("8", text) if region in _RUSSIAN_PLAN else text


def _why_unreadable(raw: str, region: str | None, error: NumberParseException) -> str:
    if error.error_type == NumberParseException.INVALID_COUNTRY_CODE and region is None and "+" not in raw:
        return "no_country" if _digits(raw) >= _MIN_DIGITS else "too_short"
    return _FAILURES.get(error.error_type, "not_a_number")


def _judged(raw: str, number: PhoneNumber) -> Phone:
    country = phonenumbers.region_code_for_number(number) or ""
    if not phonenumbers.is_valid_number(number):
        return Phone(raw, country=country, status="invalid", reason=_why_invalid(number))
    kind = _KINDS.get(phonenumbers.number_type(number), "unknown")
    reason = _RISKY.get(kind, "")
    return Phone(
        raw,
        phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164),
        number.extension or "",
        kind,
        country if country != "001" else "",
        _zones(number),
        "risky" if reason else "valid",
        reason,
    )


def _why_invalid(number: PhoneNumber) -> str:
    verdict = phonenumbers.is_possible_number_with_reason(number)
    if verdict == phonenumbers.ValidationResult.TOO_SHORT:
        return "too_short"
    return "too_long" if verdict == phonenumbers.ValidationResult.TOO_LONG else "no_such_number"


def _zones(number: PhoneNumber) -> tuple[str, ...]:
    return tuple(zone for zone in time_zones_for_number(number) if zone != "Etc/Unknown")


def _digits(text: str) -> int:
    return sum(character.isdigit() for character in text)
