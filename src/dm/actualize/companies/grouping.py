"""Which spellings are one firm: pairs that share a key are weighed, groups are made without chains."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import NamedTuple

from dm.actualize.companies.comparing import Verdict, compare, is_promising
from dm.actualize.companies.forms import Form
from dm.actualize.companies.naming import Naming
from dm.actualize.companies.rarity import Rarity

AUTOMATIC = 0.97
DOUBTFUL = 0.6
# A spelling must at least be likely to mean the firm that the commonest spelling of its group means.
_COHERENT = 0.5
# Two companies of the base, with people and campaigns resting on both, are joined only from here on.
_BEYOND_DOUBT = 0.999
_BLOCK = 60
_WINDOW = 12
# More doubts than this about one firm are a common name: nobody decides them by looking.
_MOST_DOUBTS = 5
# More people than a board has seats; who has more jobs than so many says nothing of any of them.
_STAFF = 8
_MOST_JOBS = 5
_RARE_WORD = 12.0
_MANY_SPELLINGS = 10
# Renamed, or mother and daughter: firms that share a staff are either.
_ONE_STAFF = 0.9
# No question changes these.
_NEVER = ("two register numbers", "two countries", "other numbers", "other countries")


@dataclass(slots=True)
class Node:
    """Spellings that differ in nothing that is compared; `company` is "" as long as none of them is in the base."""

    naming: Naming
    country: str
    town: frozenset[str]
    postal_code: str
    domain: str
    registration_no: str
    keys: tuple[int, ...]
    hints: frozenset[int]
    people: frozenset[int]
    company: str = ""
    spellings: list[int] = field(default_factory=list)


class _Profile(NamedTuple):
    """All legal forms and towns that a group's spellings state, and what ties it to others besides its name."""

    forms: set[Form]
    towns: set[str]
    signs: set[object]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two nodes, by place, that a person should decide."""

    left: int
    right: int
    probability: float
    why: str


@dataclass(slots=True)
class Grouping:
    """`group[place]` is the first place of its group; `certainty` of those who joined another."""

    group: list[int]
    certainty: dict[int, float]
    doubts: list[Doubt]


def group_nodes(nodes: Sequence[Node], rarity: Rarity, apart: Collection[frozenset[str]] = ()) -> Grouping:
    """Join what is certain, name what is doubtful; `apart` are pairs of company ids that somebody said are two.

    Two companies of the base are joined by a new spelling only where that is beyond doubt.
    """
    return _Groups(nodes, rarity, apart).made()


class _Groups:
    def __init__(self, nodes: Sequence[Node], rarity: Rarity, apart: Collection[frozenset[str]]) -> None:
        self._nodes, self._rarity, self._apart = nodes, rarity, set(apart)
        self._parent = list(range(len(nodes)))
        self._rank = _ranks(nodes)
        self._members: dict[int, list[int]] = {}
        self._companies = {place: {node.company} for place, node in enumerate(nodes) if node.company}
        self._certainty: dict[int, float] = {}
        self._profiles: dict[int, _Profile] = {}
        self._seen: dict[tuple[int, int], Verdict] = {}

    def made(self) -> Grouping:
        first: dict[str, int] = {}
        for place, node in enumerate(self._nodes):
            if node.company:
                self._join(first.setdefault(node.company, place), place)
        certain: list[tuple[float, int, int, int, int]] = []
        doubtful = []
        for left, right in self._pairs():
            verdict = self._verdict(left, right)
            if not _is_askable(verdict):
                continue
            probability = verdict.probability
            if probability >= AUTOMATIC and not verdict.forbidden:
                ranks = sorted((self._rank[left], self._rank[right]))
                certain.append((-verdict.bits, ranks[0], ranks[1], left, right))
            elif probability >= DOUBTFUL:
                doubtful.append((left, right, verdict))
        for _, _, _, left, right in sorted(certain):
            if not self._try_join(left, right):
                doubtful.append((left, right, self._verdict(left, right)))
        wide = [*self._doubts_by_staff(), *self._doubts_by_brand()]
        group = [self._find(place) for place in range(len(self._nodes))]
        return Grouping(group, self._certainty, list(self._doubts(doubtful, wide)))

    def _verdict(self, left: int, right: int) -> Verdict:
        pair = (left, right) if left < right else (right, left)
        found = self._seen.get(pair)
        if found is None:
            one, other = self._nodes[left], self._nodes[right]
            found = self._seen[pair] = compare(one, other, (one.naming, other.naming), self._rarity)
        return found

    def _pairs(self) -> Iterator[tuple[int, int]]:
        """Pairs that share a key, at least one of them not in the base; in large blocks neighbours only."""
        blocks: dict[int, list[int]] = defaultdict(list)
        for place, node in enumerate(self._nodes):
            for key in node.keys:
                blocks[key].append(place)
        seen: set[tuple[int, int]] = set()
        for block in blocks.values():
            if len(block) == 1:
                continue
            for pair in _pairs_of(block, self._rank, self._nodes):
                if pair[0] > pair[1]:
                    pair = (pair[1], pair[0])  # noqa: PLW2901 - the same pair, the smaller place first
                if pair in seen:
                    continue
                seen.add(pair)
                one, other = self._nodes[pair[0]], self._nodes[pair[1]]
                if not (one.company and other.company) and _is_worth_a_look(one, other):
                    yield pair

    def _find(self, place: int) -> int:
        parent = self._parent
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    def _try_join(self, left: int, right: int) -> bool:
        """Make both groups one if nothing in them speaks against it."""
        one, other = self._find(left), self._find(right)
        if one == other:
            return True
        if not self._agree(one, other, left, right):
            return False
        self._certainty[max(one, other)] = self._verdict(left, right).probability
        self._join(one, other)
        return True

    def _agree(self, one: int, other: int, left: int, right: int) -> bool:
        """Whether the groups may be one: each of the pair must fit the spelling that stands for the other's group."""
        if not self._are_free(one, other, beyond_doubt=self._verdict(left, right).probability >= _BEYOND_DOUBT):
            return False
        if self._are_strangers(one, other):
            return False
        first, second = self._speaker(one), self._speaker(other)
        return all(self._likely(*pair) for pair in {(first, second), (left, second), (first, right)})

    def _are_free(self, one: int, other: int, *, beyond_doubt: bool) -> bool:
        """Whether what the base holds and what people decided lets the groups be one."""
        here, there = self._companies.get(one, set()), self._companies.get(other, set())
        if here and there and here != there and not beyond_doubt:
            return False
        return not any(frozenset((a, b)) in self._apart for a in here for b in there)

    def _are_strangers(self, one: int, other: int) -> bool:
        """Whether all that is said of either group is another form and another town, with nothing to tie them."""
        here, there = self._profile(one), self._profile(other)
        if not here.forms or not there.forms or not here.towns or not there.towns:
            return False
        if here.forms & there.forms or here.towns & there.towns:
            return False
        return not here.signs & there.signs

    def _profile(self, group: int) -> _Profile:
        found = self._profiles.get(group)
        if found is None:
            nodes = [self._nodes[place] for place in self._members.get(group, [group])]
            found = self._profiles[group] = _Profile(
                {node.naming.form for node in nodes if node.naming.form},
                {town for node in nodes for town in node.town},
                {sign for node in nodes for sign in (node.domain, *node.hints) if sign},
            )
        return found

    def _doubts_by_staff(self) -> Iterator[tuple[int, int, Verdict]]:
        """Groups with a rare word and more people in common than a board has seats: renamed, or mother and daughter."""
        beside: dict[int, set[int]] = defaultdict(set)
        for place, node in enumerate(self._nodes):
            for person in node.people:
                beside[person].add(self._find(place))
        shared = Counter(pair for groups in beside.values() for pair in combinations(sorted(groups)[:_MOST_JOBS], 2))
        for (one, other), count in shared.items():
            left, right = self._speaker(one), self._speaker(other)
            if count >= _STAFF and self._may_be_renamed(one, other):
                verdict = self._verdict(left, right)
                yield left, right, verdict._replace(because=f"{count} people in common", doubt=_ONE_STAFF)

    def _doubts_by_brand(self) -> Iterator[tuple[int, int, Verdict]]:
        """Groups of many spellings with a rare word: one answer decides so much that the question pays."""
        sizes: Counter[int] = Counter()
        for place, node in enumerate(self._nodes):
            sizes[self._find(place)] += len(node.spellings)
        brands: dict[str, list[int]] = defaultdict(list)
        for group, _ in sorted(sizes.items(), key=lambda item: (-item[1], self._rank[item[0]])):
            if sizes[group] >= _MANY_SPELLINGS:
                for word in self._nodes[self._speaker(group)].naming.texts:
                    brands[word].append(group)
        for groups in brands.values():
            for one, other in combinations(groups[:_MOST_JOBS], 2):
                if self._may_be_renamed(one, other):
                    left, right = self._speaker(one), self._speaker(other)
                    yield left, right, self._verdict(left, right)._replace(because="one rare word", doubt=DOUBTFUL)

    def _may_be_renamed(self, one: int, other: int) -> bool:
        left, right = (self._nodes[self._speaker(group)].naming for group in (one, other))
        rare = (self._rarity.of_word(word) for word in left.core if word.text in right.texts)
        speakers = self._verdict(self._speaker(one), self._speaker(other))
        if speakers.forbidden in _NEVER or left.holding != right.holding:
            return False
        return max(rare, default=0.0) >= _RARE_WORD and self._are_free(one, other, beyond_doubt=True)

    def _likely(self, left: int, right: int) -> bool:
        verdict = self._verdict(left, right)
        return not verdict.forbidden and verdict.probability >= _COHERENT

    def _speaker(self, group: int) -> int:
        """The spelling that stands for a group: the most frequent, and of these the earliest."""
        members = self._members.get(group, [group])
        return min(members, key=lambda place: (-len(self._nodes[place].spellings), self._rank[place]))

    def _join(self, left: int, right: int) -> None:
        left, right = self._find(left), self._find(right)
        if left == right:
            return
        keep, lose = min(left, right), max(left, right)
        self._parent[lose] = keep
        self._members.setdefault(keep, [keep]).extend(self._members.pop(lose, [lose]))
        for group in (keep, lose):
            self._profiles.pop(group, None)
        self._companies[keep] = self._companies.get(keep, set()) | self._companies.pop(lose, set())

    def _doubts(
        self, found: Iterable[tuple[int, int, Verdict]], wide: Iterable[tuple[int, int, Verdict]]
    ) -> Iterator[Doubt]:
        """The likeliest doubt between each two groups; `wide` ones, about whole groups, are asked in any case."""
        best: dict[tuple[int, int], Doubt] = {}
        asked: set[tuple[int, int]] = set()
        for left, right, verdict in (*wide, *found):
            one, other = sorted((self._find(left), self._find(right)))
            if one == other:
                continue
            doubt = Doubt(left, right, round(verdict.probability, 4), verdict.why)
            if (one, other) not in best or best[one, other].probability < doubt.probability:
                best[one, other] = doubt
            if verdict.because:
                asked.add((one, other))
        named: Counter[int] = Counter()
        for (one, other), doubt in sorted(best.items(), key=lambda item: (-item[1].probability, item[0])):
            if (one, other) in asked or max(named[one], named[other]) < _MOST_DOUBTS:
                named.update((one, other))
                yield doubt


def _ranks(nodes: Sequence[Node]) -> list[int]:
    """The place of each node in an order that rests on what the nodes say, not on how they came."""

    def said(place: int) -> tuple[object, ...]:
        node = nodes[place]
        naming = node.naming
        where = (node.country, sorted(node.town), node.postal_code, node.domain, node.registration_no)
        return (naming.compact, naming.written, *where, naming.form, sorted(naming.tail), node.company, place)

    ranks = [0] * len(nodes)
    for rank, place in enumerate(sorted(range(len(nodes)), key=said)):
        ranks[place] = rank
    return ranks


def _pairs_of(block: list[int], rank: Sequence[int], nodes: Sequence[Node]) -> Iterator[tuple[int, int]]:
    """Pairs worth weighing. Of spellings with the same rare name one speaks to all others; in large blocks only
    neighbours meet."""
    ordered = sorted(block, key=rank.__getitem__)
    speakers: dict[object, int] = {}
    for place in sorted(ordered, key=lambda place: -len(nodes[place].spellings)):
        speakers.setdefault(_called(nodes[place]), place)
    meeting: list[int] = []
    for place in ordered:
        node = nodes[place]
        speaker = speakers[_called(node)]
        if node.naming.is_rare and speaker != place:
            yield speaker, place
        else:
            meeting.append(place)
    if len(meeting) <= _BLOCK:
        yield from combinations(meeting, 2)
        return
    for at, one in enumerate(meeting):
        for other in meeting[at + 1 : at + 1 + _WINDOW]:
            yield one, other


def _called(node: Node) -> object:
    """What one spelling may say for another: a holding never speaks for its daughter."""
    naming = node.naming
    return naming.compact, node.country, naming.form, naming.holding, naming.countries, naming.numbers


def _is_worth_a_look(one: Node, other: Node) -> bool:
    same_number = bool(one.registration_no) and one.registration_no == other.registration_no
    if same_number or (one.people and not one.people.isdisjoint(other.people)):
        return True
    return bool(one.hints & other.hints) or is_promising(one.naming, other.naming)


def _is_askable(verdict: Verdict) -> bool:
    """A daughter is no doubt by its name alone; only where place, domain or telephone point to the mother."""
    if not verdict.forbidden:
        return True
    return verdict.forbidden in ("a trade more", "other trades", "initials only") and verdict.points_to_one
