"""Bar codes of posts: what they say, and where their bars lie.

Four-state codes (IMb, Mailmark, RM4SCC, KIX) are drawn by zint, the Russian number as Interleaved 2 of 5 or Code 128.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2
import zxingcpp

from dm.errors import SettingsError
from dm.press.marks import Rectangle
from dm.press.profiles import PostCode

# 22 bars an inch: within what USPS-B-3200 (20 to 24) and Royal Mail (20 to 24) allow.
_PITCH_MM = 25.4 / 22
_READ_DPI = 300
_DIGITS = re.compile(r"\D")
_UK = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}")
_NL = re.compile(r"\d{4}[A-Z]{2}")
_HOUSE = re.compile(r"(\d{1,5})(?!\d)[\s/-]*([0-9A-Z\s/-]*)")
# Plein 1945 17: a year within a street's name.
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_LONGEST_ADDED = 6
_RANGE = re.compile(r"(\d{6}) (\d{2}) (\d{1,5})-(\d{1,5})")


class NoPostCodeError(ValueError):
    """An address from which the post's code cannot be made; the text says why."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A post's code: the country whose addresses carry it, its symbol in zint, and how high its bars are."""

    country: str
    symbol: str
    height_mm: float
    agreed: tuple[str, ...]
    data: Callable[[PostCode, Mapping[str, Any], int], str]
    four_state: bool = True


def shpi(index: str, month: str, serial: int) -> str:
    """The 14 digits of a Russian item: office, month, number and check digit."""
    body = f"{index}{month}{serial:05d}"
    return body + shpi_check(body)


def shpi_check(body: str) -> str:
    """The check digit of 13 digits: three times those on odd places, once those on even places, up to the next ten."""
    total = sum(int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(body))
    return str(-total % 10)


def shpi_ranges(code: PostCode) -> list[tuple[str, str, range]]:
    """The numbers that the post has given: lines such as `101000 27 00001-05000`."""
    found = []
    for line in filter(None, (part.strip() for part in re.split(r"[,;\n]", code.given("ranges")))):
        match = _RANGE.fullmatch(line)
        if match is None or int(match[3]) > int(match[4]):
            raise SettingsError(
                f"post_code ranges: {line!r} is no range of numbers.", hint="Write index, month, first-last."
            )
        found.append((match[1], match[2], range(int(match[3]), int(match[4]) + 1)))
    return found


def _imb(code: PostCode, address: Mapping[str, Any], serial: int) -> str:
    mailer = code.given("mailer")
    zip_code = _DIGITS.sub("", str(address["postal_code"]))
    if len(zip_code) not in (5, 9, 11):
        raise NoPostCodeError(f"the ZIP code {address['postal_code']!r} has not 5, 9 or 11 digits")
    width = 15 - len(mailer)
    return f"{code.given('barcode_id') or '00'}{code.given('service')}{mailer}{serial % 10**width:0{width}d}-{zip_code}"


def _uk_point(address: Mapping[str, Any], code: PostCode) -> str:
    """Postcode and delivery point suffix; without one the post's own for "unknown"."""
    plain = str(address["postal_code"]).replace(" ", "").upper()
    if not _UK.fullmatch(plain):
        raise NoPostCodeError(f"{address['postal_code']!r} is no British postcode")
    return plain + (code.given("delivery_point") or "9Z")


def _rm4scc(code: PostCode, address: Mapping[str, Any], _serial: int) -> str:
    return _uk_point(address, code)


def _mailmark_4(code: PostCode, address: Mapping[str, Any], serial: int) -> str:
    head = f"{code.given('format') or '1'}1{code.given('class') or '0'}{code.given('supply_chain')}"
    return f"{head}{serial % 10**8:08d}{_uk_point(address, code):<9}"


def _mailmark_2(code: PostCode, address: Mapping[str, Any], serial: int) -> str:
    head = f"JGB {code.given('format') or '0'}1{code.given('class') or '0'}{code.given('supply_chain'):0>7}"
    returns = code.given("return_postcode").replace(" ", "")
    return f"{head}{serial % 10**8:08d}{_uk_point(address, code):<9}{code.given('service') or '0'}{returns:<7}{'':6}"


def _kix(_code: PostCode, address: Mapping[str, Any], _serial: int) -> str:
    plain = str(address["postal_code"]).replace(" ", "").upper()
    streets = [str(line).upper().strip() for line in address.get("street_lines", ())]
    house = next((found for line in streets if (found := _dutch_house(line))), "")
    if not _NL.fullmatch(plain) or not house:
        raise NoPostCodeError(f"{address['postal_code']!r} with {streets} is no Dutch postcode with a house number")
    return plain + house


def _dutch_house(line: str) -> str:
    """The number after a street's name, and X with what is added to it; "" where it cannot be told."""
    words = line.split()
    for place in range(1, len(words)):
        ahead = words[place + 1 : place + 2]
        if _YEAR.fullmatch(words[place]) and ahead and ahead[0][0].isdigit():
            continue
        if found := _HOUSE.fullmatch(" ".join(words[place:])):
            added = re.sub(r"[^0-9A-Z]", "", found[2])
            return "" if len(added) > _LONGEST_ADDED else found[1] + (f"X{added}" if added else "")
    return ""


def _given(_code: PostCode, _address: Mapping[str, Any], _serial: int) -> str:
    raise NoPostCodeError("its number is given by the post, not made from the address")


KINDS: Mapping[str, Kind] = {
    "imb": Kind("US", "USPS_IMAIL", 3.6, ("service", "mailer"), _imb),
    "mailmark_4": Kind("GB", "MAILMARK_4S", 5.1, ("supply_chain",), _mailmark_4),
    "mailmark_2d": Kind("GB", "MAILMARK_2D", 8.0, ("supply_chain",), _mailmark_2, four_state=False),
    "rm4scc": Kind("GB", "RM4SCC", 5.0, (), _rm4scc),
    "kix": Kind("NL", "KIX", 5.0, (), _kix),
    "ru14": Kind("RU", "C25INTER", 10.0, ("ranges",), _given, four_state=False),
}


# What the posts' agreements look like: a slip would make a wrong code of every letter.
AGREED: Mapping[str, Mapping[str, str]] = {
    "imb": {"service": r"\d{3}", "mailer": r"\d{6}|\d{9}", "barcode_id": r"\d[0-4]"},
    "mailmark_4": {
        "supply_chain": r"\d{2}|\d{6}", "format": "[0-4]", "class": "[0-9A-E]", "delivery_point": "[0-9][A-Z]",
    },
    "mailmark_2d": {
        "supply_chain": r"\d{1,7}", "format": "[0-9A-Z]", "class": "[0-9A-Z]", "delivery_point": "[0-9][A-Z]",
        "service": "[0-9]", "return_postcode": _UK.pattern.replace(r"\d[A-Z]{2}", r"\s?\d[A-Z]{2}"),
    },
    "rm4scc": {"delivery_point": "[0-9][A-Z]"},
    "kix": {},
    "ru14": {"symbol": "itf|code128"},
}  # fmt: skip


def data_for(code: PostCode, address: Mapping[str, Any], serial: int) -> str:
    """What the code of a piece says; "" for another country's address. Raises NoPostCodeError."""
    kind = KINDS[code.kind]
    return kind.data(code, address, serial) if address.get("country") == kind.country else ""


def bars(code: PostCode, data: str) -> list[Rectangle]:
    """Where the bars lie on the page, in millimetres; SettingsError when they do not fit the profile's rectangle."""
    kind, where = KINDS[code.kind], code.rectangle
    drawn = _vector(code, data)
    width = max(box.x + box.width for box in drawn)
    height = max(box.y + box.height for box in drawn)
    if kind.four_state:
        across, up = _PITCH_MM / 4, kind.height_mm / height
    elif code.kind == "mailmark_2d":
        across = up = kind.height_mm / height
    else:
        across, up = where.width / width, kind.height_mm / height
    if width * across > where.width + 0.01 or height * up > where.height + 0.01:
        raise SettingsError(
            f"The code {code.kind} is {width * across:.1f} x {height * up:.1f} mm; "
            f"its place is {where.width:g} x {where.height:g} mm.",
            hint="Make post_code's rectangle larger.",
        )
    return [
        Rectangle(where.x + box.x * across, where.y + box.y * up, box.width * across, box.height * up) for box in drawn
    ]


def states(code: PostCode, data: str) -> str:
    """A four-state code's bars from left to right as letters: full, ascender, descender, tracker."""
    drawn = sorted(_vector(code, data), key=lambda box: box.x)
    height = max(box.y + box.height for box in drawn)
    letters = {(True, True): "F", (True, False): "A", (False, True): "D", (False, False): "T"}
    return "".join(letters[box.y == 0, box.y + box.height == height] for box in drawn)


def read_back(page: pypdfium2.PdfPage, code: PostCode, data: str, bleed: float) -> str | None:
    """What a camera at 300 dpi reads where the code should be; four-state bars by their reach up and down."""
    scale = _READ_DPI / 25.4
    pixels = page.render(scale=_READ_DPI / 72, grayscale=True).to_numpy().squeeze() < 128
    kind, drawn = KINDS[code.kind], sorted(bars(code, data), key=lambda bar: bar.x)
    if not kind.four_state:
        box = code.rectangle.moved(bleed).grown(2)
        rows = slice(_from(box.y, scale), _from(box.y + box.height, scale))
        crop = pixels[rows, _from(box.x, scale) : _from(box.x + box.width, scale)]
        found = zxingcpp.read_barcode(np.where(crop, 0, 255).astype(np.uint8))
        return found.text if found else None
    top, foot = min(bar.y for bar in drawn), max(bar.y + bar.height for bar in drawn)
    letters = {(True, True): "F", (True, False): "A", (False, True): "D", (False, False): "T"}
    levels = [_from(bleed + top + 0.4, scale), _from(bleed + (top + foot) / 2, scale), _from(bleed + foot - 0.4, scale)]
    read = ""
    for bar in drawn:
        up, middle, down = (bool(pixels[row, _from(bleed + bar.x + bar.width / 2, scale)]) for row in levels)
        read += letters[up, down] if middle else "?"
    return data if read == states(code, data) else read


def _from(at: float, scale: float) -> int:
    return max(0, round(at * scale))


def readable(code: PostCode, data: str) -> str:
    """What stands below the bars for the eye: the Russian number in its groups; "" elsewhere."""
    return f"{data[:6]} {data[6:8]} {data[8:13]} {data[13:]}" if code.kind == "ru14" else ""


def _vector(code: PostCode, data: str) -> list[Rectangle]:
    from zint import Symbol, Symbology

    name = KINDS[code.kind].symbol
    if code.kind == "ru14" and code.given("symbol") == "code128":
        name = "CODE128"
    symbol = Symbol()
    symbol.symbology = getattr(Symbology, name)
    symbol.show_text = False
    try:
        symbol.encode(data)
        symbol.buffer_vector()
    except (RuntimeError, ValueError) as error:
        raise NoPostCodeError(f"{data!r} is no {code.kind}: {error}") from error
    boxes = [(box.x, box.y, box.width, box.height) for box in symbol.vector.rectangles]
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    return [Rectangle(x - left, y - top, width, height) for x, y, width, height in boxes]
