"""Money as integer minor units with a currency, and rates finer than a minor unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

# ISO 4217 currencies whose minor unit is not 1/100.
_EXPONENTS = {"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "ISK": 0, "KWD": 3, "BHD": 3, "TND": 3}
_WRITTEN = re.compile(r"^\s*(-?\d+(?:[.,]\d+)?)\s*([A-Za-z]{3})\s*$")


def minor_digits(currency: str) -> int:
    """How many decimal places the currency's minor unit has (ISO 4217)."""
    return _EXPONENTS.get(currency, 2)


@dataclass(frozen=True, order=True)
class Money:
    """An amount in minor units: Money(900000, "EUR") is 9000 euros."""

    minor: int
    currency: str

    @classmethod
    def parse(cls, text: str) -> Money:
        """Read "9000 EUR" or "0.85 EUR"; raises ValueError when finer than a minor unit."""
        rate = Rate.parse(text)
        return rate.times(1, exact=True)

    def __add__(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency} without a dated rate")
        return Money(self.minor + other.minor, self.currency)

    @property
    def major(self) -> Decimal:
        """The amount in major units."""
        return Decimal(self.minor).scaleb(-minor_digits(self.currency))

    def __str__(self) -> str:
        return f"{self.major:,.{minor_digits(self.currency)}f} {self.currency}"


@dataclass(frozen=True)
class Rate:
    """A price for one thing in major units, as fine as it was written: 0.0873 EUR."""

    amount: Decimal
    currency: str

    @classmethod
    def parse(cls, text: str) -> Rate:
        """Read "0.0873 EUR"; raises ValueError with the way to write it."""
        found = _WRITTEN.match(text)
        if not found:
            raise ValueError(f'"{text}" is no amount; write it as "0.85 EUR"')
        try:
            amount = Decimal(found[1].replace(",", "."))
        except InvalidOperation as problem:
            raise ValueError(f'"{text}" is no amount; write it as "0.85 EUR"') from problem
        return cls(amount, found[2].upper())

    def times(self, count: int, *, exact: bool = False) -> Money:
        """The price of `count` things, rounded half to even to the minor unit once, at the end."""
        digits = minor_digits(self.currency)
        scaled = (self.amount * count).scaleb(digits)
        rounded = scaled.quantize(Decimal(1), rounding=ROUND_HALF_EVEN)
        if exact and rounded != scaled:
            raise ValueError(f"{self.amount} {self.currency} is finer than the currency's minor unit")
        return Money(int(rounded), self.currency)
