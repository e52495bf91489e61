"""How often a person was tried, and when the person last refused: over all campaigns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Select, func, or_, select

from dm.consent.channel_families import pieces_of
from dm.consent.facts import Attempts
from dm.consent.policy import ABANDONED, REFUSAL, Cap, Policies, Rule
from dm.consent.rows import rows_where
from dm.consent.span import Span
from dm.db import tables as t
from dm.model import Disposition, LawChannel

Row = Mapping[str, Any]
REFUSALS = (Disposition.NOT_INTERESTED.value, Disposition.DO_NOT_CALL.value)


@dataclass(frozen=True, slots=True)
class Tries:
    """Counts for each window that a policy caps; the moments only where a cap is reached, to tell when it opens."""

    counts: tuple[Attempts, ...] = ()
    moments: tuple[datetime, ...] = ()
    refused_on: date | None = None
    abandoned_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class History:
    caps: tuple[Cap, ...] = ()
    now: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    by_person: Mapping[str, Mapping[str, datetime]] = field(default_factory=dict)
    by_point: Mapping[str, Mapping[str, datetime]] = field(default_factory=dict)
    refused: Mapping[str, date] = field(default_factory=dict)
    abandoned: Mapping[str, datetime] = field(default_factory=dict)

    def of(self, person_id: str, point_hmac: str) -> Tries:
        """A try counts for the person and for the point, whichever of them it reached; each counts once."""
        tries = {**self.by_person.get(person_id, {}), **self.by_point.get(point_hmac, {})}
        counts, reached = [], False
        for cap in self.caps:
            count = sum(1 for at in tries.values() if self.now < cap.window.from_moment(at))
            counts += [Attempts(cap.window, count)] if count else []
            reached = reached or count >= cap.max
        moments = tuple(sorted(tries.values())) if reached else ()
        return Tries(tuple(counts), moments, self.refused.get(person_id), self.abandoned.get(person_id))


def load_history(
    connection: Connection,
    people: Iterable[str],
    points: Iterable[Row],
    policies: Policies,
    channel: LawChannel,
    at: datetime,
) -> History:
    """Read nothing where no policy caps the channel or asks for silence after a refusal."""
    ids = set(people)
    rules, caps = _asking(policies, channel)
    strictest = {
        text: min((c for r in rules for c in r.caps if c.window_text == text), key=lambda c: c.max) for text in caps
    }
    now = at.astimezone(UTC)
    refused = _refusals(connection, ids, now) if _any_cooldown(rules, REFUSAL) else {}
    abandoned = _abandoned(connection, ids, now) if _any_cooldown(rules, ABANDONED) else {}
    if not caps:
        return History(now=now, refused=refused, abandoned=abandoned)
    query = _tries(channel, now, caps)
    hashes = (point["hmac"] for point in points)
    return History(
        tuple(strictest[text] for text in sorted(strictest)),
        now,
        _grouped(connection, query, t.attempt.c.person_id, ids),
        _grouped(connection, query, t.attempt.c.point_hmac, hashes),
        refused,
        abandoned,
    )


def with_history(span: Span, policies: Policies, channel: LawChannel, at: datetime) -> set[str]:
    """Everybody within the span of whom `load_history` would tell something; perhaps some more."""
    rules, caps = _asking(policies, channel)
    now, attempt, point = at.astimezone(UTC), t.attempt.c, t.contact_point.c
    outcomes: tuple[str, ...] = REFUSALS if _any_cooldown(rules, REFUSAL) else ()
    outcomes += (Disposition.ABANDONED.value,) if _any_cooldown(rules, ABANDONED) else ()
    answered = select(attempt.person_id).where(attempt.outcome.in_(outcomes), attempt.at <= now)
    found = {row[0] for row in span.rows(answered, attempt.person_id)} if outcomes else set()
    if caps:
        tried = _tries(channel, now, caps)
        found.update(row[0] for row in span.rows(tried.with_only_columns(attempt.person_id), attempt.person_id))
        met = tried.join_from(t.attempt, t.contact_point, attempt.point_hmac == point.hmac)
        found.update(row[0] for row in span.rows(met.with_only_columns(point.person_id), point.person_id))
    return found


def _asking(policies: Policies, channel: LawChannel) -> tuple[list[Rule], dict[str, Cap]]:
    """The rules about a channel, and their caps by window."""
    rules = [rule for policy in policies.files.values() for rule in policy.rules if channel in rule.channels]
    return rules, {cap.window_text: cap for rule in rules for cap in rule.caps}


def _any_cooldown(rules: Iterable[Rule], after: str) -> bool:
    return any(cooldown.after == after for rule in rules for cooldown in rule.cooldowns)


def _tries(channel: LawChannel, now: datetime, caps: Mapping[str, Cap]) -> Select[Any]:
    """Unanswered tries count; what failed before it left the house does not, nor a call that no agent made."""
    earliest = min(datetime.combine(cap.window.before(now.date()), now.timetz()) for cap in caps.values())
    attempt = t.attempt
    dialled = (attempt.c.channel == "call") & (attempt.c.outcome != Disposition.AGENT_ABANDON.value)
    left = or_(attempt.c.state != "failed", dialled)
    columns = (attempt.c.id, attempt.c.person_id, attempt.c.point_hmac, attempt.c.at)
    return select(*columns).where(
        attempt.c.channel.in_(pieces_of(channel)), attempt.c.at >= earliest, attempt.c.at <= now, left
    )


def _grouped(
    connection: Connection, query: Select[Any], column: Any, values: Iterable[str]
) -> dict[str, dict[str, datetime]]:
    found: dict[str, dict[str, datetime]] = {}
    for row in rows_where(connection, query, column, values):
        found.setdefault(row[column.name], {})[row["id"]] = row["at"]
    return found


def _abandoned(connection: Connection, people: Iterable[str], now: datetime) -> dict[str, datetime]:
    """When each was last called and answered, and had nobody to speak to."""
    attempt = t.attempt
    query = select(attempt.c.person_id, func.max(attempt.c.at).label("at")).group_by(attempt.c.person_id)
    query = query.where(attempt.c.outcome == Disposition.ABANDONED.value, attempt.c.at <= now)
    return {row["person_id"]: row["at"] for row in rows_where(connection, query, attempt.c.person_id, people)}


def _refusals(connection: Connection, people: Iterable[str], now: datetime) -> dict[str, date]:
    attempt = t.attempt
    query = select(attempt.c.person_id, func.max(attempt.c.at).label("at")).group_by(attempt.c.person_id)
    query = query.where(attempt.c.outcome.in_(REFUSALS), attempt.c.at <= now)
    return {row["person_id"]: row["at"].date() for row in rows_where(connection, query, attempt.c.person_id, people)}
