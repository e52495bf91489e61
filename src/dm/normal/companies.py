"""Company names: the name apart from the legal form, and a key under which its spellings meet."""

from __future__ import annotations

import re
from functools import lru_cache
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
    "МУП", "АНО", "НКО", "ТСЖ", "КФХ", "ОсОО", "ХО", "ТОВ", "ФОП", "ПрАТ", "ПП", "ЧП", "КХ", "СПК", "ОАсОО",
    "GesmbH", "Ges.m.b.H. & Co. KG", "KEG", "eGmbH", "GmbH i.L.", "GmbH i.G.", "mbH", "Stiftung & Co. KG",
    "Co., Ltd.", "Pvt. Ltd.", "Private Limited", "Sdn Bhd", "Pte Ltd", "CIC", "LLLP", "PLLC", "P.C.",
    "SCI", "SCOP", "SCA", "GIE", "S.A.U.", "S.A. de C.V.", "S. de R.L. de C.V.",
    "Ltda.", "Lda.", "S.C.", "S.Coop.", "C.B.", "Soc. Coop.", "S.c.a r.l.", "V.O.F.", "C.V.", "CVBA",
    "sp.j.", "sp.k.", "sp.p.", "S.K.A.", "spol. s r.o.", "k.s.", "v.o.s.", "Nyrt.", "Bt.", "EOOD", "OOD", "EAD", "AD",
    "j.d.o.o.", "d.d.", "Ltd. Şti.", "A.Ş.", "K.K.", "UAB", "SIA", "OÜ", "HJ", "HK",
    "I/S", "K/S", "Hf.", "ehf.", "e.U.", "OG", "EIRELI", "DAC", "CLG", "Teoranta", "S.a.s.", "S.a.p.a.",
    "ГБУ", "ГБУЗ", "ГБОУ", "ГАУ", "ГАУЗ", "ГКУ", "МБУ", "МБОУ", "МБДОУ", "МАУ", "МАОУ", "МКУ", "МКОУ", "ФГБОУ", "ФГАОУ",
    "ФГБНУ", "ФКУ", "КГП", "КГУ", "РГП",
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
    "товариство з обмеженою відповідальністю": "ТОВ",
    "приватне акціонерне товариство": "ПрАТ",
    "фізична особа підприємець": "ФОП",
    "spolka z o o": "Sp. z o.o.",
    "spolka z ograniczona odpowiedzialnoscia": "Sp. z o.o.",
    "spolka akcyjna": "S.A.",
    "societe anonyme": "SA",
    "societe a responsabilite limitee": "SARL",
    "societe par actions simplifiee": "SAS",
    "sociedad limitada": "S.L.",
    "sociedad anonima": "S.A.",
    "sociedade anonima": "S.A.",
    "sociedade limitada": "Ltda.",
    "societa per azioni": "S.p.A.",
    "societa a responsabilita limitata": "S.r.l.",
    "besloten vennootschap": "B.V.",
    "anonim sirketi": "A.Ş.",
    "limited sirketi": "Ltd. Şti.",
    "kabushiki kaisha": "K.K.",
    "hojalyk jemgyyeti": "HJ",
    "hususy karhana": "HK",
    # Russian forms in Latin letters
    "ooo": "ООО",
    "oao": "ОАО",
    "zao": "ЗАО",
    "pao": "ПАО",
}
# Latin forms that stand before the name, in the Baltic countries and in Turkmenistan.
_LEADING = frozenset({"UAB", "SIA", "HJ", "HK", "K.K."})
# French ones too, where they are written as such: "SARL Dupont".
_LEADING_IN_CAPITALS = frozenset({"SARL", "SAS", "SASU", "EURL", "SCI", "SNC", "GIE"})
_SHORT = 3  # letters; a form so short is no surname with a mark: "Maria Sá"
_WOUND_UP = re.compile(
    r"[\s,]+\(?(?:in liquidation|in insolvenz|i\.\s?l\.|en liquidation|in liquidazione|w likwidacji|unipersonale|"
    r"в стадии ликвидации|в ликвидации)\)?\s*$",
    re.I,
)
# What a cell for the company says of nobody's firm.
_NONE = frozenset(
    "n/a #n/a na none null nil keine k.a. privat private unbekannt unknown нет неизвестно xxx".split()
) | {"keine angabe", "keine firma", "no company", "не указано", "физическое лицо", "физ. лицо", "частное лицо"}
_PUNCTUATION = re.compile(r"[\s.,&()/+]+")
_QUOTES = re.compile(r"[\"'«»„“”‘’`]+")
_SOLE_TRADER = frozenset({"ИП", "e.K.", "e.U.", "ФОП", "ЧП"})


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


@lru_cache(maxsize=16_384)
def read_company(text: str) -> Company:
    """The company in a cell, none for "-"; 'ООО "Ромашка"' and 'Ромашка, ООО' have the same key; never raises."""
    full = clean(text)[:200]
    if full.casefold() in _NONE or not any(map(str.isalnum, full)):
        return Company()
    words = _QUOTES.sub(" ", _WOUND_UP.sub("", full)).replace(",", " , ").split()
    start, end, form = _without_form(words)
    name = " ".join(words[start:end]).replace(" ,", ",").strip(" ,-–&")
    if not name:
        return Company(full, "", full, fold(full))
    return Company(name, form, full, fold(name) or name.casefold())


def _bare(text: str) -> str:
    return _PUNCTUATION.sub("", fold(text))


_BY_BARE = {_bare(form): form for form in _FORMS} | {_bare(name): form for name, form in _LONG_FORMS.items()}
# Several countries' forms are one without their marks: "A/S", "AS", "a.s.", "A.Ş.".
_AS_WRITTEN = {form.casefold().replace(" ", ""): form for form in _FORMS}
# The words that forms end in, without full stops, in small letters.
LAST_WORDS_OF_FORMS = frozenset(form.split()[-1].replace(".", "").casefold() for form in _FORMS)
_LONGEST = 5  # words in "UG (haftungsbeschränkt) & Co. KG" and the Russian long forms


def _without_form(words: list[str]) -> tuple[int, int, str]:
    """The span of words that is the name, and the legal form found at its end or (Cyrillic) beginning."""
    for length in range(min(_LONGEST, len(words) - 1), 0, -1):
        behind, before = " ".join(words[-length:]), " ".join(words[:length])
        if (form := _form(behind)) and _is_written_so(behind, form):
            return 0, len(words) - length, form
        form = _form(before)
        if form and (not form.isascii() or form in _LEADING or _leads(before, form)):
            return length, len(words), form
    return 0, len(words), ""


def _form(text: str) -> str:
    bare = _BY_BARE.get(_bare(text), "")
    return _AS_WRITTEN.get(text.casefold().replace(" ", "").strip(","), bare) if bare else ""


def _is_written_so(text: str, form: str) -> bool:
    """Whether a short form has no marks that it does not have: "Sá" is no S.A."""
    bare = _PUNCTUATION.sub("", text.casefold())
    return len(bare) > _SHORT or bare.isascii() or bare == _PUNCTUATION.sub("", form.casefold()) or not form.isascii()


def _leads(text: str, form: str) -> bool:
    return form.replace("S.à r.l.", "SARL") in _LEADING_IN_CAPITALS and text.isupper()
