"""What a word of a company's name is worth: rare ones identify, common ones do not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from dm.actualize.companies import vocabulary
from dm.actualize.companies.sounding import sound
from dm.normal.common_surnames import COMMON
from dm.normal.folding import fold
from dm.normal.given_names import GIVEN

VERSION = 1


class Kind(IntEnum):
    """What a word does in a name."""

    NEUTRAL = 0
    GENERIC = 1
    HOLDING = 2
    COUNTRY = 3
    TOWN = 4
    PART = 5
    NUMBER = 6
    CORE = 7
    HONOUR = 8


class Word(NamedTuple):
    """`text` stands for all spellings; `bits` is how many halvings of all firms it makes."""

    text: str
    kind: Kind
    bits: float


_BITS = {Kind.NEUTRAL: 0.0, Kind.GENERIC: 3.0, Kind.HOLDING: 2.0, Kind.COUNTRY: 2.0, Kind.TOWN: 5.0, Kind.PART: 0.0,
         Kind.HONOUR: 4.0}  # fmt: skip
_NUMBER_BITS = 6.0
_POPULAR_BITS = 8.0
_SURNAME_BITS = 8.0
_GIVEN_BITS = 7.0
# A compound, by the letters before its describing end: the more of them, the more of a name.
_COMPOUND_BITS = (9.0, 9.0, 9.0, 9.0, 11.0, 14.0)
# A word that no list knows, by its letters: short ones are initials of many firms.
_RARE_BITS = (0.0, 2.0, 7.0, 12.0, 16.0, 19.0, 19.5, 19.5, 20.0)

# Ends of compounds that say what a firm does: half a name at most.
_COMPOUND_ENDS = tuple(
    sound(fold(end))
    for end in (
        "bau technik handel handels service services werk werke fabrik fabriken fabriek fabrieken "
        "vertrieb beratung verlag dienst dienste haus markt system systeme systems gesellschaft "
        "betrieb betriebe handlung reinigung "
        "verwaltung elektrik elektro transporte logistik apotheke praxis zentrum pflege  строй сервис торг "
        "маш пром снаб монтаж инвест банк ойл трейд групп транс авто мед фарм энерго газ нефть плюс софт "
        "мебель "
    ).split()
)


def _lines(block: str) -> Iterator[list[str]]:
    return (words for line in block.replace("\n  ", " ").splitlines() if (words := line.split()))


def _known() -> dict[str, Word]:
    found: dict[str, Word] = {}

    def add(text: str, word: Word) -> None:
        found.setdefault(sound(fold(text).replace(" ", "")), word)

    for text in vocabulary.PARTS.split():
        add(text, Word("", Kind.PART, 0.0))
    blocks = {Kind.HONOUR: vocabulary.HONOURS, Kind.HOLDING: vocabulary.HOLDING, Kind.GENERIC: vocabulary.GENERIC}
    for kind, block in blocks.items():
        for words in _lines(block):
            for text in words:
                add(text, Word(f"+{words[0]}", kind, _BITS[kind]))
    for words in _lines(vocabulary.COUNTRIES):
        for text in words[1:]:
            add(text, Word(f"@{words[0].upper()}", Kind.COUNTRY, _BITS[Kind.COUNTRY]))
    for text in vocabulary.TOWNS.split():
        add(text, Word(sound(fold(text)), Kind.TOWN, _BITS[Kind.TOWN]))
    for text in vocabulary.POPULAR.split():
        add(text, Word(sound(fold(text)), Kind.CORE, _POPULAR_BITS))
    return found


_KNOWN = _known()
# As they are written: "le" is an article, Lee a name.
_NEUTRAL = frozenset(fold(text).replace(" ", "") for text in vocabulary.NEUTRAL.split())
_TYPO_LENGTH = 7
# One I alone may be a letter or a word.
_ROMAN = {one: str(at) for at, one in enumerate("ii iii iv v vi vii viii ix x xi xii".split(), 2) if len(one) > 1}


def _abbreviated() -> dict[str, Word]:
    found = {}
    for short, *meanings in _lines(vocabulary.ABBREVIATIONS):
        words = [_KNOWN[sound(fold(meaning))] for meaning in meanings]
        found[fold(short)] = Word("".join(word.text for word in words), words[0].kind, sum(word.bits for word in words))
    return found


_ABBREVIATED = _abbreviated()
_PATRONYMICS = ("ович", "евич", "овна", "евна", "ична", "ильич", "кузьмич", "лукич", "фомич")


def _by_beginning(words: Iterable[str]) -> dict[tuple[str, int], list[str]]:
    found: dict[tuple[str, int], list[str]] = {}
    for word in words:
        if len(word) >= _TYPO_LENGTH:
            found.setdefault((word[:2], len(word)), []).append(word)
    return found


_DESCRIBING = (Kind.GENERIC, Kind.HONOUR, Kind.COUNTRY)
_LONG_NEUTRAL = frozenset(sound(word) for word in _NEUTRAL if len(word) >= _TYPO_LENGTH)
_NEAR = _by_beginning([*_LONG_NEUTRAL, *(key for key, word in _KNOWN.items() if word.kind in _DESCRIBING)])
_ABBREVIATION_LENGTH = 6


def _familiar() -> dict[tuple[str, int], list[str]]:
    found: dict[tuple[str, int], list[str]] = {}
    popular = [fold(word) for word in vocabulary.POPULAR.split()]
    for heard in sorted({sound(word) for word in (*popular, *COMMON)}):
        if len(heard) > 4:
            found.setdefault((heard[0], len(heard)), []).append(heard)
    return found


_FAMILIAR = _familiar()
_TRANSCRIBED = frozenset(sound(name) for name in (*COMMON, *GIVEN) if not name.isascii())


def _beginnings() -> dict[str, str]:
    """{beginning: word it must mean}; "" where it could mean several."""
    found: dict[str, str] = {}
    for key, word in _KNOWN.items():
        for end in range(_ABBREVIATION_LENGTH, len(key)):
            other = found.setdefault(key[:end], key)
            if other and word.kind in (Kind.GENERIC, Kind.HONOUR) and _KNOWN[other].text != word.text:
                found[key[:end]] = ""
    return found


_BEGINNINGS = _beginnings()


@lru_cache(maxsize=1 << 18)
def read_word(folded: str) -> Word:
    """The word as it stands in a name of a firm, with what it weighs as long as no list has taught better."""
    if folded in _NEUTRAL:
        return Word("", Kind.NEUTRAL, 0.0)
    if (short := _ABBREVIATED.get(folded)) is not None:
        return short
    heard = sound(folded)
    known = _KNOWN.get(heard)
    if known is not None:
        return known
    if any(map(str.isdigit, heard)) or folded in _ROMAN:
        return Word(_ROMAN.get(folded, heard), Kind.NUMBER, _NUMBER_BITS)
    if (whole := _KNOWN.get(_BEGINNINGS.get(heard, ""))) is not None and whole.kind in (Kind.GENERIC, Kind.HONOUR):
        return whole
    return _mistyped(heard) or _described(heard) or Word(heard, Kind.CORE, _own_bits(folded, heard))


def is_described(word: str) -> bool:
    """Whether a word, in any case, is one that describes firms."""
    known = _KNOWN.get(sound(fold(word)))
    return known is not None and known.kind is Kind.GENERIC


def _mistyped(heard: str) -> Word | None:
    if len(heard) < _TYPO_LENGTH - 1:
        return None
    for length in (len(heard) - 1, len(heard), len(heard) + 1):
        for known in _NEAR.get((heard[:2], length), ()):
            if OSA.distance(heard, known, score_cutoff=1) <= 1:
                return _KNOWN.get(known) or Word("", Kind.NEUTRAL, 0.0)
    return None


def _described(heard: str) -> Word | None:
    """A compound of two words that everybody knows (Medizintechnik) is as general as they are."""
    for at in range(3, len(heard) - 2):
        end = _KNOWN.get(heard[at:])
        if end is None or end.kind is not Kind.GENERIC:
            continue
        for joint in ("", "s", "n", "en", "o"):
            first = heard[:at].removesuffix(joint) if joint else heard[:at]
            begin = _KNOWN.get(first)
            if begin is not None and begin.kind is Kind.GENERIC:
                return Word(begin.text + end.text, Kind.GENERIC, _BITS[Kind.GENERIC] + 2)
    return None


def _own_bits(folded: str, heard: str) -> float:
    """By the lists; one letter away from a name that everybody bears, it is most likely that name."""
    if folded in COMMON:
        return _SURNAME_BITS
    if folded in GIVEN or folded.endswith(_PATRONYMICS):
        return _GIVEN_BITS
    if len(heard) > 5 and heard.endswith(_COMPOUND_ENDS):
        before = min(len(heard) - len(end) for end in _COMPOUND_ENDS if heard.endswith(end))
        return _COMPOUND_BITS[min(before, len(_COMPOUND_BITS) - 1)]
    if heard in _TRANSCRIBED:
        return _SURNAME_BITS
    if len(heard) > 4 and any(
        OSA.distance(heard, known, score_cutoff=1) == 1
        for length in (len(heard) - 1, len(heard), len(heard) + 1)
        for known in _FAMILIAR.get((heard[0], length), ())
    ):
        return _SURNAME_BITS + 1
    return _RARE_BITS[min(len(heard), len(_RARE_BITS) - 1)]
