"""What the ledger hands to production, and takes from planning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from dm.model import BatchState, Channel

if TYPE_CHECKING:
    from sqlalchemy import Engine, RowMapping

    from dm.consent import Policies
    from dm.settings import Settings


@dataclass(frozen=True)
class Office:
    """What production needs: database, settings and the law."""

    engine: Engine
    settings: Settings
    policies: Policies


@dataclass(frozen=True)
class Run:
    """One wave of one campaign, as rows, with the brief it came from."""

    campaign: RowMapping
    wave: RowMapping
    brief: Mapping[str, Any]

    @property
    def channel(self) -> Channel:
        """What the wave's pieces travel by."""
        return Channel(self.wave["channel"])


@dataclass(frozen=True)
class PlannedPiece:
    """One contact that a plan wants. `point_id` None: a seed, or a number chosen when dialled."""

    campaign_id: str
    wave: str
    unit_id: str
    person_id: str
    channel: Channel
    point_id: str | None
    cell: str
    language: str
    seed: bool = False
    score: float | None = None
    due_at: datetime | None = None
    snapshot: Mapping[str, Any] | None = None  # a seed's own name and address, as contact fields


@dataclass(frozen=True)
class Claimed:
    """A piece taken for dispatch under a permit.

    `context` holds the template variables of contract.md; `address` the parts of the address block and `value`,
    the e-mail address or number.
    """

    piece_id: str
    serial: int
    attempt_id: str
    person_id: str
    unit_id: str
    point_id: str | None
    code: str
    cell: str
    language: str
    seed: bool
    context: dict[str, Any]
    address: dict[str, Any]
    permit_until: datetime | None = None


@dataclass(frozen=True)
class ClaimResult:
    """What a claim took, what it had to refuse and why, and how many wait for a later hour."""

    claimed: list[Claimed]
    refused: Counter[str] = field(default_factory=Counter)
    later: int = 0


@dataclass(frozen=True)
class Batch:
    """A batch of pieces: print batch, courier manifest, e-mail batch or call list."""

    id: str
    number: int
    campaign_id: str
    wave: str
    channel: Channel
    vendor: str
    state: BatchState
    folder: str
    reprint_of: str | None


@dataclass(frozen=True)
class BatchItem:
    """Where a piece lies in its batch. Pages count from 1 within `file`; 0 where there are none."""

    piece_id: str
    sequence: int
    file: str = ""
    first_page: int = 0
    last_page: int = 0
    sheets: int = 0
    mark_payload: str = ""
    text_sha256: str = ""


@dataclass(frozen=True)
class Dispatched:
    """What one dispatch of a wave did."""

    dispatched: int = 0
    already_done: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    to_settle: int = 0
    batches: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Verification:
    """A person whose data should be verified by telephone, why, and which fields are in doubt.

    `again`: also soon after an earlier call, because something new turned up.
    """

    person_id: str
    why: str
    fields: tuple[str, ...]
    priority: int = 0
    again: bool = False
