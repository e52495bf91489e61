"""Family names under which kin meet: husband and wife in Russian, double names, particles."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from dm.normal.common_surnames import is_common
from dm.normal.folding import fold

_PARTS = re.compile(r"[-‐‑–—/]|\s+(?:geb|born|nee|née|урожд)\.?\s+")
_PARTICLES = frozenset(
    "von van der den de di da del della la le du zu zum zur ter ten af av dos das el al bin ibn".split()
)
# The masculine form of a Russian family's name, under which husband and wife meet.
_FEMININE = (
    ("ова", "ов"), ("ева", "ев"), ("ина", "ин"), ("ына", "ын"), ("ская", "ский"), ("цкая", "цкий"),
    ("ная", "ный"), ("лая", "лый"), ("ova", "ov"), ("eva", "ev"), ("skaya", "sky"), ("skaia", "sky"),
    ("skiy", "sky"), ("skij", "sky"), ("skii", "sky"),
)  # fmt: skip
_SHORTEST = 3


class Family(NamedTuple):
    """The names one may be kin by; `common` where strangers bear all of them."""

    names: frozenset[str]
    common: bool


@lru_cache(maxsize=1 << 18)
def read_family(written: str) -> Family:
    """The family name of a person; "Müller-Schmidt" is kin to Müller and to Schmidt."""
    parts = [words for part in _PARTS.split(written) if (words := _without_particles(fold(part)))]
    names = frozenset(masculine(name) for name in parts)
    return Family(names, bool(names) and all(map(is_common, names)))


def masculine(folded: str) -> str:
    """The form of a Russian family name that men bear; other names stay as they are."""
    for ending, male in _FEMININE:
        if folded.endswith(ending) and len(folded) > len(ending) + 1:
            return folded.removesuffix(ending) + male
    return folded


def _without_particles(folded: str) -> str:
    words = folded.split()
    kept = [word for word in words if word not in _PARTICLES] or words
    return " ".join(kept)
