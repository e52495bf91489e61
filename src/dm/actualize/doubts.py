"""Which pairs a person must decide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Protocol

from dm.actualize.points import Point
from dm.normal.folding import fold

# More namesakes than this in one town are a common name, not doubles.
_MAX_NAMESAKES = 6
_SAME_NAME_AND_TOWN = 0.5
_ONE_TYPING_ERROR = 0.7


@dataclass(frozen=True, slots=True)
class ReviewPair:
    """Two people who may be one; `probability` is a rough rank, not a measured one."""

    left: str
    right: str
    probability: float
    why: str


class Candidate(Protocol):
    """A person as far as pairs need him: `row` has the columns of table person."""

    @property
    def id(self) -> str: ...
    @property
    def row(self) -> Mapping[str, Any]: ...
    @property
    def points(self) -> Sequence[Point]: ...


def doubtful_pairs(people: Sequence[Candidate]) -> Iterator[ReviewPair]:
    """Pairs that share a name and a town but no point, and pairs that share a point under almost the same name."""
    seen: set[tuple[str, str]] = set()
    for why, probability, blocks in (
        ("same point, one letter differs in the name", _ONE_TYPING_ERROR, _by_point(people)),
        ("same name and town, no point in common", _SAME_NAME_AND_TOWN, _by_name_and_town(people)),
    ):
        for block in blocks:
            for one, other in combinations(block, 2):
                left, right = sorted((one.id, other.id))
                is_candidate = probability == _SAME_NAME_AND_TOWN or _almost_same_name(one, other)
                if (left, right) not in seen and is_candidate and not _contradict(one, other):
                    seen.add((left, right))
                    yield ReviewPair(left, right, probability, why)


def _by_name_and_town(people: Sequence[Candidate]) -> Iterator[list[Candidate]]:
    blocks: dict[tuple[str, str, str], list[Candidate]] = defaultdict(list)
    for person in people:
        row = person.row
        if row["given_name"] and row["family_name"] and row["city_folded"]:
            blocks[(fold(row["family_name"]), fold(row["given_name"]), row["city_folded"])].append(person)
    return (block for block in blocks.values() if 1 < len(block) <= _MAX_NAMESAKES)


def _by_point(people: Sequence[Candidate]) -> Iterator[list[Candidate]]:
    blocks: dict[str, list[Candidate]] = defaultdict(list)
    for person in people:
        for point in person.points:
            if point.row["status"] != "invalid":
                blocks[point.hmac].append(person)
    return (block for block in blocks.values() if 1 < len(block) <= _MAX_NAMESAKES)


def _contradict(one: Candidate, other: Candidate) -> bool:
    return any(
        one.row[name] and other.row[name] and one.row[name] != other.row[name] for name in ("birth_date", "gender")
    )


def _almost_same_name(one: Candidate, other: Candidate) -> bool:
    left, right = (fold(f"{person.row['given_name']} {person.row['family_name']}") for person in (one, other))
    return bool(left and right) and left != right and _one_edit_apart(left, right)


def _one_edit_apart(left: str, right: str) -> bool:
    """One letter more, less or other; two neighbours exchanged."""
    if len(left) > len(right):
        left, right = right, left
    if len(right) - len(left) > 1:
        return False
    at = next((index for index, letter in enumerate(left) if letter != right[index]), len(left))
    if len(left) == len(right):
        return left[at + 1 :] == right[at + 1 :] or (
            left[at : at + 2] == right[at : at + 2][::-1] and left[at + 2 :] == right[at + 2 :]
        )
    return left[at:] == right[at + 1 :]
