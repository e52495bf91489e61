"""Which candidates are worth comparing letter by letter: what numbers alone tell leaves few of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dm.actualize.link.blocking import unpacked
from dm.actualize.link.columns import Codes, Columns, Flags, Longs
from dm.actualize.link.levels import (
    BIRTH,
    POINT,
    SAME,
    WORD,
    Compared,
    birth_levels,
    days_of,
    generation_apart,
    in_both,
    one_slip,
)
from dm.actualize.link.model import Model
from dm.actualize.link.weights import MOST_OF_OTHERS, Weigher

Bits = NDArray[np.float32]
_NEAR_POINT, _POINT_DIFFERS = POINT.index("near"), POINT.index("differs")
_DOOR = ("same", "near", "building")


class Sieve:
    """Lets pass every pair that could be worth so many bits when it is compared, and few others.

    What could be said for a pair whose values differ is taken for said. Who shares an e-mail, a phone, a number or an
    id always passes, and so does whose names stand in each other's columns.
    """

    def __init__(self, columns: Columns, model: Model, weigher: Weigher, *, least: float) -> None:
        self._columns, self._weigher, self._least = columns, weigher, least
        self._most_household = model.household - weigher.prior
        # A number that agrees, or a list without neighbours, may outweigh two birth dates.
        self._strict = not columns.numbers and not model.alone
        self._impossible = BIRTH.index("differs" if model.births_slip else "years")
        self._days = days_of(columns.births)
        self._worth = {name: self._word_worth(name) for name in ("given", "family", "middle")}
        self._doors = np.max([weigher.worth("address", level, "door") for level in _DOOR], axis=0)

    def passing(self, pairs: Longs) -> Longs:
        """Those of the packed pairs that pass."""
        if self._strict:
            pairs = pairs[self._may_be_of_an_age(*unpacked(pairs))]
        left, right = unpacked(pairs)
        good = self._always(left, right)
        asked = np.flatnonzero(~good)
        left, right = left[asked], right[asked]
        words = [self._word(name, left, right) for name in ("given", "middle", "family")]
        good[asked] = self._at_most(left, right, words) >= self._least
        return pairs[good]

    def passing_by_name(self, named: Compared) -> Flags:
        """Those of the pairs that still pass when their names are compared."""
        good = np.ones(len(named), np.bool_)
        if self._strict:
            for name in ("given", "middle"):
                good &= named.levels[name] != WORD.index("differs")
        asked = np.flatnonzero(good)
        some = named.chosen(asked)
        words = [self._weigher.part(name, some) for name in ("given", "middle", "family")]
        good[asked] = self._at_most(some.left, some.right, words) >= self._least
        good[asked] |= self._always(some.left, some.right)
        return good

    def _may_be_of_an_age(self, left: Codes, right: Codes) -> Flags:
        births, days = self._columns.births, self._days
        one, other = days[left], days[right]
        known = (one > 0) & (other > 0)
        good = ~(known & generation_apart(one, other))
        asked = np.flatnonzero(good & known & (one != other))
        good[asked] = birth_levels(births[left[asked]], births[right[asked]]) < self._impossible
        return good

    def _always(self, left: Codes, right: Codes) -> Flags:
        columns = self._columns
        good = _share(columns.emails, left, right) | _share(columns.phones, left, right)
        for codes in (columns.codes["external"], *(columns.extra[name] for name in columns.numbers)):
            good |= _equal(codes, left, right)
        family = columns.codes["family"]
        one, other = family[left], family[right]
        for name in ("given", "forenames") if columns.codes["middle"].any() else ("given",):
            names = columns.codes[name]
            good |= (names[left] == other) & (other > 0) | (one == names[right]) & (one > 0)
        return good

    def _at_most(self, left: Codes, right: Codes, words: Sequence[NDArray[Any]]) -> Bits:
        """What can be said for pairs whose given, middle and family names say so much."""
        household = words[2] + self._address(left, right) + self._phone(left, right)
        household += self._value("role", left, right) + self._value("company", left, right)
        bits = np.minimum(household, self._most_household) + words[0] + words[1]
        bits += self._value("birth", left, right) + self._email(left, right)
        genders = self._columns.genders
        bits += np.where(_equal(genders, left, right), self._weigher.weights("gender")[SAME], 0)
        for header in self._columns.numbers:
            bits += self._value(f"+{header}", left, right)
        others = [f"+{name}" for name in self._columns.extra if name not in self._columns.numbers]
        if others:
            bits += np.clip(sum(self._value(name, left, right) for name in others), 0, MOST_OF_OTHERS)
        return np.asarray(bits + self._weigher.prior, np.float32)

    def _word_worth(self, name: str) -> Bits:
        """What the same word says, for each code; an initial says little, and none at all may stand elsewhere."""
        weights, worth = self._weigher.weights(name), self._weigher.worth(name, "same").copy()
        texts = self._columns.words[name].texts
        lengths = np.fromiter(map(len, texts), np.int32, len(texts))[: len(worth)]
        worth[lengths == 1] = weights[WORD.index("initial")]
        worth[0] = max(weights[SAME + 1 :].max(), 0) if name != "middle" else 0
        return worth

    def _word(self, name: str, left: Codes, right: Codes) -> Bits:
        codes, worth = self._columns.codes[name], self._worth[name]
        one, other = codes[left], codes[right]
        differs = self._weigher.weights(name)[SAME + 1 :].max()
        return np.where(one == other, worth[one], np.where((one == 0) | (other == 0), worth[0], differs))

    def _value(self, name: str, left: Codes, right: Codes) -> Bits | float:
        """What a shared value says, and if both have others the best that these could be to each other."""
        codes, worth = self._weigher.codes(name), self._weigher.worth(name, "same")
        if len(worth) <= 1:
            return 0.0
        best = self._weigher.weights(name)[SAME + 1 :].max()
        one, other = (codes[side] if codes.ndim == 2 else codes[side, None] for side in (left, right))
        bits = np.where((one[:, 0] > 0) & (other[:, 0] > 0), np.float32(best), np.float32(0))
        return _best_shared(bits, one, other, worth)

    def _email(self, left: Codes, right: Codes) -> Bits:
        weights, starts = self._weigher.weights("email"), self._columns.box_starts
        one, other = self._columns.emails[left, 0], self._columns.emails[right, 0]
        apart = np.where(starts[one] == starts[other], weights[_NEAR_POINT], weights[_POINT_DIFFERS])
        return np.where((one > 0) & (other > 0), apart, 0).astype(np.float32)

    def _phone(self, left: Codes, right: Codes) -> Bits:
        weights, codes = self._weigher.weights("phone"), self._weigher.codes("phone")
        one, other = codes[left], codes[right]
        both = in_both(self._columns.phones, left, right) | in_both(self._columns.lines, left, right)
        bits = np.where(both, weights[_POINT_DIFFERS], 0).astype(np.float32)
        near = np.zeros(len(left), np.bool_)
        for i in range(one.shape[1]):
            for j in range(other.shape[1]):
                near |= one_slip(self._columns.dialled, one[:, i], other[:, j])
        bits[near] = weights[_NEAR_POINT]
        return _best_shared(bits, one, other, self._weigher.worth("phone", "same"))

    def _address(self, left: Codes, right: Codes) -> Bits:
        weigher, codes = self._weigher, self._columns.codes
        one, other = ({name: codes[name][side] for name in _PLACE} for side in (left, right))
        same = {name: (one[name] == other[name]) & (one[name] > 0) for name in _PLACE}
        both = {name: (one[name] > 0) & (other[name] > 0) for name in _PLACE}
        place = same["postal"] | same["city"]
        door = both["street"] & (same["house"] & (place | same["street"]) | ~both["house"] & place)
        known = both["street"] | both["postal"] | both["city"]
        bits = np.where(known, weigher.weights("address")[-1], 0).astype(np.float32)
        for name, rows in (("city", both["city"]), ("postal", same["postal"])):
            worth = weigher.worth("address", name, name)[one[name]]
            bits = np.where(rows, np.maximum(bits, worth), bits)
        doors = self._doors[weigher.codes("door")[left]]
        return np.where(door, np.maximum(bits, doors), bits)


_PLACE = ("street", "house", "postal", "city")


def _equal(codes: NDArray[Any], left: Codes, right: Codes) -> Flags:
    one = codes[left]
    return np.asarray((one == codes[right]) & (one != 0))


def _share(codes: Codes, left: Codes, right: Codes) -> Flags:
    one, other = codes[left], codes[right]
    found = np.zeros(len(left), np.bool_)
    for i in range(codes.shape[1]):
        for j in range(codes.shape[1]):
            found |= (one[:, i] == other[:, j]) & (one[:, i] != 0)
    return found


def _best_shared(bits: Bits, one: Codes, other: Codes, worth: Bits) -> Bits:
    for i in range(one.shape[1]):
        for j in range(other.shape[1]):
            shared = (one[:, i] == other[:, j]) & (one[:, i] != 0)
            bits = np.where(shared, np.maximum(bits, worth[one[:, i]]), bits)
    return bits
