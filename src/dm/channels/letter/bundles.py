"""Where the printed mail is tied: bundles of neighbouring codes, in the order of the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from dm.channels.letter.index import Line, weight_g
from dm.press.profiles import Bundles, Profile


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle: which sequence numbers of the index, whose codes begin alike, and what it weighs."""

    number: int
    first_sequence: int
    last_sequence: int
    pieces: int
    country: str
    prefix: str
    weight_g: float

    def document(self) -> dict[str, Any]:
        """As job.json holds it."""
        return asdict(self)


def bundles(lines: Sequence[Line], profile: Profile) -> list[Bundle]:
    """The bundles of a batch, without gaps; [] where the profile ties none."""
    rule = profile.bundles
    if rule is None:
        return []
    made: list[Bundle] = []
    first = 0
    for after in range(1, len(lines) + 1):
        full = after - first == rule.max_pieces
        if after == len(lines) or full or _place(lines[after], rule) != _place(lines[first], rule):
            made.append(_bundle(len(made) + 1, first, lines[first:after], rule, profile))
            first = after
    return made


def _place(line: Line, rule: Bundles) -> tuple[str, str]:
    address = line.piece.address
    code = str(address.get("postal_code", "")).replace(" ", "").upper()
    return str(address.get("country", "")), code[: rule.prefix]


def _bundle(number: int, first: int, lines: Sequence[Line], rule: Bundles, profile: Profile) -> Bundle:
    country, prefix = _place(lines[0], rule)
    weight = round(sum(weight_g(line, profile) for line in lines), 1)
    return Bundle(number, first + 1, first + len(lines), len(lines), country, prefix, weight)
