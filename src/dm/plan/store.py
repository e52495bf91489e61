"""Writing a plan: campaign, waves, cells, audience, draws and pieces, in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, RowMapping, and_, delete, insert, select, update

from dm import ledger
from dm.conditions import digest_of
from dm.db import insert_many
from dm.db import tables as t
from dm.ledger import PlannedPiece
from dm.ledger.schedule import schedule_wave
from dm.model import CampaignState
from dm.plan.brief import Brief, Unit, Wave
from dm.plan.planned import Plan
from dm.plan.query import POINT_OF
from dm.plan.rules import TREATED
from dm.plan.waterfall import Candidate, Drawn


def campaign_row(connection: Connection, campaign: str) -> RowMapping | None:
    """The campaign's row, None when it was never planned."""
    return connection.execute(select(t.campaign).where(t.campaign.c.id == campaign)).mappings().first()


def stored_draws(connection: Connection, brief: Brief) -> dict[str, Drawn]:
    """The draws to keep: those made under the same cells, shares and holdout; merged units stand under both ids."""
    row = campaign_row(connection, brief.id)
    if row is None or _draw_terms(row["brief"]) != _draw_terms(brief.document):
        return {}
    drawn = t.assignment
    kept = select(drawn.c.unit_id, drawn.c.person_id, drawn.c.arm, drawn.c.cell).where(drawn.c.campaign_id == brief.id)
    draws = {unit: Drawn(person, arm, cell) for unit, person, arm, cell in connection.execute(kept)}
    for old, today, stood in _renamed(brief.audience.unit):
        here = and_(drawn.c.unit_id == old, drawn.c.campaign_id == brief.id)
        moved = select(today, stood, drawn.c.arm, drawn.c.cell).select_from(today.table).join(drawn, here).order_by(old)
        for unit, person, arm, cell in connection.execute(moved):
            draws.setdefault(unit, Drawn(person, arm, cell))
    return draws


def _renamed(unit: Unit) -> list[tuple[Column[str], Column[str], Column[str]]]:
    """Former id, present id and who stood for the unit: of people, who are units where they belong to no group, of
    groups that became one, and of households that somebody founded who moved out of one."""
    person, household, company, home = t.person_alias.c, t.household_alias.c, t.company_alias.c, t.household.c
    stood = t.assignment.c.person_id
    found: list[tuple[Column[str], Column[str], Column[str]]] = [(person.old_id, person.person_id, person.person_id)]
    if unit is Unit.HOUSEHOLD:
        found += [(household.old_id, household.household_id, stood), (home.parted_from, home.id, stood)]
    if unit is Unit.COMPANY:
        found.append((company.old_id, company.company_id, stood))
    return found


def _draw_terms(document: Mapping[str, Any]) -> str:
    """What the draws rest on; as long as nothing has left, a change of it draws anew."""
    audience = document.get("audience", {})
    cells = [(cell.get("name"), cell.get("share")) for cell in document.get("cell", [])]
    return digest_of([audience.get("holdout"), audience.get("holdout_key"), audience.get("unit"), cells])


def write_plan(
    connection: Connection,
    plan: Plan,
    brief: Brief,
    people: Sequence[Candidate],
    *,
    key: bytes,
    now: datetime,
    actor: str,
) -> bool:
    """Store everything; False when exactly this plan is the campaign's current one already."""
    row = campaign_row(connection, brief.id)
    if row is not None and row["current_plan_id"] == plan.id:
        return False
    _write_segment(connection, brief, now)
    _write_campaign(connection, brief, plan, is_new=row is None, now=now, actor=actor)
    _write_parts(connection, brief)
    _write_audience(connection, plan, people, now=now, actor=actor)
    _write_draws(connection, brief, people, now)
    ledger.clear_planned(connection, brief.id)
    ledger.plan_pieces(connection, _pieces(brief, people), key=key, now=now)
    _schedule(connection, brief)
    void_approvals(connection, brief.id, now)
    return True


def _write_segment(connection: Connection, brief: Brief, now: datetime) -> None:
    segment = brief.audience.segment
    connection.execute(delete(t.segment).where(t.segment.c.id == segment.id))
    connection.execute(
        insert(t.segment).values(
            id=segment.id, title=segment.title, definition=segment.definition, sha256=segment.sha256, stored_at=now
        )
    )


def _write_campaign(
    connection: Connection, brief: Brief, plan: Plan, *, is_new: bool, now: datetime, actor: str
) -> None:
    values = {
        "title": brief.title,
        "state": CampaignState.PLANNED.value,
        "brief": brief.document,
        "brief_sha256": digest_of(brief.document),
        "goal": brief.goal,
        "controller": brief.controller,
        "purpose": brief.purpose,
        "time_zone": brief.time_zone,
        "opens_on": brief.opens_on,
        "closes_on": brief.closes_on,
        "currency": brief.currency,
        "segment_id": brief.audience.segment.id,
        "current_plan_id": plan.id,
    }
    if is_new:
        connection.execute(insert(t.campaign).values(id=brief.id, created_at=now, created_by=actor, **values))
    else:
        connection.execute(update(t.campaign).where(t.campaign.c.id == brief.id).values(**values))


def _write_parts(connection: Connection, brief: Brief) -> None:
    connection.execute(delete(t.cell).where(t.cell.c.campaign_id == brief.id))
    connection.execute(delete(t.wave).where(t.wave.c.campaign_id == brief.id))
    insert_many(
        connection,
        t.cell,
        [
            {"campaign_id": brief.id, "name": cell.name, "position": at, "share": cell.share, "offer": cell.offer}
            for at, cell in enumerate(brief.cells)
        ],
    )
    insert_many(connection, t.wave, [_wave_row(brief, wave, at) for at, wave in enumerate(brief.waves)])


def _wave_row(brief: Brief, wave: Wave, position: int) -> dict[str, Any]:
    return {
        "campaign_id": brief.id,
        "name": wave.name,
        "position": position,
        "channel": wave.channel.value,
        "template": wave.template,
        "vendor": wave.vendor,
        "drop_on": wave.drop_on,
        "send_at": f"{wave.send_at:%H:%M}" if wave.send_at else "",
        "after_wave": wave.after,
        "after_days": wave.after_days if wave.after else None,
        "unit_cost": wave.unit_cost.amount if wave.unit_cost else None,
        "unit_cost_currency": wave.unit_cost.currency if wave.unit_cost else "",
        "condition": wave.where_table,
        "unless": wave.unless_table,
    }


def _write_audience(
    connection: Connection, plan: Plan, people: Sequence[Candidate], *, now: datetime, actor: str
) -> None:
    """The plan's row and one for each person; audiences of older plans go, unless somebody approved them."""
    approved = select(t.approval.c.plan_hash).where(t.approval.c.campaign_id == plan.campaign)
    older = select(t.plan.c.id).where(t.plan.c.campaign_id == plan.campaign, t.plan.c.hash.not_in(approved))
    connection.execute(delete(t.audience_member).where(t.audience_member.c.plan_id.in_(older)))
    if connection.execute(select(t.plan.c.id).where(t.plan.c.id == plan.id)).scalar() is None:
        connection.execute(insert(t.plan).values(**plan.row(), planned_at=now, planned_by=actor))
    connection.execute(delete(t.audience_member).where(t.audience_member.c.plan_id == plan.id))
    insert_many(connection, t.audience_member, (_member_row(plan.id, one) for one in people))


def _member_row(plan_id: str, one: Candidate) -> dict[str, Any]:
    why = one.exclusion
    return {
        "plan_id": plan_id,
        "person_id": one.person_id,
        "unit_id": one.unit_id,
        "outcome": one.outcome.value,
        "step": why.step if why else "",
        "reason": why.reason if why else "",
        "rule": list(why.rules) if why else [],
        "law": list(why.sources) if why else [],
    }


def _write_draws(connection: Connection, brief: Brief, people: Sequence[Candidate], now: datetime) -> None:
    """One row for each unit of the audience; the moment of an earlier draw stays."""
    drawn = t.assignment
    earlier = select(drawn.c.unit_id, drawn.c.drawn_at).where(drawn.c.campaign_id == brief.id)
    since = {row.unit_id: row.drawn_at for row in connection.execute(earlier)}
    connection.execute(delete(drawn).where(drawn.c.campaign_id == brief.id))
    rows = (
        {
            "campaign_id": brief.id,
            "unit_id": one.unit_id,
            "person_id": one.person_id,
            "arm": one.arm,
            "cell": one.cell,
            "holdout_key": brief.audience.holdout_key,
            "drawn_at": since.get(one.unit_id, now),
        }
        for one in people
        if one.exclusion is None
    )
    insert_many(connection, drawn, rows)


def _pieces(brief: Brief, people: Sequence[Candidate]) -> Iterator[PlannedPiece]:
    """Wave by wave, people in the order of their ids, control recipients last."""
    treated = [one for one in people if one.exclusion is None and one.arm == TREATED]
    for wave in brief.waves:
        for one in treated:
            if wave.name in one.points:
                yield PlannedPiece(
                    campaign_id=brief.id,
                    wave=wave.name,
                    unit_id=one.unit_id,
                    person_id=one.person_id,
                    channel=wave.channel,
                    point_id=one.points[wave.name],
                    cell=one.cell,
                    language=one.language,
                    score=one.score,
                )
        yield from seeds_of(brief, wave)


def seeds_of(brief: Brief, wave: Wave) -> Iterator[PlannedPiece]:
    """Each control recipient who can be reached by the wave; they take the cells in turn, so that each is looked at."""
    wants = {"post": ("address", "street"), "email": ("email",), "phone": ("phone",)}[POINT_OF[wave.channel].value]
    for at, fields in enumerate(brief.seeds):
        if any(fields.get(name) for name in wants):
            yield PlannedPiece(
                campaign_id=brief.id,
                wave=wave.name,
                unit_id=f"seed:{at + 1}",
                person_id=f"seed:{at + 1}",
                channel=wave.channel,
                point_id=None,
                cell=brief.cells[at % len(brief.cells)].name,
                language=fields.get("language", ""),
                seed=True,
                snapshot=fields,
            )


def _schedule(connection: Connection, brief: Brief) -> None:
    """Dated waves fall due on their day; the others when the wave before them has begun."""
    campaign = {"id": brief.id, "time_zone": brief.time_zone}
    for at, wave in enumerate(brief.waves):
        if wave.drop_on is not None:
            schedule_wave(connection, campaign, _wave_row(brief, wave, at), wave.drop_on)


def void_approvals(connection: Connection, campaign: str, now: datetime) -> None:
    """Whatever was approved of the campaign is void from now on."""
    connection.execute(
        update(t.approval)
        .where(t.approval.c.campaign_id == campaign, t.approval.c.voided_at.is_(None))
        .values(voided_at=now, voided_why="planned again")
    )
