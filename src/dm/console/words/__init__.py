"""What the console says, in English and Russian: one TOML file a language, the same keys in each."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from dm.consent.explain import explain_reason

LANGUAGES = {"en": "English", "ru": "Русский"}


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """All words of a language by their dotted keys."""
    path = Path(__file__).with_name(f"{language}.toml")
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    return {f"{group}.{key}": text for group, words in document.items() for key, text in words.items()}


def say(language: str, key: str, /, **values: object) -> str:
    """The words of a key with values put in; KeyError for a key that no language has."""
    text = catalogue(language)[key]
    return text.format(**values) if values else text


def say_code(language: str, group: str, code: str) -> str:
    """The words for a stored code (a state, a reason); a code without words stands for itself, without underscores."""
    return catalogue(language).get(f"{group}.{code}") or code.replace("_", " ").replace("-", " ")


def say_reason(language: str, code: str) -> str:
    """Why somebody is not contacted; a code without words stands for itself, without underscores."""
    known = explain_reason(code, language)
    return code.replace("_", " ") if known == code else known[:1].upper() + known[1:]


# What the rules of verification write into a task (dm.actualize.verification), and the words for it.
_WHY = (
    (re.compile(r"(?P<what>\w+): records differ"), "differ"),
    (re.compile(r"(?P<what>\w+): last seen (?P<more>\S+)"), "seen"),
    (re.compile(r"no consent yet"), "consent"),
    (re.compile(r"no (?P<what>.+)"), "missing"),
    (re.compile(r"may be two records of one person"), "pair"),
    (re.compile(r"post came back: (?P<what>.+)"), "returned"),
    (re.compile(r"(?P<what>phone|email|address): (?P<more>\w+)"), "doubt"),
)


def say_why(language: str, text: str) -> str:
    """Why somebody is to be verified, reason by reason; what has no words stands for itself."""
    return "; ".join(_say_one(language, part) for part in text.split("; "))


def _say_one(language: str, text: str) -> str:
    for pattern, key in _WHY:
        if found := pattern.fullmatch(text):
            said = {name: value for name, value in found.groupdict().items() if value}
            if "what" in said:
                said["what"] = ", ".join(say_code(language, "field", one) for one in said["what"].split(" or "))
            if "more" in said:
                said["more"] = say_code(language, "point_reason", said["more"]) if key == "doubt" else said["more"]
            return say(language, f"why_code.{key}", **said)
    return text


def choose(wanted: str, accepted: str) -> str:
    """A user's own language, else the first of Accept-Language that we speak, else English."""
    if wanted in LANGUAGES:
        return wanted
    for part in accepted.split(","):
        language = part.split(";")[0].strip()[:2].lower()
        if language in LANGUAGES:
            return language
    return "en"
