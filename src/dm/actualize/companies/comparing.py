"""How much two spellings speak for one firm, in bits, and what forbids it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from rapidfuzz.distance import OSA

from dm.actualize.companies.forms import form_bits
from dm.actualize.companies.naming import Naming
from dm.actualize.companies.words import Kind, Word

# A firm is one of so many (2 ** 13) among those that a list could confuse it with.
PRIOR_BITS = 13.0
# Nothing of a name tells more than this: two firms of one name exist in every country.
_NAME_CEILING = 22.0
_TYPO_COST = 2.5
_LONG_TYPO_COST = 2.0
_ABBREVIATION_COST = 3.0
_SAME_NUMBER, _SAME_DOMAIN, _OTHER_DOMAIN, _SAME_PHONE, _SAME_ADDRESS = 30.0, 9.0, -2.0, 7.0, 8.0
_SAME_POSTAL_CODE, _SAME_TOWN, _OTHER_TOWN = 7.0, 5.0, -5.0
_RARE_NAME = 15.0  # from here on a firm is taken for one with branches
_FORBIDDEN = -100.0


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


class Verdict(NamedTuple):
    """`bits` for one firm; `forbidden` where they may never become one by themselves; `why` in words."""

    bits: float
    forbidden: bool
    why: str

    @property
    def probability(self) -> float:
        return 1.0 / (1.0 + math.pow(2.0, (PRIOR_BITS - max(-40.0, min(60.0, self.bits)))))


class _Names(NamedTuple):
    bits: float
    forbidden: str


def compare(left: Said, right: Said, names: tuple[Naming, Naming], weight: dict[str, float]) -> Verdict:
    """Weigh everything; `weight` holds the bits of words that the lists themselves have taught."""
    if left.registration_no and right.registration_no and left.registration_no != right.registration_no:
        return Verdict(_FORBIDDEN, forbidden=True, why="two register numbers")
    found = _compare_names(*names, weight)
    bits, why = found.bits, [f"name {found.bits:.0f}"]
    same_number = bool(left.registration_no) and left.registration_no == right.registration_no
    for said, what in (
        (_SAME_NUMBER if same_number else 0.0, "register number"),
        (_place_bits(left, right, names, found.bits), "place"),
        (_domain_bits(left.domain, right.domain), "domain"),
        (_SAME_PHONE if left.hints & right.hints else 0.0, "telephone or address"),
        (form_bits(names[0].form, names[1].form), "legal form"),
    ):
        if said:
            bits += said
            why.append(f"{what} {said:+.0f}")
    other_land = bool(left.country and right.country) and left.country != right.country
    forbidden = found.forbidden or ("two countries" if other_land else "")
    if forbidden and not same_number:
        why.append(forbidden)
    return Verdict(bits, bool(forbidden) and not same_number, ", ".join(why))


def _place_bits(left: Said, right: Said, names: tuple[Naming, Naming], named: float) -> float:
    one, other = (said.town or name.towns for said, name in zip((left, right), names, strict=True))
    if left.postal_code and left.postal_code == right.postal_code:
        return _SAME_POSTAL_CODE
    if not one or not other:
        return 0.0
    if one & other:
        return _SAME_TOWN
    return _OTHER_TOWN if named < _RARE_NAME else -1.0


def _domain_bits(left: str, right: str) -> float:
    if not left or not right:
        return 0.0
    return _SAME_DOMAIN if left == right else _OTHER_DOMAIN


def _compare_names(left: Naming, right: Naming, weight: dict[str, float]) -> _Names:
    bits, lone_left, lone_right = _match(left.core, right.core, weight)
    lone_left = [word for word in lone_left if word.text not in right.tail]
    lone_right = [word for word in lone_right if word.text not in left.tail]
    forbidden = ""
    together = _together_cost(left, right) if left != right else None
    if together is not None:
        whole = min(_weight_of((*name.core, *name.generic), weight) for name in (left, right))
        return _Names(min(max(bits, whole) - together, _NAME_CEILING), _other(left, right))
    if lone_left or lone_right:
        if _are_initials(lone_left) and _are_initials(lone_right) and not (lone_left and lone_right):
            bits -= 2.0
        elif _is_acronym(left, right):
            bits, forbidden = bits + 6.0, "initials only"
        else:
            lone = _weight_of(lone_left, weight) + _weight_of(lone_right, weight)
            bits, forbidden = bits - max(6.0, lone), "other names"
    matched, more_left, more_right = _match(left.generic, right.generic, weight)
    bits += matched
    if more_left or more_right:
        both = bool(more_left and more_right)
        bits -= 8.0 if both else 4.0
        forbidden = forbidden or ("other trades" if both else "a trade more")
    bits += 2.0 if left.countries & right.countries else 0.0
    return _Names(min(bits, _NAME_CEILING), forbidden or _other(left, right))


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


def _weight_of(words: Sequence[Word], weight: dict[str, float]) -> float:
    return sum(weight.get(word.text, word.bits) for word in words)


def _match(
    left: Sequence[Word], right: Sequence[Word], weight: dict[str, float]
) -> tuple[float, list[Word], list[Word]]:
    """The bits of words that agree, in any order, and what each side has alone."""
    if left == right:
        return _weight_of(left, weight), [], []
    common = Counter(word.text for word in left) & Counter(word.text for word in right)
    bits = sum(
        weight.get(word.text, word.bits) for word in {word.text: word for word in left}.values() if word.text in common
    )
    lone_left = [word for word in left if word.text not in common]
    lone_right = [word for word in right if word.text not in common]
    for word in list(lone_left):
        for other in lone_right:
            cost = _typing_cost(word, other)
            if cost is not None:
                rarer = max(weight.get(word.text, word.bits), weight.get(other.text, other.bits))
                bits += max(1.0, rarer - cost)
                lone_left.remove(word)
                lone_right.remove(other)
                break
    return bits, lone_left, lone_right


def _typing_cost(left: Word, right: Word) -> float | None:
    """What it costs to take the words for one: slips of the keyboard, or an abbreviation; None if they are two."""
    one, other = left.text, right.text
    if left.kind is not Kind.CORE or right.kind is not Kind.CORE:
        return None
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= 3 and longer.startswith(shorter) and len(longer) - len(shorter) >= 3:
        return _ABBREVIATION_COST + max(0.0, 6.0 - len(shorter)) * 2.0
    if len(shorter) == 1 and longer.startswith(shorter):
        return _ABBREVIATION_COST
    allowed = 0 if len(shorter) < 4 else 1 if len(shorter) < 8 else 2 if len(shorter) < 13 else 3
    distance = OSA.distance(one, other, score_cutoff=allowed)
    if distance > allowed:
        return None
    # A slip at the first letter is rare: Bayer and Mayer are two.
    slip = _LONG_TYPO_COST if len(shorter) >= 8 else _TYPO_COST
    return slip * distance + (3.0 if one[0] != other[0] else 0.0) + max(0.0, 6.0 - len(shorter)) * 1.5


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
