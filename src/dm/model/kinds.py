"""Closed sets of words that tables, screens and files share; stored by value."""

from __future__ import annotations

from enum import StrEnum


class Party(StrEnum):
    """In which capacity a contact point belongs to somebody."""

    CONSUMER = "consumer"
    BUSINESS = "business"


class PointKind(StrEnum):
    """What a contact point is."""

    POST = "post"
    EMAIL = "email"
    PHONE = "phone"


class PointStatus(StrEnum):
    """Whether a contact point may be relied upon."""

    VALID = "valid"
    RISKY = "risky"
    INVALID = "invalid"
    DEAD = "dead"  # came back: hard bounce, returned mail, wrong number


class Outcome(StrEnum):
    """How a person of the universe ends a plan."""

    PIECE = "piece"
    HOLDOUT = "holdout"
    EXCLUDED = "excluded"


class CampaignState(StrEnum):
    """Where a campaign stands."""

    DRAFT = "draft"
    PLANNED = "planned"
    PROOFED = "proofed"
    APPROVED = "approved"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    CLOSED = "closed"


class PieceState(StrEnum):
    """Where a piece stands; `dm.ledger` holds the allowed moves."""

    PLANNED = "planned"
    CLAIMED = "claimed"  # permitted and taken; money or reach may already have happened
    PRODUCED = "produced"  # its artefact is sealed, or its call waits in the queue
    SENT = "sent"  # left the house: released to the vendor, taken by the mail server, call finished
    DELIVERED = "delivered"
    RETURNED = "returned"
    FAILED = "failed"
    UNSETTLED = "unsettled"  # found claimed after a crash; a person decides
    DROPPED = "dropped"  # law, data or the person's will stood against it at dispatch
    CANCELLED = "cancelled"  # campaign stopped, person merged, wave's condition no longer true


class BatchState(StrEnum):
    """Where a batch of pieces stands."""

    BUILDING = "building"
    SEALED = "sealed"
    RELEASED = "released"
    RECEIVED = "received"
    PRINTED = "printed"
    POSTED = "posted"


class TaskState(StrEnum):
    """Where a call task stands."""

    OPEN = "open"
    DONE = "done"
    EXHAUSTED = "exhausted"
    CANCELLED = "cancelled"


class ResponseKind(StrEnum):
    """What came back."""

    ORDER = "order"
    INTEREST = "interest"
    QUESTION = "question"
    OBJECTION = "objection"
    UNSUBSCRIBE = "unsubscribe"
    RETURNED = "returned"
    DELIVERED = "delivered"
    FAILED = "failed"
    ANSWERED = "answered"


class Role(StrEnum):
    """What a user of the console may do."""

    MARKETER = "marketer"
    AGENT = "agent"
    SUPERVISOR = "supervisor"
    PRINT = "print"
    COURIER = "courier"
    ANALYST = "analyst"
    ADMIN = "admin"
