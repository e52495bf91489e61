"""What phonenumbers knows of a parsed number, from its own tables with each pattern compiled once.

The same answers as its functions, which look every pattern up again for every number and so take twenty times as long.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from phonenumbers import (
    COUNTRY_CODE_TO_REGION_CODE,
    PhoneMetadata,
    PhoneNumberDesc,
    PhoneNumberType,
    is_number_type_geographical,
)
from phonenumbers.tzdata import TIMEZONE_DATA

_UNKNOWN = int(PhoneNumberType.UNKNOWN)
_ZONES = {prefix: tuple(zone for zone in zones if zone != "Etc/Unknown") for prefix, zones in TIMEZONE_DATA.items()}
_FIXED, _MOBILE = int(PhoneNumberType.FIXED_LINE), int(PhoneNumberType.MOBILE)
_FIXED_OR_MOBILE = int(PhoneNumberType.FIXED_LINE_OR_MOBILE)


class _Pattern:
    __slots__ = ("lengths", "matches", "text")

    def __init__(self, lengths: Iterable[int], pattern: str) -> None:
        self.lengths = frozenset(lengths)
        self.text = pattern
        self.matches = re.compile(pattern).fullmatch

    def fits(self, national: str) -> bool:
        return (len(national) in self.lengths or not self.lengths) and self.matches(national) is not None


def _pattern(description: PhoneNumberDesc | None) -> _Pattern | None:
    if description is None or not description.national_number_pattern:
        return None
    return _Pattern(description.possible_length, description.national_number_pattern)


class _Region:
    """The kinds of numbers of one region, in the order in which phonenumbers asks for them."""

    def __init__(self, metadata: PhoneMetadata) -> None:
        special = (
            (PhoneNumberType.PREMIUM_RATE, metadata.premium_rate),
            (PhoneNumberType.TOLL_FREE, metadata.toll_free),
            (PhoneNumberType.SHARED_COST, metadata.shared_cost),
            (PhoneNumberType.VOIP, metadata.voip),
            (PhoneNumberType.PERSONAL_NUMBER, metadata.personal_number),
            (PhoneNumberType.PAGER, metadata.pager),
            (PhoneNumberType.UAN, metadata.uan),
            (PhoneNumberType.VOICEMAIL, metadata.voicemail),
        )
        found = ((int(kind), _pattern(description)) for kind, description in special)
        self._special = [(kind, pattern) for kind, pattern in found if pattern]
        # Nearly every number is a plain one: one look at all of these together tells that it is none of them.
        self._may_be_special = re.compile("|".join(f"(?:{one.text})" for _, one in self._special)).fullmatch
        self._general = _pattern(metadata.general_desc)
        self._fixed, self._mobile = _pattern(metadata.fixed_line), _pattern(metadata.mobile)
        self._one_pattern = metadata.same_mobile_and_fixed_line_pattern
        self.leading = re.compile(metadata.leading_digits) if metadata.leading_digits is not None else None

    def kind(self, national: str) -> int:
        if self._general is None or not self._general.fits(national):
            return _UNKNOWN
        if self._may_be_special(national):
            for kind, pattern in self._special:
                if pattern.fits(national):
                    return kind
        is_mobile = not self._one_pattern and self._mobile is not None and self._mobile.fits(national)
        if self._fixed is not None and self._fixed.fits(national):
            return _FIXED_OR_MOBILE if self._one_pattern or is_mobile else _FIXED
        return _MOBILE if is_mobile else _UNKNOWN


@lru_cache(maxsize=1_024)
def _regions(code: int) -> tuple[tuple[str, _Region | None], ...]:
    names = COUNTRY_CODE_TO_REGION_CODE.get(code, ())
    found = [(name, PhoneMetadata.metadata_for_region_or_calling_code(code, name)) for name in names]
    return tuple((name, _Region(metadata) if metadata is not None else None) for name, metadata in found)


def judge(code: int, national: str) -> tuple[str, int]:
    """Region and PhoneNumberType of a number given as country calling code and national significant number.

    The region is "" where none has such numbers.
    """
    regions = _regions(code)
    if len(regions) == 1:
        name, only = regions[0]
        return name, only.kind(national) if only else _UNKNOWN
    for name, region in regions:
        if region is None:
            continue
        if region.leading is not None:
            if region.leading.match(national):
                return name, region.kind(national)
        elif (kind := region.kind(national)) != _UNKNOWN:
            return name, kind
    return "", _UNKNOWN


def zones(code: int, national: str, kind: int) -> tuple[str, ...]:
    """All time zones in which the number may ring; none where nothing is known."""
    written = f"{code}{national}" if _is_geographical(kind, code) else str(code)
    for length in _prefix_lengths(code):
        if found := _ZONES.get(written[:length]):
            return found
    return ()


_is_geographical = lru_cache(maxsize=4_096)(is_number_type_geographical)


@lru_cache(maxsize=1_024)
def _prefix_lengths(code: int) -> list[int]:
    """How long the prefixes are by which zones of a calling code are known; most codes have one."""
    text = str(code)
    return sorted({len(one) for one in _ZONES if one.startswith(text) or text.startswith(one)}, reverse=True)
