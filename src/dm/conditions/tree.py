"""A checked condition: an immutable tree whose leaves compare one field with one operand.

Condition
├── AllOf   every part holds
├── AnyOf   at least one part holds
├── Not     the part does not hold
└── Leaf    field, operator, operand, and a window for counted things
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

Scalar = str | int | float | bool | date
Operand = Scalar | tuple[Scalar, ...]


class Operator(StrEnum):
    """How a field is compared."""

    IS = "is"
    IN = "in"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BETWEEN = "between"
    BEFORE = "before"
    AFTER = "after"
    STARTS_WITH = "starts_with"
    CONTAINS = "contains"
    KNOWN = "known"


@dataclass(frozen=True)
class Window:
    """Which events count: those of the last `days`, or those from `since` to `until`, both days included."""

    days: int | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Leaf:
    """One comparison. `argument` is what stands inside the field's name: custom.NAME, distance_km(lat,lon)."""

    field: str
    operator: Operator
    operand: Operand
    argument: tuple[str | float, ...] = ()
    window: Window | None = None


@dataclass(frozen=True)
class AllOf:
    """Every part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Not:
    """The part does not hold. A comparison with an unknown value is false, so its `Not` is true."""

    part: Condition


Condition = AllOf | AnyOf | Not | Leaf
