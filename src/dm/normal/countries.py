"""Countries: recognised by name or code, named in English, German and Russian."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale
from babel.core import get_global

from dm.normal.folding import fold

VERSION = 1

NAME_LANGUAGES = ("en", "de", "ru")
_READ_LANGUAGES = (*NAME_LANGUAGES, "fr", "es", "it")
_ALSO_CALLED = {
    "GB": "uk|u k|england|scotland|wales|great britain|northern ireland|grossbritannien|великобритания|англия|"
    "шотландия|соединенное королевство|united kingdom of great britain and northern ireland",
    "US": "usa|u s a|u s|united states of america|america|сша|соединенные штаты америки|америка|"
    "vereinigte staaten von amerika",
    "RU": "russian federation|russland|рф|российская федерация|russische foderation|rossija|rossiya|rus",
    "DE": "brd|bundesrepublik deutschland|фрг|federal republic of germany|германия|deutschland|allemagne|d",
    "AT": "osterreich|oesterreich|a|австрия",
    "CH": "schweiz|suisse|svizzera|confoederatio helvetica|швейцария",
    "CZ": "czech republic|tschechien|tschechische republik|чехия|чешская республика",
    "NL": "holland|the netherlands|niederlande|нидерланды|голландия",
    "BY": "belarus|weissrussland|беларусь|белоруссия|республика беларусь",
    "KZ": "kazakhstan|kasachstan|казахстан|республика казахстан",
    "KR": "south korea|korea|republic of korea|южная корея|корея",
    "MD": "moldova|молдавия|молдова|moldawien",
    "KG": "киргизия|кыргызстан",
    "AE": "uae|united arab emirates|оаэ",
    "TR": "turkey|turkei|турция",
    "MK": "macedonia|mazedonien",
    "FR": "f",
    "IT": "i",
}
# Where CLDR's name is longer or other than what the post prints.
_NAMES = {("en", "US"): "United States of America", ("de", "US"): "USA", ("ru", "US"): "США", ("en", "TR"): "Turkey"}

_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "ZZ", "QO", "XA", "XB"})


@lru_cache(maxsize=4_096)
def country_code(text: str) -> str:
    """ISO 3166 alpha-2 of a country named or coded in any usual way; empty where it is none."""
    folded = fold(text)
    return _index().get(folded, "") if folded else ""


def country_name(code: str, language: str) -> str:
    """The country's name for an address, in English, German or Russian (English for any other language)."""
    tongue = language[:2] if language[:2] in NAME_LANGUAGES else "en"
    return _NAMES.get((tongue, code)) or Locale(tongue).territories.get(code, code)


@lru_cache(maxsize=1)
def _index() -> dict[str, str]:
    index: dict[str, str] = {}
    codes = [str(code) for code in Locale("en").territories]
    codes = [code for code in codes if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES]
    for language in _READ_LANGUAGES:
        territories = Locale(language).territories
        index.update({fold(str(territories[code])): code for code in codes if code in territories})
    for old, new in get_global("territory_aliases").items():
        if len(str(old)) == 3 and str(old).isalpha() and isinstance(new, list) and len(new) == 1:
            index[str(old).lower()] = str(new[0])
    index.update({code.lower(): code for code in codes})
    index.update({name: code for code, names in _ALSO_CALLED.items() for name in names.split("|")})
    return index
