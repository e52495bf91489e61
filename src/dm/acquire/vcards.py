"""vCards 2.1, 3.0 and 4.0: the properties that a contact list needs."""

from __future__ import annotations

import binascii
import quopri
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

HEADER = (
    "external_id title given_name middle_name family_name full_name gender birth_date company department job_title "
    "email phone address postal_code city region country language notes"
).split()

# The quoted part of a parameter may hold colons; a second ";" or ":" ends what a quote that is never closed holds.
_PROPERTY = re.compile(r'(?:[\w-]+\.)?(?P<name>[\w-]+)(?P<params>(?:;(?:[^":;]|"[^"]*")*)*):(?P<value>.*)', re.S)
_UNESCAPED_SEMICOLON = re.compile(r"(?<!\\);")
_UNESCAPED_COMMA = re.compile(r"(?<!\\),")
_ESCAPE = re.compile(r"\\(.)")
_NOT_VOICE = ("FAX", "PAGER")
_MOST_LINES = 5_000  # of one property: a photograph has some hundred
_SINGLE = {
    "UID": "external_id",
    "FN": "full_name",
    "TITLE": "job_title",
    "ROLE": "job_title",
    "BDAY": "birth_date",
    "LANG": "language",
    "NOTE": "notes",
}
_NOBODY = frozenset({"GROUP", "LOCATION", "DEVICE"})  # kinds of card that are neither person nor company
_SKIPPED = frozenset({"PHOTO", "LOGO", "SOUND", "KEY"})
_GENDERS = {"F": "female", "M": "male"}


@dataclass(slots=True)
class _Card:
    values: dict[str, str] = field(default_factory=dict)
    emails: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    kind: str = ""

    def row(self) -> list[str]:
        """The cells; a group of cards names nobody."""
        if self.kind in _NOBODY:
            return [""] * len(HEADER)
        whole = self.values | {"email": "; ".join(self.emails), "phone": "; ".join(self.phones)}
        return [whole.get(name, "") for name in HEADER]


def vcard_rows(text: Iterable[str]) -> Iterator[tuple[int, list[str], str]]:
    """One row a card, numbered from 1, in the order of HEADER; a card without its end has a fault."""
    card: _Card | None = None
    number = 0
    for name, params, value in _properties(text):
        if name == "BEGIN" and value.strip().upper() == "VCARD":
            if card is not None:
                yield number, card.row(), "card_not_closed"
            card, number = _Card(), number + 1
        elif name == "END" and value.strip().upper() == "VCARD" and card is not None:
            yield number, card.row(), ""
            card = None
        elif card is not None:
            _take(card, name, params, value)
    if card is not None:
        yield number, card.row(), "card_not_closed"


def _properties(text: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    for line in _unfolded(text):
        found = _PROPERTY.match(line)
        if found and found["name"].upper() not in _SKIPPED:
            params = found["params"].upper()
            yield found["name"].upper(), params, _decoded(found["value"], params)


def _unfolded(text: Iterable[str]) -> Iterator[str]:
    """Whole lines of properties, streamed: what goes on behind a line's end is put behind it."""
    pending: list[str] = []
    soft = False
    for raw in text:
        line = raw.rstrip("\r\n")
        goes_on = soft or (line[:1] in {" ", "\t"} and bool(pending))
        if goes_on and len(pending) < _MOST_LINES:
            pending.append(line if soft else line[1:])
        elif not goes_on:
            if pending:
                yield "".join(pending)
            pending = [line]
        # Quoted-printable of version 2.1 goes on after a "=" at the end of the line.
        soft = line.endswith("=") and "QUOTED-PRINTABLE" in pending[0][:200].upper()
        if soft:
            pending[-1] = pending[-1][:-1]
    if pending:
        yield "".join(pending)


def _decoded(value: str, params: str) -> str:
    if "QUOTED-PRINTABLE" not in params:
        return value
    charset = re.search(r"CHARSET=\"?([\w-]+)", params)
    try:
        content = quopri.decodestring(value.encode("utf-8", "surrogateescape"))
        return content.decode(charset[1] if charset else "utf-8", "surrogateescape")
    except (LookupError, binascii.Error, UnicodeError):
        return value


def _parts(value: str) -> list[str]:
    return [_plain(part) for part in _UNESCAPED_SEMICOLON.split(value)]


def _words(value: str) -> str:
    """Several additional names stand between commas."""
    return " ".join(_plain(part) for part in _UNESCAPED_COMMA.split(value) if part.strip())


def _plain(value: str) -> str:
    return " ".join(_ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], value).split())


def _take(card: _Card, name: str, params: str, value: str) -> None:
    if name in _SINGLE:
        if text := _plain(value):
            card.values.setdefault(_SINGLE[name], text)
    elif name == "N":
        family, given, middle, title, suffix = [*map(_words, _UNESCAPED_SEMICOLON.split(value)), *[""] * 5][:5]
        _fill(card, ("family_name", "given_name", "middle_name", "title"), [family, given, middle, title])
        if suffix and family:
            card.values["family_name"] = f"{family} {suffix}"
    elif name == "KIND":
        card.kind = value.strip().upper()
    elif name == "ORG":
        _fill(card, ("company", "department"), _parts(value))
    elif name == "ADR":
        _take_address(card, params, value)
    elif name == "GENDER":
        sex = _parts(value)[0]
        _fill(card, ("gender",), [_GENDERS.get(sex.upper(), sex)])
    elif name == "EMAIL" and value.strip():
        card.emails.append(_plain(value).removeprefix("mailto:"))
    elif name == "TEL" and value.strip() and not any(kind in params for kind in _NOT_VOICE):
        card.phones.append(_plain(value).removeprefix("tel:").replace(";ext=", " ext. "))


def _take_address(card: _Card, params: str, value: str) -> None:
    """The first address that holds anything, or the one that is preferred."""
    box, extra, street, *place = [*_parts(value), "", "", ""]
    names = ("address", "city", "region", "postal_code", "country")
    values = [", ".join(part for part in (street, extra, box) if part), *place]
    preferred = re.search(r"\bPREF\b", params)
    if not any(values) or (any(card.values.get(name) for name in names) and not preferred):
        return
    for name in names:
        card.values.pop(name, None)
    _fill(card, names, values)


def _fill(card: _Card, names: tuple[str, ...], values: list[str]) -> None:
    for name, value in zip(names, values, strict=False):
        if value:
            card.values.setdefault(name, value)
