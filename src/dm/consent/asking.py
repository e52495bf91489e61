"""Asking the law for many contacts at once: facts from the database, one decision for each distinct set of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from dm.consent.channel_families import law_channel
from dm.consent.crowd import Sketch, Sketcher, can_sketch, no_collection
from dm.consent.decide import decide, decide_many
from dm.consent.decision import Decision
from dm.consent.facts import Facts
from dm.consent.gathering import ContactContext, Target, gather
from dm.consent.policy import Policies
from dm.db import chunks
from dm.model import Channel, LawChannel

# Some dozen statements a chunk; larger chunks only cost memory.
CHUNK = 2_000
# For fewer people the questions that are asked once for a crowd cost more than they save.
CROWD, CROWD_CHUNK = 500, 20_000


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
    """A permit or a refusal for every target, decided once for each distinct set of facts."""
    wanted = list(dict.fromkeys(targets))
    asked: dict[str, Any] = {"channel": law_channel(channel), "context": context, "at": at, "key": key}
    if len(wanted) < CROWD or not can_sketch(key):
        return decide_many(facts_for(connection, wanted, **asked, policies=policies).items(), policies)
    with no_collection():
        return _decide_crowd(connection, policies, wanted, asked)


def _decide_crowd(
    connection: Connection, policies: Policies, wanted: Sequence[Target], asked: dict[str, Any]
) -> dict[Target, Decision]:
    sketcher = Sketcher(connection, **asked, policies=policies, crowd=len(wanted))
    made: dict[Sketch, Decision] = {}
    decided: list[Decision | None] = [None] * len(wanted)
    # Ids beside each other are read in one stretch.
    for some in chunks(sorted(range(len(wanted)), key=lambda place: wanted[place].person_id), CROWD_CHUNK):
        for place, sketch in zip(some, sketcher.sketch([wanted[place] for place in some]), strict=True):
            if sketch is None:
                continue
            decision = made.get(sketch)
            if decision is None:
                decision = made[sketch] = decide(sketcher.facts(sketch), policies)
            decided[place] = decision
    apart = [target for target, decision in zip(wanted, decided, strict=True) if decision is None]
    alone = decide_many(facts_for(connection, apart, **asked, policies=policies).items(), policies)
    return {target: decision or alone[target] for target, decision in zip(wanted, decided, strict=True)}
