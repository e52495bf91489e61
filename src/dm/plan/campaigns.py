"""Campaigns as a marketer sees them: begun from an example, listed, watched, stopped, paused, resumed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, select, update

from dm import ledger
from dm.consent import audit
from dm.db import reading, writing
from dm.db import tables as t
from dm.errors import InputError, Refused
from dm.model import CampaignState, Money
from dm.plan.brief_file import CAMPAIGN_ID
from dm.plan.example import EXAMPLE
from dm.plan.store import campaign_row

_PAUSABLE = (CampaignState.APPROVED.value, CampaignState.RUNNING.value)


@dataclass(frozen=True)
class CampaignLine:
    """One line of the list."""

    id: str
    title: str
    state: str
    opens_on: str
    closes_on: str
    people: int
    holdout: int
    cost: str


@dataclass(frozen=True)
class WaveStatus:
    """One wave and how many of its pieces stand where; control recipients are not counted."""

    wave: str
    channel: str
    due_at: str
    launched_at: str
    after: str
    states: dict[str, int]


@dataclass(frozen=True)
class Status:
    """A campaign as it stands."""

    campaign: str
    title: str
    state: str
    plan_hash: str
    approved_by: list[str]
    universe: int
    holdout: int
    waterfall: list[dict[str, Any]]
    calendar: list[dict[str, Any]]
    waves: list[WaveStatus]
    time_zone: str = "UTC"

    def document(self) -> dict[str, Any]:
        """The same as plain values."""
        return asdict(self)


def new_campaign(campaign: str, *, workspace: Path) -> Path:
    """Write a commented brief to campaigns/ID.toml, and the segment it names when that is missing; returns its path."""
    if not CAMPAIGN_ID.match(campaign):
        raise InputError(f'"{campaign}" is no id of a campaign.', hint="Small letters, digits, - and _, at most 40.")
    path = workspace / "campaigns" / f"{campaign}.toml"
    if path.exists():
        raise Refused(f"{path} is there already.", hint="Edit it, or choose another id.")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(EXAMPLE.brief.replace("CAMPAIGN_ID", campaign), encoding="utf-8")
    segment = workspace / "segments" / "warm.toml"
    if not segment.exists():
        segment.parent.mkdir(parents=True, exist_ok=True)
        segment.write_text(EXAMPLE.segment, encoding="utf-8")
    return path


def list_campaigns(engine: Engine) -> list[CampaignLine]:
    """All campaigns that marketers run, the newest first."""
    people = (
        select(t.audience_member.c.plan_id, func.count().label("number"))
        .where(t.audience_member.c.outcome == "piece")
        .group_by(t.audience_member.c.plan_id)
        .subquery()
    )
    query = (
        select(t.campaign, t.plan.c.holdout, t.plan.c.cost_minor, people.c.number)
        .outerjoin(t.plan, t.plan.c.id == t.campaign.c.current_plan_id)
        .outerjoin(people, people.c.plan_id == t.plan.c.id)
        .where(t.campaign.c.system == 0)
        .order_by(t.campaign.c.created_at.desc(), t.campaign.c.id)
    )
    with reading(engine) as connection:
        return [_line(row) for row in connection.execute(query)]


def campaign_status(engine: Engine, campaign: str) -> Status:
    """State, approval, waterfall and where each wave's pieces stand."""
    with reading(engine) as connection:
        row = _known(connection, campaign)
        made = connection.execute(select(t.plan).where(t.plan.c.id == row["current_plan_id"])).mappings().first()
        waves = connection.execute(
            select(t.wave).where(t.wave.c.campaign_id == campaign).order_by(t.wave.c.position)
        ).all()
        counts = connection.execute(
            select(t.piece.c.wave, t.piece.c.state, func.count())
            .where(t.piece.c.campaign_id == campaign, t.piece.c.seed.is_(False))
            .group_by(t.piece.c.wave, t.piece.c.state)
        ).all()
        approved = connection.execute(
            select(t.approval.c.approved_by)
            .where(t.approval.c.campaign_id == campaign, t.approval.c.voided_at.is_(None))
            .order_by(t.approval.c.id)
        ).scalars()
        return Status(
            campaign=campaign,
            title=row["title"],
            state=row["state"],
            plan_hash=made["hash"] if made else "",
            approved_by=list(approved),
            universe=made["universe"] if made else 0,
            holdout=made["holdout"] if made else 0,
            waterfall=made["waterfall"] if made else [],
            calendar=made["calendar"] if made else [],
            waves=[_wave(wave, counts) for wave in waves],
            time_zone=row["time_zone"] or "UTC",
        )


def stop(engine: Engine, campaign: str, *, by: str, now: datetime) -> int:
    """The emergency stop: nothing more leaves, at once. Returns how many pieces were cancelled."""
    with writing(engine) as connection:
        _known(connection, campaign)
        return ledger.stop_campaign(connection, campaign, by=by, now=now)


def pause(engine: Engine, campaign: str, *, by: str, now: datetime) -> None:
    """Nothing leaves until the campaign is resumed; planned pieces stay planned."""
    _move(engine, campaign, _PAUSABLE, CampaignState.PAUSED, by=by, now=now)


def resume(engine: Engine, campaign: str, *, by: str, now: datetime) -> None:
    """Go on after a pause; the approval is checked again at the next launch."""
    _move(engine, campaign, (CampaignState.PAUSED.value,), CampaignState.APPROVED, by=by, now=now)


def _move(engine: Engine, campaign: str, sources: Sequence[str], to: CampaignState, *, by: str, now: datetime) -> None:
    with writing(engine) as connection:
        row = _known(connection, campaign)
        if row["state"] not in sources:
            raise Refused(
                f"Campaign {campaign} is {row['state']}; it cannot be {_DEED[to]}.",
                hint=f"Only {' or '.join(sources)} campaigns can.",
            )
        begun = select(t.wave.c.name).where(t.wave.c.campaign_id == campaign, t.wave.c.launched_at.is_not(None))
        if to is CampaignState.APPROVED and connection.execute(begun).first():
            to = CampaignState.RUNNING
        connection.execute(update(t.campaign).where(t.campaign.c.id == campaign).values(state=to.value))
        audit.append(connection, actor=by, action=to.value, object=campaign, payload={"was": row["state"]}, now=now)


_DEED = {CampaignState.PAUSED: "paused", CampaignState.APPROVED: "resumed"}


def _known(connection: Connection, campaign: str) -> Any:
    row = campaign_row(connection, campaign)
    if row is None:
        raise InputError(
            f'There is no campaign "{campaign}".', hint="`dm campaign list` shows all; `dm plan` makes one."
        )
    return row


def _line(row: Row[Any]) -> CampaignLine:
    return CampaignLine(
        id=row.id,
        title=row.title,
        state=row.state,
        opens_on=_iso(row.opens_on),
        closes_on=_iso(row.closes_on),
        people=row.number or 0,
        holdout=row.holdout or 0,
        cost=str(Money(row.cost_minor or 0, row.currency)),
    )


def _wave(wave: Row[Any], counts: Sequence[Row[Any]]) -> WaveStatus:
    return WaveStatus(
        wave=wave.name,
        channel=wave.channel,
        due_at=_iso(wave.due_at),
        launched_at=_iso(wave.launched_at),
        after=f"{wave.after_wave} + {wave.after_days}d" if wave.after_wave else "",
        states={state: number for name, state, number in sorted(map(tuple, counts)) if name == wave.name},
    )


def _iso(moment: Any) -> str:
    return moment.isoformat() if moment else ""
