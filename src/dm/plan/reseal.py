"""Sealing a running campaign anew: its templates or the policies were mended, its audience and draws stay."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, exists, insert, literal, select, update

from dm.conditions import digest_of
from dm.consent import Policies, audit
from dm.db import tables as t
from dm.db import writing
from dm.errors import Refused
from dm.model import CampaignState, Money
from dm.model.ids import base32_id
from dm.plan.brief import Brief
from dm.plan.planned import Plan, WavePlan
from dm.plan.rules import approvals_needed, orders_to_break_even, wave_cost
from dm.plan.seal import plan_hash, template_hashes
from dm.plan.store import campaign_row, seeds_of, void_approvals
from dm.settings import Settings

_ENDED = (CampaignState.STOPPED.value, CampaignState.CLOSED.value)


def has_begun(connection: Connection, campaign: str) -> bool:
    """Whether something of the campaign was launched; Refused when it was stopped, is over, or is built in."""
    row = campaign_row(connection, campaign)
    if row is None:
        return False
    if row["system"] or row["state"] in _ENDED:
        raise Refused(
            f"Campaign {campaign} is {'built in' if row['system'] else row['state']}: it is planned no more.",
            hint="Plan a new campaign with another id; the same holdout_key keeps the same people in the holdout.",
        )
    launched = exists().where(t.wave.c.campaign_id == campaign, t.wave.c.launched_at.is_not(None))
    return bool(connection.execute(select(launched)).scalar())


def reseal(engine: Engine, brief: Brief, *, settings: Settings, policies: Policies, now: datetime, actor: str) -> Plan:
    """A new plan hash over the stored audience and today's templates and policies; approvals are void, draws stay.

    Raises Refused when the brief or its segment was changed: what was launched is sealed.
    """
    with writing(engine) as connection:
        row = campaign_row(connection, brief.id)
        assert row is not None
        kept = connection.execute(select(t.plan).where(t.plan.c.id == row["current_plan_id"])).mappings().one()
        if (row["brief_sha256"], kept["parts"]["segment"]) != (
            digest_of(brief.document),
            brief.audience.segment.sha256,
        ):
            raise Refused(
                f"Campaign {brief.id} is {row['state']}: what was launched is sealed, and its brief with it.",
                hint="Templates and policies may still be mended; for another brief plan a campaign with another id.",
            )
        templates = template_hashes(settings.templates, ((wave.template, wave.vendor) for wave in brief.waves))
        digest = plan_hash(brief=brief.document, parts=kept["parts"], templates=templates, policies=policies.hash)
        fresh = {**kept, "hash": digest, "templates": templates, "policies": policies.hash}
        fresh["id"] = "P" + base32_id("plan", brief.id, digest)
        if digest != kept["hash"]:
            _store(connection, brief.id, kept["id"], fresh | {"planned_at": now, "planned_by": actor})
            void_approvals(connection, brief.id, now)
            payload = {"hash": digest, "was": kept["hash"]}
            audit.append(connection, actor=actor, action="reseal", object=brief.id, payload=payload, now=now)
    return plan_of_row(brief, fresh, changed=digest != kept["hash"])


def _store(connection: Connection, campaign: str, old: str, fresh: Mapping[str, Any]) -> None:
    member = t.audience_member
    if connection.execute(select(t.plan.c.id).where(t.plan.c.id == fresh["id"])).scalar() is None:
        connection.execute(insert(t.plan).values(**fresh))
        others = [column for column in member.c if column.name != "plan_id"]
        copied = select(literal(fresh["id"]), *others).where(member.c.plan_id == old)
        names = ["plan_id", *(column.name for column in others)]
        connection.execute(insert(member).from_select(names, copied))
    connection.execute(
        update(t.campaign)
        .where(t.campaign.c.id == campaign)
        .values(current_plan_id=fresh["id"], state=CampaignState.PLANNED.value)
    )


def plan_of_row(brief: Brief, row: Mapping[str, Any], *, changed: bool) -> Plan:
    """The figures of a stored plan."""
    planned = {step["wave"]: step["pieces"] for step in row["calendar"] if step["step"] == "wave"}
    cost = Money(row["cost_minor"], row["currency"])
    return Plan(
        id=row["id"],
        campaign=brief.id,
        hash=row["hash"],
        universe=row["universe"],
        waterfall=row["waterfall"],
        people=row["universe"] - row["holdout"] - sum(line["count"] for line in row["waterfall"]),
        holdout=row["holdout"],
        pieces=row["pieces"],
        cells=row["cells"],
        waves=[
            WavePlan(
                name=wave.name,
                channel=wave.channel.value,
                pieces=planned[wave.name],
                seeds=len(list(seeds_of(brief, wave))),
                cost=wave_cost(wave, planned[wave.name], brief.currency),
            )
            for wave in brief.waves
        ],
        cost=cost,
        detectable_lift=row["detectable_lift"],
        base_rate=brief.audience.base_rate,
        calendar=row["calendar"],
        templates=row["templates"],
        policies=row["policies"],
        parts=row["parts"],
        break_even_orders=orders_to_break_even(cost, brief.budget.margin_per_order),
        approvals_needed=approvals_needed(brief.budget.two_approvals_above, cost),
        changed=changed,
    )
