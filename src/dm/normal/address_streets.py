"""Street, house and flat of a street line. Splits only where it is certain; no word is lost."""

from __future__ import annotations

import re
from functools import lru_cache

from dm.normal.casing import proper_case

HOUSE_FIRST = frozenset({"US", "GB", "CA", "AU", "NZ", "IE", "FR", "LU", "ZA", "IN", "MC"})
HOUSE_LAST = frozenset(
    {"DE", "AT", "CH", "NL", "BE", "DK", "SE", "NO", "FI", "PL", "CZ", "SK", "IT", "ES", "PT", "HU", "LI", "BR"}
)
CYRILLIC_POST = frozenset({"RU", "BY", "KZ", "UA", "KG", "UZ", "TJ", "AM", "MD"})
# Addresses of these are written in the Russian manner where they are written in Cyrillic letters.
_ALSO_CYRILLIC = frozenset({"TM", "AZ", "GE", "LV", "LT", "EE", "IL", ""})

_NUMBER = r"\d+(?:[\s-]?[a-zа-яё](?![a-zа-яё]))?(?:\s?[/-]\s?(?:\d+[a-zа-яё]?|[a-z]\b)){0,3}"
# "Top 5", "// W 12", "m. 7", "3º B", "bus 4": a flat behind the house, with the word that the country has for it.
_ONE_FLAT = (
    r"(?:(?://\s*)?(?:top|tür|stiege|whg|wohnung|app|apt|apto|apartment|m|lok|int|interno|scala|piano|bus|bte|bo[iî]te|byt|w|"
    r"lgh|appt|suite|ste|unit|bât|bat)\b\.?\s*(?:\d+\w*|[a-z]\b)|//\s*\w+(?:\s\d+\w*)?|#\s*\w+)"
)
_FLAT_BEHIND = (
    rf"[\s,]*(?P<flat>{_ONE_FLAT}(?:[\s,]+{_ONE_FLAT})*"
    r"|,\s*\d+\s?\.?[ºª°].*|,\s*\d+\.\s?(?:th|tv|mf|og|obergeschoss|stock|stg|etage)\b.*"
    r"|,\s*(?:eg|dg|erdgeschoss|dachgeschoss|hinterhaus|vorderhaus|hinterhof|seitenflügel)\b.*|,\s*(?:bajo|ático|piso|planta|puerta|escalera|esc|local)\b.*)"
)
_LAST_HOUSE = re.compile(rf"(?P<street>.*[^\W\d_].*?)(?:[\s,]+|(?<=str\.))(?P<house>{_NUMBER})", re.I)
_LAST_HOUSE_AND_FLAT = re.compile(rf"(?P<street>.*?[^\W\d_].*?)[\s,]+(?P<house>{_NUMBER}){_FLAT_BEHIND}", re.I)
_FIRST_HOUSE = re.compile(
    r"(?:(?P<before>(?:flat|apt|apartment|unit|suite|appt)\.?\s*\w+)\s*[,/]\s*)?"
    r"(?P<house>\d+(?:[a-z](?![a-z]))?(?:\s?[/-]\s?\d+[a-z]?)?(?:\s(?:bis|ter))?)[\s,]+(?P<street>[^\W\d_].*?|\d+(?:st|nd|rd|th)\b.*?)"
    r"(?:[\s,]+(?P<flat>(?:(?:apt|apartment|unit|suite|ste|appt|fl|rm)\b\.?\s*#?|#)\s*\w+))?",
    re.I,
)
_RUSSIAN_HOUSE = re.compile(
    rf"(?:(?P<street>.*?[^\W\d_].*?)[\s,]+)??(?:(?:д(?:ом)?|буд)\.?\s*(?:№\s*)?|№\s*)?(?P<house>(?:(?:вл(?:ад(?:ение)?)?|уч(?:асток)?|корп(?:ус)?|к)\.?\s*)?{_NUMBER}"
    r"(?:[\s,]*(?:к(?:орп(?:ус)?)?|стр(?:оение)?|лит(?:ера)?)\.?\s*[\dа-яё]{1,4}(?![а-яё]))*)"
    r"(?:[\s,]*(?:кв(?:артира)?\.?\s*(?:№\s*)?(?P<flat>\d+[а-яё]?)|\s+[–—]\s+(?P<dash>\d+[а-яё]?)"
    r"|(?P<way>(?:(?:под(?:ъезд)?|эт(?:аж)?)\.?\s*\d+[\s,]+)+(?:кв(?:артира)?|оф(?:ис)?|пом(?:ещение)?|комн?)\.?\s*\d+[а-яё]?)"
    r"|(?P<room>(?:оф(?:ис)?|пом(?:ещение)?|н\.\s?п|комн?|под(?:ъезд)?|эт(?:аж)?)\.?\s*(?:№\s*)?\d+(?:-?[а-яё]{1,2}(?![а-яё]))?)))?",
    re.I,
)
# Most lines, in a tenth of the time that the patterns for all take; a test compares them.
_PLAIN_LINE = re.compile(r"(?P<street>[^\W\d_]+\.?(?:[ -][^\W\d_]+\.?)*) (?P<house>\d{1,4}[a-z]?)")
_PLAIN_RUSSIAN = re.compile(
    r"(?P<street>(?:[^\W\d_]+\.? )?[^\W\d_]{3,}), д\. (?P<house>\d{1,4})(?:, кв\. (?P<flat>\d{1,4}))?"
)
# What stands before a flat's number: as the end of a street it says that there is no house.
_ENDS_IN_FLAT = re.compile(
    r".*\b(?:кв(?:артира)?|оф(?:ис)?|пом(?:ещение)?|н\.\s?п|комн?|под(?:ъезд)?|эт(?:аж)?)\.?", re.I
)
_FLOOR = re.compile(r"\d+\.\s?[^\W\d_]")
_HOUSE_KIND = re.compile(r"(?:вл(?:ад(?:ение)?)?|уч(?:асток)?|корп(?:ус)?|к)\s(?=\d)")
_STREET_WORD = re.compile(r"[^\W\d_]{3,}")
_FLAT = re.compile(
    r"(?P<house>.+?)[\s,]+(?:(?:кв(?:артира)?)\.?\s*(?P<bare>\d+\w?)"
    r"|(?P<flat>(?:оф(?:ис)?|apt|apartment|flat|unit|suite|app|top|whg|m|lok|int|bus)\b\.?\s*\d+\w?"
    r"|(?:ste|suite|lot|rm|room|trlr|bldg|spc)\b\.?\s*\w+|#\s*\w+))",
    re.I,
)
_HOUSE_LABEL = re.compile(r"(?:д(?:ом)?\.?\s+|д\.|nr\.?\s*|no\.?\s*|№\s*)(?=\d)", re.I)
_BOX = re.compile(
    r"(?=[pcabsgrlад])(?:post(?:fach|bus|boks|box)|p\.?\s?o\.?\s?box|case postale|casella postale|apartado|apdo|"
    r"caixa postal|skr\.?\s?poczt\.?|gpo box|locked bag|rr\s\d+,?\s+box|"
    r"bo[iî]te postale|b\.?p\.?|skrytka|а/я|до востребования|bfpo\s\d+|абонентский ящик|packstation)\b.*",
    re.I,
)
# Words for a kind of street, box or number that stay small in a line of small letters or capitals only.
_IN_SMALL = re.compile(
    r"(?<!\w)(?:ul|al|os|pl|skr|poczt|č\.p|č\.ev|ул|пр|пр-т|просп|пер|пл|ш|б-р|бул|наб|д|корп|стр|лит|кв|оф|мкр|вул|буд|"
    r"А/я|до востребования)\.?(?=\s|$)",
    re.I,
)
# "PO Box 5", "BP 12", "12 N Main St NW", also in a line of small letters or capitals only.
_IN_CAPITALS = re.compile(r"\b(?:p\.?o\.?(?= box)|bp|cs|rr|gpo|bfpo|nw|ne|sw|se)\b", re.I)
_DIRECTION = re.compile(r"\b[nsew]\b")
_WITH_DIRECTIONS = frozenset({"US", "CA"})
_WITH_CAPITALS = frozenset({"US", "CA", "AU", "NZ", "GB", "IE", "FR"})
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_STREET_KIND = re.compile(
    r"\b(?:улица|ул|проспект|просп|пр кт|пр т|переулок|пер|площадь|пл|шоссе|ш|бульвар|б р|бул|набережная|наб|проезд|"
    r"street|st|road|rd|avenue|ave|lane|ln|drive|dr)\b"
)
_STRASSE = re.compile(r"(stra(?:ss|s)e|str)\b")


def is_russian_manner(text: str, country: str) -> bool:
    """Whether the address is written as in Russia: from the large to the small, "д. 5, кв. 12"."""
    return country in CYRILLIC_POST or (country in _ALSO_CYRILLIC and bool(_CYRILLIC.search(text)))


def split_street(line: str, country: str) -> tuple[str, str, str]:
    """Street, house and flat; the house stays in the street where its place is not certain.

    A flat keeps its word ("Top 5", "офис 3"), but for "кв.", which the line writes again.
    """
    if _BOX.match(line):
        return line, "", ""
    if is_russian_manner(line, country):
        return _russian(line)
    if country in HOUSE_LAST and (found := _PLAIN_LINE.fullmatch(line)):
        return found["street"], found["house"], ""
    # "C 4, 12" in Mannheim: the comma tells the block from the house.
    if country in HOUSE_LAST and not re.match(r"[A-Z]\s?\d+\s*,", line):
        if found := _LAST_HOUSE_AND_FLAT.fullmatch(line):
            return found["street"].rstrip(" ,"), found["house"], found["flat"].strip(" ,")
        if not re.search(r"\d\s*,", line) and (found := _LAST_HOUSE.fullmatch(line)):
            return found["street"].rstrip(" ,"), found["house"], ""
    if country in HOUSE_FIRST and (found := _FIRST_HOUSE.fullmatch(line)):
        flat = ", ".join(part for part in (found["before"], found["flat"]) if part)
        return found["street"], found["house"], flat
    return line, "", ""


def _russian(line: str) -> tuple[str, str, str]:
    if plain := _PLAIN_RUSSIAN.fullmatch(line):
        return plain["street"], plain["house"], plain["flat"] or ""
    found = _RUSSIAN_HOUSE.fullmatch(line)
    if not found:
        return line, "", ""
    street = (found["street"] or "").rstrip(" ,")
    if street and (not _STREET_WORD.search(street) or _ENDS_IN_FLAT.fullmatch(street)):
        return line, "", ""
    return street, found["house"], found["flat"] or found["dash"] or found["way"] or found["room"] or ""


def street_line(street: str, house: str, flat: str, country: str) -> str:
    """Street, house and flat in the country's order: "5 King St", "Lindenweg 5", "ул. Ленина, д. 5, кв. 12"."""
    named = flat[:1].isdigit() is False and bool(flat)
    if is_russian_manner(f"{street} {flat}", country):
        label = "буд." if country == "UA" else "д."
        house = f"{label} {house}" if house[:1].isdigit() and (street or not flat) else house
        flat = flat if named or not flat else f"кв. {flat}"
        return ", ".join(part for part in (street, house, flat) if part)
    if country in HOUSE_FIRST and named and country not in {"US", "CA", "FR", "LU", "MC"}:
        return ", ".join(part for part in (flat, " ".join(part for part in (house, street) if part)) if part)
    if country in HOUSE_FIRST:
        words = [house, street]
    elif country in {"ES", "PT", "BR"} and house and street:
        return ", ".join(part for part in (street, house, flat) if part)
    else:
        words = [street, house]
    if _FLOOR.match(flat):
        return f"{' '.join(filter(None, words))}, {flat}"
    words.append(f"/ {flat}" if flat and not named else flat)
    return " ".join(filter(None, words))


def street_case(line: str, country: str) -> str:
    """The line with capitals where an address has them, if it is all capitals or all small."""
    cased = proper_case(line)
    if cased == line:
        return line
    if country == "PL" or country in {"CZ", "SK"} or is_russian_manner(line, country):
        cased = _IN_SMALL.sub(lambda found: found[0].lower(), cased)
    if country in _WITH_DIRECTIONS:
        cased = _DIRECTION.sub(lambda found: found[0].upper(), cased)
    return _IN_CAPITALS.sub(lambda found: found[0].upper(), cased) if country in _WITH_CAPITALS else cased


def is_box(line: str) -> bool:
    """Whether a line names a box or a counter of the post."""
    return _BOX.match(line) is not None


def house_and_flat(house: str) -> tuple[str, str]:
    """A house column without its label, and the flat written into it."""
    bare = _HOUSE_LABEL.sub("", house, count=1) if _HOUSE_LABEL.match(house) else house
    found = _FLAT.fullmatch(bare)
    return (found["house"].rstrip(" ,"), found["bare"] or found["flat"]) if found else (bare, "")


def without_house_kind(folded: str) -> str:
    """A folded house without the word for a plot or block, for comparison."""
    return folded if folded[:1].isdigit() else _HOUSE_KIND.sub("", folded, count=1)


@lru_cache(maxsize=65_536)
def without_street_kind(folded: str) -> str:
    """A folded street without the word that says what kind it is, for comparison."""
    bare = " ".join(_STREET_KIND.sub(" ", _STRASSE.sub("str", folded)).split())
    return bare or folded
