"""What stands where in an address written as text. Splits only where it is certain."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from dm.normal.countries import country_code

HOUSE_FIRST = frozenset({"US", "GB", "CA", "AU", "NZ", "IE", "FR", "LU", "ZA", "IN", "MC"})
HOUSE_LAST = frozenset(
    {"DE", "AT", "CH", "NL", "BE", "DK", "SE", "NO", "FI", "PL", "CZ", "SK", "IT", "ES", "PT", "HU", "LI"}
)
CYRILLIC_POST = frozenset({"RU", "BY", "KZ", "UA", "KG", "UZ", "TJ", "AM", "MD"})

_POSTAL_CODES = {
    "US": r"\d{5}(?:-\d{4})?",
    "CA": r"[A-Z]\d[A-Z] ?\d[A-Z]\d",
    "GB": r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}",
    "NL": r"\d{4} ?[A-Z]{2}",
    "PL": r"\d{2}-\d{3}",
    "PT": r"\d{4}-\d{3}",
    **dict.fromkeys("RU BY KZ KG UZ TJ IN CN".split(), r"\d{6}"),
    **dict.fromkeys("DE FR ES IT UA FI EE".split(), r"\d{5}"),
    **dict.fromkeys(("CZ", "SK", "SE"), r"\d{3} ?\d{2}"),
    **dict.fromkeys("AT CH BE DK NO HU LU AU NZ ZA AM".split(), r"\d{4}"),
}
_ANY_POSTAL_CODE = r"\d{4,6}"
_REGION = re.compile(r".*(обл\.?|область|край|респ\.?|республика|автономный округ|АО)(\s.*|)", re.I)
_TOWN = re.compile(r"(?:г(?:ор)?\.|г(?=\s)|город|пос\.|п\.|пгт\.?|с\.|село|дер\.|деревня|ст-ца)\s*(.+)", re.I)
_DISTRICT = re.compile(r".*(р-н|район)\.?", re.I)
_NUMBER = r"\d+(?:[\s-]?[a-zа-яё](?![a-zа-яё]))?(?:\s?[/-]\s?\d+[a-zа-яё]?)?"
_LAST_HOUSE = re.compile(rf"(?P<street>.*[^\W\d_].*?)[\s,]+(?P<house>{_NUMBER})", re.I)
_FIRST_HOUSE = re.compile(
    r"(?P<house>\d+(?:[a-z](?![a-z]))?(?:\s?[/-]\s?\d+[a-z]?)?(?:\s(?:bis|ter))?)[\s,]+(?P<street>[^\W\d_].*)", re.I
)
_RUSSIAN_HOUSE = re.compile(
    rf"(?P<street>.*?[^\W\d_].*?)[\s,]+(?:д(?:ом)?\.?\s*|вл(?:ад)?\.?\s*)?(?P<house>{_NUMBER}"
    r"(?:[\s,]*(?:к(?:орп(?:ус)?)?|стр(?:оение)?|лит(?:ера)?)\.?\s*[\dа-яё]{1,4}(?![а-яё]))*)"
    r"(?:[\s,]*(?:кв(?:артира)?|оф(?:ис)?|пом(?:ещение)?|комн?)\.?\s*(?P<flat>\d+[а-яё]?))?",
    re.I,
)
_BLOCK = re.compile(r"\d\s*,")
_FLAT = re.compile(r"(?P<house>.+?)[\s,]+(?:кв(?:артира)?|apt|apartment|flat|app|top|whg)\.?\s*(?P<flat>\d+\w?)", re.I)
_HOUSE_LABEL = re.compile(r"(?:д(?:ом)?\.?\s+|д\.|nr\.?\s*|no\.?\s*|№\s*)(?=\d)", re.I)
_STREET_KIND = re.compile(
    r"\b(?:улица|ул|проспект|просп|пр кт|пр т|переулок|пер|площадь|пл|шоссе|ш|бульвар|б р|бул|набережная|наб|проезд|"
    r"street|st|road|rd|avenue|ave|lane|ln|drive|dr)\b"
)
_STRASSE = re.compile(r"(stra(?:ss|s)e|str)\b")
_US_STATE = re.compile(r"(?P<city>.+?)[\s,]+(?P<region>[A-Z]{2})")


@dataclass(frozen=True, slots=True)
class Place:
    """The street line of a text, and the place that it named besides."""

    line: str
    postal_code: str = ""
    city: str = ""
    region: str = ""


def take_country(text: str) -> tuple[str, str]:
    """The text without a country at its end or beginning, and that country's code."""
    parts = _parts(text)
    for at in (-1, 0) if len(parts) > 1 else ():
        code = country_code(parts[at]) if len(parts[at]) > 3 or parts[at] in {"USA", "UK", "РФ", "США"} else ""
        if code:
            del parts[at]
            return ", ".join(parts), code
    return text, ""


def split_place(text: str, country: str) -> Place:
    """Postal code, town and region of a one-line address, and the street line that remains."""
    if country in CYRILLIC_POST:
        return _cyrillic_place(text, country)
    pattern = _POSTAL_CODES.get(country, _ANY_POSTAL_CODE)
    parts = _parts(text)
    for index in range(len(parts) - 1, -1, -1):
        found = re.fullmatch(
            rf"(?:(?P<before>.*\S)\s+)?(?:[A-Z]{{1,2}}-)?(?P<code>{pattern})(?:\s+(?P<after>\S.*))?", parts[index], re.I
        )
        if found and not (index == 0 and len(parts) > 1 and found["after"] and country in HOUSE_FIRST):
            return _around_code(parts, index, found, country)
    if len(parts) > 1 and country:
        return Place(", ".join(parts[:-1]), city=parts[-1])
    return Place(text)


@lru_cache(maxsize=65_536)
def postal_code_fits(code: str, country: str) -> bool | None:
    """Whether a code has the form of the country's post; None where that form is not known."""
    pattern = _POSTAL_CODES.get(country)
    return bool(re.fullmatch(pattern, code, re.IGNORECASE)) if pattern else None


def _around_code(parts: list[str], index: int, found: re.Match[str], country: str) -> Place:
    code, before, after = found["code"].upper(), found["before"] or "", found["after"] or ""
    rest = parts[:index]
    if after:
        lines = [*rest, before] if before else rest
        return Place(", ".join(lines), code, ", ".join([after, *parts[index + 1 :]]))
    if not before and rest:
        before = rest.pop()
    region = ""
    if country in {"US", "CA", "AU"} and len(before) == 2 and before.isupper() and rest:
        region, before = before, rest.pop()
    elif country in {"US", "CA", "AU"} and (state := _US_STATE.fullmatch(before)):
        before, region = state["city"], state["region"]
    if not rest and not parts[index + 1 :]:
        return Place(before, code) if any(map(str.isdigit, before)) else Place("", code, before, region)
    return Place(", ".join(rest), code, ", ".join([before, *parts[index + 1 :]]).strip(" ,"), region)


def _cyrillic_place(text: str, country: str) -> Place:
    pattern = _POSTAL_CODES.get(country, _ANY_POSTAL_CODE)
    code = region = city = ""
    lines: list[str] = []
    for written in _parts(text):
        found = None if code else re.match(rf"({pattern})(?!\d)\s*(.*)", written)
        code, part = (found[1], found[2]) if found else (code, written)
        if not part:
            continue
        if not region and not lines and _REGION.fullmatch(part):
            region = part
        elif not lines and _DISTRICT.fullmatch(part):
            region = f"{region}, {part}" if region else part
        elif not city and _TOWN.fullmatch(part):
            city = without_town_label(part)
        elif not city and not lines and not any(map(str.isdigit, part)) and code:
            city = part
        else:
            lines.append(part)
    return Place(", ".join(lines), code, city, region)


def without_town_label(town: str) -> str:
    """ "Тверь" of "г. Тверь"; a village keeps its label, which tells it from a town of the same name."""
    found = _TOWN.fullmatch(town)
    return found[1] if found and town[:1].casefold() == "г" else town


def split_street(line: str, country: str) -> tuple[str, str, str]:
    """Street, house and flat; the house stays in the street where its place is not certain."""
    if country in CYRILLIC_POST:
        found = _RUSSIAN_HOUSE.fullmatch(line)
        return (found["street"].rstrip(" ,"), found["house"], found["flat"] or "") if found else (line, "", "")
    # "C 4, 12" in Mannheim: the comma tells the block from the house.
    if country in HOUSE_LAST and not _BLOCK.search(line) and (found := _LAST_HOUSE.fullmatch(line)):
        return found["street"].rstrip(" ,"), found["house"], ""
    if country in HOUSE_FIRST and (found := _FIRST_HOUSE.fullmatch(line)):
        return found["street"], found["house"], ""
    return line, "", ""


def house_and_flat(house: str) -> tuple[str, str]:
    """A house column without its label, and the flat written into it."""
    bare = _HOUSE_LABEL.sub("", house, count=1) if _HOUSE_LABEL.match(house) else house
    found = _FLAT.fullmatch(bare)
    return (found["house"].rstrip(" ,"), found["flat"]) if found else (bare, "")


@lru_cache(maxsize=65_536)
def without_street_kind(folded: str) -> str:
    """A folded street without the word that says what kind it is, for comparison."""
    bare = " ".join(_STREET_KIND.sub(" ", _STRASSE.sub("str", folded)).split())
    return bare or folded


def _parts(text: str) -> list[str]:
    return [part for raw in re.split(r"[,;\n]+", text) if (part := raw.strip())]
