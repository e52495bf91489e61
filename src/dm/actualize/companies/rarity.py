"""What words and towns are worth as the lists themselves teach it."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from dm.actualize.companies.words import Kind, Word, read_word

# A firm is one of so many (2 ** 13) among those that a list could confuse it with; of more where more are known.
PRIOR_BITS = 13.0
# As long as no list has taught better, one firm of 32 is in the same town.
TOWN_BITS = 5.0


@dataclass(frozen=True, slots=True)
class Rarity:
    """Bits of words that keep many companies and of towns, `elsewhere` those of a town that no list had; `firms` is
    how many firms the base holds."""

    words: Mapping[str, float] = field(default_factory=dict)
    towns: Mapping[str, float] = field(default_factory=dict)
    elsewhere: float = TOWN_BITS
    firms: int = 0

    @property
    def prior(self) -> float:
        """What must be said for one firm before it is as likely as not."""
        return max(PRIOR_BITS, math.log2(self.firms)) if self.firms else PRIOR_BITS

    def of_word(self, word: Word) -> float:
        """The bits of a word."""
        return self.words.get(word.text, word.bits)

    def of_town(self, towns: Collection[str]) -> float:
        """The bits of being in the same town; a large one is common wherever the list was made."""
        return max((self._town(town) for town in towns), default=0.0)

    def _town(self, town: str) -> float:
        found = self.towns.get(town)
        if found is not None:
            return found
        return min(self.elsewhere, TOWN_BITS) if read_word(town).kind is Kind.TOWN else self.elsewhere


DELIVERED = Rarity()
