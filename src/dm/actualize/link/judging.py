"""Pairs compared and weighed: what is sure by rule, what contradicts, and how much speaks for the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dm.actualize.link.clusters import Judged
from dm.actualize.link.columns import Codes, Columns, Flags
from dm.actualize.link.contradictions import (
    COUNTED,
    agreeing,
    anchored,
    certain,
    contradict,
    differing,
    father_and_son,
    number_agrees,
    of_a_company,
    strain,
)
from dm.actualize.link.levels import ADDRESS, SAME, WORD, Compared, Comparer, among
from dm.actualize.link.model import Model
from dm.actualize.link.sieve import Sieve
from dm.actualize.link.weights import Weigher

# So many pairs are compared at once: some hundred bytes each.
_AT_ONCE = 500_000
# Names alone make one person only where they are very rare, in a list large enough to tell what is; more so where
# something differs.
_NAMES_ALONE, _EACH_DIFFERS, _A_TOWN = 5.0, 2.0, 1.0
# Measured on made-up lists of some thirty kinds: what the weights promise too much of namesakes, in bits.
_NAMESAKES, _NAMESAKES_DIFFER, _MOST_DIFFERING, _NAMES_ALIKE = 0.5, 0.75, 4, 1.0
_ONE_NAME = (SAME, WORD.index("alias"))
_NEIGHBOURS = (ADDRESS.index("postal"), ADDRESS.index("city"))
# What a rule says, in bits; a company's row is no person to ask about.
_SURE, _NOBODY = 13.0, -5.0


@dataclass(frozen=True, slots=True)
class Seen:
    """Pairs with all that is true of them however they are weighed; see Judged."""

    compared: Compared
    never: Flags
    strained: Flags
    sure: Flags
    bound: Flags
    anchored: Flags
    of_a_company: Flags
    agreeing: Flags
    kin: Flags
    differing: NDArray[np.int8]

    def chosen(self, rows: NDArray[np.bool_] | NDArray[np.intp]) -> Seen:
        """Some of the pairs."""
        return Seen(self.compared.chosen(rows), *(getattr(self, name)[rows] for name in self.__slots__[1:]))


class Judge:
    """Judges pairs of some places of one set of columns by a model."""

    def __init__(self, columns: Columns, model: Model, weigher: Weigher, places: Codes) -> None:
        self._columns, self._model, self._weigher = columns, model, weigher
        self.comparer = Comparer(columns, places)
        self._loose_from = _NAMES_ALONE if model.records >= COUNTED else np.inf

    def see(self, left: Codes, right: Codes, sieve: Sieve | None = None) -> Seen:
        """Compare pairs; with a sieve, those that contradict each other or stay below it are left out."""
        starts = range(0, max(len(left), 1), _AT_ONCE)
        return _joined([self._see(left[at : at + _AT_ONCE], right[at : at + _AT_ONCE], sieve) for at in starts])

    def _see(self, left: Codes, right: Codes, sieve: Sieve | None) -> Seen:
        named = self.comparer.names(left, right)
        if sieve:
            named = named.chosen(sieve.passing_by_name(named))
        seen = self._rest(self.comparer.compare_rest(named))
        return seen.chosen(~seen.never) if sieve else seen

    def _rest(self, compared: Compared) -> Seen:
        columns, model = self._columns, self._model
        never, strained = contradict(columns, compared, model), strain(columns, compared, model)
        # Where nobody shares a door, no chain of strangers threatens: what is sure holds as a number does.
        bound = number_agrees(columns, compared, exactly=True) | model.alone
        sure = certain(columns, compared) & ~never & ~strained
        nobody = of_a_company(columns, compared)
        return Seen(
            compared, never, strained, sure & ~nobody, bound, anchored(columns, compared, model), nobody,
            agreeing(compared), father_and_son(compared, model), differing(columns, compared),
        )  # fmt: skip

    def weigh(self, seen: Seen) -> Judged:
        """The pairs with what speaks for them, as far as is known by now how often each person is there."""
        bits = self._weigher.bits(seen.compared)
        # In a list of several lands given and family name of one land are hardly two witnesses.
        bits[~seen.anchored] -= self._model.mixed
        near = among(seen.compared.levels["address"], _NEIGHBOURS)
        loose_from = self._loose_from + _EACH_DIFFERS * seen.differing - _A_TOWN * (near & (seen.differing == 0))
        loose = ~seen.anchored & ((bits < loose_from) | ~_more_than_a_slip(seen.compared))
        bits[loose] = np.minimum(bits[loose], bits_of(self._model.merge_from) - 0.5)
        bits[seen.sure] = np.maximum(bits[seen.sure], _SURE)
        bits[seen.of_a_company] = np.minimum(bits[seen.of_a_company], _NOBODY)
        compared = seen.compared
        return Judged(
            compared.left, compared.right, bits, seen.never, seen.strained, seen.sure, seen.bound, _unproven(seen),
            seen.kin,
        )  # fmt: skip


def _unproven(seen: Seen) -> NDArray[np.float64]:
    """By so many bits pairs of whom nothing but name and place agrees are less likely than their names say.

    Names run in families and towns, and people who have moved and changed their numbers are fewer than namesakes.
    """
    levels = seen.compared.levels
    slipped = ~_same_names(seen.compared) & (levels["address"] != ADDRESS.index("postal"))
    less = _NAMESAKES + _NAMESAKES_DIFFER * np.minimum(seen.differing, _MOST_DIFFERING) + _NAMES_ALIKE * slipped
    return np.asarray(np.where(seen.agreeing, 0.0, less))


def _more_than_a_slip(compared: Compared) -> Flags:
    """Names that are the same; those a slip apart are often two names, unless a further column agrees."""
    return _same_names(compared) | _more_agrees(compared)


def _same_names(compared: Compared) -> Flags:
    return among(compared.levels["given"], _ONE_NAME) & among(compared.levels["family"], _ONE_NAME)


def _more_agrees(compared: Compared) -> Flags:
    """Pairs that say the same in a column of the list's own."""
    found = np.zeros(len(compared), np.bool_)
    for name, levels in compared.levels.items():
        if name.startswith("+"):
            found |= levels == SAME
    return found


def bits_of(probability: float) -> float:
    """log2 of the odds."""
    return float(np.log2(probability / (1 - probability)))


def _joined(parts: Sequence[Seen]) -> Seen:
    if len(parts) == 1:
        return parts[0]
    every = [part.compared for part in parts]
    levels = {name: np.concatenate([one.levels[name] for one in every]) for name in every[0].levels}
    sides = [np.concatenate([getattr(one, name) for one in every]) for name in ("left", "right", "swapped")]
    flags = [np.concatenate([getattr(part, name) for part in parts]) for name in Seen.__slots__[1:]]
    return Seen(Compared(sides[0], sides[1], levels, sides[2]), *flags)
