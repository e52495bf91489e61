"""Who is one person: records in, groups and doubtful pairs out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dm.actualize.link.blocking import Candidates, unpacked
from dm.actualize.link.clusters import Judged, Settling, crowds_of, heads_of, joined, pairs_within, within_large
from dm.actualize.link.columns import Codes, Columns, Flags, Gathering, distinct
from dm.actualize.link.features import Features
from dm.actualize.link.judging import Judge, bits_of
from dm.actualize.link.keys import Keyed
from dm.actualize.link.levels import Compared
from dm.actualize.link.model import GENERAL, Model
from dm.actualize.link.nobodys import without_nobodys
from dm.actualize.link.sieve import Sieve
from dm.actualize.link.train import ENOUGH_RECORDS, still_alone, train
from dm.actualize.link.weights import Weigher
from dm.actualize.link.wording import evidence_of, why

# Two people who are known already, with pieces and consents of their own, are joined only from here on.
_BEYOND_DOUBT = 10.0
# Pairs are weighed again, knowing how often each person is there; those below so many bits never rise far enough.
_ROUNDS = (-10.0, -8.0)
_SURELY_ONE = 0.95
# Of a large group so many are asked whether they contradict.
_MOST_ASKED = 20
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

    def add(self, features: Sequence[Features], keyed: Keyed) -> None:
        """More records with their keys; each gets the next place."""
        self._gathering.add(features, keyed)

    def links(self) -> Links:
        """Groups of everything added; the same for the same records in whatever order they came."""
        columns = self._gathering.columns()
        if not len(columns):
            return Links(np.zeros(0, np.int64), [])
        columns, nobodys = without_nobodys(columns, self.model.nobodys)
        candidates = Candidates(columns)
        if self._learn_as and self.model is GENERAL and len(columns) >= max(ENOUGH_RECORDS, self._base_size):
            self._say(f"link: learning from {len(columns):,} records")
            self.model = train(columns, candidates, replace(GENERAL, nobodys=nobodys), version=self._learn_as)
            # Its counts are those of these very records.
            return _Run(columns, replace(self.model, frequencies={}), self._apart, self._base_size).links(candidates)
        model = self.model
        if model.alone and not still_alone(columns, candidates):
            # A later list may hold families where the first had none: theirs are not to be merged.
            model = replace(model, alone=False)
        return _Run(columns, model, self._apart, self._base_size).links(candidates)

    def lay_open(self, pairs: Sequence[tuple[int, int]]) -> list[Doubt]:
        """What speaks for these pairs of places and what against, by the model in use."""
        left, right = np.array(pairs, np.int32).reshape(-1, 2).T
        columns, _ = without_nobodys(self._gathering.columns(), self.model.nobodys)
        return _Run(columns, self.model, self._apart, self._base_size).laid_open(left, right)


class _Run:
    def __init__(self, columns: Columns, model: Model, apart: set[frozenset[str]], base_size: int) -> None:
        self._columns, self._model, self._apart = columns, model, apart
        self._merge_from = bits_of(model.merge_from)
        self._weigher = Weigher(columns, model, size=len(columns) + base_size)
        texts = columns.words["person"].texts
        self._persons = [texts[code] for code in columns.codes["person"].tolist()]

    def links(self, candidates: Candidates) -> Links:
        sieve = Sieve(self._columns, self._model, self._weigher, least=_ROUNDS[0])
        left, right = unpacked(distinct(np.concatenate([sieve.passing(some) for some in candidates.portions()])))
        known = np.flatnonzero(self._columns.codes["person"]).astype(np.int32)
        places = distinct(np.concatenate([left, right, known]))
        self._judge = Judge(self._columns, self._model, self._weigher, places)
        judged = self._promising(left, right, sieve)
        merging = judged.chosen((judged.bits >= self._merge_from) & ~judged.strained)
        crowds = crowds_of(merging.left, merging.right, self._together(known))
        heads, exact = self._settled(crowds, within_large(crowds, merging))
        return Links(heads, _how(heads, exact), self._doubts(judged, heads))

    def laid_open(self, left: Codes, right: Codes) -> list[Doubt]:
        self._judge = Judge(self._columns, self._model, self._weigher, distinct(np.concatenate([left, right])))
        seen = self._judge.see(left, right)
        probabilities = self._judge.weigh(seen).relieved().probability.tolist()
        return [self._doubt(seen.compared, at, one) for at, one in enumerate(probabilities)]

    def _together(self, known: Codes) -> list[list[int]]:
        found: dict[str, list[int]] = {}
        for place in known.tolist():
            found.setdefault(self._persons[place], []).append(place)
        return list(found.values())

    def _promising(self, left: Codes, right: Codes, sieve: Sieve) -> Judged:
        """Those of the pairs that could merge or be doubtful."""
        seen = self._judge.see(left, right, sieve)
        for least in (*_ROUNDS, bits_of(self._model.doubt_from)):
            judged = self._judge.weigh(seen)
            good = judged.bits >= least
            seen, judged = seen.chosen(good), judged.chosen(good)
            same = judged.bits >= bits_of(_SURELY_ONE)
            both = np.concatenate([judged.left[same], judged.right[same]])
            doubles = np.bincount(both, minlength=len(self._columns)).astype(np.float64)
            people = heads_of(len(self._columns), judged.left[same], judged.right[same])
            self._weigher.learn_doubles(doubles, people, expected=float(judged.relieved().probability.sum()))
        return judged

    def _settled(self, crowds: Sequence[Sequence[int]], large: Judged) -> tuple[NDArray[np.int64], Flags]:
        """(the first place of everybody's group, whether a rule brought somebody there)."""
        heads, exact = np.arange(len(self._columns)), np.zeros(len(self._columns), np.bool_)
        judged = joined([self._judge.weigh(self._judge.see(*pairs_within(crowds))), large])
        exact[judged.left[judged.sure]] = exact[judged.right[judged.sure]] = True
        settling = Settling(judged, self._persons, self._apart, prior=self._weigher.prior, alone=self._model.alone)
        for crowd in crowds:
            for people in settling.settle(crowd, merge_from=self._merge_from, beyond_doubt=_BEYOND_DOUBT):
                heads[people] = min(people)
        self._torn = np.array(sorted(settling.torn), np.int64)
        return heads, exact

    def _doubts(self, judged: Judged, heads: NDArray[np.int64]) -> list[Doubt]:
        """Of two groups the likeliest pair, where nothing makes it impossible."""
        judged = judged.relieved()
        # Of two people who contradict each other he is one at most.
        torn = np.isin(judged.left, self._torn) | np.isin(judged.right, self._torn)
        judged.bits[torn] = np.minimum(judged.bits[torn], 0.0)
        judged = judged.chosen(judged.bits >= bits_of(self._model.doubt_from))
        one, other = heads[judged.left], heads[judged.right]
        rows = np.flatnonzero(one != other)
        rows = rows[np.lexsort((judged.right[rows], judged.left[rows], -judged.bits[rows]))]
        # What would be merged but for a slip of somebody else in the group, a person decides.
        rows = rows[(judged.bits[rows] >= self._merge_from) | ~self._contradicted(one[rows], other[rows], heads)]
        chosen = list(self._few(rows.tolist(), one, other))
        if not chosen:
            return []
        compared = self._judge.comparer.compare(judged.left[chosen], judged.right[chosen])
        return [self._doubt(compared, at, one) for at, one in enumerate(judged.probability[chosen].tolist())]

    def _contradicted(self, one: NDArray[np.int64], other: NDArray[np.int64], heads: NDArray[np.int64]) -> Flags:
        """Pairs of groups, named by their first, of which some two members cannot be one person."""
        order = np.argsort(heads, kind="stable")
        starts, ends = (np.searchsorted(heads[order], np.arange(len(heads)), side) for side in ("left", "right"))
        sizes = np.minimum(ends - starts, _MOST_ASKED)
        counts = sizes[one] * sizes[other]
        counts[counts == 1] = 0
        rows = np.repeat(np.arange(len(one)), counts)
        nth = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
        left = order[starts[one[rows]] + nth // sizes[other[rows]]].astype(np.int32)
        right = order[starts[other[rows]] + nth % sizes[other[rows]]].astype(np.int32)
        found = np.zeros(len(one), np.bool_)
        if len(rows) and not self._model.alone:
            seen = self._judge.see(np.minimum(left, right), np.maximum(left, right))
            found[rows[seen.never]] = True
        return found

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
    words = "none", "exact", "model"
    return [words[number] for number in np.where(alone, 0, np.where(exact, 1, 2)).tolist()]
