"""How likely two strangers share a value: by how many bear it, here and in the frozen tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dm.actualize.link.columns import Codes, Columns, Longs
from dm.actualize.link.levels import MISSING, SAME, Compared, level_names
from dm.actualize.link.model import Model, Odds

Chances = NDArray[np.float64]
Counts = NDArray[np.int64]

# A list's own counts stand against as many imagined records with the frequencies of the general model.
_IMAGINED = 300.0
# In so many ways a slip changes a name: that it makes just one that others bear is as unlikely.
_SLIPS_OF_A_NAME = 50.0
# With how many others a record shares such a thing because they live, work or grew up together, not by chance.
_COMPANY_KEPT = {"email": 0.04, "phone": 0.4, "role": 5.0, "address": 1.0, "company": 5.0}
_FROZEN = ("given", "middle", "family", "birth", "postal", "city", "company", "email", "role", "phone")
_FEWEST_FROZEN, _MOST_FROZEN = 4, 20_000
_PACKED = {"door": ("street", "house", "postal"), "name": ("given", "family")}
_MOST_PACKED = 1 << 62


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A column as numbers, 0 for none, with the count of each.

    Where they stand for other values, `distinct` holds these, and `first` where each was met first.
    """

    codes: Codes
    counts: Counts
    distinct: NDArray[Any] = field(default_factory=lambda: np.zeros(0, np.int64))
    first: NDArray[np.intp] = field(default_factory=lambda: np.zeros(0, np.intp))


class Rarity:
    """Counts of every value of one set of columns; `size` is how many records the base has in all.

    `doubles[place]` is how many other records are that person already: they do not make a value common.
    """

    def __init__(self, columns: Columns, model: Model, *, size: int) -> None:
        self._columns, self._model, self._size = columns, model, max(size, 2)
        self.doubles = np.zeros(len(columns))
        self.people = np.arange(len(columns))
        self._records = max(len(columns), model.records)
        self._numbered: dict[str, _Numbered] = {}
        self._bearers: Counts | None = None

    def chance(self, name: str, level: int, compared: Compared, rows: NDArray[np.intp], usual: float) -> Chances | None:
        """The chance that two strangers agree as these rows do; None where the level tells it well enough."""
        word = level_names(name)[level]
        if name == "address" and word != "differs":
            kept = _COMPANY_KEPT["address"] if word in ("same", "near", "building") else 0.0
            column = {"postal": "postal", "city": "city"}.get(word, "door")
            codes = self._read(column).codes[compared.left[rows]]
            return self._of(column, codes, self._doubles(compared, rows), usual, kept)
        if word in ("near", "similar") and name in ("given", "family"):
            return np.maximum(usual, _SLIPS_OF_A_NAME * self._rarer(name, compared, rows) / self._records)
        if level != SAME or name == "gender":
            return None
        kept = _COMPANY_KEPT.get(name, 0.0)
        if name in ("email", "role", "phone"):
            return self._shared(name, compared, rows, usual, kept)
        codes = self._read(name).codes[compared.left[rows]]
        chance = self._of(name, codes, self._doubles(compared, rows), usual, kept)
        if name in ("given", "family"):
            self._of_crossed(name, compared, rows, chance)
        if name == "birth":
            # Days are spread evenly: that nobody else here bears one makes it no rarer, and half a name does not help.
            half = (compared.levels["given"][rows] == MISSING) | (compared.levels["family"][rows] == MISSING)
            chance[half] = np.maximum(chance[half], usual)
        return chance

    def _rarer(self, name: str, compared: Compared, rows: NDArray[np.intp]) -> Chances:
        """How many others bear the rarer of two names: who bears a name of his own did not slip."""
        column = self._read(name)
        sides = (compared.left[rows], compared.right[rows])
        others = [column.counts[column.codes[side]] - 1 - self.doubles[side] for side in sides]
        return np.maximum(np.minimum(*others), 0.0)

    def _of_crossed(self, name: str, compared: Compared, rows: NDArray[np.intp], chance: Chances) -> None:
        """Where a name stood in the other's column, its bearers in both columns count."""
        codes = self._columns.codes
        left, right = compared.left[rows], compared.right[rows]
        crossed = np.flatnonzero(codes[name][left] != codes[name][right])
        if not len(crossed):
            return
        left, right = left[crossed], right[crossed]
        other = "family" if name == "given" else "given"
        value = np.where(codes[other][left] == codes[name][right], codes[other][left], codes[name][left])
        if self._bearers is None:
            self._bearers = np.bincount(np.concatenate([codes["given"], codes["family"]]))
        bearers = np.maximum(self._bearers[value] - 1 - self._doubles(compared, rows[crossed]), 1)
        chance[crossed] = bearers / self._records

    def worth(self, name: str, odds: Odds) -> NDArray[np.float32]:
        """What the same value says at most, in bits, for each code, as long as nobody is there more than twice."""
        m, usual = odds
        kept = _COMPANY_KEPT["address"] if name == "door" else _COMPANY_KEPT.get(name, 0.0)
        chance = (np.maximum(self._read(name).counts - 2, 0) + _IMAGINED * usual) / (self._records + _IMAGINED)
        return np.log2(m / np.minimum(np.maximum(chance, kept / self._size), 1.0)).astype(np.float32)

    def codes(self, name: str) -> Codes:
        """A column whose values are numbered: `worth` knows the same numbers."""
        return self._read(name).codes

    def common(self, name: str) -> Iterator[tuple[str, int]]:
        """The values that most records bear, with their counts."""
        column = self._read(name)
        text = _text_of(self._columns, name, column)
        often = np.flatnonzero(column.counts[1:] >= _FEWEST_FROZEN) + 1
        for code in often[np.argsort(-column.counts[often], kind="stable")[:_MOST_FROZEN]].tolist():
            if (value := text(code)).strip("|0"):
                yield value, int(column.counts[code])

    def of_names(self, compared: Compared, rows: NDArray[np.intp]) -> Chances:
        """The chance to meet a whole name again, beyond the two at hand: 0 where nobody else bears it."""
        left = compared.left[rows]
        return self._others("name", self._read("name").codes[left], self._doubles(compared, rows)) / self._records

    def _doubles(self, compared: Compared, rows: NDArray[np.intp]) -> Chances:
        left, right = compared.left[rows], compared.right[rows]
        one, other = self.doubles[left], self.doubles[right]
        # Two who are not surely one already bring the doubles of both, and the other himself.
        return np.where(
            self.people[left] == self.people[right], np.maximum(np.maximum(one, other), 1.0), one + other + 1
        )

    def _others(self, name: str, codes: Codes, doubles: Chances) -> Chances:
        """How many others bear a value."""
        return np.maximum(self._read(name).counts[codes] - 1 - doubles, 0)

    def _of(self, name: str, codes: Codes, doubles: Chances, usual: float, kept: float) -> Chances:
        chance = (self._others(name, codes, doubles) + _IMAGINED * usual) / (self._records + _IMAGINED)
        return np.maximum(chance, kept / self._size)

    def _shared(self, name: str, compared: Compared, rows: NDArray[np.intp], usual: float, kept: float) -> Chances:
        """Of several values in common the rarest counts."""
        values = self._read(name).codes
        left, right = values[compared.left[rows]], values[compared.right[rows]]
        least, doubles = np.full(len(rows), 1.0), self._doubles(compared, rows)
        for i in range(left.shape[1]):
            for j in range(right.shape[1]):
                same = np.flatnonzero((left[:, i] == right[:, j]) & (left[:, i] != 0))
                least[same] = np.minimum(least[same], self._of(name, left[same, i], doubles[same], usual, kept))
        return least

    def _read(self, name: str) -> _Numbered:
        found = self._numbered.get(name)
        if found is None:
            found = self._numbered[name] = _numbered(self._columns, name)
            if frozen := self._model.frequencies.get(name):
                _raise_to(found.counts, frozen, _code_of(self._columns, name, found))
        return found


def _numbered(columns: Columns, name: str) -> _Numbered:
    if name == "birth":
        return _by_value(columns.births)
    if name in _PACKED:
        parts = [columns.codes[part] for part in _PACKED[name]]
        return _by_value(_packed(_in_either_order(*parts) if name == "name" else parts))
    if name in _PACKED["name"]:
        # "Ivanova Anna" may stand the other way round: a name is as common as in both columns.
        both = np.concatenate([columns.codes[part] for part in _PACKED["name"]])
        return _Numbered(columns.codes[name], np.bincount(both, minlength=len(columns.words[name].texts)))
    if name == "phone":
        codes = np.hstack([columns.phones, columns.lines])
    elif name in ("email", "role"):
        codes = columns.emails if name == "email" else columns.roles
    else:
        codes = columns.extra[name[1:]] if name.startswith("+") else columns.codes[name]
    return _Numbered(codes, np.bincount(codes.ravel()))


def _in_either_order(one: Codes, other: Codes) -> list[Codes]:
    return [np.minimum(one, other), np.maximum(one, other)]


def _by_value(values: NDArray[Any]) -> _Numbered:
    values = np.concatenate([[0], values])
    distinct, first, codes, counts = np.unique(values, return_index=True, return_inverse=True, return_counts=True)
    counts[0] -= 1
    return _Numbered(codes[1:].astype(np.int32), counts, distinct, first - 1)


def _raise_to(counts: Counts, frozen: Mapping[str, int], code_of: Callable[[str], int]) -> None:
    for text, count in frozen.items():
        code = code_of(text)
        if 0 < code < len(counts):
            counts[code] = max(counts[code], count)


def frequencies_of(columns: Columns) -> dict[str, dict[str, int]]:
    """Counts of values that more than a few records bear, to be frozen with a model."""
    rarity = Rarity(columns, Model("", {}), size=len(columns))
    names = [*_FROZEN, *_PACKED, *(f"+{header}" for header in columns.extra)]
    return {name: found for name in names if (found := dict(rarity.common(name)))}


def _text_of(columns: Columns, name: str, column: _Numbered) -> Callable[[int], str]:
    """How a value is written in frozen tables, whose numbers are another run's."""
    if name == "birth":
        return lambda code: str(column.distinct[code])
    if name == "phone":
        return lambda code: str(columns.dialled[code])
    if name in _PACKED:
        parts = [(columns.words[part].texts, columns.codes[part]) for part in _PACKED[name]]
        return lambda code: "|".join(texts[codes[column.first[code]]] for texts, codes in parts)
    texts = columns.words[name].texts
    return lambda code: texts[code]


def _code_of(columns: Columns, name: str, column: _Numbered) -> Callable[[str], int]:
    """The number of a frozen value, -1 where nobody here bears it."""
    if name == "birth":
        return lambda text: _found(column.distinct, int(text))
    if name == "phone":
        return lambda text: _found(columns.dialled, int(text))
    if name in _PACKED:
        text = _text_of(columns, name, column)
        codes = {text(code): code for code in range(len(column.counts))}
        if name == "name":
            codes |= {"|".join(reversed(one.split("|"))): code for one, code in codes.items()}
        return lambda value: codes.get(value, -1)
    return columns.words[name].find


def _found(distinct: NDArray[Any], value: int) -> int:
    at = int(np.searchsorted(distinct, value))
    return at if at < len(distinct) and distinct[at] == value else -1


def _packed(parts: list[Codes]) -> Longs:
    """One number for each combination of codes."""
    packed = np.zeros(len(parts[0]), np.int64)
    most = 1
    for part in parts:
        kinds = int(part.max(initial=0)) + 1
        if most > _MOST_PACKED // kinds:
            packed, most = np.unique(packed, return_inverse=True)[1].astype(np.int64), len(packed) + 1
        packed, most = packed * kinds + part, most * kinds
    return packed
