"""Campaigns that every workspace has: their pieces are pieces like all others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from dm.db import tables as t
from dm.ledger.values import Office
from dm.model import CampaignState, Channel

CELL = "-"


@dataclass(frozen=True)
class BuiltIn:
    """A campaign with one wave and one cell, always running."""

    id: str
    title: str
    purpose: str
    wave: str
    channel: Channel
    template: str


def ensure_campaign(connection: Connection, office: Office, wanted: BuiltIn, now: datetime) -> None:
    """Make the campaign where it is not there yet."""
    if connection.execute(select(t.campaign.c.id).where(t.campaign.c.id == wanted.id)).scalar():
        return
    connection.execute(
        insert(t.campaign).values(
            id=wanted.id,
            title=wanted.title,
            state=CampaignState.RUNNING.value,
            brief={"campaign": {"id": wanted.id, "purpose": wanted.purpose}},
            brief_sha256="0" * 64,
            system=1,
            controller=office.settings.email.sender_name,
            purpose=wanted.purpose,
            time_zone="UTC",
            created_at=now,
            created_by="dm",
        )
    )
    connection.execute(insert(t.cell).values(campaign_id=wanted.id, name=CELL, position=0, share=1.0, offer=""))
    connection.execute(
        insert(t.wave).values(
            campaign_id=wanted.id,
            name=wanted.wave,
            position=0,
            channel=wanted.channel.value,
            template=wanted.template,
            due_at=now,
        )
    )
