"""The vocabulary of design.md as frozen values; standard library only."""

from dm.model.channels import LAW_CHANNEL, Channel, LawChannel
from dm.model.ids import base32_id, base36, mend_response_code, piece_id, response_code, unit_fraction
from dm.model.kinds import (
    BatchState,
    CampaignState,
    Outcome,
    Party,
    PieceState,
    PointKind,
    PointStatus,
    ResponseKind,
    Role,
    TaskState,
)
from dm.model.money import Money, Rate
from dm.model.reasons import CourierStatus, Disposition, ReturnReason

__all__ = [
    "LAW_CHANNEL",
    "BatchState",
    "CampaignState",
    "Channel",
    "CourierStatus",
    "Disposition",
    "LawChannel",
    "Money",
    "Outcome",
    "Party",
    "PieceState",
    "PointKind",
    "PointStatus",
    "Rate",
    "ResponseKind",
    "ReturnReason",
    "Role",
    "TaskState",
    "base32_id",
    "base36",
    "mend_response_code",
    "piece_id",
    "response_code",
    "unit_fraction",
]
