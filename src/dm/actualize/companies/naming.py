"""A company's name taken apart: what identifies it, what describes it, what only hangs on it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from dm.actualize.companies.forms import Form, find_form, is_form, join_initials
from dm.actualize.companies.sounding import sound
from dm.actualize.companies.words import Kind, Word, is_described, read_word
from dm.normal.folding import fold

_BREAKS = re.compile(r"[,;|]|\*\*|\s[-–—/]\s")
_MARKS = re.compile(r"&\w{2,6};?|\{[^}]*\}", re.IGNORECASE)
# "N,V," is an abbreviation; "Maat- schappij" was broken at the end of a line.
_SLIPS = (
    (re.compile(r"(?<=\b\w)[.,]{1,2}\s*(?=\w\b)"), " "),
    (re.compile(r"(?<=\w{3})-\s+(?!und\b|and\b|u\b|и\b)(?=\w{3})"), ""),
    (
        re.compile(
            r"(?<=[\u0430-\u044f\u0410-\u042f])-(?:\u0432\u043e|\u043d\u0438\u0435|\u0446\u0438\u044f)\b", re.IGNORECASE
        ),
        "",
    ),
)
# What a firm was called, who opens its letters, that it is wound up: nothing of its name.
_BESIDE = re.compile(
    r"(?<=\w)\W+(?:"
    r"(?:c/o|vormals|ehemals|formerly|f/k/a|бывш\.?)\W.*"
    r"|(?:i\.\s?(?:L|G|Gr)\.|in liquidation|в (?:стадии )?"
    r"ликвидации)\W*"
    r")$",
    re.IGNORECASE,
)
# UNILEVERN.V.; Philips' (N.V.) Gloeilampenfabrieken.
_GLUED = re.compile(r"(?<=\w{4})(?=(?:[BN]\.\s?V|S\.\s?A)\.?(?:\W|$))", re.IGNORECASE)
_WITHIN = re.compile(r"\(([\w. ]{2,12})\)(.*\w.*)")
_SOLE = frozenset(("ип", "индивидуальный"))
_COMPOUND = re.compile(r"\b(\w{3,})-(\w{3,})\b")
_APOSTROPHES = re.compile(r"['’`´]")
_MAX_WORDS = 12


@dataclass(frozen=True, slots=True)
class Naming:
    """`core` identifies, `generic` describes, `tail` is what follows the legal form: a place or a part of the firm.

    `spoken` are the describing words as they were written, with their meaning.
    """

    core: tuple[Word, ...]
    generic: tuple[Word, ...]
    honours: frozenset[str]
    holding: frozenset[str]
    countries: frozenset[str]
    towns: frozenset[str]
    numbers: frozenset[str]
    form: Form
    compact: str
    written: str
    initials: str
    tail: frozenset[str]
    spoken: tuple[tuple[str, str], ...]
    texts: frozenset[str]
    longest: str
    is_rare: bool
    is_telling: bool

    def __bool__(self) -> bool:
        return bool(self.compact)


@lru_cache(maxsize=1 << 17)
def read_naming(full: str, own_town: str = "") -> Naming:
    """The parts of a name as a list writes it; `own_town` is the folded town of its address."""
    main, tail, form = _main_and_tail(full)
    town = sound(own_town.replace(" ", "")) if own_town else ""
    words = [read_word(word) for word in main[:_MAX_WORDS]]
    if form is Form.SOLE:
        words = [_initial(word) if len(word) == 1 else read for word, read in zip(main, words, strict=False)]
    if town:
        words = [_own_place(word, town) for word in words]
    by_kind: tuple[list[Word], ...] = tuple([] for _ in Kind)
    for word in words:
        by_kind[word.kind].append(word)
    core, towns = by_kind[Kind.CORE], by_kind[Kind.TOWN]
    telling = [word for word in words if word.kind in (Kind.CORE, Kind.GENERIC, Kind.NUMBER)]
    if not core:  # 3M; Stadtwerke Bonn: what else is there to know them by
        core = by_kind[Kind.NUMBER] or [*towns, *by_kind[Kind.COUNTRY]]
        telling += [word for word in core if word.kind is not Kind.NUMBER]
    sounds = [sound(word) for word in main]
    generic = {word.text for word in by_kind[Kind.GENERIC]}
    speaking = (heard[:1] for heard, word in zip(sounds, words, strict=False) if word.kind not in _SILENT)
    return Naming(
        core=tuple(core),
        generic=tuple(_single(by_kind[Kind.GENERIC])),
        honours=_texts(by_kind[Kind.HONOUR]),
        holding=_texts(by_kind[Kind.HOLDING]),
        countries=_texts(by_kind[Kind.COUNTRY]),
        towns=_texts([*towns, *(word for word in map(read_word, tail) if word.kind is Kind.TOWN)]),
        numbers=_texts(by_kind[Kind.NUMBER]),
        form=form,
        compact="".join(word.text.replace("+", "") for word in telling) or "".join(sounds),
        written="".join(sounds),
        initials="".join(speaking),
        tail=frozenset(map(sound, tail)) if tail else _NOTHING,
        spoken=tuple((heard, word.text) for heard, word in zip(sounds, words, strict=False) if word.text in generic),
        texts=frozenset(word.text for word in core),
        longest=max((word.text for word in core), key=len, default=""),
        is_rare=sum(word.bits for word in core) >= _RARE_NAME,
        is_telling=sum(word.bits for word in core) >= _TELLING_NAME
        or sum(word.bits for kind in _SAYING for word in by_kind[kind]) >= _TELLING_WHOLE,
    )


# From so many bits on a name is borne by one firm of a country.
_RARE_NAME = 18.0
# Below so many, two firms of a name are the rule.
_TELLING_NAME = 11.0
_TELLING_WHOLE = 16.0
_SAYING = (Kind.CORE, Kind.GENERIC, Kind.HONOUR)
_NOTHING: frozenset[str] = frozenset()
_SILENT = (Kind.NEUTRAL, Kind.COUNTRY)


def _texts(words: Sequence[Word]) -> frozenset[str]:
    return frozenset(word.text for word in words) if words else _NOTHING


def _single(words: Sequence[Word]) -> Iterator[Word]:
    """A compound counts as its two words."""
    for word in words:
        parts = word.text.split("+")[1:]
        if len(parts) == 1:
            yield word
        else:
            yield from (Word(f"+{part}", Kind.GENERIC, word.bits / len(parts)) for part in parts)


def _own_place(word: Word, town: str) -> Word:
    return Word(town, Kind.TOWN, 5.0) if word.text == town and word.kind is Kind.CORE else word


def _initial(letter: str) -> Word:
    """A letter in the name of a sole trader is of his given name, never a preposition."""
    return Word(sound(letter), Kind.CORE, 2.0)


def _main_and_tail(full: str) -> tuple[list[str], list[str], Form]:
    """The words before and after the legal form, which is looked for in every part between commas."""
    main: list[str] = []
    tail: list[str] = []
    form = Form.NONE
    for place, segment in enumerate(_segments(full)):
        words = join_initials(segment) if _SOLE.isdisjoint(segment) else segment
        at = 0
        is_tail = bool(form and main) or bool(place and main and _is_part(words))
        while at < len(words):
            length, found = find_form(words, at, _may_follow, named=bool(main))
            if length:
                form = form or found
                is_tail = is_tail or bool(main)
                at += length
                continue
            is_tail = is_tail or (bool(main) and read_word(words[at]).kind is Kind.PART)
            (tail if is_tail else main).append(words[at])
            at += 1
    return (main, tail, form) if main else (tail, [], form)


def _may_follow(word: str) -> bool:
    return read_word(word).kind in (Kind.TOWN, Kind.PART, Kind.COUNTRY)


def _segments(full: str) -> list[Sequence[str]]:
    text = _MARKS.sub(" ", full) if "&" in full or "{" in full else full
    text = _APOSTROPHES.sub("", text)
    text = _GLUED.sub(" ", _BESIDE.sub("", text))
    if "(" in text:
        text = _WITHIN.sub(_outside, text)
    for slip, meant in _SLIPS:
        text = slip.sub(meant, text)
    if "-" in text:
        text = _COMPOUND.sub(_joined, text)
    return [words for part in _BREAKS.split(text) if (words := fold(part).split())]


def _outside(found: re.Match[str]) -> str:
    """A legal form between brackets is no end of the name."""
    return f"{found[2]} {found[1]}" if is_form(fold(found[1]).replace(" ", "")) else found[0]


def _joined(found: re.Match[str]) -> str:
    """A describing compound in one word: Kunststoff-Technik."""
    whole = found[1] + found[2]
    return whole if is_described(whole) else found[0]


def _is_part(words: Sequence[str]) -> bool:
    """Whether a part after a comma names a place or a part of the firm instead of the firm."""
    kinds = [read_word(word).kind for word in words]
    return Kind.PART in kinds or kinds[:1] == [Kind.TOWN] or words[0] == "nl"
