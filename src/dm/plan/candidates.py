"""Reading the base once and asking the law a chunk at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, cast

from sqlalchemy import Connection, RowMapping

from dm import consent
from dm.consent import Permit, Refusal, Target
from dm.consent.vocabulary import Denial, Kind, kind_of
from dm.db import chunks
from dm.db import tables as t
from dm.ledger import Office, Run, contact_context
from dm.model import PointKind
from dm.plan.brief import Brief, Wave
from dm.plan.calendar import moment_of, wave_days
from dm.plan.query import POINT_OF, usable_points, whole_base
from dm.plan.waterfall import Candidate, Exclusion

# People asked for at once: some hundred megabytes of facts for 5,000 would be too many, and 500 too slow.
_CHUNK = 2_000

Points = dict[str, dict[PointKind, str]]


class Law(Protocol):
    """Whoever answers whether the targets of a wave may be contacted at a moment; dm.consent, or a test's stand-in."""

    def __call__(
        self, connection: Connection, wave: Wave, targets: Sequence[Target], at: datetime
    ) -> Mapping[Target, Permit | Refusal]: ...


def law_of(office: Office, brief: Brief) -> Law:
    """The law of the workspace, asked with the very context that the ledger's claim will ask with."""
    contexts = {wave.name: contact_context(office, _run(brief, wave)) for wave in brief.waves}

    def ask(
        connection: Connection, wave: Wave, targets: Sequence[Target], at: datetime
    ) -> Mapping[Target, Permit | Refusal]:
        return consent.decide_for(
            connection,
            office.policies,
            targets,
            channel=wave.channel,
            context=contexts[wave.name],
            at=at,
            key=office.settings.suppression_key,
        )

    return ask


def read_candidates(connection: Connection, brief: Brief, law: Law, *, now: datetime) -> Iterator[Candidate]:
    """Every active person of the base, each with the first step that leaves them out, or with points to go to."""
    moments = estimated_moments(brief, now)
    query = whole_base(brief, now=now, first=min(moments.values()), last=max(moments.values()))
    # Read to the end first: other statements follow on the same connection.
    for rows in chunks(connection.execute(query).mappings().all(), _CHUNK):
        people = [_candidate(row, brief) for row in rows]
        _ask_law(connection, [one for one in people if one.exclusion is None], brief, law, moments, now)
        yield from people


def estimated_moments(brief: Brief, now: datetime) -> dict[str, datetime]:
    """When each wave is expected to leave: never before now."""
    days = wave_days(brief.waves)
    return {wave.name: max(now, moment_of(days[wave.name], wave.send_at, brief.time_zone)) for wave in brief.waves}


def _candidate(row: RowMapping, brief: Brief) -> Candidate:
    return Candidate(
        person_id=row["id"],
        unit_id=row["unit_id"],
        language=row["language"],
        score=row["score"],
        pressed=bool(row["pressed"]),
        eligible=tuple(wave.name for at, wave in enumerate(brief.waves) if row[f"wave_{at}"]),
        exclusion=_first_step(row, brief),
    )


def _first_step(row: RowMapping, brief: Brief) -> Exclusion | None:
    if not row["in_segment"]:
        return Exclusion("segment", "NOT_IN_SEGMENT")
    if row["country"] not in brief.audience.countries:
        return Exclusion("geography", "OTHER_COUNTRY" if row["country"] else "COUNTRY_UNKNOWN")
    for need in brief.audience.quality.needs:
        if not row[f"need_{need}"]:
            return Exclusion("quality", f"NO_{need.upper()}")
    if not row["fresh"]:
        return Exclusion("quality", "STALE")
    if not any(row[f"wave_{at}"] for at in range(len(brief.waves))):
        return Exclusion("wave", "NO_WAVE")
    return None


def _ask_law(
    connection: Connection,
    people: list[Candidate],
    brief: Brief,
    law: Law,
    moments: Mapping[str, datetime],
    now: datetime,
) -> None:
    points = _points(connection, people, brief, now)
    refusals: dict[str, Refusal] = {}
    for wave in brief.waves:
        kind = POINT_OF[wave.channel]
        reached = {
            Target(one.person_id, points[one.person_id][kind]): one
            for one in people
            if wave.name in one.eligible and kind in points.get(one.person_id, {})
        }
        decided = law(connection, wave, list(reached), moments[wave.name]) if reached else {}
        for target, one in reached.items():
            decision = decided[target]
            if isinstance(decision, Permit) or _lasting(decision) is None:
                one.points[wave.name] = target.point_id
            else:
                refusals.setdefault(one.person_id, decision)
    for one in people:
        if not one.points:
            one.exclusion = _left_out(one, brief, refusals.get(one.person_id))


def _lasting(refusal: Refusal) -> Denial | None:
    """The first reason that no later hour mends; None when waiting helps."""
    return next((reason for reason in (refusal.reason, *refusal.also) if kind_of(reason) is not Kind.LATER), None)


def _left_out(one: Candidate, brief: Brief, refusal: Refusal | None) -> Exclusion:
    """The law's reason of the first wave it was asked for; else there was nothing to ask about."""
    if refusal is not None:
        return Exclusion("permission", str(_lasting(refusal)), refusal.rules, refusal.sources)
    first = next(wave for wave in brief.waves if wave.name in one.eligible)
    return Exclusion("point", f"NO_{POINT_OF[first.channel].name}")


def _points(connection: Connection, people: Iterable[Candidate], brief: Brief, now: datetime) -> Points:
    """The best usable point of each kind that the waves need."""
    query = usable_points({POINT_OF[wave.channel] for wave in brief.waves}, now=now)
    found: Points = {}
    for some in chunks([one.person_id for one in people], _CHUNK):
        for row in connection.execute(query.where(t.contact_point.c.person_id.in_(some))):
            found.setdefault(row.person_id, {}).setdefault(PointKind(row.kind), row.id)
    return found


def _run(brief: Brief, wave: Wave) -> Run:
    """The wave as the ledger will read it from its rows."""
    campaign: dict[str, Any] = {"id": brief.id, "controller": brief.controller, "purpose": brief.purpose}
    row: dict[str, Any] = {"name": wave.name, "channel": wave.channel.value, "template": wave.template}
    return Run(cast("RowMapping", campaign), cast("RowMapping", row), brief.document)
