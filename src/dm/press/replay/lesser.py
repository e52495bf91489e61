"""Unions without some of their units: what letters on fewer pages than all units take are taught by."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from dm.press.replay.fences import OPEN, Fenced
from dm.press.replay.unions import BEGINS, ENDS

_MARK = re.compile(f"(<!--[{BEGINS}{ENDS}]\\d+-->)")


@dataclass(frozen=True, slots=True)
class Lesser:
    """A union's skeleton without the units that it `lacks`; `values` and `units` are the numbers in the union of what
    is left."""

    lacks: frozenset[int]
    skeleton: str
    values: tuple[int, ...]
    units: tuple[int, ...]

    def holds(self, letter: Fenced) -> bool:
        """Whether it has all that the letter has."""
        return self.lacks <= letter.absent

    def member(self, letter: Fenced) -> Fenced:
        """A letter of the union as one of these."""
        absent = frozenset([number for number, unit in enumerate(self.units) if unit in letter.absent])
        return Fenced(self.skeleton, tuple([letter.values[number] for number in self.values]), absent)


def lessened(skeleton: str, lacks: AbstractSet[int]) -> Lesser:
    """A union's skeleton without these units, and those within them."""
    parts: list[str] = []
    values: list[int] = []
    units: list[int] = []
    numbers: dict[int, int] = {}
    value, within = 0, None
    for piece in _MARK.split(skeleton):
        if not _MARK.fullmatch(piece):
            count = piece.count(OPEN)
            if within is None:
                parts.append(piece)
                values += range(value, value + count)
            value += count
            continue
        begins, unit = piece[4] == BEGINS, int(piece[5:-3])
        if within is None and begins and unit in lacks:
            within = unit
        elif within is None:
            units += [unit] if begins else []
            parts.append(f"<!--{piece[4]}{numbers.setdefault(unit, len(numbers))}-->")
        elif within == unit and not begins:
            within = None
    left_out = frozenset(numbers) ^ frozenset(int(one[5:-3]) for one in _MARK.findall(skeleton))
    return Lesser(left_out, "".join(parts), tuple(values), tuple(units))


def suited(lacks: Sequence[int], suits: Callable[[Sequence[int]], bool]) -> list[int]:
    """As many of what a letter lacks, from the first on, as suit together."""
    return _more([], lacks, suits)


def _more(found: list[int], lacks: Sequence[int], suits: Callable[[Sequence[int]], bool]) -> list[int]:
    if not lacks:
        return found
    if suits([*found, *lacks]):
        return [*found, *lacks]
    if len(lacks) == 1:
        return found
    half = len(lacks) // 2
    return _more(_more(found, lacks[:half], suits), lacks[half:], suits)
