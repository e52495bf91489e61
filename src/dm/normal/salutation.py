"""How a person is addressed in a letter, an e-mail or a call, in the reader's language."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dm.normal.genders import patronymic_gender
from dm.normal.names import Name
from dm.normal.openings import OPENINGS, both, speakable

VERSION = 1


@dataclass(frozen=True, slots=True)
class Opening:
    """`salutation` is the opening without its last mark ("Dear Ms Moore"); `greeting` is the whole line with it."""

    salutation: str
    greeting: str


def greet(name: Name, language: str) -> Opening:
    """The opening for this person; neutral where the gender is not certain, polite where there is no name.

    Languages without rules of ours are greeted in English.
    """
    code = language.casefold()[:2]
    if code == "ru":
        text = _russian(name)
        return Opening(text, f"{text}!")
    if code in OPENINGS:
        rule, mark = OPENINGS[code]
        text = rule(name)
        return Opening(text, f"{text}{mark}")
    text = _german(name) if code == "de" else _english(name)
    return Opening(text, f"{text},")


def _russian(name: Name) -> str:
    given = speakable(name.given)
    patronymic = name.middle if patronymic_gender(name.middle) else ""
    called = f"{given} {patronymic}" if given and patronymic else both(name)
    if not called and name.family and name.gender:
        called = f"{'господин' if name.gender == 'm' else 'госпожа'} {name.family}"
    if not called:
        return "Здравствуйте"
    if name.gender is None:
        return f"Здравствуйте, {called}"
    return f"{'Уважаемый' if name.gender == 'm' else 'Уважаемая'} {called}"


# What the post office wants on the envelope, but nobody says in a letter's first line.
_NOT_SPOKEN = re.compile(r"\b(?:(?:[a-z]+\.)+|Dipl\.-\S+|RA|PD)(?:\s|$)|\((?:FH|Univ)\)")


def _german(name: Name) -> str:
    spoken = " ".join(_NOT_SPOKEN.sub("", name.title).split())
    title = f"{spoken} " if spoken else ""
    if name.gender and name.family:
        opening = "Sehr geehrter Herr" if name.gender == "m" else "Sehr geehrte Frau"
        return f"{opening} {title}{name.family}"
    called = both(name) or (name.family if title else "")
    return f"Guten Tag {title}{called}" if called else "Guten Tag"


# What stands before a name in English; "Ing" and "drs" do not.
_ENGLISH_TITLES = frozenset("Dr Prof Sir Dame Lord Lady Rev Hon Capt Lt Col Sgt Maj Gen Cmdr Dott Maître".split())
_BY_GIVEN_NAME = frozenset({"Sir", "Dame"})


def _english(name: Name) -> str:
    title = next((word for each in name.title.split(" ") if (word := each.rstrip(".")) in _ENGLISH_TITLES), "")
    if title in _BY_GIVEN_NAME:
        called = name.given if speakable(name.given) else f"{name.given} {name.family}".strip()
        return f"Dear {title} {called}"
    if title and name.family:
        return f"Dear {title} {name.family}"
    if name.gender and name.family:
        return f"Dear {'Mr' if name.gender == 'm' else 'Ms'} {name.family}"
    called = both(name)
    return f"Dear {called}" if called else "Dear reader"
