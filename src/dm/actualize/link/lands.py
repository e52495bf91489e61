"""Lists of several lands: names and towns of one land meet more often than each alone makes likely."""

from __future__ import annotations

import numpy as np

from dm.actualize.link.columns import Codes, Columns, Flags, Longs, numbered

# So many pairs of strangers behave as if nothing hung together; fewer tell nothing.
_IMAGINED, _OUTNUMBERED = 50.0, 0.5
# No list holds more lands than some dozens.
_MOST = 5.0


def mixed(columns: Columns) -> float:
    """log2 of how much likelier two strangers of one given name share a town, or a postal code, than any two.

    Those whose family names begin with other letters are strangers. In a list of one land it is about 0.
    """
    return float(np.clip(max(_mixed(columns, name) for name in ("city", "postal")), 0.0, _MOST))


def _mixed(columns: Columns, place: str) -> float:
    places, given = columns.codes[place], columns.codes["given"]
    letters = numbered(text[:1] for text in columns.words["family"].texts)[columns.codes["family"]]
    known = (places > 0) & (given > 0) & (columns.codes["family"] > 0)
    everybody = np.zeros(len(places), np.int32)
    usual = _share(places, everybody, letters, known)
    # One person's records under two family names must be few beside the strangers of his given name and town.
    common = np.bincount(given)[given] * usual >= _OUTNUMBERED
    pairs, together = (_strangers(given, other, letters, known & common) for other in (everybody, places))
    return float(np.log2((together + _IMAGINED) / (usual * pairs + _IMAGINED)))


def _share(places: Codes, everybody: Codes, letters: Codes, known: Flags) -> float:
    """How often any two strangers are of one place."""
    pairs = _strangers(everybody, everybody, letters, known)
    return _strangers(places, everybody, letters, known) / max(pairs, 1.0)


def _strangers(one: Codes, other: Codes, letters: Codes, known: Flags) -> float:
    """How many pairs have both things in common and families of other letters."""
    both = one[known].astype(np.int64) << 32 | other[known]
    kin = np.unique(both, return_inverse=True)[1].astype(np.int64) << 16 | letters[known]
    return _pairs(both) - _pairs(kin)


def _pairs(values: Longs) -> float:
    counts = np.unique(values, return_counts=True)[1].astype(np.float64)
    return float((counts * (counts - 1)).sum()) / 2
