"""From pairs to people: the surest first, and nobody together with whom he contradicts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from dm.actualize.link.columns import Codes, Flags

Pair = tuple[int, int]
# All pairs of a larger crowd are not looked at; what holds it together is.
_MOST_MEMBERS = 60


@dataclass(slots=True)
class Judged:
    """Pairs with the probability that they are one person; `never` where they contradict, `sure` by rule."""

    left: Codes
    right: Codes
    probability: NDArray[np.float64]
    never: Flags
    sure: Flags


Judge = Callable[[Codes, Codes], Judged]


class Groups:
    """Union of places; the head of a group is its first place."""

    def __init__(self, count: int) -> None:
        self._parent = list(range(count))

    def find(self, place: int) -> int:
        """The first place of the group."""
        parent = self._parent
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    def join(self, left: int, right: int) -> None:
        """Make both groups one."""
        left, right = self.find(left), self.find(right)
        self._parent[max(left, right)] = min(left, right)

    def heads(self) -> NDArray[np.int64]:
        """The first place of everybody's group."""
        return np.fromiter(map(self.find, range(len(self._parent))), np.int64, len(self._parent))

    def crowds(self, places: Collection[int]) -> list[list[int]]:
        """The groups of these places, members ascending."""
        found: dict[int, list[int]] = defaultdict(list)
        for place in sorted(places):
            found[self.find(place)].append(place)
        return list(found.values())


def crowds_of(count: int, left: Codes, right: Codes, together: Sequence[Sequence[int]]) -> list[list[int]]:
    """Places that hang together by these pairs and by what is one already; those of one place are left out."""
    groups = Groups(count)
    places: set[int] = set()
    for one, other in zip(left.tolist(), right.tolist(), strict=True):
        groups.join(one, other)
        places |= {one, other}
    for members in together:
        places.update(members)
        for other in members[1:]:
            groups.join(members[0], other)
    return [crowd for crowd in groups.crowds(places) if len(crowd) > 1]


def pairs_within(crowds: Sequence[Sequence[int]]) -> tuple[Codes, Codes]:
    """All pairs of members of each crowd that is not too large."""
    pairs = [pair for crowd in crowds if len(crowd) <= _MOST_MEMBERS for pair in combinations(crowd, 2)]
    both = np.array(pairs, np.int32).reshape(-1, 2)
    return both[:, 0], both[:, 1]


class Settling:
    """Joins the members of a crowd, the surest pair first, unless anybody on one side contradicts anybody on the other.

    `persons` are ids of those who are known; two of them are joined only by a pair that is beyond doubt.
    """

    def __init__(self, judged: Judged, persons: Sequence[str], apart: Collection[frozenset[str]]) -> None:
        self._persons, self._apart = persons, apart
        pairs = zip(judged.left.tolist(), judged.right.tolist(), strict=True)
        facts = zip(judged.probability.tolist(), judged.never.tolist(), judged.sure.tolist(), strict=True)
        self._facts: dict[Pair, tuple[float, bool, bool]] = dict(zip(pairs, facts, strict=True))

    def settle(self, crowd: Sequence[int], *, merge_from: float, beyond_doubt: float) -> Iterator[list[int]]:
        """The crowd as people."""
        members = {place: [place] for place in crowd}
        head = {place: place for place in crowd}
        for one, other in self._known(crowd):
            _join(members, head, one, other)
        for one, other, probability, sure in self._edges(crowd, merge_from):
            left, right = head[one], head[other]
            if left != right and self._may_join(members[left], members[right], sure or probability >= beyond_doubt):
                _join(members, head, left, right)
        yield from members.values()

    def _known(self, crowd: Sequence[int]) -> Iterator[Pair]:
        first: dict[str, int] = {}
        for place in crowd:
            if self._persons[place]:
                yield first.setdefault(self._persons[place], place), place

    def _edges(self, crowd: Sequence[int], merge_from: float) -> list[tuple[int, int, float, bool]]:
        found = []
        for pair in combinations(crowd, 2) if len(crowd) <= _MOST_MEMBERS else self._edges_of(crowd):
            probability, never, sure = self._facts.get(pair, (0.0, False, False))
            if not never and (sure or probability >= merge_from):
                found.append((*pair, probability, sure))
        return sorted(found, key=lambda edge: (not edge[3], -edge[2], edge[0], edge[1]))

    def _edges_of(self, crowd: Sequence[int]) -> Iterator[Pair]:
        inside = set(crowd)
        return (pair for pair in self._facts if pair[0] in inside and pair[1] in inside)

    def _may_join(self, left: Sequence[int], right: Sequence[int], beyond_doubt: bool) -> bool:  # noqa: FBT001
        known = [{self._persons[place] for place in side} - {""} for side in (left, right)]
        strangers = bool(known[0] and known[1]) and not beyond_doubt
        if strangers or any(frozenset((a, b)) in self._apart for a in known[0] for b in known[1]):
            return False
        return not any(self._never(one, other) for one in left for other in right)

    def _never(self, one: int, other: int) -> bool:
        return self._facts.get((min(one, other), max(one, other)), (0.0, False, False))[1]


def _join(members: dict[int, list[int]], head: dict[int, int], one: int, other: int) -> None:
    left, right = sorted((head[one], head[other]))
    if left == right:
        return
    for place in members[right]:
        head[place] = left
    members[left] += members.pop(right)
