"""Pieces, batches, attempts and the allowed moves between their states; the only writer of a piece's state."""

from dm.ledger.batches import discard_batch, find_batch, open_batch, release_batch, seal_batch
from dm.ledger.built_in import CELL, BuiltIn, ensure_campaign
from dm.ledger.claims import claim, claimed_attempts, claimed_of, preview
from dm.ledger.confirmations import (
    ack_batch,
    confirm_items,
    confirmed,
    open_reprint,
    reconcile,
    spoil,
    to_reprint,
)
from dm.ledger.moves import ALLOWED, NOT_YET_SENT, move
from dm.ledger.needs import unneeded
from dm.ledger.outcomes import mark_failed, mark_retry, mark_sent, mark_unsettled, outcome, settle, unsettled
from dm.ledger.permits import ask, attempt_row, contact_context
from dm.ledger.planning import clear_planned, plan_pieces
from dm.ledger.runs import load_run, message_facts
from dm.ledger.stops import cancel, object_and_stop, stop_campaign, stop_suppressed, withdraw_suppressed
from dm.ledger.values import (
    Batch,
    BatchItem,
    Claimed,
    ClaimResult,
    Dispatched,
    Office,
    PlannedPiece,
    Run,
    Verification,
)
from dm.ledger.verification import add_verification, open_verification

__all__ = [
    "ALLOWED",
    "CELL",
    "NOT_YET_SENT",
    "Batch",
    "BatchItem",
    "BuiltIn",
    "ClaimResult",
    "Claimed",
    "Dispatched",
    "Office",
    "PlannedPiece",
    "Run",
    "Verification",
    "ack_batch",
    "add_verification",
    "ask",
    "attempt_row",
    "cancel",
    "claim",
    "claimed_attempts",
    "claimed_of",
    "clear_planned",
    "confirm_items",
    "confirmed",
    "contact_context",
    "discard_batch",
    "ensure_campaign",
    "find_batch",
    "load_run",
    "mark_failed",
    "mark_retry",
    "mark_sent",
    "mark_unsettled",
    "message_facts",
    "move",
    "object_and_stop",
    "open_batch",
    "open_reprint",
    "open_verification",
    "outcome",
    "plan_pieces",
    "preview",
    "reconcile",
    "release_batch",
    "seal_batch",
    "settle",
    "spoil",
    "stop_campaign",
    "stop_suppressed",
    "to_reprint",
    "unneeded",
    "unsettled",
    "withdraw_suppressed",
]
