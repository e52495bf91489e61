"""What a vendor's profile may say: each key's kind of value and its bounds, and what contradicts itself."""

from __future__ import annotations

import math
import string
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from dm.press.marks import Rectangle
from dm.press.profiles import ADDRESS_BY, BACKS, COLOURS, SORTS, Profile

RECTANGLES = ("address", "return_line", "mark")
LENGTHS = ("name_line", "company_line", "street_line", "city", "postal_code")
_WORDS = {"address_by": ADDRESS_BY, "odd_back": BACKS, "colour": COLOURS}
_FILE_FIELDS = {"batch", "number", "files", "piece", "sequence"}
# PDF draws no page larger than 200 inches.
_LONGEST_MM = 5080.0
# An 8 mm Data Matrix is read at 200 dpi; one of less than 6 mm has modules of less than two pixels.
_LEAST_MARK_MM = 6.0
_LARGEST = 10**9


def wrong_values(data: Mapping[str, Any]) -> Iterator[str]:
    """For each value of another kind, or out of its bounds: what it is, and what it must be."""
    for key, value in data.items():
        wanted, holds = _KINDS.get(key, ("", _anything))
        if not holds(value):
            yield f"{key} = {value!r} is not {wanted}"
    for table, kinds in _ROWS.items():
        for row in _rows(data.get(table)):
            for key, (wanted, holds) in kinds.items():
                if key in row and not holds(row[key]):
                    yield f"{table}: {key} = {row[key]!r} is not {wanted}"


def contradictions(profile: Profile) -> Iterator[str]:
    """What cannot be true at once."""
    page = Rectangle(0, 0, profile.page_width, profile.page_height)
    for key in RECTANGLES:
        if (box := getattr(profile, key)) is not None and not page.holds(box):
            yield f"{key} leaves the page"
    for zone in profile.keep_out:
        if not page.holds(zone.rectangle):
            yield f"the zone {zone.reason!r} leaves the page"
        for key in ("address", "mark"):
            box = getattr(profile, key)
            if box is not None and (key == "mark" or zone.pages != "later") and _meet(zone.rectangle, box):
                yield f"{key} lies in the zone {zone.reason!r}"
    if profile.mark and profile.address and _meet(profile.mark, profile.address):
        yield "mark lies in the window of the address"
    if outside := [place for place in profile.fold if place >= profile.page_height]:
        yield f"the fold at {outside[0]:g} mm is not on the page"
    if profile.mark and min(profile.mark.width, profile.mark.height) < _LEAST_MARK_MM:
        yield f"no scanner reads a mark of less than {_LEAST_MARK_MM:g} mm"
    code, window = profile.post_code, profile.address
    if code and not page.holds(code.rectangle):
        yield "post_code leaves the page"
    if code and window and profile.address_by == "letter" and _meet(code.rectangle, window):
        yield "post_code lies over the address; give each a part of the window"
    yield from _wrong_words(profile)


def _wrong_words(profile: Profile) -> Iterator[str]:
    for key, allowed in _WORDS.items():
        if getattr(profile, key) not in allowed:
            yield f"{key} = {getattr(profile, key)!r}, not one of {', '.join(allowed)}"
    if unknown := set(profile.sort) - set(SORTS):
        yield f"sort knows {', '.join(SORTS)}, not {min(unknown)}"
    if unknown := {name for name, _ in profile.max_lengths} - set(LENGTHS):
        yield f"max_lengths knows {', '.join(LENGTHS)}, not {min(unknown)}"
    yield from _wrong_file_name(profile)
    try:
        "".encode(profile.charset)
    except (LookupError, UnicodeError):
        yield f"the character set {profile.charset!r} is unknown"


def _wrong_file_name(profile: Profile) -> Iterator[str]:
    try:
        named = {field for _, field, _, _ in string.Formatter().parse(profile.file_name) if field is not None}
        if unknown := named - _FILE_FIELDS:
            yield f"file_name knows {', '.join(sorted(_FILE_FIELDS))}, not {min(unknown) or 'empty braces'}"
            return
        shown = profile.file_name.format(batch="L0000001", number=1, files=1, piece="pc_1", sequence=1)
    except ValueError as error:
        yield f"file_name = {profile.file_name!r} cannot be filled in: {error}"
        return
    if "/" in shown or "\\" in shown or shown.startswith(".") or not shown.isprintable():
        yield f"file_name = {profile.file_name!r} is not the name of a file in the batch's folder"
    if not shown.lower().endswith(".pdf"):
        yield f"file_name = {profile.file_name!r} does not end in .pdf"
    if profile.per_piece and "piece" not in named:
        yield "file_name of a file per piece needs {piece}"


def _meet(one: Rectangle, other: Rectangle) -> bool:
    slack = 0.01
    return (
        one.x < other.x + other.width - slack
        and other.x < one.x + one.width - slack
        and one.y < other.y + other.height - slack
        and other.y < one.y + one.height - slack
    )


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _whole(value: object, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= _LARGEST


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _rectangle(value: object) -> bool:
    if not (isinstance(value, list) and len(value) == 4 and all(map(_number, value))):
        return False
    return bool(min(value[:2]) >= 0 and min(value[2:]) > 0)


def _rows(value: object) -> list[Mapping[str, Any]]:
    rows = value if isinstance(value, list) else [value]
    return [row for row in rows if isinstance(row, Mapping)]


def _tables(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(row, Mapping) for row in value)


def _anything(_value: object) -> bool:
    return True


Kind = tuple[str, Callable[[Any], bool]]
_TEXT: Kind = ("a text", lambda value: isinstance(value, str))
_TEXTS: Kind = ("a list of texts", _texts)
_LENGTH: Kind = ("a length in millimetres", lambda value: _number(value) and 0 < value <= _LONGEST_MM)
_WEIGHT: Kind = ("a weight above 0", lambda value: _number(value) and 0 < value <= _LARGEST)
_COUNT: Kind = ("a whole number from 1", lambda value: _whole(value, 1))
_FROM_0: Kind = ("a whole number from 0", lambda value: _whole(value, 0))
_TRUTH: Kind = ("true or false", lambda value: isinstance(value, bool))
_PLACE: Kind = ("a rectangle [x, y, width, height] in millimetres", _rectangle)
_KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(("title", "file_name", "address_by", "odd_back", "colour", "output_condition", "charset"), _TEXT),
    **dict.fromkeys(("sources", "fonts", "sort"), _TEXTS),
    **dict.fromkeys(("page_width", "page_height"), _LENGTH),
    **dict.fromkeys(("max_pages", "max_pieces"), _COUNT),
    **dict.fromkeys(RECTANGLES, _PLACE),
    "paper_gsm": _WEIGHT,
    "max_mb": ("a number of megabytes above 0", lambda value: _number(value) and value > 0),
    "duplex": _TRUTH,
    "bleed": ("a bleed of 0 to 50 mm", lambda value: _number(value) and 0 <= value <= 50),
    "min_dpi": _FROM_0,
    "min_pt": ("a size of 0 to 20 points", lambda value: _number(value) and 0 <= value <= 20),
    "fold": (
        "a list of lengths in millimetres",
        lambda value: isinstance(value, list) and all(_number(one) and one > 0 for one in value),
    ),
    "envelopes": ("a list of envelopes, at least one", lambda value: _tables(value) and bool(value)),
    "keep_out": ("a list of zones", _tables),
    "bundles": ("a table", lambda value: isinstance(value, Mapping)),
    "post_code": ("a table", lambda value: isinstance(value, Mapping)),
    "max_lengths": (
        "a table of whole numbers from 1",
        lambda value: isinstance(value, Mapping) and all(_whole(one, 1) for one in value.values()),
    ),
}
_ROWS: Mapping[str, Mapping[str, Kind]] = {
    "envelopes": {
        "name": _TEXT,
        "max_sheets": _COUNT,
        "weight_g": ("a weight from 0", lambda value: _number(value) and value >= 0),
    },
    "keep_out": {"rectangle": _PLACE, "pages": _TEXT, "reason": _TEXT},
    "bundles": {"prefix": _FROM_0, "max_pieces": _COUNT},
    "post_code": {"kind": _TEXT, "rectangle": _PLACE},
}
