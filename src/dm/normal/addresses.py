"""Postal addresses: from mixed columns or one line of text to components."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from dm.normal import address_text
from dm.normal.address_streets import (
    CYRILLIC_POST,
    house_and_flat,
    is_box,
    split_street,
    street_case,
    without_house_kind,
    without_street_kind,
)
from dm.normal.casing import proper_case
from dm.normal.countries import country_code
from dm.normal.folding import clean, fold

# 2: a house at either end of the street is the same house; the word for a flat is no part of its number.
# 3: more words for flats: what stood behind them was the house before.
# 4: entrance and floor are part of the flat; "к. 1534" is a house.
# 5: "дом № 5" is house 5, "Москва г" a town, "пом. 3-Н" a flat.
VERSION = 5

MAX_PART_LENGTH = 200
_LONGEST = 1_000
_HOUSE = re.compile(r"\d+[a-zа-я]?")
_FLOOR_AND_FLAT = re.compile(r"(?P<way>.*\D) (?P<floor>\d+) (?:кв|квартира) (?P<flat>\w+)")
_FIVE_DIGITS = frozenset({"DE", "US", "FR", "ES", "IT", "EE", "TR", "UA", "FI"})
_THREE_AND_TWO = frozenset({"CZ", "SK", "SE", "GR"})
_QUARTER = re.compile(r"\bOt\b(?= \S)")  # a part of a German town


class PostalAddress(NamedTuple):
    """`street` without the house where that is certain; `country` is ISO 3166 alpha-2, or "" where unknown."""

    street: str = ""
    house: str = ""
    flat: str = ""
    postal_code: str = ""
    city: str = ""
    region: str = ""
    country: str = ""

    @property
    def is_mailable(self) -> bool:
        """Whether the post could find it: a street or box, a town or postal code, and a country."""
        if self.country == "IE" and self.postal_code:
            return True  # an Eircode names one letter box
        return bool((self.street or self.is_in_village) and (self.city or self.postal_code) and self.country)

    @property
    def is_in_village(self) -> bool:
        """Whether it is a house without a street, which villages of the Russian manner have."""
        return bool(self.house and self.city and not self.street and self.country in CYRILLIC_POST)

    def __bool__(self) -> bool:
        return bool(self.street or self.house or self.postal_code or self.city or self.region)


def read_address(
    address: str = "",
    street: str = "",
    house: str = "",
    postal_code: str = "",
    city: str = "",
    region: str = "",
    country: str = "",
    default_country: str = "",
) -> PostalAddress:
    """The address that these columns hold; `address` is split where the other columns leave a part empty."""
    stated = country_code(country) if country else ""
    text, named = address_text.take_country(_cut(address_text.as_one_line(address[:_LONGEST]))) if address else ("", "")
    code = stated or named or default_country.upper()
    line, house, postal_code, city, region = _cut(street), _part(house), _part(postal_code), _city(city), _part(region)
    if text:
        columns = PostalAddress(line, house, "", postal_code, city, region, code)
        line, house, _, postal_code, city, region, _ = _completed(columns, text)
    line = street_case(line, code)
    if not line or house:
        house, flat = house_and_flat(house)
    else:
        line, house, flat = split_street(line, code)
    return PostalAddress(line, house, flat, _postal_code(postal_code, code), city, region, code)


def address_key(address: PostalAddress) -> str:
    """Folded country, postal code, street, house and flat, joined by |; empty without a street."""
    if not address.street:
        return ""
    street, house = fold(address.street), without_house_kind(fold(address.house))
    if not house:
        street, house = _street_and_house(street)
    country, code_or_town = _where(address)
    return f"{country}|{code_or_town}|{without_street_kind(street)}|{house}|{_number(address.flat)}"


def former_keys(address: PostalAddress) -> tuple[str, ...]:
    """The keys that earlier versions made of the same address, where they are others; objections stand under them."""
    street, house, flat = fold(address.street), fold(address.house), fold(address.flat)
    if not street:
        return ()
    forms = [(without_street_kind(street), house, flat)]
    # Version 3 took a floor's number for the house, and a block's letter for the street's end.
    block, _, number = house.rpartition(" ")
    forms += [(without_street_kind(f"{street} {block}"), number, _number(flat))] if block == "к" else []
    if address.country in CYRILLIC_POST and house:
        forms += _forms_of_version_4(street, house, flat, fold(address.city))
    if found := _FLOOR_AND_FLAT.fullmatch(flat):
        ways = (f"{street} {word}{house} {found['way']}" for word in ("", "д ", "дом "))
        forms += [(without_street_kind(way), found["floor"], found["flat"]) for way in ways]
    if flat:
        # Version 1 took few flats apart: it left the whole line in the street.
        line = " ".join(filter(None, (street, house, flat)))
        forms += [(without_street_kind(line), "", "")]
        # Version 2 took the last number for the house, whatever word stood before it.
        before, _, last = line.rpartition(" ")
        forms += [(without_street_kind(before), last, "")] if _HOUSE.fullmatch(last) else []
    keys = dict.fromkeys("|".join((*_where(address), *form)) for form in forms)
    keys.pop(address_key(address), None)
    return tuple(keys)


def _forms_of_version_4(street: str, house: str, flat: str, city: str) -> Iterator[tuple[str, str, str]]:
    """It left "дом №" and "Москва г" in the street, and took the number of rooms for a house."""
    for line in (f"{street} дом no", f"{city} г {street} дом no", f"{city} г {street}"):
        yield without_street_kind(line), house, _number(flat)
    word, _, number = flat.partition(" ")
    if word == "пом" and number:
        for label in ("", "д ", "дом "):
            yield without_street_kind(f"{street} {label}{house} пом"), number, ""


def _where(address: PostalAddress) -> tuple[str, str]:
    return address.country, address.postal_code.replace(" ", "").casefold() or fold(address.city)


@lru_cache(maxsize=65_536)
def _street_and_house(street: str) -> tuple[str, str]:
    """ "orchard row 1" and "1 orchard row" are one house, whichever end of a line it was left at."""
    words = street.split()
    ends = [place for place in (0, -1) if _HOUSE.fullmatch(words[place])] if len(words) > 1 else []
    if len(ends) != 1:
        return street, ""
    house = words.pop(ends[0])
    return " ".join(words), house


@lru_cache(maxsize=65_536)
def _number(flat: str) -> str:
    """The flat without the word for it, which one list writes and the next does not."""
    words = fold(flat).split()
    return next((word for word in reversed(words) if any(map(str.isdigit, word))), " ".join(words))


def _cut(text: str) -> str:
    return clean(text)[:MAX_PART_LENGTH].strip(" ,;") if text else ""


# Houses, codes and towns come again and again, street lines hardly.
_part = lru_cache(maxsize=65_536)(_cut)


@lru_cache(maxsize=65_536)
def _city(city: str) -> str:
    return _town(_cut(city))


@lru_cache(maxsize=65_536)
def _town(city: str) -> str:
    cased = proper_case(address_text.without_town_label(city))
    return cased if cased == city else _QUARTER.sub("OT", cased)


def _completed(columns: PostalAddress, text: str) -> PostalAddress:
    """The free text fills what the columns leave empty; with a town in its own column it is a street line."""
    if columns.city and columns.postal_code:
        line = text
    else:
        parsed = address_text.split_place(text, columns.country)
        line = ", ".join(filter(None, (*_unplaced(columns, parsed), parsed.line)))
        columns = columns._replace(
            postal_code=columns.postal_code or parsed.postal_code,
            city=columns.city or _town(parsed.city),
            region=columns.region or parsed.region,
        )
    if columns.street and fold(line) != fold(columns.street):
        return columns._replace(street=f"{columns.street}, {line}" if line else columns.street)
    return columns._replace(street=columns.street or line)


def _unplaced(columns: PostalAddress, parsed: address_text.Place) -> list[str]:
    """What the free text says of the place otherwise than the columns do: a village beside its district."""
    stated = fold(f"{columns.postal_code} {columns.city} {columns.region}")
    pairs = ((columns.postal_code, parsed.postal_code), (columns.region, parsed.region), (columns.city, parsed.city))
    return [said for column, said in pairs if column and said and fold(said) not in stated]


@lru_cache(maxsize=65_536)
def _postal_code(text: str, country: str) -> str:
    code = text.upper()
    for prefix in (f"{country}-", f"{country} ", "D-", "A-", "CH-", "F-"):
        if country and code.startswith(prefix) and code[len(prefix) :][:1].isdigit():
            return code[len(prefix) :]
    # Spreadsheets take the leading zero of a number away.
    if country in _FIVE_DIGITS and len(code) == 4 and code.isdigit():
        return f"0{code}"
    if country in {"GB", "CA"} and " " not in code and 5 <= len(code) <= 7:
        return f"{code[:-3]} {code[-3:]}"
    if country in _THREE_AND_TWO and len(code) == 5 and code.isdigit():
        return f"{code[:3]} {code[3:]}"
    if country == "NL" and len(code) == 6 and code[:4].isdigit():
        return f"{code[:4]} {code[4:]}"
    if country == "PL" and len(code) == 5 and code.isdigit():
        return f"{code[:2]}-{code[2:]}"
    return code


def doubt(address: PostalAddress) -> str:
    """Why the post might not find a complete address: "postal_code_form", "no_postal_code", "no_house", or ""."""
    fits = address_text.postal_code_fits(address.postal_code, address.country)
    if not address.postal_code:
        return "no_postal_code" if fits is not None else ""
    if fits is False:
        return "postal_code_form"
    numbered = address.house[:1].isdigit() or any(map(str.isdigit, f"{address.street}{address.house}"))
    return "" if numbered or is_box(address.street) else "no_house"
