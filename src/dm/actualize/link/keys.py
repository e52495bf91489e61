"""Keys under which records find those that they must be compared with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dm.actualize.link.features import Features
from dm.actualize.link.sounds import family_root, skeleton

KEYS_VERSION = 1

# A key that more records share than this finds nobody: it is a switchboard, a block of flats or a common name.
MOST_OF_A_KEY = 60

# A key of what one person has for himself, of a birthday, of a door, of a name.
OWN, BORN, DOOR, NAME = 1, 2, 4, 8
_KINDS = {"b": BORN, "a": DOOR, "f": NAME, "l": NAME}


class Keyed(NamedTuple):
    """Signed 64-bit keys of records, one record's behind the other's, and how many each of them has."""

    keys: NDArray[np.int64]
    counts: NDArray[np.int64]


def keys_of(records: Sequence[Features]) -> Keyed:
    """The keys of records, each once a record and in a stable order; the same forever under one KEYS_VERSION."""
    texts: list[str] = []
    counts = []
    for one in records:
        found = _texts(one)
        texts += found
        counts.append(len(found))
    return Keyed(_hashed(texts), np.array(counts, np.int64))


def kinds_of(records: Sequence[Features]) -> NDArray[np.uint8]:
    """Of what each key of `keys_of` is made: a bit of OWN, BORN, DOOR or NAME."""
    return np.array([_KINDS.get(text[0], OWN) for one in records for text in _texts(one)], np.uint8)


def _texts(one: Features) -> list[str]:
    texts = [f"e{email}" for email in one.emails]
    texts += [f"p{phone}" for phone in one.phones + one.lines]
    if one.numbers:
        texts += [f"n{header}|{value}" for header, value in one.numbers]
    if len(texts) > 1:
        texts = list(dict.fromkeys(texts))
    if one.external:
        texts.append(f"x{one.external}")
    given, family = _given(one.given), _family(one.family)
    if one.birth:
        texts += [f"b{one.birth}|{letter}" for letter in dict.fromkeys(given[:1] + family[:1])]
    place = one.postal or one.city
    if one.street and place:
        texts.append(f"a{place}|{_street(one.street)}|{one.house}")
    if given and family:
        name = f"{given}|{family}" if given < family else f"{family}|{given}"
        texts.append(f"f{name}")
        if place:
            texts.append(f"l{name}|{place}")
    return texts


@lru_cache(maxsize=65_536)
def _given(name: str) -> str:
    return skeleton(name.partition(" ")[0])


@lru_cache(maxsize=65_536)
def _family(name: str) -> str:
    return skeleton(family_root(name))


@lru_cache(maxsize=65_536)
def _street(street: str) -> str:
    return skeleton(max(street.split(" "), key=len))


def _hashed(texts: Iterable[str]) -> NDArray[np.int64]:
    # A hash begun once and copied costs half of one begun for each text.
    begun = blake2b(digest_size=8)
    digests = []
    for text in texts:
        one = begun.copy()
        one.update(text.encode("utf-8", "replace"))
        digests.append(one.digest())
    return np.frombuffer(b"".join(digests), dtype=">i8").astype(np.int64)
