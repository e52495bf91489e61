"""Keys under which records find those that they must be compared with."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b

from dm.actualize.link.features import Features
from dm.actualize.link.sounds import family_root, skeleton

KEYS_VERSION = 1

# A key that more records share than this finds nobody: it is a switchboard, a block of flats or a common name.
MOST_OF_A_KEY = 60


def keys_of(features: Features) -> tuple[int, ...]:
    """Signed 64-bit keys of a record, each once and in a stable order; the same forever under one KEYS_VERSION."""
    return tuple({_key(text): None for text in _texts(features)})


def _texts(one: Features) -> Iterator[str]:
    for email in one.emails:
        yield f"e{email}"
    for phone in (*one.phones, *one.lines):
        yield f"p{phone}"
    for header, value in one.numbers:
        yield f"n{header}|{value}"
    if one.external:
        yield f"x{one.external}"
    given, family = (skeleton(word) for word in _words(one))
    if one.birth:
        for letter in dict.fromkeys(word[0] for word in (given, family) if word):
            yield f"b{one.birth}|{letter}"
    if one.street and (place := one.postal or one.city):
        yield f"a{place}|{skeleton(max(one.street.split(' '), key=len))}|{one.house}"
    if given and family:
        name = "|".join(sorted((given, family)))
        yield f"f{name}"
        if place := one.postal or one.city:
            yield f"l{name}|{place}"


def _words(one: Features) -> tuple[str, str]:
    return one.given.split(" ")[0], family_root(one.family)


def _key(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big", signed=True)
