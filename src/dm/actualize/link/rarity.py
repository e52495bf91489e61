"""How likely two strangers share a value: by how many bear it, here and in the frozen tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dm.actualize.link.columns import Codes, Columns
from dm.actualize.link.levels import SAME, Compared, level_names
from dm.actualize.link.model import Model

Chances = NDArray[np.float64]

# A list's own counts stand against as many imagined records with the frequencies of the general model.
_IMAGINED = 300.0
# With how many others a record shares such a thing because they live, work or grew up together, not by chance.
_COMPANY_KEPT = {"email": 0.04, "phone": 0.4, "role": 5.0, "address": 1.0, "company": 5.0}
_FROZEN = ("given", "middle", "family", "birth", "postal", "city", "company", "email", "role", "phone")
_FEWEST_FROZEN, _MOST_FROZEN = 4, 20_000
_PACKED = {"door": ("street", "house", "postal"), "name": ("given", "family")}


class Rarity:
    """Counts of every value of one set of columns; `size` is how many records the base has in all.

    `doubles[place]` is how many other records are that person already: they do not make a value common.
    """

    def __init__(self, columns: Columns, model: Model, *, size: int) -> None:
        self._columns, self._model, self._size = columns, model, max(size, 2)
        self.doubles = np.ones(len(columns))
        self._records = max(len(columns), model.records)
        self._counts: dict[str, tuple[NDArray[Any], NDArray[np.int64]]] = {}
        self._columns_read: dict[str, NDArray[Any]] = {}
        self._bearers: NDArray[np.int64] | None = None

    def chance(self, name: str, level: int, compared: Compared, rows: NDArray[np.intp], usual: float) -> Chances | None:
        """The chance that two strangers agree as these rows do; None where the level tells it well enough."""
        word = level_names(name)[level]
        if name == "address" and word != "differs":
            kept = _COMPANY_KEPT["address"] if word in ("same", "near", "building") else 0.0
            column = {"postal": "postal", "city": "city"}.get(word, "door")
            values = self._column(column)[compared.left[rows]]
            return self._of(column, values, self._doubles(compared, rows), usual, kept)
        if level != SAME or name == "gender":
            return None
        kept = _COMPANY_KEPT.get(name, 0.0)
        if name in ("email", "role", "phone"):
            return self._shared(name, compared, rows, usual, kept)
        values = self._column(name)[compared.left[rows]]
        doubles = self._doubles(compared, rows)
        chance = self._of(name, values, doubles, usual, kept)
        if name in ("given", "family"):
            self._of_crossed(name, compared, rows, chance)
        return chance

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

    def common(self, name: str) -> Iterator[tuple[str, int]]:
        """The values that most records bear, with their counts."""
        column = self._column(name)
        distinct, first, counts = np.unique(column, return_index=True, return_counts=True)
        width = column.shape[1] if column.ndim == 2 else 1
        text = _text_of(self._columns, name)
        for at in np.argsort(-counts, kind="stable")[:_MOST_FROZEN].tolist():
            if counts[at] >= _FEWEST_FROZEN and (value := text(int(distinct[at]), int(first[at]) // width)).strip("|0"):
                yield value, int(counts[at])

    def of_names(self, compared: Compared, rows: NDArray[np.intp]) -> Chances:
        """The chance to meet a whole name again, beyond the two at hand: 0 where nobody else bears it."""
        left = compared.left[rows]
        return self._others("name", self._column("name")[left], self._doubles(compared, rows)) / self._records

    def _doubles(self, compared: Compared, rows: NDArray[np.intp]) -> Chances:
        return np.maximum(self.doubles[compared.left[rows]], self.doubles[compared.right[rows]])

    def _others(self, name: str, values: NDArray[Any], doubles: Chances) -> Chances:
        """How many others bear a value."""
        return np.maximum(self._counted(name, values) - 1 - doubles, 0)

    def _of(self, name: str, values: NDArray[Any], doubles: Chances, usual: float, kept: float) -> Chances:
        chance = (self._others(name, values, doubles) + _IMAGINED * usual) / (self._records + _IMAGINED)
        return np.maximum(chance, kept / self._size)

    def _shared(self, name: str, compared: Compared, rows: NDArray[np.intp], usual: float, kept: float) -> Chances:
        """Of several values in common the rarest counts."""
        values = self._column(name)
        left, right = values[compared.left[rows]], values[compared.right[rows]]
        least, doubles = np.full(len(rows), 1.0), self._doubles(compared, rows)
        for i in range(left.shape[1]):
            for j in range(right.shape[1]):
                same = np.flatnonzero((left[:, i] == right[:, j]) & (left[:, i] != 0))
                least[same] = np.minimum(least[same], self._of(name, left[same, i], doubles[same], usual, kept))
        return least

    def _column(self, name: str) -> NDArray[Any]:
        if name not in self._columns_read:
            self._columns_read[name] = self._read_column(name)
        return self._columns_read[name]

    def _read_column(self, name: str) -> NDArray[Any]:
        columns = self._columns
        if name == "birth":
            return columns.births
        if name == "email":
            return columns.emails
        if name == "role":
            return columns.roles
        if name == "phone":
            return np.hstack([columns.phones, columns.lines])
        if name in _PACKED:
            return _packed([columns.codes[part] for part in _PACKED[name]])
        return columns.extra[name[1:]] if name.startswith("+") else columns.codes[name]

    def _counted(self, name: str, values: NDArray[Any]) -> NDArray[np.int64]:
        known = self._counts.get(name)
        if known is None:
            column = self._column(name)
            distinct, first, counts = np.unique(column, return_index=True, return_counts=True)
            known = self._counts[name] = distinct, self._with_frozen(name, distinct, first, counts)
        return known[1][np.searchsorted(known[0], values)]

    def _with_frozen(
        self, name: str, distinct: NDArray[Any], first: NDArray[np.intp], counts: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        frozen = self._model.frequencies.get(name)
        if not frozen:
            return counts
        text = _text_of(self._columns, name)
        pairs = zip(distinct.tolist(), first.tolist(), strict=True)
        return np.maximum(counts, [frozen.get(text(value, place), 0) for value, place in pairs])


def frequencies_of(columns: Columns) -> dict[str, dict[str, int]]:
    """Counts of values that more than a few records bear, to be frozen with a model."""
    rarity = Rarity(columns, Model("", {}), size=len(columns))
    names = [*_FROZEN, *_PACKED, *(f"+{header}" for header in columns.extra)]
    return {name: found for name in names if (found := dict(rarity.common(name)))}


def _text_of(columns: Columns, name: str) -> Callable[[int, int], str]:
    """How a value (of the record at a place) is written in frozen tables, whose numbers are another run's."""
    if name in ("phone", "birth"):
        return lambda value, _: str(value)
    if name in _PACKED:
        parts = [(columns.words[part].texts, columns.codes[part]) for part in _PACKED[name]]
        return lambda _, place: "|".join(texts[codes[place]] for texts, codes in parts)
    texts = columns.words[name].texts
    return lambda value, _: texts[value]


def _packed(parts: list[Codes]) -> NDArray[np.int64]:
    """One number for each combination of codes."""
    packed = np.zeros(len(parts[0]), np.int64)
    for part in parts:
        _, numbered = np.unique(packed * (int(part.max(initial=0)) + 1) + part, return_inverse=True)
        packed = numbered.astype(np.int64)
    return packed
