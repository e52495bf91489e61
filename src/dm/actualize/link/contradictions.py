"""What two records of one person never say, and what makes a pair certain without weighing."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dm.actualize.link.columns import FEMALE, MALE, Columns, Flags
from dm.actualize.link.levels import (
    ADDRESS,
    BIRTH,
    GENDER,
    MISSING,
    POINT,
    SAME,
    TEXT,
    WORD,
    Compared,
    among,
    level_names,
)
from dm.actualize.link.model import Model
from dm.normal import given_names

_ALIKE_BIRTHS = tuple(map(BIRTH.index, ("same", "near", "close", "era")))
_NEIGHBOURS = tuple(map(ADDRESS.index, ("building", "postal", "city")))
_NEAR_POINT = POINT.index("near")
# Among fewer pairs behind one door, no household may be chance.
_ENOUGH_DOORS, _FEW_HOUSEHOLDS, _USUAL_HOUSEHOLD, _MOST_ODDS = 100, 0.02, 1.0, 8.0
# Of names that tell a sex fewer are given against it in any list whose column of sexes means what it says.
_MANY_AGAINST_NAMES = 0.1
_ALIKE_WORDS = tuple(map(WORD.index, ("same", "alias", "near")))
# A list of so many records tells how common its names are.
COUNTED, _MANY_DIFFER = 2000, 2
_TELLING = ("birth", "email", "phone", "role", "company")
_ONE_NAME = tuple(map(WORD.index, ("same", "alias")))


def contradict(columns: Columns, compared: Compared, model: Model) -> Flags:
    """Pairs that are two people whatever else agrees: father and son, twins, husband and wife.

    A number that one person alone bears outweighs other slips, as long as most of the rest agrees.
    """
    levels = compared.levels
    given = levels["given"] == WORD.index("differs")
    birth = levels["birth"] >= BIRTH.index("differs" if model.births_slip else "years")
    if model.alone:
        # Where nobody shares a door with anybody, there are no twins behind one, nor father and son.
        door, kin = among(levels["address"], (SAME, _NEAR_POINT)), among(levels["family"], _ALIKE_WORDS)
        given &= ~((levels["birth"] == SAME) & (door | (kin & among(levels["address"], _NEIGHBOURS))))
        birth &= ~(door & kin & among(levels["given"], _ALIKE_WORDS))
    middle = levels["middle"] == WORD.index("differs")
    gender = (levels["gender"] == GENDER.index("differs")) & (levels["given"] != WORD.index("differs"))
    gender &= ~compared.swapped
    if model.genders_slip:
        gender &= compared.levels["given"] != SAME
    slips = given.astype(np.int8) + birth + middle + gender
    agreement = np.minimum(_in_agreement(compared), 2)
    agreement = np.where(number_agrees(columns, compared, exactly=True) & (levels["birth"] == SAME), 2, agreement)
    allowed = np.where(number_agrees(columns, compared), agreement, 0)
    if model.alone:
        # Nor anybody's number in a relative's record.
        there = among(levels["address"], (SAME, _NEAR_POINT, *_NEIGHBOURS))
        allowed = np.where(number_agrees(columns, compared, exactly=True) & there, slips, allowed)
    return np.asarray(_generations_apart(columns, compared) | (slips > allowed))


def genders_slip(columns: Columns) -> bool:
    """Whether genders go against given names so often that the column is no witness."""
    texts = columns.words["given"].texts
    told = dict.fromkeys(given_names.MALE, MALE) | dict.fromkeys(given_names.FEMALE, FEMALE)
    known = np.array([told.get(text.partition(" ")[0], 0) for text in texts], np.int32)[columns.codes["given"]]
    both = (known > 0) & (columns.genders > 0)
    return bool((known[both] != columns.genders[both]).sum() > _MANY_AGAINST_NAMES * both.sum())


def strain(columns: Columns, compared: Compared, model: Model) -> Flags:
    """Pairs that are hardly one person by what the two of them say; a third record may explain it."""
    levels = compared.levels
    family = (levels["family"] == WORD.index("differs")) & ~_married(columns, compared)
    if model.alone:
        family &= ~((levels["birth"] == SAME) & among(levels["address"], (SAME, _NEAR_POINT)))
    unsure = among(levels["birth"], [BIRTH.index(name) for name in ("near", "close", "era", "years")])
    unsure &= ~_something_else_agrees(columns, compared)
    if model.births_slip:
        unsure &= False
    return np.asarray((family | unsure) & ~number_agrees(columns, compared))


def neighbours(columns: Columns, compared: Compared) -> tuple[bool, float]:
    """(whether records behind one door are always one person's, log2 of the odds that two of them are).

    Where they are, a list holds no households, and a name that differs behind one door is a slip.
    """
    levels = compared.levels
    door = (
        among(levels["address"], (SAME, _NEAR_POINT))
        & (levels["given"] != MISSING)
        & (levels["given"] != WORD.index("initial"))
    )
    two = door & (levels["given"] == WORD.index("differs")) & (levels["birth"] != SAME)
    two &= ~number_agrees(columns, compared)
    one = door & among(levels["given"], _ALIKE_WORDS)
    alone = two.sum() < _FEW_HOUSEHOLDS * one.sum()
    kin = among(levels["family"], _ALIKE_WORDS)
    same, others = int((one & kin).sum()), int((two & kin).sum())
    if same + others < _ENOUGH_DOORS:
        return False, _USUAL_HOUSEHOLD
    return bool(alone), float(np.clip(np.log2((same + 1) / (others + 1)), -_MOST_ODDS, _MOST_ODDS))


def _generations_apart(columns: Columns, compared: Compared) -> Flags:
    """Junior and senior."""
    left, right = columns.suffixes[compared.left], columns.suffixes[compared.right]
    return np.asarray((left != right) & (left != 0) & (right != 0))


def _in_agreement(compared: Compared) -> NDArray[np.int8]:
    """In how many of name, birth date and address a pair agrees."""
    levels = compared.levels
    alike = [WORD.index(name) for name in ("same", "alias", "near", "part")]
    found = among(levels["given"], alike).astype(np.int8) + among(levels["family"], alike)
    return np.asarray(found + among(levels["birth"], (1, 2)) + among(levels["address"], (1, 2)), np.int8)


def number_agrees(columns: Columns, compared: Compared, *, exactly: bool = False) -> Flags:
    """Pairs with the same, or nearly the same, number of a kind that one person alone bears."""
    found = np.zeros(len(compared), np.bool_)
    for header in columns.numbers:
        found |= among(compared.levels[f"+{header}"], (SAME,) if exactly else (SAME, TEXT.index("near")))
    return found


def _married(columns: Columns, compared: Compared) -> Flags:
    """Another family name, but the same given name, birthday and a point; of a woman, a point of her own will do."""
    levels = compared.levels
    own = among(levels["email"], (SAME, _NEAR_POINT)) | among(levels["phone"], (SAME, _NEAR_POINT))
    own |= among(levels["address"], (SAME, _NEAR_POINT))
    given = among(levels["given"], _ALIKE_WORDS)
    left, right = compared.left, compared.right
    no_man = (columns.genders[left] != MALE) & (columns.genders[right] != MALE)
    hers = (levels["email"] == SAME) | _in_common(columns.phones[left], columns.phones[right])
    return np.asarray(given & ((levels["birth"] == SAME) & own | hers & no_man))


def _something_else_agrees(columns: Columns, compared: Compared) -> Flags:
    levels = compared.levels
    points = [among(levels[name], (SAME, _NEAR_POINT)) for name in ("email", "phone", "address")]
    return np.asarray(points[0] | points[1] | points[2] | number_agrees(columns, compared))


def anchored(columns: Columns, compared: Compared, model: Model) -> Flags:
    """Pairs that agree in more than a name and a town: a day of birth, a point, a number, a door.

    The same postal code is more than a town under a name that is the same, where little else differs; in a list that
    does not tell how common its names are, nothing may.
    """
    levels = compared.levels
    found = among(levels["birth"], _ALIKE_BIRTHS[: None if model.births_slip else 2])
    found |= (levels["email"] == SAME) | (levels["phone"] == SAME)
    found |= among(levels["address"], (SAME, _NEAR_POINT))
    found |= _slip_in_a_point(compared)
    found |= among(levels["company"], (SAME, TEXT.index("near")))
    same = among(levels["given"], _ONE_NAME) & among(levels["family"], _ONE_NAME)
    few = differing(columns, compared) < (_MANY_DIFFER if model.records >= COUNTED else 1)
    found |= same & few & (levels["address"] == ADDRESS.index("postal"))
    return found | number_agrees(columns, compared)


def father_and_son(compared: Compared, model: Model) -> Flags:
    """Two of one name behind one door, a generation apart; in a list of wrong birth dates they tell nobody apart."""
    levels = compared.levels
    found = among(levels["given"], _ONE_NAME) & among(levels["family"], _ONE_NAME)
    found &= among(levels["address"], (SAME, _NEAR_POINT))
    return np.asarray(found & (levels["birth"] == BIRTH.index("differs")) & (not model.births_slip))


def agreeing(compared: Compared) -> Flags:
    """Pairs that agree in anything but a name and a place."""
    levels = compared.levels
    found = among(levels["address"], (SAME, _NEAR_POINT))
    for name, some in levels.items():
        if name in _TELLING or name.startswith("+"):
            found |= among(some, (SAME, _NEAR_POINT))
    return found


def differing(columns: Columns, compared: Compared) -> NDArray[np.int8]:
    """In how many things each pair differs of which a name says nothing: days of birth, points, doors, columns."""
    levels, streets = compared.levels, columns.codes["street"] > 0
    doors = (levels["address"] >= ADDRESS.index("building")) & streets[compared.left] & streets[compared.right]
    found = (doors | (levels["address"] == ADDRESS.index("differs"))).astype(np.int8)
    for name, some in levels.items():
        if name in _TELLING or name.startswith("+"):
            found += some >= (BIRTH.index("era") if name == "birth" else len(level_names(name)) - 1)
    return np.asarray(found, np.int8)


def _slip_in_a_point(compared: Compared) -> Flags:
    """An e-mail or a number with a slip, of the same name; numbered lists have many numbers one digit apart.

    Where the e-mail differs, a number almost the same is another person's.
    """
    levels = compared.levels
    named = among(levels["given"], _ALIKE_WORDS) & among(levels["family"], _ALIKE_WORDS)
    elsewhere = levels["email"] == POINT.index("differs")
    return np.asarray(named & ((levels["email"] == _NEAR_POINT) | (levels["phone"] == _NEAR_POINT) & ~elsewhere))


def certain(columns: Columns, compared: Compared) -> Flags:
    """Pairs that share what a person has for himself (or the source's own id) under one name, or none."""
    levels, left, right = compared.levels, compared.left, compared.right
    external = columns.codes["external"]
    listed = (external[left] == external[right]) & (external[left] != 0)
    own = _in_common(columns.emails[left], columns.emails[right]) | _in_common(
        columns.phones[left], columns.phones[right]
    )
    given = among(levels["given"], (MISSING, *map(WORD.index, ("same", "alias", "initial"))))
    family = among(levels["family"], (MISSING, *map(WORD.index, ("same", "alias", "initial"))))
    return np.asarray(listed | own & given & family)


def of_a_company(columns: Columns, compared: Compared) -> Flags:
    """Pairs of which one names a company and nobody in it, and that share nothing but what is the company's.

    A mobile is the company's too where only the other names somebody.
    """
    left, right = compared.left, compared.right
    named = np.add.reduce([columns.codes[name] for name in ("given", "middle", "family")]) > 0
    nobody = ~named & (columns.codes["company"] > 0)
    external = columns.codes["external"]
    own = _in_common(columns.emails[left], columns.emails[right]) | number_agrees(columns, compared)
    own |= (external[left] == external[right]) & (external[left] != 0)
    own |= ~(named[left] | named[right]) & _in_common(columns.phones[left], columns.phones[right])
    return np.asarray((nobody[left] | nobody[right]) & ~own)


def _in_common(left: NDArray[Any], right: NDArray[Any]) -> Flags:
    found = np.zeros(len(left), np.bool_)
    for i in range(left.shape[1]):
        for j in range(right.shape[1]):
            found |= (left[:, i] == right[:, j]) & (left[:, i] != 0)
    return found
