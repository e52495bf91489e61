"""From levels to the probability that two records are one person."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from dm.actualize.link.columns import Codes, Columns
from dm.actualize.link.levels import ADDRESS, SAME, WORD, Compared, level_names
from dm.actualize.link.model import Model, Odds
from dm.actualize.link.rarity import Chances, Rarity

Bits = NDArray[np.float64]

# Further columns tell too little, and hang together too much, to outweigh names and points.
MOST_OF_OTHERS, _LEAST_OF_OTHERS = 8.0, -3.0
# What people share because they live together; all of it together only says that they do.
_HOUSEHOLD = ("family", "address", "phone", "role", "company")
# A handful of records is a piece of a larger world.
_SMALLEST_WORLD = 1000
# Fewer records say nothing about how often a list repeats itself.
_SMALLEST_LIST = 200
_POSTAL, _CITY = ADDRESS.index("postal"), ADDRESS.index("city")


class Weigher:
    """Weighs compared pairs of one set of columns; `size` is how many records the base has in all."""

    def __init__(self, columns: Columns, model: Model, *, size: int) -> None:
        self._columns, self._model = columns, model
        self._size = max(size, _SMALLEST_WORLD)
        self.prior = float(np.log2(2 * model.matches / self._size))
        self._rarity = Rarity(columns, model, size=self._size)
        self._worths: dict[tuple[str, str], NDArray[np.float32]] = {}

    def learn_doubles(self, doubles: Chances, people: NDArray[np.intp], *, expected: float) -> None:
        """`doubles[place]` is how many other records are surely that person, the same number in `people`.

        `expected` is how many pairs of one person there are by all that was weighed.
        """
        self._rarity.doubles, self._rarity.people = doubles, people
        matches = expected / len(doubles) if len(doubles) >= _SMALLEST_LIST else 0.0
        self.prior = float(np.log2(2 * max(matches, self._model.matches) / self._size))

    def bits(self, compared: Compared) -> Bits:
        """log2 of the odds that each pair is one person, the prior included."""
        parts = {name: self.part(name, compared) for name in compared.levels}
        # The sex is mostly read off the given name: two names are not two witnesses.
        parts["gender"][compared.levels["given"] == WORD.index("differs")] = 0.0
        is_other = {name: name.startswith("+") and name[1:] not in self._columns.numbers for name in parts}
        nothing = np.zeros(len(compared))
        others = sum((part for name, part in parts.items() if is_other[name]), nothing)
        household = sum((parts[name] for name in _HOUSEHOLD), nothing) - self._common_name(compared)
        own = sum((part for name, part in parts.items() if not is_other[name] and name not in _HOUSEHOLD), nothing)
        most = self._model.household - self.prior
        return self.prior + own + np.minimum(household, most) + np.clip(others, _LEAST_OF_OTHERS, MOST_OF_OTHERS)

    def part(self, name: str, compared: Compared) -> Bits:
        """What one comparison says of each pair."""
        levels = compared.levels[name]
        odds = self._levels(name)
        bits: Bits = self.weights(name)[levels]
        for level in range(1, len(odds)):
            rows = np.flatnonzero(levels == level)
            chance = self._rarity.chance(name, level, compared, rows, odds[level][1]) if len(rows) else None
            if chance is not None:
                bits[rows] = np.log2(odds[level][0] / np.minimum(chance, 1.0))
        if name == "address":
            bits += self._untold_doors(compared) - np.where(levels == _CITY, self._model.mixed, 0.0)
        return bits

    def _untold_doors(self, compared: Compared) -> Bits:
        """Who is of one place is not of two doors where no doors are written: no finer level could have been met."""
        found = np.zeros(len(compared))
        m = [odds[0] for odds in self._levels("address")]
        streets, codes = (self._columns.codes[name] > 0 for name in ("street", "postal"))
        left, right = compared.left, compared.right
        no_door, no_code = ~(streets[left] & streets[right]), ~(codes[left] & codes[right])
        for level, rows in ((_POSTAL, no_door), (_CITY, no_code & no_door)):
            found[(compared.levels["address"] == level) & rows] = np.log2(sum(m[1 : level + 1]) / m[level])
        found[(compared.levels["address"] == _CITY) & no_code & ~no_door] = np.log2(
            sum(m[_POSTAL : _CITY + 1]) / m[_CITY]
        )
        return found

    def weights(self, name: str) -> Bits:
        """What each level of a comparison says, where no value tells it better."""
        weights = np.log2(np.array([m / u for m, u in self._levels(name)]))
        weights[0] = 0.0
        return np.asarray(weights)

    def worth(self, name: str, level: str, column: str = "") -> NDArray[np.float32]:
        """What a level that values tell better says at most, for each code of a column."""
        key = name, level
        if key not in self._worths:
            m, u = self._odds(name).get(level, (1.0, 1.0))
            if name == "address":
                m = sum(odds[0] for odds in self._levels(name)[1 : ADDRESS.index(level) + 1])
            self._worths[key] = self._rarity.worth(column or name, (m, u))
        return self._worths[key]

    def codes(self, name: str) -> Codes:
        """The column of whose codes `worth` speaks."""
        return self._rarity.codes(name)

    def _levels(self, name: str) -> list[Odds]:
        return [self._odds(name).get(level, (1.0, 1.0)) for level in level_names(name)]

    def _odds(self, name: str) -> Mapping[str, Odds]:
        found = self._model.levels.get(name)
        if found is None:
            found = self._model.levels["number" if name[1:] in self._columns.numbers else "+"]
        return found

    def _common_name(self, compared: Compared) -> Bits:
        """How much less a whole name says than its parts do, where more people bear it than the parts make likely."""
        found = np.zeros(len(compared))
        rows = np.flatnonzero((compared.levels["given"] == SAME) & (compared.levels["family"] == SAME))
        if len(rows):
            chance = self._rarity.of_names(compared, rows)
            by_parts = np.ones(len(rows))
            for name in ("given", "family"):
                usual = self._odds(name)["same"][1]
                parts = self._rarity.chance(name, SAME, compared, rows, usual)
                by_parts *= 1.0 if parts is None else parts
            found[rows] = np.log2(np.maximum(chance / by_parts, 1.0))
        return found
