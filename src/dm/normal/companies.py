"""Company names: the name apart from the legal form, and a key under which its spellings meet."""

from __future__ import annotations

import re
from typing import NamedTuple

from dm.normal.folding import clean, fold

VERSION = 1

# Longest first, so that "GmbH & Co. KG" is not read as "KG". The spelling is the one we print.
_FORMS = (
    "GmbH & Co. KGaA", "GmbH & Co. KG", "AG & Co. KG", "UG (haftungsbeschränkt)", "UG & Co. KG", "gGmbH",
    "mbH & Co. KG", "GmbH", "KGaA", "PartG mbB", "PartG", "e.K.", "e.V.", "eG", "GbR", "OHG", "KG", "AG", "SE",
    "UG", "Pty Ltd", "Ltd", "Limited", "LLC", "LLP", "PLC", "Inc", "Incorporated", "Corp", "Corporation", "LP",
    "S.à r.l.", "SARL", "SASU", "SAS", "SA", "SNC", "EURL", "S.p.A.", "S.r.l.", "S.n.c.", "S.L.U.", "S.L.", "S.A.",
    "B.V.", "N.V.", "BVBA", "AB", "ASA", "AS", "A/S", "ApS", "Oyj", "Oy", "Sp. z o.o.", "Kft.", "Zrt.", "s.r.o.",
    "a.s.", "d.o.o.", "ООО", "ЗАО", "ОАО", "ПАО", "НАО", "АО", "ИП", "ОДО", "ЧУП", "ТОО", "ФГУП", "ФГБУ", "ГУП",
    "МУП", "АНО", "НКО", "ТСЖ", "КФХ",
)  # fmt: skip
_LONG_FORMS = {
    "общество с ограниченной ответственностью": "ООО",
    "закрытое акционерное общество": "ЗАО",
    "открытое акционерное общество": "ОАО",
    "публичное акционерное общество": "ПАО",
    "акционерное общество": "АО",
    "индивидуальный предприниматель": "ИП",
    "gesellschaft mit beschrankter haftung": "GmbH",
    "aktiengesellschaft": "AG",
}
_PUNCTUATION = re.compile(r"[\s.,&()/+]+")
_QUOTES = re.compile(r"[\"'«»„“”‘’`]+")
_SOLE_TRADER = frozenset({"ИП", "e.K."})


class Company(NamedTuple):
    """`name` without the legal form, `form` in its usual spelling ("" if none), `key` for comparison."""

    name: str = ""
    form: str = ""
    full: str = ""
    key: str = ""

    def __bool__(self) -> bool:
        return bool(self.full)

    @property
    def is_sole_trader(self) -> bool:
        """A person in business: consumer and business at once."""
        return self.form in _SOLE_TRADER


def read_company(text: str) -> Company:
    """The company in a cell: 'ООО "Ромашка"' and 'Ромашка, ООО' have the same key; never raises."""
    full = clean(text)[:200]
    words = _QUOTES.sub(" ", full).replace(",", " , ").split()
    start, end, form = _without_form(words)
    name = " ".join(words[start:end]).replace(" ,", ",").strip(" ,-–&")
    if not name:
        return Company(full, "", full, fold(full))
    return Company(name, form, full, fold(name) or name.casefold())


def _bare(text: str) -> str:
    return _PUNCTUATION.sub("", fold(text))


_BY_BARE = {_bare(form): form for form in _FORMS} | {_bare(name): form for name, form in _LONG_FORMS.items()}
_LONGEST = 5  # words in "UG (haftungsbeschränkt) & Co. KG" and the Russian long forms


def _without_form(words: list[str]) -> tuple[int, int, str]:
    """The span of words that is the name, and the legal form found at its end or (Cyrillic) beginning."""
    for length in range(min(_LONGEST, len(words) - 1), 0, -1):
        if form := _BY_BARE.get(_bare(" ".join(words[-length:]))):
            return 0, len(words) - length, form
        form = _BY_BARE.get(_bare(" ".join(words[:length])), "")
        if form and not form.isascii():
            return length, len(words), form
    return 0, len(words), ""
