"""Texts of a column, numbered, with what makes comparing many of them quick."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA, Prefix

from dm.actualize.link.columns import Codes, Flags, numbered
from dm.actualize.link.nicknames import names_by_form
from dm.actualize.link.sounds import family_root, spoken
from dm.normal.given_names import GIVEN

_MOST_WORDS = 4
_PREFIX = 3
_SHORT_WORDS = 8
_LONG_WORD = 5
_MOST_SLIPS = 2
_FEW_CODES = 2048
_DIGITS, _NUMBER, _NO_LETTERS = re.compile(r"\d+"), re.compile(r"\d{2,}"), re.compile(r"[\W\d_]+")
# How one Cyrillic letter is written in Latin ones.
_INITIALS = frozenset("yu ya yo ye zh kh ts ch sh shch".split())


class Texts:
    """The texts of one vocabulary; codes are their numbers."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = np.array(texts, dtype=object)
        self.lengths = np.fromiter(map(len, texts), np.int32, len(texts))

    def distance(self, left: Codes, right: Codes, *, most: int | None = None) -> NDArray[np.int32]:
        """Letters to be put, taken, exchanged with another or with a neighbour; above `most` any larger number."""
        one, other = self.texts[left], self.texts[right]
        return np.asarray(process.cpdist(one, other, scorer=OSA.distance, score_cutoff=most, dtype=np.int32))

    def slips(self, left: Codes, right: Codes) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """How many letters lie between two words, and how many may: one, or two in a long name."""
        shortest = np.minimum(self.lengths[left], self.lengths[right])
        allowed = np.select([shortest >= 6, shortest >= 2], [2, 1], 0).astype(np.int32)
        return self.distance(left, right, most=3), allowed

    def near(self, left: Codes, right: Codes) -> Flags:
        """Whether a slip of the pen lies between two texts."""
        distance, allowed = self.slips(left, right)
        return np.asarray(distance <= allowed)

    def starts(self, letters: int) -> Codes:
        """The number of the first so many letters of each text."""
        return numbered(text[:letters] for text in self.texts.tolist())

    def same_digits(self, left: Codes, right: Codes) -> Flags:
        """Whether two texts hold the same numbers, in the same order; one without any holds those of every other."""
        digits = self._digits
        return np.asarray((digits[left] == digits[right]) | (digits[left] == 0) | (digits[right] == 0))

    @cached_property
    def _digits(self) -> Codes:
        return numbered(["", *(" ".join(_DIGITS.findall(text)) for text in self.texts.tolist())])[1:]

    def ratio(self, left: Codes, right: Codes, *, sets: bool = False) -> NDArray[np.float32]:
        """Likeness up to 100, in whatever order the words stand; with `sets` whatever words only one of them has."""
        scorer = fuzz.token_set_ratio if sets else fuzz.token_sort_ratio
        return np.asarray(process.cpdist(self.texts[left], self.texts[right], scorer=scorer, dtype=np.float32))


class Names(Texts):
    """Names of people; what is known of each is looked up once, and only of those whose codes are given."""

    def __init__(self, texts: Sequence[str], codes: Codes) -> None:
        super().__init__(texts)
        some = [texts[code] for code in codes.tolist()]
        self._codes, self._words = codes, [text.split(" ") for text in some]
        firsts = [words[0] for words in self._words]
        self.is_initial = self._spread(np.array([len(text) == 1 or text in _INITIALS for text in some], np.bool_))
        self.letter = self._spread(np.array([ord(text[0]) if text else 0 for text in some], np.int32))
        self._sounds = {
            "given": self._spread(numbered(map(spoken, firsts))),
            "family": self._spread(numbered(spoken(family_root(text)) for text in some)),
        }
        self._letters = self._spread(numbered("".join(sorted(text)) for text in some))
        self._starts = self._spread(numbered(text[:_PREFIX] for text in some))
        forms = names_by_form()
        width = max(map(len, forms.values()))
        self._forms = self._spread(np.array([_padded(forms.get(first, ()), width) for first in firsts], np.int16))
        self.known = self._spread(np.array([first in GIVEN or first in forms for first in firsts]))

    def _spread(self, values: NDArray[Any]) -> NDArray[Any]:
        whole = np.zeros((len(self.texts), *values.shape[1:]), values.dtype)
        whole[self._codes] = values
        return whole

    def alias(self, left: Codes, right: Codes, kind: str) -> Flags:
        """Names that sound alike, or of which one is a form of the other."""
        sound = self._sounds[kind]
        found = sound[left] == sound[right]
        if kind == "given":
            rows = np.flatnonzero(~found & (self._forms[left, 0] > 0) & (self._forms[right, 0] > 0))
            one, other = self._forms[left[rows]], self._forms[right[rows]]
            found[rows] = ((one[:, :, None] == other[:, None, :]) & (one[:, :, None] > 0)).any(axis=(1, 2))
        return np.asarray(found)

    def near_and_similar(self, left: Codes, right: Codes, kind: str) -> tuple[Flags, Flags]:
        """Slips of the pen, and what is a little further off.

        Two given names of the dictionary are two names, however few letters lie between: Anna and Anita, Jan and Jon.
        """
        distance, allowed = self.slips(left, right)
        near = (distance <= allowed) | (self._letters[left] == self._letters[right])
        more = (self.lengths[left] + self.lengths[right] >= _SHORT_WORDS).astype(np.int32)
        similar = distance <= allowed + more
        slipped = ~(self.known[left] & self.known[right]) if kind == "given" else np.True_
        return np.asarray(near & slipped), np.asarray(similar & slipped)

    def share_words(self, left: Codes, right: Codes, kind: str) -> Flags:
        """Names of several words that have one in common; of a family name a long one but for a slip of the pen."""
        words = self._numbered_words
        found = np.zeros(len(left), np.bool_)
        rows = np.flatnonzero((words[left, 1] > 0) | (words[right, 1] > 0))
        one, other = words[left[rows]], words[right[rows]]
        found[rows] = ((one[:, :, None] == other[:, None, :]) & (one[:, :, None] > 0)).any(axis=(1, 2))
        if kind == "family":
            rows = rows[~found[rows]]
            for i in range(_MOST_WORDS):
                for j in range(_MOST_WORDS):
                    found[rows] |= self._word_slips(words[left[rows], i], words[right[rows], j])
        return found

    def _word_slips(self, left: Codes, right: Codes) -> Flags:
        """Whether one slip lies between two long words of the numbered ones."""
        lengths = np.minimum(self._word_lengths[left], self._word_lengths[right])
        found = lengths >= _LONG_WORD
        rows = np.flatnonzero(found)
        one, other = self._word_texts[left[rows]], self._word_texts[right[rows]]
        found[rows] = process.cpdist(one, other, scorer=OSA.distance, score_cutoff=1, dtype=np.int32) < 2
        return np.asarray(found)

    def begins(self, left: Codes, right: Codes) -> Flags:
        """Names of which one is the beginning of the other."""
        found = np.zeros(len(left), np.bool_)
        rows = np.flatnonzero(
            (self._starts[left] == self._starts[right])
            & (np.minimum(self.lengths[left], self.lengths[right]) >= _PREFIX)
        )
        pairs = zip(self.texts[left[rows]], self.texts[right[rows]], strict=True)
        found[rows] = [one.startswith(other) or other.startswith(one) for one, other in pairs]
        return found

    @cached_property
    def _numbered_words(self) -> Codes:
        numbers: dict[str, int] = {"": 0}
        rows = [
            _padded(tuple(numbers.setdefault(word, len(numbers)) for word in words[:_MOST_WORDS]), _MOST_WORDS)
            for words in self._words
        ]
        self._word_texts = np.array(list(numbers), dtype=object)
        self._word_lengths = np.fromiter(map(len, numbers), np.int32, len(numbers))
        return self._spread(np.array(rows, np.int32).reshape(len(rows), _MOST_WORDS))


class Boxes(Texts):
    """E-mail addresses, each once; the box is what stands before the sign."""

    def __init__(self, texts: Sequence[str]) -> None:
        super().__init__(texts)
        self._signs = np.fromiter((text.rfind("@") for text in texts), np.int32, len(texts))

    def near(self, left: Codes, right: Codes) -> Flags:
        """A slip, or the same numbered box at another provider.

        A box made of a name alone says no more than the name, however it is punctuated; numbers that differ are
        numbered people and firms, not slips.
        """
        distance = self.distance(left, right, most=_MOST_SLIPS)
        shortest = np.minimum(self._signs[left], self._signs[right])
        near = distance <= np.minimum(_MOST_SLIPS, np.maximum(shortest, 0) // 3)
        rows = np.flatnonzero(self._signs[left] == self._signs[right])
        rows = rows[self._same_box(left[rows], right[rows])]
        near[rows] = distance[rows] <= _MOST_SLIPS
        slips = np.flatnonzero(near)
        near[slips] = [_differ_by_slip(one, other) for one, other in self._pairs(left, right, slips)]
        near[rows] |= np.array([_is_numbered(one) for one, _ in self._pairs(left, right, rows)], np.bool_)
        return np.asarray(near)

    def _pairs(self, left: Codes, right: Codes, rows: NDArray[np.intp]) -> Iterator[tuple[str, str]]:
        return zip(self.texts[left[rows]], self.texts[right[rows]], strict=True)

    def _same_box(self, left: Codes, right: Codes) -> Flags:
        """Of addresses whose signs stand in the same place."""
        alike = process.cpdist(self.texts[left], self.texts[right], scorer=Prefix.similarity, dtype=np.int32)
        return np.asarray(alike > self._signs[left])


def _is_numbered(address: str) -> bool:
    return _NUMBER.search(address.rpartition("@")[0]) is not None


def _differ_by_slip(one: str, other: str) -> bool:
    """Whether letters differ; or nothing but punctuation around a number, which is no accident."""
    if _letters(one) != _letters(other):
        return True
    return _is_numbered(one) and _DIGITS.findall(one) == _DIGITS.findall(other)


def _letters(address: str) -> str:
    box, _, provider = address.rpartition("@")
    return _NO_LETTERS.sub("", box) + _DIGITS.sub("", provider)


def _padded(numbers: tuple[int, ...], width: int) -> tuple[int, ...]:
    return numbers + (0,) * (width - len(numbers))


def over_distinct(left: Codes, right: Codes, answer: Callable[[Codes, Codes], NDArray[Any]]) -> NDArray[Any]:
    """The answer for each pair of codes, asked once for each distinct pair."""
    if not len(left):
        return np.zeros(0, np.bool_)
    low, high = np.minimum(left, right), np.maximum(left, right)
    met = np.zeros(int(high.max()) + 1, np.bool_)
    met[low] = met[high] = True
    codes = np.flatnonzero(met).astype(np.int32)
    if len(codes) <= _FEW_CODES:
        numbers = np.cumsum(met, dtype=np.int32) - 1
        return _over_square(numbers[low] * len(codes) + numbers[high], codes, answer)
    packed = low.astype(np.int64) << 32 | high
    order = np.argsort(packed)
    ordered = packed[order]
    first = np.r_[True, ordered[1:] != ordered[:-1]]
    pairs = ordered[first]
    found = answer((pairs >> 32).astype(np.int32), (pairs & 0xFFFFFFFF).astype(np.int32))
    spread = np.empty(len(packed), found.dtype)
    spread[order] = found[np.cumsum(first) - 1]
    return spread


def _over_square(cells: Codes, codes: Codes, answer: Callable[[Codes, Codes], NDArray[Any]]) -> NDArray[Any]:
    """The same where codes are few enough for a table of all pairs."""
    met = np.zeros(len(codes) ** 2, np.bool_)
    met[cells] = True
    pairs = np.flatnonzero(met)
    found = answer(codes[pairs // len(codes)], codes[pairs % len(codes)])
    table = np.empty(len(met), found.dtype)
    table[pairs] = found
    return table[cells]
