"""Who of the people in one house live together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from dm.actualize.households.families import Family

VERSION = 1

# In a house of so many families people of one name are kin, whatever the name.
_SMALL_HOUSE = 3
# So many families at one address without flats: a home, a prison, a tower; names alone tell nothing there.
CROWDED = 30
# A flat with so many families is a hostel.
_CROWDED_FLAT = 5
# A telephone or mail address that so many share is a porter's or an office's.
_SHARED_BY_MANY = 6


class Resident(NamedTuple):
    """One person at an address; `signs` are his telephones and mail addresses, `together` his household until now."""

    person_id: str
    flat: str
    family: Family
    signs: tuple[int, ...]
    together: str = ""


class Household(NamedTuple):
    """People who live together; the flat is "" where none is known."""

    members: tuple[str, ...]
    flat: str


class House(NamedTuple):
    """All households of a building; of a crowded one only those that something besides a name holds together."""

    households: list[Household]
    families: int
    crowded: bool


class Doors(NamedTuple):
    """The same by the places of the people in the list that was given."""

    parts: list[list[int]]
    families: int
    crowded: bool


def households_of(residents: Sequence[Resident], *, crowded: bool = False, numbered: bool = True) -> House:
    """Part the people of one building into households, whatever order they come in.

    `crowded` says that the building is known to hold very many; without a house number (`numbered`) it is the street.
    """
    ordered = sorted(residents)
    found = doors_of(ordered, crowded=crowded, numbered=numbered)
    households = [_household([ordered[at] for at in part]) for part in found.parts]
    return House(households, found.families, found.crowded)


def doors_of(ordered: Sequence[Resident], *, crowded: bool = False, numbered: bool = True) -> Doors:
    """The same for people in the order of their ids."""
    if not crowded and ordered and _is_one_family(ordered, numbered=numbered):
        return Doors([list(range(len(ordered)))], 1, crowded=False)
    families = len({one.family.names for one in ordered})
    flats = Counter([one.flat for one in ordered])
    crowd = crowded or (families > CROWDED and flats.keys() == {""})
    groups = _Groups(ordered)
    groups.keep_together()
    _join_by_sign(groups, ordered, crowd=crowd)
    small = families <= _SMALL_HOUSE and numbered and not crowd and len(flats) == 1
    _join_by_name(groups, ordered, _hostels(ordered, flats), small=small, crowd=crowd or not numbered)
    parts = groups.parts()
    return Doors([part for part in parts if len(part) > 1] if crowd else parts, families, crowd)


def _is_one_family(residents: Sequence[Resident], *, numbered: bool) -> bool:
    """Whether all bear the same name behind the same door: most houses need no closer look."""
    first = residents[0]
    if not first.family.names or not (first.flat or numbered):
        return False
    return all(one.flat == first.flat and one.family.names == first.family.names for one in residents)


class _Groups:
    """Who was joined with whom; nobody is, in most houses."""

    def __init__(self, residents: Sequence[Resident]) -> None:
        self._residents = residents
        self._parent = list(range(len(residents)))
        self._flats = [one.flat for one in residents]
        self._joined = False

    def find(self, at: int) -> int:
        while self._parent[at] != at:
            at = self._parent[at]
        return at

    def join(self, left: int, right: int) -> None:
        """Make both one household unless they live behind two doors."""
        left, right = sorted((self.find(left), self.find(right)))
        here, there = self._flats[left], self._flats[right]
        if left == right or (here and there and here != there):
            return
        self._parent[right] = left
        self._flats[left] = here or there
        self._joined = True

    def keep_together(self) -> None:
        """Who was found to live together does so until one of them is seen elsewhere."""
        first: dict[str, int] = {}
        for at, one in enumerate(self._residents):
            if one.together:
                self.join(first.setdefault(one.together, at), at)

    def parts(self) -> list[list[int]]:
        if not self._joined:
            return [[at] for at in self._parent]
        found: dict[int, list[int]] = {}
        for at in range(len(self._parent)):
            found.setdefault(self.find(at), []).append(at)
        return list(found.values())


def _join_by_sign(groups: _Groups, residents: Sequence[Resident], *, crowd: bool) -> None:
    """A telephone or mail address in common under one roof: kin or a couple, whatever their names.

    Among a crowd it may be the porter's, and only holds kin together.
    """
    sharing: dict[int, list[int]] = defaultdict(list)
    for at, one in enumerate(residents):
        for sign in one.signs:
            sharing[sign].append(at)
    for some in sorted(some for some in sharing.values() if 1 < len(some) <= _SHARED_BY_MANY):
        for other in some[1:]:
            if not crowd or residents[some[0]].family.names & residents[other].family.names:
                groups.join(some[0], other)


def _join_by_name(
    groups: _Groups, residents: Sequence[Resident], hostels: Collection[str], *, small: bool, crowd: bool
) -> None:
    bearers: dict[str, list[int]] = {}
    for at, one in enumerate(residents):
        for name in one.family.names:
            bearers.setdefault(name, []).append(at)
    for _, some in sorted((name, some) for name, some in bearers.items() if len(some) > 1):
        by_flat: dict[str, list[int]] = defaultdict(list)
        for at in some:
            by_flat[residents[at].flat].append(at)
        for flat, neighbours in by_flat.items():
            if flat and flat not in hostels:
                _join_all(groups, neighbours)
        homeless = by_flat.get("", [])
        tells = small or not (crowd or any(residents[at].family.common for at in homeless))
        if tells and homeless:
            _join_all(groups, homeless)
            doors = sorted(set(by_flat) - {""} - set(hostels))
            if len(doors) == 1:
                groups.join(by_flat[doors[0]][0], homeless[0])


def _join_all(groups: _Groups, some: Sequence[int]) -> None:
    for other in some[1:]:
        groups.join(some[0], other)


def _hostels(residents: Sequence[Resident], flats: Mapping[str, int]) -> set[str]:
    full = {flat for flat, count in flats.items() if flat and count >= _CROWDED_FLAT}
    if not full:
        return full
    families = Counter(flat for flat, _ in {(one.flat, one.family.names) for one in residents if one.flat in full})
    return {flat for flat, count in families.items() if count >= _CROWDED_FLAT}


def _household(members: Sequence[Resident]) -> Household:
    flat = next((one.flat for one in members if one.flat), "")
    return Household(tuple([one.person_id for one in members]), flat)
