"""Values that belong to nobody: what a form demands and nobody knew, or what a whole list shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dm.actualize.link.columns import Codes, Columns, Flags

# Whom so many different people bear, told apart by their initials, is nobody's; a number of one person, far fewer.
_MANY, _FEW = 20, 8
# A day that stands so many times as often as the usual one; the first of January only where other ones do not.
_TIMES, _NEW_YEAR_TIMES, _NEW_YEAR, _ENOUGH_DAYS = 20, 5, 101, 10
# An office's number is shared by many; by such a part of a list it says nothing any more.
_PART_OF_A_LIST = 0.01
# The days from which computers count.
_ZEROES = (18991230, 18991231, 19000101, 19010101, 19700101)

Nobodys = Mapping[str, Sequence[str]]


def without_nobodys(columns: Columns, known: Nobodys) -> tuple[Columns, dict[str, tuple[str, ...]]]:
    """The columns with nobody's values empty, and these values as texts by column; `known` are those of the base."""
    who = _initials(columns)
    found: dict[str, tuple[str, ...]] = {}
    fields: dict[str, Any] = {}
    for name, field in (("email", "emails"), ("role", "roles")):
        some, texts = getattr(columns, field), columns.words[name].texts
        least = _MANY if name == "email" else max(_MANY, int(_PART_OF_A_LIST * len(columns)))
        bad = _borne(some, who, least, len(texts)) | _known(texts, known.get(name, ()))
        found[name], fields[field] = _texts(texts, bad), np.where(bad[some], 0, some)
    fields |= _numbers(columns, who, known, found)
    codes = dict(columns.codes)
    external = codes["external"]
    codes["external"] = np.where(_borne(external, who, _FEW)[external], 0, external)
    street = np.where(codes["house"] == 0, codes["street"], 0)
    codes["street"] = np.where(_borne(street, who, _MANY)[street], 0, codes["street"])
    extra = dict(columns.extra)
    for header in columns.numbers & extra.keys():
        some, texts = extra[header], columns.words[f"+{header}"].texts
        bad = _borne(some, who, _FEW, len(texts)) | _known(texts, known.get(f"+{header}", ()))
        found[f"+{header}"], extra[header] = _texts(texts, bad), np.where(bad[some], 0, some)
    days = _days(columns.births, who) | {int(day) for day in known.get("birth", ())}
    found["birth"] = tuple(sorted(map(str, days)))
    births = np.where(np.isin(columns.births, sorted(days)), 0, columns.births).astype(np.int32)
    told = {name: values for name, values in found.items() if values}
    return replace(columns, codes=codes, extra=extra, births=births, **fields), told


def _numbers(columns: Columns, who: Codes, known: Nobodys, found: dict[str, tuple[str, ...]]) -> dict[str, Codes]:
    """Telephone numbers: those people have for themselves and those many share."""
    texts = known.get("phone", ())
    bad = np.isin(columns.dialled, np.array(sorted(map(int, texts)), np.int64))
    bad |= _borne(columns.phones, who, _MANY, len(bad))
    bad |= _borne(columns.lines, who, max(_MANY, int(_PART_OF_A_LIST * len(columns))), len(bad))
    bad[0] = False
    found["phone"] = tuple(map(str, columns.dialled[bad].tolist()))
    return {name: np.where(bad[some], 0, some) for name in ("phones", "lines") for some in (getattr(columns, name),)}


def _initials(columns: Columns) -> Codes:
    """A number for the first letters of both names, in whichever column they stand; 0 for who has none."""
    texts = columns.words["given"].texts
    letters = np.fromiter((ord(text[0]) % 1024 if text else 0 for text in texts), np.int32, len(texts))
    given, family = letters[columns.codes["given"]], letters[columns.codes["family"]]
    return np.asarray(np.minimum(given, family) << 10 | np.maximum(given, family), np.int32)


def _borne(values: Codes, who: Codes, least: int, size: int = 0) -> Flags:
    """For each value, whether so many different people bear it."""
    size = max(size, int(values.max(initial=0)) + 1)
    found = np.zeros(size, np.bool_)
    often = np.bincount(values.ravel(), minlength=size) >= least
    often[0] = False
    rows = np.flatnonzero(often[values].any(axis=-1) if values.ndim > 1 else often[values])
    if len(rows):
        some, bearers = (one.ravel() for one in np.broadcast_arrays(values[rows], _beside(who[rows], values.ndim)))
        pairs = np.unique(some.astype(np.int64)[bearers > 0] << 20 | bearers[bearers > 0])
        found = (np.bincount(pairs >> 20, minlength=size) >= least) & often
    return found


def _beside(who: Codes, dimensions: int) -> Codes:
    return who[:, None] if dimensions > 1 else who


def _days(births: Codes, who: Codes) -> set[int]:
    """Days that stand for one nobody knew."""
    # 0, for none, is the first of them whether anybody bears it or not.
    days, codes, counts = np.unique(np.r_[0, births], return_inverse=True, return_counts=True)
    told = days > 0
    if not told.any():
        return set()
    often = (counts >= _TIMES * np.median(counts[told])) | np.isin(days, _ZEROES)
    bad = told & often & _borne(codes[1:].astype(np.int32), who, _MANY, len(days))
    new_years = told & (days % 10_000 == _NEW_YEAR)
    if new_years.sum() >= _ENOUGH_DAYS:
        bad &= ~new_years | (counts >= _NEW_YEAR_TIMES * np.median(counts[new_years]))
    return set(days[bad].tolist())


def _known(texts: list[str], known: Sequence[str]) -> Flags:
    some = set(known)
    return np.fromiter((text in some for text in texts), np.bool_, len(texts))


def _texts(texts: list[str], bad: NDArray[np.bool_]) -> tuple[str, ...]:
    return tuple(texts[code] for code in np.flatnonzero(bad).tolist())
