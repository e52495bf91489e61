"""What two records of one person never say, and what makes a pair certain without weighing."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dm.actualize.link.columns import Columns, Flags
from dm.actualize.link.levels import BIRTH, GENDER, MISSING, POINT, SAME, TEXT, WORD, Compared

_NEAR_POINT = POINT.index("near")


def contradict(columns: Columns, compared: Compared) -> Flags:
    """Pairs that are two people whatever else agrees: father and son, twins, husband and wife.

    A number that one person alone bears outweighs one of given name, family name and birth date, for then it is a slip.
    """
    levels = compared.levels
    given = levels["given"] == WORD.index("differs")
    family = (levels["family"] == WORD.index("differs")) & ~_same_woman_or_day(compared)
    birth = np.isin(levels["birth"], (BIRTH.index("close"), BIRTH.index("differs")))
    birth |= (levels["birth"] == BIRTH.index("near")) & ~_something_else_agrees(columns, compared)
    middle = levels["middle"] == WORD.index("differs")
    suffixes = columns.suffixes[compared.left], columns.suffixes[compared.right]
    generation = (suffixes[0] != suffixes[1]) & (suffixes[0] != 0) & (suffixes[1] != 0)
    gender = levels["gender"] == GENDER.index("differs")
    by_number = number_agrees(columns, compared)
    slips = given.astype(np.int8) + family + birth + middle + gender
    return np.asarray(generation | np.where(by_number, slips > 1, slips > 0))


def number_agrees(columns: Columns, compared: Compared) -> Flags:
    """Pairs with the same, or nearly the same, number of a kind that one person alone bears."""
    found = np.zeros(len(compared), np.bool_)
    for header in columns.numbers:
        found |= np.isin(compared.levels[f"+{header}"], (SAME, TEXT.index("near")))
    return found


def _same_woman_or_day(compared: Compared) -> Flags:
    """A woman may have married; the same birthday and given name do for anybody."""
    levels = compared.levels
    own = (levels["email"] == SAME) | (levels["phone"] == SAME) | (levels["address"] == SAME)
    return np.asarray((levels["birth"] == SAME) & (levels["given"] == SAME) & own)


def _something_else_agrees(columns: Columns, compared: Compared) -> Flags:
    levels = compared.levels
    points = [np.isin(levels[name], (SAME, _NEAR_POINT)) for name in ("email", "phone", "address")]
    return np.asarray(points[0] | points[1] | points[2] | number_agrees(columns, compared))


def anchored(columns: Columns, compared: Compared) -> Flags:
    """Pairs that agree in more than a name and a town: a day of birth, a point, a number, a door."""
    levels = compared.levels
    found = np.isin(levels["birth"], (SAME, BIRTH.index("near")))
    for name in ("email", "phone", "address"):
        found |= np.isin(levels[name], (SAME, _NEAR_POINT))
    found |= levels["company"] == SAME
    return found | number_agrees(columns, compared)


def certain(columns: Columns, compared: Compared) -> Flags:
    """Pairs that share what a person has for himself (or the source's own id) while nothing contradicts."""
    levels, left, right = compared.levels, compared.left, compared.right
    external = columns.codes["external"]
    listed = (external[left] == external[right]) & (external[left] != 0)
    own = _in_common(columns.emails[left], columns.emails[right]) | _in_common(
        columns.phones[left], columns.phones[right]
    )
    given = np.isin(levels["given"], (MISSING, *map(WORD.index, ("same", "alias", "initial"))))
    family = np.isin(levels["family"], (MISSING, *map(WORD.index, ("same", "alias", "initial"))))
    return np.asarray((listed | own & given & family) & ~contradict(columns, compared))


def _in_common(left: NDArray[Any], right: NDArray[Any]) -> Flags:
    found = np.zeros(len(left), np.bool_)
    for i in range(left.shape[1]):
        for j in range(right.shape[1]):
            found |= (left[:, i] == right[:, j]) & (left[:, i] != 0)
    return found
