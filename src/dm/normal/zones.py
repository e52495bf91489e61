"""The time zones in which somebody at an address may live."""

from __future__ import annotations

from functools import lru_cache

from babel.core import get_global

from dm.normal.folding import fold
from dm.normal.zone_table import CODED, ZONES

VERSION = 1

# Words that say what kind of place it is, before or behind its name.
_KINDS = frozenset("респ республика область обл край г гор город ао автономный округ state of the region".split())
# CLDR lists zones that differ only in history, and uninhabited exclaves beside the zone people live by.
_ONE_CLOCK = {
    "DE": "Europe/Berlin",
    "UA": "Europe/Kyiv",
    "KZ": "Asia/Almaty",
    "UZ": "Asia/Tashkent",
    "CN": "Asia/Shanghai",
    "AR": "America/Argentina/Buenos_Aires",
    "NZ": "Pacific/Auckland",
}


@lru_cache(maxsize=16_384)
def zones_of(country: str, region: str = "", city: str = "") -> tuple[str, ...]:
    """All zones that the place may lie in; empty where nothing is known or the country has several and no more is."""
    table = ZONES.get(country)
    if table is None:
        return _of_country(country)
    for name in (region, city):
        if name and (found := _of_name(table, name, coded=country in CODED)):
            return found
    return ()


def narrowed(zones: tuple[str, ...], place: tuple[str, ...]) -> tuple[str, ...]:
    """The zones of a number that agree with the zones of its owner's address; all of them where none does."""
    common = tuple(zone for zone in zones if zone in place)
    return common or zones


def _of_country(country: str) -> tuple[str, ...]:
    if country in _ONE_CLOCK:
        return (_ONE_CLOCK[country],)
    zones = get_global("territory_zones").get(country, [])
    return (str(zones[0]),) if isinstance(zones, list) and len(zones) == 1 else ()


def _of_name(table: dict[str, tuple[str, ...]], name: str, *, coded: bool) -> tuple[str, ...]:
    words = [word for word in fold(name).split() if word not in _KINDS]
    text = " ".join(words)
    if coded and text in table:
        return table[text]
    starts = [start for start in table if text.startswith(start) and not (coded and len(start) < 4)]
    return table[max(starts, key=len)] if starts else ()
