"""From pairs to people: the surest first, and nobody together with whom he contradicts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dm.actualize.link.columns import Codes, Flags

Pair = tuple[int, int]
# All pairs of a larger crowd are not looked at; what holds it together is.
_MOST_MEMBERS = 60
_MOST_BETWEEN = 10_000
# No single pair outvotes many others; one that is strained speaks against.
_AS_LIKELY = 3.0
_MOST_BITS, _STRAIN, _STRAIN_ALONE, _BINDING = 20.0, 6.0, 10.0, 15.0


@dataclass(slots=True)
class Judged:
    """Pairs with the log2 of the odds that they are one person.

    `never` where they contradict, `strained` where they need a third record to be one, `sure` by rule, `bound` where
    what they share outvotes a contradiction of others in their group, `unproven` the bits by which namesakes are less
    likely than their names say, `kin` where two of one name are a generation apart.
    """

    left: Codes
    right: Codes
    bits: NDArray[np.float64]
    never: Flags
    strained: Flags
    sure: Flags
    bound: Flags
    unproven: NDArray[np.float64]
    kin: Flags

    def chosen(self, rows: NDArray[Any]) -> Judged:
        """Some of the pairs."""
        return Judged(*(getattr(self, name)[rows] for name in self.__slots__))

    def relieved(self) -> Judged:
        """The same pairs, the strained and mere namesakes with less to speak for them, as a person should see them."""
        less = np.where(self.strained, _STRAIN_ALONE, self.unproven)
        return replace(self, bits=self.bits - less)

    @property
    def probability(self) -> NDArray[np.float64]:
        """That the two of each pair are one person."""
        return np.asarray(1 / (1 + np.exp2(-np.clip(self.bits, -60, 60))))


def joined(parts: Sequence[Judged]) -> Judged:
    """All pairs of several."""
    return Judged(*(np.concatenate([getattr(part, name) for part in parts]) for name in Judged.__slots__))


def crowds_of(left: Codes, right: Codes, together: Sequence[Sequence[int]]) -> list[list[int]]:
    """Places that hang together by these pairs and by what is one already, ascending; who is alone is left out."""
    known = [(members[0], other) for members in together for other in members[1:]]
    more = np.array(known, np.int64).reshape(-1, 2)
    left, right = np.concatenate([left, more[:, 0]]), np.concatenate([right, more[:, 1]])
    places, ends = np.unique(np.concatenate([left, right]), return_inverse=True)
    if not len(places):
        return []
    heads = heads_of(len(places), ends[: len(left)], ends[len(left) :])
    order = np.argsort(heads, kind="stable")
    starts = np.flatnonzero(np.r_[True, heads[order[1:]] != heads[order[:-1]]])
    members = places[order].tolist()
    limits = [*starts.tolist(), len(members)]
    return [members[start:end] for start, end in pairwise(limits)]


def heads_of(count: int, left: NDArray[Any], right: NDArray[Any]) -> NDArray[np.intp]:
    """The first of everything that each of so many hangs together with."""
    heads = np.arange(count)
    while True:
        low = np.minimum(heads[left], heads[right])
        before = heads.copy()
        np.minimum.at(heads, before[left], low)
        np.minimum.at(heads, before[right], low)
        heads = np.minimum(heads, heads[heads])
        if np.array_equal(heads, before):
            return heads


def pairs_within(crowds: Sequence[Sequence[int]]) -> tuple[Codes, Codes]:
    """All pairs of members of each crowd that is not too large."""
    sizes = np.array([len(crowd) for crowd in crowds], np.int64)
    found = [np.zeros((0, 2), np.int32)]
    for size in np.unique(sizes[sizes <= _MOST_MEMBERS]).tolist():
        members = np.array([crowds[at] for at in np.flatnonzero(sizes == size).tolist()], np.int32)
        found.append(np.stack([members[:, one].ravel() for one in np.triu_indices(size, 1)], axis=1))
    both = np.concatenate(found)
    return both[:, 0], both[:, 1]


def within_large(crowds: Sequence[Sequence[int]], judged: Judged) -> Judged:
    """Of pairs that hold crowds together those of crowds too large to look at every pair."""
    places = [place for crowd in crowds if len(crowd) > _MOST_MEMBERS for place in crowd]
    return judged.chosen(np.isin(judged.left, np.array(places, np.int32)))


class Settling:
    """Joins the members of a crowd, the surest pair first, unless anybody on one side contradicts anybody on the other.

    Larger groups also need more for than against over all pairs between them, so that no chain of half-empty records
    holds strangers together. `persons` are ids of those who are known; two of them are joined only by what is beyond
    doubt. With `alone`, where nobody shares a door with anybody, a contradiction weighs no more than its bits.
    """

    def __init__(
        self,
        judged: Judged,
        persons: Sequence[str],
        apart: Collection[frozenset[str]],
        *,
        prior: float,
        alone: bool = False,
    ) -> None:
        self._persons, self._apart = persons, apart
        self.torn: set[int] = set()
        pairs = list(zip(judged.left.tolist(), judged.right.tolist(), strict=True))
        # Two half-empty records that have nothing in common say nothing against each other.
        against = np.minimum(judged.bits - prior, 0.0)
        bits = np.where(judged.bits > 0, judged.bits, against) - np.where(judged.strained, _STRAIN, 0.0)
        bits = np.clip(bits, -_MOST_BITS, _MOST_BITS)
        bits = np.where(judged.never, np.minimum(bits, 0.0) if alone else -np.inf, bits)
        kin = judged.kin & judged.never
        self._kin = {pair for pair, is_kin in zip(pairs, kin.tolist(), strict=True) if is_kin}
        self._bits = dict(zip(pairs, bits.tolist(), strict=True))
        binding = judged.bound & ~judged.never & (judged.bits >= _BINDING)
        self._bound = {pair for pair, is_bound in zip(pairs, binding.tolist(), strict=True) if is_bound}

    def settle(self, crowd: Sequence[int], *, merge_from: float, beyond_doubt: float) -> Iterator[list[int]]:
        """The crowd as people; both limits in bits."""
        members = {place: [place] for place in crowd}
        head = {place: place for place in crowd}
        for one, other in self._known(crowd):
            _join(members, head, one, other)
        edges = self._edges(crowd, merge_from)
        torn = self._torn_between(crowd, edges)
        self.torn |= torn
        for bits, one, other in edges:
            if one in torn or other in torn:
                continue
            left, right = head[one], head[other]
            if left != right and self._may_join(members[left], members[right], sure=bits >= beyond_doubt):
                _join(members, head, left, right)
        yield from members.values()

    def _torn_between(self, crowd: Sequence[int], edges: Sequence[tuple[float, int, int]]) -> set[int]:
        """Who is as likely the father as the son of his name: neither, then."""
        found: set[int] = set()
        if len(crowd) > _MOST_MEMBERS:
            return found
        two = [pair for pair in combinations(crowd, 2) if pair in self._kin] if self._kin else []
        of: dict[int, dict[int, float]] = {place: {} for place in crowd} if two else {}
        for bits, one, other in edges if two else ():
            of[one][other] = of[other][one] = bits
        for place, others in of.items():
            between = (abs(others[one] - others[other]) for one, other in two if one in others and other in others)
            if any(apart < _AS_LIKELY for apart in between):
                found.add(place)
        return found

    def _known(self, crowd: Sequence[int]) -> Iterator[Pair]:
        first: dict[str, int] = {}
        for place in crowd:
            if self._persons[place]:
                yield first.setdefault(self._persons[place], place), place

    def _edges(self, crowd: Sequence[int], merge_from: float) -> list[tuple[float, int, int]]:
        if len(crowd) <= _MOST_MEMBERS:
            pairs: Iterable[Pair] = combinations(crowd, 2)
        else:
            inside = set(crowd)
            pairs = (pair for pair in self._bits if inside.issuperset(pair))
        found = ((self._bits.get(pair, 0.0), *pair) for pair in pairs)
        return sorted((edge for edge in found if edge[0] >= merge_from), key=lambda edge: (-edge[0], *edge[1:]))

    def _may_join(self, left: Sequence[int], right: Sequence[int], *, sure: bool) -> bool:
        known = [{self._persons[place] for place in side} - {""} for side in (left, right)]
        if known[0] and known[1] and not sure:
            return False
        if self._apart and any(frozenset((a, b)) in self._apart for a in known[0] for b in known[1]):
            return False
        if len(left) * len(right) > _MOST_BETWEEN:
            left, right = left[:_MOST_MEMBERS], right[:_MOST_MEMBERS]
        between = [(one, other) if one < other else (other, one) for one in left for other in right]
        # Where one pair holds both sides together, a contradiction of others is a slip to be outvoted.
        least = -_MOST_BITS if not self._bound.isdisjoint(between) else -np.inf
        return bool(sum(max(self._bits.get(pair, 0.0), least) for pair in between) >= 0)


def _join(members: dict[int, list[int]], head: dict[int, int], one: int, other: int) -> None:
    left, right = sorted((head[one], head[other]))
    if left == right:
        return
    for place in members[right]:
        head[place] = left
    members[left] += members.pop(right)
