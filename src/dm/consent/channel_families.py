"""How the channels of pieces, points and law belong together."""

from __future__ import annotations

from dm.model import LAW_CHANNEL, Channel, LawChannel, PointKind

POINT_KIND = {
    LawChannel.POST: PointKind.POST,
    LawChannel.COURIER: PointKind.POST,
    LawChannel.EMAIL: PointKind.EMAIL,
    LawChannel.PHONE: PointKind.PHONE,
    LawChannel.SMS: PointKind.PHONE,
}
ANY = "*"
# Who wants no letters wants no courier at the door either; who wants no calls wants no texts.
OBJECTION_COVERS = {
    ANY: frozenset(LawChannel),
    "post": frozenset({LawChannel.POST, LawChannel.COURIER}),
    "courier": frozenset({LawChannel.COURIER}),
    "email": frozenset({LawChannel.EMAIL}),
    "phone": frozenset({LawChannel.PHONE, LawChannel.SMS}),
    "sms": frozenset({LawChannel.SMS}),
}


def law_channel(channel: Channel | LawChannel) -> LawChannel:
    """What law calls a channel of pieces; law's own channels stay as they are."""
    return channel if isinstance(channel, LawChannel) else LAW_CHANNEL[channel]


def pieces_of(channel: LawChannel) -> list[str]:
    """The channels of pieces that law calls so."""
    return [ours.value for ours, theirs in LAW_CHANNEL.items() if theirs is channel]
