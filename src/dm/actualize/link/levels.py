"""How much two records agree, field by field: each answer is one of the field's levels."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dm.actualize.link.columns import Codes, Columns, Flags, Longs, distinct
from dm.actualize.link.texts import Boxes, Names, Texts, over_distinct

Levels = NDArray[np.int8]

# The level of a field that one of the two does not fill in; weights know nothing of it.
MISSING = 0
WORD = ("missing", "same", "alias", "near", "initial", "part", "similar", "differs")
BIRTH = ("missing", "same", "near", "close", "era", "years", "differs")
GENDER = ("missing", "same", "differs")
POINT = ("missing", "same", "near", "differs")
ADDRESS = ("missing", "same", "near", "building", "postal", "city", "differs")
TEXT = ("missing", "same", "near", "differs")

SAME = 1
_ALIAS, _NEAR_WORD, _INITIAL, _PART, _SIMILAR_WORD, _WORD_DIFFERS = 2, 3, 4, 5, 6, 7
_ALIKE = (SAME, _ALIAS, _NEAR_WORD)
_MOST_LEVELS = max(map(len, (WORD, BIRTH, GENDER, POINT, ADDRESS, TEXT)))
_NEAR = 2
_SIMILAR, _LITTLE_SIMILAR = 82, 55
# By so many signs a postal code names the region.
_AREA = 2
# Of the calendar on which a year has 372 days.
_WEEKS, _YEAR, _GENERATION = 40, 372, 12 * 372
_NAMES = ("given", "middle", "family", "forenames")
_ADDRESS = ("street", "postal", "city", "house", "flat")
# What lists write where they know the year alone.
_NEW_YEAR = 101


def level_names(comparison: str) -> tuple[str, ...]:
    """The names of a comparison's levels, in the order of their numbers."""
    fixed = {"birth": BIRTH, "gender": GENDER, "email": POINT, "phone": POINT, "role": POINT, "address": ADDRESS}
    return WORD if comparison in ("given", "middle", "family") else fixed.get(comparison, TEXT)


def among(levels: Levels, some: Iterable[int]) -> Flags:
    """Where a level is one of some."""
    table = np.zeros(_MOST_LEVELS, np.bool_)
    table[list(some)] = True
    return table[levels]


@dataclass(slots=True)
class Compared:
    """Pairs with what came of comparing them; `swapped` where given and family name changed places."""

    left: Codes
    right: Codes
    levels: dict[str, Levels]
    swapped: Flags

    def __len__(self) -> int:
        return len(self.left)

    def chosen(self, rows: NDArray[Any]) -> Compared:
        """Some of the pairs."""
        levels = {name: some[rows] for name, some in self.levels.items()}
        return Compared(self.left[rows], self.right[rows], levels, self.swapped[rows])


class Comparer:
    """Compares pairs of some places of one set of columns."""

    def __init__(self, columns: Columns, places: Codes) -> None:
        self._columns, self._places = columns, places
        self._read: dict[str, Texts] = {}

    def names(self, left: Codes, right: Codes) -> Compared:
        """Pairs compared by their names alone."""
        one, other = ({name: self._columns.codes[name][side] for name in _NAMES} for side in (left, right))
        given = self._word_levels(one["given"], other["given"], kind="given")
        family = self._word_levels(one["family"], other["family"], kind="family")
        middle = self._word_levels(one["middle"], other["middle"], kind="given")
        swapped = self._swap(one, other, given, family)
        self._match_lone(one, other, given, family)
        _take_second_name(one, other, given)
        return Compared(left, right, {"given": given, "family": family, "middle": middle}, swapped)

    def compare(self, left: Codes, right: Codes) -> Compared:
        """All comparisons of all pairs."""
        return self.compare_rest(self.names(left, right))

    def compare_rest(self, named: Compared) -> Compared:
        """Everything else of pairs whose names are compared."""
        columns, left, right = self._columns, named.left, named.right
        levels = dict(named.levels)
        levels["birth"] = birth_levels(columns.births[left], columns.births[right])
        levels["gender"] = _equal_levels(columns.genders[left], columns.genders[right], differs=2)
        levels["email"] = self._email_levels(columns.emails[left], columns.emails[right])
        self._part_named_boxes(named, levels["email"])
        levels["role"] = _shared(columns.roles[left], columns.roles[right])
        levels["phone"] = self._phone_levels(left, right)
        levels["address"] = self._address_levels(
            *({name: columns.codes[name][side] for name in _ADDRESS} for side in (left, right))
        )
        for name in ("company", *(f"+{header}" for header in columns.extra)):
            codes = columns.extra[name[1:]] if name.startswith("+") else columns.codes[name]
            levels[name] = self._text_levels(name, codes[left], codes[right])
        return Compared(left, right, levels, named.swapped)

    @cached_property
    def _names(self) -> Names:
        codes = [self._columns.codes[name][self._places] for name in _NAMES]
        return Names(self._columns.words["given"].texts, distinct(np.concatenate(codes)))

    def _texts(self, name: str) -> Texts:
        if name not in self._read:
            self._read[name] = Texts(self._columns.words[name].texts)
        return self._read[name]

    def _word_levels(self, left: Codes, right: Codes, *, kind: str) -> Levels:
        levels = np.full(len(left), MISSING, np.int8)
        both = (left > 0) & (right > 0)
        same = both & (left == right)
        levels[same] = np.where(self._names.is_initial[left[same]], _INITIAL, SAME)
        rest = np.flatnonzero(both & ~same)
        if len(rest):
            levels[rest] = over_distinct(
                left[rest], right[rest], lambda one, other: _name_levels(self._names, one, other, kind)
            )
        return levels

    def _swap(self, one: dict[str, Codes], other: dict[str, Codes], given: Levels, family: Levels) -> Flags:
        """Given and family name in each other's column; both levels are taken from there."""
        swapped = np.zeros(len(given), np.bool_)
        for name in ("given", "forenames"):
            rows = np.flatnonzero((given >= _SIMILAR_WORD) & (family >= _SIMILAR_WORD))
            if not len(rows):
                break
            crossed = self._word_levels(one[name][rows], other["family"][rows], kind="family")
            back = self._word_levels(one["family"][rows], other[name][rows], kind="family")
            good = among(crossed, (*_ALIKE, _INITIAL)) & among(back, (*_ALIKE, _INITIAL))
            good &= (crossed != _INITIAL) | (back != _INITIAL)
            rows = rows[good]
            given[rows], family[rows] = crossed[good], back[good]
            swapped[rows] = True
        return swapped

    def _match_lone(self, one: dict[str, Codes], other: dict[str, Codes], given: Levels, family: Levels) -> None:
        """A name of one word may be the given or the family name, whatever its column says."""
        lone = ((one["given"] == 0) | (one["family"] == 0)) | ((other["given"] == 0) | (other["family"] == 0))
        rows = np.flatnonzero(lone & ~among(given, _ALIKE) & ~among(family, _ALIKE))
        for mine, theirs, column in (("given", "family", family), ("family", "given", given)):
            for left, right in ((one, other), (other, one)):
                crossed = self._word_levels(left[mine][rows], right[theirs][rows], kind=theirs)
                good = among(crossed, _ALIKE)
                given[rows[good]] = family[rows[good]] = MISSING
                column[rows[good]] = crossed[good]

    def _email_levels(self, left: Codes, right: Codes) -> Levels:
        levels = _shared(left, right)
        rows = np.flatnonzero(levels == len(POINT) - 1)
        if len(rows):
            one, other = left[rows, 0], right[rows, 0]
            likely = np.flatnonzero(self._columns.box_starts[one] == self._columns.box_starts[other])
            near = over_distinct(one[likely], other[likely], self._boxes.near)
            levels[rows[likely[near]]] = _NEAR
        return levels

    def _part_named_boxes(self, named: Compared, emails: Levels) -> None:
        """Two names a slip apart, each in its own box, are two people's and no slip made twice."""
        columns, boxes = self._columns, self._columns.words["email"].texts
        for name in ("given", "family"):
            rows = np.flatnonzero((emails == _NEAR) & (named.levels[name] >= _NEAR_WORD) & ~named.swapped)
            texts, codes = columns.words[name].texts, columns.codes[name]
            for row in rows.tolist():
                sides = named.left[row], named.right[row]
                words = [texts[codes[side]].replace(" ", "") for side in sides]
                written = [boxes[columns.emails[side, 0]] for side in sides]
                if all(len(word) > 1 and word in box for word, box in zip(words, written, strict=True)):
                    emails[row] = len(POINT) - 1

    @cached_property
    def _boxes(self) -> Boxes:
        return Boxes(self._columns.words["email"].texts)

    def _phone_levels(self, left: Codes, right: Codes) -> Levels:
        columns = self._columns
        one = np.hstack([columns.phones[left], columns.lines[left]])
        other = np.hstack([columns.phones[right], columns.lines[right]])
        levels = _shared(one, other)
        # A mobile and a landline are two numbers of one person as often as not.
        comparable = in_both(columns.phones, left, right) | in_both(columns.lines, left, right)
        levels[(levels == len(POINT) - 1) & ~comparable] = MISSING
        rows = np.flatnonzero(levels == len(POINT) - 1)
        near = np.zeros(len(rows), np.bool_)
        for i in range(one.shape[1]):
            for j in range(other.shape[1]):
                near |= one_slip(columns.dialled, one[rows, i], other[rows, j])
        levels[rows[near]] = _NEAR
        return levels

    def _address_levels(self, one: dict[str, Codes], other: dict[str, Codes]) -> Levels:
        known = [(one[name] > 0) & (other[name] > 0) for name in _ADDRESS]
        same = [both & (one[name] == other[name]) for both, name in zip(known, _ADDRESS, strict=True)]
        street, postal, city, house, flat = same
        knows_street, knows_postal, knows_city, knows_house, knows_flat = known
        place = postal | city
        levels = np.full(len(street), MISSING, np.int8)
        levels[knows_street | knows_postal | knows_city] = len(ADDRESS) - 1
        levels[city | self._near_city(one["city"], other["city"], knows_city & ~city)] = 5
        levels[postal] = 4
        similar = street.copy()
        rows = np.flatnonzero(knows_street & ~street & (place | house))
        if len(rows):
            streets = self._texts("street")
            ratio = over_distinct(
                one["street"][rows], other["street"][rows], lambda a, b: streets.ratio(a, b, sets=True)
            )
            similar[rows] = ratio >= np.where((house & postal)[rows], _LITTLE_SIMILAR, _SIMILAR)
            # Where no house was told apart from its street, the numbers in both are the houses.
            rows = rows[similar[rows] & ~knows_house[rows]]
            similar[rows] = over_distinct(one["street"][rows], other["street"][rows], streets.same_digits)
        no_house = ~knows_house
        there = house & street & ~place
        there[there] = ~self._elsewhere(
            *({name: codes[there] for name, codes in side.items()} for side in (one, other))
        )
        levels[similar & house & place | there | similar & no_house & place] = 2
        levels[street & place & (house | (one["house"] == 0) & (other["house"] == 0))] = 1
        levels[street & place & house & knows_flat & ~flat] = 3
        return levels

    def _elsewhere(self, one: dict[str, Codes], other: dict[str, Codes]) -> Flags:
        """Whether all that both say of the place is clearly another: no slip, no neighbouring code, no exonym."""
        found = np.ones(len(one["city"]), np.bool_)
        told = np.zeros(len(found), np.bool_)
        for name in ("postal", "city"):
            rows = np.flatnonzero((one[name] > 0) & (other[name] > 0))
            told[rows] = True
            if len(rows):
                found[rows] &= over_distinct(one[name][rows], other[name][rows], getattr(self, f"_far_{name}"))
        return found & told

    def _far_postal(self, left: Codes, right: Codes) -> Flags:
        texts = self._texts("postal")
        area = texts.starts(_AREA)
        return np.asarray((area[left] != area[right]) & (texts.distance(left, right, most=1) > 1))

    def _far_city(self, left: Codes, right: Codes) -> Flags:
        texts = self._texts("city")
        return np.asarray((texts.ratio(left, right, sets=True) < _LITTLE_SIMILAR) & ~texts.near(left, right))

    def _near_city(self, left: Codes, right: Codes, asked: Flags) -> Flags:
        found = np.zeros(len(left), np.bool_)
        rows = np.flatnonzero(asked)
        if len(rows):
            found[rows] = over_distinct(left[rows], right[rows], self._texts("city").near)
        return found

    def _text_levels(self, words: str, left: Codes, right: Codes) -> Levels:
        levels = _equal_levels(left, right, differs=len(TEXT) - 1)
        rows = np.flatnonzero(levels == len(TEXT) - 1)
        if len(rows):
            ratio = over_distinct(left[rows], right[rows], self._texts(words).ratio)
            levels[rows[ratio >= _SIMILAR]] = _NEAR
        return levels


def _name_levels(names: Names, left: Codes, right: Codes, kind: str) -> Levels:
    """Levels of pairs of names that are not the same."""
    levels = np.full(len(left), _WORD_DIFFERS, np.int8)
    initial = names.is_initial[left] | names.is_initial[right]
    levels[initial & (names.letter[left] == names.letter[right])] = _INITIAL
    rows = np.flatnonzero(~initial)
    one, other = left[rows], right[rows]
    alias = names.alias(one, other, kind)
    part = names.share_words(one, other, kind) | (names.begins(one, other) if kind == "given" else np.False_)
    near, similar = names.near_and_similar(one, other, kind)
    found = [alias, part & ~near, near, similar]
    levels[rows] = np.select(found, [_ALIAS, _PART, _NEAR_WORD, _SIMILAR_WORD], _WORD_DIFFERS)
    return levels


def _equal_levels(left: Codes, right: Codes, *, differs: int) -> Levels:
    return np.where((left == 0) | (right == 0), MISSING, np.where(left == right, SAME, differs)).astype(np.int8)


def _shared(left: NDArray[Any], right: NDArray[Any]) -> Levels:
    """Whether two records have one of several values in common."""
    same = np.zeros(len(left), np.bool_)
    for i in range(left.shape[1]):
        for j in range(right.shape[1]):
            same |= (left[:, i] == right[:, j]) & (left[:, i] != 0)
    both = (left != 0).any(axis=1) & (right != 0).any(axis=1)
    return np.where(same, SAME, np.where(both, len(POINT) - 1, MISSING)).astype(np.int8)


def in_both(codes: NDArray[Any], left: Codes, right: Codes) -> Flags:
    """Where both records of a pair have something in columns that stand side by side."""
    return np.asarray((codes[left] != 0).any(axis=1) & (codes[right] != 0).any(axis=1))


# One digit other, or two neighbours exchanged: the difference is d or 9d times a power of ten.
_SLIPS = np.unique([d * 10**power for power in range(15) for d in (*range(1, 10), *range(18, 82, 9))])


# Nearly every difference is none of them, which a table of some of its bits tells.
_SLIP_BITS, _MIXED = np.uint64(64 - 14), np.uint64(0x9E3779B97F4A7C15)
_MAY_BE_SLIP = np.zeros(1 << 14, np.bool_)
_MAY_BE_SLIP[(_SLIPS.astype(np.uint64) * _MIXED) >> _SLIP_BITS] = True


def one_slip(dialled: Longs, left: Codes, right: Codes) -> Flags:
    """Whether two numbers differ as by a slip of the finger."""
    apart = np.abs(dialled[left] - dialled[right])
    found = _MAY_BE_SLIP[(apart.view(np.uint64) * _MIXED) >> _SLIP_BITS]
    found &= (left != 0) & (right != 0)
    rows = np.flatnonzero(found)
    at = np.minimum(np.searchsorted(_SLIPS, apart[rows]), len(_SLIPS) - 1)
    found[rows] = _SLIPS[at] == apart[rows]
    return np.asarray(found)


def birth_levels(left: Codes, right: Codes) -> Levels:
    """Days as yyyymmdd.

    Near is one digit or day and month exchanged, close is within some weeks, two of year, month and day, or the year
    where one is the first of January; era is close but for a slip of one or ten years, years is anything else within
    twelve. Where a generation lies between, it is father and son, however few digits differ.
    """
    levels = _equal_levels(left, right, differs=len(BIRTH) - 1)
    rows = np.flatnonzero(levels == len(BIRTH) - 1)
    one, other = left[rows], right[rows]
    parts = [one // n % m == other // n % m for n, m in ((10_000, 10_000), (100, 100), (1, 100))]
    days = np.abs(days_of(one) - days_of(other))
    exchanged = parts[0] & (one // 100 % 100 == other % 100) & (one % 100 == other // 100 % 100)
    near = exchanged | _one_digit_or_neighbours(one, other)
    year_alone = parts[0] & ((one % 10_000 == _NEW_YEAR) | (other % 10_000 == _NEW_YEAR))
    close = (np.sum(parts, axis=0) == 2) | (days <= _WEEKS) | year_alone
    era = (np.abs(days - _YEAR) <= _WEEKS) | (np.abs(days - 10 * _YEAR) <= _WEEKS)
    found = np.select([near, close, era], [2, 3, 4], 5)
    levels[rows] = np.where(days < _GENERATION, found, len(BIRTH) - 1)
    return levels


def generation_apart(left: Codes, right: Codes) -> Flags:
    """Whether twelve years and more lie between two days of `days_of`."""
    return np.asarray(np.abs(left - right) >= _GENERATION)


def days_of(days: Codes) -> Codes:
    """Days of yyyymmdd, 0 for none, by months of 31 days, which is near enough to tell weeks from years."""
    return days // 10_000 * 372 + days // 100 % 100 * 31 + days % 100


# Four digits as half a byte each: digits are compared without dividing.
_HALF_BYTES = np.array([int(str(number), 16) for number in range(10_000)], np.int64)
_EACH = 0x11111111


def _by_digit(days: Codes) -> Longs:
    return np.asarray(_HALF_BYTES[days // 10_000] << 16 | _HALF_BYTES[days % 10_000])


def _one_digit_or_neighbours(left: Codes, right: Codes) -> Flags:
    """Whether one digit differs, or two neighbours are exchanged."""
    one = _by_digit(left)
    apart = one ^ _by_digit(right)
    places = (apart | apart >> 1 | apart >> 2 | apart >> 3) & _EACH
    found = (places & (places - 1) == 0) & (places != 0)
    beside = one ^ one >> 4
    for at in range(0, 28, 4):
        difference = beside >> at & 0xF
        found |= (apart == (difference * 0x11) << at) & (difference != 0)
    return np.asarray(found)


def _take_second_name(one: dict[str, Codes], other: dict[str, Codes], given: Levels) -> None:
    """The middle name of one is the given name of the other."""
    second = (one["middle"] == other["given"]) & (one["middle"] > 0)
    second |= (other["middle"] == one["given"]) & (other["middle"] > 0)
    given[second & (given == _WORD_DIFFERS)] = _PART
