"""Channels of pieces and the channels that law speaks of, mapped in this one place."""

from __future__ import annotations

from enum import StrEnum


class Channel(StrEnum):
    """What a piece travels by."""

    LETTER = "letter"
    COURIER = "courier"
    EMAIL = "email"
    CALL = "call"


class LawChannel(StrEnum):
    """What a consent, an objection or a policy speaks of."""

    POST = "post"
    COURIER = "courier"
    EMAIL = "email"
    PHONE = "phone"
    SMS = "sms"


LAW_CHANNEL: dict[Channel, LawChannel] = {
    Channel.LETTER: LawChannel.POST,
    Channel.COURIER: LawChannel.COURIER,
    Channel.EMAIL: LawChannel.EMAIL,
    Channel.CALL: LawChannel.PHONE,
}
