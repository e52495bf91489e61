"""Exact duplicates: records that share a point, an id or a birthday, and whose names agree.

Every join is checked against all that is known of both sides, so that a chain never brings together what
contradicts itself: two birth dates, two genders, two given names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

import numpy as np

from dm.actualize.entries import Entry
from dm.normal.folding import fold

VERSION = 1
KEYS_VERSION = 1
MOST_OF_A_KEY = 60

# Lines that a household or an office shares: only the same full name makes them one person.
_SHARED_LINES = frozenset({"fixed", "fixed_or_mobile", "toll_free", "company", "shared_cost", "voip", "premium"})
# A switchboard number has hundreds of people behind it; those with other names are not compared for ever.
_MAX_HEADS = 40

Pair = frozenset[str]
_KeyMaker = Callable[[Entry], Iterator[str]]


@dataclass(slots=True)
class _Traits:
    given: set[str] = field(default_factory=set)
    middle: set[str] = field(default_factory=set)
    family: set[str] = field(default_factory=set)
    births: set[object] = field(default_factory=set)
    genders: set[str] = field(default_factory=set)
    persons: set[str] = field(default_factory=set)


class Clusters:
    """Groups of entries that are one person; `apart` are pairs of person ids that somebody said are two."""

    def __init__(self, entries: Sequence[Entry], apart: Collection[Pair] = ()) -> None:
        self._parent = list(range(len(entries)))
        self._traits = [_traits_of(entry) for entry in entries]
        self._apart = set(apart)
        first: dict[str, int] = {}
        for index, entry in enumerate(entries):
            if entry.person_id:
                self._join(first.setdefault(entry.person_id, index), index)

    def find(self, index: int) -> int:
        """The first entry of the group."""
        parent = self._parent
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    def try_join(self, left: int, right: int) -> bool:
        """Make both groups one if nothing in them contradicts; True when they are one."""
        left, right = self.find(left), self.find(right)
        if left == right:
            return True
        if not self._agree(self._traits[left], self._traits[right]):
            return False
        self._join(left, right)
        return True

    def _join(self, left: int, right: int) -> None:
        left, right = self.find(left), self.find(right)
        if left == right:
            return
        keep, lose = min(left, right), max(left, right)
        self._parent[lose] = keep
        into, out_of = self._traits[keep], self._traits[lose]
        into.given |= out_of.given
        into.middle |= out_of.middle
        into.family |= out_of.family
        into.births |= out_of.births
        into.genders |= out_of.genders
        into.persons |= out_of.persons

    def _agree(self, left: _Traits, right: _Traits) -> bool:
        return (
            len(left.births | right.births) < 2
            and len(left.genders | right.genders) < 2
            and _words_agree(left.given, right.given)
            and _words_agree(left.family, right.family)
            and _words_agree(left.middle, right.middle)
            and not (self._apart and self._kept_apart(left, right))
        )

    def _kept_apart(self, left: _Traits, right: _Traits) -> bool:
        return any(frozenset((one, other)) in self._apart for one in left.persons for other in right.persons)


def _traits_of(entry: Entry) -> _Traits:
    return _Traits(
        {entry.given} - {""},
        {entry.middle} - {""},
        {entry.family} - {""},
        {entry.birth} if entry.birth else set(),
        {entry.name.gender} if entry.name.gender else set(),
        {entry.person_id} - {""},
    )


def _words_agree(left: set[str], right: set[str]) -> bool:
    return all(one == other or _is_initial(one, other) or _is_initial(other, one) for one in left for other in right)


def _is_initial(short: str, long: str) -> bool:
    return len(short) == 1 and long.startswith(short)


def link(entries: Sequence[Entry], apart: Collection[Pair] = ()) -> list[list[int]]:
    """Groups of indexes into `entries`, which are in the order of their place; each group is one person."""
    clusters = Clusters(entries, apart)
    for make_keys, is_exact in _STEPS:
        _link_by(clusters, entries, make_keys, is_exact=is_exact)
    groups: dict[int, list[int]] = defaultdict(list)
    for index in range(len(entries)):
        groups[clusters.find(index)].append(index)
    return list(groups.values())


def _link_by(clusters: Clusters, entries: Sequence[Entry], make_keys: _KeyMaker, *, is_exact: bool) -> None:
    blocks: dict[str, list[int]] = {}
    for index, entry in enumerate(entries):
        for key in make_keys(entry):
            blocks.setdefault(key, []).append(index)
    for members in blocks.values():
        if len(members) > 1:
            _link_block(clusters, entries, members, is_exact=is_exact)


def _link_block(clusters: Clusters, entries: Sequence[Entry], members: list[int], *, is_exact: bool) -> None:
    heads: list[int] = []
    for index in members:
        candidates = (head for head in heads if not is_exact or _same_full_name(entries[head], entries[index]))
        if not any(clusters.try_join(head, index) for head in candidates) and len(heads) < _MAX_HEADS:
            heads.append(index)


def _same_full_name(left: Entry, right: Entry) -> bool:
    return bool(left.given and left.family) and (left.given, left.family) == (right.given, right.family)


def _external(entry: Entry) -> Iterator[str]:
    if entry.external_id:
        yield f"{entry.batch.source_id}|{entry.external_id}"


def _own_emails(entry: Entry) -> Iterator[str]:
    return (email.key for email in entry.emails if email.key and not email.is_role)


def _own_phones(entry: Entry) -> Iterator[str]:
    own = (phone for phone in entry.phones if phone.e164 and phone.kind not in _SHARED_LINES)
    return (f"{phone.e164}|{phone.extension}" for phone in own)


def _shared_points(entry: Entry) -> Iterator[str]:
    yield from (email.key for email in entry.emails if email.key and email.is_role)
    yield from (phone.e164 for phone in entry.phones if phone.e164 and phone.kind in _SHARED_LINES)
    if entry.address_key:
        yield entry.address_key


def _birthdays(entry: Entry) -> Iterator[str]:
    """Name, birthday and place together: the first two alone are shared by strangers in a large base."""
    where = entry.address.postal_code or fold(entry.address.city)
    if entry.birth and where and entry.given and entry.family:
        yield f"{entry.family}|{entry.given}|{entry.birth}|{where}"


# The surest first: what they join decides what later ones may add.
_STEPS: tuple[tuple[_KeyMaker, bool], ...] = (
    (_external, False),
    (_own_emails, False),
    (_own_phones, False),
    (_shared_points, True),
    (_birthdays, True),
)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two records that may be one person's."""

    left: int
    right: int
    probability: float
    why: str


@dataclass(frozen=True, slots=True)
class Links:
    """Who belongs together: `group[place]` is the first place of its group."""

    group: np.ndarray[Any, np.dtype[np.int64]]
    how: list[str]
    doubtful: list[Doubt] = field(default_factory=list)


class Linker:
    """The exact keys behind the calls of a linker."""

    def __init__(self, *, apart: Collection[Pair]) -> None:
        self._apart = apart
        self._entries: list[Entry] = []

    def add(self, entries: Sequence[Entry]) -> None:
        self._entries += entries

    def links(self) -> Links:
        from dm.actualize.doubts import doubtful_pairs
        from dm.actualize.survive import survivor

        group = np.arange(len(self._entries))
        how = ["none"] * len(group)
        groups = link(self._entries, self._apart)
        for members in groups:
            group[members] = members[0]
            for place in members if len(members) > 1 else ():
                how[place] = "exact"
        people = [survivor([self._entries[one] for one in members], f"{members[0]:012}", key=b"") for members in groups]
        doubts = [Doubt(int(pair.left), int(pair.right), pair.probability, pair.why) for pair in doubtful_pairs(people)]
        return Links(group, how, doubts)


def keys_of(entry: Entry) -> tuple[int, ...]:
    """Under these keys a record finds those that it must be compared with."""
    texts = [key for make_keys, _ in _STEPS for key in make_keys(entry)]
    if entry.given and entry.family:
        texts.append(f"{entry.family}|{entry.given}|{fold(entry.address.city)}")
    hashed = (blake2b(text.encode("utf-8", "replace"), digest_size=8).digest() for text in texts)
    return tuple(dict.fromkeys(int.from_bytes(one, "big", signed=True) for one in hashed))
