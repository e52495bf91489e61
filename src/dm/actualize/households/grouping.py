"""Who of the people in one house live together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
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


def households_of(residents: Sequence[Resident], *, crowded: bool = False, numbered: bool = True) -> House:
    """Part the people of one building into households, whatever order they come in.

    `crowded` says that the building is known to hold very many; without a house number (`numbered`) it is the street.
    """
    ordered = sorted(residents)
    if not crowded and ordered and _is_one_family(ordered, numbered=numbered):
        return House([_household(ordered)], 1, crowded=False)
    families = len({frozenset(one.family.names) for one in ordered})
    crowd = crowded or (families > CROWDED and not any(one.flat for one in ordered))
    groups = _Groups(ordered)
    groups.keep_together()
    _join_by_sign(groups, ordered, crowd=crowd)
    small = families <= _SMALL_HOUSE and numbered and not crowd and len({one.flat for one in ordered}) == 1
    _join_by_name(groups, ordered, small=small, crowd=crowd or not numbered)
    found = [_household(members) for members in groups.parts()]
    if crowd:
        found = [one for one in found if len(one.members) > 1]
    return House(found, families, crowd)


def _is_one_family(residents: Sequence[Resident], *, numbered: bool) -> bool:
    """Whether all bear the same name behind the same door: most houses need no closer look."""
    first = residents[0]
    if not first.family.names or not (first.flat or numbered):
        return False
    return all(one.flat == first.flat and one.family.names == first.family.names for one in residents)


class _Groups:
    def __init__(self, residents: Sequence[Resident]) -> None:
        self._residents = residents
        self._parent = list(range(len(residents)))
        self._flats: list[set[str]] = [{one.flat} - {""} for one in residents]

    def find(self, at: int) -> int:
        while self._parent[at] != at:
            at = self._parent[at]
        return at

    def join(self, left: int, right: int) -> bool:
        """Make both one household unless they live behind two doors."""
        left, right = sorted((self.find(left), self.find(right)))
        if left != right and len(self._flats[left] | self._flats[right]) > 1:
            return False
        self._parent[right] = left
        self._flats[left] |= self._flats[right]
        return True

    def flats(self, at: int) -> set[str]:
        return self._flats[self.find(at)]

    def keep_together(self) -> None:
        """Who was found to live together does so until one of them is seen elsewhere."""
        first: dict[str, int] = {}
        for at, one in enumerate(self._residents):
            if one.together:
                self.join(first.setdefault(one.together, at), at)

    def parts(self) -> Iterator[list[Resident]]:
        found: dict[int, list[Resident]] = {}
        for at, one in enumerate(self._residents):
            found.setdefault(self.find(at), []).append(one)
        yield from found.values()


def _join_by_sign(groups: _Groups, residents: Sequence[Resident], *, crowd: bool) -> None:
    """A telephone or mail address in common under one roof: kin or a couple, whatever their names.

    Among a crowd it may be the porter's, and only holds kin together.
    """
    sharing: dict[int, list[int]] = defaultdict(list)
    for at, one in enumerate(residents):
        for sign in one.signs:
            sharing[sign].append(at)
    for _, some in sorted(sharing.items(), key=lambda item: item[1]):
        for other in some[1:] if len(some) <= _SHARED_BY_MANY else ():
            if not crowd or residents[some[0]].family.names & residents[other].family.names:
                groups.join(some[0], other)


def _join_by_name(groups: _Groups, residents: Sequence[Resident], *, small: bool, crowd: bool) -> None:
    hostels = {flat for flat, count in _families_by_flat(residents).items() if flat and count >= _CROWDED_FLAT}
    bearers: dict[str, list[int]] = defaultdict(list)
    for at, one in enumerate(residents):
        for name in one.family.names:
            bearers[name].append(at)
    for _, some in sorted(bearers.items()):
        by_flat: dict[str, list[int]] = defaultdict(list)
        for at in some:
            by_flat[residents[at].flat].append(at)
        for flat, neighbours in by_flat.items():
            if flat and flat not in hostels:
                _join_all(groups, neighbours)
        homeless = by_flat.get("", [])
        tells = small or not (crowd or any(residents[at].family.common for at in homeless))
        if tells:
            _join_all(groups, homeless)
            doors = sorted(set(by_flat) - {""} - hostels)
            if len(doors) == 1 and homeless and not residents[homeless[0]].family.common:
                groups.join(by_flat[doors[0]][0], homeless[0])


def _join_all(groups: _Groups, some: Sequence[int]) -> None:
    for other in some[1:]:
        groups.join(some[0], other)


def _families_by_flat(residents: Sequence[Resident]) -> Counter[str]:
    return Counter(flat for flat, _ in {(one.flat, one.family.names) for one in residents})


def _household(members: Sequence[Resident]) -> Household:
    flats = {one.flat for one in members} - {""}
    return Household(tuple(one.person_id for one in members), min(flats, default=""))
