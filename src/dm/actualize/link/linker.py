"""Who is one person: records in, groups and doubtful pairs out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dm.actualize.link.blocking import candidate_pairs
from dm.actualize.link.clusters import Groups, Judged, Settling, crowds_of, pairs_within, within_large
from dm.actualize.link.columns import Codes, Columns, Flags, Gathering
from dm.actualize.link.contradictions import anchored, certain, contradict, number_agrees, strain
from dm.actualize.link.features import Features
from dm.actualize.link.levels import Compared, Comparer
from dm.actualize.link.model import GENERAL, Model
from dm.actualize.link.train import ENOUGH_RECORDS, train
from dm.actualize.link.weights import Weigher
from dm.actualize.link.wording import evidence_of, why

# So many pairs are compared at once: some hundred bytes each.
_AT_ONCE = 500_000
# Two people who are known already, with pieces and consents of their own, are joined only from here on.
_BEYOND_DOUBT = 10.0
# Pairs are weighed again, knowing how often each person is there; those below so many bits never rise far enough.
_ROUNDS = (-10.0, -8.0)
_SURELY_ONE = 0.95
# Names alone make one person only where they are very rare, in a list large enough to tell what is.
_NAMES_ALONE, _COUNTED = 7.5, 2000
# What a rule says, in bits.
_SURE = 13.0
# More doubtful namesakes than this of one person are a common name: nobody decides them by looking.
_MOST_DOUBTS = 5


@dataclass(frozen=True, slots=True)
class Doubt:
    """A pair of places in different groups that a person should look at."""

    left: int
    right: int
    probability: float
    why: str
    evidence: list[dict[str, Any]]


@dataclass(slots=True)
class Links:
    """`group[place]` is the first place of its group, the place itself where it is alone.

    `how[place]` is by what a record joined others: a rule ("exact"), the weights ("model"), or nothing ("none").
    """

    group: NDArray[np.int64]
    how: list[str]
    doubtful: list[Doubt] = field(default_factory=list)


class Linker:
    """Takes records chunk by chunk, new ones and those of people in the base; `links` says who is one.

    With `learn_as`, the name of a model, one is learned from these records where only the general one is given and they
    are enough, and more than the base holds; `model` is the one that was used.

    `base_size` is how many records the base holds besides those given: the more there are, the more strangers look
    alike. `apart` are pairs of person ids of whom somebody said that they are two.
    """

    def __init__(
        self,
        model: Model,
        *,
        apart: Collection[frozenset[str]] = (),
        base_size: int = 0,
        learn_as: str = "",
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.model, self._apart, self._base_size, self._say = model, set(apart), base_size, say
        self._learn_as, self._gathering = learn_as, Gathering()

    def add(self, features: Sequence[Features], keys: Sequence[Sequence[int]]) -> None:
        """More records with their keys; each gets the next place."""
        self._gathering.add(features, keys)

    def links(self) -> Links:
        """Groups of everything added; the same for the same records in whatever order they came."""
        columns = self._gathering.columns()
        if not len(columns):
            return Links(np.zeros(0, np.int64), [])
        comparer, pairs = Comparer(columns), candidate_pairs(columns)
        if self._learn_as and self.model is GENERAL and len(columns) >= max(ENOUGH_RECORDS, self._base_size):
            self._say(f"link: learning from {len(columns):,} records")
            self.model = train(columns, comparer, pairs, GENERAL, version=self._learn_as)
        return _Run(columns, comparer, self.model, self._apart, self._base_size).links(pairs)


class _Run:
    def __init__(
        self, columns: Columns, comparer: Comparer, model: Model, apart: set[frozenset[str]], base_size: int
    ) -> None:
        self._columns, self._comparer, self._model, self._apart = columns, comparer, model, apart
        self._merge_from = _bits(model.merge_from)
        self._loose_from = _NAMES_ALONE if model.records >= _COUNTED else np.inf
        self._weigher = Weigher(columns, model, size=len(columns) + base_size)
        texts = columns.words["person"].texts
        self._persons = [texts[code] for code in columns.codes["person"].tolist()]

    def links(self, pairs: tuple[Codes, Codes]) -> Links:
        judged = self._promising(*pairs)
        merging = (judged.bits >= self._merge_from) & ~judged.never & ~judged.strained
        crowds = crowds_of(len(self._columns), judged.left[merging], judged.right[merging], self._together())
        large = within_large(crowds, judged.chosen(merging))
        groups, exact = self._settled(crowds, large)
        heads = groups.heads()
        return Links(heads, _how(heads, exact), self._doubts(judged, heads))

    def _together(self) -> list[list[int]]:
        found: dict[str, list[int]] = {}
        for place, person in enumerate(self._persons):
            if person:
                found.setdefault(person, []).append(place)
        return list(found.values())

    def _promising(self, left: Codes, right: Codes) -> Judged:
        """Those of the pairs that could merge or be doubtful."""
        for least in (*_ROUNDS, _bits(self._model.doubt_from)):
            starts = range(0, max(len(left), 1), _AT_ONCE)
            parts = [self._judge(left[at : at + _AT_ONCE], right[at : at + _AT_ONCE]) for at in starts]
            judged = _joined([part.chosen(part.bits >= least) for part in parts])
            left, right = judged.left, judged.right
            self._learn_doubles(judged)
        return judged

    def _learn_doubles(self, judged: Judged) -> None:
        same = (judged.bits >= _bits(_SURELY_ONE)) & ~judged.never
        both = np.concatenate([judged.left[same], judged.right[same]])
        self._weigher.learn_doubles(np.bincount(both, minlength=len(self._columns)).astype(np.float64))

    def _judge(self, left: Codes, right: Codes) -> Judged:
        compared = self._comparer.compare(left, right)
        bits = self._weigher.bits(compared)
        loose = ~anchored(self._columns, compared, self._model) & (bits < self._loose_from)
        bits[loose] = np.minimum(bits[loose], self._merge_from - 0.5)
        sure = certain(self._columns, compared, self._model)
        bits[sure] = np.maximum(bits[sure], _SURE)
        never = contradict(self._columns, compared, self._model)
        strained = strain(self._columns, compared, self._model)
        # Where nobody shares a door, no chain of strangers threatens: what is sure holds as a number does.
        bound = number_agrees(self._columns, compared, exactly=True) | self._model.alone
        return Judged(left, right, bits, never, strained, sure, bound)

    def _settled(self, crowds: Sequence[Sequence[int]], large: Judged) -> tuple[Groups, Flags]:
        groups, exact = Groups(len(self._columns)), np.zeros(len(self._columns), np.bool_)
        judged = _joined([self._judge(*pairs_within(crowds)), large])
        exact[judged.left[judged.sure]] = exact[judged.right[judged.sure]] = True
        settling = Settling(judged, self._persons, self._apart, prior=self._weigher.prior)
        for crowd in crowds:
            for people in settling.settle(crowd, merge_from=self._merge_from, beyond_doubt=_BEYOND_DOUBT):
                for place in people[1:]:
                    groups.join(people[0], place)
        return groups, exact

    def _doubts(self, judged: Judged, heads: NDArray[np.int64]) -> list[Doubt]:
        """Of two groups the likeliest pair, where nothing makes it impossible."""
        one, other = heads[judged.left], heads[judged.right]
        rows = np.flatnonzero((one != other) & ~judged.never)
        rows = rows[np.lexsort((judged.right[rows], judged.left[rows], -judged.bits[rows]))]
        chosen = list(self._few(rows.tolist(), one, other))
        if not chosen:
            return []
        compared = self._comparer.compare(judged.left[chosen], judged.right[chosen])
        return [self._doubt(compared, at, one) for at, one in enumerate(judged.probability[chosen].tolist())]

    def _few(self, rows: Sequence[int], one: NDArray[np.int64], other: NDArray[np.int64]) -> Iterator[int]:
        seen: set[tuple[int, int]] = set()
        named: dict[int, int] = {}
        for row in rows:
            pair = (int(one[row]), int(other[row])) if one[row] < other[row] else (int(other[row]), int(one[row]))
            if pair in seen or max(named.get(side, 0) for side in pair) >= _MOST_DOUBTS or self._is_apart(pair):
                continue
            seen.add(pair)
            for side in pair:
                named[side] = named.get(side, 0) + 1
            yield row

    def _is_apart(self, pair: tuple[int, int]) -> bool:
        left, right = (self._persons[place] for place in pair)
        return bool(left and right) and frozenset((left, right)) in self._apart

    def _doubt(self, compared: Compared, at: int, probability: float) -> Doubt:
        evidence = evidence_of(self._columns, compared, at)
        left, right = int(compared.left[at]), int(compared.right[at])
        return Doubt(left, right, round(min(probability, self._model.merge_from), 3), why(evidence), evidence)


def _how(heads: NDArray[np.int64], exact: Flags) -> list[str]:
    alone = np.bincount(heads, minlength=len(heads))[heads] == 1
    found: list[str] = np.where(alone, "none", np.where(exact, "exact", "model")).tolist()
    return found


def _bits(probability: float) -> float:
    return float(np.log2(probability / (1 - probability)))


def _joined(parts: Sequence[Judged]) -> Judged:
    return Judged(*(np.concatenate([getattr(part, name) for part in parts]) for name in Judged.__slots__))
