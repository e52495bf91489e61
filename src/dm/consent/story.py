"""One person's story: who it is, what was decided and why, what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine

from dm.consent import keys, story_events, story_rows
from dm.consent.code_words import purpose_in_words
from dm.consent.explain import explain_reason
from dm.consent.finding import find_person
from dm.consent.rows import Row
from dm.db import reading

HOLDOUT = "HOLDOUT"
LEFT_OUT = ("dropped", "cancelled")


@dataclass(frozen=True, slots=True)
class StoryDecision:
    """`rule` and `source` name the law that spoke; empty where it was the draw, the segment or the plan.

    `policies` are the versions that were asked; for a plan the hash of the whole set that it was made under.
    `purpose` is the campaign's, `aim` the same in words.
    """

    campaign: str
    wave: str
    channel: str
    at: datetime | None
    outcome: str
    reason: str
    rule: str
    source: str
    words: str
    step: str = ""
    state: str = ""
    policies: str = ""
    purpose: str = ""
    aim: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """`person` is None for somebody whom we know only by an objection; `also` are people who share the number."""

    person: dict[str, Any] | None
    points: tuple[dict[str, Any], ...]
    decisions: tuple[StoryDecision, ...]
    events: tuple[dict[str, Any], ...]
    also: tuple[str, ...] = ()


def why(engine: Engine, who: str, *, key: bytes, campaign: str | None = None, language: str = "en") -> Story:
    """The story of a person, by id (merged ids are followed), telephone number or e-mail address."""
    with reading(engine) as connection:
        found = find_person(connection, who, key=key)
        if not found.person_ids:
            return Story(None, (), (), tuple(story_events.objections_by_hash(connection, found.hashes, language)))
        person_id, *also = found.person_ids
        known = keys.known_people(connection, [person_id])[person_id]
        former = story_rows.ids_of(connection, person_id)
        return Story(
            person=_person(known.person, sorted(former - {person_id})),
            points=tuple(story_rows.points(connection, known)),
            decisions=tuple(decisions(connection, former, campaign, language)),
            events=tuple(story_events.events(connection, known, former, key, language)),
            also=tuple(also),
        )


def _person(person: Row, former: list[str]) -> dict[str, Any]:
    shown = (
        "id",
        "state",
        "full_name",
        "company",
        "party",
        "language",
        "country",
        "region",
        "city",
        "source_id",
        "batch_id",
    )
    return {name: person[name] for name in shown if name in person} | {"former_ids": former}


def decisions(connection: Connection, ids: set[str], campaign: str | None, language: str) -> list[StoryDecision]:
    """What was decided about a person, oldest first; `campaign` None means in all of them."""
    pieces = story_rows.pieces(connection, ids, campaign)
    told = [_of_piece(row, language) for row in pieces]
    with_piece = {row["campaign_id"] for row in pieces}
    members = story_rows.memberships(connection, ids, campaign)
    alone = (row for row in members if row["outcome"] != "piece" or row["campaign_id"] not in with_piece)
    told += [_of_member(row, language) for row in alone]
    return sorted(told, key=lambda one: (one.at is None, one.at, one.campaign, one.wave))


def _of_member(row: Row, language: str) -> StoryDecision:
    reason = row["reason"] or (HOLDOUT if row["outcome"] == "holdout" else "")
    return StoryDecision(
        campaign=row["campaign_id"],
        wave="",
        channel="",
        at=row["planned_at"],
        outcome=row["outcome"],
        reason=reason,
        rule=", ".join(row["rule"]),
        source="; ".join(row["law"]),
        words=explain_reason(reason, language),
        step=row["step"],
        policies=row["policies"] if row["rule"] else "",
        purpose=row["purpose"],
        aim=purpose_in_words(row["purpose"], language),
    )


def _of_piece(row: Row, language: str) -> StoryDecision:
    left_out = row["state"] in LEFT_OUT
    reason = row["reason"] if left_out else row["permit_reason"] or row["reason"] or ""
    return StoryDecision(
        campaign=row["campaign_id"],
        wave=row["wave"],
        channel=row["channel"],
        at=row["at"] or row["closed_at"] or row["planned_at"],
        outcome="excluded" if left_out else "piece",
        reason=reason,
        rule=", ".join(row["permit_rules"] or ()),
        source="; ".join(row["permit_sources"] or ()),
        words=explain_reason(reason, language),
        state=row["state"],
        policies=row["permit_policies"] or "",
        purpose=row["purpose"] or "",
        aim=purpose_in_words(row["purpose"], language) if row["purpose"] else "",
    )
