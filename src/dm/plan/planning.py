"""`dm plan`: the waterfall, the draws, the cost, the hash; stored as one whole or refused as one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine

from dm.consent import Policies, audit
from dm.db import reading, writing
from dm.errors import Refused
from dm.ledger import Office
from dm.model import Money
from dm.model.ids import base32_id
from dm.plan.brief import Brief
from dm.plan.brief_file import load_brief
from dm.plan.calendar import calendar
from dm.plan.candidates import Law, law_of, read_candidates
from dm.plan.detect import detectable_lift
from dm.plan.planned import Plan, WavePlan
from dm.plan.reseal import has_begun, reseal
from dm.plan.rules import TREATED, approvals_needed, orders_to_break_even, wave_cost
from dm.plan.seal import plan_hash, rows_hash, template_hashes
from dm.plan.store import seeds_of, stored_draws, write_plan
from dm.plan.waterfall import Candidate, Totals, add_up, settle_waterfall
from dm.settings import Settings


def plan(
    engine: Engine,
    path: Path,
    *,
    settings: Settings,
    policies: Policies,
    now: datetime,
    actor: str,
    say: Callable[[str], None],
    law: Law | None = None,
) -> Plan:
    """Plan the campaign of a file and store it; planning the same again changes nothing.

    A changed plan voids every approval. Once a wave was launched only mended templates and policies make another plan,
    over the same audience and draws. Raises InputError for a fault in the files, and Refused, with nothing stored, when
    the campaign is over, too small, or dearer than its budget. `law` stands in for dm.consent in tests.
    """
    brief = load_brief(path, workspace=settings.workspace, templates=settings.templates)
    with reading(engine) as connection:
        begun = has_begun(connection, brief.id)
    if begun:
        return reseal(engine, brief, settings=settings, policies=policies, now=now, actor=actor)
    say(f"{brief.id}: reading the base and asking the law for {len(brief.waves)} waves")
    with reading(engine) as connection:
        people = _settled(connection, brief, law or law_of(Office(engine, settings, policies), brief), settings, now)
    made = _figures(brief, people, settings, policies)
    _refuse_if_unfit(brief, made)
    say(f"{brief.id}: storing {made.universe} decisions and {sum(made.pieces.values())} pieces")
    with writing(engine) as connection:
        if has_begun(connection, brief.id):
            raise Refused(f"{brief.id} was launched while it was planned.", hint="Look at `dm campaign status`.")
        changed = write_plan(connection, made, brief, people, key=settings.secret_key, now=now, actor=actor)
        if changed:
            _note(connection, made, actor, now)
    return replace(made, changed=changed)


def _settled(connection: Connection, brief: Brief, law: Law, settings: Settings, now: datetime) -> list[Candidate]:
    people = read_candidates(connection, brief, law, now=now)
    return settle_waterfall(people, brief, stored_draws(connection, brief), key=settings.secret_key)


def _figures(brief: Brief, people: Sequence[Candidate], settings: Settings, policies: Policies) -> Plan:
    totals = add_up(list(people), brief, len(people))
    templates = template_hashes(settings.templates, ((wave.template, wave.vendor) for wave in brief.waves))
    parts = {
        "segment": brief.audience.segment.sha256,
        "audience": rows_hash(_member(one) for one in people),
        "pieces": rows_hash((one.person_id, wave, point or "") for one in people for wave, point in one.points.items()),
    }
    digest = plan_hash(brief=brief.document, parts=parts, templates=templates, policies=policies.hash)
    waves = _waves(brief, people)
    cost = sum((wave.cost for wave in waves), Money(0, brief.currency))
    pieces: Counter[str] = Counter()
    for wave in waves:
        pieces[wave.channel] += wave.pieces
    return Plan(
        id="P" + base32_id("plan", brief.id, digest),
        campaign=brief.id,
        hash=digest,
        universe=totals.universe,
        waterfall=[{"step": step, "reason": reason, "count": number} for step, reason, number in totals.lines],
        people=totals.people,
        holdout=totals.holdout,
        pieces=dict(pieces),
        cells=totals.cells,
        waves=waves,
        cost=cost,
        detectable_lift=_lift(brief, totals),
        base_rate=brief.audience.base_rate,
        calendar=calendar(brief, {wave.name: wave.pieces for wave in waves}),
        templates=templates,
        policies=policies.hash,
        parts=parts,
        break_even_orders=orders_to_break_even(cost, brief.budget.margin_per_order),
        approvals_needed=approvals_needed(brief.budget.two_approvals_above, cost),
    )


def _lift(brief: Brief, totals: Totals) -> float | None:
    return detectable_lift(totals.people, totals.holdout, brief.audience.base_rate)


def _member(one: Candidate) -> tuple[str, str, str, str, str, str]:
    why = f"{one.exclusion.step}/{one.exclusion.reason}" if one.exclusion else "/"
    return one.person_id, one.unit_id, one.outcome.value, why, one.arm, one.cell


def _waves(brief: Brief, people: Sequence[Candidate]) -> list[WavePlan]:
    counted: Counter[str] = Counter()
    for one in people:
        if one.arm == TREATED and one.exclusion is None:
            counted.update(one.points.keys())
    return [
        WavePlan(
            name=wave.name,
            channel=wave.channel.value,
            pieces=counted[wave.name],
            seeds=len(list(seeds_of(brief, wave))),
            cost=wave_cost(wave, counted[wave.name], brief.currency),
        )
        for wave in brief.waves
    ]


def _refuse_if_unfit(brief: Brief, made: Plan) -> None:
    audience = made.people + made.holdout
    if audience < max(brief.audience.minimum, 1):
        raise Refused(
            f"{brief.id}: {audience} people may be contacted, at least {max(brief.audience.minimum, 1)} are wanted.",
            hint=_where_they_went(made),
        )
    if made.cost.minor > brief.budget.cap.minor:
        parts = ", ".join(f"{wave.name} {wave.cost} for {wave.pieces}" for wave in made.waves if wave.cost.minor)
        raise Refused(
            f"{brief.id} would cost {made.cost}, more than its budget of {brief.budget.cap}: {parts}.",
            hint="Lower [audience] max, drop a wave, or raise [budget] cap.",
        )


def _where_they_went(made: Plan) -> str:
    if not made.waterfall:
        return f"The base holds {made.universe} people, and nobody was left out: acquire more, or lower [audience] min."
    biggest = max(made.waterfall, key=lambda line: line["count"])
    return f"Most were left out at {biggest['step']}: {biggest['reason']} ({biggest['count']})."


def _note(connection: Connection, made: Plan, actor: str, now: datetime) -> None:
    payload = {"hash": made.hash, "universe": made.universe, "people": made.people, "holdout": made.holdout}
    audit.append(connection, actor=actor, action="plan", object=made.campaign, payload=payload, now=now)
