"""What a decision says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from dm.consent.vocabulary import Allowance, BasisKind, Denial, Kind


@dataclass(frozen=True, slots=True)
class Finding:
    """One gate that is shut; `detail` names the register, the missing words, the zone, never a person."""

    denial: Denial
    rule: str
    policy: str
    sources: tuple[str, ...]
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Permit:
    """Holds until `valid_until`; `requires` is what the message must carry (all of it was found there)."""

    reason: Allowance
    rules: tuple[str, ...]
    sources: tuple[str, ...]
    policies: tuple[str, ...]
    valid_until: datetime
    basis: BasisKind | None = None
    requires: tuple[str, ...] = ()

    allowed: ClassVar[Literal[True]] = True


@dataclass(frozen=True, slots=True)
class Refusal:
    """`reason` is the first shut gate, `also` the others in order, `retry_at` is set only for kind `later`."""

    reason: Denial
    also: tuple[Denial, ...]
    rules: tuple[str, ...]
    sources: tuple[str, ...]
    policies: tuple[str, ...]
    kind: Kind
    retry_at: datetime | None = None
    findings: tuple[Finding, ...] = ()

    allowed: ClassVar[Literal[False]] = False


Decision = Permit | Refusal
