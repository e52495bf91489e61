"""Telephone numbers: E.164, kind, and every time zone in which they may ring."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberType
from phonenumbers.timezone import time_zones_for_number

from dm.normal.phone_tables import judge, zones

try:
    import rphonenumbers as _twin  # type: ignore[import-untyped]
except ImportError:  # no wheel for this machine: the library alone is slower and says the same
    _twin = None

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
_UNKNOWN = int(PhoneNumberType.UNKNOWN)
# The compiled parser has libphonenumber's tables of a month before; here they tell the national prefix differently.
_PARSED_BY_OLDER_TABLES = frozenset({"BJ", "BW", "ES", "LA", "RO", "SH", "ZW"})
_MAX_LENGTH = 60
_LONGEST_CELL = 1_000  # a dozen numbers; longer ones are texts
_MIN_DIGITS = 7  # the shortest part that can be a number of its own beside another
# Commas and the like stand between numbers, a stroke may stand within one too: "030/1234567 / 0171/1234567".
_CERTAINLY_BETWEEN = re.compile(r"\s*(?:[,;|\n]|:::|\s/\s|\bили\b|\boder\b|\bor\b|(?<=\d)\s+(?=\+\d))\s*")
_BETWEEN = re.compile(r"\s*/\s*")
_SEVERAL = re.compile(r"[^\d ()+.\t\xa0-]")  # anything but one plain number
_WITH_CODE = 10
# "mobil: 0171 1234567 (privat)"; words that announce an extension stay.
_LABELS = re.compile(r"\(?(?!ext|доб|durchw|dw\b|app|poste)[^\W\d_]{2,}\.?\)?:?", re.I)
_WORD_BEHIND = re.compile(r"\s+(?!ext|x\b|доб|durchw|dw\b)[^\W\d_]{2,}", re.I)
# An extension as other languages announce it; "ext.", "x" and "доб." the parser knows.
_EXTENSION = re.compile(
    r"[\s,;(/-]*\b(?:app(?:arat)?|poste|toestel|wewn?|dahili|interno|int|klappe|kl|anknytning|linka|вн|внутр|дод)\b"
    r"\.?[\s:]*(\d{1,6})\)?$",
    re.I,
)
# "030 123456 (evenings)": letters in brackets are no vanity number; "(ext. 5)" is one.
_REMARK = re.compile(r"\s*\((?!\s*(?:ext|доб|durchw|dw\b|app|poste))[^()\d]*[^\W\d_]{2}[^()]*\)\s*$", re.I)
_ROUNDED = re.compile(r"\d{4,}0{6}(?:\.0)?")
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+")
_FLOAT_TAIL = re.compile(r"(\d{6,})[.,]00?$")
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
    if len(text) > _LONGEST_CELL or not (_SEVERAL.search(text) or text.count("+") > 1):
        # No letters, so that neither words nor exponents stand around the number.
        region = _region(country)
        return (_too_long(text) if len(text) > _MAX_LENGTH else _read(text, _repaired(text, region), region),)
    found: dict[tuple[str, str], Phone] = {}
    for phone in _all(text, country):
        found.setdefault((phone.e164 or phone.raw, phone.extension), phone)
    return tuple(found.values())


def _all(text: str, country: str) -> list[Phone]:
    for between in (_CERTAINLY_BETWEEN, _BETWEEN):
        parts = [part for part in between.split(text) if part.strip()]
        if len(parts) > 1 and all(_digits(part) >= _MIN_DIGITS for part in parts):
            return [phone for part in parts for phone in _all(part, country)]
    whole = read_phone(text, country)
    if whole.status != "invalid":
        return [whole]
    # "123-45-67/68" and "... , call after six": what follows the first number is no number.
    parts = [part for part in re.split(f"{_CERTAINLY_BETWEEN.pattern}|/", text) if part and part.strip()]
    alone = [phone for phone in (read_phone(part, country) for part in parts) if phone.status != "invalid"]
    return alone or [whole]


def read_phone(text: str, country: str = "") -> Phone:
    """The number in `text`; never raises: a wrong one comes back as invalid with its reason."""
    raw = text.strip()
    if len(raw) > _MAX_LENGTH:
        return _too_long(raw)
    if ("e" in raw or "E" in raw) and _SCIENTIFIC.fullmatch(raw):
        return Phone(raw, status="invalid", reason="damaged_by_spreadsheet")
    if "(" in raw and (bare := _REMARK.sub("", raw)) != raw and _digits(bare) >= _MIN_DIGITS:
        return read_phone(bare, country)._replace(raw=raw)
    # The parser would take the letters of "App." for digits: 277.
    if (behind := _EXTENSION.search(raw)) and _digits(raw[: behind.start()]) >= _MIN_DIGITS:
        return read_phone(f"{raw[: behind.start()]} ext. {behind[1]}", country)._replace(raw=raw)
    region = _region(country)
    if bare := _before_remark(raw):
        without = _read(raw, _repaired(bare, region), region)
        if without.status != "invalid":
            return without
    found = _read(raw, _repaired(raw, region), region)
    if found.status == "invalid" and (bare := _LABELS.sub(" ", raw)) != raw and _digits(bare) >= _MIN_DIGITS:
        without = _read(raw, _repaired(bare.strip(" .:()"), region), region)
        return found if without.status == "invalid" else without
    return found


def _before_remark(raw: str) -> str:
    """The number before words about it ("0351 123456 privat"), which the parser would dial; else nothing."""
    for word in _WORD_BEHIND.finditer(raw):
        if _digits(before := raw[: word.start()]) >= _MIN_DIGITS:
            return before
    return ""


def _too_long(raw: str) -> Phone:
    return Phone(raw[:_MAX_LENGTH], status="invalid", reason="too_long")


def _region(country: str) -> str | None:
    return (country if country.isupper() else country.upper()) or None


def _read(raw: str, repaired: str, region: str | None) -> Phone:
    return _by_twin(raw, repaired, region) or _by_library(raw, repaired, region)


def _by_twin(raw: str, repaired: str, region: str | None) -> Phone | None:
    """A valid number read by the compiled parser; whatever it refuses or finds odd is left to the library."""
    if _twin is None:
        return None
    try:
        number = _twin.parse(repaired, region)
    except _twin.NumberParseException:
        return None
    code, digits = number.country_code, str(number.national_number)
    if number.italian_leading_zero:
        digits = "0" * (number.number_of_leading_zeros or 1) + digits
    country, kind = judge(code, digits)
    if kind == _UNKNOWN or country in _PARSED_BY_OLDER_TABLES:
        return None
    return _phone(raw, f"+{code}{digits}", number.extension, country, kind, zones(code, digits, kind))


@lru_cache(maxsize=8_192)
def _by_library(raw: str, repaired: str, region: str | None) -> Phone:
    try:
        number = phonenumbers.parse(repaired, region)
    except NumberParseException as error:
        return Phone(raw, status="invalid", reason=_why_unreadable(raw, region, error))
    country = phonenumbers.region_code_for_number(number) or ""
    if not phonenumbers.is_valid_number(number):
        return Phone(raw, country=country, status="invalid", reason=_why_invalid(number))
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    kind = phonenumbers.number_type(number)
    return _phone(raw, written, number.extension, country, kind, _zones(number))


def _phone(raw: str, e164: str, extension: str | None, country: str, kind: int, zones: tuple[str, ...]) -> Phone:
    name = _KINDS.get(kind, "unknown")
    rounded = "000000" in raw and _ROUNDED.fullmatch(raw)
    reason = "rounded_by_spreadsheet" if rounded else _RISKY.get(name, "")
    country = country if country != "001" else ""
    return Phone(raw, e164, extension or "", name, country, zones, "risky" if reason else "valid", reason)


def suppression_key(number: str, country: str = "") -> str:
    """The form under which an objection is kept: E.164 without extension, or the digits where that is impossible."""
    return read_phone(number, country).e164 or re.sub(r"\D", "", number)


def _repaired(raw: str, region: str | None) -> str:
    text = _FLOAT_TAIL.sub(r"\1", raw) if raw[-1:] == "0" else raw
    # No national number begins with 00, whatever a country dials to get out.
    if text[:2] == "00" and text[2:3] != "0":
        text = f"+{text[2:]}"
    elif region and text.isdigit() and _has_lost_its_plus(text, region):
        return f"+{text}"
    return _EIGHT_AS_PLUS.sub("8", text) if "+8" in text and region in _RUSSIAN_PLAN else text


def _has_lost_its_plus(digits: str, region: str) -> bool:
    """ "491711234567" in Germany: nobody writes a national number without its 0, but spreadsheets drop the plus."""
    code, prefix = _dialling(region)
    if not code or prefix != "0" or not digits.startswith(code) or len(digits) < _WITH_CODE:
        return False
    return _read(digits, f"+{digits}", None).status != "invalid"


@lru_cache(maxsize=300)
def _dialling(region: str) -> tuple[str, str]:
    """The country's code, and what stands before national numbers."""
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(region)
    return (str(metadata.country_code), metadata.national_prefix or "") if metadata else ("", "")


def _why_unreadable(raw: str, region: str | None, error: NumberParseException) -> str:
    if error.error_type == NumberParseException.INVALID_COUNTRY_CODE and region is None and "+" not in raw:
        return "no_country" if _digits(raw) >= _MIN_DIGITS else "too_short"
    return _FAILURES.get(error.error_type, "not_a_number")


def _why_invalid(number: PhoneNumber) -> str:
    verdict = phonenumbers.is_possible_number_with_reason(number)
    if verdict == phonenumbers.ValidationResult.TOO_SHORT:
        return "too_short"
    return "too_long" if verdict == phonenumbers.ValidationResult.TOO_LONG else "no_such_number"


def _zones(number: PhoneNumber) -> tuple[str, ...]:
    return tuple(zone for zone in time_zones_for_number(number) if zone != "Etc/Unknown")


def _digits(text: str) -> int:
    return sum(character.isdigit() for character in text)
