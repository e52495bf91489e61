"""A profile's places as CSS variables, counted from the sheet's corner: one style sheet serves several vendors."""

from __future__ import annotations

from dm.press.fonts import FontSet
from dm.press.marks import Rectangle
from dm.press.profiles import Profile

# Where a letter's text may stand on every page of an A4 or Letter sheet.
_LEFT, _RIGHT = 25.0, 20.0
_GAP = 5.0
# DIN 5008: the information block begins 125 mm from the left; the upper part of an address field is 17.7 mm high.
_INFORMATION, _UPPER_FIELD = 125.0, 17.7
_BELOW_WINDOW = 10.7
# Six lines of an address: 10 pt where the window is high enough for them, else 9 pt (USPS reads from 8 pt on).
_HIGH_ENOUGH = 26.0
_ROOMY = "--address-size: 10pt; --address-line: 4.1mm; --address-inset: 1.4mm;"
_TIGHT = "--address-size: 9pt; --address-line: 3.45mm; --address-inset: 0.5mm;"
# A template's fold marks stand 5 to 9 mm from the left edge.
_FOLD_MARK = 5.0
_BRAND_FOOT = 26.0


def places_css(profile: Profile) -> str:
    """`@page` of the profile's size and the variables of templates/README.md."""
    values = {
        "page-width": profile.page_width,
        "page-height": profile.page_height,
        "text-width": profile.page_width - _LEFT - _RIGHT,
        **_window(profile),
        **{f"fold-{number}": fold for number, fold in enumerate(profile.fold, start=1)},
    }
    variables = " ".join(f"--{name}: {round(value, 2):g}mm;" for name, value in values.items())
    lines = _TIGHT if profile.address and profile.address.height < _HIGH_ENOUGH else _ROOMY
    bleed = f" bleed: {profile.bleed:g}mm;" if profile.bleed else ""
    page = f"@page {{ size: {profile.page_width:g}mm {profile.page_height:g}mm;{bleed} }}"
    return f"{page}\n:root {{ {variables} {lines} }}\n{_hidden(profile)}"


def _hidden(profile: Profile) -> str:
    """What the vendor prints himself, or has no place for, is not in the letter."""
    gone = []
    if profile.address_by == "vendor":
        gone.append("address")
    if profile.return_line is None and profile.address is not None:
        gone.append(".return-line")
    edges = [zone.rectangle for zone in profile.keep_out if zone.pages == "all" and zone.rectangle.x == 0]
    if not profile.fold or any(_FOLD_MARK < edge.width < profile.page_width / 2 for edge in edges):
        gone.append(".fold")
    return f"{', '.join(gone)} {{ display: none !important }}" if gone else ""


def _window(profile: Profile) -> dict[str, float]:
    values: dict[str, float] = {}
    address, line = profile.address, profile.return_line
    if line is not None:
        values |= {"window-left": line.x, "window-top": line.y}
    elif address is not None:
        values |= {"window-left": address.x, "window-top": address.y - _UPPER_FIELD}
    if address is not None:
        values |= {"address-left": address.x, "address-top": address.y, "address-width": address.width}
    return values | _beside(profile)


def _beside(profile: Profile) -> dict[str, float]:
    """The free place beside the window, for facts, and where a brand may stand without showing in a window."""
    address, line = profile.address, profile.return_line
    if address is None:
        return {}
    edge = profile.page_width - _RIGHT
    right = address.x + address.width
    left = max(right + _GAP, _INFORMATION)
    free = (left, edge - left) if edge - right >= address.x - _LEFT else (_LEFT, address.x - _GAP - _LEFT)
    values = {"beside-left": free[0], "beside-width": free[1], "body-top": address.y + address.height + _BELOW_WINDOW}
    top = (line.y if line else address.y - _UPPER_FIELD) + _GAP
    if line and line.x < free[0] + free[1] and free[0] < line.x + line.width:
        top = line.y + line.height + _GAP
    if min(box.y for box in (address, line) if box) < _BRAND_FOOT:
        values |= {"brand-left": free[0], "brand-width": free[1]}
        top = max(top, _BRAND_FOOT + _GAP)
    return values | {"beside-top": top}


def overlay_css(profile: Profile, fonts: FontSet) -> str:
    """The styles of what lies over a page: its mark, and a stamp."""
    where = profile.mark or Rectangle(0, 0, 0, 0)
    family = f'"{fonts.faces[0].family}"' if fonts.faces else "sans-serif"
    return f"""
@page {{ size: {profile.page_width}mm {profile.page_height}mm; margin: 0 }}
body {{ margin: 0 }}
div {{ position: relative; height: {profile.page_height}mm; break-after: page }}
div:last-child {{ break-after: auto }}
svg {{ position: absolute; left: {where.x}mm; top: {where.y}mm; width: {where.width}mm; height: {where.height}mm }}
p {{ position: absolute; left: {where.x - 2}mm; top: {where.y + where.height + 2}mm; width: {where.width + 4}mm;
     margin: 0; font: 6pt/7pt {family}; text-align: center }}
b {{ position: absolute; left: 0; width: {profile.page_width}mm; top: {profile.page_height * 0.45}mm;
     text-align: center;
     font: bold {profile.page_width / 2.6}pt/1 {family}; color: rgba(180, 40, 20, 0.16); transform: rotate(-35deg) }}
"""
