"""All records of a run, column by column, as integers: a million of them in some hundred megabytes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dm.actualize.link.features import Features
from dm.actualize.link.keys import Keyed

Codes = NDArray[np.int32]
Longs = NDArray[np.int64]
Flags = NDArray[np.bool_]

_SINGLE = ("given", "middle", "family", "street", "house", "flat", "postal", "city", "company", "external", "person")
FEMALE, MALE = 1, 2
_GENDERS = {"": 0, "f": FEMALE, "m": MALE}


class Words:
    """Texts numbered in the order they were met; 0 is the empty one."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        # A text that is met for the first time gets the next number without a step outside the dictionary.
        self._codes: defaultdict[str, int] = defaultdict(count(1).__next__, {"": 0})

    @property
    def texts(self) -> list[str]:
        """All texts, each at its number."""
        if len(self._texts) < len(self._codes):
            self._texts = list(self._codes)
        return self._texts

    def codes(self, texts: Iterable[str]) -> Iterator[int]:
        """The numbers of texts."""
        return map(self._codes.__getitem__, texts)

    def find(self, text: str) -> int:
        """The number of a text, 0 where nobody bears it."""
        return self._codes.get(text, 0)


@dataclass
class Columns:
    """`codes[name][place]` numbers a text of `words[name]`; several points of a record stand side by side.

    Given, middle and family names are numbered together, so that one can be compared with the other; so are `phones`
    and `lines`, whose numbers `dialled` holds.
    """

    words: dict[str, Words] = field(default_factory=dict)
    codes: dict[str, Codes] = field(default_factory=dict)
    births: Codes = field(default_factory=lambda: np.zeros(0, np.int32))
    genders: Codes = field(default_factory=lambda: np.zeros(0, np.int32))
    suffixes: Codes = field(default_factory=lambda: np.zeros(0, np.int32))
    emails: Codes = field(default_factory=lambda: np.zeros((0, 1), np.int32))
    roles: Codes = field(default_factory=lambda: np.zeros((0, 1), np.int32))
    phones: Codes = field(default_factory=lambda: np.zeros((0, 1), np.int32))
    lines: Codes = field(default_factory=lambda: np.zeros((0, 1), np.int32))
    dialled: Longs = field(default_factory=lambda: np.zeros(1, np.int64))
    extra: dict[str, Codes] = field(default_factory=dict)
    numbers: set[str] = field(default_factory=set)
    keys: Longs = field(default_factory=lambda: np.zeros(0, np.int64))
    key_places: Codes = field(default_factory=lambda: np.zeros(0, np.int32))

    def __len__(self) -> int:
        return len(self.births)

    @cached_property
    def box_starts(self) -> Codes:
        """The number of the two letters with which each e-mail begins."""
        return numbered(text[:2] for text in self.words["email"].texts)


class Gathering:
    """Takes records chunk by chunk; `columns` gives the whole."""

    def __init__(self) -> None:
        names = Words()
        self._words = {name: names if name in ("given", "middle", "family") else Words() for name in _SINGLE}
        self._words |= {"email": Words(), "role": Words()}
        self._chunks: list[dict[str, NDArray[Any]]] = []
        self._extra: dict[str, list[tuple[Codes, Codes]]] = {}
        self._numbers: set[str] = set()
        self._count = 0

    def add(self, features: Sequence[Features], keyed: Keyed) -> None:
        """More records, each with the next place."""
        if not features:
            return
        by_name = dict(zip(Features._fields, zip(*features, strict=True), strict=True))
        chunk: dict[str, NDArray[Any]] = {}
        for name in _SINGLE:
            chunk[name] = np.fromiter(self._words[name].codes(by_name[name]), np.int32, len(features))
        whole = (f"{one.given} {one.middle}" if one.middle else one.given for one in features)
        chunk["forenames"] = np.fromiter(self._words["given"].codes(whole), np.int32, len(features))
        chunk["birth"] = np.array(by_name["birth"], np.int32)
        chunk["gender"] = np.array([_GENDERS[one] for one in by_name["gender"]], np.int32)
        chunk["suffix"] = np.array([int(one or 0) for one in by_name["suffix"]], np.int32)
        for name, texts in (("email", by_name["emails"]), ("role", by_name["roles"])):
            codes = self._words[name].codes
            chunk[name] = _side_by_side([tuple(codes(some)) for some in texts], np.int32)
        for name in ("phones", "lines"):
            chunk[name] = _side_by_side(by_name[name], np.int64)
        chunk["keys"] = keyed.keys
        chunk["key_places"] = self._count + np.repeat(np.arange(len(features), dtype=np.int32), keyed.counts)
        self._add_extra(features)
        self._chunks.append(chunk)
        self._count += len(features)

    def _add_extra(self, features: Sequence[Features]) -> None:
        found: dict[str, tuple[list[int], list[int]]] = {}
        for place, one in enumerate(features, start=self._count):
            self._numbers.update(header for header, _ in one.numbers)
            for header, value in (*one.numbers, *one.others):
                places, codes = found.setdefault(header, ([], []))
                places.append(place)
                codes.extend(self._words.setdefault(f"+{header}", Words()).codes((value,)))
        for header, (places, codes) in found.items():
            pair = (np.array(places, np.int32), np.array(codes, np.int32))
            self._extra.setdefault(header, []).append(pair)

    def columns(self) -> Columns:
        """Everything added so far."""
        whole = {name: self._joined(name) for name in list(self._chunks[0] if self._chunks else ())}
        if not whole:
            return Columns(words=self._words)
        self._chunks = [whole]
        phones, lines, dialled = _numbered(whole["phones"], whole["lines"])
        return Columns(
            words=self._words,
            codes={name: whole[name] for name in (*_SINGLE, "forenames")},
            births=whole["birth"],
            genders=whole["gender"],
            suffixes=whole["suffix"],
            emails=whole["email"],
            roles=whole["role"],
            phones=phones,
            lines=lines,
            dialled=dialled,
            extra={header: self._spread(pairs) for header, pairs in sorted(self._extra.items())},
            numbers=self._numbers,
            keys=whole["keys"],
            key_places=whole["key_places"],
        )

    def _joined(self, name: str) -> NDArray[Any]:
        parts = [chunk.pop(name) for chunk in self._chunks]
        if parts[0].ndim == 2:
            width = max(part.shape[1] for part in parts)
            parts = [np.pad(part, ((0, 0), (0, width - part.shape[1]))) for part in parts]
        return np.concatenate(parts)

    def _spread(self, pairs: list[tuple[Codes, Codes]]) -> Codes:
        column = np.zeros(self._count, np.int32)
        for places, codes in pairs:
            column[places] = codes
        return column


def _side_by_side(rows: Sequence[tuple[int, ...]], kind: type[np.signedinteger[Any]]) -> NDArray[Any]:
    width = max(1, max(map(len, rows), default=1))
    return np.array([row + (0,) * (width - len(row)) for row in rows], kind).reshape(len(rows), width)


def _numbered(phones: Longs, lines: Longs) -> tuple[Codes, Codes, Longs]:
    """The numbers of both, numbered together in their own order; 0 is none."""
    both = np.concatenate([[0], phones.ravel(), lines.ravel()])
    dialled, found = np.unique(both, return_inverse=True)
    codes: Codes = found[1:].astype(np.int32)
    return codes[: phones.size].reshape(phones.shape), codes[phones.size :].reshape(lines.shape), dialled


def distinct(values: NDArray[Any]) -> NDArray[Any]:
    """Each value once, ascending; numpy's own way takes ten times as long over millions."""
    ordered = np.sort(values, axis=None)
    return ordered[np.r_[True, ordered[1:] != ordered[:-1]]] if len(ordered) else ordered


def numbered(texts: Iterable[str]) -> Codes:
    """The number of each text, the same for the same text."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(text, len(numbers)) for text in texts], np.int32)
