"""Keys under which records find those that they must be compared with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dm.actualize.link.features import Features
from dm.actualize.link.sounds import family_root, skeleton

# 2: what comes again is hashed once and mixed as numbers. 3: Kazakh and Turkmen letters and endings. 4: years of birth.
KEYS_VERSION = 4

# A key that more records share than this finds nobody: it is a switchboard, a block of flats or a common name.
MOST_OF_A_KEY = 60

# A key of what one person has for himself, of a birthday, of a door, of a name.
OWN, BORN, DOOR, NAME = 1, 2, 4, 8

_Numbers = NDArray[np.uint64]
_ODD = np.uint64(0x9E3779B97F4A7C15)
_STIRS = (np.uint64(33), np.uint64(0xFF51AFD7ED558CCD)), (np.uint64(33), np.uint64(0xC4CEB9FE1A85EC53))
_Slot = tuple[int, _Numbers, NDArray[np.bool_]]  # kind, key, whether the record has it


class Keyed(NamedTuple):
    """Signed 64-bit keys of records, one record's behind the other's, and how many each of them has.

    `kinds` says of what each key is made: OWN, BORN, DOOR or NAME.
    """

    keys: NDArray[np.int64]
    counts: NDArray[np.int64]
    kinds: NDArray[np.uint8]


def keys_of(records: Sequence[Features]) -> Keyed:
    """The keys of records, each once a record and in a stable order; the same forever under one KEYS_VERSION."""
    if not records:
        return Keyed(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.uint8))
    slots = [*_own(records), *_shared(records)]
    keys = np.stack([key for _, key, _ in slots], axis=1).view(np.int64)
    there = np.stack([there for _, _, there in slots], axis=1)
    kinds = np.broadcast_to(np.array([kind for kind, _, _ in slots], np.uint8), there.shape)
    return Keyed(keys[there], there.sum(axis=1), kinds[there])


def _own(records: Sequence[Features]) -> Iterator[_Slot]:
    """Keys of e-mail addresses, telephone numbers, numbers of one person, and the source's id."""
    yield from _each_once("e", [_hashed(some) for some in _side_by_side([one.emails for one in records], "")])
    dialled = _side_by_side([one.phones + one.lines for one in records], 0)
    yield from _each_once("p", [np.array(some, np.uint64) for some in dialled])
    numbers = _side_by_side([one.numbers for one in records], ("", ""))
    yield from _each_once("n", [_hashed([value and f"{header}|{value}" for header, value in some]) for some in numbers])
    yield from _each_once("x", [_hashed([one.external for one in records])])


def _shared(records: Sequence[Features]) -> Iterator[_Slot]:
    """Keys of the birthday with the first letter of either name, of the door, of the name, of name and place."""
    births = np.array([one.birth for one in records], np.uint64)
    place, street, house = (
        _numbers(_value, [one.postal or one.city for one in records]),
        _numbers(_street, [one.street for one in records]),
        _numbers(_value, [one.house for one in records]),
    )
    firsts, lasts = [one.given for one in records], [one.family for one in records]
    first, last = _numbers(_first_letter, firsts), _numbers(_last_letter, lasts)
    yield BORN, _mixed("b", births, first), (births > 0) & (first > 0)
    yield BORN, _mixed("b", births, last), (births > 0) & (last > 0) & (last != first)
    yield DOOR, _mixed("a", place, street, house), (street > 0) & (place > 0)
    given, family = _numbers(_given, firsts), _numbers(_family, lasts)
    name, named = _mixed("f", np.minimum(given, family), np.maximum(given, family)), (given > 0) & (family > 0)
    yield NAME, name, named
    yield NAME, _mixed("l", name, place), named & (place > 0)


def _each_once(mark: str, columns: Sequence[_Numbers]) -> Iterator[_Slot]:
    for number, column in enumerate(columns):
        there = column > 0
        for before in columns[:number]:
            there &= column != before
        yield OWN, _mixed(mark, column), there


def _side_by_side(rows: Sequence[tuple[Any, ...]], nothing: Any) -> list[list[Any]]:
    """The first of each row, the second of each and so on."""
    width = max(map(len, rows))
    return [[some[at] if len(some) > at else nothing for some in rows] for at in range(width)]


def _mixed(mark: str, *parts: _Numbers) -> _Numbers:
    """One number of several, in their order (the finalizer of MurmurHash3 after each)."""
    mixed = np.full(len(parts[0]), ord(mark), np.uint64)
    for part in parts:
        mixed = (mixed ^ part) * _ODD
        for shift, factor in _STIRS:
            mixed = (mixed ^ (mixed >> shift)) * factor
        mixed ^= mixed >> np.uint64(33)
    return mixed


def _hashed(texts: Sequence[str]) -> _Numbers:
    """The number of each text, 0 of an empty one."""
    return np.fromiter(map(_number, texts), np.uint64, len(texts))


_BEGUN = blake2b(digest_size=8)


def _number(text: str) -> int:
    if not text:
        return 0
    # A hash begun once and copied costs half of one begun for each text.
    one = _BEGUN.copy()
    one.update(text.encode("utf-8", "replace"))
    return int.from_bytes(one.digest(), "big")


def _numbers(read: Callable[[str], int], texts: Sequence[str]) -> _Numbers:
    return np.fromiter(map(read, texts), np.uint64, len(texts))


_value = lru_cache(maxsize=131_072)(_number)


@lru_cache(maxsize=131_072)
def _given(name: str) -> int:
    return _number(skeleton(name.partition(" ")[0]))


@lru_cache(maxsize=131_072)
def _family(name: str) -> int:
    return _number(skeleton(family_root(name)))


@lru_cache(maxsize=131_072)
def _street(street: str) -> int:
    return _number(skeleton(max(street.split(" "), key=len)))


@lru_cache(maxsize=131_072)
def _first_letter(name: str) -> int:
    return ord(skeleton(name.partition(" ")[0])[:1] or "\0")


@lru_cache(maxsize=131_072)
def _last_letter(name: str) -> int:
    return ord(skeleton(family_root(name))[:1] or "\0")
