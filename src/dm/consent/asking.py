"""Asking the law for many contacts at once: facts from the database, one decision for each distinct set of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection

from dm.consent.channel_families import law_channel
from dm.consent.decide import decide_many
from dm.consent.decision import Decision
from dm.consent.facts import Facts
from dm.consent.gathering import ContactContext, Target, gather
from dm.consent.policy import Policies
from dm.db import chunks
from dm.model import Channel, LawChannel

# Some dozen statements a chunk; larger chunks only cost memory.
CHUNK = 2_000


def facts_for(
    connection: Connection,
    targets: Sequence[Target],
    *,
    channel: Channel | LawChannel,
    context: ContactContext,
    at: datetime,
    key: bytes,
    policies: Policies,
) -> dict[Target, Facts]:
    """What the database knows of each contact. `at` is the moment of contact, not of asking.

    A target without a point is asked for the person's best point of the channel.
    """
    found: dict[Target, Facts] = {}
    for some in chunks(dict.fromkeys(targets), CHUNK):
        found.update(
            gather(connection, some, channel=law_channel(channel), context=context, at=at, key=key, policies=policies)
        )
    return found


def decide_for(
    connection: Connection,
    policies: Policies,
    targets: Iterable[Target],
    *,
    channel: Channel | LawChannel,
    context: ContactContext,
    at: datetime,
    key: bytes,
) -> dict[Target, Decision]:
    """A permit or a refusal for every target."""
    facts = facts_for(connection, list(targets), channel=channel, context=context, at=at, key=key, policies=policies)
    return decide_many(facts.items(), policies)
