"""vCards 2.1, 3.0 and 4.0: the properties that a contact list needs."""

from __future__ import annotations

import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

HEADER = (
    "external_id title given_name middle_name family_name full_name gender birth_date company department job_title "
    "email phone address postal_code city region country language notes"
).split()

_FOLDED = re.compile(r"\r?\n[ \t]")
_PROPERTY = re.compile(r'(?:[\w-]+\.)?(?P<name>[\w-]+)(?P<params>(?:;(?:"[^"]*"|[^":])*)?):(?P<value>.*)', re.S)
_UNESCAPED_SEMICOLON = re.compile(r"(?<!\\);")
_ESCAPE = re.compile(r"\\(.)")
_NOT_VOICE = ("FAX", "PAGER")
_SINGLE = {
    "UID": "external_id",
    "FN": "full_name",
    "TITLE": "job_title",
    "BDAY": "birth_date",
    "LANG": "language",
    "NOTE": "notes",
}


@dataclass(slots=True)
class _Card:
    values: dict[str, str] = field(default_factory=dict)
    emails: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)

    def row(self) -> list[str]:
        whole = self.values | {"email": "; ".join(self.emails), "phone": "; ".join(self.phones)}
        return [whole.get(name, "") for name in HEADER]


def vcard_rows(text: str) -> Iterator[tuple[int, list[str], str]]:
    """One row a card, numbered from 1, in the order of HEADER."""
    card: _Card | None = None
    number = 0
    for name, params, value in _properties(text):
        if name == "BEGIN" and value.strip().upper() == "VCARD":
            card, number = _Card(), number + 1
        elif name == "END" and card is not None:
            yield number, card.row(), ""
            card = None
        elif card is not None:
            _take(card, name, params, value)
    if card is not None:
        yield number, card.row(), "card_not_closed"


def _properties(text: str) -> Iterator[tuple[str, str, str]]:
    lines = _unfolded(text)
    for line in lines:
        found = _PROPERTY.match(line)
        if found:
            params = found["params"].upper()
            yield found["name"].upper(), params, _decoded(found["value"], params)


def _unfolded(text: str) -> Iterator[str]:
    pending = ""
    for line in _FOLDED.sub("", text).splitlines():
        pending += line
        # Quoted-printable of version 2.1 goes on after a "=" at the end of the line.
        if pending.endswith("=") and "QUOTED-PRINTABLE" in pending[:200].upper():
            pending = pending[:-1]
            continue
        yield pending
        pending = ""


def _decoded(value: str, params: str) -> str:
    if "QUOTED-PRINTABLE" not in params:
        return value
    charset = re.search(r"CHARSET=\"?([\w-]+)", params)
    try:
        return quopri.decodestring(value.encode("utf-8", "surrogateescape")).decode(
            charset[1] if charset else "utf-8", "replace"
        )
    except (LookupError, binascii.Error):
        return value


def _parts(value: str) -> list[str]:
    return [_plain(part) for part in _UNESCAPED_SEMICOLON.split(value)]


def _plain(value: str) -> str:
    return " ".join(_ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], value).split())


def _take(card: _Card, name: str, params: str, value: str) -> None:
    if name in _SINGLE:
        card.values.setdefault(_SINGLE[name], _plain(value))
    elif name == "N":
        _fill(card, ("family_name", "given_name", "middle_name", "title"), _parts(value))
    elif name == "ORG":
        _fill(card, ("company", "department"), _parts(value))
    elif name == "ADR" and "address" not in card.values:
        box, extra, street, *place = [*_parts(value), "", "", ""]
        address = ", ".join(part for part in (street, extra, box) if part)
        _fill(card, ("address", "city", "region", "postal_code", "country"), [address, *place])
    elif name == "GENDER":
        card.values["gender"] = _parts(value)[0]
    elif name == "EMAIL" and value.strip():
        card.emails.append(_plain(value))
    elif name == "TEL" and value.strip() and not any(kind in params for kind in _NOT_VOICE):
        card.phones.append(_plain(value).removeprefix("tel:").replace(";ext=", " ext. "))


def _fill(card: _Card, names: tuple[str, ...], values: list[str]) -> None:
    for name, value in zip(names, values, strict=False):
        if value:
            card.values.setdefault(name, value)
