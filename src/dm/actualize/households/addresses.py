"""Which addresses are somebody's dwelling, and which of two are the same house."""

from __future__ import annotations

import hashlib
import re
from typing import NamedTuple

# Post boxes and care of, wherever they stand; folded.
_BOX = re.compile(
    r"\b(?:postfach|pf \d+|p o box|po box|postbus|boite postale|bp \d+|apartado|casella postale|poste restante"
    r"|postlagernd|packstation|а я|абонентский ящик|почтовый ящик|до востребования|c o|z hd|zu handen|care of)\b"
)
# Houses in which nobody keeps house, unless the word only names a street ("Am Kloster 5", "Hospital Road").
_INSTITUTION = re.compile(
    r"(?P<before>\b\w+ )?\b(?:pflegeheim|altenheim|altersheim|seniorenheim|seniorenresidenz|seniorenzentrum|wohnheim"
    r"|studentenwohnheim|wohnstift|kinderheim|fluchtlingsunterkunft|justizvollzugsanstalt|jva|gefangnis|kaserne"
    r"|kloster|krankenhaus|klinik|hotel|pension|jugendherberge|campingplatz|nursing home|care home|retirement home"
    r"|prison|jail|barracks|hospital|hostel|dormitory|residence hall|shelter|motel|campground|общежитие|интернат"
    r"|дом престарелых|пансионат|исправительная колония|колония|сизо|тюрьма|казарма|войсковая часть|в ч|больница"
    r"|госпиталь|санаторий|гостиница|отель|хостел|монастырь)\b(?P<after> \w+)?"
)
_NAMES_A_STREET = frozenset(
    "am an der beim zum zur im alter altes old street road rd lane ln weg str platz allee".split()
)


class Dwelling(NamedTuple):
    """`building` is a hash of the address without the flat; `house` tells whether a house is named at all."""

    building: int
    flat: str
    house: bool


# Without one of these words no pattern above can match; looking for words is ten times as quick.
_TELLING = frozenset(
    word
    for pattern in (_BOX.pattern, _INSTITUTION.pattern)
    for word in re.findall(r"[a-zа-я]{2,}", pattern.replace("before", "").replace("after", ""))
) | {"c", "а", "в", "p"}


def is_no_home(address_key: str) -> bool:
    """Whether a folded address (country|place|street|house|flat) is a box, somebody else's, or an institution's."""
    words = address_key.replace("|", " ").casefold()
    if _TELLING.isdisjoint(words.split()):
        return False
    if _BOX.search(words):
        return True
    around = (
        {(found["before"] or "").strip(), (found["after"] or "").strip()} for found in _INSTITUTION.finditer(words)
    )
    return any(not named & _NAMES_A_STREET for named in around)


def dwelling_of(address_key: str) -> Dwelling:
    """The dwelling behind a folded address (country|place|street|house|flat)."""
    whole, _, flat = address_key.rpartition("|")
    street_and_house = whole.split("|", 2)[-1]
    digest = hashlib.blake2b(whole.encode(), digest_size=8).digest()
    numbered = street_and_house[-1:].isdigit() or any(map(str.isdigit, street_and_house))  # the house stands last
    return Dwelling(int.from_bytes(digest, signed=True), flat, numbered)
