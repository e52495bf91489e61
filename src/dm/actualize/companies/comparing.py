"""How much two spellings speak for one firm, in bits, and what forbids it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from rapidfuzz.distance import OSA

from dm.actualize.companies.forms import form_bits
from dm.actualize.companies.naming import Naming
from dm.actualize.companies.rarity import DELIVERED, PRIOR_BITS, TOWN_BITS, Rarity
from dm.actualize.companies.words import Kind, Word

# Nothing of a name tells more than this: two firms of one name exist in every country.
_NAME_CEILING = 22.0
_TYPO_COST = 2.5
_LONG_TYPO_COST = 2.0
_ABBREVIATION_COST = 3.0
_MOST_OF_AN_INITIAL = 4.0
# One house of a name is the court's: with or without its trade it is the same.
_ROYAL = "+koninklijke"
_SAME_NUMBER, _SAME_DOMAIN, _OTHER_DOMAIN, _SAME_HINT = 30.0, 11.0, -2.0, 9.0
_SAME_PERSON, _MORE_PEOPLE = 9.0, 12.0
_SAME_POSTAL_CODE, _OTHER_TOWN, _OTHER_BRANCH = 10.5, -5.0, -2.0
_SAME_HOLDING, _SAME_HONOUR, _SAME_COUNTRY, _SAME_LETTERS = 3.0, 4.0, 2.0, 1.0
_RARE_NAME = 18.0  # from here on a firm is taken for one with branches
_FORBIDDEN = -100.0
# A number with another name under it: renamed, or a slip in the number; a person should look.
_RENAMED = -14.0


class Said(Protocol):
    """What a spelling says; see dm.actualize.companies.spelling."""

    @property
    def country(self) -> str: ...
    @property
    def town(self) -> frozenset[str]: ...
    @property
    def postal_code(self) -> str: ...
    @property
    def domain(self) -> str: ...
    @property
    def registration_no(self) -> str: ...
    @property
    def hints(self) -> frozenset[int]: ...
    @property
    def people(self) -> frozenset[int]: ...


_PARTS = ("name", "register number", "place", "domain", "telephone or address", "people", "legal form")


class Verdict(NamedTuple):
    """`bits` for one firm and the `parts` they come from; `forbidden` says why they may never join by themselves.

    Where something about their whole groups makes the doubt, it stands in `because`, and `doubt` says how likely they
    are one.
    """

    bits: float
    forbidden: str
    parts: tuple[float, ...] = ()
    prior: float = PRIOR_BITS
    because: str = ""
    doubt: float = 0.0

    @property
    def probability(self) -> float:
        """How likely the two are one."""
        if self.because:
            return self.doubt
        return 1.0 / (1.0 + math.pow(2.0, (self.prior - max(-40.0, min(60.0, self.bits)))))

    @property
    def why(self) -> str:
        """The same in words, for who decides."""
        said = [f"{what} {bits:+.0f}" for what, bits in zip(_PARTS, self.parts, strict=False) if bits]
        said += [self.because] if self.because else []
        return ", ".join([*said, self.forbidden] if self.forbidden else said)

    @property
    def points_to_one(self) -> bool:
        """Whether anything besides the name and its legal form speaks for one firm."""
        return any(bits > 0 for bits in self.parts[1:6])


def is_promising(left: Naming, right: Naming) -> bool:
    """Whether a closer look may pay: a word in common, a slip, initials. Quick: most pairs of a block are nothing."""
    if left.texts & right.texts or left.compact == right.compact:
        return True
    one, other = left.longest, right.longest
    if OSA.distance(one, other, score_cutoff=2) <= 2 and min(len(one), len(other)) > 3:
        return True
    if OSA.distance(left.written, right.written, score_cutoff=2) <= 2:
        return True
    return one == right.initials or other == left.initials


def own_bits(naming: Naming, *, town: bool, postal_code: bool, domain: bool, number: bool) -> float:
    """What a spelling tells by itself: below `ENOUGH_BITS` the same words may be another firm."""
    place = _SAME_POSTAL_CODE if postal_code else TOWN_BITS if town or naming.towns else 0.0
    named = min(_whole(naming, DELIVERED) + _agreement(naming, naming), _NAME_CEILING)
    return named + place + _SAME_DOMAIN * domain + _SAME_NUMBER * number + bool(naming.form)


# Two records that say no more than the same such words are one firm with a probability of .97.
ENOUGH_BITS = PRIOR_BITS + 5.02


class _Names(NamedTuple):
    bits: float
    forbidden: str


def compare(left: Said, right: Said, names: tuple[Naming, Naming], rarity: Rarity = DELIVERED) -> Verdict:
    """Weigh everything; `rarity` is what the lists themselves have taught."""
    same_number = bool(left.registration_no) and left.registration_no == right.registration_no
    if not same_number and _same_register(left.registration_no, right.registration_no):
        return Verdict(_FORBIDDEN, "two register numbers")
    found = _compare_names(*names, rarity)
    parts = (
        max(found.bits, _RENAMED) if same_number else found.bits,
        _SAME_NUMBER if same_number else 0.0,
        _place_bits(left, right, names, found.bits, rarity),
        _domain_bits(left.domain, right.domain),
        _SAME_HINT if left.hints & right.hints else 0.0,
        _people_bits(len(left.people & right.people)) if left.people and right.people else 0.0,
        form_bits(names[0].form, names[1].form),
    )
    forbidden = found.forbidden
    if not forbidden and left.country and right.country and left.country != right.country:
        forbidden = "two countries"
    return Verdict(sum(parts), "" if same_number else forbidden, parts, rarity.prior)


def _same_register(left: str, right: str) -> bool:
    """Whether two numbers are of the same register, and so of two firms where they differ."""
    return bool(left and right) and left.partition(" ")[0] == right.partition(" ")[0]


def _people_bits(count: int) -> float:
    """One name in common may be a namesake, or somebody who changed his job."""
    return _MORE_PEOPLE if count > 1 else _SAME_PERSON * count


def _place_bits(left: Said, right: Said, names: tuple[Naming, Naming], named: float, rarity: Rarity) -> float:
    one, other = (said.town or name.towns for said, name in zip((left, right), names, strict=True))
    if left.postal_code and left.postal_code == right.postal_code:
        return max(_SAME_POSTAL_CODE, rarity.of_town(one & other))
    if not one or not other:
        return 0.0
    if one & other:
        return rarity.of_town(one & other)
    formed = form_bits(names[0].form, names[1].form)
    return _OTHER_BRANCH if named >= _RARE_NAME and formed >= 0 else _OTHER_TOWN


def _domain_bits(left: str, right: str) -> float:
    if not left or not right:
        return 0.0
    return _SAME_DOMAIN if left == right else _OTHER_DOMAIN


def _compare_names(left: Naming, right: Naming, rarity: Rarity) -> _Names:
    agreed = _agreement(left, right)
    together = _together_cost(left, right) if left is not right else 0.0
    if together is not None:
        bits = _match(left.core, right.core, rarity)[0]
        # One that is written in one word says less of the words that it is made of.
        stricter = max if left.written == right.written else min
        whole = stricter(_whole(left, rarity), _whole(right, rarity))
        return _Names(min(max(bits, whole) + agreed - together, _NAME_CEILING), _other(left, right))
    return _compare_words(left, right, agreed, rarity)


def _compare_words(left: Naming, right: Naming, agreed: float, rarity: Rarity) -> _Names:
    core, lone_left, lone_right = _match(left.core, right.core, rarity)
    generic, more_left, more_right = _match(left.generic, right.generic, rarity)
    bits, forbidden = core + generic + agreed, ""
    if lone_left and right.tail:
        lone_left = [word for word in lone_left if word.text not in right.tail]
    if lone_right and left.tail:
        lone_right = [word for word in lone_right if word.text not in left.tail]
    if lone_left and more_right:
        bits += _shorten(lone_left, more_right, right)
    if lone_right and more_left:
        bits += _shorten(lone_right, more_left, left)
    if lone_left or lone_right:
        if _are_initials(lone_left) and _are_initials(lone_right) and not (lone_left and lone_right):
            bits -= 2.0
        elif _is_acronym(left, right):
            bits, forbidden = bits + 6.0, "initials only"
        else:
            lone = sum(map(rarity.of_word, (*lone_left, *lone_right)))
            bits, forbidden = bits - max(6.0, lone), "other names"
    if more_left or more_right:
        if more_left and more_right:
            bits, forbidden = bits - 8.0, forbidden or "other trades"
        elif _ROYAL in left.honours & right.honours:
            bits -= 2.0
        else:
            bits, forbidden = bits - 4.0, forbidden or "a trade more"
    return _Names(min(bits, _NAME_CEILING), forbidden or _other(left, right))


def _agreement(left: Naming, right: Naming) -> float:
    """Bits of what neither identifies nor describes a firm, and is there on both sides."""
    bits = _SAME_HONOUR * len(left.honours & right.honours) if left.honours else 0.0
    bits += _SAME_HOLDING if left.holding & right.holding else 0.0
    bits += _SAME_COUNTRY if left.countries & right.countries else 0.0
    return bits + (_SAME_LETTERS if left.written == right.written else 0.0)


def _shorten(short: list[Word], long: list[Word], spoken: Naming) -> float:
    """Take words that shorten a describing word of the other side (Engrg, Impr.) from both lists; the bits of it."""
    bits = 0.0
    for word in list(short):
        meaning = next((text for heard, text in spoken.spoken if _is_short_for(word.text, heard)), "")
        other = next((one for one in long if one.text == meaning), None)
        if other is not None:
            short.remove(word)
            long.remove(other)
            bits += 1.0
    return bits


def _is_short_for(short: str, whole: str) -> bool:
    """Its beginning, or its first letter with some that follow, the last among them."""
    if not 3 <= len(short) < len(whole):
        return False
    if whole.startswith(short):
        return True
    letters = iter(whole[1:])
    return short[0] == whole[0] and short[-1] == whole[-1] and all(one in letters for one in short[1:])


def _are_initials(words: Sequence[Word]) -> bool:
    return all(len(word.text) == 1 for word in words)


def _other(left: Naming, right: Naming) -> str:
    """What sets two firms of one name apart: the mother, a number, a country in the name."""
    if left.holding != right.holding:
        return "a holding"
    if left.numbers != right.numbers:
        return "other numbers"
    if left.countries and right.countries and left.countries != right.countries:
        return "other countries"
    return ""


def _whole(naming: Naming, rarity: Rarity) -> float:
    return sum(map(rarity.of_word, (*naming.core, *naming.generic)))


def _match(left: Sequence[Word], right: Sequence[Word], rarity: Rarity) -> tuple[float, list[Word], list[Word]]:
    """The bits of words that agree, in any order, and what each side has alone."""
    if left == right:
        return sum(map(rarity.of_word, left)), [], []
    lone_left: list[Word] = []
    lone_right = list(right)
    bits = 0.0
    for word in left:
        other = next((one for one in lone_right if one.text == word.text), None)
        if other is None:
            lone_left.append(word)
        else:
            lone_right.remove(other)
            bits += _same_word_bits(rarity.of_word(word), rarity.of_word(other))
    for word in list(lone_left):
        for other in lone_right:
            cost = _typing_cost(word, other)
            if cost is not None:
                found = max(1.0, max(rarity.of_word(word), rarity.of_word(other)) - cost)
                bits += min(found, _MOST_OF_AN_INITIAL) if min(len(word.text), len(other.text)) == 1 else found
                lone_left.remove(word)
                lone_right.remove(other)
                break
    return bits, lone_left, lone_right


def _same_word_bits(one: float, other: float) -> float:
    """A rare name that sounds like a common one (Philips, Phillips) was most likely mistyped."""
    return one if one == other else max(min(one, other), max(one, other) - _TYPO_COST)


def _typing_cost(left: Word, right: Word) -> float | None:
    """What it costs to take the words for one: slips of the keyboard, or an abbreviation; None if they are two."""
    one, other = left.text, right.text
    if left.kind is not Kind.CORE or right.kind is not Kind.CORE:
        return None
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) == 1 and longer.startswith(shorter):
        return _ABBREVIATION_COST
    allowed = 0 if len(shorter) < 4 else 1 if len(shorter) < 10 else 2
    distance = OSA.distance(one, other, score_cutoff=allowed)
    if distance > allowed:
        return None
    # A slip at the first letter is rare: Bayer and Mayer are two.
    slip = _LONG_TYPO_COST if len(shorter) >= 8 else _TYPO_COST
    return slip * distance * distance + (3.0 if one[0] != other[0] else 0.0) + max(0.0, 6.0 - len(shorter)) * 1.5


def _together_cost(left: Naming, right: Naming) -> float | None:
    """What it costs to take the names for one however they are parted into words; None where they are not."""
    if left.compact == right.compact or left.written == right.written:
        return 1.0 if left.core != right.core or left.generic != right.generic else 0.0
    one, other = left.written, right.written
    shorter = min(len(one), len(other))
    allowed = 0 if shorter < 10 else 1 if shorter < 24 else 2
    if not allowed or one[0] != other[0] or left.numbers != right.numbers:
        return None
    distance = OSA.distance(one, other, score_cutoff=allowed)
    return _LONG_TYPO_COST * distance if distance <= allowed else None


def _is_acronym(left: Naming, right: Naming) -> bool:
    for short, long in ((left, right), (right, left)):
        if len(short.core) == 1 and len(long.initials) > 2 and short.core[0].text == long.initials:
            return True
    return False
