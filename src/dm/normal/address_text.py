"""Where the place stands in an address written as text. Splits only where it is certain; no word is lost."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from dm.normal.address_streets import HOUSE_FIRST, is_box, is_russian_manner
from dm.normal.countries import country_code

_POSTAL_CODES = {
    "US": r"\d{5}(?:-\d{4})?",
    "CA": r"[A-Z]\d[A-Z] ?\d[A-Z]\d",
    "IE": r"[A-Z]\d[\dW] ?[\dA-Z]{4}",
    "BR": r"\d{5}-?\d{3}",
    "JP": r"\d{3}-\d{4}",
    "TR": r"\d{5}",
    "GB": r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}",
    "NL": r"\d{4} ?[A-Z]{2}(?![A-Z])",
    "PL": r"\d{2}-\d{3}",
    "PT": r"\d{4}-\d{3}",
    **dict.fromkeys("RU BY KZ KG UZ TJ TM IN CN".split(), r"\d{6}"),
    **dict.fromkeys("DE FR ES IT UA FI EE".split(), r"\d{5}"),
    **dict.fromkeys(("CZ", "SK", "SE"), r"\d{3} ?\d{2}"),
    **dict.fromkeys("AT CH BE DK NO HU LU AU NZ ZA AM".split(), r"\d{4}"),
}
_ANY_POSTAL_CODE = r"\d{4,6}"
_CODE_AND_TOWN = re.compile(r".*\d{4,6}\s+[^\d,]{3,40}|.*[A-Z]{2} \d{5}(?:-\d{4})?")
_REGION = re.compile(r".*\b(обл\.?|область|край|респ\.?|республика|автономный округ|АО)(\s.*|)", re.I)
_TOWN = re.compile(
    r"(?:г(?:ор)?\.|г-к|г(?=\s)|город|м\.|місто|смт\.?|пос\.|п\.|пгт\.?|с\.|село|дер\.|деревня|ст-ца)\s*(.+)", re.I
)
# "Москва г", "Нахабино рп": the manner of 1C and of the state's address register.
_TOWN_BEHIND = re.compile(r"(?P<name>[^\d,]+?)\s(?:(?P<is_city>г)|рп|р\.п|пгт|ст-ца|пос|дер)\.?", re.I)
# "Екатеринбург ул.Ленина 24": no comma tells the town from the street.
_TOWN_AND_STREET = re.compile(
    r"(?P<town>(?:г\.?\s?)?[А-ЯЁ][а-яё]+(?:[ -][А-ЯЁ][а-яё]+)?)\s+"
    r"(?P<street>(?:ул|улица|пр|пр-т|пр-кт|просп|проспект|пер|наб|б-р|мкр|пл|ш)(?:\.\s?|\s)[А-ЯЁ][а-яё]{2,}.*)"
)
_DISTRICT = re.compile(r".*(р-н|район)\.?", re.I)
_STATES = (
    "[A-Z]{2}|Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|"
    "Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|"
    "Missouri|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|"
    "Oklahoma|Oregon|Pennsylvania|Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|"
    "Washington|West Virginia|Wisconsin|Wyoming|Alberta|British Columbia|Manitoba|New Brunswick|Newfoundland|"
    "Nova Scotia|Ontario|Quebec|Qu\u00e9bec|Saskatchewan|New South Wales|Queensland|South Australia|Tasmania|Victoria|"
    "Western Australia|NSW|QLD|VIC|TAS|ACT|QLD|[Qq]ld|[Vv]ic|[Nn]sw"
)
_STATE = re.compile(rf"(?:{_STATES})\.?")
_US_STATE = re.compile(rf"(?P<city>.+?)[\s,]+(?P<region>{_STATES})\.?")
_WITH_STATES = frozenset({"US", "CA", "AU", "BR"})
_IRISH_COUNTY = re.compile(r"(?:Co\.?|County)\s+\w+", re.I)
# "A\u015fgabat \u015f.": Turkmen writes behind a name that it is a town or district.
_TURKMEN_TOWN = re.compile(r"[^\d,]+\s(?:\u015f\.?|\u015f\u00e4heri|etr\.|etraby|oba(?:sy)?)", re.I)
# "Roma RM", "Milano (MI)"
_PROVINCE = re.compile(r"(?P<city>.+?)\s+\(?(?P<region>[A-Z]{2})\)?")
_COUNTIES = frozenset(
    "avon bedfordshire berkshire buckinghamshire cambridgeshire cheshire cornwall cumbria derbyshire devon dorset "
    "durham essex gloucestershire hampshire herefordshire hertfordshire kent lancashire leicestershire "
    "lincolnshire merseyside middlesex norfolk northamptonshire northumberland nottinghamshire oxfordshire "
    "rutland shropshire somerset staffordshire suffolk surrey warwickshire wiltshire worcestershire aberdeenshire "
    "fife highland lanarkshire lothian gwent gwynedd powys dyfed clwyd antrim armagh down tyrone".split()
) | {"east sussex", "west sussex", "north yorkshire", "south yorkshire", "west yorkshire", "tyne and wear",
     "greater manchester", "greater london", "west midlands", "isle of wight", "county durham"}  # fmt: skip
# What says that a part of a Russian address is a street, and no town.
_STREETISH = re.compile(
    r"\b(?:ул|улица|вул|вулиця|просп|пров|провулок|бульв|буд|пр|пр-т|просп|проспект|пер|переулок|ш|шоссе|б-р|бульвар|наб|набережная|пл|площадь|проезд|пр-д|тупик|"
    r"мкр|мкрн|микрорайон|квартал|кв-л|тракт|аллея|линия|а/я|до востреб\w*|дом|корп|кв|офис|оф|стр|street|st|"
    r"köçesi|ul)\b|\d",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Place:
    """The street line of a text, and the place that it named besides."""

    line: str
    postal_code: str = ""
    city: str = ""
    region: str = ""


def as_one_line(text: str) -> str:
    """Lines, tabs and wide gaps become commas: they divide an address as commas do."""
    return re.sub(r"\s*(?:[\r\n\t\v\f\x85\u2028\u2029]+|(?<=\S) {2,}(?=\S))\s*", ", ", text.strip())


def take_country(text: str) -> tuple[str, str]:
    """The text without a country at its end or beginning, and that country's code."""
    parts = _parts(text)
    places = (-1, 0, 1) if len(parts) > 2 and parts[0].isdigit() else (-1, 0)
    for at in places if len(parts) > 1 else ():
        code = country_code(parts[at]) if len(parts[at]) > 3 or parts[at] in {"USA", "UK", "РФ", "США"} else ""
        # "10115, DE"
        if not code and at < 0 and parts[-1].isupper() and len(parts[-1]) == 2 and parts[-2][-1:].isdigit():
            code = country_code(parts[-1])
        if code:
            del parts[at]
            return ", ".join(parts), code
    return _country_behind_town(text)


def _country_behind_town(text: str) -> tuple[str, str]:
    """ "10115 Berlin Germany": a country's name behind a code and a town."""
    words = text.split(" ")
    for count in (4, 3, 2, 1):
        before, name = " ".join(words[:-count]), " ".join(words[-count:])
        if (
            len(words) > count + 1
            and sum(map(str.isalpha, name)) > 4
            and _CODE_AND_TOWN.fullmatch(before)
            and (code := country_code(name))
        ):
            return before.rstrip(" ,"), code
    return text, ""


def split_place(text: str, country: str) -> Place:
    """Postal code, town and region of a one-line address, and the street line that remains."""
    if is_russian_manner(text, country):
        return _cyrillic_place(text, country)
    pattern = _POSTAL_CODES.get(country, _ANY_POSTAL_CODE)
    if country == "BR":
        text = re.sub(r"\bCEP:?\s*(?=\d)", "", text)
    parts = _parts(re.sub(r"\s+[-\u2013\u2014]\s+", ", ", text))
    for index in range(len(parts) - 1, -1, -1):
        found = re.fullmatch(
            rf"(?:(?P<before>.*\S)\s+)?(?:[A-Z]{{1,2}}-|\u3012\s*)?(?P<code>{pattern})(?:\s+(?P<after>\S.*))?",
            parts[index],
            re.I,
        )
        # "P.O. Box 1234, Dubai": where the form of a code is not known, a box's number is none.
        if found and country not in _POSTAL_CODES and not found["after"] and is_box(parts[index]):
            continue
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
    rest, behind = parts[:index], parts[index + 1 :]
    if not rest and not before and behind and any(map(str.isdigit, "".join(behind))):
        # "1010 Wien, Stephansplatz 3": the place stands first.
        town = [after] if after else [behind.pop(0)]
        return _with_region(Place(", ".join(behind), code, town[0]), country)
    if after:
        lines = [*rest, before] if before else rest
        return _with_region(Place(", ".join(lines), code, ", ".join([after, *behind])), country)
    # "5 King St" and "5-nji öý" are no towns.
    if not before and rest and not (rest[-1][:1].isdigit() and len(rest) > 1):
        before = rest.pop()
    region = ""
    if country == "TM" and not before and (turkmen := next(filter(_TURKMEN_TOWN.fullmatch, rest), "")):
        rest.remove(turkmen)
        before = turkmen
    if country in _WITH_STATES and rest and _STATE.fullmatch(before):
        region, before = before, rest.pop()
    elif country in _WITH_STATES and (state := _US_STATE.fullmatch(before)):
        before, region = state["city"], state["region"]
    elif rest and _is_county(before, country) and (country == "IE" or len(rest) > 1):
        region, before = before, rest.pop()
    if not rest and not behind:
        is_line = any(map(str.isdigit, before))
        return Place(before, code, "", region) if is_line else Place("", code, before, region)
    return Place(", ".join(rest), code, ", ".join([before, *behind]).strip(" ,"), region)


def _is_county(text: str, country: str) -> bool:
    if country == "IE":
        return bool(_IRISH_COUNTY.fullmatch(text))
    return country == "GB" and text.casefold() in _COUNTIES


def _with_region(place: Place, country: str) -> Place:
    """ "Roma RM" and "Barcelona, Barcelona" name the province too."""
    if country == "IT" and (found := _PROVINCE.fullmatch(place.city)):
        return replace(place, city=found["city"], region=found["region"])
    if country == "TR":
        town, _, region = place.city.partition("/")
        return replace(place, city=town.strip(), region=region.strip())
    town, comma, region = place.city.partition(", ")
    if country == "BR" and comma and _STATE.fullmatch(region):
        return replace(place, city=town, region=region)
    return replace(place, city=town, region=region) if country == "ES" and comma else place


def _cyrillic_place(text: str, country: str) -> Place:
    pattern = _POSTAL_CODES.get(country, _ANY_POSTAL_CODE)
    code = region = city = ""
    is_guess = False
    lines: list[str] = []
    parts = _parts(text)
    for index, written in enumerate(parts):
        found = None if code else re.match(rf"({pattern})(?!\d)\s*(.*)", written)
        code, part = (found[1], found[2]) if found else (code, written)
        if not part:
            continue
        if code and not city and not lines and (both := _TOWN_AND_STREET.fullmatch(part)):
            city, part = without_town_label(both["town"]), both["street"]
        may_be_town = not city and not lines and not _STREETISH.search(part)
        if not lines and _REGION.fullmatch(part) and (not region or _DISTRICT.fullmatch(region)):
            region = f"{part}, {region}" if region else part
        elif not lines and _DISTRICT.fullmatch(part):
            region = f"{region}, {part}" if region else part
        elif not city and (named := _named_town(part)):
            city = named
        elif is_guess and not lines and (named := _named_town(part)) and named != part:
            region, city, is_guess = ", ".join(filter(None, (region, city))), named, False
        elif may_be_town and (code or index + 1 < len(parts)):
            city, is_guess = part, True
        else:
            lines.append(part)
    # "ул. 8 Марта, д. 3, Екатеринбург, 620014": the town may stand behind the street.
    if not city and len(lines) > 1 and not _STREETISH.search(lines[-1]):
        city = lines.pop()
    return Place(", ".join(lines), code, city, region)


def _named_town(part: str) -> str:
    """The town of a part that says that it is one, with the label that a village keeps; else nothing."""
    if _TOWN.fullmatch(part):
        return without_town_label(part)
    found = _TOWN_BEHIND.fullmatch(part)
    if not found:
        return ""
    return found["name"] if found["is_city"] else part


def without_town_label(town: str) -> str:
    """ "Тверь" of "г. Тверь"; a village keeps its label, which tells it from a town of the same name."""
    found = _TOWN.fullmatch(town)
    return found[1] if found and town[:1].casefold() in {"г", "м"} else town


def _parts(text: str) -> list[str]:
    return [part for raw in re.split(r"[,;\n]+", text) if (part := raw.strip())]
