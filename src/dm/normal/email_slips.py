"""What somebody meant who wrote an address wrongly. A suggestion is shown and asked for, never written to."""

from __future__ import annotations

import re
from functools import lru_cache

from babel import Locale

from dm.normal.email_domains import BIG, REAL_NEIGHBOURS, SHORTEST_GUESSED, SLIPS

# Endings that are meant most; one that nobody has registered and that is a slip away from one of these is that one.
_MEANT = ("com", "ru", "de", "net", "org", "fr", "it", "at", "ch", "pl", "es", "uk", "nl", "info", "eu")
_OTHER_ENDINGS = frozenset(
    "cam dev new nec pet bet vet run fit cat esq ong edu eus art eat int next one cpa gov mil biz pro app xyz top "
    "club shop site online store tech blog name mobi asia jobs travel coop museum aero tel post arpa bio bar bet "
    "uno ink eco su eu uk ac inc llc ltd gmbh srl frl ist ads day fun win vip man men now how here red pub ski "
    "law tax fyi icu ngo moe nrw bzh wien team work world life live news email cloud digital group media berlin "
    "hamburg bayern koeln saarland tirol swiss paris london moscow tatar".split()
)
_AT = re.compile(r"\s*(?:[(\[{]\s*(?:at|ät|собака)\s*[)\]}]|\s(?:at|собака)\s)\s*", re.I)
_DOT = re.compile(r"\s*(?:[(\[{]\s*(?:dot|punkt|точка)\s*[)\]}]|\s(?:dot|punkt|точка)\s)\s*", re.I)
_FORM = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}")
# Cyrillic letters that look like Latin ones; a layout not switched in time leaves them in an address.
_ALIKE = str.maketrans("авеёкмнорстухАВЕКМНОРСТУХ", "abeekmhopctyxABEKMHOPCTYX")
_LATIN, _CYRILLIC = re.compile("[a-z]", re.I), re.compile("[\u0400-\u04ff]")
NOBODYS = frozenset("test none no noemail nomail na asdf qwerty xxx aaa keine unbekannt".split())
_WITHOUT_ENDING = {"gmail": "gmail.com", "hotmail": "hotmail.com", "yandex": "yandex.ru", "mail": "mail.ru",
                   "outlook": "outlook.com", "icloud": "icloud.com", "gmx": "gmx.de", "web": "web.de"}  # fmt: skip


def suggested(local: str, domain: str) -> str:
    """The address that was probably meant, "" where this one may well be right."""
    meant = unmixed(decoded(domain)) if "xn--" in domain else meant_domain(domain)
    alike = unmixed(local)
    return f"{alike or local}@{meant or domain}" if meant or alike else ""


def decoded(domain: str) -> str:
    """The domain in the letters that its IDNA form stands for; unchanged where it stands for none."""
    try:
        return ".".join(
            label[4:].encode().decode("punycode") if label[:4] == "xn--" else label for label in domain.split(".")
        )
    except UnicodeError:
        return domain


def unmixed(local: str) -> str:
    """The local part or domain in Latin letters where Cyrillic ones that look alike are mixed in, else ""."""
    if local.isascii() or not _LATIN.search(local) or not _CYRILLIC.search(local):
        return ""
    latin = local.translate(_ALIKE)
    return latin if latin.isascii() else ""


def repaired(text: str) -> str:
    """An address made of what is none: "anna (at) x.de", "anna@x,de", "anna @x.de"; "" where that is no address."""
    text = _DOT.sub(".", _AT.sub("@", text.strip()))
    text = re.sub(r"@+", "@", text.replace(",", ".").replace(";", "."))
    text = re.sub(r"\.{2,}", ".", re.sub(r"\s*([@.])\s*", r"\1", text)).strip(". ")
    local, at, domain = text.rpartition("@")
    text = f"{local.strip('.')}@{_WITHOUT_ENDING.get(domain.lower(), domain)}" if at else text
    return text if text.count("@") == 1 and _FORM.fullmatch(text) else ""


def is_nobodys(local: str, domain: str) -> bool:
    """Whether the address only fills a field that had to be filled: test@test.com, none@none.de."""
    return local in NOBODYS and domain.partition(".")[0] in {local, "no", "none", "mail", "test"}


@lru_cache(maxsize=16_384)
def meant_domain(domain: str) -> str:
    """The domain that a slip made of another, "" where it may well be right."""
    if domain in SLIPS:
        return SLIPS[domain]
    if domain in BIG or domain in REAL_NEIGHBOURS:
        return ""
    near = sorted({at for less in _less_one(domain) for at in _near_big().get(less, ())})
    if found := next((BIG[at] for at in near if one_slip_apart(domain, BIG[at])), ""):
        return found
    name, _, ending = domain.rpartition(".")
    if not ending.isascii() or ending.startswith("xn--") or ending in _endings():
        return ""
    meant = next((one for one in _MEANT if one_slip_apart(ending, one)), "")
    return f"{name}.{meant}" if meant else ""


def _less_one(text: str) -> list[str]:
    """The text, and the text without each of its letters: two texts a slip apart have one of these in common."""
    return [text, *(text[:at] + text[at + 1 :] for at in range(len(text)))]


@lru_cache(maxsize=1)
def _near_big() -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for at, big in enumerate(BIG):
        for less in _less_one(big) if len(big.split(".")[0]) >= SHORTEST_GUESSED else ():
            found.setdefault(less, []).append(at)
    return found


@lru_cache(maxsize=1)
def _endings() -> frozenset[str]:
    countries = {str(code).lower() for code in Locale("en").territories if len(str(code)) == 2}
    return frozenset(countries) | _OTHER_ENDINGS | frozenset(_MEANT)


def one_slip_apart(left: str, right: str) -> bool:
    """One letter more, less, other, or two neighbours exchanged."""
    if abs(len(left) - len(right)) > 1:
        return False
    start = 0
    while start < min(len(left), len(right)) and left[start] == right[start]:
        start += 1
    rest_left, rest_right = left[start:], right[start:]
    if len(left) == len(right):
        swapped = rest_left[1::-1] + rest_left[2:]
        return rest_left[1:] == rest_right[1:] or swapped == rest_right
    return rest_left[1:] == rest_right or rest_left == rest_right[1:]
